"""One step of the benchmark of search with one engine, in a process of its own: what it finds out is printed as JSON.

    python -m benchmarks.measured build ENGINE FOLDER --corpus FILE
    python -m benchmarks.measured STEP ENGINE FOLDER --searches FILE

`run` starts such a process and watches what it takes.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.peers import PEERS
from benchmarks.searches import DEADLY, Search
from benchmarks.served import ROOT
from indexer.corpus.store import Corpus
from indexer.engines import ENGINES, Engine, Filters, Found, OpenIndex
from indexer.errors import QueryRefused
from indexer.fields import Facet, Order
from indexer.index import build_index
from indexer.query.plan import Plan
from indexer.search import SearchRequest, open_search

BUILD, OPEN, PAGES, COUNTS, SUGGESTIONS, DEADLY_ONES = "build", "open", "pages", "counts", "suggestions", "deadly"
STEPS = (BUILD, OPEN, PAGES, COUNTS, SUGGESTIONS, DEADLY_ONES)
"""Indexing; opening; first pages with passages; the same with all facets and months counted; suggestions while typing;
the searches that were made to hurt."""

_EVERY = 0.25
"""Seconds between two looks at what a process takes."""

_WITH_MEMORY = 4
"""One in so many looks is at memory too: at a gigabyte that takes some 20 ms of a core itself."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a step found out, and what its process and those that it started took: seconds of the processor, and bytes
    of memory at most (each shared page counted in part); None where the system does not say."""

    found: dict[str, Any]
    cpu: float | None
    memory: int | None


def run(step: str, engine: str, folder: Path, *options: object) -> Step | None:
    """Do a step in a process of its own. None where the engine has no such thing. Ends the program where it fails."""
    command = [sys.executable, "-m", "benchmarks.measured", step, engine, str(folder), *map(str, options)]
    usage = _Usage()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        for number in count():
            with suppress(subprocess.TimeoutExpired):
                printed, _ = process.communicate(timeout=_EVERY)
                break
            usage.look(process.pid, memory=number % _WITH_MEMORY == 0)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with status {process.returncode}")
    found = json.loads(printed)
    return None if found is None else Step(found, usage.cpu, usage.memory)


class _Usage:
    """What the processes of a session take, as Linux tells."""

    def __init__(self) -> None:
        self._cpu: dict[int, float] = {}
        self._memory = 0

    @property
    def cpu(self) -> float | None:
        return sum(self._cpu.values()) if self._cpu else None

    @property
    def memory(self) -> int | None:
        return self._memory or None

    def look(self, session: int, *, memory: bool) -> None:
        size = 0
        for process in Path("/proc").glob("[0-9]*"):
            # A process may end at any moment.
            with suppress(OSError, IndexError):
                values = (process / "stat").read_text().rpartition(")")[2].split()
                if int(values[3]) == session:
                    ticks = int(values[11]) + int(values[12])
                    self._cpu[int(process.name)] = ticks / os.sysconf("SC_CLK_TCK")
                    size += _proportional_size(process) if memory else 0
        self._memory = max(self._memory, size)


def _proportional_size(process: Path) -> int:
    lines = (process / "smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


# In the process of a step


@dataclass(frozen=True)
class _Uncounted:
    """An index that counts nothing."""

    index: OpenIndex

    def find(
        self,
        plan: Plan,
        filters: Filters,
        order: Order,
        window: range,
        facets: Collection[Facet],
        check: Callable[[], None],
        *,
        months: bool = False,
    ) -> Found:
        found = self.index.find(plan, filters, order, window, (), check)
        return replace(found, counts={facet: {} for facet in facets})

    def __getattr__(self, name: str) -> Any:
        return getattr(self.index, name)


@dataclass(frozen=True)
class _UncountedEngine:
    """An engine whose indexes count nothing: so the page is measured without its counts."""

    engine: Engine

    def open(self, generation: Path) -> _Uncounted:
        return _Uncounted(self.engine.open(generation))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)


class _Own:
    """Vraagbaak with one of its engines."""

    counts = True

    def __init__(self, engine: str, folder: Path, *, counted: bool) -> None:
        if not counted:
            package = import_module(f"indexer.engines.{engine}")
            package.ENGINE = _UncountedEngine(package.ENGINE)  # type: ignore[attr-defined]
        self.service = open_search(folder / "index")

    def page(self, search: Search, *, counted: bool = False) -> int:
        try:
            return self.service.search(search.request()).total
        except QueryRefused:  # a beginning that too many words of so large an archive have
            return 0

    def close(self) -> None:
        self.service.close()


def main() -> None:
    """Do a step and print what came out of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.measured", description=__doc__.splitlines()[0])
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("engine", choices=[*ENGINES, *PEERS])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--searches", type=Path)
    given = parser.parse_args()
    if given.step == BUILD:
        found: object = _build(given.engine, given.folder, given.corpus)
    elif given.step == OPEN:
        found = _open(given.engine, given.folder)
    elif given.step == SUGGESTIONS:
        found = _suggestions(given.engine, given.folder, read_searches(given.searches))
    elif given.step == DEADLY_ONES:
        found = _deadly(given.engine, given.folder)
    else:
        found = _pages(given.engine, given.folder, read_searches(given.searches), counted=given.step == COUNTS)
    print(json.dumps(found))


def _build(engine: str, folder: Path, corpus: Path) -> dict[str, Any]:
    started = time.monotonic()
    if engine in PEERS:
        peer = PEERS[engine](folder)
        with Corpus.open(corpus) as questions:
            peer.build(questions)
        peer.close()
    else:
        build_index(corpus, folder / "index", engine=engine)
    seconds = time.monotonic() - started
    return {"seconds": seconds, "bytes": sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())}


def _opened(engine: str, folder: Path, *, counted: bool = True) -> Any:
    return PEERS[engine](folder) if engine in PEERS else _Own(engine, folder, counted=counted)


def _open(engine: str, folder: Path) -> dict[str, float]:
    """How long it takes to open, and then to answer for the first time, in milliseconds."""
    opened: list[Any] = []
    opening = timed(lambda: opened.append(_opened(engine, folder)))
    first = timed(lambda: opened[0].page(Search("one word", ("minister",))))
    return {"open": opening, "first": first}


def _pages(engine: str, folder: Path, searches: Sequence[Search], *, counted: bool) -> dict[str, Any] | None:
    """How long each search takes, in milliseconds on the clock and of the processor, and what it finds."""
    opened = _opened(engine, folder, counted=counted)
    if counted and not opened.counts:
        return None
    opened.page(Search("one word", ("minister",)), counted=counted)  # what is read once is not timed
    totals: list[int] = []
    times, worked = [], []
    for search in searches:
        began = time.process_time()
        started = time.perf_counter()
        totals.append(opened.page(search, counted=counted))
        times.append((time.perf_counter() - started) * 1000)
        worked.append((time.process_time() - began) * 1000)
    opened.close()
    return {"times": times, "cpu": worked, "totals": totals}


def _suggestions(engine: str, folder: Path, searches: Sequence[Search]) -> dict[str, Any] | None:
    """How long suggestions take for the beginning of what was searched for, in milliseconds."""
    if engine in PEERS:
        return None
    own = _Own(engine, folder, counted=True)
    suggest = getattr(own.service, "suggest", None)
    if suggest is None:
        return None
    typed = [" ".join(search.words) for search in searches if search.words]
    beginnings = [words[: 2 + at % 9] for at, words in enumerate(typed)]
    suggest("minister")
    return {"times": [timed(partial(suggest, beginning)) for beginning in beginnings]}


def _deadly(engine: str, folder: Path) -> dict[str, Any] | None:
    """What is answered to each search that was made to hurt, and after how many seconds."""
    if engine in PEERS:
        return None
    own = _Own(engine, folder, counted=True)
    answers = []
    for text in DEADLY:
        started = time.monotonic()
        try:
            answer = str(own.service.search(SearchRequest(text, per_page=100)).total)
        except QueryRefused as refused:
            answer = refused.reason
        answers.append((text, answer, time.monotonic() - started))
    return {"answers": answers}


def timed(work: Callable[[], object]) -> float:
    """How long something takes, in milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def write_searches(searches: Sequence[Search], path: Path) -> None:
    """Write searches down for another process."""
    path.write_text(json.dumps([asdict(search) for search in searches]), encoding="utf-8")


def read_searches(path: Path) -> list[Search]:
    """The searches that another process wrote down."""
    held = json.loads(path.read_text(encoding="utf-8"))
    return [
        Search(**{**one, "words": tuple(one["words"]), "facet": Facet(one["facet"]) if one["facet"] else None})
        for one in held
    ]


if __name__ == "__main__":
    main()
