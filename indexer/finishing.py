"""Archived questions -> finished questions: their files are read by the workers, and joined with their records."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from crawler.archive import Archive, ArchivedQuestion, StoredFile
from indexer.extraction import NO_TEXTS, anchors_of, assemble
from indexer.question import WrittenQuestion
from indexer.readers import Extracted, FileToRead, Readers

_IN_FLIGHT = 4
"""Questions a worker that are read ahead: enough to keep every worker busy, and memory flat."""


def finished(
    archive: Archive, questions: Iterable[ArchivedQuestion], readers: Readers
) -> Iterator[tuple[ArchivedQuestion, WrittenQuestion]]:
    """Each question with what it was made into, in their order; some of them are read ahead."""
    ahead: deque[tuple[ArchivedQuestion, Callable[[], Extracted] | None]] = deque()
    for archived in questions:
        files = [_to_read(archive, file) for file in archived.files if file.sha256]
        ahead.append((archived, readers.read(files, anchors_of(archived)) if files else None))
        if len(ahead) > _IN_FLIGHT * readers.workers:
            yield _finish(*ahead.popleft())
    while ahead:
        yield _finish(*ahead.popleft())


def _to_read(archive: Archive, file: StoredFile) -> FileToRead:
    name = file.link.filename or f"bestand {file.link.pfile}"
    return FileToRead(
        archive.file_path(file.sha256 or ""), file.sha256 or "", name if file.link.is_attachment else None
    )


def _finish(
    archived: ArchivedQuestion, wait: Callable[[], Extracted] | None
) -> tuple[ArchivedQuestion, WrittenQuestion]:
    extracted = wait() if wait else Extracted((), NO_TEXTS)
    readings = iter(extracted.readings)
    parallel = [next(readings) if file.sha256 else None for file in archived.files]
    return archived, assemble(archived, parallel, extracted.texts)
