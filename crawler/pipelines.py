"""What happens to what was fetched, one class per job: check it, keep it."""

from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler

from crawler.archive.writer import Stored
from crawler.errors import Paused, SourceChanged
from crawler.items import Details, Failed, File, FinishedWindow, Hits, Item, Member, Page, SameFile
from crawler.limits import is_alarming
from crawler.parliament.documents import breaks_off, oddity
from crawler.tally import crawling


class Check:
    """The first bytes decide what a file is, not what the server calls it."""

    def process_item(self, item: Item) -> Item:
        """Mark a file that is no document, and refuse one that is empty or was cut off."""
        if not isinstance(item, File):
            return item
        body, kind = item.reply.body, "recheck" if item.recheck else "file"
        if not body:
            return Failed(kind, str(item.pfile), "the file is empty")
        if item.cut_off and breaks_off(body):
            return Failed(kind, str(item.pfile), "the answer was cut off")
        return replace(item, odd=oddity(body))


class Keep:
    """Store each item in the archive, in one transaction; stop the crawl when that is not possible."""

    def __init__(self, crawler: Crawler):
        self._spider = crawling(crawler)
        self._share: float = crawler.settings["CRAWL_CONFIG"].vanish_limit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a pipeline."""
        return cls(crawler)

    def process_item(self, item: Item) -> Item:
        """Store one item, unless storing failed before: nothing may seem done that is not."""
        # Where a crawl stops on purpose, what still comes is good; what does not come has not failed.
        stopped = isinstance(self._spider.error, Paused) and not isinstance(item, Failed)
        if self._spider.error is None or stopped:
            try:
                self._store(item)
            except Exception as error:  # noqa: BLE001 - whatever it is, the crawl must not go on as if it were stored
                self._spider.stop(error)
        return item

    def _store(self, item: Item) -> None:
        ledger, tally = self._spider.ledger, self._spider.tally
        match item:
            case Hits(reply, hits, due):
                tally.hits += ledger.store_hits(reply, hits, due)
                self._check("hits of the search", tally.hits)
                tally.kept |= {hit.question for hit, _ in hits} - due
            case FinishedWindow(query, keys, count, purpose):
                self._spider.listings.finish(query, keys, count, purpose)
            case Details(reply, details):
                tally.records += ledger.store_details(reply, details)
                self._check("records of questions", tally.records)
                tally.kept |= details.keys()
            case Page(reply, question, facts):
                tally.records += ledger.store_page(reply, question, facts)
                self._check("records of questions", tally.records)
                tally.kept.add(question)
            case Member(reply, member, record):
                ledger.store_member(reply, member, record)
            case File(pfile, reply, _, odd):
                ledger.store_file(pfile, reply, odd)
                tally.files += 1
            case SameFile(pfile):
                ledger.keep_file(pfile)
            case Failed(kind, key, reason):
                ledger.fail(kind, key, reason)

    def _check(self, what: str, stored: Stored) -> None:
        """Raise SourceChanged where many of what was stored have lost something that they had."""
        if is_alarming(stored.doubted, stored.count, self._share):
            raise SourceChanged(
                f"{stored.doubted:,} of {stored.count:,} {what} have lost something that they had: "
                "what is held counts; run `vraagbaak check` to see what has changed at the source"
            )
