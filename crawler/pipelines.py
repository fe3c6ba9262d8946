"""What happens to what was fetched, one class per job: check it, keep it."""

from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler

from crawler.errors import Paused, SourceChanged
from crawler.items import Details, Failed, File, FinishedWindow, Hits, Item, Member, Page, SameFile
from crawler.parliament.documents import breaks_off, oddity
from crawler.spiders.schriftelijke_vragen import SchriftelijkeVragen

_FEW = 20
"""So many records may be emptier than before without alarm."""


class Check:
    """The first bytes decide what a file is, not what the server calls it."""

    def process_item(self, item: Item) -> Item:
        """Mark a file that is no document, and refuse one that is empty or was cut off."""
        if not isinstance(item, File):
            return item
        body, kind = item.answer.body, "recheck" if item.recheck else "file"
        if not body:
            return Failed(kind, str(item.pfile), "the file is empty")
        if item.cut_off and breaks_off(body):
            return Failed(kind, str(item.pfile), "the answer was cut off")
        return replace(item, odd=oddity(body))


class Keep:
    """Store each item in the archive, in one transaction; stop the crawl when that is not possible."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.kept: set[int] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a pipeline."""
        return cls(crawler)

    def process_item(self, item: Item) -> Item:
        """Store one item, unless storing failed before: nothing may seem done that is not."""
        spider = self.crawler.spider
        assert isinstance(spider, SchriftelijkeVragen)
        # Where a crawl stops as it was told to, what still comes is good; what does not come has not failed.
        stopped = isinstance(spider.error, Paused) and not isinstance(item, Failed)
        if spider.error is None or stopped:
            try:
                self._store(item, spider)
            except Exception as error:  # noqa: BLE001 - whatever it is, the crawl must not go on as if it were stored
                spider.stop(error)
        return item

    def _store(self, item: Item, spider: SchriftelijkeVragen) -> None:
        ledger, stats = spider.ledger, self.crawler.stats
        match item:
            case Hits(answer, hits, due):
                ledger.store_hits(answer, hits, set(due))
                self._check_losses("hits of the search", ledger.doubted_hits, ledger.hits)
                self.kept |= {hit.question for hit in hits} - due
            case FinishedWindow(query, keys, count, purpose):
                spider.listings.finish(query, keys, count, purpose)
            case Details(answer, records):
                ledger.store_details(answer, records)
                self._check_losses("records of questions", ledger.doubted, ledger.details)
                self.kept |= records.keys()
            case Page(answer, question, facts):
                ledger.store_page(answer, question, facts)
                self._check_losses("records of questions", ledger.doubted, ledger.details)
                self.kept.add(question)
            case Member(answer, member, record):
                ledger.store_member(answer, member, record)
            case File(pfile, answer, _, odd):
                ledger.store_file(pfile, answer, odd)
                stats.inc_value("vraagbaak/files")
            case SameFile(pfile):
                ledger.keep_file(pfile)
            case Failed(kind, key, reason):
                ledger.fail(kind, key, reason)
        stats.set_value("vraagbaak/kept", len(self.kept))

    def _check_losses(self, what: str, doubted: int, stored: int) -> None:
        """Raise SourceChanged where many of what was stored have lost something that they had."""
        if doubted > max(_FEW, self.crawler.settings["CRAWL_CONFIG"].vanish_limit * stored):
            raise SourceChanged(
                f"{doubted:,} of {stored:,} {what} have lost something that they had: "
                "what is held counts; run `vraagbaak check` to see what has changed at the source"
            )
