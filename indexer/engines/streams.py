"""Texts as engines are given them that analyse nothing themselves: our terms, with spaces between them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from indexer.engines.protocol import Batch
from indexer.fields import Text

if TYPE_CHECKING:  # both need numpy, and whoever serves an index may do without
    import numpy as np
    from numpy.typing import NDArray

    from indexer.dutch.pieces import Pieces, Terms


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
        self._known = 0

    def of(self, batch: Batch) -> dict[Text, list[str]]:
        """The terms of each text of questions, in order."""
        of_pieces = self._of(batch.pieces)
        return {text: [" ".join(of_pieces[one].tolist()) for one in batch.texts[text]] for text in Text}

    def _of(self, pieces: "Pieces") -> "NDArray[np.object_]":
        """The streams of all pieces, and room for more: to make it larger takes time for each that it has."""
        import numpy as np

        if pieces is not self._pieces:
            self._pieces, self._known, self._of_pieces = pieces, 0, np.empty(0, np.object_)
        known, self._known = self._known, len(pieces.terms)
        if self._known > len(self._of_pieces):
            larger = np.empty(2 * self._known, np.object_)
            larger[:known] = self._of_pieces[:known]
            self._of_pieces = larger
        self._of_pieces[known : self._known] = list(map(self._stream, pieces.terms[known:]))
        return self._of_pieces

    def _stream(self, terms: "Terms") -> str:
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
