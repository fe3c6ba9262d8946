"""One crawl from beginning to end, in this process."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from scrapy.crawler import CrawlerProcess
from scrapy.settings import Settings
from twisted.python.failure import Failure as TwistedFailure

from crawler.config import CrawlConfig
from crawler.errors import Interrupted
from crawler.ledger import Failure
from crawler.scope import CrawlScope
from crawler.settings import settings_for
from crawler.spiders.schriftelijke_vragen import SchriftelijkeVragen

__all__ = ["CrawlReport", "CrawlScope", "Failure", "crawl"]


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a crawl did: questions found and kept, files fetched, requests made, and what failed."""

    found: int
    kept: int
    files: int
    requests: int
    failures: tuple[Failure, ...]


def crawl(config: CrawlConfig, scope: CrawlScope) -> CrawlReport:
    """Crawl what the scope asks for into the archive, going on where an unfinished crawl of it stopped.

    Once a process: Scrapy's reactor cannot start again. Raises BadScope, SiteUnreachable, ArchiveBusy,
    ArchiveDamaged, Interrupted, or OSError where the disk is full.
    """
    settings = Settings()
    settings.setmodule("crawler.settings")
    settings.setdict(settings_for(config))
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(SchriftelijkeVragen)
    failed: list[TwistedFailure] = []
    process.crawl(crawler, scope=scope).addErrback(failed.append)
    with _own_signal_handlers():
        process.start()
    if failed:
        failed[0].raiseException()
    spider, stats = crawler.spider, crawler.stats
    assert isinstance(spider, SchriftelijkeVragen)
    if spider.error:
        raise spider.error
    report = CrawlReport(
        found=len(spider.found),
        kept=stats.get_value("vraagbaak/kept", 0),
        files=stats.get_value("vraagbaak/files", 0),
        requests=stats.get_value("downloader/request_count", 0),
        failures=spider.failures,
    )
    if stats.get_value("finish_reason") != "finished":
        raise Interrupted(
            f"stopped after {report.kept} of {report.found} questions found so far; the same command goes on from there"
        )
    return report


@contextmanager
def _own_signal_handlers() -> Iterator[None]:
    """Put back the handlers that Scrapy replaces, so that Ctrl-C also ends what comes after the crawl."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
