"""The engine as the rest of the program knows it."""

from collections.abc import Collection, Iterable
from pathlib import Path

from indexer.engines.whoosh import writer
from indexer.engines.whoosh.building import Built, SegmentMaker
from indexer.engines.whoosh.schema import SCHEMA_VERSION
from indexer.engines.whoosh.searching import WhooshIndex


class WhooshEngine:
    """The Engine that keeps Whoosh's files."""

    name = "whoosh"
    schema_version = SCHEMA_VERSION

    def maker(self, folder: Path) -> SegmentMaker:
        """See Engine."""
        return SegmentMaker(folder)

    def write(
        self, generation: Path, base: Path | None, gone: Collection[int], made: Iterable[Built]
    ) -> frozenset[str]:
        """See Engine."""
        return writer.write(generation, base, gone, made)

    def open(self, generation: Path) -> WhooshIndex:
        """See Engine."""
        return WhooshIndex(generation)

    def serve(self, generation: Path, previous: Path | None) -> None:
        """See Engine. All that it holds is in the generations."""

    def space_needed(self, corpus_bytes: int, base: Path | None) -> int:
        """See Engine. Hard links take no room; merging small segments writes at most a small part anew."""
        if base is None:
            return corpus_bytes
        return sum(path.stat().st_size for path in base.iterdir()) // 4
