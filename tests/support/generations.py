"""Generations of one engine alone, written as a build writes them."""

from collections.abc import Iterable
from pathlib import Path

from indexer.corpus.store import Stored
from indexer.engines import Engine
from indexer.index.gathering import gathering
from indexer.question import WrittenQuestion


def write(
    engine: Engine,
    folder: Path,
    questions: Iterable[WrittenQuestion],
    base: Path | None = None,
    gone: Iterable[int] = (),
) -> frozenset[str]:
    """Write a generation in a folder; the names of the base's files that stayed."""
    stored = (Stored(question.id, question.model_dump_json(), folder) for question in questions)
    with gathering(stored, engine, folder) as gathered:
        return engine.write(folder, base, list(gone), (made for some in gathered for made in some.made))
