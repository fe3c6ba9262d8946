"""The texts on the page of a question, with the words marked of the search that led to it, and with links in them."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from markupsafe import Markup

from indexer.fields import Text
from indexer.search import Marked, Marks, Piece

FIRST = "gevonden"
"""The id of the first mark in question and answer, for a link to it."""


class Link(NamedTuple):
    """Where a text leads elsewhere: from one place in it to another, to which address."""

    start: int
    end: int
    href: str


Links = Callable[[str], Iterable[Link]]
"""What finds the links of a text, in its order."""


def no_links(text: str) -> Iterable[Link]:
    """None at all."""
    return ()


class Marking:
    """Writes the texts of one page as HTML, each piece of them escaped, in the order of the page; `links` are those of
    question and answer."""

    def __init__(self, marks: Marks, links: Links = no_links) -> None:
        self._marks = marks
        self._links = links
        self.has_first = False
        """Whether a mark in question or answer has been written."""

    def title(self, text: str) -> Markup:
        """The title, or a piece of it."""
        return self._written(self._pieces(text, Text.TITLE), Text.TITLE)

    def question(self, text: str) -> Markup:
        """A piece of the question: a paragraph, an item of a list, a cell."""
        return self._with_links(text, Text.QUESTION)

    def answer(self, text: str) -> Markup:
        """A piece of the answer."""
        return self._with_links(text, Text.ANSWER)

    def _pieces(self, text: str, source: Text) -> Marked:
        return self._marks.of(text, source) if self._marks else (Piece(text, hit=False),)

    def _with_links(self, text: str, source: Text) -> Markup:
        pieces = self._pieces(text, source)
        written, place = Markup(""), 0
        for start, end, href in self._links(text):
            written += self._written(_between(pieces, place, start), source)
            words = self._written(_between(pieces, start, end), source)
            written += Markup('<a href="{}">{}</a>').format(href, words)
            place = end
        return written + self._written(_between(pieces, place, len(text)), source)

    def _written(self, pieces: Iterable[Piece], source: Text) -> Markup:
        return Markup("").join(self._mark(piece.text, source) if piece.hit else piece.text for piece in pieces)

    def _mark(self, text: str, source: Text) -> Markup:
        if self.has_first or source is Text.TITLE:
            return Markup("<mark>{}</mark>").format(text)
        self.has_first = True
        return Markup('<mark id="{}">{}</mark>').format(FIRST, text)


def _between(pieces: Iterable[Piece], start: int, end: int) -> Iterator[Piece]:
    """What the pieces of a text are from one place in it to another."""
    place = 0
    for piece in pieces:
        text = piece.text[max(0, start - place) : max(0, end - place)]
        place += len(piece.text)
        if text:
            yield Piece(text, piece.hit)
