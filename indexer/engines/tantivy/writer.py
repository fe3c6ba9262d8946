"""Writes a generation: all questions anew, or the changes to the generation before."""

import os
from collections.abc import Collection, Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import tantivy

from indexer.engines.processes import in_processes
from indexer.engines.tantivy import files
from indexer.engines.tantivy.schema import Entry, Pieces, analysed, entry, hyphenated, register_analyzers, schema
from indexer.fields import Number, Text
from indexer.question import WrittenQuestion

_ALONE = 1_000
"""Fewer questions than this are analysed sooner than processes are started."""

_GATHERED = 64_000_000
"""Characters of texts that are gathered before they are written: what bounds the memory of a build."""

_HEAP = 256_000_000
"""Bytes that Tantivy takes for what it has not written yet; more makes fewer segments."""

_MOST_PIECES = 200_000
"""Pieces of text whose terms a process remembers."""


class _Analysed(NamedTuple):
    """Questions as they go into the index, and the hyphenated words in them."""

    entries: list[Entry]
    words: set[str]


def write(
    generation: Path, base: Path | None, gone: Collection[int], questions: Iterable[WrittenQuestion]
) -> frozenset[str]:
    """Index questions beside those of the base less what is gone, or alone; the names of the base's files that stayed.

    Segments never change once written, so those of the base are hard links.
    """
    unread = map(entry, questions)
    few = list(islice(unread, _ALONE))
    together = len(few) == _ALONE
    analysing = in_processes(analyse, chain(few, unread), str(generation)) if together else analyse([few])
    with files.os_errors(generation), closing(analysing) as added:
        linked = files.link(base, generation) if base else []
        index = tantivy.Index(schema(), path=str(generation))
        register_analyzers(index)
        with _writing(index, _threads() if together else 1) as writer:  # each thread makes a segment
            for question_id in gone:
                writer.delete_documents_by_term(Number.ID, question_id)
            for gathered in _gathered(added):
                register_analyzers(index, gathered.words)
                for one in gathered.entries:
                    writer.add_document(tantivy.Document(**one))
                writer.commit()
            writer.commit()
        held = set(files.segment_files(generation))
    files.remove_marks(generation)
    return frozenset(held.intersection(linked))


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


def analyse(batches: Iterable[list[Entry]], _folder: str = "") -> Generator[_Analysed, None, None]:
    """The texts of each batch of questions analysed."""
    pieces = Pieces()
    for batch in batches:
        if len(pieces) > _MOST_PIECES:
            pieces.clear()
        entries = [analysed(one, pieces) for one in batch]
        yield _Analysed(entries, set().union(*(hyphenated(str(one[text])) for one in entries for text in Text)))


def _gathered(added: Iterable[_Analysed]) -> Iterator[_Analysed]:
    """The same questions in fewer batches."""
    entries: list[Entry] = []
    words: set[str] = set()
    size = 0
    for batch in added:
        entries += batch.entries
        words |= batch.words
        size += sum(len(str(one[text])) for one in batch.entries for text in Text)
        if size > _GATHERED:
            yield _Analysed(entries, words)
            entries, words, size = [], set(), 0
    if entries:
        yield _Analysed(entries, words)


def _threads() -> int:
    return min(os.cpu_count() or 1, 4)
