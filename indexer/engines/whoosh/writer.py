"""Writes a generation: all questions anew, or the changes to the generation before."""

import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from whoosh.index import TOC

from indexer.engines.processes import in_processes
from indexer.engines.whoosh.building import SegmentBuilder, build_segments
from indexer.engines.whoosh.codec import SegmentReader, Storage
from indexer.engines.whoosh.schema import INDEX_NAME, Entry, entry, schema
from indexer.fields import Number
from indexer.question import WrittenQuestion

_ALONE = 1_000
"""Fewer questions than this are indexed sooner than processes are started."""

_SMALL = 5_000
_MOST_SMALL = 4
"""This many segments of fewer than _SMALL questions may lie beside the large ones before they are merged."""


def write(
    generation: Path, base: Path | None, gone: Collection[int], questions: Iterable[WrittenQuestion]
) -> frozenset[str]:
    """Index questions beside those of the base less what is gone, or alone; the names of the base's files that stayed.

    Segments never change once written, so those of the base are hard links. Which of their questions are deleted
    stands in the table of contents, which is always a new one.
    """
    segments: list[Any] = []
    linked: list[str] = []
    builder = SegmentBuilder()
    with Storage(generation) as storage:
        if base:
            segments, merged = _kept_and_merged(_without(base, gone))
            linked = _link(base, generation, segments)
            for reader in _opened(base, merged):
                builder.take(reader)
                if builder.is_full:
                    segments.append(builder.write(storage))
                    builder = SegmentBuilder()
        entries = map(entry, questions)
        few = list(islice(entries, _ALONE))
        if len(few) == _ALONE:
            segments += _built_together(generation, chain(few, entries))
        else:
            for one in few:
                builder.add(one)
        if len(builder):
            segments.append(builder.write(storage))
        TOC(schema(), segments, 1).write(storage, INDEX_NAME)
    return frozenset(linked)


def _built_together(generation: Path, entries: Iterable[Entry]) -> list[Any]:
    """Index these questions in new segments. Processes write in a folder that is made for this run and emptied at its
    end, so that one that outlives a killed parent writes nothing into a generation."""
    with TemporaryDirectory(prefix="segments-", dir=generation) as folder:
        with closing(in_processes(build_segments, entries, folder)) as built:
            segments = list(built)
        for path in Path(folder).iterdir():
            path.rename(generation / path.name)
    return segments


def _without(base: Path, gone: Collection[int]) -> list[Any]:
    """The segments of a generation, and in them deleted what is gone."""
    with Storage(base) as storage:
        segments: list[Any] = TOC.read(storage, INDEX_NAME, schema=schema()).segments
    wanted = np.array(sorted(gone), np.int64)
    for segment, reader in zip(segments, _opened(base, segments), strict=True):
        for document in np.flatnonzero(np.isin(reader.column(Number.ID), wanted)).tolist():
            segment.delete_document(document)
    return segments


def _opened(base: Path, segments: Sequence[Any]) -> Iterator[SegmentReader]:
    """These segments of a generation, open one after the other."""
    for segment in segments:
        with Storage(base) as storage:
            yield SegmentReader(storage, segment)


def _kept_and_merged(segments: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Which segments stay, and which are written anew: the small ones once there are many, and any half deleted.

    A nightly run adds a segment of some dozens of questions; without merging a year would leave hundreds.
    """
    small = [segment for segment in segments if segment.doc_count_all() < _SMALL]
    merged = small if len(small) > _MOST_SMALL else []
    merged = [one for one in segments if one in merged or one.deleted_count() * 2 > one.doc_count_all()]
    return [segment for segment in segments if segment not in merged], merged


def _link(base: Path, generation: Path, segments: Sequence[Any]) -> list[str]:
    """Link the files of these segments; their names."""
    ids = {segment.segment_id() for segment in segments}
    names = [path.name for path in base.iterdir() if path.name.partition(".")[0] in ids]
    for name in names:
        try:
            os.link(base / name, generation / name)
        except OSError:  # a file system without hard links
            shutil.copy2(base / name, generation / name)
    return names
