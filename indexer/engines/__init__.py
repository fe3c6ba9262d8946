"""The search engines, each behind the protocol of indexer.engine. Nothing outside asks for one by its own type."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from indexer.engine import IndexInfo, SearchEngine
from indexer.engines.whoosh import writer
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.question import WrittenQuestion

ENGINES = ("whoosh",)


class GenerationWriter(Protocol):
    """What an engine does to make a generation: the other half of what SearchEngine does to read one."""

    SCHEMA_VERSION: int

    def write_all(self, generation: Path, questions: Iterable[WrittenQuestion], /) -> None:
        """Index every question in an empty folder."""

    def write_changes(
        self, generation: Path, previous: Path, touched: Iterable[int], questions: Iterable[WrittenQuestion], /
    ) -> None:
        """Start from the generation before, take out every touched id, and index the questions that came or changed."""

    def faults(self, generation: Path, info: IndexInfo, probes: Iterable[WrittenQuestion], /) -> list[str]:
        """What is wrong with a finished generation: a wrong count, a probe it does not give back or does not find."""


def open_engine(index: Path) -> SearchEngine:
    """Open an index for searching. Raises IndexMissing, IndexDamaged or IndexOutdated."""
    return WhooshEngine(index)


def generation_writer(engine: str) -> GenerationWriter:
    """The writer of the engine of that name. Raises ValueError for a name that is not in ENGINES."""
    if engine != "whoosh":
        raise ValueError(f"there is no engine {engine!r}: choose from {', '.join(ENGINES)}")
    return writer
