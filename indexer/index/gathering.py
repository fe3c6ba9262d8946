"""Processes read the questions of a build, and gather all that an index holds of them: what every index has, and what
its engine makes of them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from indexer import dutch
from indexer.corpus.store import Corpus
from indexer.engines import Engine, Maker, batch_of
from indexer.index import citations, completeness, facts, files, statistics, titles
from indexer.index.lexicon import Count
from indexer.index.processes import in_processes
from indexer.index.records import Packed, packed
from indexer.question import WrittenQuestion

ROWS_OF = (statistics.rows_of, files.rows_of, titles.rows_of, facts.rows_of, citations.rows_of, completeness.rows_of)
"""What is gathered of questions: a function of each module, whose writer puts its rows in."""

_ALONE = 1_000
"""Of fewer questions than this all is gathered sooner than processes are started."""

_TOGETHER = 100
"""Questions that are read at once."""


class Gathered(NamedTuple):
    """What was gathered of some questions: their records, words counted since the last time, for each of ROWS_OF its
    rows, and what the engine made."""

    records: Sequence[Packed] = ()
    words: Sequence[Count] = ()
    rows: tuple[Sequence[Any], ...] = ((),) * len(ROWS_OF)
    made: Sequence[Any] = ()


class Gatherer:
    """Gathers in one process."""

    def __init__(self, maker: Maker | None = None) -> None:
        self._maker = maker
        self._begin()

    def _begin(self) -> None:
        from indexer.dutch.pieces import Pieces  # only here: whoever serves an index may do without numpy
        from indexer.index.counting import WordCounter

        self._pieces = Pieces()
        self._counts = WordCounter(self._pieces)

    def add(self, questions: Sequence[WrittenQuestion], written: Iterable[str]) -> Gathered:
        """Take questions, and the JSON of each as it is written already."""
        batch = batch_of(questions, self._pieces)
        self._counts.add(batch.texts)
        gathered = Gathered(
            packed(zip((question.id for question in questions), written, strict=True)),
            rows=tuple(rows_of(batch) for rows_of in ROWS_OF),
            made=list(self._maker.add(batch)) if self._maker else (),
        )
        if not self._pieces.is_full:
            return gathered
        gathered = gathered._replace(words=self._counts.rows())
        self._begin()
        return gathered

    def finish(self) -> Gathered:
        """Take no more."""
        return Gathered(words=self._counts.rows(), made=list(self._maker.finish()) if self._maker else ())


def gathered_of(questions: Iterable[WrittenQuestion]) -> Iterator[Gathered]:
    """What every index holds of questions, gathered here and now."""
    gatherer = Gatherer()
    unread = iter(questions)
    while some := list(islice(unread, _TOGETHER)):
        yield gatherer.add(some, (question.model_dump_json() for question in some))
    yield gatherer.finish()


@contextmanager
def gathering(corpus: Path, ids: Iterable[int], engine: Engine, generation: Path) -> Iterator[Iterator[Gathered]]:
    """What is gathered of the questions of a corpus with these ids, as it comes: by processes, which read them
    themselves, or here where they are few.

    Makers write in a folder that goes away with the body of the block: one that outlives a killed parent writes nothing
    into a generation. Raises BuildFailed where a process dies, or what it raised.
    """
    unread = iter(ids)
    few = list(islice(unread, _ALONE))
    with TemporaryDirectory(prefix="made-", dir=generation) as folder:
        if len(few) < _ALONE:
            yield _gather(iter([few]), corpus, engine, folder)
        else:
            with in_processes(_gather, chain(few, unread), corpus, engine, folder, at_once=_TOGETHER) as gathered:
                yield gathered


def _gather(batches: Iterator[Sequence[int]], corpus: Path, engine: Engine, folder: str) -> Iterator[Gathered]:
    gatherer = Gatherer(engine.maker(Path(folder)))
    dutch.DICTIONARY.words  # noqa: B018  # very many words are looked up
    with Corpus.open(corpus) as source:
        for ids in batches:
            stored = source.stored(ids)
            yield gatherer.add([one.question() for one in stored], (one.json for one in stored))
    yield gatherer.finish()
