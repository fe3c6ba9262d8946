"""One run of a spider from beginning to end, in this process."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.settings import Settings
from twisted.python.failure import Failure as Crash

from crawler.archive.writer import Failure
from crawler.config import CrawlConfig
from crawler.errors import Interrupted, Paused
from crawler.plan.scope import CrawlScope, UpdateScope
from crawler.settings import settings_for
from crawler.spiders.schriftelijke_vragen import SchriftelijkeVragen
from crawler.tally import crawling

__all__ = ["CrawlReport", "CrawlScope", "Failure", "UpdateScope", "crawl", "run_spider"]


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a crawl did: questions found and kept, files fetched, requests made, and what failed. `paused` says why it
    stopped before it was done, where that was no accident."""

    found: int
    kept: int
    files: int
    requests: int
    failures: tuple[Failure, ...]
    paused: str | None = None


def crawl(config: CrawlConfig, scope: CrawlScope | UpdateScope) -> CrawlReport:
    """Crawl what the scope asks for into the archive, going on where an unfinished crawl of it stopped.

    Once a process: Scrapy's reactor cannot start again. Raises BadScope, SiteUnreachable, SourceChanged, ArchiveBusy,
    ArchiveDamaged, Interrupted, or OSError where the disk is full.
    """
    crawler = run_spider(SchriftelijkeVragen, config, scope=scope)
    error, tally = crawling(crawler).error, crawling(crawler).tally
    paused = error if isinstance(error, Paused) else None
    if error and not paused:
        raise error
    report = CrawlReport(
        found=len(tally.met),
        kept=len(tally.kept),
        files=tally.files,
        requests=tally.requests,
        failures=tally.failures,
        paused=str(paused) if paused else None,
    )
    if not paused and crawler.stats.get_value("finish_reason") != "finished":
        raise Interrupted(
            f"stopped after {report.kept} of {report.found} questions found so far; the same command goes on from there"
        )
    return report


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
    failed: list[Crash] = []
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
