"""A stream of paragraphs, ends of cells and ends of rows -> lines: so DOC and RTF keep their tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from indexer.extraction.formats.grid import Cell, labelled, paragraph, table
from indexer.extraction.text.lines import Line

_MAX_DEPTH = 8
"""Tables inside tables inside tables: deeper ones are read as if they were not tables."""


@dataclass(slots=True)
class _OpenTable:
    rows: list[list[Cell]] = field(default_factory=list)
    cells: list[tuple[Line, ...]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def end_cell(self) -> None:
        self.cells.append(tuple(self.lines))
        self.lines = []

    def end_row(self, edges: Sequence[int]) -> None:
        starts = edges if len(edges) >= len(self.cells) else range(len(self.cells))
        self.rows.append([Cell(lines, start) for lines, start in zip(self.cells, starts, strict=False)])
        self.cells = []

    def close(self) -> list[Line]:
        if self.lines:
            self.end_cell()
        if self.cells:
            self.end_row(())
        return table(self.rows)


class Flow:
    """Takes what a document holds in reading order. Depth 0 is outside any table."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._tables: list[_OpenTable] = []

    def paragraph(self, text: str, depth: int, label: str = "") -> None:
        """A paragraph, with the number or bullet of its list if it has one."""
        self._go_to(depth)
        lines = labelled(paragraph(text), label, in_cell=depth > 0)
        (self._tables[-1].lines if self._tables else self._lines).extend(lines)

    def end_cell(self, depth: int) -> None:
        self._go_to(max(depth, 1))
        self._tables[-1].end_cell()

    def end_row(self, depth: int, edges: Sequence[int]) -> None:
        """The end of a row; `edges` are the left edges of its cells, in twips, empty where they are not known."""
        self._go_to(max(depth, 1))
        self._tables[-1].end_row(edges)

    def finish(self) -> tuple[Line, ...]:
        """All lines; what is still open is closed."""
        self._go_to(0)
        return tuple(self._lines)

    def _go_to(self, depth: int) -> None:
        depth = min(max(depth, 0), _MAX_DEPTH)
        while len(self._tables) > depth:
            closed = self._tables.pop().close()
            (self._tables[-1].lines if self._tables else self._lines).extend(closed)
        while len(self._tables) < depth:
            self._tables.append(_OpenTable())
