"""Tables as plain text whose columns line up, however narrow the terminal is."""

import re
import textwrap
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table as Grid
from rich.text import Text

_GAP = 3
"""From one column to the next: a space of each, and the place of the line that this box does not draw."""
_UNBOUND = 10_000
_FIGURE = re.compile(r"[-+−–]?\s*(?:€\s*)?[\d.,\s]*\d\s*(?:%|€|euro)?")
_NO_FIGURE = {"", "-", "–", "/"}
"""What stands in a column of figures where there is none."""


def table_lines(rows: Sequence[Sequence[str]], width: int | None, *, has_header: bool = True) -> Iterator[str]:
    """The rows with their columns below each other, figures to the right, cells wrapped where they must be; where not
    even that fits in `width`, a block for each row, a line a cell. `width` None is without end."""
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    columns = [list(column) for column in zip_longest(*cells, fillvalue="")]
    if not columns:
        return
    if width is not None and sum(map(_least_width, columns)) + _GAP * (len(columns) - 1) > width:
        yield from (
            part
            for line in _blocks(columns, has_header=has_header)
            for part in textwrap.wrap(line, width, subsequent_indent="  ") or [""]
        )
    else:
        yield from _aligned(columns, width or _UNBOUND, has_header=has_header)


def _aligned(columns: Sequence[Sequence[str]], width: int, *, has_header: bool) -> Iterator[str]:
    grid = Grid(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1), show_header=has_header)
    for column in columns:
        side: JustifyMethod = "right" if _holds_figures(column[has_header:]) else "left"
        header = Text(column[0]) if has_header else ""
        grid.add_column(header, justify=side, overflow="fold", min_width=_least_width(column))
    for row in islice(zip(*columns, strict=True), int(has_header), None):
        grid.add_row(*map(Text, row))
    for segments in Console(width=width, color_system=None, legacy_windows=False).render_lines(grid, pad=False):
        yield "".join(segment.text for segment in segments).rstrip()


def _blocks(columns: Sequence[Sequence[str]], *, has_header: bool) -> Iterator[str]:
    header, *rows = zip(*columns, strict=True) if has_header else ([""] * len(columns), *zip(*columns, strict=True))
    for place, row in enumerate(rows):
        if place:
            yield ""
        for name, cell in zip(header, row, strict=True):
            if cell:
                yield f"{name}: {cell}" if name else cell


def _least_width(column: Sequence[str]) -> int:
    """How wide a column is whose cells are wrapped between words. Some letters alone take no room."""
    return max((max(1, cell_len(word)) for cell in column for word in cell.split()), default=0)


def _holds_figures(column: Sequence[str]) -> bool:
    figures = [cell for cell in column if cell not in _NO_FIGURE]
    return bool(figures) and all(_FIGURE.fullmatch(cell) for cell in figures)
