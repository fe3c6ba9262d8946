"""What a nightly run asks the search for: what was left undone, what is new, and what may still change."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crawler import clock
from crawler.limits import A_MONTH, A_NIGHT, LAST_WEEKS, LAST_YEAR
from crawler.parliament.addresses import Query
from crawler.parliament.shapes import BRUSSELS
from crawler.plan.days import DAY, Days, gaps, merged, within
from crawler.plan.scope import FIRST_DAY, CrawlScope, PastRun, UpdateScope

NEW, RECENT, YEAR, RECOUNT = "new", "last weeks", "last year", "recount"
"""The purposes of a search."""


@dataclass(frozen=True, slots=True)
class Step:
    """One search, with its days and its purpose. Details that were fetched longer ago than `older_than` are fetched
    again; with None only what the search shows to be new or changed."""

    purpose: str
    query: Query
    older_than: timedelta | None = None


def resolved(scope: UpdateScope, runs: Sequence[PastRun]) -> UpdateScope:
    """The scope that a nightly run has: the one it was given, that of the run it goes on with, or everything in a new
    archive."""
    if scope.since or not runs:
        return scope if scope.since else UpdateScope(FIRST_DAY)
    unfinished = [run.scope for run in runs if not run.finished and isinstance(run.scope, UpdateScope)]
    return unfinished[-1] if unfinished else scope


def targets(runs: Iterable[PastRun], today: date) -> dict[Query, list[Days]]:
    """For each undated query that was ever crawled, the days of publication that the archive is to hold.

    A crawl without a last day, and every nightly run, asks for what comes after it too.
    """
    wanted: dict[Query, list[Days]] = {}
    for run in runs:
        match run.scope:
            case UpdateScope(None):
                for days in wanted.values():
                    days.append((run.started_at.astimezone(BRUSSELS).date(), today))
            case UpdateScope(date() as since):
                wanted.setdefault(Query(), []).append((since, today))
            case CrawlScope(links=()) as scope:
                for query in scope.queries:
                    span = (query.since or FIRST_DAY, min(scope.until or today, today))
                    wanted.setdefault(replace(query, since=None, until=None), []).append(span)
    return {query: merged(days) for query, days in wanted.items()}


def steps(
    wanted: dict[Query, list[Days]], covered: Callable[[Query], list[Days]], today: date, *, year: bool
) -> list[Step]:
    """The searches of a night: first what no run has listed yet, then the days that may still change.

    `covered` tells which days of a query were listed; with `year` the look back is a whole year, else some weeks.
    """

    def alone(query: Query, spans: Iterable[Days]) -> list[Days]:
        """Those of the days that are not asked for with everything else."""
        if query == Query():
            return list(spans)
        return [gap for span in spans for gap in gaps(*span, wanted.get(Query(), ()))]

    searches = [
        Step(NEW, replace(query, since=since, until=until))
        for query, days in wanted.items()
        for span in alone(query, reversed(days))
        for since, until in gaps(*span, covered(query))
    ]
    recent, long_ago = today - LAST_WEEKS + DAY, today - LAST_YEAR + DAY
    back = [(RECENT, recent, today, A_NIGHT)]
    if year:
        back.append((YEAR, long_ago, recent - DAY, A_MONTH))
    for purpose, first, last, older_than in back:
        for query, days in wanted.items():
            spans = alone(query, within(days, first, last))
            searches += [Step(purpose, replace(query, since=since, until=until), older_than) for since, until in spans]
    return searches


def is_year_due(runs: Iterable[PastRun]) -> bool:
    """Whether it is a month ago, or never was, that a run looked back over a year."""
    return all(clock.age(run.started_at) >= A_MONTH for run in runs if run.looked_back)


def open_since(wanted: dict[Query, list[Days]], today: date) -> date | None:
    """The first of the days until today of which everything is to be held; None where the archive holds a part only."""
    days = wanted.get(Query(), [])
    return days[-1][0] if days and days[-1][1] >= today else None
