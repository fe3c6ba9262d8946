"""The tables of a question: each shown once, figures and totals known for what they are."""

from functools import partial

import pytest

from indexer.question import NO_HEADER, Table, rows_text
from tests.support.work import assert_linear
from web.questions.tables import QuestionTables, TableView, is_total, table_view


def table(*rows: tuple[str, ...], **fields: str | None) -> Table:
    return Table(**{"part": None, "caption": None, "page": 1, "rows": rows, **fields})


def figures(view: TableView) -> list[bool]:
    """Which columns are figures, by the first row of the body."""
    return [cell.figure for cell in view.body[0]]


def test_a_table_that_stands_in_the_text_once_is_loose_the_second_time() -> None:
    here, longer, elsewhere = table(("a", "b")), table(("a", "b"), ("c", "d")), table(("e", "f"))
    text = f"Zie:\n\n{rows_text(longer.rows)}\n\nEn:\n\n{rows_text(here.rows)}"
    tables = QuestionTables((here, longer, here, elsewhere), ("Vraag.", text))
    assert [view.number for view in tables.loose] == [3, 4]
    standing = [tables.standing(rows_text(one.rows)) for one in (longer, here)]
    assert [view and view.number for view in standing] == [2, 1]


def test_a_table_that_was_asked_for_is_not_given_twice() -> None:
    twice = table(("a", "b"))
    text = rows_text(twice.rows)
    tables = QuestionTables((twice, twice), (f"{text}\n\nEn:\n\n{text}",))
    numbers = [view and view.number for view in (tables.standing(text) for _ in range(3))]
    assert numbers == [1, 2, None]
    assert tables.standing("Iets anders.") is None


@pytest.mark.parametrize(
    ("cells", "is_figure"),
    [
        pytest.param(("1.234", "-5", "12,5 %"), True, id="numbers"),
        pytest.param(("€ 1.000", "1.000 euro", "2,3 mio"), True, id="money"),
        pytest.param(("12", "", "-"), True, id="none here and there"),
        pytest.param(("12", "n.v.t.", "/"), True, id="not applicable"),
        pytest.param(("(12)", "< 5", "7*"), True, id="with signs"),
        pytest.param(("1 / 3", "12-13"), False, id="a span is no figure"),
        pytest.param(("Gent", "Aalst"), False, id="words"),
        pytest.param(("12", "veel", "weinig"), False, id="mostly words"),
        pytest.param(("-", "", "n.v.t."), False, id="nothing at all"),
        pytest.param(("12 fietsers en 3 auto's", "5 bussen"), False, id="numbers in a sentence"),
    ],
)
def test_a_column_of_figures_is_known(cells: tuple[str, ...], is_figure: bool) -> None:
    view = table_view(table(("Naam", "Aantal"), *(("x", cell) for cell in cells)), 1)
    assert figures(view) == [False, is_figure]
    assert view.header[1].figure is is_figure


def test_the_first_column_names_the_rows_also_where_it_holds_years() -> None:
    assert figures(table_view(table(("Jaar", "Aantal"), ("2022", "5"), ("2023", "7")), 1)) == [False, True]


@pytest.mark.parametrize(
    "name", ["Totaal", "TOTAAL", "Eindtotaal", "Algemeen totaal", "Subtotaal", "Totaal / Totaal", "Gent / Totaal"]
)
def test_a_row_that_counts_others_is_a_total(name: str) -> None:
    assert is_total(name)
    view = table_view(table(("Naam", "Aantal"), ("Gent", "5"), (name, "5")), 1)
    assert [[cell.total for cell in row] for row in view.body] == [[False, False], [True, True]]


def test_a_column_that_counts_others_is_a_total() -> None:
    view = table_view(table(("Naam", "2022", "Totaal"), ("Gent", "5", "5")), 1)
    assert [cell.total for cell in view.body[0]] == [False, False, True]


@pytest.mark.parametrize("name", ["Totale kost", "Totaalbedrag", "Gent", "Somers", ""])
def test_another_row_is_no_total(name: str) -> None:
    assert not is_total(name)


def test_a_table_without_a_header_has_its_first_row_in_its_body() -> None:
    view = table_view(table(("Gent", "5"), ("Aalst", "7"), doubt=NO_HEADER), 1)
    assert view.header == ()
    assert [row[0].text for row in view.body] == ["Gent", "Aalst"]
    assert view.doubt == "de eerste rij is misschien geen kop"


@pytest.mark.parametrize("rows", [(), ((),), (("a",),), (("a", "b"), ("c",), ()), ((), ("c", "d"))])
def test_any_rows_make_a_table(rows: tuple[tuple[str, ...], ...]) -> None:
    for doubt in (None, NO_HEADER):
        view = table_view(table(*rows, doubt=doubt), 1)
        assert [[cell.text for cell in row] for row in (view.header, *view.body) if row] == [
            list(row) for row in rows if row
        ]


def test_the_width_of_a_table_decides_whether_it_stands_in_the_column() -> None:
    assert not table_view(table(("Provincie", "2022", "2023"), ("Antwerpen", "1.234", "2.345")), 1).is_wide
    assert table_view(table(tuple(str(year) for year in range(2010, 2024)), ("7",) * 14), 1).is_wide
    assert table_view(table(("a", "b", "c"), ("lange tekst met veel woorden " * 9,) * 3), 1).is_wide


@pytest.mark.parametrize(("columns", "sheet"), [(3, ""), (12, ""), (16, "small"), (25, "sideways"), (60, "broken")])
def test_the_width_of_a_table_decides_how_it_is_printed(columns: int, sheet: str) -> None:
    rows = (tuple(str(2000 + place) for place in range(columns)), ("99.999",) * columns)
    assert table_view(table(*rows), 1).sheet == sheet


def test_the_work_grows_with_the_cells() -> None:
    def view(length: int) -> None:
        table_view(table(("a", "b"), ("( " + " " * length, "1" + " 1" * length)), 1)

    assert_linear(partial(view, 2_000), partial(view, 16_000))
