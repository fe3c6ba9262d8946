"""What a crawl is asked for."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import InitVar, asdict, dataclass
from datetime import date, datetime
from itertools import product
from typing import Self

from crawler import clock
from crawler.errors import BadScope
from crawler.parliament.addresses import Query

FIRST_DAY = date(1995, 3, 1)
"""Before this day nothing was published that the search knows."""


@dataclass(frozen=True, slots=True)
class CrawlScope:
    """Days of publication, session years and themes (all of which must fit), or links to questions. Empty: everything.

    Raises BadScope for what cannot be.
    """

    since: date | None = None
    until: date | None = None
    session_years: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    past: InitVar[bool] = False
    """Whether it was given earlier, perhaps while the clock was ahead: then it is not held against today."""

    def __post_init__(self, past: bool) -> None:
        today = date.max if past else clock.today()
        if self.since and self.until and self.since > self.until:
            raise BadScope(f"the crawl cannot run from {self.since} until {self.until}: that is before it begins")
        if self.since and self.since > today:
            raise BadScope(f"nothing was published since {self.since} yet: today is {today}")
        if self.until and self.until < FIRST_DAY:
            raise BadScope(f"nothing was published until {self.until}: the first day is {FIRST_DAY}")
        for year in self.session_years:
            match = re.fullmatch(r"(\d{4})-(\d{4})", year)
            if not match or int(match[2]) != int(match[1]) + 1 or not 1994 <= int(match[1]) <= today.year:
                example = f"{today.year - 1}-{today.year}"
                raise BadScope(f"{year!r} is no session year: expected two years like {example}, from 1994-1995")
        if self.links and (self.since or self.until or self.session_years or self.themes):
            raise BadScope("links name the questions themselves: leave out dates, session years and themes")

    @classmethod
    def parse(
        cls,
        *,
        since: str | None = None,
        until: str | None = None,
        session_years: Iterable[str] = (),
        themes: Iterable[str] = (),
        links: Iterable[str] = (),
        past: bool = False,
    ) -> Self:
        """A scope from words, as given on a command line."""
        return cls(
            past=past,
            since=_day(since),
            until=_day(until),
            session_years=tuple(dict.fromkeys(year.strip() for year in session_years if year.strip())),
            themes=tuple(dict.fromkeys(theme.strip() for theme in themes if theme.strip())),
            links=tuple(dict.fromkeys(link.strip() for link in links if link.strip())),
        )

    @classmethod
    def from_arguments(cls, arguments: Mapping[str, str]) -> Self:
        """The scope that the arguments of `scrapy crawl -a name=value` describe."""
        if unknown := arguments.keys() - {"since", "until", "session_year", "theme", "link", "links"}:
            raise BadScope(f"the spider knows no argument {', '.join(sorted(unknown))}")
        return cls.parse(
            since=arguments.get("since"),
            until=arguments.get("until"),
            session_years=arguments.get("session_year", "").split(","),
            themes=[arguments.get("theme", "")],
            links=f"{arguments.get('link', '')} {arguments.get('links', '')}".replace(",", " ").split(),
        )

    def __str__(self) -> str:
        return json.dumps(asdict(self), default=str, ensure_ascii=False, sort_keys=True)

    @property
    def is_everything(self) -> bool:
        """Whether nothing limits it: then something must be found."""
        return self == CrawlScope()

    @property
    def queries(self) -> list[Query]:
        """The searches that together find what the scope asks for, each with its first and last day."""
        today = clock.today()
        since = max(self.since or FIRST_DAY, FIRST_DAY)
        until = min(self.until or today, today)
        combinations = product(self.session_years or (None,), self.themes or (None,))
        return [Query(since, until, year, theme) for year, theme in combinations]


@dataclass(frozen=True, slots=True)
class UpdateScope:
    """What a nightly run is asked for: what was left undone, what is new since the last run, and what may have changed.

    `since` is the first day of publication that the archive is to hold; None leaves it as earlier runs had it.
    """

    since: date | None = None
    past: InitVar[bool] = False

    def __post_init__(self, past: bool) -> None:
        CrawlScope(self.since, past=past)

    def __str__(self) -> str:
        return json.dumps({"update": True, "since": self.since}, default=str, sort_keys=True)


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run that was begun earlier. `looked_back` says whether it looked back over a whole year."""

    id: int
    scope: CrawlScope | UpdateScope
    started_at: datetime
    finished: bool
    looked_back: bool

    @classmethod
    def parse(cls, id: int, scope: str, started_at: str, finished_at: str | None, looked_back: int) -> Self:
        """A run as the archive keeps it."""
        return cls(
            id, read_scope(scope), datetime.fromisoformat(started_at), finished_at is not None, bool(looked_back)
        )


def read_scope(written: str) -> CrawlScope | UpdateScope:
    """The scope that was written with str(). Raises BadScope for one that cannot be, or is not written so."""
    try:
        fields = json.loads(written)
        if fields.get("update"):
            return UpdateScope(_day(fields.get("since")), past=True)
        return CrawlScope.parse(
            since=fields.get("since"),
            until=fields.get("until"),
            session_years=fields.get("session_years", ()),
            themes=fields.get("themes", ()),
            links=fields.get("links", ()),
            past=True,
        )
    except BadScope:
        raise
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadScope(f"the archive keeps it as {written!r}, which is no scope of a crawl") from error


def _day(written: str | None) -> date | None:
    if not written:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written.strip()):
            raise ValueError
        return date.fromisoformat(written.strip())
    except ValueError as error:
        raise BadScope(f"{written!r} is not a date: expected one like 2024-03-31") from error
