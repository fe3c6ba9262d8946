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

from crawler import clock, nightly
from crawler.answer import Answer
from crawler.backlog import Backlog, FileCheck
from crawler.config import CrawlConfig, load_config
from crawler.discovery import Found, SearchFailed, WindowDone, WindowFailed, discover
from crawler.errors import CrawlerError, SiteUnreachable, SourceChanged
from crawler.items import Details, Failed, File, FinishedWindow, Hits, Item, Member, Page, SameFile
from crawler.ledger import Failure as KnownFailure
from crawler.ledger import Ledger
from crawler.listings import Listings
from crawler.outcome import NotNow, is_outage, reason_of
from crawler.parliament.addresses import Addresses, Query
from crawler.parliament.opendata import Fragment, asker_needing_party, parse_member, parse_questions, question_facts
from crawler.parliament.page import parse_page
from crawler.parliament.search import SearchPage, search_facts
from crawler.parliament.shapes import NotUnderstood
from crawler.records import FileLink
from crawler.recount import recount
from crawler.scope import FIRST_DAY, CrawlScope, UpdateScope
from crawler.search_client import SearchClient
from crawler.settings import settings_for

logger = logging.getLogger(__name__)

# Requests that may wait before the search goes on: it is much faster than the files it finds.
_BACKLOG = 200
_FIRST = 10
# Of so few results on a page it does not matter what they are.
_FEW = 20
# The share of the files held that one night may compare with the parliament's.
_CHECKED = 0.015

Output = Iterator[Item | Request]


class SchriftelijkeVragen(Spider):
    """Crawls what its scope asks for. `error` says why it stopped early, `found` which questions it met."""

    name = "schriftelijke_vragen"

    def __init__(self, config: CrawlConfig, scope: CrawlScope | UpdateScope | None = None, **given: str):
        super().__init__()
        self.config = config
        self.addresses = Addresses(config)
        self.error: Exception | None = None
        self.failures: tuple[KnownFailure, ...] = ()
        self.found: set[int] = set()
        self.searching = True
        self.is_nightly = isinstance(scope, UpdateScope)
        self._scope, self._given = scope, given
        self._ledger: Ledger | None = None
        self._due: list[int] = []
        self._asked: set[tuple[str, int]] = set()
        self._failed_in_a_row: list[tuple[str, str]] = []
        self._windows_failed = 0
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
    def from_crawler(cls, crawler: Crawler, scope: CrawlScope | UpdateScope | None = None, **given: str) -> Self:
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
            self._ledger = ledger = Ledger.open(self.config.data / "archive")
            self.listings = Listings(ledger, self.config.vanish_limit)
            self.backlog = Backlog(ledger, patient=self.is_nightly)
            async for output in self._outputs(scope):
                if self.error:
                    return
                yield output
            for request in self._member_requests((member, None) for member in self.backlog.due_members()):
                yield request
            for request in self._detail_requests(at_least=1):
                yield request
            self.searching = False
        except Exception as error:  # noqa: BLE001 - whatever it is, the crawl must not seem finished
            self.stop(error)

    def _outputs(self, scope: CrawlScope | UpdateScope) -> AsyncIterator[Item | Request]:
        if isinstance(scope, UpdateScope):
            return self._update(scope)
        return self._links(scope) if scope.links else self._discovery(scope)

    async def _links(self, scope: CrawlScope) -> AsyncIterator[Item | Request]:
        self.ledger.begin(str(scope))
        async for request in self._named(scope.links):
            yield request

    async def _named(self, links: Iterable[str], run: int | None = None) -> AsyncIterator[Request]:
        """The questions that links name, and their files, unless this run (or that one) has fetched them."""
        named = [self.addresses.question(link) for link in links]
        self.found.update(named)
        for question in named:
            if not self.backlog.has_checked(question, run):
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
            async for found in self._search(nightly.Step("", query)):
                yield found
        if scope.is_everything and not self.found and not self._windows_failed:
            raise SourceChanged(
                f"the search at {self.config.search_url} finds no written question at all: "
                "run `vraagbaak check` to see what has changed at the source"
            )

    async def _update(self, scope: UpdateScope) -> AsyncIterator[Item | Request]:
        """A nightly run: what was left undone, what is new, what may have changed, and what arrived late."""
        today, before = clock.today(), self.ledger.runs()
        self.ledger.begin(str(scope if scope.since or before else UpdateScope(FIRST_DAY)))
        async for request in self._left_undone():
            yield request
        for run in before:
            if isinstance(run.scope, CrawlScope) and not run.finished:
                async for request in self._named(run.scope.links, run.id):
                    yield request
        wanted = nightly.targets(self.ledger.runs(), today)
        year = nightly.is_year_due(before)
        for step in nightly.steps(wanted, self.listings.covered, today, year=year):
            async for found in self._search(step):
                yield found
        if year and not self._windows_failed:
            self.ledger.note_look_back()
        if since := nightly.open_since(wanted, today):
            async for found in self._recount(since, today):
                yield found
        self._want_details(self.backlog.due_unlisted())
        for request in self._check_requests():
            yield request

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
        self._want_details(self.backlog.due_questions())
        for request in self._detail_requests(at_least=self.config.batch):
            await self._room()
            yield request
        async for request in self._missing_files():
            yield request

    async def _missing_files(self, question: int | None = None) -> AsyncIterator[Request]:
        for pfile, url in self.backlog.due_files(question):
            await self._room()
            if self._first_time("file", pfile):
                yield self._file_request(pfile, url)

    async def _search(self, step: nightly.Step) -> AsyncIterator[Item | Request]:
        query = step.query
        # A session year or a theme is small enough to be asked for at once.
        days = None if query.theme or query.session_year else self.config.window_days
        finished = self.listings.finished(query, step.purpose)
        async for output in self._listed(discover(query, days, finished, self._ask), step):
            yield output

    async def _recount(self, since: date, until: date) -> AsyncIterator[Item | Request]:
        step = nightly.Step(nightly.RECOUNT, Query(since, until))
        async for output in self._listed(recount(since, until, self.listings.held, self._ask), step):
            yield output

    async def _listed(
        self, events: AsyncIterator[Found | WindowDone | WindowFailed], step: nightly.Step
    ) -> AsyncIterator[Item | Request]:
        """What pages of results lead to: the hits to keep, the details and files to ask for."""
        async for event in events:
            match event:
                case Found(answer, page):
                    self._note_oddities(page)
                    due = self.backlog.due_among(page.hits, step.older_than)
                    self.found.update(hit.question for hit in page.hits)
                    yield Hits(answer, page.hits, frozenset(due))
                    self._want_details(sorted(due, reverse=True))
                    for request in self._detail_requests(at_least=self.config.batch):
                        yield request
                    for request in self._file_requests(link for hit in page.hits for link in search_facts([hit]).files):
                        yield request
                    await self._room()
                case WindowFailed(window, reason):
                    self._windows_failed += 1
                    yield Failed("search", str(window), reason)
                case WindowDone(window, keys, count):
                    yield FinishedWindow(window, keys, count, step.purpose)

    async def _ask(self, query: Query, page: int) -> Found:
        if self.error:
            # No request may begin while Scrapy closes.
            raise self.error
        try:
            found = await self._client.ask(query, page)
        except SearchFailed as error:
            self._suffered("search", str(query), str(error))
            raise
        self._succeeded()
        return found

    def _note_oddities(self, page: SearchPage) -> None:
        if page.rows > _FEW and page.dropped > page.rows / 2:
            raise SourceChanged(
                f"{page.dropped} of {page.rows} documents that the search gives are not recognised as written "
                "questions: run `vraagbaak check` to see what has changed at the source"
            )
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
            if not self.ledger.failed_before("details", question):
                self._suffered("details", str(question), str(error))
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
            if self.backlog.wants_member(member, asked_on) and self._first_time("member", member):
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
            if self.backlog.wants_file(link.pfile) and self._first_time("file", link.pfile):
                yield self._file_request(link.pfile, link.url)

    def _file_request(self, pfile: int, url: str) -> Request:
        return self._request(
            self.addresses.file(pfile, url), self.parse_file, self.file_failed, accept="*/*", pfile=pfile
        )

    def parse_file(self, response: Response, pfile: int) -> Output:
        """A file, as it came."""
        self._succeeded()
        yield File(pfile, Answer.of(response), cut_off="partial" in response.flags)

    def file_failed(self, failure: Failure) -> Output:
        """A file could not be had."""
        pfile = _given(failure)["pfile"]
        yield Failed("file", str(pfile), self._reason(failure, "file", pfile))

    def _check_requests(self) -> Iterator[Request]:
        """Files that may have changed: the server only sends those that did."""
        most = max(1, round(_CHECKED * self.ledger.summary().files))
        for check in self.backlog.files_to_check(most):
            if self._first_time("file", check.pfile):
                request = self._request(
                    self.addresses.file(check.pfile, check.url),
                    self.parse_checked_file,
                    self.check_failed,
                    accept="*/*",
                    pfile=check.pfile,
                )
                request.headers.update(_unless_changed(check))
                request.meta["handle_httpstatus_list"] = [304]
                yield request

    def parse_checked_file(self, response: Response, pfile: int) -> Output:
        """A file that is held: the same as before, or another."""
        self._succeeded()
        if response.status == 304:
            yield SameFile(pfile)
        else:
            yield File(pfile, Answer.of(response), cut_off="partial" in response.flags, recheck=True)

    def check_failed(self, failure: Failure) -> Output:
        """Whether a file has changed could not be learned; what is held stays."""
        pfile = _given(failure)["pfile"]
        yield Failed("recheck", str(pfile), self._reason(failure, "recheck", pfile))

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
        errback = _unless_stopping(errback)
        return Request(url, callback, errback=errback, headers=headers, priority=priority, cb_kwargs=given)

    def _first_time(self, kind: str, key: int) -> bool:
        known = (kind, key) in self._asked
        self._asked.add((kind, key))
        return not known

    def _succeeded(self) -> None:
        self._failed_in_a_row.clear()

    def _reason(self, failure: Failure, kind: str, key: int) -> str:
        """Why a request failed. Many in a row that did not fail before mean that the service is down."""
        error = failure.value or RuntimeError("no reason given")
        if is_outage(error) and not self.ledger.failed_before(kind, key):
            self._suffered(kind, str(key), reason_of(error))
        return reason_of(error)

    def _suffered(self, kind: str, key: str, reason: str) -> None:
        self._failed_in_a_row.append((kind, key))
        if len(self._failed_in_a_row) >= self.config.failures_in_a_row:
            failed = f"{len(self._failed_in_a_row)} requests in a row failed, the last because {reason}"
            self.stop(SiteUnreachable(f"{failed}: try again later"))

    def _closed(self, reason: str) -> None:
        if self.error and self._scope is None:
            # Run by Scrapy's own command, which says nothing of it.
            logger.error("%s", self.error)
        if self._ledger:
            if isinstance(self.error, SiteUnreachable):
                self._ledger.forgive(self._failed_in_a_row)
            if reason == "finished" and self.error is None:
                self._ledger.finish()
                if self.is_nightly and not self._windows_failed:
                    self._ledger.finish_others()
                self.listings.tidy()
            self.failures = self._ledger.failures()
            self._ledger.close()


def _unless_changed(check: FileCheck) -> dict[str, str]:
    """The headers that ask for a file only if it is another than the one held."""
    given = {"If-None-Match": check.etag, "If-Modified-Since": check.last_modified}
    return {name: value for name, value in given.items() if value}


def _unless_stopping(errback: Callable[[Failure], Output]) -> Callable[[Failure], Output]:
    """A request that was not sent because the crawl is stopping has not failed."""

    def called(failure: Failure) -> Output:
        return iter(()) if isinstance(failure.value, NotNow) else errback(failure)

    return called


def _given(failure: Failure) -> dict[str, Any]:
    """What the failed request was for."""
    request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
    return request.cb_kwargs
