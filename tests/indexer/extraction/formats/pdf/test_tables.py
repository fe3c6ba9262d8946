"""Tables are read from the rules that draw them, columns from where their lines stand."""

from collections.abc import Iterable
from itertools import pairwise

import pytest

from indexer.extraction.formats.pdf.columns import find_gutter, in_reading_order
from indexer.extraction.formats.pdf.pages import body_lines
from indexer.extraction.formats.pdf.painting import Rule, Run
from indexer.extraction.formats.pdf.rows import settled
from indexer.extraction.formats.pdf.runs import Page
from indexer.extraction.formats.pdf.tables import PlacedTable, finished, grids_of, inside_of, ruled_table
from indexer.extraction.text.lines import Line

XS = (70.0, 200.0, 300.0, 400.0)
ROW = 20.0


def ruled(rows: int, top: float = 700.0, xs: tuple[float, ...] = XS) -> tuple[Rule, ...]:
    """The rules of a grid, a border for each cell, as word processors print them."""
    borders = []
    for row in range(rows):
        high, low = top - ROW * row, top - ROW * (row + 1)
        for left, right in pairwise(xs):
            borders += [Rule(left, high, right, high), Rule(left, low, right, low)]
            borders += [Rule(left, low, left, high), Rule(right, low, right, high)]
    return tuple(borders)


def cell(text: str, row: int, column: int, top: float = 700.0, line: int = 0) -> tuple[Run, ...]:
    return (Run(text, XS[column] + 3, top - ROW * row - 12 - 8 * line, 8.0),)


def sheet(number: int, lines: Iterable[Iterable[Run]], rules: tuple[Rule, ...]) -> Page:
    return Page(number, 842.0, tuple(run for line in lines for run in line), rules)


def tables_of(page: Page) -> list[PlacedTable]:
    grids = grids_of(page.rules)
    _, inside = inside_of(settled(page.runs), grids)
    return [ruled_table(page.number, grids[place], runs) for place, runs in inside.items()]


def rows_of(page: Page) -> list[tuple[tuple[str, ...], ...] | None]:
    return [finished(table.rows) for table in tables_of(page)]


def test_the_text_in_a_grid_is_a_table_with_its_empty_cells() -> None:
    lines = (cell("Jaar", 0, 0), cell("Gent", 0, 1), cell("Brugge", 0, 2), cell("2023", 1, 0), cell("2.133", 1, 2))
    assert rows_of(sheet(1, lines, ruled(2))) == [(("Jaar", "Gent", "Brugge"), ("2023", "", "2.133"))]


def test_a_line_that_runs_through_several_cells_is_cut_at_their_rules() -> None:
    line = (Run("2022", 73.0, 688.0, 8.0), Run(" ", 203.0, 688.0, 8.0), Run("12", 203.0, 688.0, 8.0))
    assert rows_of(sheet(1, (cell("Jaar", 1, 0), cell("Aantal", 1, 1), line), ruled(2))) == [
        (("2022", "12"), ("Jaar", "Aantal"))
    ]


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("Brussels", "Gewest", "Brussels Gewest"),
        ("Oost-", "Vlaanderen", "Oost-Vlaanderen"),
        ("Toegekend -", "evaluatie", "Toegekend - evaluatie"),
        ("inkomensvoorwaarden-", "en cijfers", "inkomensvoorwaarden- en cijfers"),
        ("inkomensgrensbedragenoverzichtslijs", "t", "inkomensgrensbedragenoverzichtslijst"),
    ],
)
def test_a_cell_of_several_lines_is_one_text(first: str, second: str, whole: str) -> None:
    lines = (cell(first, 0, 0), cell(second, 0, 0, line=1), cell("x", 0, 1), cell("a", 1, 0), cell("b", 1, 1))
    assert rows_of(sheet(1, lines, ruled(2))) == [((whole, "x"), ("a", "b"))]


def test_cells_that_are_merged_sideways_are_the_first_of_them() -> None:
    rules = tuple(rule for rule in ruled(2) if not (rule.x0 == rule.x1 == 200.0 and rule.y0 >= 680.0))
    lines = (
        *(cell("over beide kolommen heen", 0, 0), cell("c", 0, 2)),
        *(cell("1", 1, 0), cell("2", 1, 1), cell("3", 1, 2)),
    )
    assert rows_of(sheet(1, lines, rules)) == [(("over beide kolommen heen", "", "c"), ("1", "2", "3"))]


def test_a_frame_around_text_is_no_table() -> None:
    frame = (Rule(60, 600, 500, 600), Rule(60, 700, 500, 700), Rule(60, 600, 60, 700), Rule(500, 600, 500, 700))
    page = sheet(1, (cell("Let op: dit is belangrijk.", 1, 0),), frame)
    assert tables_of(page) == []
    assert [line.text for line in body_lines([page])] == ["Let op: dit is belangrijk."]


def test_the_text_of_a_grid_that_is_no_table_is_not_lost() -> None:
    page = sheet(1, (cell("Alleen", 0, 0), cell("tekst", 0, 1)), ruled(1))
    assert [(line.text, line.rows) for line in body_lines([page])] == [("Alleen tekst", None)]


def test_a_table_over_two_pages_is_one_and_its_repeated_header_goes() -> None:
    header = (cell("Jaar", 0, 0), cell("Aantal", 0, 1))
    pages = [
        sheet(1, (*header, cell("2022", 1, 0), cell("5", 1, 1)), ruled(2)),
        sheet(2, (*header, cell("2023", 1, 0), cell("6", 1, 1)), ruled(2)),
    ]
    [table] = body_lines(pages)
    assert (table.page, table.rows) == (1, (("Jaar", "Aantal"), ("2022", "5"), ("2023", "6")))


def test_a_row_that_the_page_was_too_short_for_is_whole_again() -> None:
    pages = [
        sheet(
            1,
            (cell("Gebied", 0, 0), cell("n", 0, 1), cell("Vlaanderen en het Brussels /", 1, 0), cell("7", 1, 1)),
            ruled(2),
        ),
        sheet(2, (cell("Hoofdstedelijk Gewest", 0, 0), cell("Totaal", 1, 0), cell("7", 1, 1)), ruled(2)),
    ]
    [table] = body_lines(pages)
    assert table.rows == (("Gebied", "n"), ("Vlaanderen en het Brussels / Hoofdstedelijk Gewest", "7"), ("Totaal", "7"))


def test_tables_of_different_columns_on_two_pages_stay_apart() -> None:
    wide = (70.0, 150.0, 400.0)
    pages = [
        sheet(1, (cell("a", 0, 0), cell("b", 0, 1), cell("1", 1, 0), cell("2", 1, 1)), ruled(2)),
        sheet(
            2,
            ((Run("c", 73.0, 688.0, 8.0),), (Run("d", 153.0, 688.0, 8.0),), (Run("3", 73.0, 668.0, 8.0),)),
            ruled(2, xs=wide),
        ),
    ]
    assert len(body_lines(pages)) == 2


def test_a_drawing_of_very_many_rules_is_no_table_and_takes_no_time() -> None:
    rules = tuple(Rule(float(n % 500), float(n), float(n % 500) + 9, float(n)) for n in range(20_000))
    assert tables_of(sheet(1, (cell("x", 0, 0),), rules)) == []


# --- columns -------------------------------------------------------------------------------------------------------

LEFT, RIGHT = "Tekst van de linkerkolom hier", "Tekst van de rechterkolom daar"


def two_columns(count: int = 6) -> list[Line]:
    return [
        Line(f"{text} {row}", 1, x, 700.0 - 14 * row, 10.0)
        for row in range(count)
        for x, text in ((70.0, LEFT), (320.0, RIGHT))
    ]


def texts(lines: list[Line | PlacedTable]) -> list[str]:
    return [line.text for line in lines if isinstance(line, Line)]


def test_the_left_column_is_read_before_the_right_one_whatever_the_order_of_the_file() -> None:
    ordered = texts(in_reading_order(two_columns(), []))
    assert ordered == [f"{LEFT} {row}" for row in range(6)] + [f"{RIGHT} {row}" for row in range(6)]


def test_a_heading_across_both_columns_parts_what_is_above_from_what_is_below() -> None:
    heading = Line(
        "Een kop die over de volle breedte van beide kolommen van de bladzijde heen loopt", 1, 70.0, 650.0, 10.0
    )
    below = [Line(line.text.replace("Tekst", "Vervolg"), 1, line.x, line.y - 100, 10.0) for line in two_columns(4)]
    ordered = texts(in_reading_order([*two_columns(4), heading, *below], []))
    assert ordered.index(heading.text) == 8
    assert all(text.startswith("Vervolg") for text in ordered[9:])


def test_lines_of_one_column_and_rows_of_figures_have_no_gutter() -> None:
    one = [
        Line("Een gewone regel van een brief die doorloopt tot aan de kantlijn", 1, 70.0, 700.0 - 14 * n, 10.0)
        for n in range(20)
    ]
    figures = [Line("123", 1, x, 400.0 - 14 * n, 10.0) for n in range(8) for x in (70.0, 320.0)]
    assert find_gutter(one) is None
    assert find_gutter(figures) is None
