"""What is asked of a search, and the plain results that come back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from indexer.fields import Facet, Order, Text
from indexer.question import WrittenQuestion

MAX_PER_PAGE = 100
MAX_RESULTS = 10_000
"""Paging ends here: page times per_page may not pass it."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search. An empty query finds every question.

    `chosen` holds exact values: values of one facet widen each other, facets narrow each other.
    `since` and `until` bound the day a question was asked, both inclusive. `page` counts from 1.
    """

    query: str = ""
    chosen: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    order: Order = Order.RELEVANCE
    page: int = 1
    per_page: int = 20


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of plain text; `hit` is true where it matched the query."""

    text: str
    hit: bool


Marked = tuple[Piece, ...]
"""Plain text cut into pieces. Whoever shows it escapes each piece."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage around the matches, and the text it comes from."""

    source: Text
    text: Marked


@dataclass(frozen=True, slots=True)
class Hit:
    """A question that was found, its title with the matches marked and the best passages."""

    question: WrittenQuestion
    score: float | None
    title: Marked
    snippets: tuple[Snippet, ...]


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many questions have this value, all choices applied but those of its own facet."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results. `total` counts every match, also those beyond the deepest page.

    `reading` says in plain Dutch how the query was read ("" for an empty query); `literal` is true where the query
    could not be parsed and was searched as plain words. `seconds` is the time that the search took.
    """

    request: SearchRequest
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[Facet, tuple[FacetCount, ...]]
    reading: str
    literal: bool
    seconds: float
