"""The search is asked so that it gives everything, with its limits and while it grows."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import date, timedelta
from math import ceil

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.parliament.addresses import Query
from crawler.plan.days import gaps
from crawler.plan.windows import Results, SearchFailed, WindowDone, WindowFailed, discover
from tests.support.searches import Published, results

SINCE, UNTIL = date(2020, 1, 1), date(2021, 12, 31)
YEARS = Query(SINCE, UNTIL)
Ask = Callable[[Query, int], Awaitable[Results]]


def collect(query: Query, ask: Ask, days: int | None = 31, finished: Iterable[tuple[date, date]] = ()):  # type: ignore[no-untyped-def]
    async def everything() -> list[Results | WindowDone | WindowFailed]:
        return [step async for step in discover(query, days, finished, ask)]

    return asyncio.run(everything())


def keys(steps: list[Results | WindowDone | WindowFailed]) -> set[str]:
    return {key for step in steps if isinstance(step, Results) for key in step.page.keys}


# Days and how many were published: none has more than the search gives of one query.
PUBLISHED = st.lists(st.tuples(st.integers(0, 730), st.integers(1, 4000)), max_size=8, unique_by=lambda one: one[0])


@settings(deadline=None, max_examples=40)
@given(PUBLISHED, st.integers(1, 366))
def test_everything_is_found_and_every_day_asked_once(published: list[tuple[int, int]], first_days: int) -> None:
    service = Published(SINCE + timedelta(offset) for offset, count in published for _ in range(count))
    steps = collect(YEARS, service.ask, first_days)
    assert len(keys(steps)) == len(service.days)
    assert max(service.asked.values()) == 1
    done = [step.query for step in steps if isinstance(step, WindowDone)]
    assert gaps(SINCE, UNTIL, [(query.since or SINCE, query.until or UNTIL) for query in done]) == []
    assert not any(isinstance(step, WindowFailed) for step in steps)


def test_a_quiet_time_costs_few_requests() -> None:
    service = Published([SINCE])
    collect(Query(date(1995, 3, 1), UNTIL), service.ask)
    assert service.asked.total() == 1


def test_a_window_beyond_the_limit_is_halved_until_it_fits() -> None:
    service = Published(date(2021, 12, 1) + timedelta(n % 31) for n in range(25_000))
    steps = collect(YEARS, service.ask)
    assert len(keys(steps)) == 25_000


def test_a_day_beyond_the_limit_is_named_and_what_there_is_kept() -> None:
    service = Published([date(2021, 12, 1)] * 12_552)
    steps = collect(Query(date(2021, 12, 1), date(2021, 12, 2)), service.ask)
    assert len(keys(steps)) == 10_000
    assert [step.reason for step in steps if isinstance(step, WindowFailed)] == [
        "the search counts 12552 hits and gives 10000"
    ]


def test_hits_pushed_over_a_page_while_asking_are_found() -> None:
    held = [f"{n}" for n in range(250)]
    asked = 0

    async def growing(query: Query, number: int) -> Results:
        nonlocal asked
        asked += 1
        if asked in (2, 3):  # something new comes in front while the first pages are asked for
            held.insert(0, f"new{asked}")
        return results(held, number)

    steps = collect(Query(SINCE, SINCE), growing)
    assert keys(steps) == set(held)
    assert isinstance(steps[-1], WindowDone)


def test_hits_that_the_service_repeats_do_not_keep_the_window_open() -> None:
    async def repeating(query: Query, number: int) -> Results:
        return results(["a", "b", "a"], number)

    steps = collect(Query(SINCE, SINCE), repeating)
    assert isinstance(steps[-1], WindowDone)
    assert keys(steps) == {"a", "b"}


def test_hits_that_never_come_leave_the_window_open() -> None:
    async def promising(query: Query, number: int) -> Results:
        return results(["a"], number, count=150)

    steps = collect(Query(SINCE, SINCE), promising)
    assert steps[-1] == WindowFailed(Query(SINCE, SINCE), "the search counts 150 hits and gives 1")


def test_a_failing_window_does_not_end_the_search() -> None:
    service = Published([date(2021, 12, 20), *[date(2021, 6, 1)] * 1_000, SINCE])

    async def failing(query: Query, number: int) -> Results:
        if query.since == date(2021, 12, 1):
            raise SearchFailed("HTTP 500")
        return await service.ask(query, number)

    steps = collect(YEARS, failing)
    assert [step for step in steps if isinstance(step, WindowFailed)] == [
        WindowFailed(Query(date(2021, 12, 1), UNTIL), "HTTP 500")
    ]
    assert len(keys(steps)) == 1_001


def test_what_is_too_much_to_ask_at_once_is_asked_in_parts() -> None:
    service = Published([date(2021, 6, 1), SINCE])

    async def failing(query: Query, number: int) -> Results:
        if (query.since, query.until) == (SINCE, UNTIL):
            raise SearchFailed("HTTP 504")
        return await service.ask(query, number)

    steps = collect(YEARS, failing)
    assert [step for step in steps if isinstance(step, WindowFailed)] == []
    assert len(keys(steps)) == 2


def test_finished_windows_are_not_asked_again() -> None:
    service = Published(SINCE + timedelta(n) for n in range(700))
    steps = collect(YEARS, service.ask, finished=[(date(2020, 3, 1), UNTIL)])
    assert len(keys(steps)) == 60
    assert all("2020-0" in query for query, _ in service.asked)


def test_pages_are_no_more_than_needed() -> None:
    service = Published([SINCE] * 250)
    collect(Query(SINCE, SINCE), service.ask)
    assert service.asked.total() == ceil(250 / 100)
