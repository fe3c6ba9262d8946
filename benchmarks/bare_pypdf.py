"""The peer of the benchmark of extraction: bare pypdf, in a process that has loaded nothing of Vraagbaak.

    python -m benchmarks.bare_pypdf < FILE        the paths as a JSON list in the first line

It answers with the number of pages of each file, 0 for one that pypdf cannot read; then, for each line with a number,
it reads those files as many times and answers with the processor's time that this took, in seconds.
"""

import io
import json
import logging
import sys
import time
from pathlib import Path

from pypdf import PdfReader


def read(data: bytes) -> int:
    """The number of pages, whose text pypdf has extracted; 0 for a file that it cannot read."""
    try:
        return sum(1 for page in PdfReader(io.BytesIO(data)).pages if page.extract_text() is not None)
    except Exception:  # noqa: BLE001 - a damaged file is no part of the race
        return 0


def main() -> None:
    """Answer the lines of stdin."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    contents = [Path(path).read_bytes() for path in json.loads(sys.stdin.readline())]
    pages = [read(data) for data in contents]
    print(json.dumps(pages), flush=True)
    readable = [data for data, count in zip(contents, pages, strict=True) if count]
    for line in sys.stdin:
        started = time.process_time()
        for _ in range(int(line)):
            for data in readable:
                read(data)
        print(time.process_time() - started, flush=True)


if __name__ == "__main__":
    main()
