"""The readings of all files of a question -> its texts, parts and tables."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from indexer.extraction.formats.kinds import SPREADSHEETS
from indexer.extraction.reading import Reading
from indexer.extraction.structure.paragraphs import joined
from indexer.extraction.structure.parts import pair
from indexer.extraction.text.lines import Block
from indexer.labels import unlabelled
from indexer.question import Footnote, Part, Table

_CAPTION = 160
"""A longer text above a table is no caption."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What the files of a question say together. `question` and `answer` are None where no file has them."""

    question: str | None
    answer: str | None
    parts: tuple[Part, ...]
    tables: tuple[Table, ...]
    footnotes: tuple[Footnote, ...]
    office: str | None
    answer_kind: str | None
    asked_together: tuple[tuple[str, int], ...]


NO_TEXTS = Texts(None, None, (), (), (), None, None, ())
"""What a question has whose files give no text."""


def join_readings(mains: Sequence[Reading], attachments: Sequence[tuple[str, Reading]]) -> Texts:
    """Join the readings of the files of question and answer, in any order, and of the attachments with their names.

    The text of an attachment follows the answer under a line with its name, its tables follow those of the answer.
    """
    attachments = [*(attached for reading in mains for attached in reading.attachments), *attachments]
    question = next((reading.question for reading in mains if reading.question), ())
    answer = next((reading.answer for reading in mains if reading.answer), ())
    asked, answered = _without_notes(question), _without_notes(answer)
    pairing = pair(asked, answered)
    return Texts(
        question=joined(question) or None,
        answer=joined((*answer, *_attached_text(attachments))) or None,
        parts=pairing.parts,
        tables=(
            *_tables(asked, [None] * len(asked)),
            *_tables(answered, pairing.answer_labels),
            *(table for name, reading in attachments for table in _attached_tables(name, reading)),
        ),
        footnotes=(
            *_footnotes(question, asked, pairing.question_labels),
            *_footnotes(answer, answered, pairing.answer_labels),
        ),
        office=next((reading.office for reading in mains if reading.office), None),
        answer_kind=next((reading.answer_kind for reading in mains if reading.answer_kind), None),
        asked_together=tuple(named for reading in mains for named in reading.asked_together),
    )


def _without_notes(found: Sequence[Block]) -> list[Block]:
    """The blocks of a text without its footnotes, which belong to no part of it."""
    return [block for block in found if block.note is None]


def _footnotes(found: Sequence[Block], text: Sequence[Block], labels: Sequence[str | None]) -> Iterable[Footnote]:
    """The footnotes among the blocks, each with the part of the text that refers to it first."""
    part_of: dict[int, str | None] = {}
    for block, label in zip(text, labels, strict=True):
        for number in block.refers:
            part_of.setdefault(number, label)
    notes = (block for block in found if block.note)
    for note, pieces in groupby(notes, key=lambda block: block.note):
        if note:
            text_of = "\n".join(block.text for block in pieces)
            yield Footnote(mark=note.mark, text=text_of.removeprefix(note.mark).lstrip(), part=part_of.get(note.number))


def _tables(found: Sequence[Block], labels: Sequence[str | None]) -> Iterable[Table]:
    for place, (block, label) in enumerate(zip(found, labels, strict=True)):
        if block.rows is not None:
            above = found[place - 1] if place else None
            caption = _caption(above.text) if above and above.rows is None else None
            yield Table(part=label, caption=caption, page=block.page, rows=block.rows, doubt=block.doubt)


def _caption(text: str) -> str | None:
    """The paragraph above a table as its caption: without its number, and only the last sentence of a long one."""
    text = unlabelled(text)
    if len(text) > _CAPTION:
        text = re.split(r"(?<=[.?!])\s+(?=[A-ZÀ-Þ])", text)[-1]
    return text if text and len(text) <= _CAPTION else None


def _attached_text(attachments: Iterable[tuple[str, Reading]]) -> Iterable[Block]:
    for name, reading in attachments:
        text = [block for block in reading.answer if block.rows is None]
        if text and reading.format not in SPREADSHEETS:
            yield Block(f"Bijlage: {name}", 1)
            yield from text


def _attached_tables(name: str, reading: Reading) -> Iterable[Table]:
    for table in _tables(reading.answer, [None] * len(reading.answer)):
        caption = f"{name}: {table.caption}" if table.caption else name
        # A sheet of a workbook has no page.
        page = None if reading.format in SPREADSHEETS else table.page
        yield table.model_copy(update={"caption": caption, "page": page})
