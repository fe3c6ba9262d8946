"""Ruled tables of a page: the grid that its rules draw, and the text that stands in each cell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from indexer.extraction.formats.pdf.cells import cell_text
from indexer.extraction.formats.pdf.painting import Run
from indexer.extraction.formats.pdf.rows import Row, rows_of
from indexer.extraction.formats.pdf.rules import Rule
from indexer.extraction.text.lines import Rows
from indexer.extraction.text.measure import width_of

_NEAR = 2.5
"""Rules closer than this many points are one rule, and a rule this close to another touches it."""
_MIN_CELL = 4.0
_MAX_PAD = 12.0
"""The most points that cells have free beside their text: what stands farther in is centred."""
_MAX_RULES = 1_000
"""A page with more rules than this, those in one line counted as one, is a drawing."""


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table from its first page up to `page`, where it has `top` and `bottom`; `edges` are the x of its columns.

    `spans` is where the texts of each column stand, in a table without rules.
    `rows` has a cell for every column of the grid, also where the column is empty. `room` is how many points are free
    behind the text of each cell of the last row: a row may be cut by the end of the page.
    """

    rows: Rows
    first_page: int
    page: int
    top: float
    bottom: float
    edges: tuple[float, ...]
    room: tuple[float, ...]
    size: float
    spans: tuple[tuple[float, float], ...] = ()
    refers: tuple[int, ...] = ()
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """The lines of a ruled table: the x of its columns, the y of its rows from the top down."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    verticals: tuple[Rule, ...]

    def contains(self, run: Run) -> bool:
        """Whether a run stands in the table."""
        x, y = _middle(run)
        return self.xs[0] - _NEAR <= x <= self.xs[-1] + _NEAR and self.ys[-1] <= y <= self.ys[0]

    def cell_of(self, run: Run) -> tuple[int, int]:
        """Row and column of a run; in cells that are merged sideways the first of them."""
        x, y = _middle(run)
        row = next((i for i, low in enumerate(self.ys[1:]) if y >= low), len(self.ys) - 2)
        column = next((i for i, right in enumerate(self.xs[1:]) if x < right), len(self.xs) - 2)
        while column and not self._is_divided(self.xs[column], self.ys[row], self.ys[row + 1]):
            column -= 1
        return row, column

    def right_of(self, row: int, column: int) -> float:
        """Where a cell ends; one that is merged sideways ends with its last column."""
        while column + 2 < len(self.xs) and not self._is_divided(self.xs[column + 1], self.ys[row], self.ys[row + 1]):
            column += 1
        return self.xs[column + 1]

    def _is_divided(self, x: float, top: float, bottom: float) -> bool:
        middle = (top + bottom) / 2
        return any(abs(rule.x0 - x) < _NEAR and rule.y0 <= middle <= rule.y1 for rule in self.verticals)


def inside_of(runs: Sequence[Run], grids: Sequence[Grid]) -> tuple[list[Run], dict[int, list[Run]]]:
    """The runs that stand in no grid, and those of each grid by its place."""
    if not grids:
        return list(runs), {}
    rest: list[Run] = []
    inside: dict[int, list[Run]] = {}
    place: int | None = None
    for run in runs:
        if not run.follows or place is None or not grids[place].contains(run):
            place = next((number for number, grid in enumerate(grids) if grid.contains(run)), None)
        (rest if place is None else inside.setdefault(place, [])).append(run)
    return rest, inside


def ruled_table(page: int, grid: Grid, runs: Sequence[Run]) -> PlacedTable:
    """The table that a grid draws, with the text of the runs that stand in it."""
    cells: dict[tuple[int, int], list[Run]] = {}
    for run in runs:
        cells.setdefault(grid.cell_of(run), []).append(run)
    lines = {place: rows_of(found) for place, found in cells.items()}
    columns = range(len(grid.xs) - 1)
    pads = [
        min((line[0].x for (_, c), found in lines.items() if c == column for line in found), default=left) - left
        for column, left in zip(columns, grid.xs, strict=False)
    ]
    rows: list[tuple[str, ...]] = []
    room: tuple[float, ...] = tuple(0.0 for _ in columns)
    size = 0.0
    for row in range(len(grid.ys) - 1):
        found = [lines.get((row, column), []) for column in columns]
        if any(found):
            edges = [grid.right_of(row, column) for column in columns]
            rows.append(
                tuple(
                    cell_text(cell, edge - max(min(pad, _MAX_PAD), 0.0), edge)
                    for cell, edge, pad in zip(found, edges, pads, strict=True)
                )
            )
            room = tuple(edge - _end_of(cell[-1]) if cell else 0.0 for cell, edge in zip(found, edges, strict=True))
            size = max(run.size for cell in found for line in cell for run in line)
    refers = tuple(number for run in runs for number in run.refers)
    return PlacedTable(tuple(rows), page, page, grid.ys[0], grid.ys[-1], grid.xs, room, size, refers=refers)


def continued(above: PlacedTable, below: PlacedTable) -> PlacedTable | None:
    """Both as one table if the lower one goes on with the upper one on the next page or in the next column."""
    if above.page == below.page and above.top >= below.top:
        return None
    if len(above.edges) != len(below.edges):
        return None
    if not _have_same_columns(above, below):
        return None
    rows = below.rows[1:] if len(below.rows) > 1 and below.rows[0] == above.rows[0] else below.rows
    if rows and _is_rest_of_row(above, rows[0]):
        last = tuple(f"{a} {b}".strip() for a, b in zip(above.rows[-1], rows[0], strict=True))
        return replace(below, first_page=above.first_page, rows=(*above.rows[:-1], last, *rows[1:]))
    doubt = above.doubt or below.doubt
    refers = above.refers + below.refers
    return replace(below, first_page=above.first_page, rows=above.rows + rows, doubt=doubt, refers=refers)


def _have_same_columns(above: PlacedTable, below: PlacedTable) -> bool:
    shift = below.edges[0] - above.edges[0]
    if above.spans and below.spans:
        return all(a[0] + shift < b[1] and b[0] < a[1] + shift for a, b in zip(above.spans, below.spans, strict=True))
    return all(abs(a + shift - b) <= 2 * _NEAR for a, b in zip(above.edges, below.edges, strict=True))


def finished(rows: Rows) -> Rows | None:
    """The rows without columns that are empty from top to bottom; None where that is no table but a frame."""
    used = [column for column in range(len(rows[0])) if any(row[column] for row in rows)] if rows else []
    if len(rows) < 2 or len(used) < 2:
        return None
    return tuple(tuple(row[column] for column in used) for row in rows)


def _is_rest_of_row(above: PlacedTable, row: tuple[str, ...]) -> bool:
    """Whether a row at the top of a page holds the last words of the row that the page before was too short for."""
    filled = [column for column, text in enumerate(row) if text]
    if 2 * len(filled) > sum(1 for text in above.rows[-1] if text):
        return False
    return all(
        above.rows[-1][column] and width_of(" " + row[column].split()[0], above.size) > above.room[column]
        for column in filled
    )


# --- grids ---------------------------------------------------------------------------------------------------------


def grids_of(rules: Sequence[Rule]) -> list[Grid]:
    """The grids of at least two columns that connected rules make, from the top down."""
    whole = _whole_rules(rules)
    if len(whole) > _MAX_RULES:
        return []
    found = []
    for group in _connected(whole):
        verticals = tuple(rule for rule in group if rule.x0 == rule.x1)
        xs = _merged(rule.x0 for rule in verticals)
        ys = _merged(rule.y0 for rule in group if rule.y0 == rule.y1)
        if len(xs) >= 3 and len(ys) >= 2:
            found.append(Grid(tuple(xs), tuple(reversed(ys)), verticals))
    return sorted(found, key=lambda grid: -grid.ys[0])


def _whole_rules(rules: Sequence[Rule]) -> list[Rule]:
    """Rules that lie in one line and touch are one: word processors print a border for each cell."""
    result: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (r.y0 == r.y1, round(r.y0 if r.y0 == r.y1 else r.x0), r.x0, r.y0)):
        last = result[-1] if result else None
        if last and _touch(last, rule):
            if last.y0 == last.y1 and rule.y0 == rule.y1 and abs(last.y0 - rule.y0) < _NEAR:
                result[-1] = Rule(last.x0, last.y0, max(last.x1, rule.x1), last.y0)
                continue
            if last.x0 == last.x1 and rule.x0 == rule.x1 and abs(last.x0 - rule.x0) < _NEAR:
                result[-1] = Rule(last.x0, min(last.y0, rule.y0), last.x0, max(last.y1, rule.y1))
                continue
        result.append(rule)
    return result


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that touch or cross each other, directly or through others."""
    groups: list[tuple[Rule, list[Rule]]] = []  # each with the box it fills
    for rule in rules:
        box, members = rule, [rule]
        apart = []
        for other_box, others in groups:
            if _touch(box, other_box) and any(_touch(member, other) for member in members for other in others):
                box, members = _around(box, other_box), others + members
            else:
                apart.append((other_box, others))
        groups = [*apart, (box, members)]
    return [members for _, members in groups]


def _touch(a: Rule, b: Rule) -> bool:
    return a.x0 <= b.x1 + _NEAR and b.x0 <= a.x1 + _NEAR and a.y0 <= b.y1 + _NEAR and b.y0 <= a.y1 + _NEAR


def _around(a: Rule, b: Rule) -> Rule:
    return Rule(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))


def _merged(values: Iterable[float]) -> list[float]:
    """The values in rising order, those that are near each other as one."""
    result: list[float] = []
    for value in sorted(values):
        if not result or value - result[-1] > _MIN_CELL:
            result.append(value)
    return result


def _middle(run: Run) -> tuple[float, float]:
    """A point well inside the first letter of a run."""
    return run.x + 0.15 * run.size, run.y + 0.3 * run.size


def _end_of(row: Row) -> float:
    return max(run.end for run in row)
