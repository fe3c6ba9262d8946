"""The texts on the page of a question, with the words marked of the search that led to it, and with links in them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from markupsafe import Markup

from indexer.fields import Text
from indexer.search import Marked, Marks, Piece

FIRST = "gevonden"
"""The id of the first mark in question and answer, for a link to it."""

NO_LINKS: Mapping[str, str] = MappingProxyType({})


class Marking:
    """Writes the texts of one page as HTML, each piece of them escaped, in the order of the page.

    `links` are addresses for words: wherever these stand in question or answer, they lead there.
    """

    def __init__(self, marks: Marks, links: Mapping[str, str] = NO_LINKS) -> None:
        self._marks = marks
        self._links = links
        words = sorted(links, key=len, reverse=True)  # of two that begin alike the longer one
        self._linked = re.compile("|".join(map(re.escape, words))) if words else None
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
        for link in self._linked.finditer(text) if self._linked else ():
            written += self._written(_between(pieces, place, link.start()), source)
            words = self._written(_between(pieces, *link.span()), source)
            written += Markup('<a href="{}">{}</a>').format(self._links[link[0]], words)
            place = link.end()
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
