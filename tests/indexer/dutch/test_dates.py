"""Spans of days, from what people type and back in Dutch."""

from datetime import date

import pytest

from indexer.dutch import dates


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        pytest.param("2023", date(2023, 1, 1), date(2023, 12, 31), id="year"),
        pytest.param("2023-04", date(2023, 4, 1), date(2023, 4, 30), id="month"),
        pytest.param("2024-02", date(2024, 2, 1), date(2024, 2, 29), id="leap month"),
        pytest.param("4/2023", date(2023, 4, 1), date(2023, 4, 30), id="month the Belgian way"),
        pytest.param("2024-03-01", date(2024, 3, 1), date(2024, 3, 1), id="day"),
        pytest.param("01/03/2024", date(2024, 3, 1), date(2024, 3, 1), id="day the Belgian way"),
        pytest.param("1.3.2024", date(2024, 3, 1), date(2024, 3, 1), id="day with points"),
        pytest.param("2024/03/01", date(2024, 3, 1), date(2024, 3, 1), id="day with the year first"),
        pytest.param("maart 2017", date(2017, 3, 1), date(2017, 3, 31), id="month in words"),
        pytest.param("Mrt. 2017", date(2017, 3, 1), date(2017, 3, 31), id="short month"),
        pytest.param("4 maart 2024", date(2024, 3, 4), date(2024, 3, 4), id="day in words"),
        pytest.param("1ste mei 2024", date(2024, 5, 1), date(2024, 5, 1), id="first of a month"),
    ],
)
def test_a_span_has_a_first_and_a_last_day(text: str, first: date, last: date) -> None:
    assert dates.period(text) == (first, last)


@pytest.mark.parametrize("text", ["", "morgen", "23", "2023-13", "2023-02-30", "31/02/2024", "0000", "20231", "2023-"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        dates.period(text)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        pytest.param(date(2023, 1, 1), date(2023, 12, 31), "in 2023", id="year"),
        pytest.param(date(2023, 4, 1), date(2023, 4, 30), "in april 2023", id="month"),
        pytest.param(date(2024, 3, 1), date(2024, 3, 1), "op 1 maart 2024", id="day"),
        pytest.param(
            date(2023, 1, 1), date(2023, 6, 30), "van 1 januari 2023 tot en met 30 juni 2023", id="between two days"
        ),
        pytest.param(date(2023, 1, 1), None, "vanaf 1 januari 2023", id="open end"),
        pytest.param(None, date(2023, 6, 30), "tot en met 30 juni 2023", id="open start"),
    ],
)
def test_a_span_reads_as_people_say_it(since: date | None, until: date | None, expected: str) -> None:
    assert dates.in_dutch(since, until) == expected


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        pytest.param("2023", date(2023, 1, 1), date(2023, 12, 31), id="period"),
        pytest.param("2023-01..2023-06", date(2023, 1, 1), date(2023, 6, 30), id="points"),
        pytest.param("2023 ... 2024", date(2023, 1, 1), date(2024, 12, 31), id="three points"),
        pytest.param("2023..", date(2023, 1, 1), None, id="open end"),
        pytest.param("..2023", None, date(2023, 12, 31), id="open beginning"),
        pytest.param(">2023", date(2024, 1, 1), None, id="after"),
        pytest.param(">=2023", date(2023, 1, 1), None, id="from"),
        pytest.param("<2023", None, date(2022, 12, 31), id="before"),
        pytest.param("<=2023", None, date(2023, 12, 31), id="up to"),
        pytest.param("vanaf 2020", date(2020, 1, 1), None, id="from, in words"),
        pytest.param("Sinds maart 2019", date(2019, 3, 1), None, id="since"),
        pytest.param("na 4 maart 2019", date(2019, 3, 5), None, id="after, in words"),
        pytest.param("voor 2020", None, date(2019, 12, 31), id="before, in words"),
        pytest.param("tot 2020", None, date(2020, 12, 31), id="up to, in words"),
        pytest.param("tussen 2019 en 2021", date(2019, 1, 1), date(2021, 12, 31), id="between"),
        pytest.param("van mei 2019 tot en met 2021", date(2019, 5, 1), date(2021, 12, 31), id="from, up to"),
        pytest.param("2019-2021", date(2019, 1, 1), date(2021, 12, 31), id="two years"),
        pytest.param("in 2020", date(2020, 1, 1), date(2020, 12, 31), id="in a year"),
    ],
)
def test_a_span_may_be_of_two_periods_or_open(text: str, since: date | None, until: date | None) -> None:
    assert dates.span(text) == (since, until)


@pytest.mark.parametrize(
    "text", ["", "..", ">", "tussen 2019", "van a tot b", ">9999", "<0001", "2023....2024", "in mei"]
)
def test_what_is_no_span_of_periods_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        dates.span(text)
