"""Texts as engines are given them that analyse nothing themselves: our terms, with spaces between them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from indexer.dutch.pieces import Pieces, Terms
from indexer.engines.protocol import Batch
from indexer.fields import Text


class Writing(NamedTuple):
    """How an engine has terms written: one by itself, and the whole of a hyphenated word with its first part, which
    stand at the same place."""

    alone: Callable[[str], str]
    together: Callable[[str, str], str]


class Streams:
    """Makes streams of texts; what it made of a piece it remembers."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._pieces: Pieces | None = None
        self._of_pieces = np.empty(0, np.object_)

    def of(self, batch: Batch) -> dict[Text, list[str]]:
        """The terms of each text of questions, in order."""
        if batch.pieces is not self._pieces:
            self._pieces, self._of_pieces = batch.pieces, np.empty(0, np.object_)
        self._know(batch.pieces.terms[len(self._of_pieces) :])
        return {text: [" ".join(self._of_pieces[one].tolist()) for one in batch.texts[text]] for text in Text}

    def _know(self, terms: Sequence[Terms]) -> None:
        """Make the streams of pieces that are new."""
        streams = np.empty(len(terms), np.object_)
        streams[:] = list(map(self._stream, terms))
        self._of_pieces = np.concatenate((self._of_pieces, streams))

    def _stream(self, terms: Terms) -> str:
        """The terms of a piece."""
        words = []
        whole = ""
        for term, joined in terms:
            if joined:
                whole = term
            else:
                words.append(self._writing.together(whole, term) if whole else self._writing.alone(term))
                whole = ""
        return " ".join(words)
