"""What a search marks in the texts of a question that is read whole."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexer.errors import QueryRefused
from indexer.fields import Text
from indexer.index import OpenGeneration
from indexer.search import deadline
from indexer.search.answering import meant
from indexer.search.asking import ask, lowered, total_of
from indexer.search.deadline import Deadline
from indexer.search.patterns import Pattern, patterns_of, spans
from indexer.search.results import Marked, Piece, SearchRequest


@dataclass(frozen=True, slots=True)
class Marks:
    """The words of a search, to be found in any text; false where it has none that a text could hold."""

    patterns: tuple[Pattern, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.patterns)

    def of(self, text: str, source: Text) -> Marked:
        """The text, to the letter, cut at what the search found. `source` is the text of which it is a piece."""
        return tuple(_pieces(text, source, self.patterns))


def marks(generation: OpenGeneration, request: SearchRequest) -> Marks:
    """What a search marks: its words, corrected where its results were found so. Nothing of a citation, whose words
    the question need not hold, nor of a search that is refused."""
    end = Deadline(deadline.MAX_SECONDS)
    try:
        asked = ask(request, generation)
        if asked.query.citation or (request.plain and ask(replace(request, plain=False), generation).query.citation):
            return Marks()
        plan = asked.plan
        if not request.plain and not total_of(request, generation, end.check):
            plan = lowered(meant(generation, asked, range(0), end)[0].tree, generation)
    except QueryRefused:
        return Marks()
    return Marks(patterns_of(plan, generation.lexicon))


def _pieces(text: str, source: Text, wanted: tuple[Pattern, ...]) -> Iterator[Piece]:
    place = 0
    for span in spans(text, wanted, source):
        if span.start > place:
            yield Piece(text[place : span.start], hit=False)
        yield Piece(text[span.start : span.end], hit=True)
        place = span.end
    if place < len(text):
        yield Piece(text[place:], hit=False)
