"""The versions of a question: what the archive held of it after each crawl that found it changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from crawler.archive.reader import Archive, HeldFile, Record
from crawler.parliament.records import ArchivedQuestion


@dataclass(frozen=True, slots=True)
class Version:
    """A question as it was known from `seen_at` on; None where an archive of an older version does not tell.

    `completes` says that nothing changed at the source: a run fetched for the first time what one before had left.
    """

    seen_at: datetime | None
    question: ArchivedQuestion
    completes: bool = False


@dataclass(frozen=True, slots=True)
class _FileVersion:
    pfile: int
    held: HeldFile
    run: int | None
    seen_at: str | None


_Change = Record | _FileVersion


_SEVERAL = """
SELECT question, max(number), count(*), count(DISTINCT what), min(run), max(run) FROM (
    SELECT question, number, source || ' ' || key AS what, coalesce(run, 0) AS run FROM record WHERE NOT doubted
) GROUP BY question
UNION ALL
SELECT question, max(number), count(*), count(DISTINCT pfile), min(coalesce(run, 0)), max(coalesce(run, 0))
FROM question_file JOIN file_version USING (pfile) GROUP BY question
"""


def seen_again(archive: Archive) -> dict[int, str]:
    """For every question that may have more than one version what changes when another comes. Raises ArchiveDamaged."""
    found: dict[int, list[tuple[int, bool, int, int]]] = {}
    for question, newest, count, different, first_run, last_run in archive.rows(_SEVERAL):
        found.setdefault(question, []).append((newest, count > different, first_run, last_run))
    return {
        question: "-".join(str(newest) for newest, *_ in parts)
        for question, parts in found.items()
        if any(twice for _, twice, *_ in parts) or len({run for *_, first, last in parts for run in (first, last)}) > 1
    }


def versions(archive: Archive, question_id: int) -> Iterator[Version]:
    """The versions of a question, the oldest first. Raises KeyError if it is not held, ArchiveDamaged.

    What one run found first of a question, its records and then its files, makes one version.
    """
    records: list[Record] = []
    files: dict[int, HeldFile] = {}
    known: set[object] = set()
    for group in _grouped(_changes(archive, question_id)):
        completes = bool(records) and all(_is_late(change, known) for change in group)
        known.update(map(_what, group))
        for change in group:
            if isinstance(change, Record):
                records.append(change)
            else:
                files[change.pfile] = change.held
        if not records:
            continue  # a file that was held for another question, before this one was known
        seen_at = group[0].seen_at
        yield Version(
            datetime.fromisoformat(seen_at) if seen_at else None,
            archive.joined(question_id, records, dict(files)),
            completes,
        )


def _changes(archive: Archive, question_id: int) -> list[_Change]:
    """Records and files in the order in which they came."""
    placed: list[tuple[tuple[int, int], _Change]] = [
        ((record.number, 0), record) for record in archive.records(question_id)
    ]
    for number, after, pfile, run, seen_at, sha256, size, media_type, filename in archive.rows(
        "SELECT number, record, pfile, run, seen_at, sha256, bytes, media_type, filename FROM file_version "
        "WHERE pfile IN (SELECT pfile FROM question_file WHERE question = ?)",
        [question_id],
    ):
        held = HeldFile(sha256, size, media_type, filename, None)
        placed.append(((after, number), _FileVersion(pfile, held, run, seen_at)))
    return [change for _, change in sorted(placed, key=lambda pair: pair[0])]


def _grouped(changes: list[_Change]) -> Iterator[list[_Change]]:
    """Changes of one run together, until something changes that changed already."""
    group: list[_Change] = []
    seen: set[object] = set()
    for change in changes:
        if group and (change.run != group[0].run or _what(change) in seen):
            yield group
            group, seen = [], set()
        group.append(change)
        seen.add(_what(change))
    if group:
        yield group


def _what(change: _Change) -> object:
    return (change.source, change.key) if isinstance(change, Record) else change.pfile


def _is_late(change: _Change, known: set[object]) -> bool:
    """Whether it is of something that was not there yet, and that the search had told of: a new hit is news."""
    return _what(change) not in known and not (isinstance(change, Record) and change.source == "search")
