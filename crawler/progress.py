"""How far the crawl is: a bar on a terminal, plain lines elsewhere."""

import logging
import sys
from collections import deque
from time import monotonic
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TextColumn
from rich.progress import Progress as Bar
from scrapy import signals
from scrapy.core.scheduler import Scheduler
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call
from scrapy.utils.log import get_scrapy_root_handler
from twisted.internet.task import LoopingCall

from crawler.failures import quieten
from crawler.tally import crawling

_REFRESH = 0.5
_RATE_OVER = 60.0


class Progress:
    """Says how many questions were found and kept, how many files, what failed, how fast it goes and for how long."""

    def __init__(self, crawler: Crawler):
        self._crawler = crawler
        self._spider = crawling(crawler)
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
        quieten()
        if self._console.is_terminal:
            self._bar = Bar(
                SpinnerColumn(),
                BarColumn(bar_width=20),
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
        if self._spider.tally.requests and not self._spider.error:  # which has a line of its own
            self._report()
        if self._bar:
            self._bar.stop()

    def _report(self) -> None:
        said = self._said()
        if self._bar:
            replies = self._spider.tally.replies
            self._bar.update(self._task, total=replies + self._waiting(), completed=replies, said=said)
            self._bar.refresh()
        else:
            print(said, file=sys.stderr, flush=True)

    def _said(self) -> str:
        tally = self._spider.tally
        rate, waiting = self._rate(), self._waiting()
        parts = [
            f"{len(tally.kept)} of {len(tally.met)} questions kept",
            f"{tally.files} files",
            f"{self._spider.failed} failed",
            f"{rate:.1f} requests/s",
        ]
        if tally.dropped:
            parts.append(f"{tally.dropped} hits that are no written question")
        if waiting and rate:
            # How much the search will still find is not known.
            parts.append(f"{'at least ' if tally.searching else ''}{_duration(waiting / rate)} left")
        return ", ".join(parts)

    def _rate(self) -> float:
        """Replies a second, over the last minute."""
        now, replies = monotonic(), self._spider.tally.replies
        self._seen.append((now, replies))
        while now - self._seen[0][0] > _RATE_OVER and len(self._seen) > 2:
            self._seen.popleft()
        since, before = self._seen[0]
        return (replies - before) / max(now - since, 0.001)

    def _waiting(self) -> int:
        engine = self._crawler.engine
        queued = len(engine.scheduler) if isinstance(engine.scheduler, Scheduler) else 0
        return len(engine.downloader.active) + queued


def _duration(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
