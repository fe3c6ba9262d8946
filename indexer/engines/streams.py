"""Texts as engines are given them that analyse nothing themselves: our terms, with spaces between them."""

from collections.abc import Callable
from typing import NamedTuple

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
        self._pieces = Pieces()
        self._of_pieces: list[str] = []

    def of(self, batch: Batch) -> dict[Text, list[str]]:
        """The terms of each text of questions, in order."""
        if batch.pieces is not self._pieces:
            self._pieces, self._of_pieces = batch.pieces, []
        self._of_pieces += map(self._stream, self._pieces.terms[len(self._of_pieces) :])
        return {text: [" ".join(map(self._of_pieces.__getitem__, one)) for one in batch.texts[text]] for text in Text}

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
