"""Tables without rules: three or more columns of text that stand below each other, line after line."""

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.extraction.formats.pdf.cells import cell_text
from indexer.extraction.formats.pdf.painting import Run
from indexer.extraction.formats.pdf.rows import Row, segments, text_of
from indexer.extraction.formats.pdf.tables import PlacedTable
from indexer.extraction.text.characters import BULLETS

_GAP = 0.65
"""The gap that parts two cells, in sizes of the letters."""
_CLOSE = 0.2
"""Cells that nearly touch are parted at such a gap, where each has a column of its own."""
_MIN_COLUMNS, _MIN_ROWS = 3, 2
_FARTHEST = 3.2
"""How far below the last the next line of a table stands at most, in sizes of its letters; one with few cells, less."""
_FAR = 1.7
_TIGHT = 1.3
"""Lines of one cell stand closer than this, in sizes of their letters, unless the table tells better."""
_WIDE = 0.6
"""What is wider than this share of a table is no cell of it."""
_NO_LIMIT = 1e6
_PROSE = 45
"""Columns whose cells have at least this many letters in the middle are columns of prose."""
_LABEL = re.compile(rf"\(?(?:\d{{1,2}}|[a-z]|[ivx]{{1,4}})[.)°]|\d{{1,2}}(?:\.\d{{1,2}})+|[-–—o{re.escape(BULLETS)}]")
_FIGURE = re.compile(r"[€$£+-]?\s?\d[\d.,\s]*%?|[-–—/%€]")


@dataclass(slots=True)
class _Column:
    """Where the texts of a column begin and end."""

    left: float
    right: float


@dataclass(slots=True)
class _Placed:
    """A line of a table: its segments by column, the first of a merged cell where it begins."""

    cells: dict[int, Row]
    row: Row
    spans: bool

    @property
    def y(self) -> float:
        return self.row[0].y

    @property
    def size(self) -> float:
        return max(run.size for run in self.row)


def take_aligned(rows: Sequence[Row], page: int) -> tuple[list[Row], list[PlacedTable]]:
    """The lines of a page, or of a column of it, without those of its tables, and the tables from the top down."""
    cut = [segments(row, _GAP) if not row[0].angle else [row] for row in rows]
    rest: list[Row] = []
    tables: list[PlacedTable] = []
    place = 0
    while place < len(rows):
        found = _region(cut, place) if len(cut[place]) >= 2 else None
        above = _heads(cut[:place], found, len(rest)) if found else []
        table = _table([*above, *found[0]], page) if found else None
        if found and table:
            del rest[len(rest) - len(above) :]
            tables.append(table)
            place += len(found[0])
        else:
            rest.append(rows[place])
            place += 1
    return rest, tables


def _region(cut: Sequence[Sequence[Row]], start: int) -> tuple[list[_Placed], list[_Column]] | None:
    """The lines from `start` on that are a table, and its columns: those of the lines with most cells."""
    stop = start + 1
    left, right = cut[start][0][0].x, _end(cut[start][-1])
    while stop < len(cut) and _is_near(cut[stop - 1], cut[stop]):
        left, right = min(left, cut[stop][0][0].x), max(right, _end(cut[stop][-1]))
        if any(_end(segment) - segment[0].x > _WIDE * (right - left) for segment in cut[stop]):
            break
        stop += 1
    while stop - start >= _MIN_ROWS:
        columns = _columns(cut[start:stop])
        if columns is None:
            return None
        placed: list[_Placed] = []
        for found in cut[start:stop]:
            one = _placed(found, columns)
            if one is None or (placed and not _goes_on(placed, one)):
                break
            placed.append(one)
        if start + len(placed) == stop and _widen(columns, placed):
            placed = [_placed(found, columns) or one for found, one in zip(cut[start:stop], placed, strict=True)]
        if start + len(placed) == stop:
            is_table = sum(len(line.cells) == len(columns) for line in placed) >= _MIN_ROWS
            return (placed, columns) if is_table else None
        stop = start + len(placed)
    return None


def _widen(columns: Sequence[_Column], placed: Sequence[_Placed]) -> bool:
    """Let the cells of all lines tell where the columns are, where they do not get in each other's way."""
    wider = [_Column(column.left, column.right) for column in columns]
    for line in placed:
        for number, cell in line.cells.items() if not line.spans else ():
            wider[number].left = min(wider[number].left, cell[0].x)
            wider[number].right = max(wider[number].right, _end(cell))
    if any(a.right >= b.left for a, b in pairwise(wider)):
        return False
    for column, found in zip(columns, wider, strict=True):
        column.left, column.right = found.left, found.right
    return True


def _is_near(above: Sequence[Row], below: Sequence[Row]) -> bool:
    first, second = above[0][0], below[0][0]
    return not second.angle and 0 < first.y - second.y <= _FARTHEST * max(first.size, second.size)


def _goes_on(placed: Sequence[_Placed], one: _Placed) -> bool:
    """Whether a line stands as near as the lines of this table do; one with a single cell has to be nearer."""
    gaps = [above.y - below.y for above, below in pairwise(placed)]
    usual = max([*gaps[-6:], _TIGHT * one.size])
    return len(one.cells) > 1 or placed[-1].y - one.y <= min(1.15 * usual, _FAR * placed[-1].size)


def _heads(above: Sequence[Sequence[Row]], found: tuple[list[_Placed], list[_Column]], free: int) -> list[_Placed]:
    """The lines right above a table that head some of its columns; at most `free` are in no other table."""
    lines, columns = found
    heads: list[_Placed] = []
    for one in reversed(above[-free:] if free else ()):
        below = (heads or lines)[0]
        placed = _placed(one, columns)
        is_head = placed is not None and 0 not in placed.cells and not one[0][0].angle
        if placed is None or not is_head or placed.y - below.y > _FAR * below.size:
            break
        heads.insert(0, placed)
    return heads


def _columns(cut: Sequence[Sequence[Row]]) -> list[_Column] | None:
    """The columns that the lines with most cells agree on."""
    counts = Counter(len(found) for found in cut if len(found) >= _MIN_COLUMNS)
    for count, lines in sorted(counts.items(), reverse=True):
        if lines < _MIN_ROWS:
            continue
        full = [found for found in cut if len(found) == count]
        columns = [
            _Column(min(found[n][0].x for found in full), max(_end(found[n]) for found in full)) for n in range(count)
        ]
        if all(a.right < b.left for a, b in pairwise(columns)) and _are_cells(full):
            return columns
    return None


def _are_cells(full: Sequence[Sequence[Row]]) -> bool:
    """Whether these are cells, and not labels that hang beside prose, or columns of prose."""
    count = len(full[0])
    texts = [[text_of(found[n]).strip() for found in full] for n in range(count)]
    labels = 0
    while labels < count and all(_LABEL.fullmatch(text) for text in texts[labels]):
        labels += 1
    if count - labels < _MIN_COLUMNS:
        return False
    long = sum(statistics.median(map(len, column)) >= _PROSE for column in texts)
    return long == 0 or count - long >= _MIN_COLUMNS


def _placed(found: Sequence[Row], columns: Sequence[_Column]) -> _Placed | None:
    """A line in these columns; None where it does not fit in them."""
    cells: dict[int, Row] = {}
    spans = False
    for segment in _by_column(found, columns):
        covered = _covered(segment, columns)
        if len(covered) > 1:
            # A cell that is merged over several columns heads some of them, never all.
            if 0 in covered or len(covered) == len(columns):
                return None
            spans = True
        number = covered[0] if covered else _nearest(segment, columns)
        cells[number] = (*cells[number], *segment) if number in cells else segment
    return _Placed(cells, tuple(run for segment in found for run in segment), spans)


def _by_column(found: Sequence[Row], columns: Sequence[_Column]) -> Iterator[Row]:
    """The segments, those that stand close beside each other cut where another column begins."""
    for segment in found:
        pieces = segments(segment, _CLOSE) if len(_covered(segment, columns)) > 1 else [segment]
        places = [_covered(piece, columns) or [_nearest(piece, columns)] for piece in pieces]
        is_apart = all(len(place) == 1 for place in places) and all(a[0] < b[0] for a, b in pairwise(places))
        yield from pieces if is_apart else [segment]


def _covered(segment: Row, columns: Sequence[_Column]) -> list[int]:
    left, right = segment[0].x, _end(segment)
    return [n for n, column in enumerate(columns) if left < column.right and right > column.left]


def _nearest(segment: Row, columns: Sequence[_Column]) -> int:
    left, right = segment[0].x, _end(segment)
    return min(range(len(columns)), key=lambda n: max(columns[n].left - right, left - columns[n].right))


def _table(lines: Sequence[_Placed], page: int) -> PlacedTable | None:
    columns = range(1 + max(number for line in lines for number in line.cells))
    groups = _grouped(lines, len(columns))
    if len(groups) < _MIN_ROWS:
        return None
    cells = [[[line.cells[n] for line in group if n in line.cells] for n in columns] for group in groups]
    filled = [[cell for row in cells for cell in row[n]] for n in columns]
    # A merged cell says nothing of its column's width.
    spanning = {id(row) for line in lines if line.spans for row in line.cells.values()}
    lefts = [min((row[0].x for row in column if id(row) not in spanning), default=0.0) for column in filled]
    rights = [max((_end(row) for row in column if id(row) not in spanning), default=0.0) for column in filled]
    apart = [after - right for right, after in zip(rights, lefts[1:], strict=False)]
    pad = min(apart, default=0.0)
    bounds = [*(left - pad for left in lefts[1:]), rights[-1]]
    rows = tuple(tuple(cell_text(cell, bound, bound) for cell, bound in zip(row, bounds, strict=True)) for row in cells)
    runs: list[Run] = [run for line in lines for run in line.row]
    edges = (*lefts, rights[-1])
    return PlacedTable(
        rows,
        page,
        page,
        lines[0].y + lines[0].size,
        lines[-1].y,
        edges,
        tuple(_NO_LIMIT for _ in columns),
        lines[-1].size,
        spans=tuple(zip(lefts, rights, strict=True)),
        refers=tuple(number for run in runs for number in run.refers),
    )


def _grouped(lines: Sequence[_Placed], columns: int) -> list[list[_Placed]]:
    """The lines by the row that they belong to: lines of one cell stand closer than rows do."""
    pitches = [(above.y - below.y) / below.size for above, below in pairwise(lines)]
    limit = _limit(pitches)
    groups = [[lines[0]]]
    for pitch, line in zip(pitches, lines[1:], strict=True):
        if pitch > limit or _is_row(line, groups[-1], columns):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _limit(pitches: Sequence[float]) -> float:
    """The distance between lines, in sizes of their letters, that parts two rows: the widest step between distances."""
    tight = sorted({round(pitch, 2) for pitch in pitches})
    steps = [(b / a, (a + b) / 2) for a, b in pairwise(tight) if a < _TIGHT + 0.1]
    widest, middle = max(steps, default=(1.0, _TIGHT))
    return middle if widest > 1.06 else _TIGHT


def _is_row(line: _Placed, group: Sequence[_Placed], columns: int) -> bool:
    """Whether a line close below another one is a row by itself: it is full and has figures, as that one has."""
    return (_is_full_of_figures(line, columns) and _is_full_of_figures(group[-1], columns)) or (
        _is_full_of_figures(line, columns) and len(group) == 1
    )


def _is_full_of_figures(line: _Placed, columns: int) -> bool:
    figures = sum(bool(_FIGURE.fullmatch(text_of(cell).strip())) for cell in line.cells.values())
    return len(line.cells) >= 0.7 * columns and 2 * figures >= len(line.cells)


def _end(row: Row) -> float:
    return max(run.end for run in row)
