"""Pages a second of the whole extraction, against bare pypdf text extraction of the same files in the same run.

    python -m benchmarks.extract [FILES ...]      PDF files, or folders of them; the sample's files by default

The pieces take turns, each for a second or more, so that a noisy machine is noisy for all of them; a ratio is the
median of those of the rounds. One process is measured by the processor's time, workers are by the clock.
"""

import argparse
import json
import logging
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from indexer.corpus.loose_files import read_loose_files
from indexer.corpus.workers import Limits, Readers
from indexer.extraction import Anchors, join_readings, read_file
from indexer.extraction.formats.kinds import Format, sniff

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "sample" / "files"
ANCHORS = Anchors(None, None, None, None, None)


class BarePypdf:
    """The peer, in a process of its own: what the extraction does to pypdf would make that one slower too."""

    def __init__(self, process: "subprocess.Popen[str]", paths: Sequence[Path]) -> None:
        self._process = process
        self.pages: list[int] = self._ask([str(path) for path in paths])
        """The number of pages of each file."""

    def seconds(self, times: int) -> float:
        """The processor's time that it takes to read all files so many times."""
        return float(self._ask(times))

    def _ask(self, question: object) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(question), file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())


@contextmanager
def bare_pypdf(paths: Sequence[Path]) -> Iterator[BarePypdf]:
    """Bare pypdf, ready to read these files, until the block ends."""
    command = [sys.executable, "-m", "benchmarks.bare_pypdf"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield BarePypdf(process, paths)


def in_one_process(contents: Sequence[bytes], times: int) -> float:
    """The processor's time that everything takes that extraction does with these files."""
    started = time.process_time()
    for _ in range(times):
        for data in contents:
            join_readings([read_file(data, ANCHORS)], [])
    return time.process_time() - started


def in_workers(readers: Readers, paths: Sequence[Path], times: int) -> float:
    """How long workers take to read these files, on the clock."""
    started = time.perf_counter()
    for _ in read_loose_files(list(paths) * times, ANCHORS, readers):
        pass
    return time.perf_counter() - started


def pdfs_in(places: Sequence[Path]) -> list[Path]:
    """The PDF files among these files and in these folders, by their first bytes: an archive keeps no names."""
    files = [path for one in places for path in (sorted(one.rglob("*")) if one.is_dir() else [one])]
    return [path.absolute() for path in files if path.is_file() and sniff(path.read_bytes()) is Format.PDF]


def main() -> None:
    """Run the benchmark and print its ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=[SAMPLE])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.5, help="how long each piece of a round takes at least")
    given = parser.parse_args()
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    paths = pdfs_in(given.files)
    cores = os.cpu_count() or 1
    with bare_pypdf(paths) as bare, Readers(1, Limits()) as one, Readers(cores, Limits()) as all_cores:
        readable = [path for path, pages in zip(paths, bare.pages, strict=True) if pages]
        total = sum(bare.pages)
        if not readable:
            sys.exit(f"no PDF that pypdf can read in: {', '.join(map(str, given.files))}")
        contents = [path.read_bytes() for path in readable]
        times = max(math.ceil(given.seconds / bare.seconds(1)), 1)
        print(f"{len(readable)} files, {total} pages, read {times} times in each of {given.rounds} rounds")
        pieces: list[Callable[[], float]] = [
            lambda: total * times / bare.seconds(times),
            lambda: total * times / in_one_process(contents, times),
            lambda: total * times / in_workers(one, readable, times),
            lambda: total * times * cores / in_workers(all_cores, readable, times * cores),
        ]
        for readers in (one, all_cores):  # until they are warm
            in_workers(readers, readable, readers.workers)
        rounds = [[piece() for piece in pieces] for _ in range(given.rounds)]
    bare_paces, paces, one_paces, all_paces = zip(*rounds, strict=True)
    print(f"bare pypdf, one process    {_pace(bare_paces)}")
    print(f"extraction, one process    {_pace(paces)}   {_ratio(paces, bare_paces)} of bare pypdf")
    print(f"extraction, 1 worker       {_pace(one_paces)}")
    print(f"extraction, {cores} workers      {_pace(all_paces)}   {_ratio(all_paces, one_paces)} of one worker")


def _pace(paces: Sequence[float]) -> str:
    return f"{statistics.median(paces):8.1f} pages/s"


def _ratio(paces: Sequence[float], peers: Sequence[float]) -> str:
    ratios = [pace / peer for pace, peer in zip(paces, peers, strict=True)]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


if __name__ == "__main__":
    main()
