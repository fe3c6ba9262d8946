"""Whole crawls for tests, each in a process of its own: Scrapy's reactor starts once.

The processes are forked from one that has loaded Scrapy, which saves more than a second each.
"""

import json
import multiprocessing
import os
import resource
import signal
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from crawler import clock
from crawler.archive import Archive
from tests.support.parliament_stub import Parliament

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    [
        "crawler.run",
        "crawler.check.run",
        "crawler.pipelines",
        "crawler.politeness.hosts",
        "crawler.progress",
        "scrapy.core.downloader.handlers.http11",
    ]
)


class Crawl:
    """A crawl that has begun; `report` waits for its end. It can write no file beyond `largest_file` bytes.

    `at` is what its clock says when it begins, in UTC; without it the clock is right. `set_clock` makes it jump.
    """

    def __init__(
        self,
        data: Path,
        parliament: Parliament,
        scope: dict[str, Any] | None = None,
        largest_file: int | None = None,
        at: str | None = None,
        **settings: Any,
    ):
        data.mkdir(exist_ok=True)
        self._out, self._err = data / "report.json", data / "crawl.log"
        given = {"data": str(data), "site": parliament.base, "pause": 0, **settings}
        asked = {"since": "2021-01-01", "until": "2021-12-31"} if scope is None else scope
        self._ahead = _FORKS.Value("d", 0.0)
        if at:
            self.set_clock(at)
        arguments = (given, asked, self._out, self._err, largest_file, self._ahead)
        self.process = _FORKS.Process(target=_crawl, args=arguments)
        for left in (self._out, self._err):
            left.unlink(missing_ok=True)
        self.process.start()

    def set_clock(self, at: str) -> None:
        """Make the clock of the crawl say this, in UTC, and go on from there."""
        self._ahead.value = (datetime.fromisoformat(at).replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds()

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.join()

    def log(self) -> str:
        """What it said so far."""
        return self._err.read_text() if self._err.exists() else ""

    def report(self) -> dict[str, Any]:
        """The report or the error, and the log, of a crawl that ended without a traceback."""
        self.process.join(60)
        log = self._err.read_text()
        assert self.process.exitcode == 0, log
        assert "Traceback" not in log, log
        report: dict[str, Any] = json.loads(self._out.read_text())
        return report | {"log": log}


def crawl(data: Path, parliament: Parliament, scope: dict[str, Any] | None = None, **settings: Any) -> dict[str, Any]:
    """Crawl to the end."""
    return Crawl(data, parliament, scope, **settings).report()


def update(data: Path, parliament: Parliament, since: str | None = None, **settings: Any) -> dict[str, Any]:
    """A nightly run to the end."""
    return Crawl(data, parliament, nightly(since), **settings).report()


def nightly(since: str | None = None) -> dict[str, Any]:
    """The scope of a nightly run."""
    return {"nightly": True, "since": since}


def failures(report: dict[str, Any]) -> dict[str, str]:
    """Why what failed did, by its id."""
    return {failure["key"]: failure["reason"] for failure in report["failures"]}


def held(data: Path) -> Archive:
    """The archive that crawls made."""
    return Archive.open(data / "archive")


def check(folder: Path, parliament: Parliament, **settings: Any) -> dict[str, Any]:
    """What a check of the services found, or its error; `log` is what went to standard error."""
    out, err = folder / "check.json", folder / "check.log"
    process = _FORKS.Process(target=_check, args=({"site": parliament.base, "pause": 0, **settings}, out, err))
    process.start()
    process.join(60)
    log = err.read_text()
    assert process.exitcode == 0, log
    report: dict[str, Any] = json.loads(out.read_text())
    return report | {"log": log}


def _check(settings: dict[str, Any], out: Path, err: Path) -> None:
    from crawler.check.run import check, lines
    from crawler.config import load_config
    from crawler.errors import CrawlerError

    with err.open("w") as log:
        os.dup2(log.fileno(), sys.stderr.fileno())
    try:
        found = check(load_config(**settings))
        report = asdict(found) | {"lines": list(lines(found))}
    except CrawlerError as error:
        report = {"error": type(error).__name__, "said": str(error)}
    out.write_text(json.dumps(report))


def _crawl(
    settings: dict[str, Any], scope: dict[str, Any], out: Path, err: Path, largest_file: int | None, ahead: Any
) -> None:
    # Imported here so that the process that runs the tests does without.
    from scrapy.core.engine import ExecutionEngine

    from crawler.config import load_config
    from crawler.errors import CrawlerError
    from crawler.run import CrawlScope, UpdateScope, crawl

    # A crawl whose last answer leads to nothing ends at Scrapy's next look, which is five seconds away.
    ExecutionEngine._SLOT_HEARTBEAT_INTERVAL = 0.1
    _move_clock(ahead)
    # Ignored where the tests run in the background of a shell; a crawl must put back what it found.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY))
    with err.open("w") as log:
        os.dup2(log.fileno(), sys.stderr.fileno())
    try:
        given = CrawlScope.parse(**{name: value for name, value in scope.items() if name != "nightly"})
        asked = UpdateScope(given.since) if scope.get("nightly") else given
        report = asdict(crawl(load_config(**settings), asked))
    except (CrawlerError, OSError) as error:
        report = {"error": type(error).__name__, "said": str(error)}
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    out.write_text(json.dumps(report))


def _move_clock(ahead: Any) -> None:
    """Let the crawl's clock run so many seconds ahead; also what it is moved to later counts at once."""

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return (datetime.now(UTC) + timedelta(seconds=ahead.value)).astimezone(tz)

    clock.datetime = Moved  # type: ignore[attr-defined,misc]
