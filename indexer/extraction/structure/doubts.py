"""Tables that may not be what is printed: said, so that nobody counts on them unseen."""

import re

from indexer.extraction.text.lines import Block, Rows
from indexer.question import NO_HEADER

_LETTERS = "its header is one of single letters, as a header printed upright gives"
_AMOUNT = re.compile(
    r"[€$£]?\s?[+-]?\d{1,3}(?:[.\s]\d{3})+(?:,\d+)?\s?%?|[€$£]?\s?[+-]?\d+,\d+\s?%?|[€$£]\s?\d+|\d+\s?%"
)
"""An amount, which no header has: a year or a number may stand in one."""


def doubt_about(rows: Rows) -> str | None:
    """Why a table may be incomplete, as far as its cells tell; None where nothing speaks against it."""
    header = [cell.strip() for cell in rows[0] if cell.strip()] if rows else []
    if len(rows) > 1 and has_no_header(rows):
        return NO_HEADER
    return _LETTERS if len(header) >= 3 and all(len(cell) == 1 and cell.isalpha() for cell in header) else None


def has_no_header(rows: Rows) -> bool:
    """Whether the first row of a table is a row of amounts like those below it."""
    first = [cell.strip() for cell in rows[0][1:]] if rows else []
    filled = [cell for cell in first if cell]
    return bool(filled) and 2 * sum(bool(_AMOUNT.fullmatch(cell)) for cell in filled) > len(filled)


def remarks_about(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """A sentence for each doubtful table, and for each footnote whose mark does not stand in the text."""
    named = {number for block in blocks for number in block.refers}
    lost = dict.fromkeys(block.note for block in blocks if block.note and block.note.number not in named)
    return (
        *(f"a table on page {block.page} may be incomplete: {block.doubt}" for block in blocks if block.doubt),
        *(f"footnote {note.mark} stands at the end: its mark was not found in the text" for note in lost if note),
    )
