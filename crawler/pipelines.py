"""What happens to what was fetched, one class per job: check it, keep it."""

from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler

from crawler.items import Details, Failed, File, FinishedWindow, Hits, Item, Member, Page
from crawler.spiders.schriftelijke_vragen import SchriftelijkeVragen

_DOCUMENTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")


class Check:
    """The first bytes decide what a file is (contract, 4 and 10.5), not what the server calls it."""

    def process_item(self, item: Item) -> Item:
        """Mark a file that is no document, and refuse one that is empty or was cut off."""
        if not isinstance(item, File):
            return item
        body = item.answer.body
        if not body:
            return Failed("file", str(item.pfile), "the file is empty")
        is_pdf = b"%PDF-" in body[:1024]
        if item.cut_off and is_pdf and b"%%EOF" not in body[-1024:]:
            return Failed("file", str(item.pfile), "the answer was cut off")
        if is_pdf or body.startswith(_DOCUMENTS):
            return item
        start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
        return replace(item, odd="HTML instead of a document" if start[:1] == b"<" else "no known kind of document")


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
        if spider.error is None:
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
                self.kept |= {hit.question for hit in hits} - due
            case FinishedWindow(query):
                ledger.finish_window(query)
            case Details(answer, records):
                ledger.store_details(answer, records)
                self.kept |= records.keys()
            case Page(answer, question, facts):
                ledger.store_page(answer, question, facts)
                self.kept.add(question)
            case Member(answer, member, record):
                ledger.store_member(answer, member, record)
            case File(pfile, answer, _, odd):
                ledger.store_file(pfile, answer, odd)
                stats.inc_value("vraagbaak/files")
                if odd:
                    stats.inc_value("vraagbaak/failures")
            case Failed(kind, key, reason):
                ledger.fail(kind, key, reason)
                stats.inc_value("vraagbaak/failures")
        stats.set_value("vraagbaak/kept", len(self.kept))
