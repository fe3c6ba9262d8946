"""What a text is made of, as far as passages go: the texts of its sub-questions, its tables, and its sentences."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple


class Section(NamedTuple):
    """From where to where in a text the text of a sub-question stands, and its label."""

    start: int
    end: int
    label: str


class Outline:
    """Where the sub-questions and the tables of a text stand."""

    def __init__(self, text: str, parts: Iterable[tuple[str, str | None]]) -> None:
        """`parts` are labels with what of the text belongs to each, in order."""
        self._sections = _sections(text, list(parts))
        self._starts = [section.start for section in self._sections]
        self._rows = [match.span() for match in _TABLE.finditer(text)] if "\t" in text else []
        self._row_starts = [start for start, _ in self._rows]

    def section_at(self, place: int) -> Section | None:
        """The text of a sub-question in which a place stands."""
        before = bisect_right(self._starts, place)
        section = self._sections[before - 1] if before else None
        return section if section and place < section.end else None

    def is_in_table(self, place: int) -> bool:
        """Whether a place stands in a table."""
        before = bisect_right(self._row_starts, place)
        return bool(before) and place < self._rows[before - 1][1]


def without_tables(text: str) -> str:
    """A text without the rows of its tables."""
    return _TABLE.sub("", text) if "\t" in text else text


# Rows of cells with tabs between them.
_TABLE = re.compile(r"^[^\n\t]*\t[^\n]*(?:\n[^\n\t]*\t[^\n]*)*", re.MULTILINE)


def _sections(text: str, parts: list[tuple[str, str | None]]) -> list[Section]:
    """What stands last is looked for first: an introduction may say the same as a part. Parts with one text make one
    section, of the first of them; a text that does not stand here, word for word, makes none."""
    found: list[Section] = []
    limit = len(text)
    for label, part in reversed(parts):
        if not part:
            continue
        start = text.rfind(part, 0, limit)
        if start >= 0:
            found.append(Section(start, start + len(part), label))
            limit = start
        elif found and text.startswith(part, found[-1].start) and found[-1].end == found[-1].start + len(part):
            found[-1] = found[-1]._replace(label=label)
    return found[::-1]
