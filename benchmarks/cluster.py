"""Questions a second that the workers of a Dask cluster extract, against as many local workers in the same run.

    python -m benchmarks.cluster ARCHIVE          an archive; that of the sample by default
    python -m benchmarks.cluster --workers 4      workers of either kind

Both extract the whole archive into a new corpus, by turns; a ratio is the median of those of the rounds. Scheduler and
workers run on this machine, so it is what the sending costs that is measured, not what other machines bring: that
follows from what the process of the command itself has to do for a question, which is printed too.
"""

import argparse
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crawler.config import load_config
from crawler.plan.scope import CrawlScope
from crawler.run import crawl
from crawler.sample import serve_sample
from indexer.corpus.extract import extract
from tests.support.dask_cluster import dask_cluster


@contextmanager
def sample_archive(folder: Path) -> Iterator[Path]:
    """The archive of the sample, crawled for this."""
    with serve_sample() as site:
        crawl(load_config(data=folder, site=site, pause=0.0), CrawlScope())
    yield folder / "archive"


def timed(archive: Path, folder: Path, **readers: Any) -> tuple[float, float]:
    """Questions a second, and seconds that the processor spent in this process for each; from the first question on, so
    that workers have loaded what they need."""
    moments: list[tuple[float, float]] = []

    def progress(done: int, total: int) -> None:
        moments.append((time.perf_counter(), time.process_time()))

    with TemporaryDirectory(dir=folder) as own:
        extract(archive, Path(own) / "corpus.sqlite", progress=progress, **readers)
    clock, processor = (last - first for first, last in zip(moments[0], moments[-1], strict=True))
    return (len(moments) - 1) / clock, processor / (len(moments) - 1)


def main() -> None:
    """Run the benchmark and print its ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", nargs="?", type=Path)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        if given.archive:
            run(given.archive, folder, given.workers, given.rounds)
        else:
            with sample_archive(folder / "sample") as archive:
                run(archive, folder, given.workers, given.rounds)


def run(archive: Path, folder: Path, workers: int, rounds: int) -> None:
    """Measure and print."""
    (folder / "dask").mkdir()
    with dask_cluster(folder / "dask") as cluster:
        for _ in range(workers):
            cluster.worker()

        pieces: list[dict[str, Any]] = [{"workers": workers}, {"cluster": cluster.address}]
        measured = [tuple(timed(archive, folder, **piece) for piece in pieces) for _ in range(rounds)]
    at_home, away = zip(*measured, strict=True)
    ratios = [there[0] / here[0] for here, there in measured]
    for name, figures in ((f"{workers} local workers", at_home), (f"{workers} workers of a cluster", away)):
        pace, own = (statistics.median(values) for values in zip(*figures, strict=True))
        print(f"{name:24} {pace:8.1f} questions/s, of which this process {own * 1000:.1f} ms of the processor each")
    print(f"the cluster is {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) of local workers")


if __name__ == "__main__":
    main()
