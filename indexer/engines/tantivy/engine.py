"""The engine as the rest of the program knows it."""

from collections.abc import Collection, Iterable
from pathlib import Path

from indexer.engines.tantivy import writer
from indexer.engines.tantivy.schema import SCHEMA_VERSION
from indexer.engines.tantivy.searching import TantivyIndex


class TantivyEngine:
    """The Engine that keeps Tantivy's files."""

    name = "tantivy"
    schema_version = SCHEMA_VERSION

    def maker(self, folder: Path) -> writer.Analyser:
        """See Engine. It writes nothing."""
        return writer.Analyser()

    def write(
        self, generation: Path, base: Path | None, gone: Collection[int], made: Iterable[writer.Analysed]
    ) -> frozenset[str]:
        """See Engine."""
        return writer.write(generation, base, gone, made)

    def open(self, generation: Path) -> TantivyIndex:
        """See Engine."""
        return TantivyIndex(generation)

    def serve(self, generation: Path, previous: Path | None) -> None:
        """See Engine. All that it holds is in the generations."""

    def space_needed(self, corpus_bytes: int, base: Path | None) -> int:
        """See Engine. Hard links take no room; what is merged may be written anew while the old still is there."""
        if base is None:
            return corpus_bytes
        return sum(path.stat().st_size for path in base.iterdir())
