"""Dumps -> corpus: the questions of a JSON Lines or Parquet export, made here or elsewhere.

An imported question has no archive behind it, which its stamp says: an extraction replaces it as soon as the archive
holds the same question, and leaves it alone otherwise.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from indexer.corpus.dump import Bad, open_dump
from indexer.corpus.store import Corpus, Made
from indexer.locking import only_writer
from indexer.question import WrittenQuestion

IMPORTED = Made("imported", 0)
"""No archive gives this fingerprint, and no extraction has this version."""

_BATCH = 500
"""Questions a transaction: enough to make syncing cheap."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: lines read, questions that came or changed, those that were held already, those held in a
    version that was crawled later, and lines that were skipped because they are no whole question."""

    read: int
    changed: int
    unchanged: int
    older: int
    skipped: int


def import_dump(
    dump: Path,
    corpus: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
    skipped: Callable[[int, str], None] | None = None,
) -> ImportReport:
    """Store the questions of a dump in the corpus, which is made where there is none.

    A question that is held already is replaced, unless the one held was crawled later. `skipped` is told the number of
    each line (or row) that is no whole question, and why. An import that is killed leaves whole questions; running it
    again completes it. Raises ImportRefused, CorpusDamaged, Busy, and LibraryMissing for Parquet without its library.
    """
    lines, total = open_dump(dump)
    counts = dict.fromkeys(("changed", "unchanged", "older", "skipped"), 0)
    read = 0
    with closing(lines), only_writer(corpus), Corpus.create(corpus) as store:
        more = True
        while more:
            more = False
            with store.batch():
                for number, line in islice(lines, _BATCH):
                    more = True
                    read += 1
                    if isinstance(line, Bad):
                        counts["skipped"] += 1
                        if skipped:
                            skipped(number, line.reason)
                    else:
                        counts[_store(store, line)] += 1
            if progress:
                progress(read, total)
    return ImportReport(read, **counts)


def _store(corpus: Corpus, question: WrittenQuestion) -> str:
    held = corpus.get(question.id)
    if held == question:
        return "unchanged"  # and its stamp stays: what came from the archive needs no new extraction
    if held and held.crawled_at > question.crawled_at:
        return "older"
    return "changed" if corpus.put(question, IMPORTED) else "unchanged"
