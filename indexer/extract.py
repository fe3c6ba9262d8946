"""Archive -> corpus: every file is read in a worker process with limits, so that no file can end the run.

pypdf can be kept busy for minutes by a file of 4 kB and asks its callers to bound it from outside: a worker that
takes too long is killed, one that wants too much memory is refused it, and the question says so in its notes.
"""

import hashlib
import multiprocessing
import os
import resource
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from crawler.archive import Archive, ArchivedQuestion, StoredFile
from indexer.corpus import Corpus, Made
from indexer.extraction import EXTRACTION_VERSION, Anchors, Reading, anchors_of, assemble, read_file
from indexer.locking import only_writer
from indexer.question import WrittenQuestion

FILE_SECONDS = 30
FILE_MEMORY = 1 << 30
_TASKS_A_WORKER = 500
"""A worker is replaced after so many files, so that what a library leaks does not add up."""


@dataclass(frozen=True, slots=True)
class ExtractReport:
    """What a run did: questions looked at, extracted, and changed in the corpus; statuses of those extracted."""

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
    progress: Callable[[int, int], None] | None = None,
) -> ExtractReport:
    """Extract the questions that are new or changed in the archive, or that an older extraction made; or all.

    Raises ArchiveMissing, ArchiveDamaged, CorpusDamaged, and Busy where another run is writing the corpus.
    """
    started = time.monotonic()
    with Archive.open(archive) as source, only_writer(corpus), Corpus.create(corpus) as store:
        fingerprints = source.fingerprints()
        made = store.made()
        wanted = [
            question_id
            for question_id, fingerprint in sorted(fingerprints.items())
            if everything or made.get(question_id) != Made(fingerprint, EXTRACTION_VERSION)
        ]
        statuses: Counter[str] = Counter()
        changed = 0
        for done, (archived, question) in enumerate(_read_all(source, wanted, workers or os.cpu_count() or 1), 1):
            changed += store.put(question, Made(archived.fingerprint, EXTRACTION_VERSION))
            statuses[question.text_status] += 1
            if progress:
                progress(done, len(wanted))
    return ExtractReport(len(fingerprints), len(wanted), changed, dict(statuses), time.monotonic() - started)


def _read_all(archive: Archive, wanted: list[int], workers: int) -> Iterator[tuple[ArchivedQuestion, WrittenQuestion]]:
    """The wanted questions in their order, a few files for each worker in flight at a time."""
    if not wanted:
        return
    waiting: deque[tuple[ArchivedQuestion, list[Future[Reading] | None]]] = deque()
    with ProcessPool(
        max_workers=workers,
        max_tasks=_TASKS_A_WORKER,
        initializer=_limit_memory,
        initargs=[FILE_MEMORY],
        context=multiprocessing.get_context("spawn"),
    ) as pool:
        for archived in archive.questions(wanted):
            anchors = anchors_of(archived)
            waiting.append((archived, [_schedule(pool, archive, file, anchors) for file in archived.files]))
            if len(waiting) > 4 * workers:
                yield _finish(*waiting.popleft())
        while waiting:
            yield _finish(*waiting.popleft())


def _schedule(pool: ProcessPool, archive: Archive, file: StoredFile, anchors: Anchors) -> "Future[Reading] | None":
    if file.link.is_attachment or file.sha256 is None:
        return None
    future: Future[Reading] = pool.schedule(
        _read, args=[archive.file_path(file.sha256), file.sha256, anchors], timeout=FILE_SECONDS
    )
    return future


def _finish(
    archived: ArchivedQuestion, futures: list["Future[Reading] | None"]
) -> tuple[ArchivedQuestion, WrittenQuestion]:
    return archived, assemble(archived, [_outcome(future) if future else None for future in futures])


def _outcome(future: "Future[Reading]") -> Reading:
    try:
        return future.result()
    except TimeoutError:
        return Reading("unreadable", notes=(f"reading the file took longer than {FILE_SECONDS} s and was stopped",))
    except MemoryError:
        return Reading("unreadable", notes=(f"reading the file takes more than {FILE_MEMORY >> 20} MiB of memory",))
    except ProcessExpired as error:
        return Reading("unreadable", notes=(f"reading the file ended the reader (exit status {error.exitcode})",))
    except OSError as error:
        return Reading("unreadable", notes=(f"the archived file could not be opened: {error.strerror}",))


def _read(path: Path, sha256: str, anchors: Anchors) -> Reading:
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        return Reading("unreadable", notes=("the archived file is not what was stored: its checksum differs",))
    return read_file(data, anchors)


def _limit_memory(limit: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
