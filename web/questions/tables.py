"""The tables of a question as a page shows them: which cells are figures, which rows totals, how wide it is."""

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.dutch.letters import fold
from indexer.question import Table
from web.questions.notes import doubt_in_dutch

_FIGURE = re.compile(
    r"""
    [(<>=≤≥±~]?\ ?[-+–−]?\ ?(?:€|eur)?\ ?[-+–−]?
    \d(?:[\d.,'’:/\ ]*\d)?
    \ ?\)?\ ?(?:%|‰|€|°|eur|euro|ha|km|kg|ton|m²|m2|m³|m3|vte|uur|u|mio|mln|miljoen)?\ ?[*¹²³]*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LONGEST_FIGURE = 30
_NOTHING = re.compile(r"[-–—/.*? ]*|n\.?[vb]\.?t?\.?|geen|x", re.IGNORECASE)
"""What stands in a cell of figures for which there is none."""

_MOST = 0.8
"""The share of the cells of a column of figures that are figures."""

_TOTAL = re.compile(r"(?:(?:alge(?:mee|me)ne?|eind|sub|deel|sub-)[ -]?)?tota(?:al|len)\b|total\b|som\b")
_SHORTEST, _LONGEST = 4, 26
"""Letters on a line of a cell of text, at least and at most: what is longer breaks."""

_SHORT_NAME = 32
"""Letters of the name of a row, at most, that stays on one line beside what scrolls."""

_BETWEEN = 3
"""Letters that would fit between two cells."""

_COLUMN = 56
"""Letters on a line of a table that stands beside its question."""

_SHEET, _SMALL, _SIDEWAYS = 115, 165, 270
"""Letters on a line of a table that a sheet of A4 holds: as it is, in small print, and so on a sheet on its side."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: `figure` where its column is one of figures, `total` where it counts others together."""

    text: str
    figure: bool = False
    total: bool = False


@dataclass(frozen=True, slots=True)
class TableView:
    """A table. `number` is its place in the record, from 1; None of one that only the text has.

    `doubt` says in Dutch why it may be incomplete. The first cell of each row of `body` names it; `has_short_names`
    where such a name needs no second line. `letters` would stand on its longest line.
    """

    number: int | None
    caption: str | None
    page: int | None
    part: str | None
    doubt: str | None
    header: tuple[Cell, ...]
    body: tuple[tuple[Cell, ...], ...]
    letters: int
    has_short_names: bool

    @property
    def is_wide(self) -> bool:
        """Whether it needs more room than the column of an answer."""
        return self.letters > _COLUMN

    @property
    def sheet(self) -> str:
        """How it fits on paper: "small" print, "sideways" on a sheet on its side, "broken" so with its figures broken;
        "" as all else does."""
        fits = ((_SHEET, ""), (_SMALL, "small"), (_SIDEWAYS, "sideways"))
        return next((name for letters, name in fits if self.letters <= letters), "broken")

    @property
    def name(self) -> str:
        """What it is called on the page and in its address."""
        return self.caption or (f"Tabel {self.number}" if self.number else "Tabel")


class QuestionTables:
    """The tables of a record, each to be shown once: where it stands in a text, or after it.

    A page asks for them in its own order with `standing`; what no text has is `loose`.
    """

    def __init__(self, tables: Sequence[Table], texts: Iterable[str]) -> None:
        self.views = tuple(table_view(table, number) for number, table in enumerate(tables, 1))
        waiting: defaultdict[str, deque[TableView]] = defaultdict(deque)
        for table, view in zip(tables, self.views, strict=True):
            waiting[table.text].append(view)
        self._waiting: defaultdict[str, deque[TableView]] = defaultdict(deque)
        for paragraph in (paragraph for text in texts for paragraph in paragraphs(text)):
            if waiting[paragraph]:
                self._waiting[paragraph].append(waiting[paragraph].popleft())
        self.loose = tuple(sorted((view for views in waiting.values() for view in views), key=_place))

    def standing(self, paragraph: str) -> TableView | None:
        """The table that stands in the text as this paragraph, the first that was not asked for yet; None where it is
        not one of the record."""
        return self._waiting[paragraph].popleft() if self._waiting.get(paragraph) else None


def paragraphs(text: str) -> Iterable[str]:
    """The paragraphs of a text, a table among them one paragraph."""
    return (paragraph.strip("\n") for paragraph in re.split(r"\n[ \r]*\n", text))


def table_view(table: Table, number: int | None) -> TableView:
    """A table of a record, ready to be shown."""
    rows = table.rows
    header, body = (rows[:1], rows[1:]) if table.has_header else ((), rows)
    columns = max(map(len, rows), default=0)
    figures = [_is_figures([row[place] for row in body if place < len(row)]) for place in range(columns)]
    totals = [
        bool(header) and place > 0 and place < len(header[0]) and is_total(header[0][place]) for place in range(columns)
    ]
    return TableView(
        number=number,
        caption=table.caption,
        page=table.page,
        part=table.part,
        doubt=doubt_in_dutch(table.doubt) if table.doubt else None,
        header=_cells(header[0], figures, totals) if header else (),
        body=tuple(_cells(row, figures, totals) for row in body),
        letters=_letters(rows, figures),
        has_short_names=max((len(row[0]) for row in body if row), default=0) <= _SHORT_NAME,
    )


def is_total(name: str) -> bool:
    """Whether a row or a column with this name counts others together: `Eindtotaal`, `Antwerpen / Totaal`."""
    return any(_TOTAL.match(fold(level).strip()) for level in name.split(" / "))


def _place(view: TableView) -> int:
    return view.number or 0


def _cells(row: Sequence[str], figures: Sequence[bool], totals: Sequence[bool]) -> tuple[Cell, ...]:
    in_total = bool(row) and is_total(row[0])
    return tuple(Cell(text, figures[place] and place > 0, in_total or totals[place]) for place, text in enumerate(row))


def _is_figures(cells: Sequence[str]) -> bool:
    """Whether a column holds figures, and beside them nothing but signs that there is none."""
    said = [text for text in (" ".join(cell.split()) for cell in cells) if not _NOTHING.fullmatch(text)]
    figures = sum(len(text) <= _LONGEST_FIGURE and bool(_FIGURE.fullmatch(text)) for text in said)
    return bool(said) and figures >= _MOST * len(said)


def _letters(rows: Sequence[Sequence[str]], figures: Sequence[bool]) -> int:
    """Letters on a line of the table, where texts break and figures do not."""
    widths = [_SHORTEST] * len(figures)
    for row in rows:
        for place, text in enumerate(row):
            longest = len(text) if figures[place] else max(map(len, text.split()), default=0)
            widths[place] = max(widths[place], longest if figures[place] else min(max(longest, len(text)), _LONGEST))
    return sum(widths) + _BETWEEN * len(widths)
