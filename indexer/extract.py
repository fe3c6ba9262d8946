"""Archive -> corpus: the questions that are new, changed, or extracted by an older version."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crawler.archive import Archive
from indexer.corpus import Corpus, Made
from indexer.errors import ReaderMissing
from indexer.extraction import EXTRACTION_VERSION, OCR_NOTE, missing_for_ocr
from indexer.finishing import finished
from indexer.locking import only_writer
from indexer.question import WrittenQuestion
from indexer.readers import Limits, Readers

OCR_LIMITS = Limits(seconds=900.0)
"""Recognising a page takes seconds, and a scan has many."""


@dataclass(frozen=True, slots=True)
class ExtractReport:
    """What a run did: questions held in the archive, extracted, and changed; the statuses of those extracted, where a
    scan whose text was recognised is told apart."""

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
                for done, (archived, question) in enumerate(finished(source, source.questions(wanted), readers), 1):
                    if _is_unread_scan(question):
                        question = _keep_recognised(question, store.get(question.id))
                    changed += store.put(question, Made(archived.fingerprint, EXTRACTION_VERSION))
                    statuses["scanned and read" if OCR_NOTE in question.notes else question.text_status] += 1
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
