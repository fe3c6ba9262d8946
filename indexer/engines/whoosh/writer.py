"""Writes a generation: all of a corpus, or the changes since the last one.

Whoosh keeps what it indexes in memory up to a limit and sorts the rest on disk; a commit every so many questions keeps
memory and temporary files flat however large the corpus is.
"""

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from whoosh import query, writing
from whoosh.reading import SegmentReader

from indexer import dutch
from indexer.engine import IndexInfo
from indexer.engines.whoosh.matching import Deadline, Matching
from indexer.engines.whoosh.schema import SCHEMA_VERSION, Codec, document, schema
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.whoosh.storage import files_closed
from indexer.query import Field, Query, Word
from indexer.question import WrittenQuestion

__all__ = ["SCHEMA_VERSION", "faults", "write_all", "write_changes"]

_BATCH = 20_000
"""Questions a segment of a full build: with 150,000 questions that makes eight."""
_SEGMENT_FILES = frozenset({".trm", ".pst", ".col", ".toc"})
_MEMORY_MB = 96
_SMALL = 5_000
_MOST_SMALL = 4
"""So many segments of fewer than _SMALL questions may lie beside the large ones before they are merged."""


def write_all(generation: Path, questions: Iterable[WrittenQuestion]) -> None:
    """Index every question in an empty folder."""
    with files_closed(generation) as storage:
        _add(storage.create_index(schema()), questions)


def write_changes(
    generation: Path,
    previous: Path,
    touched: Iterable[int],
    questions: Iterable[WrittenQuestion],
) -> None:
    """Start from the generation before, take out every touched question, and index those that came or changed.

    Segments never change once written, so they are hard links; only the table of contents is Whoosh's to rewrite,
    and it writes a new one each time.
    """
    for path in previous.iterdir():
        if path.suffix in _SEGMENT_FILES:
            _link(path, generation / path.name)
    with files_closed(generation) as storage:
        index = storage.open_index(schema=schema())
        _delete(index, touched)
        _add(index, questions)


def faults(generation: Path, info: IndexInfo, probes: Iterable[WrittenQuestion]) -> list[str]:
    """What is wrong with a finished generation: a wrong count, a probe it does not give back or does not find."""
    snapshot = Snapshot(generation, info)
    try:
        found = [] if snapshot.count == info.questions else [f"holds {snapshot.count} questions, not {info.questions}"]
        return found + [f"question {probe.id} {fault}" for probe in probes if (fault := _probe(snapshot, probe))]
    finally:
        snapshot.close()


def _probe(snapshot: Snapshot, question: WrittenQuestion) -> str | None:
    document = snapshot.document(question.id)
    if document is None:
        return "is missing"
    if snapshot.question(document) != question:
        return "is not the one of the corpus"
    word = next((token for token in dutch.tokens(question.title or "") if not token.stop), None)
    if word is None:
        return None
    matches = Matching(snapshot, Query(Word(word.word, Field.TITLE)), Deadline(60)).documents
    return None if matches >> document & 1 else f"is not found by {word.word!r}, a word of its title"


def _add(index: Any, questions: Iterable[WrittenQuestion]) -> None:
    writer = None
    held = 0
    try:
        for question in questions:
            if writer is None:
                writer = _writer(index)
            writer.add_document(**document(question))
            held += 1
            if held % _BATCH == 0:
                writer.commit(mergetype=_merge_small)
                writer = None
        if writer is not None:
            writer.commit(mergetype=_merge_small)
            writer = None
    finally:
        if writer is not None:
            with suppress(OSError):
                writer.cancel()


def _writer(index: Any) -> Any:
    # Not one compound file a segment: Whoosh's reader of those copies them whole into memory.
    return index.writer(limitmb=_MEMORY_MB, codec=Codec(), compound=False)


def _delete(index: Any, ids: Iterable[int]) -> None:
    with _writer(index) as writer:
        writer.mergetype = writing.NO_MERGE
        for question_id in ids:
            writer.delete_by_query(query.Term("id", question_id))


def _merge_small(writer: Any, segments: list[Any]) -> list[Any]:
    """Which segments to write anew: the small ones once there are many, and any that is half deleted.

    A nightly run adds a segment of some dozens of questions; without merging a year would leave hundreds.
    """
    small = [segment for segment in segments if segment.doc_count_all() < _SMALL]
    merged = small if len(small) > _MOST_SMALL else []
    merged = [s for s in segments if s in merged or s.deleted_count() * 2 > s.doc_count_all()]
    for segment in merged:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in merged]


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)
