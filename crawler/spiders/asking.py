"""How a crawl asks: a request and its callbacks, what a failure means, and how the crawl ends early."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

from scrapy import Request, Spider
from twisted.python.failure import Failure

from crawler.archive.writer import Ledger
from crawler.config import CrawlConfig
from crawler.errors import SiteUnreachable
from crawler.failures import NotNow, is_outage, reason_of
from crawler.items import Item
from crawler.parliament.addresses import Addresses
from crawler.parliament.shapes import DATA_LIMIT
from crawler.tally import Tally

_FIRST = 10

Output = Iterator[Item | Request]


class Asking(Spider):
    """Asks, counts in `tally` how far it came, and says in `error` why it stopped early."""

    def __init__(self, config: CrawlConfig):
        super().__init__()
        self.config = config
        self.addresses = Addresses(config)
        self.error: Exception | None = None
        self.tally = Tally()
        self._ledger: Ledger | None = None

    @property
    def ledger(self) -> Ledger:
        """The archive, held for writing from the first moment of the crawl to the last."""
        assert self._ledger is not None
        return self._ledger

    def stop(self, error: Exception) -> None:
        """End the crawl early. The first reason counts; what was stored is kept."""
        if self.error is None:
            self.error = error
            self._closing = asyncio.ensure_future(self._close())

    async def _close(self) -> None:
        # Scrapy would wait for ever for an item of start() that is in a pipeline when it begins to close.
        engine = self.crawler.engine
        while engine.scraper.slot and engine.scraper.slot.itemproc_size:
            await asyncio.sleep(0.01)
        if engine.spider is not None:  # else it came to its end meanwhile
            await engine.close_spider_async(reason="stopped")

    def _request(
        self,
        url: str,
        callback: Callable[..., Output],
        errback: Callable[[Failure], Output],
        accept: str | None = None,
        most: int = DATA_LIMIT,
        **kwargs: Any,
    ) -> Request:
        """A request whose reply has at most `most` bytes; `given` goes to the callbacks."""
        headers = {"Accept": accept} if accept else None
        # Files may wait: what is known of a question comes first.
        priority = 0 if "pfile" in kwargs else _FIRST
        errback = _unless_stopping(errback)
        meta = {"download_maxsize": min(most, self.config.max_bytes)}
        return Request(url, callback, errback=errback, headers=headers, priority=priority, cb_kwargs=kwargs, meta=meta)

    def _reason(self, failure: Failure, kind: str, key: int) -> str:
        """Why a request failed. Many in a row that did not fail before mean that the service is down."""
        error = failure.value or RuntimeError("no reason given")
        if is_outage(error) and not self.ledger.failed_before(kind, key):
            self._suffered(kind, str(key), reason_of(error))
        return reason_of(error)

    def _suffered(self, kind: str, key: str, reason: str) -> None:
        count = self.tally.suffered(kind, key)
        if count >= self.config.failures_in_a_row:
            failed = f"{count} requests in a row failed, the last because {reason}"
            self.stop(SiteUnreachable(f"{failed}: try again later"))


def _unless_stopping(errback: Callable[[Failure], Output]) -> Callable[[Failure], Output]:
    """A request that was not sent because the crawl is stopping has not failed."""

    def called(failure: Failure) -> Output:
        return iter(()) if isinstance(failure.value, NotNow) else errback(failure)

    return called


def kwargs_of(failure: Failure) -> dict[str, Any]:
    """What the failed request was for."""
    request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
    return request.cb_kwargs
