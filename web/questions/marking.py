"""The texts on the page of a question, with the words marked of the search that led to it."""

from markupsafe import Markup, escape

from indexer.fields import Text
from indexer.search import Marks

FIRST = "gevonden"
"""The id of the first mark in question and answer, for a link to it."""


class Marking:
    """Writes the texts of one page as HTML, each piece of them escaped, in the order of the page."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self.has_first = False
        """Whether a mark in question or answer has been written."""

    def title(self, text: str) -> Markup:
        """The title, or a piece of it."""
        return self._marked(text, Text.TITLE)

    def question(self, text: str) -> Markup:
        """A piece of the question: a paragraph, an item of a list, a cell."""
        return self._marked(text, Text.QUESTION)

    def answer(self, text: str) -> Markup:
        """A piece of the answer."""
        return self._marked(text, Text.ANSWER)

    def _marked(self, text: str, source: Text) -> Markup:
        if not self._marks:
            return escape(text)
        pieces = self._marks.of(text, source)
        return Markup("").join(self._mark(piece.text, source) if piece.hit else piece.text for piece in pieces)

    def _mark(self, text: str, source: Text) -> Markup:
        if self.has_first or source is Text.TITLE:
            return Markup("<mark>{}</mark>").format(text)
        self.has_first = True
        return Markup('<mark id="{}">{}</mark>').format(FIRST, text)
