"""One crawl from beginning to end, in this process."""

from dataclasses import dataclass

from crawler.config import CrawlConfig
from crawler.errors import Interrupted
from crawler.ledger import Failure
from crawler.process import run_spider
from crawler.scope import CrawlScope
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
    crawler = run_spider(SchriftelijkeVragen, config, scope=scope)
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
