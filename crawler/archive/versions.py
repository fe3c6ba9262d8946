"""The versions of a question: what the archive held of it after each crawl that found it changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from crawler.archive.reader import Archive, HeldFile, Record
from crawler.parliament.records import ArchivedQuestion


@dataclass(frozen=True, slots=True)
class Version:
    """A question as it was known from `seen_at` on; None where an archive of an older version does not tell."""

    seen_at: datetime | None
    question: ArchivedQuestion


@dataclass(frozen=True, slots=True)
class _FileVersion:
    pfile: int
    held: HeldFile
    run: int | None
    seen_at: str | None


_Change = Record | _FileVersion


def versions(archive: Archive, question_id: int) -> Iterator[Version]:
    """The versions of a question, the oldest first. Raises KeyError if it is not held, ArchiveDamaged.

    What one run found first of a question, its records and then its files, makes one version.
    """
    records: list[Record] = []
    files: dict[int, HeldFile] = {}
    for group in _grouped(_changes(archive, question_id)):
        for change in group:
            if isinstance(change, Record):
                records.append(change)
            else:
                files[change.pfile] = change.held
        if not records:
            continue  # a file that was held for another question, before this one was known
        seen_at = group[0].seen_at
        yield Version(
            datetime.fromisoformat(seen_at) if seen_at else None, archive.joined(question_id, records, dict(files))
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
        what = (change.source, change.key) if isinstance(change, Record) else change.pfile
        if group and (change.run != group[0].run or what in seen):
            yield group
            group, seen = [], set()
        group.append(change)
        seen.add(what)
    if group:
        yield group
