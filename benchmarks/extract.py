"""Pages a second of the whole extraction, against bare pypdf text extraction of the same files in the same run.

    python -m benchmarks.extract [FILES ...]      PDF files, or folders of them; the sample's files by default

The pieces take turns, so that a noisy machine is noisy for both; the ratio is that of the medians.
"""

import argparse
import hashlib
import io
import logging
import os
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from pypdf import PdfReader

from indexer.corpus.workers import FileToRead, Limits, Readers
from indexer.extraction import Anchors, join_readings, read_file

ROUNDS = 5
SAMPLE = Path(__file__).parents[1] / "data" / "sample" / "files"
ANCHORS = Anchors(None, None, None, None, None)


def bare(data: bytes) -> int:
    """The number of pages, whose text pypdf has extracted; 0 for a file that it cannot read."""
    try:
        return sum(1 for page in PdfReader(io.BytesIO(data)).pages if page.extract_text() is not None)
    except Exception:  # noqa: BLE001 - a damaged file is no part of the race
        return 0


def whole(data: bytes) -> None:
    """Everything that extraction does with a file."""
    join_readings([read_file(data, ANCHORS)], [])


def seconds(work: Callable[[], object]) -> float:
    """How long the work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_workers(files: Sequence[FileToRead], workers: int) -> float:
    """How long so many workers take, once they are warm."""
    with Readers(workers, Limits()) as readers:
        for wait in [readers.read(files[:1], ANCHORS) for _ in range(4 * workers)]:
            wait()
        started = time.perf_counter()
        for wait in [readers.read([file], ANCHORS) for file in files]:
            wait()
        return time.perf_counter() - started


def main() -> None:
    """Run the benchmark and print its ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=[SAMPLE])
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    given: list[Path] = parser.parse_args().files
    paths = [path for one in given for path in ([one] if one.is_file() else one.glob("*.pdf"))]
    contents = {path: path.read_bytes() for path in sorted(paths)}
    pages = {path: bare(data) for path, data in contents.items()}
    readable = [path for path in contents if pages[path]]
    total = sum(pages.values())
    print(f"{len(readable)} files, {total} pages, {ROUNDS} rounds")

    bare_times, whole_times = [], []
    for _ in range(ROUNDS):
        bare_times.append(seconds(lambda: [bare(contents[path]) for path in readable]))
        whole_times.append(seconds(lambda: [whole(contents[path]) for path in readable]))
    bare_pace, whole_pace = total / statistics.median(bare_times), total / statistics.median(whole_times)
    print(f"bare pypdf, one process    {bare_pace:8.1f} pages/s")
    print(f"extraction, one process    {whole_pace:8.1f} pages/s   {whole_pace / bare_pace:.2f} of bare pypdf")

    files = [FileToRead(path, hashlib.sha256(contents[path]).hexdigest(), None) for path in readable]
    cores = os.cpu_count() or 1
    one = [in_workers(files, 1) for _ in range(ROUNDS)]
    all_cores = [in_workers(files, cores) for _ in range(ROUNDS)]
    one_pace, all_pace = total / statistics.median(one), total / statistics.median(all_cores)
    print(f"extraction, 1 worker       {one_pace:8.1f} pages/s")
    print(f"extraction, {cores} workers      {all_pace:8.1f} pages/s   {all_pace / one_pace:.2f} of one worker")


if __name__ == "__main__":
    main()
