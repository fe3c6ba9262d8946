"""The engine as the rest of the program knows it."""

from collections.abc import Collection, Iterable
from pathlib import Path

from indexer.engines.opensearch import generations, writer
from indexer.engines.opensearch.schema import SCHEMA_VERSION
from indexer.engines.opensearch.searching import OpenSearchIndex


class OpenSearchEngine:
    """The Engine that keeps indices in a cluster, and in a generation the name of its index."""

    name = "opensearch"
    schema_version = SCHEMA_VERSION

    def maker(self, folder: Path) -> writer.Analyser:
        """See Engine. It writes nothing."""
        return writer.Analyser()

    def write(
        self, generation: Path, base: Path | None, gone: Collection[int], made: Iterable[writer.Analysed]
    ) -> frozenset[str]:
        """See Engine. Raises EngineUnavailable too."""
        writer.write(generation, base, gone, made)
        return frozenset()

    def open(self, generation: Path) -> OpenSearchIndex:
        """See Engine. Raises EngineUnavailable too."""
        return OpenSearchIndex(generation)

    def serve(self, generation: Path, previous: Path | None) -> None:
        """See Engine. Raises EngineUnavailable too."""
        generations.serve(generation, previous)

    def space_needed(self, corpus_bytes: int, base: Path | None) -> int:
        """See Engine. The disks are those of the cluster."""
        return 0
