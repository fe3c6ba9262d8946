"""The lines of a table's cell -> its text: words and amounts that a narrow cell cut are whole again."""

import re
from collections.abc import Sequence

from indexer.extraction.formats.pdf.rows import Row, text_of
from indexer.extraction.text.characters import HYPHENS
from indexer.extraction.text.measure import width_of

_AMOUNT = re.compile(r"[€$£]?-?\d{1,3}(?:[.\s]\d{3})*(?:,\d+)?%?|[€$£]?-?\d+(?:,\d+)?%?")
_LAST = re.compile(r"\S+$")
_FIRST = re.compile(r"^\S+")
_BROKEN = re.compile(rf"\w[{HYPHENS}]$")


def cell_text(lines: Sequence[Row], right: float, edge: float) -> str:
    """The text of a cell, given its lines, where its text may run to and where the cell ends."""
    text = ""
    last: Row | None = None
    for line in lines:
        piece = " ".join(text_of(line).split())
        if not piece:
            continue
        text = joined_pieces(text, piece, last, right, edge) if last else piece
        last = line
    return text


def joined_pieces(text: str, piece: str, last: Row, right: float, edge: float) -> str:
    """The text of a cell up to a line, and the next one."""
    if _BROKEN.search(text) and not piece.startswith(("en ", "of ")):
        return text + piece
    return text + piece if _was_cut(text, piece, last, right, edge) else f"{text} {piece}"


def _was_cut(text: str, piece: str, last: Row, right: float, edge: float) -> bool:
    """Whether the cell was too narrow for the word that two lines print, which no hyphen says.

    A word processor cuts only a word that stands alone on its line, and where not one more letter had room.
    """
    if last[-1].text.endswith(" "):
        return False
    before, after = _LAST.search(text), _FIRST.search(piece)
    if before is None or after is None:
        return False
    end, size = max(run.end for run in last), last[-1].size
    if before[0][-1] in "0123456789.,(" and after[0][0].isdigit():
        return _is_cut_amount(before[0], after[0], fills=end + width_of(after[0][0], size) > right)
    if not (before[0][-1].isalpha() and after[0][0].islower()) or " " in text_of(last).strip():
        return False
    if len(after[0]) == 1:  # no word
        return end + width_of("mm", size) > edge
    return len(before[0]) > 2 and end + width_of(after[0][0], size) > right


def _is_cut_amount(before: str, after: str, *, fills: bool) -> bool:
    """Whether two pieces are one amount: neither cell nor reader would write the first one so by itself."""
    if not _AMOUNT.fullmatch(before + after):
        return False
    return fills or not _AMOUNT.fullmatch(before)
