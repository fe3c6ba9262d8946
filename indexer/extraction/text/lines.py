"""What every reader of a format gives: the lines of a document, some of which are whole paragraphs or tables."""

from dataclasses import dataclass

Rows = tuple[tuple[str, ...], ...]
"""A table: its rows of cells, the header first, every row of the same length."""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote. `number` counts those of a document from 1, `mark` is what is printed before it: `2`, `*`, `iv`."""

    number: int
    mark: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document. `x` and `y` are its start in points from the lower left corner, `size` the height of its
    letters, `end` where its last letter ends; all are 0 where the format has no places (Word).

    A space at the end of `text` is kept: word processors leave one where they wrapped a line themselves. `whole` says
    that the line is a paragraph by itself. A table stands in one line, with `rows` and no text; `doubt` says why it may
    be incomplete.

    `note` is the footnote that the line belongs to: its text is without the mark, and it stands right behind the line
    that refers to it, so that both fall in one section. `refers` has the numbers of the footnotes whose marks stood in
    the line; the marks are not in its text.
    """

    text: str
    page: int
    x: float = 0.0
    y: float = 0.0
    size: float = 0.0
    end: float = 0.0
    whole: bool = False
    note: Note | None = None
    refers: tuple[int, ...] = ()
    rows: Rows | None = None
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A document in reading order, without running heads and page numbers.

    `pages` is None where the format has none. `losses` says what could not be read: each makes the text partial.
    `remarks` says what else a reader should know: it makes nothing partial.
    `is_cut` says that reading was stopped at a limit of time, so that another run may read more.
    """

    lines: tuple[Line, ...]
    pages: int | None = None
    losses: tuple[str, ...] = ()
    is_cut: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list item (`- ...`), a footnote (`2 ...`) or a table of a finished text.

    A table's `text` is a row a line, with tabs. `note`, `refers` and `doubt` are those of its lines.
    """

    text: str
    page: int
    rows: Rows | None = None
    note: Note | None = None
    refers: tuple[int, ...] = ()
    doubt: str | None = None
