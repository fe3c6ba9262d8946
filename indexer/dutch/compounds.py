"""Compounds taken apart with the words that an archive has: zonnepanelenpremie holds zonnepaneel and premie.

A word is cut where every piece is well attested: a word of some length that the dictionary has, or one that enough
questions hold by itself; the shorter, the more of them. So no part is an accident of spelling: belasting holds no last,
and minister no mini.
"""

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from itertools import chain
from math import log
from typing import Self

from indexer.dutch.analysis import STOP_WORDS, stem
from indexer.dutch.forms import is_noun
from indexer.dutch.lengths import Lengths

_SHORTEST = 3
_LONGEST_WORD = 50
_LONGEST_PART = 25
_EVERY_LENGTH = range(_SHORTEST, _LONGEST_PART + 1)
_SHORT = 4
"""Letters of a part that enough questions must hold by itself, also where a dictionary has it."""
_LINKED = 1.0
"""What letters between two parts cost: not much, but dienst is dienst, and not dien with an s."""
_FEWER = 2.0
"""What each part costs besides: of two ways, that of fewer parts."""
_ONE_WORD = 4
"""A word that so many times more questions hold than its parts stands for itself: maatregel is no regel."""

# Closed classes: a word that only derives another is no part of a compound, nor is the loose first part of a verb.
_PREFIXES = """
    aan achter anti bij binnen boven buiten con contra door een eer eerst ere even extra geen her hier hoe inter laag
    mede mee meer meren met micro mini mis multi naar neder neer niet non nog omhoog omlaag ont onder opeen over post
    pre pro qua rond samen semi sub super tegen tel ten ter terug toe tot trans tussen uit vast veel ver vol voor
    voors voort vooruit waar wan want wel weder weer zelf zonder
"""
_SUFFIXES = """
    aal aar abel achtig age air ant atie baar deels den dom eel eer eling elijk end ende ent eren erig ering erij gen
    ging heid heden ide ief iek ier ing isch iseren isme ist iteit jarig ken keren lei len leren lijk ling logie loog
    loos maal maat matig men meren nen nis oor oot pen ren rijk ris schap sel ster talig teit telling ten teren tie
    tig uren uur vol voud voudig waarts waardig wegens wijs zaam zijds
"""
_NEVER_FIRST = frozenset(_PREFIXES.split())
_NEVER_LAST = frozenset(_SUFFIXES.split())

Place = tuple[int, int]
"""From where to where in a word."""


class Splitter:
    """Takes words apart with the words of one archive."""

    def __init__(self, questions: Mapping[str, int], size: int, dictionary: Container[str]) -> None:
        """In how many questions each folded word stands, how many questions there are, and the folded words that a
        dictionary has."""
        self._questions = questions
        self._size = size
        self._dictionary = dictionary
        self._lengths: Lengths | None = None
        self._costs: dict[str, float | None] = {}
        self._of_parts: dict[str, Sequence[Place]] = {}

    @classmethod
    def of_many(cls, questions: Mapping[str, int], size: int, dictionary: Collection[str]) -> Self:
        """One that finds the same: it takes some 0.4 s to make, and a third less for each word."""
        splitter = cls(questions, size, dictionary)
        attested = (word for word in questions if splitter._cost(word) is not None)
        known = (word for word in dictionary if len(word) > _SHORT)
        splitter._lengths = Lengths(word for word in chain(attested, known) if len(word) <= _LONGEST_PART)
        return splitter

    @staticmethod
    def enough(size: int) -> float:
        """How many of that number of questions a word must stand in at least for it to matter."""
        return max(1, 0.0005 * size)

    def parts(self, word: str) -> frozenset[str]:
        """The terms of the parts of a folded word, of those too that are compounds themselves. A word that is no
        compound has none."""
        return frozenset(stem(word[start:end]) for start, end in self._places(word)) - {word}

    def pieces(self, word: str) -> tuple[str, ...]:
        """The smallest parts of a folded word in order, without the letters that link them."""
        return tuple(word[start:end] for start, end in self._smallest(word))

    def _places(self, word: str) -> Iterator[Place]:
        """Every part: the smallest ones, and those of several that are words by themselves."""
        smallest = self._smallest(word)
        for first, (start, _) in enumerate(smallest):
            for last, (_, end) in enumerate(smallest[first:], first):
                if first == last or (last - first < len(smallest) - 1 and self._cost(word[start:end]) is not None):
                    yield start, end

    def _smallest(self, word: str) -> Sequence[Place]:
        smallest: list[Place] = []
        for start, end in self._cheapest(word):
            part = word[start:end]
            if part not in self._of_parts:  # parts are met again and again
                self._of_parts[part] = self._smallest(part) or [(0, len(part))]
            smallest += [(start + first, start + last) for first, last in self._of_parts[part]]
        return smallest

    def _cheapest(self, word: str) -> Sequence[Place]:
        """The likeliest way to cut a word; none where it is one word."""
        size, last, costs, lengths = len(word), len(word) - _SHORTEST, self._costs, self._lengths
        if not may_be_compound(word) or (lengths and not lengths.may_end(word)):
            return ()
        # The cheapest way to each place where a part may begin.
        ways: dict[int, tuple[float, tuple[Place, ...]]] = {0: (0.0, ())}
        for start in range(last + 1):
            if start not in ways:
                continue
            before, places = ways[start]
            for length in lengths.at(word, start) if lengths else _EVERY_LENGTH:
                end = start + length
                if end > size:
                    break
                if last < end < size or length == size:
                    continue
                part = word[start:end]
                if part in costs:  # parts are met again and again
                    own = costs[part]
                elif part in self._dictionary or part in self._questions:
                    own = self._cost(part)
                else:
                    continue
                if own is None or part in (_NEVER_FIRST if end < size else _NEVER_LAST):
                    continue
                cost, way = before + own, (*places, (start, end))
                if end not in ways or cost < ways[end][0]:
                    ways[end] = cost, way
                for following in _linked(word, start, end, self._dictionary):
                    if following <= last and (following not in ways or cost + _LINKED < ways[following][0]):
                        ways[following] = cost + _LINKED, way
        _, places = ways.get(size, (0.0, ()))
        return () if self._is_one_word(word, places) else places

    def _is_one_word(self, word: str, places: Sequence[Place]) -> bool:
        held = self._questions.get(word, 0)
        if not held or not places:
            return False
        of_parts = [self._questions.get(word[start:end], 0) + 0.5 for start, end in places]
        return log(held / _ONE_WORD) > sum(map(log, of_parts)) / len(places)

    def _cost(self, part: str) -> float | None:
        """The fewer questions hold a word, the more; None for what is not surely a word."""
        if part in self._costs:
            return self._costs[part]
        held, known = self._questions.get(part, 0), part in self._dictionary
        sure = (held or known) and part not in STOP_WORDS and self._is_sure(part, held, known=known)
        self._costs[part] = cost = _FEWER + log((self._size + 1) / (held + 0.5)) if sure else None
        return cost

    def _is_sure(self, part: str, held: int, *, known: bool) -> bool:
        if not known:
            return len(part) > _SHORT and held >= max(3, 0.002 * self._size)
        match len(part):
            case 3:
                return held >= max(3, 0.005 * self._size) and is_noun(part)
            case 4:
                return held >= max(2, 0.002 * self._size) or (held >= max(1, 0.001 * self._size) and is_noun(part))
        return held >= self.enough(self._size) or is_noun(stem(part))


def may_be_compound(word: str) -> bool:
    """Whether a folded word is one of letters that is neither too short to be taken apart nor too long."""
    return 2 * _SHORTEST <= len(word) <= _LONGEST_WORD and word.isalpha()


def substrings(word: str) -> list[str]:
    """What of a folded word may be a part, and the word itself: whose numbers of questions a Splitter needs."""
    size = len(word)
    if size > _LONGEST_WORD:
        return []
    found = {
        word[start:end]
        for start in range(size - _SHORTEST + 1)
        for end in range(start + _SHORTEST, min(size, start + _LONGEST_PART) + 1)
    }
    return sorted(found | {word})


def _linked(word: str, start: int, end: int, dictionary: Container[str]) -> tuple[int, ...]:
    """Where what follows a part may begin after letters that link."""
    if end + _SHORTEST >= len(word):
        return ()  # what links two parts has one after it
    before, first, second = word[end - 1], word[end], word[end + 1]
    if first == "e":
        if second == "n" or (second == "r" and word[start:end] + "eren" in dictionary):
            return end + 1, end + 2  # kinder
        return (end + 1,)
    found: tuple[int, ...] = (end + 1,) if first == "s" or (first == "n" and before == "e") else ()
    if first == before and second == "e":
        found += (end + 2, end + 3) if word[end + 2] == "n" else (end + 2,)  # zonne
    return found
