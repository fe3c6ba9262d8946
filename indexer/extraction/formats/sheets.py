"""The sheets of a spreadsheet, whatever program made it -> one table for each that is not empty."""

from collections.abc import Iterable, Mapping

from indexer.extraction.formats.problems import Unreadable
from indexer.extraction.text.characters import safe
from indexer.extraction.text.lines import Body, Line, Rows

MAX_CELLS = 50_000
"""Cells of a workbook that are read at most."""
_MAX_LOOKED_AT = 2_000_000
"""Cells that are looked at, most of them empty."""

Row = tuple[int, Mapping[int, str]]
"""How many cells were looked at for a row, and the texts of those that hold something by their column."""


class Sheets:
    """Collects the sheets of one workbook."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._lines: list[Line] = []
        self._losses: list[str] = []
        self._left = MAX_CELLS

    def add(self, name: str, rows: Iterable[Row]) -> None:
        """Read a sheet."""
        found, is_whole = _read(rows, self._left)
        self._left -= sum(map(len, found))
        title = " ".join(safe(name).split())
        if found:
            self._lines += [Line(title, 1, whole=True)] if title else []
            self._lines.append(Line("", 1, whole=True, rows=found))
        if not is_whole:
            self._losses.append(f"the sheet {title} was read in part: a workbook may have {MAX_CELLS} cells")

    def body(self) -> Body:
        """All sheets. Raises Unreadable where none holds anything."""
        if not self._lines:
            raise Unreadable(f"the {self._kind} is empty")
        return Body(tuple(self._lines), losses=tuple(self._losses))


def _read(source: Iterable[Row], most: int) -> tuple[Rows, bool]:
    """The rows that hold something, of equal length and without empty columns; and whether these are all.

    At most this number of cells is read.
    """
    found: list[Mapping[int, str]] = []
    columns: set[int] = set()
    looked_at = 0
    is_whole = True
    for cells, texts in source:
        looked_at += cells + 1
        if looked_at > _MAX_LOOKED_AT or (texts and (len(found) + 1) * len(columns | texts.keys()) > most):
            is_whole = False
            break
        if texts:
            found.append(texts)
            columns |= texts.keys()
    used = sorted(columns)
    return tuple(tuple(texts.get(column, "") for column in used) for texts in found), is_whole
