"""Archive -> corpus: the questions that are new, changed, or extracted by an older version."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crawler.archive import Archive, ArchivedQuestion, StoredFile
from indexer.corpus import Corpus, Made
from indexer.extraction import EXTRACTION_VERSION, Reading, anchors_of, assemble
from indexer.locking import only_writer
from indexer.question import WrittenQuestion
from indexer.readers import Limits, Readers

_IN_FLIGHT = 4
"""Questions a worker that are read ahead: enough to keep every worker busy, and memory flat."""

Wait = Callable[[], Reading]


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
    workers: int | None = None,
    limits: Limits | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ExtractReport:
    """Extract the questions that are new or changed in the archive, or that an older extraction made; or all.

    Raises ArchiveMissing, ArchiveDamaged, CorpusDamaged, and Busy where another run is writing the corpus.
    """
    started = time.monotonic()
    statuses: Counter[str] = Counter()
    changed = 0
    with Archive.open(archive) as source, only_writer(corpus), Corpus.create(corpus) as store:
        fingerprints = source.fingerprints()
        made = store.made()
        wanted = [
            question_id
            for question_id, fingerprint in sorted(fingerprints.items())
            if everything or made.get(question_id) != Made(fingerprint, EXTRACTION_VERSION)
        ]
        if wanted:
            with Readers(workers, limits or Limits()) as readers:
                for done, (archived, question) in enumerate(_read_all(source, wanted, readers), 1):
                    changed += store.put(question, Made(archived.fingerprint, EXTRACTION_VERSION))
                    statuses[question.text_status] += 1
                    if progress:
                        progress(done, len(wanted))
    return ExtractReport(len(fingerprints), len(wanted), changed, dict(statuses), time.monotonic() - started)


def _read_all(
    archive: Archive, wanted: list[int], readers: Readers
) -> Iterator[tuple[ArchivedQuestion, WrittenQuestion]]:
    """The wanted questions in their order, some of them read ahead."""
    ahead: deque[tuple[ArchivedQuestion, list[Wait | None]]] = deque()
    for archived in archive.questions(wanted):
        ahead.append((archived, [_start(readers, archive, file, archived) for file in archived.files]))
        if len(ahead) > _IN_FLIGHT * readers.workers:
            yield _finish(*ahead.popleft())
    while ahead:
        yield _finish(*ahead.popleft())


def _start(readers: Readers, archive: Archive, file: StoredFile, archived: ArchivedQuestion) -> Wait | None:
    """Begin to read a file, unless it is not held or an attachment, which is listed but not read."""
    if file.link.is_attachment or file.sha256 is None:
        return None
    return readers.read(archive.file_path(file.sha256), file.sha256, anchors_of(archived))


def _finish(archived: ArchivedQuestion, waits: list[Wait | None]) -> tuple[ArchivedQuestion, WrittenQuestion]:
    return archived, assemble(archived, [wait() if wait else None for wait in waits])
