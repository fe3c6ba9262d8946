"""Corpus -> index: builds a new generation beside the one that is served, checks it, and swaps it in.

Nothing touches the served generation, so a build that is killed, runs out of disk or fails its checks changes nothing.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawler.disk import no_space
from indexer.corpus.store import Corpus
from indexer.dutch import ANALYSIS_VERSION
from indexer.engines import DEFAULT, Engine, engine_named
from indexer.errors import BuildFailed, IndexDamaged, IndexMissing, IndexOutdated
from indexer.index.checks import faults_of
from indexer.index.contents import writing_contents
from indexer.index.database import check_version, space_needed
from indexer.index.gathering import gathering
from indexer.index.generations import (
    Generation,
    IndexInfo,
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
"""How many questions at most are asked of a finished generation before it is served."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; `total` is what the index holds now, `generation` the folder that is served, `engine` the name
    of the engine that keeps it."""

    generation: str
    engine: str
    indexed: int
    total: int
    full: bool
    seconds: float


def build_index(
    corpus: Path, index: Path, *, full: bool = False, engine: str | None = None, progress: Progress | None = None
) -> BuildReport:
    """Index what changed in the corpus since the last build, or everything where that is asked or needed.

    Without an engine named, the one that made the index goes on with it. Raises CorpusMissing, CorpusDamaged, Busy,
    BuildFailed, ValueError (no such engine), LibraryMissing (one that is not installed), EngineUnavailable (one whose
    servers cannot be used) or OSError (a full disk); the index served until now then still is.
    """
    started = time.monotonic()
    chosen = engine_named(engine) if engine else None
    with Corpus.open(corpus) as source, only_writer(index):
        remove_others(index)
        served = _served(index)
        chosen = chosen or _engine_of(served)
        base = served if served and not full and _fits(served, source, chosen) else None
        changes = _Changes(source, since=base.stamp.info.corpus_revision if base else 0, progress=progress)
        if base and base.stamp.info.corpus_revision == source.revision:
            chosen.serve(base.folder, _previous(index))  # a build may have been killed before it could say so
            return BuildReport(base.folder.name, chosen.name, 0, len(source), False, time.monotonic() - started)
        _check_space(index, corpus, base, chosen)
        folder = new_generation(index)
        try:
            info, probes = _write(folder, base, changes, source, chosen)
            if faults := faults_of(folder, info, chosen, probes):
                raise BuildFailed(f"the new index is not served, because it {'; '.join(faults[:3])}")
            swap(index, folder)
            chosen.serve(folder, _previous(index))
        except BaseException:  # also when interrupted
            discard(index, folder)
            raise
        remove_others(index)
        return BuildReport(
            folder.name,
            chosen.name,
            changes.indexed,
            info.questions,
            base is None,
            time.monotonic() - started,
        )


class _Changes:
    """What came or changed in a corpus since a revision, up to its newest: the ids; counts what is indexed as they
    pass."""

    def __init__(self, source: Corpus, since: int, progress: Progress | None) -> None:
        self.since = since
        self.revision = source.revision  # before the ids: whatever comes later makes another when the build ends
        self.ids = source.ids_changed_since(since)
        self.gone = self.ids if since else []
        self.indexed = 0
        self._progress = progress

    def __iter__(self) -> Iterator[int]:
        for question_id in self.ids:
            yield question_id
            self.indexed += 1
            if self._progress:
                self._progress(self.indexed, len(self.ids))

    @property
    def probes(self) -> list[int]:
        """Some of them, evenly spread."""
        return self.ids[:: len(self.ids) // _PROBES + 1]


def _write(
    folder: Path, base: Generation | None, changes: _Changes, source: Corpus, engine: Engine
) -> tuple[IndexInfo, list[WrittenQuestion]]:
    """Write a generation; what it is, and some of the questions that went into it."""
    total, before = len(source), base.folder if base else None
    with writing_contents(folder, before) as contents, gathering(source.path, changes, engine, folder) as gathered:
        contents.take_out(changes.gone)
        linked = engine.write(folder, before, changes.gone, contents.putting(gathered))
        for question_id, revisions in source.histories_since(changes.since):
            contents.put_history(question_id, revisions)
        contents.put_source(source.source)
    probes = [stored.question() for stored in source.stored(changes.probes)]
    with Corpus.open(source.path) as now:  # by its path, as by those who read the questions
        if (now.identity, now.revision) != (source.identity, changes.revision):
            raise BuildFailed("the corpus changed while it was indexed: run `vraagbaak index` again")
    info = IndexInfo(
        engine=engine.name,
        schema_version=engine.schema_version,
        analysis_version=ANALYSIS_VERSION,
        corpus_revision=changes.revision,
        questions=total,
        built_at=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
    )
    write_stamp(folder, info, str(source.identity), base, linked)
    return info, probes


def _served(index: Path) -> Generation | None:
    """The generation that is served, where it can be read."""
    try:
        folder = index / read_pointer(index).current
        return Generation(folder, read_stamp(folder))
    except (IndexMissing, IndexDamaged, FileNotFoundError):
        return None


def _previous(index: Path) -> Path | None:
    """The generation that was served before the one that is."""
    name = read_pointer(index).previous
    return index / name if name else None


def _engine_of(served: Generation | None) -> Engine:
    """The engine that made an index, or the default where there is none that this program knows."""
    try:
        return engine_named(served.stamp.info.engine if served else DEFAULT)
    except ValueError:
        return engine_named(DEFAULT)


def _fits(served: Generation, source: Corpus, engine: Engine) -> bool:
    """Whether changes can be applied to a generation: it is whole, and made by this program from this corpus."""
    info = served.stamp.info
    made_by = (info.engine, info.schema_version, info.analysis_version)
    if (
        made_by != (engine.name, engine.schema_version, ANALYSIS_VERSION)
        or served.stamp.corpus != str(source.identity)
        or not 0 < info.corpus_revision <= source.revision
    ):
        return False
    try:
        verify(served.folder, served.stamp)
        check_version(served.folder)
    except (IndexDamaged, IndexOutdated, FileNotFoundError):
        return False
    return True


def _check_space(index: Path, corpus: Path, base: Generation | None, engine: Engine) -> None:
    """Raises OSError before anything is written where the disk cannot hold the new generation beside the old one."""
    size, before = corpus.stat().st_size, base.folder if base else None
    needed = engine.space_needed(size, before) + space_needed(size, before)
    free = shutil.disk_usage(index if index.exists() else index.parent).free
    if free < needed:
        raise no_space(
            index,
            f": a build needs some {needed / 1e6:.0f} MB, {free / 1e6:.0f} MB are free; "
            "the index served until now still is",
        )
