"""The footnotes of a PDF: the lines at the foot of a page, and the raised marks in the text that name them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from indexer.extraction.formats.pdf.painting import Run
from indexer.extraction.formats.pdf.rows import Row, line_of, segments, text_of
from indexer.extraction.text.lines import Line, Note

_NOTE_SIZE = 0.92
"""Footnotes are set at most this large, compared with the text."""
_MARK = re.compile(r"^(?P<mark>\(?\d{1,2}\)?|\*{1,3}|†)(?:[.:](?=\s)|(?![\d.,:/%]))\s*(?=\S)")
_RAISED_MARK = re.compile(r"\(?(?:\d{1,2}|[a-z]|\*{1,3}|†)\)?")
_UNIT = re.compile(r"(?:^|[\s\d/])[kcdmh]?m$")
"""What a raised 2 or 3 makes square or cubic."""
_GAP = 1.0
"""The gap that parts the columns of a table, or a mark from its note, in sizes of the letters."""


@dataclass(frozen=True, slots=True)
class PlacedNote:
    """A footnote and its lines on its page."""

    note: Note
    page: int
    rows: tuple[Row, ...]

    def lines(self) -> Iterator[Line]:
        """Its lines, the first without its mark."""
        for place, row in enumerate(self.rows):
            line = line_of(row, self.page)
            text = line.text if place else _without_mark(row)
            yield replace(line, note=self.note, text=text)


def take_notes(rows: Sequence[Row], page: int, numbers: Iterator[int]) -> tuple[list[Row], list[PlacedNote]]:
    """The lines of a page without its footnotes, and those: smaller lines at the foot that begin with a mark."""
    upright = [row for row in rows if not row[0].angle]
    if not upright:
        return list(rows), []
    common = Counter(round(_size(row), 1) for row in upright).most_common(1)[0][0]
    small = list(takewhile(lambda row: _is_note_like(row, common), reversed(upright)))
    while small and not _mark_of(small[-1]):
        small.pop()
    groups: list[tuple[Note, list[Row]]] = []
    for row in reversed(small):
        mark = _mark_of(row)
        if mark and (not groups or row[0].raised or _follows(groups[-1][0].mark, mark)):
            groups.append((Note(next(numbers), mark), [row]))
        else:
            groups[-1][1].append(row)
    taken = {id(row) for row in small}
    rest = [row for row in rows if id(row) not in taken]
    return rest, [PlacedNote(note, page, tuple(found)) for note, found in groups]


def _follows(last: str, mark: str) -> bool:
    """Whether the mark is that of a next footnote, and no figure that a line happens to begin with."""
    numbers = [re.sub(r"\D", "", text) for text in (last, mark)]
    return not all(numbers) or int(numbers[1]) == int(numbers[0]) + 1


def _is_note_like(row: Row, common: float) -> bool:
    if _size(row) > _NOTE_SIZE * common:
        return False
    first, *others = segments(row, _GAP)
    return not others or (
        len(others) == 1 and bool(_RAISED_MARK.fullmatch("".join(run.text for run in first).strip().rstrip(".")))
    )


def _size(row: Row) -> float:
    return max(run.size for run in row)


def _mark_of(row: Row) -> str | None:
    """The mark that a line begins with."""
    if row[0].raised:
        text = row[0].text.strip()
        return text if _RAISED_MARK.fullmatch(text) and len(row) > 1 else None
    found = _MARK.match(text_of(row).lstrip())
    return found["mark"] if found else None


def _without_mark(row: Row) -> str:
    if row[0].raised:
        return text_of(row[1:]).lstrip()
    text = text_of(row).lstrip()
    found = _MARK.match(text)
    return text[found.end() :] if found else text


# --- marks in the text ---------------------------------------------------------------------------------------------

Marks = Mapping[str, int]
"""The numbers of the footnotes that the marks on a page name."""


def marks_by_page(notes: Sequence[PlacedNote], runs: Mapping[int, Iterable[Run]]) -> dict[int, dict[str, int]]:
    """What the marks on each page name: a footnote of that page, or one that stands on another one for lack of room."""
    printed = {page: {mark for run in found for mark in _marks(run)} for page, found in runs.items()}
    result: dict[int, dict[str, int]] = {}
    elsewhere = []
    for placed in notes:
        mark = _bare(placed.note.mark)
        if mark in printed.get(placed.page, ()):
            result.setdefault(placed.page, {}).setdefault(mark, placed.note.number)
        else:
            elsewhere.append((mark, placed))
    for mark, placed in elsewhere:
        pages = [page for page, found in printed.items() if mark in found and mark not in result.get(page, ())]
        if pages:
            nearest = min(pages, key=lambda page: abs(page - placed.page))
            result.setdefault(nearest, {})[mark] = placed.note.number
    return result


def referring(runs: Iterable[Run], marks: Marks) -> list[Run]:
    """The runs without the marks of footnotes; the run that one hung on refers to its footnote."""
    result: list[Run] = []
    for run in runs:
        found = _marks(run)
        if found and result and all(mark in marks for mark in found) and not _is_power(result[-1], run):
            numbers = tuple(marks[mark] for mark in found)
            result[-1] = result[-1]._replace(refers=result[-1].refers + numbers)
        else:
            result.append(run)
    return result


def _marks(run: Run) -> list[str]:
    """The marks that a raised run names."""
    if not run.raised or not run.follows:
        return []
    pieces = [piece for piece in re.split(r"[\s,;]+", run.text.strip()) if piece]
    return [_bare(piece) for piece in pieces] if all(map(_RAISED_MARK.fullmatch, pieces)) else []


def _bare(mark: str) -> str:
    return mark.strip("()")


def _is_power(host: Run, run: Run) -> bool:
    return run.text.strip() in ("2", "3") and bool(_UNIT.search(host.text.rstrip()))
