"""Counts in how many questions each word stands."""

from array import array
from collections.abc import Mapping, Sequence

import numpy as np

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
        cut = [(number, numbers) for some in texts.values() for number, numbers in enumerate(some)]
        pieces = np.frombuffer(b"".join(numbers for _, numbers in cut), np.uint32)
        questions = np.repeat([number for number, _ in cut], [len(numbers) for _, numbers in cut]).astype(np.int64)
        ends, words_in = (np.frombuffer(numbers, np.uint32) for numbers in (self._pieces.ends, self._pieces.words_in))
        starts, lengths = ends[pieces].astype(np.int64), np.diff(ends).astype(np.int64)[pieces]
        # Where the words of each piece begin, less where they begin among those that are counted.
        offsets = starts - (np.cumsum(lengths) - lengths)
        words = words_in[np.arange(lengths.sum()) + np.repeat(offsets, lengths)]
        held = np.sort(np.repeat(questions, lengths) << 32 | words)  # np.unique takes far longer
        each_once = held[np.append(True, held[1:] != held[:-1])[: len(held)]]
        counts = np.bincount(each_once & 0xFFFFFFFF, minlength=len(self._pieces.words))
        counts[: len(self._counts)] += self._counts
        self._counts = counts

    def rows(self) -> list[Count]:
        """What was counted, in the order of the lexicon."""
        words, counts = self._pieces.words, self._counts
        found = np.flatnonzero(counts)
        return sorted(
            (words[number].folded, words[number].written, words[number].term, count)
            for number, count in zip(found.tolist(), counts[found].tolist(), strict=True)
        )
