"""Corpus -> index: builds a new generation beside the one that is served, checks it, and swaps it in.

Nothing touches the served generation, so a build that is killed, runs out of disk or fails its checks changes nothing.
"""

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from indexer.corpus import Corpus
from indexer.dutch import ANALYSIS_VERSION
from indexer.engine import IndexInfo
from indexer.engines import GenerationWriter, generation_writer
from indexer.errors import BuildFailed, IndexDamaged, IndexMissing
from indexer.index_folder import (
    Stamp,
    discard,
    new_generation,
    read_pointer,
    read_stamp,
    remove_others,
    swap,
    verify,
    write_stamp,
)
from indexer.locking import only_writer
from indexer.question import WrittenQuestion

Progress = Callable[[int, int], None]

_PROBES = 20
"""So many questions are asked of a finished generation before it is served."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; `total` is what the index holds now, `generation` the folder that is served."""

    generation: str
    indexed: int
    removed: int
    total: int
    full: bool
    seconds: float


def build_index(
    corpus: Path, index: Path, *, full: bool = False, engine: str = "whoosh", progress: Progress | None = None
) -> BuildReport:
    """Index what changed in the corpus since the last build, or everything where that is asked or needed.

    Raises CorpusMissing, CorpusDamaged, Busy, BuildFailed, or OSError (a full disk); the index served until now then
    still is.
    """
    started = time.monotonic()
    writer = generation_writer(engine)
    with Corpus.open(corpus) as source, only_writer(index):
        remove_others(index)
        base = None if full else _base(index, source, engine, writer)
        changes = _Changes(source, since=base.stamp.info.corpus_revision if base else 0, progress=progress)
        if base and not changes.total and not changes.gone:
            return BuildReport(base.folder.name, 0, 0, len(source), False, time.monotonic() - started)
        _check_space(index, corpus, base)
        generation = new_generation(index)
        try:
            info = _write(generation, base, changes, source, engine, writer)
            write_stamp(generation, info, str(source.identity), base.stamp.files if base else {})
            if faults := writer.faults(generation, info, changes.probes):
                raise BuildFailed(f"the new index is not served, because it {'; '.join(faults[:3])}")
            swap(index, generation)
        except BaseException:  # also when interrupted
            discard(index, generation)
            raise
        remove_others(index)
        return BuildReport(
            generation.name,
            changes.indexed,
            len(changes.gone) if base else 0,
            info.questions,
            base is None,
            time.monotonic() - started,
        )


@dataclass(frozen=True, slots=True)
class _Base:
    """The generation an incremental build starts from."""

    folder: Path
    stamp: Stamp


class _Changes:
    """What came, changed or went in a corpus since a revision; counts what is indexed and keeps some as probes."""

    def __init__(self, source: Corpus, since: int, progress: Progress | None) -> None:
        self._source = source
        self._since = since
        self._progress = progress
        self.gone = source.removed_since(since) if since else []
        self.changed = source.ids_changed_since(since) if since else []
        self.total = len(self.changed) if since else len(source)
        self.indexed = 0
        self.probes: list[WrittenQuestion] = []

    def __iter__(self) -> Iterator[WrittenQuestion]:
        stride = max(1, self.total // _PROBES)
        for number, (_, question) in enumerate(self._source.changed_since(self._since)):
            if number % stride == 0 and len(self.probes) <= _PROBES:
                self.probes.append(question)
            yield question
            self.indexed += 1
            if self._progress:
                self._progress(self.indexed, self.total)


def _write(
    generation: Path, base: _Base | None, changes: _Changes, source: Corpus, engine: str, writer: GenerationWriter
) -> IndexInfo:
    revision, total = source.revision, len(source)
    if base:
        writer.write_changes(generation, base.folder, changes.gone + changes.changed, changes)
    else:
        writer.write_all(generation, changes)
    if source.revision != revision:
        raise BuildFailed("the corpus changed while it was indexed: run `vraagbaak index` again")
    return IndexInfo(
        engine=engine,
        schema_version=writer.SCHEMA_VERSION,
        analysis_version=ANALYSIS_VERSION,
        corpus_revision=revision,
        questions=total,
        built_at=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
    )


def _base(index: Path, source: Corpus, engine: str, writer: GenerationWriter) -> _Base | None:
    """The generation that is served, where its changes can be applied to it: made by this program from this corpus."""
    try:
        folder = index / read_pointer(index).current
        stamp = read_stamp(folder)
        verify(folder, stamp)
    except (IndexMissing, IndexDamaged, FileNotFoundError):
        return None
    made_by = (stamp.info.engine, stamp.info.schema_version, stamp.info.analysis_version)
    fits = (
        made_by == (engine, writer.SCHEMA_VERSION, ANALYSIS_VERSION)
        and stamp.corpus == str(source.identity)
        and 0 < stamp.info.corpus_revision <= source.revision
    )
    return _Base(folder, stamp) if fits else None


def _check_space(index: Path, corpus: Path, base: _Base | None) -> None:
    """Raises OSError before anything is written where the disk cannot hold the new generation beside the old one."""
    if base:
        # Hard links take no room; merging small segments writes at most a small part anew.
        needed = sum((base.folder / name).stat().st_size for name in base.stamp.files) // 4
    else:
        needed = 2 * corpus.stat().st_size  # the index and, while it is sorted, its postings once more
    free = shutil.disk_usage(index if index.exists() else index.parent).free
    if free < needed:
        raise OSError(
            errno.ENOSPC,
            f"{os.strerror(errno.ENOSPC)}: a build needs some {needed / 1e6:.0f} MB, {free / 1e6:.0f} MB are free; "
            "the index served until now still is",
            str(index),
        )
