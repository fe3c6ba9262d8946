"""How a question changed at the source: its versions, each compared with the one before.

What follows from the rest (parts, notes, addresses) or says nothing to a reader (when it was crawled) is not compared.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from indexer.question import Document, WrittenQuestion

_T = TypeVar("_T")
_Rows = tuple[tuple[str, ...], ...]


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Change(_Plain):
    """A fact or a text that changed, worded as it is shown; None where there was or is none."""

    field: str
    before: str | None
    after: str | None


class FileChange(_Plain):
    """A file that came (no `before`), is no longer named (no `after`), or has other bytes or another name."""

    field: Literal["file"] = "file"
    pfile: int
    before: Document | None
    after: Document | None


class TablesChange(_Plain):
    """How much of the tables changed. A caption counts as a cell; rows are those of tables that stayed."""

    field: Literal["tables"] = "tables"
    tables_added: int
    tables_removed: int
    rows_added: int
    rows_removed: int
    cells_changed: int


class TextChange(_Plain):
    """A text that changed, listed without its words: how many it had and has; None where there was or is no text."""

    field: Literal["question", "answer"]
    words_before: int | None
    words_after: int | None


AnyChange = Change | FileChange | TablesChange
ListedChange = Change | FileChange | TablesChange | TextChange
"""A change as it stands in a list of many: without whole texts."""


class Revision(_Plain):
    """A question as it was from `seen_at` on (None: not known), and what made it differ from the one before.

    The first has no changes; nor has one whose records changed in nothing that is shown. `completes` says that nothing
    changed at the source: a crawl fetched what one before had left.
    """

    seen_at: datetime | None
    title: str | None
    files: int
    changes: tuple[AnyChange, ...]
    completes: bool = False

    @property
    def at_source(self) -> tuple[AnyChange, ...]:
        """Its changes without those that follow from a file that the source had, and that was fetched only now."""
        if self.completes:
            return ()
        files = [change for change in self.changes if isinstance(change, FileChange)]
        fetched = [change for change in files if change.before and change.before.sha256 is None and change.after]
        if not fetched or len(fetched) < len(files):
            return self.changes
        return tuple(change for change in self.changes if change.field not in _OF_FILES)


_OF_FILES = ("file", "text_status", "question", "answer", "tables")
"""What follows from the files."""


def compare(before: WrittenQuestion, after: WrittenQuestion) -> tuple[AnyChange, ...]:
    """What of a question changed: facts first, then files, texts and tables.

    The same files may be cut otherwise once a record tells another title. That is no change at the source, so texts
    and tables are compared only where files are.
    """
    changes: tuple[AnyChange, ...] = (
        *_changed(_facts(before), _facts(after)),
        *_changed_files(before.documents, after.documents),
    )
    if _contents(before) == _contents(after):
        return changes
    return (*changes, *_changed(_texts(before), _texts(after)), *_changed_tables(before, after))


def listed(change: AnyChange) -> ListedChange:
    """A change as it stands in a list."""
    if isinstance(change, Change) and change.field in ("question", "answer"):
        field: Literal["question", "answer"] = "question" if change.field == "question" else "answer"
        return TextChange(field=field, words_before=_words(change.before), words_after=_words(change.after))
    return change


def _words(text: str | None) -> int | None:
    return None if text is None else len(text.split())


def _changed(before: dict[str, str | None], after: dict[str, str | None]) -> Iterator[Change]:
    for field, value in after.items():
        if value != before[field]:
            yield Change(field=field, before=before[field], after=value)


def _facts(question: WrittenQuestion) -> dict[str, str | None]:
    asker, minister = question.asker, question.minister
    party = f" ({asker.party})" if asker and asker.party else ""
    office = f", {minister.title}" if minister and minister.title else ""
    return {
        "title": question.title,
        "subject": question.subject,
        "number": None if question.number is None else str(question.number),
        "session_year": question.session_year,
        "themes": ", ".join(question.themes) or None,
        "asker": asker.name + party if asker else None,
        "minister": minister.name + office if minister else None,
        "asked_together": ", ".join(f"{one.minister} (nr. {one.number})" for one in question.asked_together) or None,
        "asked_on": _iso(question.asked_on),
        "answered_on": _iso(question.answered_on),
        "published_on": _iso(question.published_on),
        "on_time": None if question.on_time is None else "yes" if question.on_time else "no",
        "answer_kind": question.answer_kind,
        "text_status": question.text_status.replace("_", " "),
    }


def _texts(question: WrittenQuestion) -> dict[str, str | None]:
    return {"question": question.question, "answer": question.answer}


def _contents(question: WrittenQuestion) -> set[str | None]:
    return {document.sha256 for document in question.documents}


def _changed_files(before: Sequence[Document], after: Sequence[Document]) -> Iterator[FileChange]:
    was, now = ({document.pfile: document for document in documents} for documents in (before, after))
    for pfile in {**was, **now}:
        old, new = was.get(pfile), now.get(pfile)
        if old is None or new is None or (old.sha256, old.filename) != (new.sha256, new.filename):
            yield FileChange(pfile=pfile, before=old, after=new)


def _changed_tables(before: WrittenQuestion, after: WrittenQuestion) -> Iterator[TablesChange]:
    tables = list(_unequal(_tables(before), _tables(after)))
    rows = [pair for old, new in tables if old and new for pair in _unequal(old, new)]
    if tables:
        yield TablesChange(
            tables_added=sum(old is None for old, _ in tables),
            tables_removed=sum(new is None for _, new in tables),
            rows_added=sum(old is None for old, _ in rows),
            rows_removed=sum(new is None for _, new in rows),
            cells_changed=sum(
                cell != other for old, new in rows if old and new for cell, other in zip_longest(old, new)
            ),
        )


def _tables(question: WrittenQuestion) -> list[_Rows]:
    return [((table.caption or "",), *table.rows) for table in question.tables]


def _unequal(before: Sequence[_T], after: Sequence[_T]) -> Iterator[tuple[_T | None, _T | None]]:
    """What of two series differs, side by side; None where one has more than the other."""
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from zip_longest(before[i:j], after[k:m])


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
