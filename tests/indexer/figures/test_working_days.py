"""Working days in Flanders, and the days on which the term for an answer does not run."""

from datetime import date, timedelta

import pytest

from indexer.figures.term import PauseKind, pauses, term_days
from indexer.figures.working_days import days_off, easter_holiday, weekdays, working_days


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        pytest.param(date(2024, 3, 4), date(2024, 3, 4), 0, id="the day itself does not count"),
        pytest.param(date(2024, 3, 4), date(2024, 3, 5), 1, id="the last day counts"),
        pytest.param(date(2024, 3, 1), date(2024, 3, 4), 1, id="a weekend does not"),
        pytest.param(date(2024, 3, 2), date(2024, 3, 3), 0, id="nor does half a weekend"),
        pytest.param(date(2024, 3, 5), date(2024, 3, 4), 0, id="backwards there are none"),
        pytest.param(date(2024, 3, 29), date(2024, 4, 2), 1, id="Easter Monday"),
        pytest.param(date(2024, 7, 10), date(2024, 7, 12), 1, id="the day of the Flemish community"),
        pytest.param(date(2023, 12, 29), date(2024, 1, 2), 1, id="over the end of a year"),
        pytest.param(date(1, 1, 1), date(1, 1, 8), 5, id="long before any holiday is known"),
    ],
)
def test_working_days_are_weekdays_that_are_no_holiday(first: date, last: date, expected: int) -> None:
    assert working_days(first, last) == expected


def test_over_four_years_it_adds_up_day_by_day() -> None:
    first = date(2022, 1, 1)
    off = {day for day, _ in days_off(first, first + timedelta(days=1_500))}
    counted = open_days = 0
    for passed in range(1, 1_500):
        day = first + timedelta(days=passed)
        open_days += day.weekday() < 5
        counted += day.weekday() < 5 and day not in off
        assert (weekdays(first, day), working_days(first, day)) == (open_days, counted)


def test_holidays_on_weekdays_have_their_dutch_names() -> None:
    assert days_off(date(2024, 4, 30), date(2024, 7, 21)) == (
        (date(2024, 5, 1), "Dag van de Arbeid"),
        (date(2024, 5, 9), "O. L. H. Hemelvaart"),
        (date(2024, 5, 20), "Pinkstermaandag"),
        (date(2024, 7, 11), "Feestdag van de Vlaamse Gemeenschap"),
    )
    both = "Dag van de Arbeid en O. L. H. Hemelvaart"
    assert days_off(date(2008, 4, 30), date(2008, 5, 1)) == ((date(2008, 5, 1), both),)


def test_the_term_begins_with_the_week_after_the_question() -> None:
    wednesday = date(2024, 3, 6)
    assert pauses(wednesday, date(2024, 3, 12))[0].days == 2
    assert term_days(wednesday, date(2024, 3, 10)) == 0
    assert term_days(wednesday, date(2024, 3, 11)) == 1
    assert term_days(date(2024, 3, 10), date(2024, 3, 11)) == 1, "on a Sunday the week is over"


@pytest.mark.parametrize(
    ("asked_on", "last", "kind", "first", "end", "days"),
    [
        pytest.param(
            date(2025, 3, 7), date(2025, 5, 2), PauseKind.EASTER, date(2025, 4, 14), date(2025, 4, 20), 5, id="Easter"
        ),
        pytest.param(
            date(2023, 7, 7), date(2023, 9, 15), PauseKind.SUMMER, date(2023, 7, 21), date(2023, 8, 31), 28, id="summer"
        ),
        pytest.param(
            date(2023, 12, 1),
            date(2024, 1, 20),
            PauseKind.NEW_YEAR,
            date(2023, 12, 25),
            date(2024, 1, 2),
            5,
            id="Christmas",
        ),
    ],
)
def test_the_term_stands_still_in_recess(
    asked_on: date, last: date, kind: PauseKind, first: date, end: date, days: int
) -> None:
    (pause,) = pauses(asked_on, last)
    assert (pause.kind, pause.first, pause.last, pause.days) == (kind, first, end, days)
    assert term_days(asked_on, last) == working_days(asked_on, last) - days


def test_a_day_is_taken_out_once_where_recess_begins_in_the_week_of_the_question() -> None:
    asked_on, last = date(2021, 7, 20), date(2021, 9, 3)
    assert [(pause.kind, pause.first) for pause in pauses(asked_on, last)] == [
        (PauseKind.WEEK_ASKED, date(2021, 7, 21)),
        (PauseKind.SUMMER, date(2021, 7, 26)),
    ]
    assert term_days(asked_on, last) == 3


def test_no_easter_holiday_is_made_up() -> None:
    assert easter_holiday(2024) == (date(2024, 4, 1), date(2024, 4, 14))
    assert easter_holiday(1999) is easter_holiday(9_999) is None
