"""A table as a file by itself: nothing in it runs, and figures can be counted with."""

import csv
from io import BytesIO, StringIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from indexer.export.rows import as_csv, as_xlsx

ROWS = (
    ("Provincie", "Aantal", "Bedrag", "Aandeel"),
    ("Antwerpen", "1.234", "12,50", "-12,5 %"),
    ("Limburg", "", "-7", "-"),
)
FORMULAS = ("=1+1", "+1", "-2+3", "@SUM(A1)", "\tA1", '=HYPERLINK("https://x.example")', "＝1", "|calc", "{=1}")


def sheet_of(content: bytes) -> Worksheet:
    return openpyxl.load_workbook(BytesIO(content)).worksheets[0]


def values(content: bytes) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet_of(content).iter_rows()]


def test_csv_has_the_cells_as_they_are_printed() -> None:
    assert [tuple(row) for row in csv.reader(StringIO(as_csv(ROWS).decode("utf-8-sig")))] == list(ROWS)


def test_a_workbook_has_numbers_where_a_column_holds_nothing_but_figures() -> None:
    assert values(as_xlsx(ROWS, name="Cijfers")) == [
        ["Provincie", "Aantal", "Bedrag", "Aandeel"],
        ["Antwerpen", 1234, 12.5, "-12,5 %"],
        ["Limburg", None, -7, "-"],
    ]


def test_figures_look_in_a_workbook_as_they_are_printed() -> None:
    sheet = sheet_of(as_xlsx(ROWS, name="Cijfers"))
    assert sheet["C2"].number_format == "#,##0.00"
    assert sheet["B2"].number_format == "#,##0"
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:D3"


@pytest.mark.parametrize(
    "cell",
    ["007", "1.23", "12.5", "1.2345", "1,2,3", "2023-2024", "1e5", "NaN", "1 234", "٣", "1" * 16],
)
def test_what_may_not_be_a_dutch_number_stays_text(cell: str) -> None:
    assert values(as_xlsx((("a", "b"), ("x", cell)), name="t"))[1] == ["x", cell]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_becomes_a_formula(formula: str) -> None:
    rows = ((formula, "b"), ("x", formula))
    sheet = sheet_of(as_xlsx(rows, name=formula))
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert str(values(as_xlsx(rows, name="t"))[1][1]).strip() == formula.strip()
    for row in csv.reader(StringIO(as_csv(rows).decode("utf-8-sig"))):
        assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "＝")]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param((), id="none"),
        pytest.param(((),), id="an empty one"),
        pytest.param((("a",),), id="only a header"),
        pytest.param((("a", "b"), ("c",), ("d", "e", "f")), id="of different lengths"),
        pytest.param((("a\x00b", "c\ud800d"), ("\x0b", "x" * 40_000)), id="what Excel cannot hold"),
    ],
)
def test_any_rows_can_be_taken_along(rows: tuple[tuple[str, ...], ...]) -> None:
    as_csv(rows)
    for has_header in (True, False):
        assert len(sheet_of(as_xlsx(rows, name="[a]:*?/\\'" * 9, has_header=has_header)).title) <= 31


def test_without_a_header_the_first_row_is_counted_with() -> None:
    assert values(as_xlsx((("Gent", "1.234"), ("Aalst", "5")), name="t", has_header=False)) == [
        ["Gent", 1234],
        ["Aalst", 5],
    ]
