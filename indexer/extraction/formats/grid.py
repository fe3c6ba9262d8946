"""Cells of a word processor's table -> rows of equal length, and what is not really a table -> paragraphs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from indexer.extraction.formats.notes import without_references
from indexer.extraction.formats.numbering import BULLET
from indexer.extraction.text.characters import safe
from indexer.extraction.text.lines import Line, Rows

_NEAR = 100
"""Edges of cells that are closer than this (in twips: 5 points) are one edge, drawn by hand."""
_MAX_COLUMNS = 64
"""Word itself stops at 63: what has more is no table that anybody reads."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, and where the cell begins: twips from the left."""

    lines: tuple[Line, ...]
    start: int = 0


def paragraph(text: str) -> list[Line]:
    """A paragraph as lines: one, or more where it was broken on purpose."""
    lines = []
    for piece in _whole(text).split("\n"):
        printed, refers = without_references(piece)
        printed = " ".join(safe(printed).replace("\u00ad", "").split())
        if printed or refers:
            lines.append(Line(printed, 1, whole=True, refers=refers))
    return lines


def labelled(lines: list[Line], label: str, *, in_cell: bool) -> list[Line]:
    """The lines of a paragraph with the number of its list. An empty paragraph has none, but in a cell the number may
    be all there is.
    """
    label = " ".join(safe(label).split())
    if not lines:
        return [Line(label, 1, whole=True)] if in_cell and label and label != BULLET else []
    return [replace(lines[0], text=f"{label} {lines[0].text}"), *lines[1:]] if label else lines


def _whole(text: str) -> str:
    """Characters beyond the first 65,536 may have come as two halves: here they are one again."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def table(rows: Sequence[Sequence[Cell]]) -> list[Line]:
    """A table as one line, without its empty rows and columns.

    What has one row or one column is a frame around text: its paragraphs and inner tables come one after the other.
    Tables inside the cells of a real one follow it.
    """
    filled = [row for row in rows if any(cell.lines for cell in row)]
    lines = [line for row in filled for cell in row for line in cell.lines]
    inner = [line for line in lines if line.rows is not None]
    is_wide = any(len(row) > _MAX_COLUMNS for row in filled)
    texts = () if is_wide else _without_empty_columns(_aligned([row for row in filled if _has_text(row)]))
    if len(texts) < 2 or len(texts[0]) < 2:
        return lines
    refers = tuple(number for line in lines if line.rows is None for number in line.refers)
    return [Line("", 1, whole=True, rows=texts, refers=refers), *inner]


def _has_text(row: Sequence[Cell]) -> bool:
    return any(line.rows is None and line.text for cell in row for line in cell.lines)


def _aligned(rows: Sequence[Sequence[Cell]]) -> Rows:
    """The texts of the cells below each other: a cell over several columns stands in the first of them."""
    width = max((len(row) for row in rows), default=0)
    if all(len(row) == width for row in rows):
        return tuple(tuple(_cell_text(cell) for cell in row) for row in rows)
    columns = _columns(cell.start for row in rows for cell in row)
    if any(len(columns) < len(row) for row in rows):  # the places say nothing
        columns = list(range(width))
        rows = [[Cell(cell.lines, place) for place, cell in enumerate(row)] for row in rows]
    result = []
    for row in rows:
        texts = [""] * len(columns)
        for cell in row:
            place = max((i for i, start in enumerate(columns) if start <= cell.start), default=0)
            texts[place] = f"{texts[place]} {_cell_text(cell)}".strip()
        result.append(tuple(texts))
    return tuple(result)


def _columns(starts: Iterable[int]) -> list[int]:
    columns: list[int] = []
    for start in sorted(set(starts)):
        if not columns or start - columns[-1] > _NEAR:
            columns.append(start)
    return columns[:_MAX_COLUMNS]


def _without_empty_columns(rows: Rows) -> Rows:
    used = [column for column in range(len(rows[0])) if any(row[column] for row in rows)] if rows else []
    return tuple(tuple(row[column] for column in used) for row in rows)


def _cell_text(cell: Cell) -> str:
    return " ".join(" ".join(line.text for line in cell.lines if line.rows is None).split())
