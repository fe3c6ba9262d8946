"""What the spider hands to the pipelines: an answer, and what was read in it."""

from dataclasses import dataclass

from crawler.answer import Answer
from crawler.parliament.addresses import Query
from crawler.parliament.facts import Facts
from crawler.parliament.opendata import Fragment
from crawler.parliament.search import SearchHit


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of search results, and the questions in it whose details must be fetched."""

    answer: Answer
    hits: tuple[SearchHit, ...]
    due: frozenset[int]


@dataclass(frozen=True, slots=True)
class FinishedWindow:
    """A window of which every page was handed on."""

    query: Query


@dataclass(frozen=True, slots=True)
class Details:
    """Open data of questions, by id."""

    answer: Answer
    records: dict[int, Fragment]


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a question."""

    answer: Answer
    question: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class Member:
    """The record of a member."""

    answer: Answer
    member: int
    record: Fragment


@dataclass(frozen=True, slots=True)
class File:
    """A file as it came. `cut_off` if the connection ended without saying that this was all; `odd` if no document."""

    pfile: int
    answer: Answer
    cut_off: bool = False
    odd: str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """Something could not be had: `kind` is search, details, member or file, `key` says which."""

    kind: str
    key: str
    reason: str


Item = Hits | FinishedWindow | Details | Page | Member | File | Failed
