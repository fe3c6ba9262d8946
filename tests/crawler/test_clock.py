"""What time it is: moments in UTC, days in Belgium."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crawler import clock as crawl
from tests.support.clocks import Clock


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param(datetime(2026, 11, 24, 22, 59, tzinfo=UTC), date(2026, 11, 24), id="winter, before midnight"),
        pytest.param(datetime(2026, 11, 24, 23, 0, tzinfo=UTC), date(2026, 11, 25), id="winter, midnight"),
        pytest.param(datetime(2026, 7, 24, 22, 0, tzinfo=UTC), date(2026, 7, 25), id="summer, midnight"),
        pytest.param(datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29), id="the night before summer time"),
        pytest.param(datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25), id="the night before winter time"),
    ],
)
def test_a_day_begins_at_midnight_in_belgium(clock: Clock, moment: datetime, day: date) -> None:
    clock.at = moment
    assert crawl.today() == day


def test_a_moment_is_written_in_utc(clock: Clock) -> None:
    clock.at = datetime(2026, 7, 24, 2, 0, 0, 999, tzinfo=UTC)
    assert crawl.stamp() == "2026-07-24T02:00:00+00:00"


@pytest.mark.parametrize("hours", [5, -5], ids=["ago", "to come, by a clock that is set back"])
def test_nothing_is_younger_than_it_is(clock: Clock, hours: int) -> None:
    written, moment = crawl.stamp(), crawl.now()
    clock.move(hours=hours)
    assert crawl.age(written) == crawl.age(moment) == timedelta(hours=5)
