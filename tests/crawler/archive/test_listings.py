"""What the search listed is known by its days, and what it gives no longer is marked and never taken away."""

from datetime import date, timedelta

import pytest

from crawler.archive.listings import Listings
from crawler.archive.runs import Runs
from crawler.archive.writer import Ledger
from crawler.errors import SourceChanged
from crawler.parliament.addresses import Query
from crawler.plan.days import Days
from tests.support.clocks import Clock
from tests.support.ledgers import listed, listings, next_run, store_search
from tests.support.parliament_stub import Question

DAY = date(2021, 3, 4)


def march(first: int, last: int) -> Days:
    return date(2021, 3, first), date(2021, 3, last)


MONTH = Query(*march(1, 31))


def give(ledger: Ledger, count: int, first: int = 1, published: date = DAY) -> set[str]:
    """Store that the search gave so many questions; returns the keys of their hits."""
    questions = [Question(number, published=str(published)) for number in range(first, first + count)]
    return {hit.key for hit in store_search(ledger, *questions)}


def held(ledger: Ledger, since: date = DAY, until: date = DAY) -> int:
    return listings(ledger).held(since, until)


def hits(ledger: Ledger) -> list[tuple[str, bool, bool]]:
    """Every hit: its key, whether it was missed, and whether it is gone."""
    rows = ledger.rows("SELECT key, missed_at IS NOT NULL, gone FROM hit ORDER BY question")
    return [(key, bool(missed), bool(gone)) for key, missed, gone in rows]


def windows(ledger: Ledger) -> list[tuple[object, ...]]:
    return ledger.rows("SELECT run, query, since, until, finished_on FROM finished_window ORDER BY query, since")


# --- hits that are given no longer -------------------------------------------------------------------


def test_a_hit_missing_twice_with_a_day_between_is_gone_until_it_comes_back(clock: Clock, ledger: Ledger) -> None:
    keys = give(ledger, 3)
    lost = min(keys)
    before = ledger.fingerprints()

    def state(given: set[str]) -> tuple[bool, bool]:
        listings(ledger).finish(MONTH, given, len(given))
        return next((missed, gone) for key, missed, gone in hits(ledger) if key == lost)

    assert state(keys) == (False, False)
    assert state(keys - {lost}) == (True, False)
    # It is still expected: so the days differ from what the search counts, and are listed again until it is sure.
    assert held(ledger, *march(1, 31)) == held(ledger) == 3
    clock.move(hours=19)
    assert state(keys - {lost}) == (True, False)
    clock.move(hours=1)
    assert state(keys - {lost}) == (True, True)
    assert (held(ledger), ledger.fingerprints()) == (2, before)
    assert give(ledger, 3) == keys
    assert state(keys) == (False, False)
    assert held(ledger) == 3
    assert state(keys - {lost}) == (True, False)  # again from the beginning


def test_a_hit_that_comes_back_within_a_day_starts_anew(clock: Clock, ledger: Ledger) -> None:
    keys = give(ledger, 2)
    lost = min(keys)
    listings(ledger).finish(MONTH, keys - {lost}, 1)
    clock.move(hours=12)
    give(ledger, 2)
    listings(ledger).finish(MONTH, keys, 2)
    clock.move(hours=12)
    listings(ledger).finish(MONTH, keys - {lost}, 1)
    assert [(missed, gone) for key, missed, gone in hits(ledger) if key == lost] == [(True, False)]


def test_only_hits_of_the_days_that_were_asked_for_can_be_missing(ledger: Ledger) -> None:
    give(ledger, 1, 1, DAY)
    give(ledger, 1, 2, DAY + timedelta(days=1))
    listed(ledger, Query(DAY, DAY))
    assert [(missed, gone) for _, missed, gone in hits(ledger)] == [(True, False), (False, False)]


@pytest.mark.parametrize("part", [Query(theme="Sport"), Query(session_year="2020-2021")], ids=["theme", "session year"])
def test_what_a_search_of_a_part_does_not_give_is_not_missing(ledger: Ledger, part: Query) -> None:
    give(ledger, 30)
    listed(ledger, Query(MONTH.since, MONTH.until, part.session_year, part.theme))
    assert not any(missed for _, missed, _ in hits(ledger))


# --- a source that changed ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "missing", "alarm"),
    [
        pytest.param(20, 20, False, id="few are missing, all there were"),
        pytest.param(21, 21, True, id="all are missing"),
        pytest.param(400, 20, False, id="one in twenty of four hundred"),
        pytest.param(400, 21, True, id="more than one in twenty"),
        pytest.param(1_000, 50, False, id="one in twenty of a thousand"),
        pytest.param(1_000, 51, True, id="more than one in twenty of a thousand"),
    ],
)
def test_a_few_hits_or_one_in_twenty_may_be_missing(ledger: Ledger, count: int, missing: int, alarm: bool) -> None:
    keys = sorted(give(ledger, count))
    day = Query(DAY, DAY)
    if not alarm:
        listings(ledger).finish(day, keys[missing:], count - missing)
        assert sum(missed for _, missed, _ in hits(ledger)) == missing
        return
    given = f"the search gives {count - missing:,} documents published 2021-03-04..2021-03-04, and no longer "
    with pytest.raises(SourceChanged, match=f"^{given}{missing:,} of the {count:,} that are held: nothing was taken"):
        listings(ledger).finish(day, keys[missing:], count - missing)
    assert not any(missed or gone for _, missed, gone in hits(ledger))
    assert windows(ledger) == []
    assert held(ledger) == count


def test_the_limit_can_be_set(ledger: Ledger) -> None:
    keys = sorted(give(ledger, 100))
    with pytest.raises(SourceChanged):
        Listings(ledger, 0.4).finish(MONTH, keys[41:], 59)
    Listings(ledger, 0.4).finish(MONTH, keys[40:], 60)
    assert windows(ledger) != []


@pytest.mark.parametrize(
    ("before", "days", "alarm"),
    [
        pytest.param(21, 28, True, id="four weeks"),
        pytest.param(21, 27, False, id="less than four weeks"),
        pytest.param(20, 28, False, id="few a year before"),
    ],
)
def test_an_empty_month_is_suspect_where_there_were_many_a_year_before(
    ledger: Ledger, before: int, days: int, alarm: bool
) -> None:
    give(ledger, before, published=DAY - timedelta(days=364))
    window = Query(DAY, DAY + timedelta(days=days))
    if not alarm:
        listings(ledger).finish(window, (), 0)
        assert len(windows(ledger)) == 1
        return
    with pytest.raises(
        SourceChanged, match=r"gives 0 documents published .*, where there were 21 a year before: nothing"
    ):
        listings(ledger).finish(window, (), 0)
    assert windows(ledger) == []


# --- what the search counts --------------------------------------------------------------------------


def test_what_the_search_counts_more_than_it_gives_is_expected_again(ledger: Ledger) -> None:
    keys = give(ledger, 3)
    listings(ledger).finish(MONTH, keys, 5)
    assert held(ledger, date(2021, 1, 1), date(2021, 12, 31)) == 5
    assert held(ledger) == 3  # of a part of the days it is not known
    listings(ledger).finish(MONTH, keys, 4)
    assert held(ledger, *march(1, 31)) == 4
    listings(ledger).finish(MONTH, keys, 3)
    assert held(ledger, *march(1, 31)) == 3


def test_what_is_counted_of_a_part_of_the_days_takes_the_place_of_the_whole(ledger: Ledger) -> None:
    keys = give(ledger, 2)
    listings(ledger).finish(MONTH, keys, 7)
    listings(ledger).finish(Query(DAY, DAY), keys, 3)
    assert (held(ledger), held(ledger, *march(1, 31))) == (3, 3)
    listings(ledger).finish(MONTH, keys, 2)
    assert held(ledger) == 2


def test_a_search_of_a_part_tells_nothing_of_the_count(ledger: Ledger) -> None:
    keys = give(ledger, 2)
    listings(ledger).finish(MONTH, keys, 4)
    listings(ledger).finish(Query(MONTH.since, MONTH.until, theme="Sport"), keys, 2)
    assert held(ledger, *march(1, 31)) == 4


# --- the days that were listed -----------------------------------------------------------------------


def test_a_window_of_today_covers_only_until_yesterday(clock: Clock, ledger: Ledger) -> None:
    first, today = clock.today - timedelta(days=9), clock.today
    yesterday = today - timedelta(days=1)
    listed(ledger, Query(first, today))
    assert listings(ledger).covered(Query()) == [(first, yesterday)]
    clock.move(days=1)
    assert listings(ledger).covered(Query()) == [(first, yesterday)]
    listed(ledger, Query(today, today))
    assert listings(ledger).covered(Query()) == [(first, today)]


def test_a_window_of_this_day_alone_covers_nothing(clock: Clock, ledger: Ledger) -> None:
    listed(ledger, Query(clock.today, clock.today))
    assert listings(ledger).covered(Query()) == []


def test_what_was_listed_whole_covers_every_part_but_no_part_the_whole(ledger: Ledger) -> None:
    days = march(1, 31)
    listed(ledger, Query(*days, theme="Sport"))
    assert listings(ledger).covered(Query(theme="Sport")) == [days]
    assert listings(ledger).covered(Query(theme="Onderwijs")) == listings(ledger).covered(Query()) == []
    listed(ledger, Query(*days))
    assert [listings(ledger).covered(query) for query in (Query(), Query(theme="Onderwijs"))] == [[days], [days]]


def test_windows_finished_by_a_clock_that_was_ahead_do_not_count(clock: Clock, ledger: Ledger) -> None:
    clock.move(days=400)
    listed(ledger, Query(date(2024, 1, 1), clock.today - timedelta(days=1)))
    clock.move(days=-400)
    assert listings(ledger).covered(Query()) == []
    next_run(ledger)
    listings(ledger).tidy()
    assert listings(ledger).covered(Query()) == []
    clock.move(days=401)
    assert listings(ledger).covered(Query()) == []


# --- tidying -----------------------------------------------------------------------------------------


def test_windows_of_finished_runs_are_joined(ledger: Ledger) -> None:
    for days in (march(1, 5), march(6, 9), march(3, 7), march(20, 31)):
        listed(ledger, Query(*days))
    listed(ledger, Query(*march(10, 12), theme="Sport"))
    before = [listings(ledger).covered(query) for query in (Query(), Query(theme="Sport"))]
    next_run(ledger)
    for _ in range(2):
        listings(ledger).tidy()
        assert windows(ledger) == [
            (0, "everything", "2021-03-01", "2021-03-09", "2021-03-10"),
            (0, "everything", "2021-03-20", "2021-03-31", "2021-04-01"),
            (0, "theme Sport", "2021-03-10", "2021-03-12", "2021-03-13"),
        ]
        assert [listings(ledger).covered(query) for query in (Query(), Query(theme="Sport"))] == before


def test_windows_of_unfinished_runs_are_kept_as_they_are(ledger: Ledger) -> None:
    for days in (march(1, 5), march(6, 9)):
        listed(ledger, Query(*days))
    before = windows(ledger)
    assert not Runs(ledger).begin("another")
    listings(ledger).tidy()
    assert windows(ledger) == before
    assert Runs(ledger).begin("{}")
    assert sorted(listings(ledger).finished(Query())) == [march(1, 5), march(6, 9)]


@pytest.mark.parametrize(
    ("failed", "then", "kept"),
    [
        pytest.param(Query(*march(5, 8)), Query(*march(1, 31)), False, id="listed since"),
        pytest.param(Query(*march(5, 8)), Query(*march(5, 8)), False, id="the same days listed since"),
        pytest.param(Query(*march(5, 8)), Query(*march(6, 31)), True, id="listed in part"),
        pytest.param(Query(*march(5, 8)), Query(*march(1, 31), theme="Sport"), True, id="listed with a theme only"),
        pytest.param(Query(*march(5, 8), theme="A, B"), Query(*march(1, 31), theme="A, B"), False, id="same theme"),
        pytest.param(Query(*march(5, 8), theme="Sport"), Query(*march(1, 31), theme="Zorg"), True, id="another theme"),
        pytest.param(
            Query(*march(5, 8), "2020-2021", "Sport"), Query(*march(1, 9), "2020-2021", "Sport"), False, id="both"
        ),
    ],
)
def test_failures_of_windows_listed_since_are_forgotten(ledger: Ledger, failed: Query, then: Query, kept: bool) -> None:
    ledger.fail("search", str(failed), "HTTP 500")
    next_run(ledger)
    listed(ledger, then)
    listings(ledger).tidy()
    assert ledger.summary().failures == ({"search": 1} if kept else {})


def test_a_failure_of_this_run_is_not_forgotten(ledger: Ledger) -> None:
    window = Query(*march(5, 8))
    listed(ledger, window)
    ledger.fail("search", str(window), "HTTP 500")
    listings(ledger).tidy()
    assert ledger.summary().failures == {"search": 1}


def test_failures_of_other_kinds_are_kept(ledger: Ledger) -> None:
    ledger.fail("file", "70", "HTTP 404")
    next_run(ledger)
    listings(ledger).tidy()
    assert ledger.summary().failures == {"file": 1}
