"""Archive -> corpus: the questions that are new, changed, or extracted by an older version."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crawler.archive import Archive, ArchivedQuestion, StoredFile
from indexer.corpus import Corpus, Made
from indexer.errors import ReaderMissing
from indexer.extraction import EXTRACTION_VERSION, NO_TEXTS, OCR_NOTE, anchors_of, assemble, missing_for_ocr
from indexer.locking import only_writer
from indexer.question import WrittenQuestion
from indexer.readers import Extracted, FileToRead, Limits, Readers

OCR_LIMITS = Limits(seconds=900.0)
"""Recognising a page takes seconds, and a scan has many."""
_IN_FLIGHT = 4
"""Questions a worker that are read ahead: enough to keep every worker busy, and memory flat."""


@dataclass(frozen=True, slots=True)
class ExtractReport:
    """What a run did: questions held in the archive, extracted, and changed; the statuses of those extracted."""

    held: int
    extracted: int
    changed: int
    statuses: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0


def extract(
    archive: Path,
    corpus: Path,
    *,
    everything: bool = False,
    ocr: bool = False,
    workers: int | None = None,
    limits: Limits | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ExtractReport:
    """Extract the questions that are new or changed in the archive, or that an older extraction made; or all.

    With `ocr` scans are read too, those of earlier runs among them. What was recognised in a scan stays when a later
    run goes without. Raises ArchiveMissing, ArchiveDamaged, CorpusDamaged, ReaderMissing where this machine cannot
    read scans, and Busy where another run is writing the corpus.
    """
    if ocr and (lacking := missing_for_ocr()):
        raise ReaderMissing(lacking)
    started = time.monotonic()
    statuses: Counter[str] = Counter()
    changed = 0
    with Archive.open(archive) as source, only_writer(corpus), Corpus.create(corpus) as store:
        fingerprints = source.fingerprints()
        made = store.made()
        scans = {question.id for question in store if _is_unread_scan(question)} if ocr else set()
        wanted = [
            question_id
            for question_id, fingerprint in sorted(fingerprints.items())
            if everything or made.get(question_id) != Made(fingerprint, EXTRACTION_VERSION) or question_id in scans
        ]
        if wanted:
            with Readers(workers, limits or (OCR_LIMITS if ocr else Limits()), ocr=ocr) as readers:
                for done, (archived, question) in enumerate(_read_all(source, wanted, readers), 1):
                    if _is_unread_scan(question):
                        question = _keep_recognised(question, store.get(question.id))
                    changed += store.put(question, Made(archived.fingerprint, EXTRACTION_VERSION))
                    statuses[question.text_status] += 1
                    if progress:
                        progress(done, len(wanted))
    return ExtractReport(len(fingerprints), len(wanted), changed, dict(statuses), time.monotonic() - started)


def _is_unread_scan(question: WrittenQuestion) -> bool:
    return question.text_status == "scanned" and OCR_NOTE not in question.notes


def _keep_recognised(found: WrittenQuestion, held: WrittenQuestion | None) -> WrittenQuestion:
    """An unread scan with the text that was recognised in the same files before, where there is one."""
    if held is None or OCR_NOTE not in held.notes:
        return found
    if [document.sha256 for document in held.documents] != [document.sha256 for document in found.documents]:
        return found
    names = ("question", "answer", "parts", "tables", "asked_together", "minister", "documents", "notes")
    return found.model_copy(update={name: getattr(held, name) for name in names})


def _read_all(
    archive: Archive, wanted: list[int], readers: Readers
) -> Iterator[tuple[ArchivedQuestion, WrittenQuestion]]:
    """The wanted questions in their order, some of them read ahead."""
    ahead: deque[tuple[ArchivedQuestion, Callable[[], Extracted] | None]] = deque()
    for archived in archive.questions(wanted):
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
