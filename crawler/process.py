"""One run of a spider from beginning to end, in this process."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawler.config import CrawlConfig
from crawler.settings import settings_for


def run_spider(
    spider: type[Spider], config: CrawlConfig, on_item: Callable[[Any], None] | None = None, **arguments: Any
) -> Crawler:
    """Run a spider with the project's settings, giving each item that comes through to `on_item`.

    Once a process: Scrapy's reactor cannot start again. Raises what the making of the spider raises.
    """
    settings = Settings()
    settings.setmodule("crawler.settings")
    settings.setdict(settings_for(config))
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(spider)

    # Signals hold their receivers weakly: the name keeps this one.
    def scraped(item: Any) -> None:
        if on_item:
            on_item(item)

    crawler.signals.connect(scraped, signal=signals.item_scraped)
    failed: list[Failure] = []
    process.crawl(crawler, **arguments).addErrback(failed.append)
    with _own_signal_handlers():
        process.start()
    if failed:
        failed[0].raiseException()
    return crawler


@contextmanager
def _own_signal_handlers() -> Iterator[None]:
    """Put back the handlers that Scrapy replaces, so that Ctrl-C also ends what comes after the run."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
