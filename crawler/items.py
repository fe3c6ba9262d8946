"""What the spider hands to the pipelines: a reply, and what was read in it."""

from dataclasses import dataclass

from crawler.parliament.addresses import Query
from crawler.parliament.facts import Facts
from crawler.parliament.opendata import Detail, Fragment
from crawler.parliament.search import SearchHit
from crawler.reply import Reply


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of search results: its hits with the facts of each, and the questions whose details must be fetched."""

    reply: Reply
    hits: tuple[tuple[SearchHit, Facts], ...]
    due: frozenset[int]


@dataclass(frozen=True, slots=True)
class FinishedWindow:
    """A window of which every page was handed on: the keys of its hits, and how many the search counts. `purpose` is
    that of the search in a nightly run."""

    query: Query
    keys: frozenset[str] = frozenset()
    count: int = 0
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """Open data of questions, by id."""

    reply: Reply
    details: dict[int, Detail]


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a question."""

    reply: Reply
    question: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class Member:
    """The record of a member."""

    reply: Reply
    member: int
    record: Fragment


@dataclass(frozen=True, slots=True)
class File:
    """A file as it came. `cut_off` if the connection ended without saying that this was all; `odd` if no document;
    `recheck` if a document is held and might have changed."""

    pfile: int
    reply: Reply
    cut_off: bool = False
    odd: str | None = None
    recheck: bool = False


@dataclass(frozen=True, slots=True)
class SameFile:
    """A file that is still what is held."""

    pfile: int


@dataclass(frozen=True, slots=True)
class Failed:
    """Something could not be had: `kind` is scope, search, hit, details, member, file or recheck, `key` says which."""

    kind: str
    key: str
    reason: str


Item = Hits | FinishedWindow | Details | Page | Member | File | SameFile | Failed
