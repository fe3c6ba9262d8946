"""What is asked of a search, and the plain results that come back."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from indexer.fields import Facet, Order, Text
from indexer.question import WrittenQuestion

MAX_PER_PAGE = 100
MAX_RESULTS = 10_000
"""Paging ends here: page times per_page may not pass it."""
FEW = 10
"""Where fewer questions match all, others follow on the first page."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search. An empty query finds every question.

    `chosen` holds exact values: values of one facet widen each other, facets narrow each other.
    `since` and `until` bound the day a question was asked, both inclusive. `page` counts from 1. `plain` searches what
    was typed as words: no name, citation or small operator is read in it, nothing is corrected, and no question is
    shown that lacks a word.
    """

    query: str = ""
    chosen: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    order: Order = Order.RELEVANCE
    page: int = 1
    per_page: int = 20
    plain: bool = False

    @property
    def is_filtered(self) -> bool:
        """Whether a choice or a date narrows it."""
        return bool(self.since or self.until or any(self.chosen.values()))


class Match(StrEnum):
    """How a question matches: all that was typed, all of it with words corrected, or some of its words."""

    ALL = "all"
    CORRECTED = "corrected"
    SOME = "some"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of plain text; `hit` is true where it matched the query."""

    text: str
    hit: bool


Marked = tuple[Piece, ...]
"""Plain text cut into pieces. Whoever shows it escapes each piece."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage around the matches, and the text it comes from.

    `part` is the label of the sub-question that it stands in, where it stands in one.
    """

    source: Text
    text: Marked
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A question that was found, its title with the matches marked and the best passages.

    `missing` are the words, as they were typed, that a question which matches some lacks.
    """

    question: WrittenQuestion
    score: float | None
    title: Marked
    snippets: tuple[Snippet, ...]
    match: Match = Match.ALL
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that no text has, and the one that was searched for instead."""

    typed: str
    instead: str


def respelled(query: str, corrections: Iterable[Correction]) -> str:
    """A query as it was typed, with its words corrected."""
    for one in corrections:
        typed = re.compile(rf"(?<!\w){re.escape(one.typed)}(?!\w)", re.IGNORECASE)
        query = typed.sub(one.instead.replace("\\", r"\\"), query)
    return query


class OfferKind(StrEnum):
    """What another search does."""

    WITHOUT_FILTER = "without_filter"  # `subject`: its value; of a date, the days in Dutch (`vanaf 4 maart 2024`)
    WITHOUT_FILTERS = "without_filters"
    WITHOUT_WORD = "without_word"  # `subject`: the word that goes
    ONLY_WORD = "only_word"
    WITHOUT_QUOTES = "without_quotes"
    SPELLED = "spelled"  # `subject`: the query with a word written as the texts have it
    BEGINNING = "beginning"  # `subject`: the beginning of a word, with its star
    PLAIN = "plain"  # as words, without names, citations and small operators


@dataclass(frozen=True, slots=True)
class Offer:
    """Another search that finds something, what it does, and how many questions it finds.

    `facet` is the one whose value goes, None of a date. What does something to a word may go without filters as well,
    where words and filters are both in the way: its request says.
    """

    kind: OfferKind
    subject: str
    request: SearchRequest
    total: int
    facet: Facet | None = None


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many questions have this value, all choices applied but those of its own facet."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results. `total` counts every question that matches all, also those beyond the deepest page.

    Where fewer than FEW match all, the first page is filled with others: those that match with words corrected (where
    none matches all), then those that match most of the words, first those that lack fewest. `others` is how many of
    the hits they are; facets and months do not count them. `offers` are there where none matches all: each finds some.

    `reading` says in plain Dutch how the query was read ("" for an empty query); `literal` is true where the query
    could not be parsed and was searched as plain words, `understood` where more than words was read in it (names, small
    operators, a citation), so that `plain` would find other questions. A `citation` names a question: its number,
    perhaps with its year or day. `months` counts the questions by the first day of the month in which they were asked.
    `seconds` is the time that the search took.
    """

    request: SearchRequest
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[Facet, tuple[FacetCount, ...]]
    reading: str
    literal: bool
    seconds: float
    months: Mapping[date, int] = field(default_factory=dict)
    others: int = 0
    corrections: tuple[Correction, ...] = ()
    offers: tuple[Offer, ...] = ()
    understood: bool = False
    citation: bool = False
