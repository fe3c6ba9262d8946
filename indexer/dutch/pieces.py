"""What stands between the spaces of many texts: each piece is analysed once, and has a number from then on.

No word goes over a space but a number in groups, which is put together first.
"""

from array import array
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from indexer.dutch.analysis import in_groups, lower_case, tokens
from indexer.dutch.short_pieces import ShortPieces, cut, keys_of

_MOST_CHARACTERS = 3_000_000
"""Of the pieces that are remembered: some 240,000 of them, which take 120 MB."""

Terms = tuple[tuple[str, bool], ...]
"""The terms of a piece in order, and whether each is the whole of a hyphenated word, at the place of the next."""

_AROUND = ".,;:?!()[]{}\"'`/*•–—…“”„‘’«»"
"""What stands before and behind words, and is no part of any."""


class Word(NamedTuple):
    """A word as it is written, in lower case; its folded form, and the term it is searched by."""

    written: str
    folded: str
    term: str


class Pieces(dict[str, int]):
    """The pieces of texts with their numbers, and the words in them.

    Both are numbered in the order they are met. The words of the piece `i` are `words_in[ends[i] : ends[i + 1]]`.
    """

    # One object, and no dictionary beside it that knows it: two that hold each other stay in memory when nobody needs
    # them any more, until a collection of garbage finds them, which here is seldom.

    def __init__(self) -> None:
        super().__init__()
        self.terms: list[Terms] = []
        self.words: list[Word] = []
        self.words_in = array("I")
        self.ends = array("I", [0])
        self._short = ShortPieces()
        self._words: dict[str, int] = {}
        self._characters = 0

    @property
    def is_full(self) -> bool:
        """Whether so many are remembered that it is time to begin anew."""
        return self._characters > _MOST_CHARACTERS

    def numbers(self, texts: Iterable[str]) -> list["array[int]"]:
        """The pieces of each text, in order: the more texts at once, the less time each takes."""
        found = cut(map(in_groups, texts))
        keys = keys_of(found)
        numbers, missing = self._short.look_up(keys)
        pieces = list(found.pieces(missing))
        numbers[missing] = list(map(self.__getitem__, pieces))
        each_once = dict(zip(pieces, missing.tolist(), strict=True))
        self._short.put(keys, np.array(list(each_once.values()), np.intp), numbers)
        bounds = pairwise((0, *found.ends.tolist()))
        return [array("I", numbers[start:end].tobytes()) for start, end in bounds]

    def words_of(self, numbers: Iterable[int]) -> set[Word]:
        """The words of these pieces."""
        words, ends = self.words, self.ends
        return {words[word] for piece in numbers for word in self.words_in[ends[piece] : ends[piece + 1]]}

    def __missing__(self, piece: str) -> int:
        self._characters += len(piece)
        bare = piece.strip(_AROUND)
        number = self[piece] = self[bare] if bare != piece else self._add(piece)
        return number

    def _add(self, piece: str) -> int:
        """Analyse a piece that is new, and has nothing around its words; its number."""
        found = list(tokens(piece))
        lower = piece if piece == lower_case(piece) else lower_case(piece)
        self.terms.append(tuple((token.term, token.joined) for token in found))
        for token in found:
            written = lower[token.start : token.end]
            # Most words are folded as they are written: one text is enough.
            word = Word(written, written if written == token.word else token.word, token.term)
            number = self._words.setdefault(word.written, len(self.words))
            if number == len(self.words):
                self.words.append(word)
            self.words_in.append(number)
        self.ends.append(len(self.words_in))
        return len(self.terms) - 1
