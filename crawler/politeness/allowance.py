"""How much a crawl may ask, and when: its requests, and the quiet hours."""

import asyncio
import logging
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler import clock
from crawler.config import CrawlConfig
from crawler.errors import Paused
from crawler.failures import NotNow
from crawler.tally import crawling

logger = logging.getLogger(__name__)

_LOOK_UP = 1.0
"""Seconds between two looks at the clock while a crawl waits, so that it can be stopped meanwhile."""


class Allowance:
    """Stops the crawl once its requests are spent. In quiet hours a nightly run stops too, any other crawl waits."""

    def __init__(self, crawler: Crawler, config: CrawlConfig):
        self._crawler = crawler
        self._spider = crawling(crawler)
        self._most = config.max_requests
        self._quiet = config.quiet_hours
        self._waits = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a middleware."""
        return cls(crawler, crawler.settings["CRAWL_CONFIG"])

    async def process_request(self, request: Request) -> None:
        """Pass the request, now or later, or stop the crawl and raise NotNow."""
        if self._is_quiet():
            if self._spider.is_nightly:
                self._stop(f"the quiet hours ({self._quiet}) began")
            await self._wait()
        if self._most is not None and self._spider.tally.requests >= self._most:
            self._stop(f"{self._most:,} requests were made, which is what one run may make")
        self._spider.tally.requests += 1

    def _stop(self, reason: str) -> None:
        self._spider.stop(Paused(reason))
        raise NotNow(reason)

    async def _wait(self) -> None:
        if not self._waits:
            logger.warning("in the quiet hours (%s) nothing is asked: the crawl goes on after them", self._quiet)
        self._waits = True
        while self._is_quiet():
            if not self._crawler.crawling:
                raise NotNow("the crawl was stopped")
            await asyncio.sleep(_LOOK_UP)
        self._waits = False

    def _is_quiet(self) -> bool:
        return self._quiet is not None and bool(self._quiet.left(clock.now()))
