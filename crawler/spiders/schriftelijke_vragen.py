"""The spider of the written questions: search, then details in batches, then files (design: the crawl).

scrapy crawl schriftelijke_vragen -a since=2024-01-01 -a until=2024-01-31
scrapy crawl schriftelijke_vragen -a session_year=2023-2024 -a theme=Sport
scrapy crawl schriftelijke_vragen -a link=1809299
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import date
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.core.scheduler import Scheduler
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.answer import Answer
from crawler.config import CrawlConfig, load_config
from crawler.discovery import Found, SearchFailed, WindowDone, WindowFailed, discover
from crawler.errors import CrawlerError, SiteUnreachable
from crawler.items import Details, Failed, File, FinishedWindow, Hits, Item, Member, Page
from crawler.ledger import Failure as KnownFailure
from crawler.ledger import Ledger
from crawler.outcome import is_outage, reason_of
from crawler.parliament.addresses import Addresses, Query
from crawler.parliament.opendata import Fragment, asker_needing_party, parse_member, parse_questions, question_facts
from crawler.parliament.page import parse_page
from crawler.parliament.search import SearchPage, search_facts
from crawler.parliament.shapes import NotUnderstood
from crawler.records import FileLink
from crawler.scope import CrawlScope
from crawler.search_client import SearchClient
from crawler.settings import settings_for

logger = logging.getLogger(__name__)

# Requests that may wait before the search goes on: it is much faster than the files it finds.
_BACKLOG = 200
_FIRST = 10

Output = Iterator[Item | Request]


class SchriftelijkeVragen(Spider):
    """Crawls what its scope asks for. `error` says why it stopped early, `found` which questions it met."""

    name = "schriftelijke_vragen"

    def __init__(self, config: CrawlConfig, scope: CrawlScope | None = None, **given: str):
        super().__init__()
        self.config = config
        self.addresses = Addresses(config)
        self.error: Exception | None = None
        self.failures: tuple[KnownFailure, ...] = ()
        self.found: set[int] = set()
        self.searching = True
        self._scope, self._given = scope, given
        self._ledger: Ledger | None = None
        self._due: list[int] = []
        self._asked: set[tuple[str, int]] = set()
        self._failed_in_a_row = 0
        self._client = SearchClient(config, lambda request: self.crawler.engine.download_async(request))

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Add what depends on the configuration: the one given, or the environment's."""
        super().update_settings(settings)
        try:
            config = settings.get("CRAWL_CONFIG") or load_config()
        except CrawlerError as error:
            raise UsageError(str(error), print_help=False) from error
        settings.setdict(settings_for(config), priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, scope: CrawlScope | None = None, **given: str) -> Self:
        """Make the spider for a scope, or for the arguments since, until, session_year, theme and link(s)."""
        spider = cls(crawler.settings["CRAWL_CONFIG"], scope, **given)
        spider._set_crawler(crawler)
        crawler.signals.connect(spider._closed, signal=signals.spider_closed)
        return spider

    @property
    def ledger(self) -> Ledger:
        """The archive, held for writing from the first moment of the crawl to the last."""
        assert self._ledger is not None
        return self._ledger

    async def start(self) -> AsyncIterator[Item | Request]:
        """What was left undone, then what the search finds, or the questions that links name."""
        try:
            scope = self._scope or CrawlScope.from_arguments(self._given)
            self._ledger = Ledger.open(self.config.data / "archive")
            async for output in self._links(scope) if scope.links else self._discovery(scope):
                if self.error:
                    return
                yield output
            for request in self._member_requests((member, None) for member in self.ledger.due_members()):
                yield request
            for request in self._detail_requests(at_least=1):
                yield request
            self.searching = False
        except Exception as error:  # noqa: BLE001 - whatever it is, the crawl must not seem finished
            self.stop(error)

    async def _links(self, scope: CrawlScope) -> AsyncIterator[Request]:
        named = [self.addresses.question(link) for link in scope.links]
        self.found.update(named)
        self.ledger.begin(str(scope))
        for question in named:
            if not self.ledger.has_checked(question):
                self._want_details([question])
            async for request in self._missing_files(question):
                yield request

    async def _discovery(self, scope: CrawlScope) -> AsyncIterator[Item | Request]:
        for theme in scope.themes:
            await self._client.check_theme(theme)
        self.ledger.begin(str(scope))
        async for request in self._left_undone():
            yield request
        for query in scope.queries:
            async for found in self._search(query):
                yield found

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
        await engine.close_spider_async(reason="stopped")

    # --- search ----------------------------------------------------------------------------------

    async def _left_undone(self) -> AsyncIterator[Request]:
        """What earlier crawls found and did not get."""
        self._want_details(self.ledger.due_questions())
        for request in self._detail_requests(at_least=self.config.batch):
            await self._room()
            yield request
        async for request in self._missing_files():
            yield request

    async def _missing_files(self, question: int | None = None) -> AsyncIterator[Request]:
        for pfile, url in self.ledger.due_files(question):
            await self._room()
            for request in self._file_requests([FileLink(pfile, url, None, False)]):
                yield request

    async def _search(self, query: Query) -> AsyncIterator[Item | Request]:
        # A session year or a theme is small enough to be asked for at once.
        days = None if query.theme or query.session_year else self.config.window_days
        async for step in discover(query, days, self.ledger.finished_windows(query), self._ask):
            match step:
                case Found(answer, page):
                    self._note_oddities(page)
                    due = self.ledger.due_among(page.hits)
                    self.found.update(hit.question for hit in page.hits)
                    yield Hits(answer, page.hits, frozenset(due))
                    self._want_details(sorted(due, reverse=True))
                    for request in self._detail_requests(at_least=self.config.batch):
                        yield request
                    for request in self._file_requests(link for hit in page.hits for link in search_facts([hit]).files):
                        yield request
                    await self._room()
                case WindowFailed(window, reason):
                    yield Failed("search", str(window), reason)
                case WindowDone(window):
                    yield FinishedWindow(window)

    async def _ask(self, query: Query, page: int) -> Found:
        if self.error:
            # No request may begin while Scrapy closes.
            raise self.error
        try:
            found = await self._client.ask(query, page)
        except SearchFailed as error:
            self._suffered(str(error))
            raise
        self._succeeded()
        return found

    def _note_oddities(self, page: SearchPage) -> None:
        self.crawler.stats.inc_value("vraagbaak/dropped", page.dropped)
        for hit in page.hits:
            if hit.ids_differ:
                logger.warning("the addresses of hit %s name different questions: took %d", hit.key, hit.question)

    async def _room(self) -> None:
        """Wait until not too many requests are waiting: the search is much faster than the files it finds."""
        scheduler = self.crawler.engine.scheduler
        while isinstance(scheduler, Scheduler) and len(scheduler) > _BACKLOG:
            await self.crawler.signals.wait_for(signals.scheduler_empty)

    # --- details ---------------------------------------------------------------------------------

    def _want_details(self, questions: Iterable[int]) -> None:
        for question in questions:
            if self._first_time("details", question):
                self.found.add(question)
                self._due.append(question)

    def _detail_requests(self, at_least: int) -> Iterator[Request]:
        """Requests for what is due, in full batches or whatever is left."""
        while len(self._due) >= at_least > 0 and self._due:
            batch, self._due = self._due[: self.config.batch], self._due[self.config.batch :]
            yield self._detail_request(batch)

    def _detail_request(self, ids: list[int]) -> Request:
        if len(ids) == 1:
            return self._request(self.addresses.detail(ids[0]), self.parse_detail, self.detail_failed, question=ids[0])
        return self._request(self.addresses.details(ids), self.parse_details, self.details_failed, ids=ids)

    def parse_details(self, response: Response, ids: list[int]) -> Output:
        """Open data of many questions; those that are missing in it are asked for one by one."""
        try:
            records = parse_questions(response.body)
        except NotUnderstood:
            yield from self._halves(ids)
            return
        records = {question: records[question] for question in ids if question in records}
        yield from self._keep_details(response, records)
        for question in ids:
            if question not in records:
                yield self._detail_request([question])

    def details_failed(self, failure: Failure) -> Output:
        """A batch that fails is halved, until it is known which question it is that fails."""
        ids = _given(failure)["ids"]
        self._reason(failure, "details", ids[0])
        yield from self._halves(ids)

    def _halves(self, ids: list[int]) -> Iterator[Request]:
        yield self._detail_request(ids[: len(ids) // 2])
        yield self._detail_request(ids[len(ids) // 2 :])

    def parse_detail(self, response: Response, question: int) -> Output:
        """Open data of one question; its own page where there is none."""
        try:
            records = parse_questions(response.body)
            yield from self._keep_details(response, {question: records[question]})
        except NotUnderstood as error:
            yield self._page_request(question, str(error))
        except KeyError:
            yield self._page_request(question, "the question is not in the answer")

    def detail_failed(self, failure: Failure) -> Output:
        """Open data of one question failed: its own page may tell."""
        question = _given(failure)["question"]
        yield self._page_request(question, self._reason(failure, "details", question))

    def _keep_details(self, response: Response, records: dict[int, Fragment]) -> Output:
        self._succeeded()
        if records:
            yield Details(Answer.of(response), records)
        for record in records.values():
            facts = question_facts(record)
            yield from self._file_requests(facts.files)
            if member := asker_needing_party(record):
                yield from self._member_requests([(member, facts.asked_on)])

    def _page_request(self, question: int, reason: str) -> Request:
        return self._request(
            self.addresses.page(question),
            self.parse_page,
            self.page_failed,
            accept="text/html",
            question=question,
            reason=reason,
        )

    def parse_page(self, response: Response, question: int, reason: str) -> Output:
        """The page of a question that open data does not give, and why it does not."""
        try:
            facts = parse_page(response.body, response.url)
        except NotUnderstood as error:
            yield Failed("details", str(question), f"open data: {reason}; page: {error}")
            return
        self._succeeded()
        yield Page(Answer.of(response), question, facts)
        yield from self._file_requests(facts.files)

    def page_failed(self, failure: Failure) -> Output:
        """Neither open data nor the page."""
        question, reason = _given(failure)["question"], _given(failure)["reason"]
        own = self._reason(failure, "details", question)
        yield Failed("details", str(question), f"open data: {reason}; page: {own}")

    # --- members and files -----------------------------------------------------------------------

    def _member_requests(self, members: Iterable[tuple[int, date | None]]) -> Iterator[Request]:
        for member, asked_on in members:
            if self.ledger.wants_member(member, asked_on) and self._first_time("member", member):
                yield self._request(self.addresses.member(member), self.parse_member, self.member_failed, member=member)

    def parse_member(self, response: Response, member: int) -> Output:
        """The record of a member, which tells the party on a day."""
        try:
            record = parse_member(response.body)
        except NotUnderstood as error:
            yield Failed("member", str(member), str(error))
            return
        self._succeeded()
        yield Member(Answer.of(response), member, record)

    def member_failed(self, failure: Failure) -> Output:
        """The record of a member could not be had."""
        member = _given(failure)["member"]
        yield Failed("member", str(member), self._reason(failure, "member", member))

    def _file_requests(self, links: Iterable[FileLink]) -> Iterator[Request]:
        for link in links:
            if self.ledger.wants_file(link.pfile) and self._first_time("file", link.pfile):
                address = self.addresses.file(link.pfile, link.url)
                yield self._request(address, self.parse_file, self.file_failed, accept="*/*", pfile=link.pfile)

    def parse_file(self, response: Response, pfile: int) -> Output:
        """A file, as it came."""
        self._succeeded()
        yield File(pfile, Answer.of(response), cut_off="partial" in response.flags)

    def file_failed(self, failure: Failure) -> Output:
        """A file could not be had."""
        pfile = _given(failure)["pfile"]
        yield Failed("file", str(pfile), self._reason(failure, "file", pfile))

    # --- parts of these --------------------------------------------------------------------------

    def _request(
        self,
        url: str,
        callback: Callable[..., Output],
        errback: Callable[[Failure], Output],
        accept: str | None = None,
        **given: Any,
    ) -> Request:
        headers = {"Accept": accept} if accept else None
        # Files may wait: what is known of a question comes first.
        priority = 0 if "pfile" in given else _FIRST
        return Request(url, callback, errback=errback, headers=headers, priority=priority, cb_kwargs=given)

    def _first_time(self, kind: str, key: int) -> bool:
        known = (kind, key) in self._asked
        self._asked.add((kind, key))
        return not known

    def _succeeded(self) -> None:
        self._failed_in_a_row = 0

    def _reason(self, failure: Failure, kind: str, key: int) -> str:
        """Why a request failed. Many in a row that did not fail before mean that the service is down."""
        error = failure.value or RuntimeError("no reason given")
        if is_outage(error) and not self.ledger.failed_before(kind, key):
            self._suffered(reason_of(error))
        return reason_of(error)

    def _suffered(self, reason: str) -> None:
        self._failed_in_a_row += 1
        if self._failed_in_a_row >= self.config.failures_in_a_row:
            failed = f"{self._failed_in_a_row} requests in a row failed, the last because {reason}"
            self.stop(SiteUnreachable(f"{failed}: try again later"))

    def _closed(self, reason: str) -> None:
        if self.error and self._scope is None:
            # Run by Scrapy's own command, which says nothing of it.
            logger.error("%s", self.error)
        if self._ledger:
            if reason == "finished" and self.error is None:
                self._ledger.finish()
            self.failures = self._ledger.failures()
            self._ledger.close()


def _given(failure: Failure) -> dict[str, Any]:
    """What the failed request was for."""
    request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
    return request.cb_kwargs
