"""What every crawl fetches: details in batches, pages where open data has nothing, members, and files.

Callbacks only follow and hand on: reading replies is done by crawler.parliament, storing by the pipelines.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.archive.backlog import Backlog, FileCheck
from crawler.config import CrawlConfig
from crawler.items import Details, Failed, File, Member, Page, SameFile
from crawler.parliament.documents import breaks_off
from crawler.parliament.opendata import Fragment, parse_member, parse_questions, read_detail
from crawler.parliament.page import PAGE_LIMIT, parse_page
from crawler.parliament.records import FileLink
from crawler.parliament.shapes import NotUnderstood
from crawler.reply import Reply
from crawler.spiders.asking import Asking, Output, kwargs_of
from crawler.spiders.replies import reply_of

# The share of the files held that one night may compare with the parliament's.
_CHECKED = 0.015
# What a request may say of how it is to be fetched.
_ASKED = ("download_maxsize", "handle_httpstatus_list")


class Fetching(Asking):
    """Asks for what is due and follows what comes. Whoever makes one gives it the `backlog` that says what that is."""

    backlog: Backlog

    def __init__(self, config: CrawlConfig):
        super().__init__(config)
        self._due: list[int] = []
        self._asked: set[tuple[str, int]] = set()

    # --- details ---------------------------------------------------------------------------------

    def _want_details(self, questions: Iterable[int]) -> None:
        for question in questions:
            if self._first_time("details", question):
                self.tally.met.add(question)
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
        reply = reply_of(response)
        try:
            records = parse_questions(reply.body, reply.media_type)
        except NotUnderstood:
            yield from self._halves(ids)
            return
        records = {question: records[question] for question in ids if question in records}
        yield from self._keep_details(reply, records)
        for question in ids:
            if question not in records:
                yield self._detail_request([question])

    def details_failed(self, failure: Failure) -> Output:
        """A batch that fails is halved, until it is known which question it is that fails."""
        ids = kwargs_of(failure)["ids"]
        self._reason(failure, "details", ids[0])
        yield from self._halves(ids)

    def _halves(self, ids: list[int]) -> Iterator[Request]:
        yield self._detail_request(ids[: len(ids) // 2])
        yield self._detail_request(ids[len(ids) // 2 :])

    def parse_detail(self, response: Response, question: int) -> Output:
        """Open data of one question; its own page where there is none."""
        reply = reply_of(response)
        try:
            records = parse_questions(reply.body, reply.media_type)
            yield from self._keep_details(reply, {question: records[question]})
        except NotUnderstood as error:
            yield self._page_request(question, str(error))
        except KeyError:
            yield self._page_request(question, "the question is not in the answer")

    def detail_failed(self, failure: Failure) -> Output:
        """Open data of one question failed: its own page may tell."""
        question = kwargs_of(failure)["question"]
        yield self._page_request(question, self._reason(failure, "details", question))

    def _keep_details(self, reply: Reply, records: dict[int, Fragment]) -> Output:
        self.tally.succeeded("details")
        details = {question: read_detail(record, reply.url) for question, record in records.items()}
        if details:
            yield Details(reply, details)
        for detail in details.values():
            yield from self._file_requests(detail.facts.files)
            if detail.member is not None:
                yield from self._member_requests([(detail.member, detail.facts.asked_on)])

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
        reply = reply_of(response)
        try:
            facts = parse_page(reply.body, reply.url, reply.media_type)
        except NotUnderstood as error:
            if not self.ledger.failed_before("details", question):
                self._suffered("details", str(question), str(error))
            yield Failed("details", str(question), f"open data: {reason}; page: {error}")
            return
        self.tally.succeeded("details")
        yield Page(reply, question, facts)
        yield from self._file_requests(facts.files)

    def page_failed(self, failure: Failure) -> Output:
        """Neither open data nor the page."""
        question, reason = kwargs_of(failure)["question"], kwargs_of(failure)["reason"]
        own = self._reason(failure, "details", question)
        yield Failed("details", str(question), f"open data: {reason}; page: {own}")

    # --- members and files -----------------------------------------------------------------------

    def _member_requests(self, members: Iterable[tuple[int, date | None]]) -> Iterator[Request]:
        for member, asked_on in members:
            if self.backlog.wants_member(member, asked_on) and self._first_time("member", member):
                yield self._request(self.addresses.member(member), self.parse_member, self.member_failed, member=member)

    def parse_member(self, response: Response, member: int) -> Output:
        """The record of a member, which tells the party on a day."""
        reply = reply_of(response)
        try:
            record = parse_member(reply.body, reply.media_type)
        except NotUnderstood as error:
            yield Failed("member", str(member), str(error))
            return
        self.tally.succeeded("member")
        yield Member(reply, member, record)

    def member_failed(self, failure: Failure) -> Output:
        """The record of a member could not be had."""
        member = kwargs_of(failure)["member"]
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
        self.tally.succeeded("file")
        yield from self._file(response, pfile, before, recheck=False)

    def file_failed(self, failure: Failure) -> Output:
        """A file could not be had."""
        pfile = kwargs_of(failure)["pfile"]
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
        self.tally.succeeded("recheck")
        if response.status == 304:
            yield SameFile(pfile)
        else:
            yield from self._file(response, pfile, before, recheck=True)

    def check_failed(self, failure: Failure) -> Output:
        """Whether a file has changed could not be learned; what is held stays."""
        pfile = kwargs_of(failure)["pfile"]
        yield Failed("recheck", str(pfile), self._reason(failure, "recheck", pfile))

    # --- parts of these --------------------------------------------------------------------------

    def _file(self, response: Response, pfile: int, before: str | None, *, recheck: bool) -> Output:
        """The file to keep, or the request for it once more. `before` is the sha256 of what came the first time."""
        now = hashlib.sha256(response.body).hexdigest()
        if now != before and self._is_suspect(pfile, response.body):
            if before is None:
                yield self._once_more(response, now)
            else:
                kind = "recheck" if recheck else "file"
                yield Failed(kind, str(pfile), "the file breaks off, and came otherwise a second time")
            return
        cut_off = "partial" in response.flags and now != before
        yield File(pfile, reply_of(response), cut_off=cut_off, recheck=recheck)

    def _once_more(self, response: Response, before: str) -> Request:
        """The request of a response again, without what Scrapy noted in it on its way."""
        assert response.request is not None
        request: Request = response.request
        asked = {name: value for name, value in request.meta.items() if name in _ASKED}
        return request.replace(meta=asked, cb_kwargs=request.cb_kwargs | {"before": before})

    def _is_suspect(self, pfile: int, body: bytes) -> bool:
        """Whether a file breaks off, and nothing is held that tells whether it should."""
        held = self.ledger.held_document(pfile) if breaks_off(body) else body
        return held is None or (held != body and breaks_off(held))

    def _first_time(self, kind: str, key: int) -> bool:
        known = (kind, key) in self._asked
        self._asked.add((kind, key))
        return not known


def _unless_changed(check: FileCheck) -> dict[str, str]:
    """The headers that ask for a file only if it is another than the one held."""
    headers = {"If-None-Match": check.etag, "If-Modified-Since": check.last_modified}
    return {name: value for name, value in headers.items() if value}
