"""How the search is asked so that it gives everything: windows of publication days, page by page (contract, 2.3).

The search gives at most 10,000 hits of a query, in pages of 100, while the archive behind it grows. Windows are
halved until they fit and widened again where little was published; the newest come first. Where there is little in
all, one window does.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from crawler.parliament.addresses import PAGE_SIZE, RESULT_LIMIT, Query
from crawler.parliament.search import SearchPage
from crawler.plan.days import DAY, Days, gaps
from crawler.reply import Reply

# Below this a window is widened, above it narrowed: well within the limit, and few enough to ask again when cut short.
_FEW, _MANY = 1_000, 5_000
_PASSES = 3


class SearchFailed(Exception):
    """A page of results could not be had; the message says why."""


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results."""

    reply: Reply
    page: SearchPage


@dataclass(frozen=True, slots=True)
class WindowDone:
    """All pages of a window were given, each before this: the keys of its hits, and how many the search counts."""

    query: Query
    keys: frozenset[str]
    count: int


@dataclass(frozen=True, slots=True)
class WindowFailed:
    """A window of which something is missing, and why."""

    query: Query
    reason: str


Ask = Callable[[Query, int], Awaitable[Results]]


async def discover(
    query: Query, days: int | None, finished: Iterable[Days], ask: Ask
) -> AsyncIterator[Results | WindowDone | WindowFailed]:
    """Ask for everything that `query`, which has both dates, stands for, except the windows already finished.

    The first window has that many `days`, or all where few hits are. `ask` gives one page or raises SearchFailed.
    """
    for since, until in gaps(query.since or date.min, query.until or date.max, finished):
        width = (until - since + DAY).days
        # Where there is little, all days are asked for at once; where that is refused, parts of them may not be.
        narrower = days if days and days < width else None
        while until >= since:
            start = max(since, until - (width - 1) * DAY)
            window, width = replace(query, since=start, until=until), (until - start + DAY).days
            try:
                first = await ask(window, 1)
            except SearchFailed as error:
                if narrower:
                    width, narrower = narrower, None
                    continue
                yield WindowFailed(window, str(error))
            else:
                if narrower and first.page.count >= _FEW:
                    width, narrower = narrower, None
                    continue
                if first.page.count >= RESULT_LIMIT and width > 1:
                    width //= 2
                    continue
                async for event in pages(window, first, ask):
                    yield event
                width = next_width(width, first.page.count)
            until = start - DAY


def next_width(width: int, count: int) -> int:
    """How many days the next window has, after one of that width gave `count` hits."""
    if count < _FEW:
        return 2 * width
    return max(width // 2, 1) if count > _MANY else width


async def pages(window: Query, first: Results, ask: Ask) -> AsyncIterator[Results | WindowDone | WindowFailed]:
    """All pages of a window. Results shift while they are asked for: where fewer different hits came than are counted,
    or fewer are counted than at first, again.
    """
    seen: set[str] = set()
    rows = 0
    results = first
    try:
        for round_ in range(_PASSES):
            known, rows, number = len(seen), 0, 1
            if round_:
                results = await ask(window, 1)
            counted = results.page.count
            while results.page.rows:
                yield results
                seen.update(results.page.keys)
                rows += results.page.rows
                count = results.page.count
                if number >= ceil(min(count, RESULT_LIMIT) / PAGE_SIZE) or (results.page.last or 0) >= count:
                    break
                number += 1
                results = await ask(window, number)
            complete = rows >= results.page.count and (round_ or len(seen) >= results.page.count)
            # What was withdrawn meanwhile was seen, and for it something else moved to a page that came before.
            shrank = results.page.count < counted
            if not shrank and (len(seen) >= results.page.count or (complete and len(seen) == known)):
                break
    except SearchFailed as error:
        yield WindowFailed(window, str(error))
        return
    # Rows that repeat within one reply are the service's; rows that never came are missing.
    if rows < results.page.count:
        yield WindowFailed(window, f"the search counts {results.page.count} hits and gives {rows}")
    else:
        yield WindowDone(window, frozenset(seen), results.page.count)
