"""A workbook gives one table a sheet, as its reader sees it, and nothing makes it grow."""

import io
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.extraction.formats.problems import Unreadable
from indexer.extraction.formats.sheets import MAX_CELLS
from indexer.extraction.formats.xlsx.workbook import read_xlsx


def workbook(cells: Mapping[str, object], formats: Mapping[str, str] | None = None, title: str = "Cijfers") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for place, value in cells.items():
        sheet[place] = value
    for place, form in (formats or {}).items():
        sheet[place].number_format = form
    book.create_sheet("Leeg")
    hidden = book.create_sheet("Verborgen")
    hidden["A1"] = "geheim"
    hidden.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_sheet_is_a_table_below_its_name_without_empty_rows_and_columns() -> None:
    data = workbook({"B3": "Provincie", "C3": "2023", "B4": "Limburg", "C4": 2133, "B6": "West", "E6": "x"})
    body = read_xlsx(data)
    assert [line.text for line in body.lines] == ["Cijfers", ""]
    assert body.lines[1].rows == (("Provincie", "2023", ""), ("Limburg", "2133", ""), ("West", "", "x"))
    assert all(line.whole for line in body.lines)
    assert body.losses == ()


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        pytest.param(2133.0, "General", "2133", id="a whole number"),
        pytest.param(0.1 + 0.2, "General", "0,3", id="no more digits than Excel shows"),
        pytest.param(0.125, "0.0%", "12,5%", id="a percentage"),
        pytest.param(0.5, "0%", "50%", id="a whole percentage"),
        pytest.param(1234567.5, "#,##0.00", "1.234.567,50", id="points between thousands"),
        pytest.param(1234.5, "0.0#", "1234,5", id="decimals that may be left out"),
        pytest.param(-3, "#,##0;-#,##0", "-3", id="a negative number"),
        pytest.param(12.5, '"€" #,##0.00', "€ 12,50", id="a currency before"),
        pytest.param(12.5, "#,##0.00 [$€-813]", "12,50 €", id="a currency behind"),
        pytest.param(1e300, "0.00", "1e+300", id="a number beyond all formats"),
        pytest.param(date(2024, 3, 4), "d/mm/yyyy", "2024-03-04", id="a date"),
        pytest.param(datetime(2024, 3, 4, 9, 5), "d/mm/yyyy h:mm", "2024-03-04 09:05", id="a date and a time"),
        pytest.param(time(9, 5), "h:mm", "09:05", id="a time"),
        pytest.param(True, "General", "WAAR", id="a truth value"),
        pytest.param("0123", "General", "0123", id="text that looks like a number"),
        pytest.param("twee\nregels\u200b", "General", "twee regels", id="text of several lines"),
    ],
)
def test_values_are_those_a_dutch_reader_sees(value: object, form: str, expected: str) -> None:
    rows = read_xlsx(workbook({"A1": value}, {"A1": form})).lines[1].rows
    assert rows == ((expected,),)


def test_a_large_workbook_is_read_in_part_and_says_so() -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Groot")
    for number in range(MAX_CELLS // 10 + 5):
        sheet.append([number] * 10)
    buffer = io.BytesIO()
    book.save(buffer)
    body = read_xlsx(buffer.getvalue())
    assert body.lines[1].rows is not None
    assert sum(map(len, body.lines[1].rows)) == MAX_CELLS
    assert body.losses == (f"the sheet Groot was read in part: a workbook may have {MAX_CELLS} cells",)


def changed(name: str, old: bytes, new: bytes) -> bytes:
    """A workbook with other bytes in one of its parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == name:
                assert old in data
                data = data.replace(old, new)
            target.writestr(info.filename, data)
    return buffer.getvalue()


WHOLE = workbook({"A1": "Jaar", "B1": "Aantal", "A2": 2023, "B2": 0.5}, {"B2": "0%"})
SHEET = "xl/worksheets/sheet1.xml"


def test_cells_far_apart_do_not_make_it_grow() -> None:
    body = read_xlsx(changed(SHEET, b'<c r="B1"', b'<c r="XFD1"'))
    assert body.lines[1].rows == (("Jaar", "", "Aantal"), ("2023", "50%", ""))


def test_what_a_sheet_says_of_its_size_is_not_believed() -> None:
    body = read_xlsx(changed(SHEET, b'ref="A1:B2"', b'ref="A1:XFD1048576"'))
    assert body.lines[1].rows == (("Jaar", "Aantal"), ("2023", "50%"))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(workbook({}), "empty", id="empty"),
        pytest.param(WHOLE[:-40], "damaged", id="cut off"),
        pytest.param(
            changed(SHEET, b"<worksheet", b"<!DOCTYPE x [<!ENTITY a 'aa'>]><worksheet"), "entities", id="entities"
        ),
        pytest.param(changed(SHEET, b"</sheetData>", b""), "damaged", id="not XML"),
        pytest.param(changed("xl/workbook.xml", b"<workbook", b"<werkboek"), "damaged", id="not a workbook"),
    ],
)
def test_a_file_without_tables_says_why(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read_xlsx(data)


@settings(max_examples=80, deadline=2_000)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_damage_is_read_or_refused_but_never_raises_anything_else(changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for place, byte in changes:
        data[place] = byte
    with suppress(Unreadable):
        read_xlsx(bytes(data))
