"""Writes a generation: all questions anew, or the changes to the generation before."""

import os
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import tantivy

from indexer.engines.columns import columns
from indexer.engines.protocol import Batch
from indexer.engines.streams import Streams
from indexer.engines.tantivy import files
from indexer.engines.tantivy.schema import WRITING, entry, hyphenated, register_analyzers, schema
from indexer.fields import Number

_FEW = 1_000
"""Fewer questions than this make one segment; of more each thread makes one at a time."""

_GATHERED = 64_000_000
"""Characters of texts that are gathered before they are written: what bounds the memory of a build."""

_HEAP = 256_000_000
"""Bytes that Tantivy takes for what it has not written yet; more makes fewer segments."""


class Analysed(NamedTuple):
    """Questions as they go into the index, the terms in them that stand at the same place as another, how long their
    texts are together, and whether their process makes no more."""

    entries: list[str]
    words: set[str]
    characters: int
    is_last: bool = False


def _nothing(*, is_last: bool = False) -> Analysed:
    return Analysed([], set(), 0, is_last)


class Analyser:
    """The Maker of what is written here."""

    def __init__(self) -> None:
        self._streams = Streams(WRITING)

    def add(self, batch: Batch) -> Iterator[Analysed]:
        """Questions with their texts analysed."""
        texts = self._streams.of(batch)
        entries = [
            entry(columns(question) | dict(zip(texts, of_question, strict=True)))
            for question, *of_question in zip(batch.questions, *texts.values(), strict=True)
        ]
        streams = list(chain(*texts.values()))
        yield Analysed(entries, set().union(*map(hyphenated, streams)), sum(map(len, streams)))

    def finish(self) -> Iterator[Analysed]:
        """Say that nothing comes any more."""
        yield _nothing(is_last=True)


def write(generation: Path, base: Path | None, gone: Collection[int], made: Iterable[Analysed]) -> frozenset[str]:
    """Index questions beside those of the base less what is gone, or alone; the names of the base's files that stayed.

    Segments never change once written, so those of the base are hard links.
    """
    gathered = _gathered(made)
    first = next(gathered, _nothing())
    threads = _threads() if len(first.entries) >= _FEW else 1
    with files.os_errors(generation):
        linked = files.link(base, generation) if base else []
        index = tantivy.Index(schema(), path=str(generation))
        register_analyzers(index)
        with _writing(index, threads) as writer, ThreadPoolExecutor(1) as thread:
            for question_id in gone:
                writer.delete_documents_by_term(Number.ID, question_id)
            written = thread.submit(_add, index, writer, first)
            for some in gathered:  # while the ones before are written
                written.result()
                written = thread.submit(_add, index, writer, some)
            written.result()
        held = set(files.segment_files(generation))
    files.remove_marks(generation)
    return frozenset(held.intersection(linked))


def _add(index: tantivy.Index, writer: tantivy.IndexWriter, some: Analysed) -> None:
    """Make segments of questions."""
    register_analyzers(index, some.words)
    for one in some.entries:
        writer.add_json(one)
    some.entries.clear()  # they take much memory, and the next are gathered now
    writer.commit()


@contextmanager
def _writing(index: tantivy.Index, threads: int) -> Iterator[tantivy.IndexWriter]:
    """A writer whose threads have come to their end when it is left, however it is."""
    writer = index.writer(_HEAP, threads)
    try:
        yield writer
    except BaseException:
        with suppress(ValueError):  # the first error is the one that counts
            writer.wait_merging_threads()
        raise
    writer.wait_merging_threads()


def _gathered(added: Iterable[Analysed]) -> Iterator[Analysed]:
    """The same questions in fewer batches: as many as memory bears, and where a process has made all it makes, most of
    what remains, so that it is written before whoever gives them does what is left to do."""
    entries: list[str] = []
    words: set[str] = set()
    characters = 0
    for batch in added:
        entries += batch.entries
        words |= batch.words
        characters += batch.characters
        if characters > _GATHERED or (batch.is_last and len(entries) >= _FEW):
            yield Analysed(entries, words, characters)
            entries, words, characters = [], set(), 0
    if entries:
        yield Analysed(entries, words, characters)


def _threads() -> int:
    """Half as many as processes analyse texts, which takes longer: each more makes twice the segments to merge."""
    return max(1, min(os.cpu_count() or 1, 4) // 2)
