"""A nightly run asks for what was left, for what is new, and for what may have changed, and for nothing twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parliament.addresses import Query
from crawler.plan.days import DAY, Days, gaps, merged
from crawler.plan.nightly import NEW, RECENT, YEAR, Step, is_year_due, open_since, resolved, steps, targets
from crawler.plan.scope import FIRST_DAY, CrawlScope, PastRun, UpdateScope
from tests.support.clocks import Clock

TODAY = date(2024, 3, 14)
EVERYTHING, SPORT, YEAR_2022 = Query(), Query(theme="Sport"), Query(session_year="2022-2023")
RECENT_DAYS = (date(2024, 1, 30), TODAY)
YEAR_DAYS = (date(2023, 3, 16), date(2024, 1, 29))


@pytest.fixture(autouse=True)
def _now(clock: Clock) -> None:
    assert clock.today == TODAY


def run(
    scope: CrawlScope | UpdateScope,
    started: datetime = datetime(2024, 3, 1, 2, tzinfo=UTC),
    *,
    finished: bool = True,
    looked_back: bool = False,
) -> PastRun:
    return PastRun(1, scope, started, finished, looked_back)


def nothing(query: Query) -> list[Days]:
    """No day of any query was listed."""
    return []


def days(since: str, until: str) -> Days:
    return date.fromisoformat(since), date.fromisoformat(until)


# --- what the archive is to hold ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scopes", "expected"),
    [
        pytest.param([], {}, id="nothing yet"),
        pytest.param([CrawlScope()], {EVERYTHING: [(FIRST_DAY, TODAY)]}, id="everything, open"),
        pytest.param([CrawlScope(date(2020, 1, 1))], {EVERYTHING: [(date(2020, 1, 1), TODAY)]}, id="since a day, open"),
        pytest.param(
            [CrawlScope(date(2020, 1, 1), date(2020, 12, 31))],
            {EVERYTHING: [days("2020-01-01", "2020-12-31")]},
            id="closed",
        ),
        pytest.param(
            [CrawlScope(until=date(2020, 12, 31))], {EVERYTHING: [(FIRST_DAY, date(2020, 12, 31))]}, id="until a day"
        ),
        pytest.param(
            [CrawlScope(date(1990, 1, 1), date(1996, 12, 31))],
            {EVERYTHING: [(FIRST_DAY, date(1996, 12, 31))]},
            id="nothing before the first day",
        ),
        pytest.param(
            [CrawlScope(date(2020, 1, 1), date(2020, 6, 30)), CrawlScope(date(2020, 7, 1), date(2020, 12, 31))],
            {EVERYTHING: [days("2020-01-01", "2020-12-31")]},
            id="two that meet",
        ),
        pytest.param(
            [CrawlScope(date(2022, 1, 1), date(2022, 6, 30)), CrawlScope(date(2020, 1, 1), date(2020, 6, 30))],
            {EVERYTHING: [days("2020-01-01", "2020-06-30"), days("2022-01-01", "2022-06-30")]},
            id="two apart",
        ),
        pytest.param(
            [CrawlScope(themes=("Sport", "Zorg"))],
            {SPORT: [(FIRST_DAY, TODAY)], Query(theme="Zorg"): [(FIRST_DAY, TODAY)]},
            id="themes, each by itself",
        ),
        pytest.param([CrawlScope(session_years=("2022-2023",))], {YEAR_2022: [(FIRST_DAY, TODAY)]}, id="session year"),
        pytest.param(
            [CrawlScope(date(2022, 9, 1), date(2023, 8, 31), ("2022-2023",), ("Sport",))],
            {Query(session_year="2022-2023", theme="Sport"): [days("2022-09-01", "2023-08-31")]},
            id="session year and theme",
        ),
        pytest.param([CrawlScope(links=("1809299",))], {}, id="links only"),
        pytest.param(
            [CrawlScope(links=("1809299",)), CrawlScope(themes=("Sport",))],
            {SPORT: [(FIRST_DAY, TODAY)]},
            id="links and a theme",
        ),
        pytest.param(
            [UpdateScope(date(2024, 1, 1))], {EVERYTHING: [(date(2024, 1, 1), TODAY)]}, id="nightly since a day"
        ),
        pytest.param([UpdateScope()], {}, id="nightly in an archive of nothing"),
        pytest.param(
            [CrawlScope(date(2020, 1, 1), date(2020, 12, 31)), UpdateScope()],
            {EVERYTHING: [days("2020-01-01", "2020-12-31"), days("2024-03-01", "2024-03-14")]},
            id="a nightly run after a closed crawl: from the day of the run",
        ),
        pytest.param(
            [CrawlScope(date(2020, 1, 1), date(2020, 12, 31), themes=("Sport",)), UpdateScope()],
            {SPORT: [days("2020-01-01", "2020-12-31"), days("2024-03-01", "2024-03-14")]},
            id="a nightly run after a closed crawl of a theme",
        ),
        pytest.param(
            [UpdateScope(), CrawlScope(date(2020, 1, 1), date(2020, 12, 31))],
            {EVERYTHING: [days("2020-01-01", "2020-12-31")]},
            id="a nightly run knows nothing of later crawls",
        ),
        pytest.param(
            [CrawlScope(links=("1809299",)), UpdateScope()], {}, id="a nightly run keeps up links without a search"
        ),
        pytest.param(
            [CrawlScope(themes=("Sport",)), UpdateScope(date(2024, 1, 1))],
            {SPORT: [(FIRST_DAY, TODAY)], EVERYTHING: [(date(2024, 1, 1), TODAY)]},
            id="a theme, then everything since a day",
        ),
    ],
)
def test_the_days_to_hold_follow_from_every_run(
    scopes: list[CrawlScope | UpdateScope], expected: dict[Query, list[Days]]
) -> None:
    assert targets([run(scope) for scope in scopes], TODAY) == expected


def test_it_does_not_matter_whether_a_run_was_finished() -> None:
    assert targets([run(CrawlScope(themes=("Sport",)), finished=False)], TODAY) == {SPORT: [(FIRST_DAY, TODAY)]}


def test_a_nightly_run_counts_from_its_day_in_belgium() -> None:
    late = datetime(2024, 2, 29, 23, 30, tzinfo=UTC)  # the first of March in Belgium
    runs = [run(CrawlScope(date(2020, 1, 1), date(2020, 12, 31))), run(UpdateScope(), late)]
    assert targets(runs, TODAY)[EVERYTHING][-1] == days("2024-03-01", "2024-03-14")


# --- the scope of a nightly run ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_", "runs", "expected"),
    [
        pytest.param(UpdateScope(), [], UpdateScope(FIRST_DAY), id="new archive: everything"),
        pytest.param(UpdateScope(TODAY), [], UpdateScope(TODAY), id="new archive, since a day"),
        pytest.param(UpdateScope(), [run(CrawlScope())], UpdateScope(), id="after a crawl"),
        pytest.param(UpdateScope(), [run(CrawlScope(), finished=False)], UpdateScope(), id="after an unfinished crawl"),
        pytest.param(UpdateScope(), [run(UpdateScope(FIRST_DAY))], UpdateScope(), id="after a finished night"),
        pytest.param(
            UpdateScope(),
            [run(UpdateScope(FIRST_DAY), finished=False)],
            UpdateScope(FIRST_DAY),
            id="goes on with an unfinished night",
        ),
        pytest.param(
            UpdateScope(),
            [run(UpdateScope(FIRST_DAY), finished=False), run(UpdateScope(TODAY), finished=False)],
            UpdateScope(TODAY),
            id="the last unfinished one",
        ),
        pytest.param(
            UpdateScope(TODAY),
            [run(UpdateScope(FIRST_DAY), finished=False)],
            UpdateScope(TODAY),
            id="what was asked for goes before",
        ),
    ],
)
def test_the_scope_of_a_nightly_run(given_: UpdateScope, runs: list[PastRun], expected: UpdateScope) -> None:
    assert resolved(given_, runs) == expected


# --- the searches of a night -------------------------------------------------------------------------


def test_what_was_never_listed_comes_first_the_newest_days_first() -> None:
    wanted = {EVERYTHING: [days("2020-01-01", "2020-12-31"), days("2022-01-01", "2022-12-31")]}

    def covered(query: Query) -> list[Days]:
        return [days("2020-03-01", "2020-05-31"), days("2022-01-01", "2022-11-30")]

    assert steps(wanted, covered, TODAY, year=True) == [
        Step(NEW, Query(*days("2022-12-01", "2022-12-31"))),
        Step(NEW, Query(*days("2020-06-01", "2020-12-31"))),
        Step(NEW, Query(*days("2020-01-01", "2020-02-29"))),
    ]


def test_the_last_weeks_are_asked_for_each_night_and_the_last_year_when_it_is_due() -> None:
    wanted = {EVERYTHING: [(FIRST_DAY, TODAY)]}
    recent = Step(RECENT, Query(*RECENT_DAYS), timedelta(hours=20))
    assert steps(wanted, wanted.__getitem__, TODAY, year=False) == [recent]
    assert steps(wanted, wanted.__getitem__, TODAY, year=True) == [
        recent,
        Step(YEAR, Query(*YEAR_DAYS), timedelta(days=29)),
    ]
    assert (TODAY - RECENT_DAYS[0] + DAY).days == 45
    assert (TODAY - YEAR_DAYS[0] + DAY).days == 365


def test_only_days_that_the_archive_is_to_hold_are_looked_at_again() -> None:
    wanted = {SPORT: [days("2020-01-01", "2024-02-10")]}
    assert steps(wanted, wanted.__getitem__, TODAY, year=True) == [
        Step(RECENT, Query(date(2024, 1, 30), date(2024, 2, 10), theme="Sport"), timedelta(hours=20)),
        Step(YEAR, Query(*YEAR_DAYS, theme="Sport"), timedelta(days=29)),
    ]
    closed = {SPORT: [days("2020-01-01", "2021-12-31")]}
    assert steps(closed, closed.__getitem__, TODAY, year=True) == []


def test_a_theme_is_not_looked_at_again_where_everything_is() -> None:
    wanted = {SPORT: [(FIRST_DAY, TODAY)], EVERYTHING: [days("2024-02-10", "2024-03-14")]}
    found = steps(wanted, wanted.__getitem__, TODAY, year=False)
    assert sorted((step.query.since, step.query.until, step.query.theme) for step in found if step.query.since) == [
        (date(2024, 1, 30), date(2024, 2, 9), "Sport"),
        (date(2024, 2, 10), TODAY, None),
    ]


SPANS = st.lists(
    st.tuples(st.integers(0, 800), st.integers(0, 300)).map(
        lambda pair: (TODAY - (sum(pair)) * DAY, TODAY - pair[0] * DAY)
    ),
    max_size=5,
).map(merged)


def spread(query: Query, spans: list[Days]) -> set[tuple[Query, date]]:
    return {(query, since + n * DAY) for since, until in spans for n in range((until - since).days + 1)}


@given(SPANS, SPANS, SPANS, SPANS, st.booleans())
def test_every_day_to_hold_is_asked_for_or_was_listed_and_none_twice(
    everything: list[Days], sport: list[Days], listed: list[Days], listed_sport: list[Days], year: bool
) -> None:
    wanted = {query: found for query, found in ((SPORT, sport), (EVERYTHING, everything)) if found}
    held = {EVERYTHING: listed, SPORT: merged([*listed, *listed_sport])}
    found = steps(wanted, held.__getitem__, TODAY, year=year)

    def asked(*purposes: str) -> list[tuple[Query, date]]:
        return [
            (Query(theme=step.query.theme), step.query.since + n * DAY)
            for step in found
            if step.purpose in purposes and step.query.since and step.query.until
            for n in range((step.query.until - step.query.since).days + 1)
        ]

    new, back = asked(NEW), asked(RECENT, YEAR)
    assert len(new) == len(set(new))
    assert len(back) == len(set(back)) == len({day for _, day in back})  # no day with a theme and with everything
    to_hold = {one for query, spans in wanted.items() for one in spread(query, spans)}
    were_listed = {one for query, spans in held.items() for one in spread(query, spans)}
    with_everything = {(SPORT, day) for _, day in spread(EVERYTHING, everything)}
    assert set(new) == to_hold - were_listed - with_everything
    first = YEAR_DAYS[0] if year else RECENT_DAYS[0]
    assert {day for _, day in back} == {day for _, day in to_hold if first <= day <= TODAY}


# --- how often ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ages", "due"),
    [
        pytest.param([], True, id="never"),
        pytest.param([29], True, id="29 days ago"),
        pytest.param([28], False, id="28 days ago"),
        pytest.param([400, 3], False, id="long ago, and lately"),
        pytest.param([3, 400], False, id="in whatever order"),
        pytest.param([-400], True, id="by a clock that was ahead"),
    ],
)
def test_a_look_back_over_a_year_is_due_once_a_month(ages: list[int], due: bool) -> None:
    now = datetime(2024, 3, 14, 2, tzinfo=UTC)
    runs = [run(UpdateScope(), now - timedelta(days=age), looked_back=True) for age in ages]
    assert is_year_due([*runs, run(UpdateScope(), now)]) is due


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param({}, None, id="nothing"),
        pytest.param({EVERYTHING: [(FIRST_DAY, TODAY)]}, FIRST_DAY, id="everything"),
        pytest.param({EVERYTHING: [(FIRST_DAY, TODAY - DAY)]}, None, id="until yesterday"),
        pytest.param({SPORT: [(FIRST_DAY, TODAY)]}, None, id="a theme"),
        pytest.param(
            {EVERYTHING: [days("2000-01-01", "2001-01-01"), days("2020-01-01", "2024-03-14")]},
            date(2020, 1, 1),
            id="the last span",
        ),
    ],
)
def test_late_arrivals_are_looked_for_where_everything_is_held_until_today(
    wanted: dict[Query, list[Days]], expected: date | None
) -> None:
    assert open_since(wanted, TODAY) == expected


def test_after_a_night_nothing_is_new() -> None:
    wanted = targets([run(CrawlScope()), run(CrawlScope(themes=("Sport",)))], TODAY)
    assert [step.purpose for step in steps(wanted, wanted.__getitem__, TODAY, year=False)] == [RECENT]
    first = steps(wanted, nothing, TODAY, year=False)
    assert gaps(FIRST_DAY, TODAY, [(step.query.since or TODAY, step.query.until or TODAY) for step in first]) == []


def test_a_run_that_was_begun_by_a_clock_ahead_is_read_and_wants_nothing(clock: Clock) -> None:
    clock.move(days=3_650)
    written, started_at = str(CrawlScope(since=clock.today)), clock.at.isoformat()
    clock.move(days=-3_650)
    begun = PastRun.parse(1, written, started_at, None, 0)
    assert begun.scope == CrawlScope(since=date(2034, 3, 12), past=True)
    assert targets([begun], clock.today) == {EVERYTHING: []}
    assert steps({EVERYTHING: []}, lambda query: [], clock.today, year=True) == []
