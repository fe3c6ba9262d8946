"""A generated parliament on loopback, for the benchmarks of the crawl: some ten years of questions, a file each.

    python -m benchmarks.parliament --port 8700
    python -m benchmarks.parliament --port 8700 --questions 7000 --latency 0.02 --until 2018-06-30 --log requests.jsonl

It speaks through the stand-in of the tests. Everything follows from the number of questions: two servers that are
started with the same number answer the same, and only `--until` hides what was published later.
"""

import argparse
import json
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TextIO

from crawler.sample.loopback import Server
from tests.support.parliament_stub import Handler, Parliament, Question

FIRST_DAY, DAYS = date(2009, 7, 1), 3_650
FIRST_ID = 1_000_000
FILE_BYTES = 30_000
LAST_REQUESTS_SECONDS = 5.0
THEMES = ("Sport", "Jeugdwerk", "Onderwijs", "Mobiliteit", "Wonen", "Natuur", "Energie")


def questions(count: int) -> Iterator[Question]:
    """So many questions, the oldest first; of a few the answer, the party or an attachment is another matter."""
    for place in range(count):
        published = FIRST_DAY + timedelta(days=place * DAYS // count)
        yield Question(
            id=FIRST_ID + place,
            published=str(published),
            title=f"Speelplein {place} - Verlichting",
            themes=(THEMES[place % 7], THEMES[place % 6]) if place % 7 != place % 6 else (THEMES[place % 7],),
            answered=None if place % 50 == 49 else str(published - timedelta(days=5)),
            party=None if place % 20 == 19 else "Linde",
            attachments=(9_000_000 + place,) if place % 60 == 59 else (),
        )


class GeneratedParliament(Parliament):
    """The stand-in, with files of a usual size that are made as they are asked for."""

    def body(self, pfile: int) -> bytes:
        """Bytes that pass for a PDF, of which no two are alike."""
        return b"%PDF-1.7\n" + random.Random(pfile).randbytes(FILE_BYTES) + b"\n%%EOF\n"


@dataclass
class Requests:
    """How many requests are open, and the log of those that are done."""

    log: TextIO | None = None
    open: int = 0
    lock: threading.Condition = field(default_factory=threading.Condition)

    def begin(self) -> int:
        """Count one more; returns how many are open with it."""
        with self.lock:
            self.open += 1
            return self.open

    def end(self, began: float, path: str, status: int, together: int) -> None:
        """Count one less, and log it."""
        with self.lock:
            self.open -= 1
            if self.log:
                line = {"t": round(began, 4), "path": path, "status": status, "open": together}
                self.log.write(json.dumps(line) + "\n")
            self.lock.notify_all()

    def wait_until_ended(self, seconds: float) -> None:
        """Wait at most so long until none is open: who has the answer counts on its line in the log."""
        with self.lock:
            self.lock.wait_for(lambda: self.open == 0, seconds)


class SlowHandler(Handler):
    """Answers after the latency and logs each request, at the moment when it came."""

    requests: Requests
    latency: float
    status: int

    def do_GET(self) -> None:  # noqa: N802 - the name that http.server looks for
        """Neither faults nor a memory of what was asked: a long crawl would fill it."""
        began, together = time.time(), self.requests.begin()
        self.status = 0
        try:
            time.sleep(self.latency)
            self.answer()
        finally:
            self.requests.end(began, self.path, self.status, together)

    def send_response(self, code: int, message: str | None = None) -> None:
        """Begin the answer, and remember its status for the log."""
        self.status = int(HTTPStatus(code))
        super().send_response(code, message)


def main() -> None:
    """Serve until the process is ended; what was asked by then is still logged."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.parliament", description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8700, help="where to listen on 127.0.0.1 (default 8700)")
    parser.add_argument("--questions", type=int, default=1_000, help="how many to generate (default 1000)")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer (default 0)")
    parser.add_argument("--until", type=date.fromisoformat, metavar="DATE", help="hide what was published later")
    parser.add_argument("--log", type=Path, metavar="FILE", help="add a JSON line to this file for each request")
    options = parser.parse_args()

    parliament = GeneratedParliament()
    parliament.add(*(q for q in questions(options.questions) if not options.until or q.published <= str(options.until)))
    with ExitStack() as stack:
        log = stack.enter_context(options.log.open("a", buffering=1, encoding="utf-8")) if options.log else None
        requests = Requests(log)
        stack.callback(requests.wait_until_ended, LAST_REQUESTS_SECONDS)
        bound = {"parliament": parliament, "requests": requests, "latency": options.latency}
        server = stack.enter_context(Server(type("BoundHandler", (SlowHandler,), bound), options.port))
        parliament.base = server.base
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())
        print(f"{len(parliament.questions):,} questions on {parliament.base}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
