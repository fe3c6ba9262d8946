"""The plain text of a question or an answer, cut into what a page can show: paragraphs, bullets, numbered lines."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

_BULLET = re.compile(r"- +(?P<text>.+)", re.DOTALL)
# "1.", "12)", "a)", "b." or "2.1." at the start of a line. A longer word with a stop is the end of a sentence.
_LABEL = re.compile(r"(?P<label>(?:\d{1,2}(?:\.\d{1,2})*|[a-z])[.)])(?:\s+(?P<text>\S.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `label` is its number or letter, "" where it has none."""

    text: str
    label: str = ""
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Bullets:
    """Bullets that follow each other."""

    items: tuple[str, ...]
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True, slots=True)
class Rows:
    """A table that stands in the text: its rows of cells, the header first."""

    rows: tuple[tuple[str, ...], ...]
    kind: Literal["rows"] = "rows"


def rows_text(rows: Iterable[Iterable[str]]) -> str:
    """A table as a text holds it (docs/schema.md): one row a line, cells separated by tabs."""
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)


def blocks(text: str) -> tuple[Paragraph | Bullets | Rows, ...]:
    """The paragraphs and lists of a text, in order (docs/schema.md: paragraphs part at a blank line)."""
    found: list[Paragraph | Bullets | Rows] = []
    for is_bullet, run in groupby(_pieces(text), key=lambda piece: _BULLET.fullmatch(piece) is not None):
        if is_bullet:
            found.append(Bullets(tuple(piece[1:].strip() for piece in run)))
        else:
            found.extend(map(_block, run))
    return tuple(found)


def lead_in(text: str, first_part: str) -> str:
    """What stands before the first numbered part of a text; "" where that part is not found."""
    start = text.find(first_part[:80])
    before = re.sub(r"(?:^|\n)\s*\d{1,2}[.)]?\s*$", "", text[: max(start, 0)])
    return before.strip()


def _pieces(text: str) -> Iterator[str]:
    """Paragraphs, with bullets and numbered lines inside them apart."""
    for paragraph in re.split(r"\n[ \r]*\n", text):
        if _is_table(paragraph):
            yield paragraph.strip("\n")
            continue
        piece: list[str] = []
        for line in filter(None, map(str.strip, paragraph.splitlines())):
            if piece and (_BULLET.fullmatch(line) or _LABEL.fullmatch(line)):
                yield "\n".join(piece)
                piece = []
            piece.append(line)
        if piece:
            yield "\n".join(piece)


def _is_table(paragraph: str) -> bool:
    """Whether every line holds cells: at least two rows of the same length."""
    counts = {line.count("\t") for line in paragraph.strip("\n").split("\n")}
    return len(counts) == 1 and 0 not in counts and "\n" in paragraph.strip("\n")


def _block(text: str) -> Paragraph | Rows:
    if _is_table(text):
        return Rows(tuple(tuple(line.split("\t")) for line in text.split("\n")))
    if match := _LABEL.fullmatch(text):
        return Paragraph(match["text"] or "", match["label"])
    return Paragraph(text)
