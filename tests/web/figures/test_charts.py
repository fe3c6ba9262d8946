"""Charts as plain data: where everything stands, what is said in words, and the table beside it."""

import pytest

from indexer.figures.models import Period, Spread
from web.figures.charts import Columns, Named, asked_over_time, bars, on_time_over_time, spreads


def period(name: str, asked: int, on_time: int = 0, late: int = 0, waiting: int = 0) -> Period:
    return Period(period=name, asked=asked, answered=asked - waiting, on_time=on_time, late=late, waiting=waiting)


def spread(count: int, middle: int = 20) -> Spread:
    return Spread(count=count, p10=middle - 10, p25=middle - 5, p50=middle, p75=middle + 5, p90=middle + 30)


def asked(years: list[Period], months: list[Period]) -> Columns | None:
    return asked_over_time("gesteld", "Gesteld", years, months, link=lambda name: f"/?{name}", csv="/csv")


YEARS = [period("2021-2022", 50, 20, 10, 15), period("2022-2023", 100, 100)]


def test_a_column_is_stacked_of_what_became_of_its_questions() -> None:
    chart = asked(YEARS, [])
    assert chart
    assert [(one.series, one.y, one.height) for one in chart.columns[0].segments] == [
        ("on_time", 144, 36),
        ("late", 126, 18),
        ("answered", 117, 9),
        ("waiting", 90, 27),
    ]
    assert [mark.text for mark in chart.scale] == ["50", "100"]
    assert chart.columns[1].said == "2022-2023: 100 vragen"


def test_a_chart_says_what_it_shows_and_has_it_as_a_table() -> None:
    chart = asked(YEARS, [])
    assert chart
    assert chart.said == "Vragen per zittingsjaar, van 2021-2022 tot 2022-2023. De meeste in 2022-2023: 100."
    assert [[cell.text for cell in row] for row in chart.table.rows] == [
        ["2021-2022", "50", "20", "10", "15"],
        ["2022-2023", "100", "100", "0", "0"],
    ]
    assert chart.table.rows[0][0].href == "/?2021-2022"


def test_a_legend_names_only_what_there_is() -> None:
    chart = asked([period("2021-2022", 5, 5), period("2022-2023", 2, 1, 1)], [])
    assert chart
    assert [series for series, _ in chart.legend] == ["on_time", "late"]


def test_a_few_years_are_shown_by_month_those_without_questions_too() -> None:
    chart = asked(YEARS, [period("2022-11", 3), period("2023-02", 1)])
    assert chart
    assert [column.said for column in chart.columns] == [
        "november 2022: 3 vragen", "december 2022: 0 vragen", "januari 2023: 0 vragen", "februari 2023: 1 vraag",
    ]  # fmt: skip
    assert [row[0].text for row in chart.table.rows] == ["november 2022", "februari 2023"]
    assert [mark.text for mark in chart.names] == ["11/22", "12/22", "1/23", "2/23"]


def test_many_months_are_shown_by_year_and_a_year_may_be_called_anything() -> None:
    years = [period("22-23", 3), period("2023-24", 1)]
    chart = asked(years, [period("1001-01", 3), period("2023-02", 1)])
    assert chart
    assert [column.said for column in chart.columns] == ["22-23: 3 vragen", "2023-24: 1 vraag"]


@pytest.mark.parametrize("count", [2, 7, 13, 30])
def test_columns_fill_the_width_and_few_of_them_are_named(count: int) -> None:
    chart = asked([period(f"{2000 + place}-{2001 + place}", place) for place in range(count)], [])
    assert chart
    assert all(column.x >= 0 and column.x + column.width <= 100 for column in chart.columns)
    assert len(chart.names) <= 6


def test_one_period_is_no_chart() -> None:
    assert asked(YEARS[:1], [period("2023-02", 1)]) is asked([], []) is None


def test_a_share_is_of_the_answers_of_which_it_is_known_and_of_enough_of_them() -> None:
    years = [period("2020-2021", 10, 3, 1, 6), period("2021-2022", 10, 6, 2, 2), period("2022-2023", 9, 9)]
    chart = on_time_over_time("op-tijd", "Op tijd", years, link=str, csv="/csv")
    assert chart
    assert [column.said for column in chart.columns] == ["2021-2022: 75 % op tijd", "2022-2023: 100 % op tijd"]
    assert [row[1].text for row in chart.table.rows] == ["75 %", "75 %", "100 %"]
    assert on_time_over_time("op-tijd", "Op tijd", years[:2], link=str, csv="/csv") is None


def test_spreads_keep_their_order_and_leave_out_names_with_few_answers() -> None:
    named = [
        Named("Zita", "/z", 9, spread(9, 30)), Named("An", None, 80, spread(80)), Named("Bo", None, 4, spread(4)),
        Named("Cas", None, 4, None),
    ]  # fmt: skip
    chart = spreads("ministers", "Werkdagen", named, what="Minister", csv="/csv")
    assert chart
    assert [row.name for row in chart.rows] == ["Zita", "An"]
    assert (chart.left_out, len(chart.table.rows)) == (1, 3)
    assert [mark.text for mark in chart.scale] == ["0", "15", "30", "45", "60"]
    zita = chart.rows[0]
    assert (zita.low, zita.q1, zita.middle, zita.q3, zita.high) == (33.33, 41.67, 50, 58.33, 100)
    assert chart.norm == 33.33
    assert zita.said == (
        "Zita: de helft van 9 antwoorden kwam binnen 30 werkdagen, een kwart binnen 25, driekwart binnen 35, "
        "negen tienden binnen 60"
    )
    assert spreads("ministers", "Werkdagen", named[2:], what="Minister", csv="/csv") is None


def test_bars_are_as_long_as_their_share_of_the_longest() -> None:
    chart = bars("fracties", "Vragen", [Named("An", None, 1, None), Named("Bo", "/b", 4, None)], what="Wie", csv="/csv")
    assert chart
    assert [(bar.name, bar.count, bar.width) for bar in chart.rows] == [("An", "1", 25), ("Bo", "4", 100)]
    assert bars("fracties", "Vragen", [], what="Wie", csv="/csv") is None
