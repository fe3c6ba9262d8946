"""Compounds taken apart with the words that an archive has: zonnepanelenpremie holds zonnepaneel and premie.

A word is cut where every piece is well attested: a word of some length that the dictionary has, or one that enough
questions hold by itself; the shorter, the more of them. So no part is an accident of spelling: belasting holds no last,
and minister no mini.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from math import log

from indexer.dutch.analysis import STOP_WORDS, stem
from indexer.dutch.forms import is_noun

_SHORTEST = 3
_LONGEST_WORD = 50
_LONGEST_PART = 25
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
        self._costs: dict[str, float | None] = {}
        self._of_parts: dict[str, Sequence[Place]] = {}

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
        size, dictionary, questions = len(word), self._dictionary, self._questions
        if not 2 * _SHORTEST <= size <= _LONGEST_WORD or not word.isalpha():
            return ()
        # The cheapest way to each place where a part may begin.
        ways: dict[int, tuple[float, tuple[Place, ...]]] = {0: (0.0, ())}
        for start in range(size - _SHORTEST + 1):
            if start not in ways:
                continue
            cost, before = ways[start]
            for end in range(start + _SHORTEST, min(size, start + _LONGEST_PART) + 1):
                part = word[start:end]
                if part not in dictionary and part not in questions:
                    continue
                own = self._cost(part) if _may_stand(part, start, size - end) else None
                if own is None:
                    continue
                for following in _starts(word, start, end, dictionary):
                    if following > end and size - following < _SHORTEST:
                        continue  # what links two parts has one after it
                    total = cost + own + (_LINKED if following > end else 0)
                    if following not in ways or total < ways[following][0]:
                        ways[following] = total, (*before, (start, end))
        cost, places = ways.get(size, (0.0, ()))
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
            return len(part) > 4 and held >= max(3, 0.002 * self._size)
        match len(part):
            case 3:
                return held >= max(3, 0.005 * self._size) and is_noun(part)
            case 4:
                return held >= max(2, 0.002 * self._size) or (held >= max(1, 0.001 * self._size) and is_noun(part))
        return held >= self.enough(self._size) or is_noun(stem(part))


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


def _may_stand(part: str, before: int, after: int) -> bool:
    """Whether a part may have that number of letters before and after it."""
    if after:
        return after >= _SHORTEST and part not in _NEVER_FIRST
    return before > 0 and part not in _NEVER_LAST


def _starts(word: str, start: int, end: int, dictionary: Container[str]) -> Iterator[int]:
    """Where what follows a part may begin: at once, or after letters that link."""
    yield end
    if end == len(word):
        return
    first, second = word[end], word[end + 1]
    if first in "se" or (first == "n" and word[end - 1] == "e"):
        yield end + 1
    if first == "e":
        if second == "n" or (second == "r" and word[start:end] + "eren" in dictionary):
            yield end + 2  # kinder
    elif first == word[end - 1] and second == "e":
        yield end + 2  # zonne
        if word[end + 2] == "n":
            yield end + 3
