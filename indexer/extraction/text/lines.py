"""What every reader of a format gives: the lines of a document, some of which are whole paragraphs or tables."""

from dataclasses import dataclass

Rows = tuple[tuple[str, ...], ...]
"""A table: its rows of cells, the header first, every row of the same length."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document. `x` and `y` are its start in points from the lower left corner, `size` the height of its
    letters; all are 0 where the format has no places (Word).

    A space at the end of `text` is kept: word processors leave one where they wrapped a line themselves. `whole` says
    that the line is a paragraph by itself, `note` that it belongs to a footnote. A table stands in one line, with
    `rows` and no text.
    """

    text: str
    page: int
    x: float = 0.0
    y: float = 0.0
    size: float = 0.0
    whole: bool = False
    note: bool = False
    rows: Rows | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A document in reading order, without running heads and page numbers.

    `pages` is None where the format has none. `losses` says what could not be read: each makes the text partial.
    `is_cut` says that reading was stopped at a limit of time, so that another run may read more.
    """

    lines: tuple[Line, ...]
    pages: int | None = None
    losses: tuple[str, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list item (`- ...`) or a table of a finished text; a table's `text` is a row a line, with tabs."""

    text: str
    page: int
    rows: Rows | None = None


def table_text(rows: Rows) -> str:
    """A table as text: one row a line, cells separated by tabs."""
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)
