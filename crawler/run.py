"""One crawl from beginning to end, in this process."""

from dataclasses import dataclass

from crawler.archive.writer import Failure
from crawler.config import CrawlConfig
from crawler.errors import Interrupted, Paused
from crawler.plan.scope import CrawlScope, UpdateScope
from crawler.process import run_spider
from crawler.spiders.schriftelijke_vragen import SchriftelijkeVragen

__all__ = ["CrawlReport", "CrawlScope", "Failure", "UpdateScope", "crawl"]


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a crawl did: questions found and kept, files fetched, requests made, and what failed. `paused` says why it
    stopped before it was done, where it was told to."""

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
    spider, stats = crawler.spider, crawler.stats
    assert isinstance(spider, SchriftelijkeVragen)
    paused = spider.error if isinstance(spider.error, Paused) else None
    if spider.error and not paused:
        raise spider.error
    report = CrawlReport(
        found=len(spider.found),
        kept=stats.get_value("vraagbaak/kept", 0),
        files=stats.get_value("vraagbaak/files", 0),
        requests=stats.get_value("downloader/request_count", 0),
        failures=spider.failures,
        paused=str(paused) if paused else None,
    )
    if not paused and stats.get_value("finish_reason") != "finished":
        raise Interrupted(
            f"stopped after {report.kept} of {report.found} questions found so far; the same command goes on from there"
        )
    return report
