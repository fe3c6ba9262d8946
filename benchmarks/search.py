"""How quick is a search? Times inside the service, beside SQLite's FTS5 over the same texts in the same run.

    python -m benchmarks.search                       2,000 generated questions
    python -m benchmarks.search --questions 20000
    python -m benchmarks.search --corpus data/corpus.sqlite

What is timed is the first result page: here with its total, 20 questions with snippets and the counts of every
facet; for FTS5 its total and 20 rows with a snippet by bm25(). FTS5 does not stem and counts no facets, so the ratio
says what a person waits for the whole page in units of a plain full-text query.

Exits with 1 where a query that was made to hurt runs longer than 2 seconds.
"""

import argparse
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.questions import generated_corpus
from indexer.corpus.store import Corpus
from indexer.errors import QueryRefused
from indexer.index import build_index
from indexer.search import SearchRequest, SearchService, open_search

LIMIT_SECONDS = 2.0

# What people type, and the same for FTS5; None where it has no such thing.
QUERIES: tuple[tuple[str, str | None], ...] = (
    ("", None),
    ("wachtlijst", "wachtlijst"),
    ("gemeente", "gemeente"),
    ("minister", "minister"),
    ("wachtlijst jeugdhulp", "wachtlijst AND jeugdhulp"),
    ("aantal kinderen per provincie", "aantal AND kinderen AND per AND provincie"),
    ("subsidie vzw gemeente jaar", "subsidie AND vzw AND gemeente AND jaar"),
    ("fietspad OF fietspaden", "fietspad OR fietspaden"),
    ("onderwijs -leraar", "onderwijs NOT leraar"),
    ('"De Lijn"', '"De Lijn"'),
    ('"Vlaamse Regering"', '"Vlaamse Regering"'),
    ('"het aantal"', '"het aantal"'),
    ("wacht*", "wacht*"),
    ("titel:wachtlijst", "title : wachtlijst"),
    ("minister datum:2023", None),
)

_SHORTEST = ("de", "het", "een", "van", "in", "op", "voor", "dat", "is", "te", "en", "aan", "met", "er", "zijn", "die")
_FREQUENT = ("minister", "gemeente", "vraag", "jaar", "aantal", "kinderen", "school", "stad")

# Made to hurt: each is to be answered or refused in time.
DEADLY = (
    "*", "**", "a*", "*e*", "?*?*?*?", "[a TO z]", " ".join(["*e*"] * 20), "aaaa~4", "politie~3", "x:.*e.*e.*",
    "(" * 5_000, "a " * 2_000, "a " * 10_000, "w" * 1_000_000, " OF ".join(["a*"] * 16), "-" * 200, '"' * 255,
    " ".join(f"{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz"), "de het een van in op voor dat is te",
    " OF ".join(_SHORTEST), " OF ".join(f'"de {word}"' for word in _FREQUENT),
    '"' + "de " * 30 + '"', "-(de OF het OF een)", "NIET (NIET (NIET minister))", "datum:[0001 TO 9999]",
)  # fmt: skip


def main() -> int:
    """Build, search, print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, help="a corpus to use instead of generated questions")
    parser.add_argument("--questions", type=int, default=2_000, help="how many to generate (default 2000)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each query is put (default 5)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vraagbaak-benchmark-") as folder:
        corpus = options.corpus or generated_corpus(Path(folder) / "corpus.sqlite", options.questions)
        index = Path(folder) / "index"
        _report_build(corpus, index)
        peer = _peer(corpus)
        service = open_search(index)
        try:
            _report_queries(service, peer, options.rounds)
            return _report_deadly(service)
        finally:
            service.close()
            peer.close()


def _report_build(corpus: Path, index: Path) -> None:
    before = time.process_time()
    report = build_index(corpus, index)
    size = sum(path.stat().st_size for path in (index / report.generation).iterdir())
    print(f"{report.total:,} questions, corpus {corpus.stat().st_size / 1e6:.0f} MB")
    print(
        f"index built in {report.seconds:.1f} s ({time.process_time() - before:.1f} s of one core), "
        f"{size / 1e6:.0f} MB, memory at most {_peak_mb():.0f} MB"
    )


def _report_queries(service: SearchService, peer: sqlite3.Connection, rounds: int) -> None:
    print(
        f"\n{'first page of':<34}{'found':>8}{'median':>9}{'worst':>9}{'FTS5':>9}{'ratio':>7}   (ms, {rounds} rounds)"
    )
    ours: list[float] = []
    ratios: list[float] = []
    for text, match in QUERIES:
        request = SearchRequest(text)
        total = service.search(request).total
        times = [service.search(request).seconds * 1000 for _ in range(rounds)]
        ours += times
        line = f"{text or '(everything)':<34}{total:>8}{statistics.median(times):>9.1f}{max(times):>9.1f}"
        if match is not None:
            theirs = statistics.median(_timed(partial(_peer_page, peer, match)) for _ in range(rounds))
            ratios.append(statistics.median(times) / theirs)
            line += f"{theirs:>9.1f}{ratios[-1]:>7.1f}"
        print(line)
    ours.sort()
    print(
        f"all: median {statistics.median(ours):.1f} ms, p95 {ours[int(len(ours) * 0.95)]:.1f} ms, "
        f"worst {ours[-1]:.1f} ms, {statistics.median(ratios):.1f} times FTS5 (median), "
        f"memory at most {_peak_mb():.0f} MB"
    )


def _report_deadly(service: SearchService) -> int:
    print(f"\n{'made to hurt':<34}{'answer':>16}{'seconds':>9}")
    slowest = 0.0
    for text in DEADLY:
        started = time.monotonic()
        try:
            answer = str(service.search(SearchRequest(text, per_page=100)).total)
        except QueryRefused as refused:
            answer = refused.reason
        seconds = time.monotonic() - started
        slowest = max(slowest, seconds)
        print(f"{text[:32]:<34}{answer:>16}{seconds:>9.2f}")
    print(f"slowest {slowest:.2f} s, {LIMIT_SECONDS:g} s is the limit; memory at most {_peak_mb():.0f} MB")
    return int(slowest > LIMIT_SECONDS)


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# The peer


def _peer(corpus: Path) -> sqlite3.Connection:
    peer = sqlite3.connect("")  # a temporary file, as large as it needs to be
    peer.execute(
        "CREATE VIRTUAL TABLE page USING fts5(title, question, answer, tokenize='unicode61 remove_diacritics 2')"
    )
    with Corpus.open(corpus) as source, peer:
        peer.executemany(
            "INSERT INTO page (rowid, title, question, answer) VALUES (?, ?, ?, ?)",
            ((one.id, one.title, one.question, one.answer) for one in source),
        )
    return peer


def _peer_page(peer: sqlite3.Connection, match: str) -> int:
    (total,) = peer.execute("SELECT count(*) FROM page WHERE page MATCH ?", [match]).fetchone()
    rows = peer.execute(
        "SELECT rowid, title, question, answer, snippet(page, -1, '[', ']', '…', 30) FROM page "
        "WHERE page MATCH ? ORDER BY bm25(page, 4.0, 1.2, 1.0) LIMIT 20",
        [match],
    ).fetchall()
    return int(total) + len(rows)


if __name__ == "__main__":
    sys.exit(main())
