"""Writes a generation: all questions anew, or the changes to the generation before."""

import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.index import TOC

from indexer.engines.whoosh.building import Built, SegmentBuilder
from indexer.engines.whoosh.codec import SegmentReader, Storage
from indexer.engines.whoosh.schema import INDEX_NAME, schema
from indexer.fields import Number

_SMALL = 5_000
_MOST_SMALL = 4
"""This many segments of fewer than _SMALL questions may lie beside the large ones before they are merged."""


def write(generation: Path, base: Path | None, gone: Collection[int], made: Iterable[Built]) -> frozenset[str]:
    """Index questions beside those of the base less what is gone, or alone; the names of the base's files that stayed.

    Segments never change once written, so those of the base are hard links. Which of their questions are deleted
    stands in the table of contents, which is always a new one.
    """
    new = [_moved(one, generation) for one in made]
    old = _without(base, gone) if base else []
    linked = _link(base, generation, old) if base else set()
    merged = _to_merge([*old, *new])
    with Storage(generation) as storage:
        segments = [one for one in (*old, *new) if one not in merged]
        segments += _merged(storage, generation, merged)
        TOC(schema(), segments, 1).write(storage, INDEX_NAME)
    for name in (name for one in merged for name in _files(generation, one)):
        (generation / name).unlink()
        linked.discard(name)
    return frozenset(linked)


def _moved(built: Built, generation: Path) -> Any:
    """A segment whose files are brought into its generation."""
    for name in _files(built.folder, built.segment):
        (built.folder / name).rename(generation / name)
    return built.segment


def _merged(storage: Any, generation: Path, segments: Sequence[Any]) -> Iterator[Any]:
    """The questions of these segments in new ones."""
    builder = SegmentBuilder()
    for reader in _opened(generation, segments):
        builder.take(reader)
        if builder.is_full:
            yield builder.write(storage)
            builder = SegmentBuilder()
    if len(builder):
        yield builder.write(storage)


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


def _to_merge(segments: Sequence[Any]) -> list[Any]:
    """Which segments are written anew: the small ones once there are many, and any half deleted.

    A nightly run adds a segment of some dozens of questions; without merging a year would leave hundreds.
    """
    small = [segment for segment in segments if segment.doc_count_all() < _SMALL]
    merged = small if len(small) > _MOST_SMALL else []
    return [one for one in segments if one in merged or one.deleted_count() * 2 > one.doc_count_all()]


def _link(base: Path, generation: Path, segments: Sequence[Any]) -> set[str]:
    """Link the files of these segments; their names."""
    names = {name for segment in segments for name in _files(base, segment)}
    for name in names:
        try:
            os.link(base / name, generation / name)
        except OSError:  # a file system without hard links
            shutil.copy2(base / name, generation / name)
    return names


def _files(folder: Path, segment: Any) -> list[str]:
    """The names of the files of a segment."""
    return [path.name for path in folder.iterdir() if path.name.partition(".")[0] == segment.segment_id()]
