"""An old Excel workbook (XLS) -> one table for each of its sheets that is not empty."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import xlrd

from indexer.extraction.formats.problems import Unreadable
from indexer.extraction.formats.sheets import Row, Sheets
from indexer.extraction.formats.xlsx.values import printed
from indexer.extraction.text.lines import Body

_KIND = "old Excel workbook"


@dataclass(frozen=True, slots=True)
class _Cell:
    value: object
    number_format: str


def read_xls(data: bytes) -> Body:
    """The tables of a workbook, each below a line with the name of its sheet. Raises Unreadable where it has none."""
    sheets = Sheets(_KIND)
    try:
        # xlrd prints what it wonders about.
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        for sheet in book.sheets():
            if sheet.visibility == 0:
                sheets.add(sheet.name, _rows(book, sheet))
    except MemoryError:
        raise
    # xlrd trusts what it reads: a damaged workbook raises whatever comes.
    except Exception as error:
        if "encrypted" in str(error):
            raise Unreadable(f"the {_KIND} is protected with a password") from error
        raise Unreadable(f"the {_KIND} is damaged: {type(error).__name__}: {error}") from error
    return sheets.body()


def _rows(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Iterator[Row]:
    for row in range(sheet.nrows):
        texts = {
            column: text
            for column in range(sheet.row_len(row))
            if (text := printed(_cell(book, sheet.cell(row, column))))
        }
        yield sheet.row_len(row), texts


def _cell(book: xlrd.Book, cell: xlrd.sheet.Cell) -> _Cell:
    form = book.format_map.get(book.xf_list[cell.xf_index].format_key) if cell.xf_index is not None else None
    return _Cell(_value(cell.value, cell.ctype, book.datemode), form.format_str if form else "General")


def _value(found: str | float, kind: int, mode: Literal[0, 1]) -> object:
    """The value of a cell by its kind: dates are numbers of days from one of two first days."""
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if kind == xlrd.XL_CELL_TEXT or isinstance(found, str):
        return found
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(found)
    if kind == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(int(found), "#?")
    return _date(found, mode) if kind == xlrd.XL_CELL_DATE else found


def _date(value: float, mode: Literal[0, 1]) -> object:
    try:
        day = xlrd.xldate.xldate_as_datetime(value, mode)
    except (ValueError, OverflowError, xlrd.xldate.XLDateError):
        return value
    return day.time() if 0 < value < 1 else day
