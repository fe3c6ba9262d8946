"""Footnotes and endnotes of word processors: a mark in the text, and the note behind the line that has it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.extraction.formats.numbering import numeral
from indexer.extraction.text.lines import Line, Note
from indexer.question import rows_text

_FIRST = 0xF0000
"""Where Unicode's characters for private use begin that no font for symbols has: one stands for a mark until the
paragraph is whole."""
_MOST = 0xFFFD
_CHICAGO = "*†‡§"


@dataclass(frozen=True, slots=True)
class WordNote:
    """A note: what is printed as its mark, and its text."""

    mark: str
    text: str


def reference(number: int) -> str:
    """What stands in a text for the mark of the note with this number (counted from 1)."""
    return chr(_FIRST + min(number, _MOST))


def without_references(text: str) -> tuple[str, tuple[int, ...]]:
    """A text without the marks in it, and the numbers of their notes."""
    numbers = tuple(ord(character) - _FIRST for character in text if _is_reference(character))
    return "".join(character for character in text if not _is_reference(character)) if numbers else text, numbers


def _is_reference(character: str) -> bool:
    return _FIRST < ord(character) <= _FIRST + _MOST


def with_notes(lines: Sequence[Line], notes: Mapping[int, WordNote]) -> tuple[Line, ...]:
    """The lines with each note behind the first line that refers to it."""
    return tuple(_with_notes(lines, notes))


def _with_notes(lines: Sequence[Line], notes: Mapping[int, WordNote]) -> Iterator[Line]:
    placed: set[int] = set()
    for line in lines:
        yield line
        for number in line.refers:
            note = notes.get(number)
            if note and note.text and number not in placed:
                placed.add(number)
                yield Line(note.text, 1, whole=True, note=Note(number, note.mark))


def note_text(lines: Sequence[Line]) -> str:
    """The paragraphs of a note as one."""
    return " ".join(" ".join(rows_text(line.rows) if line.rows else line.text for line in lines).split())


def note_mark(count: int, style: str) -> str:
    """The mark of a note by its place among those of its kind; `style` is named as in WordprocessingML."""
    if style == "chicago":
        return _CHICAGO[(count - 1) % 4] * ((count - 1) // 4 + 1)
    return numeral(count, style)
