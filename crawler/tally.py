"""What one crawl has done so far, counted in one place."""

from dataclasses import dataclass, field
from typing import Protocol, cast

from scrapy.crawler import Crawler

from crawler.archive.listings import Listings
from crawler.archive.writer import Failure, Ledger, Stored


@dataclass
class Tally:
    """The figures of a crawl. The spider owns it; pipelines and politeness add to it, progress and report read it."""

    met: set[int] = field(default_factory=set)
    """The questions that the crawl came across."""
    kept: set[int] = field(default_factory=set)
    """Those of them that are stored as they now are."""
    requests: int = 0
    """Those sent, repeats too."""
    replies: int = 0
    files: int = 0
    dropped: int = 0
    """Hits of the search that are no written question."""
    windows_failed: int = 0
    """Windows of days of which the search did not give everything."""
    hits: Stored = field(default_factory=Stored)
    """What the search says of questions: stored, and doubted."""
    records: Stored = field(default_factory=Stored)
    """Open data and pages of questions: stored, and doubted."""
    searching: bool = True
    """Whether the search may still come across more."""
    failed_in_a_row: list[tuple[str, str]] = field(default_factory=list)
    """Kind and key of what failed since something of its kind succeeded."""
    failures: tuple[Failure, ...] = ()
    """What failed and has not gone right since; known when the crawl is over."""

    def succeeded(self, kind: str) -> None:
        """A request of that kind was answered. That the search replies says nothing of the files: they come from
        other hosts."""
        self.failed_in_a_row = [failed for failed in self.failed_in_a_row if failed[0] != kind]

    def suffered(self, kind: str, key: str) -> int:
        """A request failed as in an outage; returns how many did in a row."""
        self.failed_in_a_row.append((kind, key))
        return len(self.failed_in_a_row)


class Crawling(Protocol):
    """A spider that crawls into the archive, as pipelines, politeness and progress know it."""

    tally: Tally
    error: Exception | None
    is_nightly: bool
    listings: Listings

    @property
    def ledger(self) -> Ledger: ...

    @property
    def failed(self) -> int: ...

    def stop(self, error: Exception) -> None: ...


def crawling(crawler: Crawler) -> Crawling:
    """The spider that runs. Scrapy makes it before all else, and does not know its type."""
    return cast(Crawling, crawler.spider)
