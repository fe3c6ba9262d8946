"""How many visitors can the site have? Vraagbaak beside Datasette over the same texts, with the same searches.

    python -m benchmarks.site                               2,000 generated questions, 10 seconds a line
    python -m benchmarks.site --questions 100000 --seconds 60
    python -m benchmarks.site --corpus data/corpus.sqlite --engines whoosh
    python -m benchmarks.site --keep /var/tmp/site          what was built there is not built again

Each site has two worker processes and 64 connections that never pause. A line a load: `always others` are searches that
nobody has made before, `often the same` are drawn from 300 as visitors draw them, the n-th n times as seldom as the
first (what is asked for again may come out of a cache). Then the same while the index is built and swapped in five
times. The load is made by a process on the same machine, which takes its part of the processors.

Datasette shows a page of 20 rows with their total; Vraagbaak a page of 20 questions with total, passages, all facets
and months. Exits with 1 where a request of Vraagbaak failed.
"""

import argparse
import os
import random
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks import datasette_peer
from benchmarks.load import failures_in, load
from benchmarks.over_http import address_of
from benchmarks.questions import generated_corpus
from benchmarks.searches import Search, mixed_searches
from benchmarks.served import ROOT, served
from indexer.corpus.store import Corpus, Made
from indexer.engines import ENGINES, LOCAL
from indexer.index import build_index
from tests.support.ports import free_port

_SAMPLE = 3_000
"""From how many questions of the corpus the searches are made."""

_DIFFERENT = 20_000
_POPULAR = 300
_WORKERS = 2


@dataclass(frozen=True, slots=True)
class Load:
    """How searches come: each new, or some of them often."""

    name: str
    searches: Sequence[Search]


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=int, default=2_000)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(LOCAL))
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--rebuilds", type=int, default=5)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with _folder(given.keep) as folder:
        corpus = folder / "corpus.sqlite"
        if not corpus.exists():
            if given.corpus:
                shutil.copy(given.corpus, corpus)
            else:
                generated_corpus(corpus, given.questions)
        loads = _loads(corpus)
        print(f"{'':24}{'':18}{'requests/s':>11}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'failed':>8}")
        failed = 0
        with _datasette(folder, corpus) as site:
            for one in loads:
                addresses = [datasette_peer.address(search, "datasette") for search in one.searches]
                _measure("Datasette", one.name, site, list(filter(None, addresses)), given)
        for engine in given.engines:
            data = folder / engine
            _build(corpus, data, engine)
            with _vraagbaak(data) as site:
                for one in loads:
                    addresses = list(map(address_of, one.searches))
                    failed += _measure(f"Vraagbaak, {engine}", one.name, site, addresses, given)
                if given.rebuilds:
                    with _rebuilding(corpus, data, given.rebuilds) as builds:
                        addresses = list(map(address_of, loads[-1].searches))
                        failed += _measure(f"Vraagbaak, {engine}", "index swapped", site, addresses, given)
                        print(f"{'':24}{builds[0]} indexes were swapped in meanwhile")
    sys.exit(1 if failed else 0)


def _loads(corpus: Path) -> tuple[Load, Load]:
    """Searches that both sites have an address for."""
    with Corpus.open(corpus) as questions:
        sample = list(islice(questions, _SAMPLE))
    made = [one for one in mixed_searches(sample, _DIFFERENT) if datasette_peer.address(one, "")]
    different = list(dict.fromkeys(made))
    popular = different[:_POPULAR]
    weights = [1 / (rank + 1) for rank in range(len(popular))]
    often = random.Random(1).choices(popular, weights, k=_DIFFERENT)
    return Load("always others", different[_POPULAR:]), Load("often the same", often)


def _measure(site: str, kind: str, address: str, addresses: Sequence[str], given: argparse.Namespace) -> int:
    """Ask, and print a line; how many requests failed."""
    came = load(address, addresses, given.connections, given.seconds)
    # What is refused with 400 is answered: a beginning that too many words have.
    sound = [one for status in ("200", "303", "400") for one in came["times"].get(status, ())]
    failures = failures_in(came)
    cuts = statistics.quantiles(sound, n=100) if len(sound) > 1 else [0.0] * 99
    figures = "".join(f"{cuts[at - 1]:>9,.0f}" for at in (50, 95, 99))
    print(f"{site:24}{kind:18}{len(sound) / given.seconds:>11,.0f}{figures}{len(failures):>8}", flush=True)
    for failure in failures[:5]:
        print(f"{'':24}{failure}")
    return len(failures)


def _build(corpus: Path, data: Path, engine: str) -> None:
    if (data / "index" / "current.json").exists():
        return
    data.mkdir(exist_ok=True)
    build_index(corpus, data / "index", engine=engine)


@contextmanager
def _vraagbaak(data: Path) -> Iterator[str]:
    serve = f"{shlex.quote(sys.executable)} vraagbaak.py serve --workers {_WORKERS}"
    with served(serve, free_port(), None, "--data", data) as site:
        yield _awake(site.site, "/gezondheid")


@contextmanager
def _datasette(folder: Path, corpus: Path) -> Iterator[str]:
    database = folder / "datasette.db"
    if not database.exists():
        with Corpus.open(corpus) as questions:
            datasette_peer.build(database, questions)
    os.environ[datasette_peer.DATABASE] = str(database)
    serve = (
        f"{shlex.quote(sys.executable)} -m uvicorn --factory benchmarks.datasette_peer:app --workers {_WORKERS} "
        "--log-level error --timeout-worker-healthcheck 60"
    )
    with served(serve, free_port(), None) as site:
        yield _awake(site.site, "/-/versions.json")


def _awake(site: str, address: str) -> str:
    """The site, once its workers answer."""
    import httpx

    for _ in range(2 * _WORKERS):
        httpx.get(site + address, timeout=120).raise_for_status()
    return site


@contextmanager
def _rebuilding(corpus: Path, data: Path, most: int) -> Iterator[list[int]]:
    """Build the index again and again with a question more, one build after the other, until the block ends."""
    ended, builds = threading.Event(), [0]

    def build() -> None:
        with Corpus.open(corpus) as questions:
            question = next(iter(questions))
        while builds[0] < most and not ended.is_set():
            with Corpus.create(corpus) as written:
                changed = question.model_copy(update={"id": 9_000_000 + builds[0]})
                written.put(changed, Made("benchmark", 1))
            command = [sys.executable, "vraagbaak.py", "index", "--data", str(data)]
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
            builds[0] += 1

    (data / "corpus.sqlite").unlink(missing_ok=True)
    (data / "corpus.sqlite").symlink_to(corpus)
    thread = threading.Thread(target=build)
    thread.start()
    try:
        yield builds
    finally:
        ended.set()
        thread.join()


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="vraagbaak-site-") as name:
        yield Path(name)


if __name__ == "__main__":
    main()
