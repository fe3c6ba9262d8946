"""What a search engine must do, and the plain results it returns. No engine's own type passes this line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from indexer.question import WrittenQuestion

MAX_PER_PAGE = 100
MAX_RESULTS = 10_000
"""Paging ends here: page times per_page may not pass it."""


class Sort(StrEnum):
    """Order of the hits; newest and oldest go by the day a question was asked."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


class Facet(StrEnum):
    """The fields whose values are counted and can be chosen."""

    THEME = "theme"
    MINISTER = "minister"
    ASKER = "asker"
    PARTY = "party"
    SESSION_YEAR = "session_year"


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
    sort: Sort = Sort.RELEVANCE
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
    """A passage around the matches, and the text it comes from: "question" or "answer"."""

    source: str
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
    could not be parsed and was searched as plain words. `seconds` is the time spent inside the engine.
    """

    request: SearchRequest
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[Facet, tuple[FacetCount, ...]]
    reading: str
    literal: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """The stamp of an index: what made it, from which revision of the corpus, and how much it holds."""

    engine: str
    schema_version: int
    analysis_version: int
    corpus_revision: int
    questions: int
    built_at: str


class SearchEngine(Protocol):
    """An index that is open for reading. A newly built one is opened aside at the next call, and soon replaces it."""

    def info(self) -> IndexInfo:
        """The stamp of the index that is being read."""

    def search(self, request: SearchRequest) -> SearchPage:
        """One page of results. Raises QueryRefused for a query or a page beyond the bounds, and for nothing else
        that a person can type."""

    def matching(self, request: SearchRequest) -> Iterator[WrittenQuestion]:
        """Every question that matches, in the order asked for, page and per_page ignored. For exports: bounded by what
        a query may hold, but not by the time it takes, nor by what a wildcard in it stands for. Raises QueryRefused."""

    def get(self, question_id: int) -> WrittenQuestion | None:
        """The question with that id, or None."""

    def close(self) -> None:
        """Release files and workers."""
