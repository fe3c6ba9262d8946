"""Counts in how many questions each word stands."""

from array import array
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.dutch import DICTIONARY
from indexer.dutch.pieces import Pieces
from indexer.fields import Text
from indexer.index.lexicon import Count


class WordCounter:
    """Counts the words of questions whose texts are cut into these pieces, each once a question."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._counts = np.zeros(0, np.int64)

    def add(self, texts: Mapping[Text, Sequence["array[int]"]]) -> None:
        """Count the words of questions, of whose texts these are the pieces."""
        questions = [b"".join(some) for some in zip(*texts.values(), strict=True)]
        sizes = [len(some) // self._pieces.ends.itemsize for some in questions]
        pieces = _places(b"".join(questions))
        ends, words_in = _places(self._pieces.ends), _places(self._pieces.words_in)
        starts, lengths = ends[pieces], np.diff(ends)[pieces]
        before = np.append(0, np.cumsum(lengths))  # the words of all pieces up to each
        words = words_in[np.arange(before[-1]) + np.repeat(starts - before[:-1], lengths)]
        counts = np.zeros(len(self._pieces.words), np.int64)
        counts[: len(self._counts)] = self._counts
        for first, last in pairwise(before[list(accumulate(sizes, initial=0))].tolist()):
            counts[words[first:last]] += 1  # of each word once, however often it is among them
        self._counts = counts

    def rows(self) -> list[Count]:
        """What was counted, in the order of the lexicon."""
        words, counts, dictionary = self._pieces.words, self._counts, DICTIONARY.held
        found = np.flatnonzero(counts)
        return sorted(
            (word.folded, word.written, word.term, word.folded in dictionary, count)
            for word, count in zip(map(words.__getitem__, found.tolist()), counts[found].tolist(), strict=True)
        )


def _places(numbers: "bytes | array[int]") -> NDArray[np.intp]:
    """Numbers of pieces or words as numpy looks others up by them: it would make these of them each time."""
    return np.frombuffer(numbers, np.uint32).astype(np.intp)
