"""The spider of the written questions: search, then details in batches, then files (design: the crawl).

scrapy crawl schriftelijke_vragen -a since=2024-01-01 -a until=2024-01-31
scrapy crawl schriftelijke_vragen -a session_year=2023-2024 -a theme=Sport
scrapy crawl schriftelijke_vragen -a link=1809299
"""

import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date
from typing import Self

from scrapy import Request, signals
from scrapy.core.scheduler import Scheduler
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from crawler import clock
from crawler.archive.backlog import Backlog
from crawler.archive.listings import Listings
from crawler.archive.runs import Runs
from crawler.archive.writer import Ledger
from crawler.config import CrawlConfig
from crawler.errors import BadScope, Paused, SiteUnreachable, SourceChanged
from crawler.items import Failed, FinishedWindow, Hits, Item
from crawler.limits import FEW
from crawler.parliament.addresses import Query
from crawler.parliament.search import SearchPage, read_hits
from crawler.plan import nightly
from crawler.plan.recount import recount
from crawler.plan.scope import CrawlScope, UpdateScope
from crawler.plan.windows import Results, SearchFailed, WindowDone, WindowFailed, discover
from crawler.settings import config_of, settings_for
from crawler.spiders.fetching import Fetching
from crawler.spiders.search_client import SearchClient

logger = logging.getLogger(__name__)

# Requests that may wait before the search goes on: it is much faster than the files it finds.
_BACKLOG = 200


class SchriftelijkeVragen(Fetching):
    """Crawls what its scope asks for. `error` says why it stopped early, `tally` how far it came."""

    name = "schriftelijke_vragen"

    def __init__(self, config: CrawlConfig, scope: CrawlScope | UpdateScope | None = None, **given: str):
        super().__init__(config)
        self.is_nightly = isinstance(scope, UpdateScope)
        self._scope, self._given = scope, given
        self._client = SearchClient(config, lambda request: self.crawler.engine.download_async(request))

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Add what depends on the configuration: the one given, or the environment's."""
        super().update_settings(settings)
        settings.setdict(settings_for(config_of(settings)), priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, scope: CrawlScope | UpdateScope | None = None, **given: str) -> Self:
        """Make the spider for a scope, or for the arguments since, until, session_year, theme and link(s)."""
        spider = cls(crawler.settings["CRAWL_CONFIG"], scope, **given)
        spider._set_crawler(crawler)
        crawler.signals.connect(spider._closed, signal=signals.spider_closed)
        crawler.signals.connect(spider._replied, signal=signals.response_downloaded)
        return spider

    @property
    def failed(self) -> int:
        """How much has failed in this run and has not gone right since: what the tally names in the end."""
        if self._ledger is None:
            return len(self.tally.failures)
        return len(self._ledger.failures()) if self._ledger.run else 0

    async def start(self) -> AsyncIterator[Item | Request]:
        """What was left undone, then what the search finds, or the questions that links name."""
        try:
            scope = self._scope or CrawlScope.from_arguments(self._given)
            self._ledger = ledger = Ledger.open(self.config.data / "archive")
            self.runs = Runs(ledger)
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
            self.tally.searching = False
        except Exception as error:  # noqa: BLE001 - whatever it is, the crawl must not seem finished
            self.stop(error)

    def _outputs(self, scope: CrawlScope | UpdateScope) -> AsyncIterator[Item | Request]:
        if isinstance(scope, UpdateScope):
            return self._update(scope)
        return self._links(scope) if scope.links else self._discovery(scope)

    async def _links(self, scope: CrawlScope) -> AsyncIterator[Item | Request]:
        # Before the scope is stored, as what is stored is gone on with.
        questions = [self.addresses.question(link) for link in scope.links]
        self.runs.begin(str(scope))
        async for request in self._named(questions):
            yield request

    def _still_right(self, links: Iterable[str]) -> list[int]:
        """The ids that the links of an earlier run name; those that name no question (any more) are listed."""
        named = []
        for link in links:
            try:
                named.append(self.addresses.question(link))
            except BadScope as error:
                self.ledger.fail("scope", link, str(error))
        return named

    async def _named(self, questions: Sequence[int], run: int | None = None) -> AsyncIterator[Request]:
        """These questions and their files, unless this run (or that one) has fetched them."""
        self.tally.met.update(questions)
        for question in questions:
            if not self.backlog.has_checked(question, run):
                self._want_details([question])
            async for request in self._missing_files(question):
                yield request

    async def _discovery(self, scope: CrawlScope) -> AsyncIterator[Item | Request]:
        for theme in scope.themes:
            await self._client.check_theme(theme)
        self.runs.begin(str(scope))
        async for request in self._left_undone():
            yield request
        for query in scope.queries:
            async for output in self._search(nightly.Step("", query)):
                yield output
        if scope.is_everything:
            self._expect_something()

    async def _update(self, scope: UpdateScope) -> AsyncIterator[Item | Request]:
        """A nightly run: what was left undone, what is new, what may have changed, and what arrived late."""
        today, before = clock.today(), self.runs.all()
        self.runs.begin(str(nightly.resolved(scope, before)))
        self.runs.drop_wrong()
        async for request in self._left_undone():
            yield request
        for run in before:
            if isinstance(run.scope, CrawlScope) and not run.finished:
                async for request in self._named(self._still_right(run.scope.links), run.id):
                    yield request
        wanted = nightly.targets(self.runs.all(), today)
        year = nightly.is_year_due(before)
        for step in nightly.steps(wanted, self.listings.covered, today, year=year):
            async for output in self._search(step):
                yield output
        self._expect_something()
        if year and not self.tally.windows_failed:
            self.runs.note_look_back()
        if since := nightly.open_since(wanted, today):
            async for output in self._recount(since, today):
                yield output
        self._want_details(self.backlog.due_unlisted())
        for request in self._check_requests():
            yield request

    def _expect_something(self) -> None:
        if not self.tally.met and not self.tally.windows_failed and not len(self.ledger):
            raise SourceChanged(
                f"the search at {self.config.search_url} finds no written question at all: "
                "run `vraagbaak check` to see what has changed at the source"
            )

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
        self, events: AsyncIterator[Results | WindowDone | WindowFailed], step: nightly.Step
    ) -> AsyncIterator[Item | Request]:
        """What pages of results lead to: the hits to keep, the details and files to ask for."""
        async for event in events:
            match event:
                case Results(reply, page):
                    self._note_oddities(page)
                    due = self.backlog.due_among(page.hits, step.older_than)
                    hits = read_hits(page.hits)
                    self.tally.met.update(hit.question for hit in page.hits)
                    yield Hits(reply, hits, frozenset(due))
                    self._want_details(sorted(due, reverse=True))
                    for request in self._detail_requests(at_least=self.config.batch):
                        yield request
                    for request in self._file_requests(link for _, facts in hits for link in facts.files):
                        yield request
                    await self._room()
                case WindowFailed(window, reason):
                    self.tally.windows_failed += 1
                    yield Failed("search", str(window), reason)
                case WindowDone(window, keys, count):
                    yield FinishedWindow(window, keys, count, step.purpose)

    async def _ask(self, query: Query, page: int) -> Results:
        if self.error:
            # No request may begin while Scrapy closes.
            raise self.error
        try:
            results = await self._client.ask(query, page)
        except SearchFailed as error:
            self._suffered("search", str(query), str(error))
            raise
        self.tally.succeeded("search")
        return results

    def _note_oddities(self, page: SearchPage) -> None:
        if page.rows > FEW and page.dropped > page.rows / 2:
            raise SourceChanged(
                f"{page.dropped} of {page.rows} documents that the search gives are not recognised as written "
                "questions: run `vraagbaak check` to see what has changed at the source"
            )
        self.tally.dropped += page.dropped
        if page.nameless:
            logger.warning("%d hits of written questions name none that can be, and were left out", page.nameless)
        for hit in page.hits:
            if hit.ids_differ:
                logger.warning("the addresses of hit %s name different questions: took %d", hit.key, hit.question)

    async def _room(self) -> None:
        """Wait until not too many requests are waiting: the search is much faster than the files it finds."""
        scheduler = self.crawler.engine.scheduler
        while isinstance(scheduler, Scheduler) and len(scheduler) > _BACKLOG:
            await self.crawler.signals.wait_for(signals.scheduler_empty)

    def _replied(self) -> None:
        self.tally.replies += 1

    # --- the end -----------------------------------------------------------------------------------

    def _closed(self, reason: str) -> None:
        if self.error and self._scope is None:
            # Run by Scrapy's own command, which says nothing of it.
            logger.error("%s", self.error)
        if self._ledger is not None:  # one that holds nothing counts as false
            if isinstance(self.error, SiteUnreachable):
                self._ledger.forgive(self.tally.failed_in_a_row)
            if isinstance(self.error, SiteUnreachable | SourceChanged | Paused):
                self.runs.note_stop(str(self.error))
            if reason == "finished" and self.error is None:
                self.runs.finish()
                if self.is_nightly and not self.tally.windows_failed:
                    self.runs.finish_others()
                self.listings.tidy()
            self.tally.failures = self._ledger.failures()
            self._ledger.close()
            self._ledger = None
