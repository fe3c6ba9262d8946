"""The history of a question as plain text for a terminal."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from indexer.history.text_diff import diff_lines, marked_lines
from indexer.history.versions import AnyChange, Change, FileChange, Revision, TablesChange
from indexer.question import Document
from indexer.terminal.questions import WIDTH

_TEXTS = ("question", "answer")


def history_lines(revisions: Sequence[Revision]) -> Iterator[str]:
    """When the question was first seen, and what changed since, the oldest first."""
    for number, revision in enumerate(revisions):
        seen = _moment(revision.seen_at)
        if number == 0:
            files = _count(revision.files, "file")
            yield f"{seen}  first seen: {revision.title or '(no title)'} ({files})"
        elif not revision.changes:
            yield f"{seen}  records changed, nothing that is shown"
        else:
            yield seen
            for change in revision.changes:
                yield from (f"  {line}" for line in _change_lines(change))


def _change_lines(change: AnyChange) -> Iterator[str]:
    match change:
        case FileChange():
            yield f"file {change.pfile}: {_file_change(change.before, change.after)}"
        case TablesChange():
            yield f"tables: {_tables_change(change)}"
        case Change() if change.field in _TEXTS:
            yield from _text_change(change)
        case Change():
            yield from _fact_change(change)


def _fact_change(change: Change) -> Iterator[str]:
    name = change.field.replace("_", " ")
    line = f"{name}: {change.before or 'not given'} -> {change.after or 'not given'}"
    if len(line) <= WIDTH - 2:
        yield line
        return
    yield f"{name}:"
    for mark, value in (("-", change.before), ("+", change.after)):
        yield from (f"  {part}" for part in marked_lines(mark, value or "not given", WIDTH - 4))


def _text_change(change: Change) -> Iterator[str]:
    if change.before is None or change.after is None:
        words = _count(len((change.after or change.before or "").split()), "word")
        yield f"{change.field}: {'no longer there' if change.after is None else 'new'} ({words})"
        return
    yield f"{change.field}:"
    yield from (f"  {line}" for line in diff_lines(change.before, change.after, WIDTH - 4))


def _file_change(before: Document | None, after: Document | None) -> str:
    if before is None or after is None:
        what = "no longer named" if after is None else "added"
        return f"{what} ({_described(after or before)})"
    if before.sha256 == after.sha256:
        return f"renamed ({before.filename or 'unnamed'} -> {after.filename or 'unnamed'})"
    if before.sha256 is None:
        return f"fetched ({_described(after)})"
    if before.bytes == after.bytes:
        return f"replaced (other content, {_size(after)} as before)"
    return f"replaced ({before.bytes:,} -> {_size(after)})"


def _tables_change(change: TablesChange) -> str:
    told = (
        (change.tables_added, "table", "added"),
        (change.tables_removed, "table", "removed"),
        (change.rows_added, "row", "added"),
        (change.rows_removed, "row", "removed"),
        (change.cells_changed, "cell", "changed"),
    )
    return ", ".join(f"{_count(number, thing)} {what}" for number, thing, what in told if number)


def _described(document: Document | None) -> str:
    return f"{document.filename or 'unnamed'}, {_size(document)}" if document else ""


def _size(document: Document) -> str:
    return "not held" if document.bytes is None else f"{document.bytes:,} bytes"


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if moment else "unknown"
