"""Which words a misspelt one may stand for: those that few letters make of it, or that sound alike in Dutch."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST = 4
_LONG = 8
"""Letters from which on two of them may be wrong."""
_SOUNDS_ALIKE = 0.5
"""How far apart words are that sound the same, where one wrong letter counts as one."""
_OTHER_BEGINNING = 0.25
"""How much farther words are that do not begin alike: few mistakes are made there."""

_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ij", "ei"),
        ("ou", "au"),
        ("ie", "i"),
        ("y", "i"),
        ("sch$", "s"),
        ("ch", "g"),
        ("ph|v", "f"),
        ("c(?=[ei])|z", "s"),
        ("[cq]", "k"),
        ("x", "ks"),
        ("th|dt|d(?![aeiou])", "t"),
        (r"(.)\1+", r"\1"),
    )
)


def sound(word: str) -> str:
    """A folded word as it sounds, more or less: the same for ei and ij, au and ou, d and t at an end, g and ch, c and
    k, f and v, s and z, and for single and double letters."""
    for pattern, said in _SOUNDS:
        word = pattern.sub(said, word)
    return word


class Speller:
    """Words that can be trusted, and which of them others may stand for."""

    def __init__(self, words: Sequence[tuple[str, str, int]]) -> None:
        """Folded words, how each sounds, and how many questions have it."""
        self._words = [(word, questions) for word, _, questions in words]
        self._written = _ByLength([word for word, _, _ in words])
        self._sounds = _ByLength([said for _, said, _ in words])

    def corrections(self, word: str, limit: int) -> tuple[str, ...]:
        """The words that a folded one may stand for: the nearest first, of those the most frequent."""
        if len(word) < _SHORTEST or not word.isalpha():
            return ()
        wrong = 2 if len(word) >= _LONG else 1
        far = self._written.near(word, wrong)
        for at, distance in self._sounds.near(sound(word), wrong - 1).items():
            far[at] = min(distance + _SOUNDS_ALIKE, far.get(at, wrong))
        ranked = []
        for at, distance in far.items():
            other, questions = self._words[at]
            if other != word:
                ranked.append((distance + (_OTHER_BEGINNING if other[0] != word[0] else 0), -questions, other))
        return tuple(other for _, _, other in sorted(ranked)[:limit])


class _ByLength:
    """Words in the order of their length, so that a word is held against those of about its own."""

    def __init__(self, words: Sequence[str]) -> None:
        self._places = sorted(range(len(words)), key=lambda at: len(words[at]))
        self._words = [words[at] for at in self._places]

    def near(self, word: str, most: int) -> dict[int, float]:
        """The places, among the words given, of those that are so many letters off at most, and how far they are."""
        first = bisect_left(self._words, len(word) - most, key=len)
        some = self._words[first : bisect_right(self._words, len(word) + most, key=len)]
        found = process.extract(word, some, scorer=OSA.distance, processor=None, limit=None, score_cutoff=most)
        return {self._places[first + at]: float(distance) for _, distance, at in found}
