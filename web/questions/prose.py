"""The plain text of a question or an answer, cut into what a page can show: paragraphs, lists, tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from indexer.labels import item
from indexer.question import Table
from web.questions.tables import QuestionTables, TableView, paragraphs, table_view

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
    """A table that stands in the text."""

    table: TableView
    kind: Literal["rows"] = "rows"

    @property
    def is_wide(self) -> bool:
        """Whether it needs more room than the text around it."""
        return self.table.is_wide


Block = Paragraph | Bullets | Rows


def blocks(text: str, tables: QuestionTables) -> tuple[Block, ...]:
    """The paragraphs, lists and tables of a text, in order (docs/schema.md: paragraphs part at a blank line).

    `tables` are those of the record; others are known by the tabs in several lines.
    """
    found: list[Block] = []
    for is_list, run in groupby(_blocks(text, tables), key=lambda block: block.kind == "bullets"):
        if is_list:
            found.append(Bullets(tuple(item for block in run if block.kind == "bullets" for item in block.items)))
        else:
            found.extend(run)
    return tuple(found)


def runs(found: tuple[Block, ...]) -> tuple[tuple[Block, ...], ...]:
    """Blocks in pieces that a page shows apart: a wide table by itself, and what stands between such tables."""
    pieces: list[tuple[Block, ...]] = []
    for is_wide, run in groupby(found, key=lambda block: block.kind == "rows" and block.is_wide):
        together = tuple(run)
        pieces += [(block,) for block in together] if is_wide else [together]
    return tuple(pieces)


def _blocks(text: str, tables: QuestionTables) -> Iterator[Block]:
    for paragraph in paragraphs(text):
        if table := tables.standing(paragraph) or _table_of_tabs(paragraph):
            yield Rows(table)
        else:
            yield from map(_block, _pieces(paragraph))


def _table_of_tabs(paragraph: str) -> TableView | None:
    if not _looks_like_table(paragraph):
        return None
    rows = tuple(tuple(line.split("\t")) for line in paragraph.split("\n"))
    return table_view(Table(part=None, caption=None, page=None, rows=rows), None)


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
