"""What every crawl fetches: details in batches, pages where open data has nothing, members, and files.

Callbacks only follow and hand on: reading answers is done by crawler.parliament, storing by the pipelines.
"""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.archive.backlog import Backlog, FileCheck
from crawler.archive.writer import Ledger
from crawler.config import CrawlConfig
from crawler.errors import SiteUnreachable
from crawler.failures import NotNow, is_outage, reason_of
from crawler.items import Details, Failed, File, Item, Member, Page, SameFile
from crawler.parliament.addresses import Addresses
from crawler.parliament.documents import breaks_off
from crawler.parliament.opendata import Fragment, asker_needing_party, parse_member, parse_questions, question_facts
from crawler.parliament.page import PAGE_LIMIT, parse_page
from crawler.parliament.records import FileLink
from crawler.parliament.shapes import DATA_LIMIT, NotUnderstood
from crawler.reply import Answer

_FIRST = 10
# The share of the files held that one night may compare with the parliament's.
_CHECKED = 0.015

Output = Iterator[Item | Request]


class Fetching(Spider):
    """Asks for what is due and follows what comes. `error` says why it stopped early, `found` which questions it met.

    Whoever makes one gives it the `backlog` that says what to ask for.
    """

    backlog: Backlog

    def __init__(self, config: CrawlConfig):
        super().__init__()
        self.config = config
        self.addresses = Addresses(config)
        self.error: Exception | None = None
        self.found: set[int] = set()
        self._ledger: Ledger | None = None
        self._due: list[int] = []
        self._asked: set[tuple[str, int]] = set()
        self._failed_in_a_row: list[tuple[str, str]] = []

    @property
    def ledger(self) -> Ledger:
        """The archive, held for writing from the first moment of the crawl to the last."""
        assert self._ledger is not None
        return self._ledger

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
        if engine.spider is not None:  # else it came to its end meanwhile
            await engine.close_spider_async(reason="stopped")

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
        answer = Answer.of(response)
        try:
            records = parse_questions(answer.body, answer.media_type)
        except NotUnderstood:
            yield from self._halves(ids)
            return
        records = {question: records[question] for question in ids if question in records}
        yield from self._keep_details(answer, records)
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
        answer = Answer.of(response)
        try:
            records = parse_questions(answer.body, answer.media_type)
            yield from self._keep_details(answer, {question: records[question]})
        except NotUnderstood as error:
            yield self._page_request(question, str(error))
        except KeyError:
            yield self._page_request(question, "the question is not in the answer")

    def detail_failed(self, failure: Failure) -> Output:
        """Open data of one question failed: its own page may tell."""
        question = _given(failure)["question"]
        yield self._page_request(question, self._reason(failure, "details", question))

    def _keep_details(self, answer: Answer, records: dict[int, Fragment]) -> Output:
        self._succeeded("details")
        if records:
            yield Details(answer, records)
        for record in records.values():
            facts = question_facts(record, answer.url)
            yield from self._file_requests(facts.files)
            if member := asker_needing_party(record):
                yield from self._member_requests([(member, facts.asked_on)])

    def _page_request(self, question: int, reason: str) -> Request:
        return self._request(
            self.addresses.page(question),
            self.parse_page,
            self.page_failed,
            accept="text/html",
            most=PAGE_LIMIT,
            question=question,
            reason=reason,
        )

    def parse_page(self, response: Response, question: int, reason: str) -> Output:
        """The page of a question that open data does not give, and why it does not."""
        answer = Answer.of(response)
        try:
            facts = parse_page(answer.body, answer.url, answer.media_type)
        except NotUnderstood as error:
            if not self.ledger.failed_before("details", question):
                self._suffered("details", str(question), str(error))
            yield Failed("details", str(question), f"open data: {reason}; page: {error}")
            return
        self._succeeded("details")
        yield Page(answer, question, facts)
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
        answer = Answer.of(response)
        try:
            record = parse_member(answer.body, answer.media_type)
        except NotUnderstood as error:
            yield Failed("member", str(member), str(error))
            return
        self._succeeded("member")
        yield Member(answer, member, record)

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
            self.addresses.file(pfile, url),
            self.parse_file,
            self.file_failed,
            accept="*/*",
            most=self.config.max_bytes,
            pfile=pfile,
        )

    def parse_file(self, response: Response, pfile: int, before: str | None = None) -> Output:
        """A file, as it came. One that breaks off is asked for again, and kept only if it comes the same."""
        self._succeeded("file")
        yield from self._file(response, pfile, before, recheck=False)

    def file_failed(self, failure: Failure) -> Output:
        """A file could not be had."""
        pfile = _given(failure)["pfile"]
        yield Failed("file", str(pfile), self._reason(failure, "file", pfile))

    def _check_requests(self) -> Iterator[Request]:
        """Files that may have changed: the server only sends those that did."""
        most = max(1, round(_CHECKED * self.backlog.files_held()))
        for check in self.backlog.files_to_check(most):
            if self._first_time("file", check.pfile):
                request = self._request(
                    self.addresses.file(check.pfile, check.url),
                    self.parse_checked_file,
                    self.check_failed,
                    accept="*/*",
                    most=self.config.max_bytes,
                    pfile=check.pfile,
                )
                request.headers.update(_unless_changed(check))
                request.meta["handle_httpstatus_list"] = [304]
                yield request

    def parse_checked_file(self, response: Response, pfile: int, before: str | None = None) -> Output:
        """A file that is held: the same as before, or another."""
        self._succeeded("recheck")
        if response.status == 304:
            yield SameFile(pfile)
        else:
            yield from self._file(response, pfile, before, recheck=True)

    def check_failed(self, failure: Failure) -> Output:
        """Whether a file has changed could not be learned; what is held stays."""
        pfile = _given(failure)["pfile"]
        yield Failed("recheck", str(pfile), self._reason(failure, "recheck", pfile))

    # --- parts of these --------------------------------------------------------------------------

    def _file(self, response: Response, pfile: int, before: str | None, *, recheck: bool) -> Output:
        """The file to keep, or the request for it once more. `before` is the sha256 of what came the first time."""
        now = hashlib.sha256(response.body).hexdigest()
        if now != before and self._is_suspect(pfile, response.body):
            if before is None:
                assert response.request is not None
                again: Request = response.request.copy()
                again.cb_kwargs["before"] = now
                yield again
            else:
                kind = "recheck" if recheck else "file"
                yield Failed(kind, str(pfile), "the file breaks off, and came otherwise a second time")
            return
        cut_off = "partial" in response.flags and now != before
        yield File(pfile, Answer.of(response), cut_off=cut_off, recheck=recheck)

    def _is_suspect(self, pfile: int, body: bytes) -> bool:
        """Whether a file breaks off, and nothing is held that tells whether it should."""
        held = self.ledger.held_document(pfile) if breaks_off(body) else body
        return held is None or (held != body and breaks_off(held))

    def _request(
        self,
        url: str,
        callback: Callable[..., Output],
        errback: Callable[[Failure], Output],
        accept: str | None = None,
        most: int = DATA_LIMIT,
        **given: Any,
    ) -> Request:
        """A request whose answer has that many bytes at most; `given` goes to the callbacks."""
        headers = {"Accept": accept} if accept else None
        # Files may wait: what is known of a question comes first.
        priority = 0 if "pfile" in given else _FIRST
        errback = _unless_stopping(errback)
        meta = {"download_maxsize": min(most, self.config.max_bytes)}
        return Request(url, callback, errback=errback, headers=headers, priority=priority, cb_kwargs=given, meta=meta)

    def _first_time(self, kind: str, key: int) -> bool:
        known = (kind, key) in self._asked
        self._asked.add((kind, key))
        return not known

    def _succeeded(self, kind: str) -> None:
        # That the search answers says nothing of the files: they come from other hosts.
        self._failed_in_a_row = [failed for failed in self._failed_in_a_row if failed[0] != kind]

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
