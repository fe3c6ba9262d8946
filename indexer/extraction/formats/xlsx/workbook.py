"""An Excel workbook (XLSX) -> one table for each of its sheets that is not empty."""

import warnings
from collections.abc import Sequence
from io import BytesIO

import openpyxl

from indexer.extraction.formats.package import Package
from indexer.extraction.formats.problems import Unreadable
from indexer.extraction.formats.sheets import Row, Sheets
from indexer.extraction.formats.xlsx.values import Cell, printed
from indexer.extraction.text.lines import Body

_KIND = "Excel workbook"
_ENTITIES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def read_xlsx(data: bytes) -> Body:
    """The tables of a workbook, each below a line with the name of its sheet. Raises Unreadable where it has none."""
    _check(data)
    sheets = Sheets(_KIND)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of everything of Excel's that it passes over
            workbook = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
            for sheet in workbook.worksheets:
                if sheet.sheet_state == "visible":
                    sheet.reset_dimensions()  # what a sheet says of its size is often wrong
                    sheets.add(sheet.title, map(_row, sheet.iter_rows()))
    except MemoryError:
        raise
    # openpyxl trusts what it reads: a damaged workbook raises whatever comes.
    except Exception as error:
        raise Unreadable(f"the {_KIND} is damaged: {type(error).__name__}: {error}") from error
    return sheets.body()


def _row(cells: Sequence[Cell]) -> Row:
    texts = {place: text for place, cell in enumerate(cells) if cell.value is not None and (text := printed(cell))}
    return len(cells), texts


def _check(data: bytes) -> None:
    """Raise Unreadable for what would grow, or would make openpyxl's parser grow."""
    package = Package(data, _KIND)
    for member in package.members:
        if member.filename.endswith((".xml", ".rels")) and any(mark in package.read(member) for mark in _ENTITIES):
            raise Unreadable("the Excel workbook declares entities, which no spreadsheet program does")
