"""One table as a file by itself: CSV as it is printed, XLSX with figures that can be counted with.

No cell becomes a formula: in the workbook texts are texts, in CSV an apostrophe keeps a spreadsheet from running one.
"""

import csv
import re
from collections.abc import Sequence
from io import SEEK_END, BytesIO, StringIO

from xlsxwriter import Workbook

from indexer.export.csv import BOM, harmless
from indexer.export.xlsx import MAX_COLUMNS, MAX_ROWS, fitting

Rows = Sequence[Sequence[str]]

_ONLY_FIGURES = re.compile(r"-?[\d., ]*%?")
"""What begins as a formula does and is none, whatever reads it: `-12,5 %`, `-`."""

_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,14})")
_DECIMAL = re.compile(rf"(?:{_WHOLE.pattern}),\d{{1,6}}")
_WIDEST = 60
"""Letters that a column of a workbook is wide, at most."""


def as_csv(rows: Rows) -> bytes:
    """The rows as CSV in UTF-8, every cell as it is printed."""
    out = StringIO(BOM)
    out.seek(0, SEEK_END)
    csv.writer(out).writerows(
        [cell if _ONLY_FIGURES.fullmatch(cell) else harmless(cell) for cell in row] for row in rows
    )
    return out.getvalue().encode(errors="replace")


def as_xlsx(rows: Rows, *, name: str, has_header: bool = True) -> bytes:
    """The rows as a workbook with one sheet of that name.

    A column whose cells are all figures as Dutch writes them (`1.234,5`) is one of numbers; every other cell is a text.
    """
    out = BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_sheet_name(name))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    numbers = {decimals: book.add_format({"num_format": _format(decimals), "valign": "top"}) for decimals in range(7)}
    body = rows[has_header:MAX_ROWS]
    columns = min(max(map(len, rows), default=0), MAX_COLUMNS)
    for column in range(columns):
        cells = [row[column].strip() if column < len(row) else "" for row in body]
        decimals = _decimals(cells)
        header = fitting(rows[0][column]) if has_header and rows and column < len(rows[0]) else ""
        if header:
            sheet.write_string(0, column, header, bold)
        for line, cell in enumerate(cells, has_header):
            if cell and decimals is not None:
                sheet.write_number(line, column, _number(cell), numbers[decimals])
            elif cell:
                sheet.write_string(line, column, fitting(cell), text)
        longest = max(map(len, (header, *cells)), default=0)
        sheet.set_column(column, column, min(max(longest, 6), _WIDEST) + 2)
    if has_header and rows:
        sheet.freeze_panes(1, 1)
        if columns:
            sheet.autofilter(0, 0, max(len(body), 1), columns - 1)
    book.close()
    return out.getvalue()


def _decimals(cells: Sequence[str]) -> int | None:
    """Decimals of a column of numbers, the most that a cell has; None where a cell is another thing than a number."""
    found = [cell for cell in cells if cell]
    if not found or not all(_WHOLE.fullmatch(cell) or _DECIMAL.fullmatch(cell) for cell in found):
        return None
    return max(len(cell.partition(",")[2]) for cell in found)


def _number(cell: str) -> float:
    return float(cell.replace(".", "").replace(",", "."))


def _format(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _sheet_name(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", fitting(name)).strip()[:31] or "tabel"
