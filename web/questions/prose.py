"""The plain text of a question or an answer, cut into what a page can show: paragraphs, lists, tables."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from indexer.labels import item
from indexer.question import Table, has_header

NO_TABLES: Mapping[str, str | None] = {}
_BULLET = re.compile(r"- +(?P<text>.+)", re.DOTALL)


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
    """A table that stands in the text: its rows of cells, the header first; `doubt` as in the record."""

    rows: tuple[tuple[str, ...], ...]
    doubt: str | None = None
    kind: Literal["rows"] = "rows"

    @property
    def has_header(self) -> bool:
        """Whether the first row is one."""
        return has_header(self.doubt)


def loose_tables(tables: Iterable[Table], *texts: str) -> list[Table]:
    """The tables of a record that stand in none of its texts: those of attachments."""
    standing = Counter(paragraph for text in texts for paragraph in _paragraphs(text))
    loose = []
    for table in tables:
        if standing[text := rows_text(table.rows)]:
            standing[text] -= 1
        else:
            loose.append(table)
    return loose


def rows_text(rows: Iterable[Iterable[str]]) -> str:
    """A table as a text holds it (docs/schema.md): one row a line, cells separated by tabs."""
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)


def blocks(text: str, tables: Mapping[str, str | None] = NO_TABLES) -> tuple[Paragraph | Bullets | Rows, ...]:
    """The paragraphs, lists and tables of a text, in order (docs/schema.md: paragraphs part at a blank line).

    `tables` are those of the record, as `rows_text` writes them, with the doubt about each; others are known by the
    tabs in several lines.
    """
    found: list[Paragraph | Bullets | Rows] = []
    for is_list, run in groupby(_blocks(text, tables), key=lambda block: block.kind == "bullets"):
        if is_list:
            found.append(Bullets(tuple(item for block in run if block.kind == "bullets" for item in block.items)))
        else:
            found.extend(run)
    return tuple(found)


def _blocks(text: str, tables: Mapping[str, str | None]) -> Iterator[Paragraph | Bullets | Rows]:
    for paragraph in _paragraphs(text):
        if paragraph in tables or _looks_like_table(paragraph):
            yield Rows(tuple(tuple(line.split("\t")) for line in paragraph.split("\n")), tables.get(paragraph))
        else:
            yield from map(_block, _pieces(paragraph))


def _paragraphs(text: str) -> Iterator[str]:
    return (paragraph.strip("\n") for paragraph in re.split(r"\n[ \r]*\n", text))


def _looks_like_table(paragraph: str) -> bool:
    """Whether every line holds cells: at least two rows of the same length."""
    counts = {line.count("\t") for line in paragraph.split("\n")}
    return len(counts) == 1 and 0 not in counts and "\n" in paragraph


def _pieces(paragraph: str) -> Iterator[str]:
    """A paragraph, with the bullets and numbered lines inside it apart."""
    piece: list[str] = []
    for line in filter(None, map(str.strip, paragraph.splitlines())):
        if piece and (_BULLET.fullmatch(line) or item(line)):
            yield "\n".join(piece)
            piece = []
        piece.append(line)
    if piece:
        yield "\n".join(piece)


def _block(text: str) -> Paragraph | Bullets:
    if match := _BULLET.fullmatch(text):
        return Bullets((match["text"],))
    if hanging := item(text):
        label, rest = hanging
        return Paragraph(rest, label)
    return Paragraph(text)
