"""Generations of one engine alone, written as a build writes them."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from indexer.corpus.store import Corpus, Made
from indexer.engines import Engine
from indexer.index.gathering import gathering
from indexer.question import WrittenQuestion
from tests.support import plans


def write(
    engine: Engine,
    folder: Path,
    questions: Iterable[WrittenQuestion],
    base: Path | None = None,
    gone: Iterable[int] = (),
) -> frozenset[str]:
    """Write a generation in a folder; the names of the base's files that stayed."""
    with TemporaryDirectory() as other:
        corpus = Path(other) / "corpus.sqlite"
        ids = put_into(corpus, questions)
        return write_from(corpus, ids, engine, folder, base, gone)


def put_into(corpus: Path, questions: Iterable[WrittenQuestion]) -> list[int]:
    """Make a corpus of questions; their ids."""
    held = list(questions)
    with Corpus.create(corpus) as opened, opened.batch():
        for question in held:
            opened.put(question, Made("fingerprint", 1))
    return [question.id for question in held]


def write_from(
    corpus: Path,
    ids: Iterable[int],
    engine: Engine,
    folder: Path,
    base: Path | None = None,
    gone: Iterable[int] = (),
) -> frozenset[str]:
    """Write a generation of the questions of a corpus with these ids."""
    with gathering(corpus, ids, engine, folder) as gathered:
        return engine.write(folder, base, list(gone), (made for some in gathered for made in some.made))


def write_from_many(engine: Engine, folder: Path, ids: Iterable[int]) -> None:
    """Write a generation, in the folder `one`, of those of 1,000 questions with these ids, which begin at 1."""
    corpus, generation = folder / "corpus.sqlite", folder / "one"
    put_into(corpus, plans.questions(1_000))
    generation.mkdir()
    write_from(corpus, ids, engine, generation)
