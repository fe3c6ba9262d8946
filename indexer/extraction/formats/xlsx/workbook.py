"""An Excel workbook (XLSX) -> one table for each of its sheets that is not empty."""

import warnings
from collections.abc import Iterable, Sequence
from io import BytesIO

import openpyxl

from indexer.extraction.formats.package import Package
from indexer.extraction.formats.problems import Unreadable
from indexer.extraction.formats.xlsx.values import Cell, printed
from indexer.extraction.text.characters import safe
from indexer.extraction.text.lines import Body, Line, Rows

MAX_CELLS = 50_000
"""So many cells of a workbook are read."""
_MAX_LOOKED_AT = 2_000_000
"""So many are looked at, most of them empty."""
_ENTITIES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def read_xlsx(data: bytes) -> Body:
    """The tables of a workbook, each below a line with the name of its sheet. Raises Unreadable where it has none."""
    _check(data)
    lines: list[Line] = []
    losses: list[str] = []
    left = MAX_CELLS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of everything of Excel's that it passes over
            workbook = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
            for sheet in workbook.worksheets:
                if sheet.sheet_state != "visible":
                    continue
                sheet.reset_dimensions()  # what a sheet says of its size is often wrong
                rows, is_whole = _read(sheet.iter_rows(), left)
                left -= sum(map(len, rows))
                title = " ".join(safe(sheet.title).split())
                if rows:
                    lines += [Line(title, 1, whole=True), Line("", 1, whole=True, rows=rows)]
                if not is_whole:
                    losses.append(f"the sheet {title} was read in part: a workbook may have {MAX_CELLS} cells")
    except MemoryError:
        raise
    # openpyxl trusts what it reads: a damaged workbook raises whatever comes.
    except Exception as error:
        raise Unreadable(f"the Excel workbook is damaged: {type(error).__name__}: {error}") from error
    if not lines:
        raise Unreadable("the Excel workbook is empty")
    return Body(tuple(lines), losses=tuple(losses))


def _check(data: bytes) -> None:
    """Raise Unreadable for what would grow, or would make openpyxl's parser grow."""
    package = Package(data, "Excel workbook")
    for member in package.members:
        if member.filename.endswith((".xml", ".rels")) and any(mark in package.read(member) for mark in _ENTITIES):
            raise Unreadable("the Excel workbook declares entities, which no spreadsheet program does")


def _read(source: Iterable[Sequence[Cell]], most: int) -> tuple[Rows, bool]:
    """The rows that hold something, of equal length and without empty columns; and whether these are all.

    At most so many cells are read.
    """
    found: list[dict[int, str]] = []
    columns: set[int] = set()
    looked_at = 0
    is_whole = True
    for row in source:
        looked_at += len(row) + 1
        texts = {place: text for place, cell in enumerate(row) if cell.value is not None and (text := printed(cell))}
        if looked_at > _MAX_LOOKED_AT or (texts and (len(found) + 1) * len(columns | texts.keys()) > most):
            is_whole = False
            break
        if texts:
            found.append(texts)
            columns |= texts.keys()
    used = sorted(columns)
    return tuple(tuple(texts.get(column, "") for column in used) for texts in found), is_whole
