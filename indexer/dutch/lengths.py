"""Which lengths the words have that begin alike: whoever looks for words in a long one need not try all places."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

_ALIKE = 5
"""Letters by which words are alike: fewer say little of how long they are, more take more memory."""


class Lengths:
    """The lengths of very many words of three letters and more, by how they begin: some 7 MB for a dictionary."""

    def __init__(self, words: Iterable[str]) -> None:
        lengths: dict[str, int] = defaultdict(int)  # a bit of each; a shorter word is by itself
        ends: set[str] = set()
        for word in words:
            lengths[word[:_ALIKE]] |= 1 << len(word)
            ends.add(word[-_ALIKE:])
        in_order = cache(lambda bits: tuple(length for length in range(bits.bit_length()) if bits >> length & 1))
        self._three, self._four, self._five = (
            {letters: in_order(bits) for letters, bits in lengths.items() if len(letters) == size} for size in (3, 4, 5)
        )
        self._ends = frozenset(ends)

    def at(self, text: str, start: int) -> tuple[int, ...]:
        """The lengths, in ascending order, of all words that stand in a text from there on, and of some that only begin
        as what stands there; beyond its end too."""
        return (
            *self._three.get(text[start : start + 3], ()),
            *self._four.get(text[start : start + 4], ()),
            *self._five.get(text[start : start + 5], ()),
        )

    def may_end(self, text: str) -> bool:
        """Whether a word may stand at the end of a text; where not, none does."""
        return text[-5:] in self._ends or text[-4:] in self._ends or text[-3:] in self._ends
