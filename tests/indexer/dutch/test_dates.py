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
