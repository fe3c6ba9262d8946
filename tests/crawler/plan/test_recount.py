"""Late arrivals are found by counting: at once that there is none, and in few requests where they are."""

import asyncio
from bisect import insort
from collections.abc import Callable, Iterable
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.archive.writer import Ledger
from crawler.parliament.addresses import Query
from crawler.plan.days import DAY
from crawler.plan.recount import recount
from crawler.plan.windows import Ask, Results, SearchFailed, WindowDone, WindowFailed
from tests.support.ledgers import listings, store_search
from tests.support.parliament_stub import Question
from tests.support.searches import Published, results

SINCE, TODAY = date(1995, 3, 1), date(2024, 3, 14)
LENGTH = (TODAY - SINCE).days
EVENTS = Results | WindowDone | WindowFailed


def counted(held: Callable[[date, date], int], ask: Ask, since: date = SINCE, until: date = TODAY) -> list[EVENTS]:
    """All that a recount gives."""

    async def everything() -> list[EVENTS]:
        return [event async for event in recount(since, until, held, ask)]

    return asyncio.run(everything())


def done(events: Iterable[EVENTS]) -> list[tuple[date | None, date | None]]:
    """The windows that were listed whole."""
    return [(event.query.since, event.query.until) for event in events if isinstance(event, WindowDone)]


def archive(of: int = 100_000) -> list[date]:
    """The days of this number of hits, spread over all the years and none on Sundays."""
    days = (SINCE + timedelta(n * LENGTH // of) for n in range(of))
    return [day - DAY if day.weekday() == 6 else day for day in days]


@pytest.mark.parametrize("count", [0, 1, 100_000])
def test_where_the_counts_are_equal_one_request_is_enough(count: int) -> None:
    held, service = Published(archive(count)), Published(archive(count))
    assert counted(held.count, service.ask) == []
    assert service.asked.total() == 1


@pytest.mark.parametrize(
    "late",
    [SINCE, date(1999, 12, 31), date(2011, 7, 3), date(2023, 8, 21), TODAY],
    ids=["the first day", "1999", "a Sunday in 2011", "2023", "today"],
)
def test_one_late_arrival_among_a_hundred_thousand_is_found_in_few_requests(late: date) -> None:
    held, service = Published(archive()), Published([*archive(), late])
    ((since, until),) = done(counted(held.count, service.ask))
    assert since
    assert until
    assert since <= late <= until
    assert service.asked.total() <= 30


def test_ten_late_arrivals_cost_less_than_listing_everything() -> None:
    late = [SINCE + timedelta(n * 977) for n in range(10)]
    held, service = Published(archive()), Published([*archive(), *late])
    windows = done(counted(held.count, service.ask))
    assert all(any(since <= day <= until for since, until in windows if since and until) for day in late)
    assert service.asked.total() <= 200


def test_what_is_held_too_much_is_found_too() -> None:
    gone = date(2011, 7, 4)
    held, service = Published([*archive(), gone]), Published(archive())
    ((since, until),) = done(counted(held.count, service.ask))
    assert since
    assert until
    assert since <= gone <= until


def test_few_hits_are_listed_at_once() -> None:
    service = Published(archive(1_000))
    assert done(counted(Published([]).count, service.ask)) == [(SINCE, TODAY)]
    assert service.asked.total() == 10


def test_a_day_with_very_many_hits_is_listed_whole() -> None:
    day = date(2011, 7, 4)
    service = Published([day] * 2_500)
    assert done(counted(Published([day]).count, service.ask)) == [(day, day)]


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, LENGTH), st.integers(1, 1_500)), max_size=5),
    st.lists(st.integers(0, LENGTH), max_size=4),
    st.integers(0, LENGTH),
    st.integers(0, LENGTH),
)
@example(published=[(0, 1_000)], late=[0], one_end=0, other_end=0)
@example(published=[(0, 1_500), (1, 1_500)], late=[1], one_end=0, other_end=1)
def test_after_a_recount_as_much_is_held_as_is_counted(
    published: list[tuple[int, int]], late: list[int], one_end: int, other_end: int
) -> None:
    since, until = (SINCE + timedelta(end) for end in sorted((one_end, other_end)))
    before = [SINCE + timedelta(offset) for offset, count in published for _ in range(count)]
    held, service = Published(before), Published([*before, *(SINCE + timedelta(offset) for offset in late)])
    events = counted(held.count, service.ask, since, until)
    assert not any(isinstance(event, WindowFailed) for event in events)
    assert max(service.asked.values()) == 1
    for first, last in done(events):
        assert first
        assert last
        assert since <= first <= last <= until
        held.days = [day for day in held.days if not first <= day <= last]
        for day in service.days:
            if first <= day <= last:
                insort(held.days, day)
    assert [day for day in held.days if since <= day <= until] == [day for day in service.days if since <= day <= until]
    service.asked.clear()
    assert counted(held.count, service.ask, since, until) == []
    assert service.asked.total() == 1


def test_where_the_search_fails_the_other_half_is_looked_at() -> None:
    late = [date(1999, 12, 31), date(2023, 8, 21)]
    held, service = Published(archive()), Published([*archive(), *late])

    async def failing(query: Query, number: int) -> Results:
        if query.until and query.until < TODAY and query.since == SINCE:
            raise SearchFailed("HTTP 500")
        return await service.ask(query, number)

    events = counted(held.count, failing)
    failed = [event for event in events if isinstance(event, WindowFailed)]
    assert [(event.query.since, event.reason) for event in failed] == [(SINCE, "HTTP 500")]
    assert failed[0].query.until
    assert failed[0].query.until > late[0]
    ((since, until),) = done(events)
    assert since
    assert until
    assert since <= late[1] <= until


def test_where_not_even_the_whole_can_be_counted_that_is_said() -> None:
    async def failing(query: Query, number: int) -> Results:
        raise SearchFailed("HTTP 503")

    assert counted(Published([]).count, failing) == [WindowFailed(Query(SINCE, TODAY), "HTTP 503")]


def test_rows_that_the_service_repeats_are_explained_once(ledger: Ledger) -> None:
    hits = store_search(ledger, Question(1), Question(2))
    keys = [hit.key for hit in hits]
    asked = []

    async def repeating(query: Query, number: int) -> Results:
        asked.append(query)
        within = query.since and query.until and query.since <= date(2021, 3, 4) <= query.until
        return results([*keys, keys[0]] if within else [], number)

    for day, windows in ((TODAY, 1), (TODAY, 0), (TODAY + DAY, 0)):
        asked.clear()
        events = counted(listings(ledger).held, repeating, until=day)
        for event in events:
            if isinstance(event, WindowDone):
                listings(ledger).finish(event.query, event.keys, event.count)
        assert len(done(events)) == windows
    assert len(asked) == 1
