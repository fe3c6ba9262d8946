"""The pages of a PDF -> the lines of its text in reading order, with its tables in their place.

Page by page: tables are taken out by their rules, running heads and page numbers by their place, columns are read one
after the other. A table that goes on over the page is one table.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count, takewhile

from indexer.extraction.formats.pdf.columns import in_reading_order
from indexer.extraction.formats.pdf.losses import losses_of
from indexer.extraction.formats.pdf.runs import Page, Run, read_pdf
from indexer.extraction.formats.pdf.tables import PlacedTable, continued, finished, take_tables
from indexer.extraction.formats.problems import Unreadable
from indexer.extraction.text.characters import BULLETS
from indexer.extraction.text.lines import Body, Line, Note
from indexer.extraction.text.measure import width_of

_EDGE_LINES = 3
"""So many lines at the top and at the bottom of a page may be a running head or foot."""
_PAGE_NUMBER = re.compile(
    r"^(?:pagina|pag\.?|blz\.?|p\.)?\s*[-–—]?\s*(?P<number>\d{1,3})\s*[-–—]?(?:\s*(?:van|/|of)\s*\d{1,3})?$",
    re.IGNORECASE,
)

_NOTE_SIZE = 0.92
"""Footnotes are set at most this large, compared with the text."""
_NOTE_MARK = re.compile(r"^(\(?\d{1,2}\)?|\*{1,3})\s*(?=\S)")
_LONE_BULLETS = frozenset((*BULLETS, "o", "-", "–", "—"))


def read_pdf_body(data: bytes) -> Body:
    """The text of a PDF in reading order. Raises Unreadable or Scanned."""
    pdf = read_pdf(data)
    if pdf.problem:
        raise Unreadable(pdf.problem)
    return Body(losses=losses_of(pdf), lines=tuple(body_lines(pdf.pages)), pages=pdf.page_count, is_cut=pdf.is_cut)


def body_lines(pages: Sequence[Page]) -> list[Line]:
    """The lines of all pages without running heads, feet and page numbers, in reading order."""
    lines_of = [[_line(runs, page.number) for runs in page.lines] for page in pages]
    heads = _running_heads(pages, lines_of)
    items: list[Line | PlacedTable] = []
    numbers = count(1)
    for page in pages:
        rest, tables = take_tables(page)
        lines = [_line(runs, page.number) for runs in rest]
        heights = sorted(line.y for line in lines)
        text = _with_footnotes([line for line in lines if not _is_furniture(line, page, heights, heads)], numbers)
        for item in in_reading_order(text, tables):
            last = items[-1] if items else None
            if isinstance(item, PlacedTable) and isinstance(last, PlacedTable):
                whole = continued(last, item)
                items[-1:] = [whole] if whole else [last, item]
            else:
                items.append(item)
    return [line for item in items for line in ([item] if isinstance(item, Line) else _table_lines(item))]


def _table_lines(table: PlacedTable) -> list[Line]:
    """A table as one line with its rows; a frame that is no table as the lines of text that stand in it."""
    rows = finished(table.rows)
    place = Line("", table.first_page, table.edges[0], table.bottom, whole=True)
    if rows:
        return [replace(place, rows=rows)]
    return [replace(place, text=text) for row in table.rows if (text := " ".join(filter(None, row)))]


def _line(runs: Sequence[Run], page: int) -> Line:
    """A line of runs. A bullet in a font of its own is set apart from the word it was glued to."""
    first = next(run for run in runs if run.text.strip())
    text = ""
    for run in runs:
        if text.strip() in _LONE_BULLETS and run.x - first.x > width_of("m", run.size):
            text = text.rstrip() + " "
        text += run.text
    return Line(text.lstrip(), page, first.x, first.y, max(run.size for run in runs if run.text.strip()))


def _with_footnotes(lines: Sequence[Line], numbers: Iterator[int]) -> list[Line]:
    """The lines of a page, those of its footnotes marked: smaller lines at the bottom that begin with a number."""
    if not lines:
        return []
    common = Counter(round(line.size, 1) for line in lines).most_common(1)[0][0]
    from_below = sorted(lines, key=lambda line: line.y)
    small = list(takewhile(lambda line: line.size <= _NOTE_SIZE * common, from_below))
    while small and not _NOTE_MARK.match(small[-1].text):
        small.pop()
    notes: dict[int, Line] = {}
    note = None
    for line in reversed(small):
        mark = _NOTE_MARK.match(line.text)
        if mark:
            note = Note(next(numbers), mark[1])
        notes[id(line)] = replace(line, note=note, text=line.text[mark.end() :] if mark else line.text)
    return [notes.get(id(line), line) for line in lines]


# --- running heads, feet and page numbers --------------------------------------------------------------------------


def _is_furniture(line: Line, page: Page, heights: Sequence[float], heads: set[str]) -> bool:
    if not _in_margin(line, page, heights):
        return False
    number = _PAGE_NUMBER.match(line.text.strip())
    if number:
        is_bare = line.text.strip() == number["number"]
        return not is_bare or _digits_to_hash(number["number"]) in heads or int(number["number"]) == page.number
    return _digits_to_hash(line.text) in heads


def _running_heads(pages: Sequence[Page], lines_of: Iterable[Sequence[Line]]) -> set[str]:
    """Texts that stand in the margin of at least two pages and of half of them, numbers aside."""
    seen: Counter[str] = Counter()
    for page, lines in zip(pages, lines_of, strict=True):
        heights = sorted(line.y for line in lines)
        seen.update({_digits_to_hash(line.text) for line in lines if _in_margin(line, page, heights)})
    return {text for text, count in seen.items() if count >= 2 and count * 2 >= len(pages)}


def _in_margin(line: Line, page: Page, heights: Sequence[float]) -> bool:
    """Whether the line stands in the outer strip of the page, among its first or last lines."""
    if line.y < 0.1 * page.height:
        return line.y in heights[:_EDGE_LINES]
    return line.y > 0.93 * page.height and line.y in heights[-_EDGE_LINES:]


def _digits_to_hash(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split())).casefold()
