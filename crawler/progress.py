"""How far the crawl is: a bar on a terminal, plain lines elsewhere."""

import logging
import sys
from collections import deque
from time import monotonic
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn
from rich.progress import Progress as Bar
from scrapy import signals
from scrapy.core.scheduler import Scheduler
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call
from scrapy.utils.log import get_scrapy_root_handler
from twisted.internet.task import LoopingCall

from crawler.spiders.schriftelijke_vragen import SchriftelijkeVragen

_REFRESH = 0.5
_RATE_OVER = 60.0


class Progress:
    """Says how many questions were found and kept, how many files, what failed, how fast it goes and for how long."""

    def __init__(self, crawler: Crawler):
        self._crawler = crawler
        self._console = Console(stderr=True)
        self._every = _REFRESH if self._console.is_terminal else crawler.settings["CRAWL_CONFIG"].report_every
        self._seen: deque[tuple[float, int]] = deque([(monotonic(), 0)])
        self._loop: AsyncioLoopingCall | LoopingCall | None = None
        self._bar: Bar | None = None
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making an extension."""
        return cls(crawler)

    def _opened(self) -> None:
        if self._console.is_terminal:
            self._bar = Bar(
                SpinnerColumn(),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[said]}"),
                console=self._console,
                auto_refresh=False,
            )
            self._task = self._bar.add_task("crawl", total=None, said="")
            self._bar.start()
            handler = get_scrapy_root_handler()
            if isinstance(handler, logging.StreamHandler):
                # While the bar is drawn this is rich's, which prints above it.
                handler.setStream(sys.stderr)
        self._loop = loop = create_looping_call(self._report)
        loop.start(self._every, now=False)

    def _closed(self) -> None:
        if self._loop:
            self._loop.stop()
        if self._stat("downloader/request_count"):
            self._report()
        if self._bar:
            self._bar.stop()

    def _report(self) -> None:
        spider = self._crawler.spider
        assert isinstance(spider, SchriftelijkeVragen)
        kept, found = self._stat("vraagbaak/kept"), len(spider.found)
        said = self._said(found, kept, spider.searching)
        if self._bar:
            self._bar.update(self._task, total=max(found, 1), completed=kept, said=said)
            self._bar.refresh()
        else:
            print(f"{kept} of {found} questions kept, {said}", file=sys.stderr, flush=True)

    def _said(self, found: int, kept: int, searching: bool) -> str:
        now, answers = monotonic(), self._stat("downloader/response_count")
        self._seen.append((now, answers))
        while now - self._seen[0][0] > _RATE_OVER and len(self._seen) > 2:
            self._seen.popleft()
        since, before = self._seen[0]
        rate = (answers - before) / max(now - since, 0.001)
        files, failures = self._stat("vraagbaak/files"), self._stat("vraagbaak/failures")
        said = f"{files} files, {failures} failures, {rate:.1f} requests/s"
        waiting = self._waiting()
        if waiting and rate:
            more = "at least " if searching else ""
            said += f", {more}{_duration(waiting / rate)} left"
        return said + (", searching" if searching else "")

    def _waiting(self) -> int:
        engine = self._crawler.engine
        queued = len(engine.scheduler) if isinstance(engine.scheduler, Scheduler) else 0
        return len(engine.downloader.active) + queued

    def _stat(self, name: str) -> int:
        value: int = self._crawler.stats.get_value(name, 0)
        return value


def _duration(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
