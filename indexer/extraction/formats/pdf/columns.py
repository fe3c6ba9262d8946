"""The order in which a page is read: tables in their place, and columns one after the other."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from indexer.extraction.formats.pdf.rows import Row, line_of
from indexer.extraction.formats.pdf.tables import PlacedTable
from indexer.extraction.text.lines import Line
from indexer.extraction.text.measure import width_of

_MIN_LINES = 4
"""The fewest lines that a column has."""
_MIN_COLUMN = 100.0
"""The width of a column, in points."""
_MAX_INDENT = 40.0
_LONG, _FEW = 12, 2
"""Beside a column of at least this many lines, one of few lines is a column too."""
_GUTTER = 6.0
"""Columns stand at least so far apart, in points."""
_CANDIDATES = 4
_WIDE_TEXT = 15
"""The lines of a column hold this many letters in the middle: others are figures, not prose."""


Item = Line | PlacedTable


def in_reading_order(lines: Sequence[Line], tables: Sequence[PlacedTable], gutter: float | None = None) -> list[Item]:
    """The lines and the tables of a page in the order in which they are read.

    `gutter` is the x of the right column, where that is known. Lines of a right column get the x of the left one, so
    that the measure of a column is the same for both.
    """
    start = gutter or find_gutter(lines) or _beside_text(lines, tables)
    if start is None:
        return _with_tables(lines, tables)
    return _by_column(lines, tables, start)


def _beside_text(lines: Sequence[Line], tables: Sequence[PlacedTable]) -> float | None:
    """Where a right column begins that holds nothing but a table; None where every table stands below or above text."""
    if len(lines) < _MIN_LINES:
        return None
    left = min(line.x for line in lines)
    for table in tables:
        start = table.edges[0]
        if start > left + _MIN_COLUMN and not any(_crosses(line, left, start) for line in lines):
            return start
    return None


def find_gutter(lines: Sequence[Line]) -> float | None:
    """The x at which a right column of prose begins, or None on a page of one column."""
    if len(lines) < 2 * _MIN_LINES:
        return None
    left = min(line.x for line in lines)
    for start in sorted({round(line.x) for line in lines if line.x > left + _MIN_COLUMN}):
        right_side = [line for line in lines if start - 1 <= line.x < start + _MAX_INDENT]
        left_side = [line for line in lines if line.x < start - _MIN_COLUMN / 2]
        if len(right_side) + len(left_side) < 0.95 * len(lines):
            continue
        crossing = [line for line in left_side if _crosses(line, left, start)]
        inside = [line for line in left_side if not _crosses(line, left, start)]
        # Below a long left column the right one may only begin: nothing runs across then.
        is_long = not crossing and len(inside) >= _LONG
        if len(right_side) < (_FEW if is_long else _MIN_LINES) or len(inside) < _MIN_LINES:
            continue
        if len(crossing) > 0.2 * len(lines):
            continue
        if _is_prose(right_side) and _is_prose(inside):
            return start
    return None


def _crosses(line: Line, left: float, start: float) -> bool:
    """Whether a line that begins in the left column surely runs on into the right one."""
    return _end(line) > start + 0.12 * (start - left)


def _is_prose(lines: Sequence[Line]) -> bool:
    lengths = sorted(sum(map(str.isalpha, line.text)) for line in lines)
    return lengths[len(lengths) // 2] >= _WIDE_TEXT


def _by_column(lines: Sequence[Line], tables: Sequence[PlacedTable], start: float) -> list[Item]:
    """Bands between lines that cross the gutter; in each band the left column before the right one."""
    edge = min(line.x for line in lines)
    beside = {round(line.y) for line in lines if line.x >= start - 1}
    result: list[Item] = []
    left: list[Item] = []
    right: list[Item] = []
    items: list[Item] = [*lines, *tables]
    for item in sorted(items, key=lambda item: -_top(item)):
        if isinstance(item, PlacedTable):
            (right if item.edges[0] > start - _MAX_INDENT else left).append(item)
        elif item.x >= start - 1:
            right.append(replace(item, x=item.x - start + edge, end=item.end and item.end - start + edge))
        elif _crosses(item, edge, start) and round(item.y) not in beside:
            result += [*left, *right, item]
            left, right = [], []
        else:
            left.append(item)
    return [*result, *left, *right]


def cut_at_gutter(rows: Sequence[Row], page: int, last: float | None = None) -> tuple[list[Row], float | None]:
    """The lines of a page, those of two columns cut at the gutter between them, and the x where the right one begins.

    Both columns may have their lines at the same heights; printers and scanners then print across the gutter. `last`
    is the gutter of the page before: a page with only the ends of two columns is too short to show it.
    """
    if last is not None and 0 < len(rows) < 2 * _MIN_LINES:
        cut = [piece for row in rows for piece in _cut(row, last)]
        at_right = [row for row in cut if last - 1 <= row[0].x < last + _MAX_INDENT]
        if at_right and all(row in at_right or row[-1].end < last for row in cut):
            return cut, last
    if len(rows) < _MIN_LINES:
        return list(rows), None
    left = min(row[0].x for row in rows)
    starts: Counter[int] = Counter()
    for row in rows:
        starts[round(row[0].x)] += 1
        for before, run in pairwise(row):
            if run.x - before.end > _GUTTER and not run.follows:
                starts[round(run.x)] += 1
    often = [(start, times) for start, times in starts.items() if start > left + _MIN_COLUMN and times >= _FEW]
    for start, _ in sorted(often, key=lambda found: (-found[1], found[0]))[:_CANDIDATES]:
        cut = [piece for row in rows for piece in _cut(row, start)]
        if find_gutter([line_of(row, page) for row in cut]) is not None:
            return cut, float(start)
    return list(rows), None


def _cut(row: Row, start: float) -> list[Row]:
    """A line in two where a run begins at the left edge of the right column."""
    for place in range(1, len(row)):
        run = row[place]
        if start - 1 <= run.x < start + _MAX_INDENT and run.x - row[place - 1].end > _GUTTER / 2 and not run.follows:
            return [row[:place], row[place:]]
    return [row]


def _with_tables(lines: Sequence[Line], tables: Sequence[PlacedTable]) -> list[Item]:
    """Each table behind the last line that stands above it; the lines by their height."""
    result: list[Item] = list(lines)
    for table in tables:
        above = [place for place, item in enumerate(result) if _top(item) >= table.top]
        result.insert(above[-1] + 1 if above else 0, table)
    return result


def _top(item: Item) -> float:
    return item.y if isinstance(item, Line) else item.top


def _end(line: Line) -> float:
    return line.end or line.x + width_of(line.text.rstrip(), line.size)
