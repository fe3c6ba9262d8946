"""Quiet hours are those of a clock in Belgium, past midnight and on the nights on which it changes too."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parliament.shapes import BRUSSELS
from crawler.politeness.quiet_hours import QuietHours


def belgium(written: str, *, second: bool = False) -> datetime:
    """A moment by the clock in Belgium; the `second` one where that time comes twice."""
    return datetime.fromisoformat(written).replace(tzinfo=BRUSSELS, fold=int(second))


def left(hours: str, now: datetime) -> timedelta:
    """How long the quiet hours last at that moment; it may be told by any clock."""
    found = QuietHours.parse(hours).left(now)
    assert QuietHours.parse(hours).left(now.astimezone(UTC)) == found
    return found


# --- reading them ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("07:00-19:00", QuietHours(time(7), time(19))),
        ("7:00-19:30", QuietHours(time(7), time(19, 30))),
        (" 22:15 - 06:00 ", QuietHours(time(22, 15), time(6))),
        ("00:00-23:59", QuietHours(time(0), time(23, 59))),
    ],
)
def test_quiet_hours_are_read_and_written(written: str, expected: QuietHours) -> None:
    assert QuietHours.parse(written) == expected
    assert QuietHours.parse(str(expected)) == expected


def test_they_are_written_in_one_way() -> None:
    assert str(QuietHours.parse("7:00 - 19:00")) == "07:00-19:00"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "07:00",
        "7-19",
        "07:00-",
        "07:00-19:00-20:00",
        "24:00-06:00",
        "07:60-19:00",
        "07.00-19.00",
        "-1:00-07:00",
        "x",
    ],
)
def test_what_is_no_quiet_hours_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(ValueError, match=r"^quiet hours are two times of the day, like 07:00-19:00$"):
        QuietHours.parse(written)


def test_hours_that_would_last_for_ever_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^quiet hours that begin when they end would never let a crawl run$"):
        QuietHours.parse("07:00-7:00")


# --- how long they last ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "now", "expected"),
    [
        pytest.param("07:00-19:00", "2024-03-14T06:59:59", timedelta(), id="before"),
        pytest.param("07:00-19:00", "2024-03-14T07:00", timedelta(hours=12), id="at the first moment"),
        pytest.param("07:00-19:00", "2024-03-14T18:59:59", timedelta(seconds=1), id="at the last moment"),
        pytest.param("07:00-19:00", "2024-03-14T19:00", timedelta(), id="when they are over"),
        pytest.param("07:00-19:00", "2024-07-14T12:00", timedelta(hours=7), id="in summer"),
        pytest.param("22:00-06:00", "2024-03-14T21:59:59", timedelta(), id="past midnight: before"),
        pytest.param("22:00-06:00", "2024-03-14T22:00", timedelta(hours=8), id="past midnight: at the first moment"),
        pytest.param("22:00-06:00", "2024-03-14T23:30", timedelta(hours=6.5), id="past midnight: in the evening"),
        pytest.param("22:00-06:00", "2024-03-15T00:00", timedelta(hours=6), id="past midnight: at midnight"),
        pytest.param("22:00-06:00", "2024-03-15T05:00", timedelta(hours=1), id="past midnight: in the morning"),
        pytest.param("22:00-06:00", "2024-03-15T06:00", timedelta(), id="past midnight: when they are over"),
        pytest.param("22:00-00:00", "2024-03-14T23:00", timedelta(hours=1), id="until midnight"),
        pytest.param("22:00-00:00", "2024-03-15T00:00", timedelta(), id="until midnight: over"),
        pytest.param("00:00-06:00", "2024-03-15T00:00", timedelta(hours=6), id="from midnight"),
        pytest.param("22:00-06:00", "2024-12-31T23:00", timedelta(hours=7), id="over the end of the year"),
        # The clock goes from 02:00 to 03:00.
        pytest.param("22:00-06:00", "2026-03-28T23:00", timedelta(hours=6), id="an hour is missing"),
        pytest.param("22:00-06:00", "2026-03-29T01:30", timedelta(hours=3.5), id="just before the missing hour"),
        pytest.param("22:00-06:00", "2026-03-29T03:00", timedelta(hours=3), id="after the missing hour"),
        pytest.param("01:00-02:30", "2026-03-29T01:59", timedelta(minutes=31), id="they end in the missing hour"),
        pytest.param("02:15-04:00", "2026-03-29T01:59", timedelta(), id="before they begin in the missing hour"),
        pytest.param("02:15-04:00", "2026-03-29T03:00", timedelta(hours=1), id="they began in the missing hour"),
        # The clock goes from 03:00 back to 02:00.
        pytest.param("22:00-06:00", "2026-10-24T23:00", timedelta(hours=8), id="an hour comes twice"),
        pytest.param("22:00-06:00", "2026-10-25T01:00", timedelta(hours=6), id="before the hour that comes twice"),
        pytest.param("22:00-06:00", "2026-10-25T03:00", timedelta(hours=3), id="after the hour that comes twice"),
    ],
)
def test_how_long_they_last(hours: str, now: str, expected: timedelta) -> None:
    assert left(hours, belgium(now)) == expected


@pytest.mark.parametrize(("second", "expected"), [(False, 4.5), (True, 3.5)], ids=["the first", "the second"])
def test_in_the_hour_that_comes_twice_it_matters_which(second: bool, expected: float) -> None:
    assert left("22:00-06:00", belgium("2026-10-25T02:30", second=second)) == timedelta(hours=expected)


@pytest.mark.parametrize(("second", "minutes"), [(False, 15), (True, 0)], ids=["the first", "the second"])
def test_hours_that_end_in_the_hour_that_comes_twice_end_the_first_time(second: bool, minutes: int) -> None:
    assert left("22:00-02:30", belgium("2026-10-25T02:15", second=second)) == timedelta(minutes=minutes)


TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0))
MOMENTS = st.one_of(
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)),
    *(st.datetimes(datetime(2026, month, 24), datetime(2026, month, 30)) for month in (3, 10)),
).map(lambda moment: moment.replace(tzinfo=UTC))


@given(TIMES, TIMES, MOMENTS)
def test_who_waits_as_long_as_is_left_is_outside(start: time, end: time, now: datetime) -> None:
    if start == end:
        return
    hours = QuietHours(start, end)
    wait = hours.left(now)
    assert timedelta() <= wait <= timedelta(hours=25)
    after = now + wait
    assert hours.left(after) == timedelta()
    if wait > timedelta(seconds=1):
        assert hours.left(after - timedelta(seconds=1)) > timedelta()


@given(TIMES, TIMES, MOMENTS)
def test_it_is_quiet_when_the_clock_says_so(start: time, end: time, now: datetime) -> None:
    if start == end:
        return
    at = now.astimezone(BRUSSELS).time()
    quiet = start <= at < end if start < end else not end <= at < start
    if QuietHours(start, end).left(now):
        assert quiet
