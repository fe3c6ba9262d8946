"""How quick is a search? Each engine of Vraagbaak beside SQLite's FTS5 and bare Tantivy, over the same texts.

    python -m benchmarks.search                             2,000 generated questions
    python -m benchmarks.search --questions 20000
    python -m benchmarks.search --corpus data/corpus.sqlite
    python -m benchmarks.search --engines whoosh FTS5       those alone; otherwise all that need no server
    python -m benchmarks.search --http                      the pages of the site besides
    python -m benchmarks.search --keep /var/tmp/indexes     indexes that were kept there are not built again

A first page has its total and 20 questions with passages; all counts are those of every facet and of every month. The
peers give 20 rows with their texts and a snippet, in their own syntax; FTS5 counts no facets. Each search is put once,
after another that loads what is read once; CPU is what of its time the processor worked for it, which says more on a
busy machine; of all counts it is with the page. Building, opening and searching are done in processes of their own; the
memory is what all processes of one take together at most.

Exits with 1 where a query that was made to hurt runs longer than 2 seconds.
"""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from benchmarks import over_http
from benchmarks.measured import (
    BUILD,
    COUNTS,
    DEADLY_ONES,
    OPEN,
    PAGES,
    SUGGESTIONS,
    Step,
    run,
    write_searches,
)
from benchmarks.peers import PEERS, installed
from benchmarks.questions import generated_corpus
from benchmarks.searches import Search, mixed_searches
from indexer.corpus.store import Corpus
from indexer.engines import ENGINES, LOCAL

LIMIT_SECONDS = 2.0
_SAMPLE = 3_000
"""From how many questions of the corpus the searches are made."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one engine took. Times are milliseconds; None where it has no such thing."""

    build: Step
    open: Step
    pages: Step
    counts: Step | None
    suggestions: Step | None
    deadly: Step | None
    http: list[float] | None


def main() -> int:
    """Build, search, print; returns the exit status."""
    options = _options()
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vraagbaak-benchmark-")))
        folder.mkdir(parents=True, exist_ok=True)
        corpus = options.corpus or generated_corpus(folder / f"{options.questions}.sqlite", options.questions)
        total, reading, searches = _searches(corpus, options.searches)
        write_searches(searches, folder / "searches.json")
        if not options.json:
            print(
                f"{total:,} questions, corpus {corpus.stat().st_size / 1e6:.0f} MB; "
                f"reading it alone takes {reading:.1f} s of each build\n"
            )
        measured = {name: _measure(name, folder, corpus, searches, options.http) for name in options.engines}
    if options.json:
        print(json.dumps({"questions": total, "engines": {name: asdict(one) for name, one in measured.items()}}))
    else:
        print("\n".join(_report(measured, total, searches)))
    return int(_slowest(measured) > LIMIT_SECONDS)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, help="a corpus to use instead of generated questions")
    parser.add_argument("--questions", type=int, default=2_000, help="how many to generate (default 2000)")
    parser.add_argument("--searches", type=int, default=200, help="how many mixed searches (default 200)")
    parser.add_argument(
        "--engines", nargs="*", choices=[*ENGINES, *PEERS], help="which to measure (default: all that need no server)"
    )
    parser.add_argument("--http", action="store_true", help="measure the pages of the site too")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the indexes there, and use what it holds")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    names = [*ENGINES, *PEERS]
    if missing := set(names) - set(installed(names)):
        print(f"not installed, and not measured: {', '.join(sorted(missing))}", file=sys.stderr)
    wanted = given.engines or [*LOCAL, *PEERS]
    given.engines = [name for name in installed(names) if name in wanted]
    return given


def _searches(corpus: Path, count: int) -> tuple[int, float, list[Search]]:
    """How many questions there are, how long it takes to read them, and searches made from some of them."""
    with Corpus.open(corpus) as source:
        total = len(source)
        started = time.monotonic()
        some = list(islice(source, None, None, max(1, total // _SAMPLE)))
        return total, time.monotonic() - started, mixed_searches(some, count)


def _measure(name: str, folder: Path, corpus: Path, searches: Sequence[Search], http: bool) -> Measured:
    place = folder / name.replace(" ", "-")
    built = place / "build.json"
    if not built.exists():
        shutil.rmtree(place, ignore_errors=True)
        built.parent.mkdir()
        built.write_text(json.dumps(asdict(_surely(run(BUILD, name, place / "data", "--corpus", corpus)))))
    given = ("--searches", folder / "searches.json")
    return Measured(
        build=Step(**json.loads(built.read_text())),
        open=_surely(run(OPEN, name, place / "data")),
        pages=_surely(run(PAGES, name, place / "data", *given)),
        counts=run(COUNTS, name, place / "data", *given),
        suggestions=run(SUGGESTIONS, name, place / "data", *given),
        deadly=run(DEADLY_ONES, name, place / "data"),
        http=over_http.times(place / "data", searches) if http and name in ENGINES else None,
    )


def _surely(step: Step | None) -> Step:
    assert step is not None
    return step


def _report(measured: Mapping[str, Measured], total: int, searches: Sequence[Search]) -> Iterable[str]:
    yield from _builds(measured, total)
    yield from _times(measured, len(searches))
    yield from _kinds(measured, searches)
    yield from _deadly(measured)


def _builds(measured: Mapping[str, Measured], total: int) -> Iterable[str]:
    heads = ("build", "questions", "CPU", "memory", "size", "open", "first", "memory")
    yield " " * 16 + "".join(f"{head:>11}" for head in heads)
    yield " " * 16 + "".join(
        f"{unit:>11}" for unit in ("s", "a second", "s", "MB", "MB", "ms", "answer, ms", "then, MB")
    )
    for name, one in measured.items():
        seconds = one.build.found["seconds"]
        searching = max((step.memory or 0 for step in (one.pages, one.counts) if step), default=0) or None
        yield (
            f"{name:<16}{seconds:>11.1f}{total / seconds:>11.0f}{_number(one.build.cpu):>11}{_mb(one.build.memory):>11}"
            f"{_mb(one.build.found['bytes']):>11}{one.open.found['open']:>11.0f}{one.open.found['first']:>11.0f}"
            f"{_mb(searching):>11}"
        )


def _times(measured: Mapping[str, Measured], count: int) -> Iterable[str]:
    columns = ("first page", "its CPU", "all counts", "their CPU", "suggestions", "over HTTP")
    yield f"\n{f'{count} searches':<16}" + "".join(f"{column:>17}" for column in columns)
    yield f"{'ms':<16}" + f"{'p50':>9}{'p95':>8}" * len(columns)
    for name, one in measured.items():
        times = (
            _found(one.pages, "times"),
            _found(one.pages, "cpu"),
            _found(one.counts, "times"),
            _found(one.counts, "cpu"),
            _found(one.suggestions, "times"),
            one.http,
        )
        yield f"{name:<16}" + "".join(map(_spread, times))


def _kinds(measured: Mapping[str, Measured], searches: Sequence[Search]) -> Iterable[str]:
    yield f"\n{'first page, CPU ms':<20}{'n':>4}" + "".join(f"{name:^24}" for name in measured).rstrip()
    yield f"{'':<24}" + f"{'p50':>8}{'p95':>8}{'found':>8}" * len(measured)
    for kind in dict.fromkeys(search.kind for search in searches):
        places = [at for at, search in enumerate(searches) if search.kind == kind]
        line = f"{kind:<18}{len(places):>6}"
        for one in measured.values():
            times, totals = ([one.pages.found[what][at] for at in places] for what in ("cpu", "totals"))
            line += f"{statistics.median(times):>8.1f}{_p95(times):>8.1f}{statistics.median(totals):>8.0f}"
        yield line


def _deadly(measured: Mapping[str, Measured]) -> Iterable[str]:
    own = {name: one.deadly.found["answers"] for name, one in measured.items() if one.deadly}
    if not own:
        return
    yield f"\n{'made to hurt':<34}" + "".join(f"{name:>16}{'s':>8}" for name in own)
    for row in zip(*own.values(), strict=True):
        yield f"{row[0][0][:32]:<34}" + "".join(f"{answer:>16}{seconds:>8.2f}" for _, answer, seconds in row)
    yield f"slowest {_slowest(measured):.2f} s, {LIMIT_SECONDS:g} s is the limit"


def _slowest(measured: Mapping[str, Measured]) -> float:
    steps = (one.deadly for one in measured.values() if one.deadly)
    return max((seconds for step in steps for _, _, seconds in step.found["answers"]), default=0.0)


def _found(step: Step | None, what: str) -> list[float] | None:
    return step.found[what] if step else None


def _spread(times: Sequence[float] | None) -> str:
    if times is None:
        return f"{'-':>9}{'-':>8}"
    return f"{statistics.median(times):>9.1f}{_p95(times):>8.1f}"


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _mb(value: int | None) -> str:
    return "-" if value is None else f"{value / 1e6:.0f}"


if __name__ == "__main__":
    sys.exit(main())
