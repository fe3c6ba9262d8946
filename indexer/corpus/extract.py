"""Archive -> corpus: the questions that are new, changed, or extracted by an older version."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from crawler.archive import Archive, ArchivedQuestion, Version, seen_again, versions
from indexer.corpus.finishing import Finished, finished
from indexer.corpus.histories import revisions
from indexer.corpus.source import state_of
from indexer.corpus.store import Corpus, History, Made
from indexer.corpus.workers import Limits, Readers
from indexer.errors import ReaderMissing
from indexer.extraction import EXTRACTION_VERSION, OCR_CUT, OCR_NOTE, missing_for_ocr
from indexer.locking import only_writer
from indexer.question import WrittenQuestion

OCR_LIMITS = Limits(seconds=900.0, clock=7200.0)
"""Recognising a page takes seconds, and a scan has many."""

MOST_RUNS = 3
"""How many runs try what could not be read to the end."""

_KEPT = "the text is that of an earlier run: "


@dataclass(frozen=True, slots=True)
class ExtractReport:
    """What a run did: questions held in the archive, extracted, and changed; the statuses of those extracted.

    A scan whose text was recognised counts as "scanned and read", not as scanned. `unfinished` counts the questions
    that the next run tries again, because a file was not read to its end.
    """

    held: int
    extracted: int
    changed: int
    statuses: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    unfinished: int = 0


def extract(
    archive: Path,
    corpus: Path,
    *,
    everything: bool = False,
    ocr: bool = False,
    workers: int | None = None,
    cluster: str | None = None,
    patience: float = 30.0,
    limits: Limits | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ExtractReport:
    """Extract the questions that are new or changed in the archive, or that an older extraction made; or all.

    The files are read by `workers` processes, or by those of the Dask cluster at the address `cluster`, which is given
    up after `patience` seconds without an answer or without workers.
    The earlier versions of a question that was seen to change are read with it, and kept as its history.
    With `ocr` scans are read too, those of earlier runs among them. What was recognised in a scan stays when a later
    run goes without, and so does what was read of a file where a later run does not come as far. A run that is killed
    loses at most its last batch, and the next one does it again. Raises ArchiveMissing, ArchiveDamaged, CorpusDamaged,
    ReaderMissing where this machine cannot read scans, Busy where another run is writing the corpus, and ClusterFailed
    and LibraryMissing where there is a cluster.
    """
    if ocr and (lacking := missing_for_ocr()):
        raise ReaderMissing(lacking)
    started = time.monotonic()
    statuses: Counter[str] = Counter()
    changed = unfinished = 0
    with Archive.open(archive) as source, only_writer(corpus), Corpus.create(corpus) as store:
        fingerprints = source.fingerprints()
        made, seen, again = store.made(), store.seen(), seen_again(source)
        scans = {question.id for question in store if _lacks_recognition(question)} if ocr else set()
        wanted = [
            question_id
            for question_id, fingerprint in sorted(fingerprints.items())
            if everything
            or question_id in scans
            or not _is_done(made.get(question_id), fingerprint)
            or again.get(question_id) not in (None, seen.get(question_id))
        ]
        if wanted:
            with _readers(workers, cluster, patience, limits, ocr=ocr) as readers, store.batches():
                for done, (one, history) in enumerate(_with_histories(source, wanted, again, readers), 1):
                    question = _with_what_is_held(one, store)
                    stamp = _stamp(one, made.get(question.id))
                    changed += store.put(question, stamp, history)
                    statuses[_shown_status(question)] += 1
                    unfinished += 0 < stamp.cut < MOST_RUNS
                    if progress:
                        progress(done, len(wanted))
        store.put_source(state_of(source))
    return ExtractReport(
        len(fingerprints), len(wanted), changed, dict(statuses), time.monotonic() - started, unfinished
    )


def _readers(workers: int | None, cluster: str | None, patience: float, limits: Limits | None, *, ocr: bool) -> Readers:
    limits = limits or (OCR_LIMITS if ocr else Limits())
    if cluster is None:
        return Readers(workers, limits, ocr=ocr)
    from indexer.corpus.cluster import ClusterReaders  # needs a library that few have

    return ClusterReaders(cluster, limits, ocr=ocr, patience=patience)


def _with_histories(
    source: Archive, wanted: Iterable[int], again: Mapping[int, str], readers: Readers
) -> Iterator[tuple[Finished, History | None]]:
    """Each question as it is now, and its history where it was seen more than once; all of them read by the same
    workers, some of them ahead."""
    held: deque[tuple[Version, ...]] = deque()

    def to_read() -> Iterator[ArchivedQuestion]:
        for question_id in wanted:
            known = tuple(versions(source, question_id)) if question_id in again else ()
            held.append(known)
            yield from (version.question for version in known[:-1])
            yield source.question(question_id)

    found = finished(source, to_read(), readers)
    for question_id in wanted:
        first = next(found)
        known = held.popleft()
        read = [first, *islice(found, max(len(known) - 1, 0))]
        told = revisions(known, [one.question for one in read]) if known else ()
        yield read[-1], History(again[question_id], told) if known else None


def _is_done(made: Made | None, fingerprint: str) -> bool:
    if made is None or (made.fingerprint, made.extraction) != (fingerprint, EXTRACTION_VERSION):
        return False
    return made.cut == 0 or made.cut >= MOST_RUNS


def _stamp(found: Finished, before: Made | None) -> Made:
    stamp = Made(found.archived.fingerprint, EXTRACTION_VERSION)
    if found.failure != "passing":
        return stamp
    is_same = before and (before.fingerprint, before.extraction) == (stamp.fingerprint, stamp.extraction)
    return replace(stamp, cut=before.cut + 1 if before and is_same else 1)


def _shown_status(question: WrittenQuestion) -> str:
    return "scanned and read" if OCR_NOTE in question.notes else question.text_status


def _is_unread_scan(question: WrittenQuestion) -> bool:
    return question.text_status == "scanned" and OCR_NOTE not in question.notes


def _lacks_recognition(question: WrittenQuestion) -> bool:
    """Whether a run that reads scans may find more: in one that was not read, or in a page that took too long."""
    return _is_unread_scan(question) or any(OCR_CUT in note for note in question.notes)


def _with_what_is_held(found: Finished, store: Corpus) -> WrittenQuestion:
    """The question with the text that is held of the same files, where this run could not read as much of them."""
    question = found.question
    if not (found.failure or _is_unread_scan(question)):
        return question
    held = store.get(question.id)
    if held and found.is_bare:
        return held
    if held is None or _contents(held) != _contents(question):
        return question
    texts = ("question", "answer", "parts", "tables", "asked_together", "documents", "notes")
    kept = {name: getattr(held, name) for name in texts}
    if question.minister and held.minister:  # of whom the files tell the office, and the records the rest
        kept["minister"] = question.minister.model_copy(update={"title": held.minister.title})
    if OCR_NOTE in held.notes and _is_unread_scan(question):
        return question.model_copy(update=kept)
    if found.failure and _length(held) > _length(question):
        notes = [note for note in held.notes if not note.startswith(_KEPT)]
        notes += [_KEPT + note for note in question.notes if note not in notes]
        return question.model_copy(update={**kept, "text_status": held.text_status, "notes": tuple(notes)})
    return question


def _contents(question: WrittenQuestion) -> list[str | None]:
    return [document.sha256 for document in question.documents]


def _length(question: WrittenQuestion) -> int:
    return len(question.question or "") + len(question.answer or "")
