"""Archived questions -> finished questions: their files are read by the workers, and joined with their records."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from crawler.archive import Archive, ArchivedQuestion, StoredFile
from indexer.corpus.workers import Extracted, FileToRead, Readers
from indexer.extraction import NO_TEXTS, Failure, Reading, Texts, anchors_of, assemble, bare
from indexer.question import WrittenQuestion

_IN_FLIGHT = 4
"""Questions a worker that are read ahead: enough to keep every worker busy, and memory flat."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A question and what it was made from.

    `failure` says why its files, or some, were not read to the end; `is_bare` that its records say nothing either.
    """

    archived: ArchivedQuestion
    question: WrittenQuestion
    failure: Failure | None = None
    is_bare: bool = False


def finished(archive: Archive, questions: Iterable[ArchivedQuestion], readers: Readers) -> Iterator[Finished]:
    """What each question was made into, in their order; some of them are read ahead. It raises for no file.

    Files that are those of the question before, and are looked at in the same way, are read once: so versions that
    follow each other cost little.
    """
    ahead: deque[tuple[ArchivedQuestion, Callable[[], Extracted] | None]] = deque()
    before, wait = None, None
    for archived in questions:
        files = [_to_read(archive, file) for file in archived.files if file.sha256]
        asked = files, anchors_of(archived)
        if asked != before:
            before, wait = asked, cache(readers.read(*asked)) if files else None
        ahead.append((archived, wait))
        if len(ahead) > _IN_FLIGHT * readers.workers:
            yield _finish(*ahead.popleft())
    while ahead:
        yield _finish(*ahead.popleft())


def _to_read(archive: Archive, file: StoredFile) -> FileToRead:
    name = file.link.filename or f"bestand {file.link.pfile}"
    return FileToRead(
        archive.file_path(file.sha256 or ""), file.sha256 or "", name if file.link.is_attachment else None
    )


def _finish(archived: ArchivedQuestion, wait: Callable[[], Extracted] | None) -> Finished:
    extracted = wait() if wait else Extracted((), NO_TEXTS)
    try:
        return Finished(archived, _assembled(archived, extracted.readings, extracted.texts), extracted.failure)
    except Exception as error:  # noqa: BLE001 - one question must not end the run of all the others
        reason = f"the question could not be put together, through a fault of the extraction: {type(error).__name__}"
    lost = [Reading("unreadable", notes=(reason,), failure="fault") for _ in extracted.readings]
    try:
        return Finished(archived, _assembled(archived, lost, NO_TEXTS), "fault")
    except Exception:  # noqa: BLE001 - then it is not its files, but its records
        return Finished(archived, bare(archived, reason), "fault", is_bare=True)


def _assembled(archived: ArchivedQuestion, readings: Sequence[Reading], texts: Texts) -> WrittenQuestion:
    """The question of these readings of the files that are held. Raises ValueError where it could not be stored."""
    held = iter(readings)
    question = assemble(archived, [next(held) if file.sha256 else None for file in archived.files], texts)
    question.model_dump_json()  # fails for half a character, which a record may hold
    return question
