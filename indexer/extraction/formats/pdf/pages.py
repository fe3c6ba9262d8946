"""The pages of a PDF -> the lines of its text in reading order, with its tables in their place.

Page by page: lines are rebuilt from where the runs of text stand, tables are taken out, running heads and page numbers
by their place, footnotes by theirs; columns are read one after the other. A table that goes on over the page is one.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from indexer.extraction.formats.pdf.aligned import take_aligned
from indexer.extraction.formats.pdf.columns import Item, cut_at_gutter, in_reading_order
from indexer.extraction.formats.pdf.losses import losses_of, remarks_of
from indexer.extraction.formats.pdf.notes import Marks, PlacedNote, marks_by_page, referring, take_notes
from indexer.extraction.formats.pdf.painting import Run
from indexer.extraction.formats.pdf.rows import Row, line_of, rows_of, settled
from indexer.extraction.formats.pdf.runs import Page, read_pdf
from indexer.extraction.formats.pdf.tables import (
    Grid,
    PlacedTable,
    continued,
    finished,
    grids_of,
    inside_of,
    ruled_table,
)
from indexer.extraction.formats.problems import Unreadable
from indexer.extraction.text.lines import Body, Line

_EDGE_LINES = 3
"""How many lines at the top and at the bottom of a page may be a running head or foot."""
_OFF_PAGE = 3.0
_CUT_OFF = "it is cut off at the edge of the page"
_PAGE_NUMBER = re.compile(
    r"^(?:pagina|pag\.?|blz\.?|p\.)?\s*[-–—]?\s*(?P<number>\d{1,3})\s*[-–—]?(?:\s*(?:van|/|of)\s*\d{1,3})?$",
    re.IGNORECASE,
)


def read_pdf_body(data: bytes) -> Body:
    """The text of a PDF in reading order. Raises Unreadable or Scanned."""
    pdf = read_pdf(data)
    if pdf.problem:
        raise Unreadable(pdf.problem)
    losses = losses_of(pdf)
    return Body(tuple(body_lines(pdf.pages)), pdf.page_count, losses, pdf.is_cut, remarks_of(pdf))


def body_lines(pages: Sequence[Page]) -> list[Line]:
    """The lines of all pages without running heads, feet and page numbers, in reading order.

    A footnote stands behind the line that refers to it; one that nothing refers to stands where it was printed.
    """
    layouts = [_layout(page) for page in pages]
    _take_furniture(layouts)
    numbers = count(1)
    for layout in layouts:
        layout.rows, layout.notes = take_notes(layout.rows, layout.page.number, numbers)
    notes = [note for layout in layouts for note in layout.notes]
    marks = marks_by_page(notes, {layout.page.number: layout.runs for layout in layouts}) if notes else {}
    items: list[Item] = []
    gutter: float | None = None
    for layout in layouts:
        found, gutter = _items(layout, marks.get(layout.page.number, {}), gutter)
        for item in found:
            last = items[-1] if items else None
            if isinstance(item, PlacedTable) and isinstance(last, PlacedTable):
                whole = continued(last, item)
                items[-1:] = [whole] if whole else [last, item]
            else:
                items.append(item)
        items += _unplaced(layout, marks)
    lines = [line for item in items for line in ([item] if isinstance(item, Line) else _table_lines(item))]
    return list(_with_notes(lines, notes))


@dataclass(slots=True)
class _Layout:
    """A page as far as it has been taken apart: what stands in ruled tables, and the lines of the rest."""

    page: Page
    runs: list[Run]
    grids: list[Grid]
    inside: dict[int, list[Run]]
    rows: list[Row]
    notes: list[PlacedNote] = field(default_factory=list)


def _layout(page: Page) -> _Layout:
    runs = settled(page.runs)
    grids = grids_of(page.rules)
    rest, inside = inside_of(runs, grids)
    return _Layout(page, runs, grids, inside, rows_of(rest))


def _items(layout: _Layout, marks: Marks, last: float | None) -> tuple[list[Item], float | None]:
    """The lines and the tables of a page in reading order, and its gutter, given that of the page before."""
    number = layout.page.number
    ruled = [
        ruled_table(number, layout.grids[place], referring(runs, marks) if marks else runs)
        for place, runs in layout.inside.items()
    ]
    rows = [tuple(referring(row, marks)) for row in layout.rows] if marks else layout.rows
    rows, start = cut_at_gutter(rows, number, last)
    sides = (
        [rows]
        if start is None
        else [
            [row for row in rows if row[0].x < start - 1],
            [row for row in rows if row[0].x >= start - 1],
        ]
    )
    text: list[Row] = []
    tables = ruled
    for side in sides:
        rest, found = take_aligned(side, number)
        text += rest
        tables = tables + found
    text.sort(key=lambda row: -row[0].y)
    lines = [line_of(row, number) for row in text]
    tables = [_with_doubt(table, layout.page) for table in tables]
    return in_reading_order(lines, sorted(tables, key=lambda table: -table.top), start), start


def _with_doubt(table: PlacedTable, page: Page) -> PlacedTable:
    """A table that runs off the page was cut off there."""
    is_cut = table.edges[-1] > page.width + _OFF_PAGE or table.edges[0] < -_OFF_PAGE or table.bottom < -_OFF_PAGE
    return replace(table, doubt=_CUT_OFF) if is_cut else table


def _unplaced(layout: _Layout, marks: dict[int, dict[str, int]]) -> Iterator[Line]:
    """The footnotes of a page that no mark names."""
    named = {number for found in marks.values() for number in found.values()}
    for placed in layout.notes:
        if placed.note.number not in named:
            yield from placed.lines()


def _with_notes(lines: Sequence[Line], notes: Sequence[PlacedNote]) -> Iterator[Line]:
    """The lines, each footnote behind the first line that refers to it."""
    waiting = {placed.note.number: placed for placed in notes}
    for line in lines:
        yield line
        for number in line.refers:
            if placed := waiting.pop(number, None):
                yield from placed.lines()


def _table_lines(table: PlacedTable) -> list[Line]:
    """A table as one line with its rows; a frame that is no table as the lines of text that stand in it."""
    rows = finished(table.rows)
    place = Line("", table.first_page, table.edges[0], table.bottom, whole=True, refers=table.refers)
    if rows:
        return [replace(place, rows=rows, doubt=table.doubt)]
    texts = [text for row in table.rows if (text := " ".join(filter(None, row)))]
    return [replace(place, text=text, refers=() if number else place.refers) for number, text in enumerate(texts)]


# --- running heads, feet and page numbers --------------------------------------------------------------------------


def _take_furniture(layouts: Sequence[_Layout]) -> None:
    """Take running heads, feet and page numbers out of the lines of all pages."""
    edges = []
    for layout in layouts:
        heights = sorted(row[0].y for row in layout.rows)
        edges.append(
            [
                (row, line_of(row, layout.page.number))
                for row in layout.rows
                if _in_margin(row[0].y, layout.page.height, heights)
            ]
        )
    heads = _running_heads([[line for _, line in found] for found in edges])
    for layout, found in zip(layouts, edges, strict=True):
        gone = {id(row) for row, line in found if _is_furniture(line, layout.page, heads)}
        layout.rows = [row for row in layout.rows if id(row) not in gone]


def _is_furniture(line: Line, page: Page, heads: set[str]) -> bool:
    """Whether a line in the margin is a running head or a page number."""
    number = _PAGE_NUMBER.match(line.text.strip())
    if number:
        is_bare = line.text.strip() == number["number"]
        return not is_bare or _digits_to_hash(number["number"]) in heads or int(number["number"]) == page.number
    return _digits_to_hash(line.text) in heads


def _running_heads(margins: Sequence[Sequence[Line]]) -> set[str]:
    """Texts that stand in the margin of at least two pages and of half of them, numbers aside."""
    seen: Counter[str] = Counter()
    for lines in margins:
        seen.update({_digits_to_hash(line.text) for line in lines})
    return {text for text, times in seen.items() if times >= 2 and times * 2 >= len(margins)}


def _in_margin(y: float, height: float, heights: Sequence[float]) -> bool:
    """Whether a line stands in the outer strip of the page, among its first or last lines."""
    if y < 0.1 * height:
        return y in heights[:_EDGE_LINES]
    return y > 0.93 * height and y in heights[-_EDGE_LINES:]


def _digits_to_hash(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split())).casefold()
