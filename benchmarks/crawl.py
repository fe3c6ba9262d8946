"""Requests a second of a whole crawl, against a bare Scrapy spider that downloads the same addresses in the same run.

    python -m benchmarks.crawl                              500 generated questions
    python -m benchmarks.crawl --questions 5000 --rounds 3
    python -m benchmarks.crawl --serve "python3 serve.py"   another server that knows --port, --log and --latency

Both ask for one thing at a time and pause for nothing. The crawl searches, reads, checks and stores each answer so that
it survives a power cut; the spider keeps nothing. They take turns, each in a process of its own and with a server of
its own, so that a noisy machine is noisy for both; the ratio is that of the medians. What counts is the time from the
first request to the last in the server's log, so Python's and Scrapy's start is left out.

The archive is written below the folder for temporary files: set TMPDIR where that is not on the disk to measure.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.served import GENERATED, Asked, run, served, vraagbaak
from tests.support.ports import free_port

TARGET = 0.7


def pace(asked: Sequence[Asked]) -> float:
    """Requests a second, from the first to the last."""
    moments = [one.at for one in asked]
    return (len(moments) - 1) / (max(moments) - min(moments))


def crawl(command: str, options: Sequence[object], folder: Path) -> list[Asked]:
    """What a crawl of everything asks for."""
    with served(command, free_port(), folder / "crawl.jsonl", *options) as server:
        vraagbaak("crawl", "--data", folder / "data", "--site", server.site, "--pause", 0)
        return server.asked()


def bare(command: str, options: Sequence[object], folder: Path, paths: Sequence[str]) -> list[Asked]:
    """What a bare spider asks for that is given these paths."""
    with served(command, free_port(), folder / "bare.jsonl", *options) as server:
        addresses = folder / "addresses.txt"
        addresses.write_text("".join(f"{server.site}{path}\n" for path in paths), encoding="utf-8")
        run([sys.executable, "-m", "benchmarks.bare", str(addresses)])
        return server.asked()


def main() -> None:
    """Run the benchmark and print its ratio."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crawl", description=__doc__.splitlines()[0])
    parser.add_argument("--serve", metavar="COMMAND", help="the server to crawl (default: the generated parliament)")
    parser.add_argument("--questions", type=int, default=500, help="how many to generate (default 500)")
    parser.add_argument("--latency", type=float, default=0.02, help="the server's, in seconds (default 0.02)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each takes its turn (default 5)")
    given = parser.parse_args()
    command: str = given.serve or f"{GENERATED} --questions {given.questions}"
    options = ("--latency", given.latency)

    ours, theirs = [], []
    for turn in range(1, given.rounds + 1):
        with tempfile.TemporaryDirectory(prefix="vraagbaak-benchmark-") as name:
            crawled = crawl(command, options, Path(name))
            downloaded = bare(command, options, Path(name), [one.path for one in crawled])
        if sorted(one.path for one in crawled) != sorted(one.path for one in downloaded):
            sys.exit("the spider did not ask for what the crawl asked for: they cannot be compared")
        if turn == 1:
            print(f"{len(crawled):,} requests, latency {1000 * given.latency:g} ms, {given.rounds} rounds", flush=True)
        ours.append(pace(crawled))
        theirs.append(pace(downloaded))

    ratio = statistics.median(ours) / statistics.median(theirs)
    print(f"bare Scrapy spider  {statistics.median(theirs):8.1f} requests/s  ({min(theirs):.1f} to {max(theirs):.1f})")
    print(f"whole crawl         {statistics.median(ours):8.1f} requests/s  ({min(ours):.1f} to {max(ours):.1f})")
    print(f"the crawl's pace is {ratio:.2f} of the bare spider's; the target is at least {TARGET:g}")


if __name__ == "__main__":
    main()
