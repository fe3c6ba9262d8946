"""Plain text -> paragraphs; comma-separated values -> a table. Neither says what it is, so both are looked at."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from indexer.extraction.formats.problems import Unreadable
from indexer.extraction.formats.sheets import MAX_CELLS
from indexer.extraction.text.characters import safe
from indexer.extraction.text.lines import Body, Line, Rows

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_DELIMITERS = (";", "\t", ",", "|")
_LOOKED_AT = 50
"""Lines by which a table is known."""
_WRAPPED = 40
"""Letters of a line that somebody broke because it was full."""
_LONGEST_CELL = 300
"""What stands between the commas of a sentence may be longer."""


def is_text(data: bytes) -> bool:
    """Whether these bytes are characters and nothing else."""
    text = _decoded(data[:100_000])[0]
    return bool(text.strip()) and not _NOT_IN_TEXT.search(text)


def is_table(data: bytes) -> bool:
    """Whether a plain text holds the values of a table, the same number in each line."""
    return _delimiter(_decoded(data)[0]) is not None


def read_plain(data: bytes) -> Body:
    """The paragraphs of a text (a blank line parts them), or the table of its values. Raises Unreadable."""
    text, is_sure = _decoded(data)
    delimiter = _delimiter(text)
    losses = () if is_sure else ("some characters of the plain text could not be read",)
    if delimiter:
        try:
            rows, is_whole = _rows(text, delimiter)
        except csv.Error as error:
            raise Unreadable(f"the table of values is damaged: {error}") from error
        more = () if is_whole else (f"the table was read in part: it may have {MAX_CELLS} cells",)
        return Body((Line("", 1, whole=True, rows=rows),), losses=(*losses, *more))
    paragraphs = (" ".join(safe(piece).split()) for piece in _paragraphs(text))
    lines = tuple(Line(piece, 1, whole=True) for piece in paragraphs if piece)
    if not lines:
        raise Unreadable("the plain text is empty")
    return Body(lines, losses=losses)


def _decoded(data: bytes) -> tuple[str, bool]:
    """The text, and whether every byte of it is known. Without a mark it is UTF-8, or else what Windows writes."""
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    if encoding is None and data[1::2].count(0) > 0.4 * len(data[1::2]) and len(data) > 3:
        encoding = "utf-16-le"
    for name in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            return data.decode(name), True
        except UnicodeDecodeError:
            continue
    return data.decode(encoding or "cp1252", "replace"), False


def _paragraphs(text: str) -> list[str]:
    """Lines that were broken by hand are joined where they fill their paragraph; else each is one."""
    pieces: list[str] = []
    for paragraph in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")):
        lines = paragraph.split("\n")
        longest = max(map(len, lines))
        is_wrapped = longest > _WRAPPED and all(len(line) > 0.7 * longest for line in lines[:-1])
        pieces += [" ".join(lines)] if is_wrapped else lines
    return pieces


def _delimiter(text: str) -> str | None:
    """What parts the values where a text is a table: it stands equally often in nearly every line."""
    for delimiter in _DELIMITERS:
        try:
            rows = list(islice(filter(None, _values(text, delimiter)), _LOOKED_AT))
        except csv.Error:
            continue
        if len(rows) < 2:
            continue
        width, count = Counter(map(len, rows)).most_common(1)[0]
        cells = [cell for row in rows for cell in row]
        is_prose = delimiter == "," and any(cell.startswith(" ") for cell in cells)
        if width > 1 and count >= 0.9 * len(rows) and max(map(len, cells)) <= _LONGEST_CELL and not is_prose:
            return delimiter
    return None


def _values(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _rows(text: str, delimiter: str) -> tuple[Rows, bool]:
    found: list[list[str]] = []
    cells = 0
    for row in _values(text, delimiter):
        cells += len(row)
        if cells > MAX_CELLS:
            break
        if any(cell.strip() for cell in row):
            found.append([" ".join(safe(cell).split()) for cell in row])
    width = max(map(len, found), default=0)
    return tuple((*row, *[""] * (width - len(row))) for row in found), cells <= MAX_CELLS
