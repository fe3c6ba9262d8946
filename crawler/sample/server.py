"""Serves the sample on loopback, all hosts of the parliament on one port: for the demo and for the tests."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from crawler.sample.loopback import Handler, Server, in_thread
from crawler.sample.opendata import as_xml, member_record, question_list, question_record
from crawler.sample.page import PAGE_PATH, question_page
from crawler.sample.questions import Sample, SampleMissing, SampleQuestion, read_sample
from crawler.sample.search import search

ROBOTS = "User-agent: *\nDisallow: /admin/\n"

_SEARCH = re.compile(r"/api/search/query/(?P<segment>[^/]*)")
_LIST = re.compile(r"/e/opendata/schv/lijst")
_RECORD = re.compile(r"/e/opendata/(?P<kind>schv|vv)/(?P<id>\d{1,18})")
_FILE = re.compile(r"(?:/files)?/pfile")
_IDS = re.compile(r"\d{1,18}(?:,\d{1,18})*")
_PAGE = re.compile(r"(?P<language>/nl)?" + re.escape(PAGE_PATH) + r"/(?P<id>\d{1,18})")


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back over HTTP."""

    status: HTTPStatus
    media_type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A file of the sample as the server names it."""

    path: Path
    media_type: str
    filename: str
    since: date


class Parliament:
    """Answers the parliament's addresses over the sample. `base` is where it is served."""

    def __init__(self, sample: Sample, base: str):
        self._sample = sample
        self._base = base
        self._questions = {question.id: question for question in sample.questions}
        self._people = {person.id: person for person in sample.people}
        self._files = _files(sample)

    def reply(self, target: str, *, accept: str = "", known_etag: str | None = None) -> Reply:
        """The reply to a GET of that path and query string."""
        address = urlsplit(target)
        parameters = dict(parse_qsl(address.query))
        if address.path == "/robots.txt":
            return Reply(HTTPStatus.OK, "text/plain; charset=utf-8", ROBOTS.encode())
        if match := _SEARCH.fullmatch(address.path):
            return _json(search(self._sample, self._base, match["segment"], parameters))
        if _LIST.fullmatch(address.path):
            return self._list(parameters.get("id", ""))
        if match := _RECORD.fullmatch(address.path):
            return self._record(match["kind"], int(match["id"]), accept)
        if match := _PAGE.fullmatch(address.path):
            return self._page(int(match["id"]), redirect=not match["language"])
        if _FILE.fullmatch(address.path):
            return self._file(parameters.get("id", ""), known_etag)
        return _not_found()

    def _list(self, ids: str) -> Reply:
        if not _IDS.fullmatch(ids):
            return Reply(HTTPStatus.BAD_REQUEST, "text/plain; charset=utf-8", b"invalid id")
        asked = [self._in_opendata(int(each)) for each in ids.split(",")]
        return _json(question_list([question for question in asked if question], self._base))

    def _record(self, kind: str, id_: int, accept: str) -> Reply:
        name, record = "volksvertegenwoordiger", None
        if kind == "vv":
            record = member_record(self._people[id_]) if id_ in self._people else None
        elif question := self._in_opendata(id_):
            name, record = "schriftelijke-vraag", question_record(question, self._base)
        if record is None:
            return Reply(HTTPStatus.OK, "text/plain; charset=utf-8", b"no data found")
        if "json" in accept:
            return _json(record)
        return Reply(HTTPStatus.OK, "application/xml;charset=UTF-8", as_xml(name, record))

    def _in_opendata(self, id_: int) -> SampleQuestion | None:
        question = self._questions.get(id_)
        return question if question and "no open data" not in question.shapes else None

    def _page(self, id_: int, *, redirect: bool) -> Reply:
        if id_ not in self._questions:
            return _not_found()
        if redirect:
            location = f"{self._base}/nl{PAGE_PATH}/{id_}"
            return Reply(HTTPStatus.MOVED_PERMANENTLY, "text/html; charset=utf-8", b"", {"Location": location})
        return _html(HTTPStatus.OK, question_page(self._questions[id_]))

    def _file(self, pfile: str, known_etag: str | None) -> Reply:
        served = self._files.get(pfile)
        if served is None:
            return _not_found()
        body = served.path.read_bytes()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {
            "ETag": etag,
            "Last-Modified": format_datetime(datetime.combine(served.since, time(), UTC), usegmt=True),
        }
        if known_etag == etag:
            return Reply(HTTPStatus.NOT_MODIFIED, served.media_type, b"", headers)
        headers["Content-Disposition"] = f'inline; filename="{served.filename}"'
        return Reply(HTTPStatus.OK, served.media_type, body, headers)


def _files(sample: Sample) -> dict[str, ServedFile]:
    """Every file of the sample by its pfile id. Raises SampleMissing where one is not on disk."""
    files: dict[str, ServedFile] = {}
    for question in sample.questions:
        day = question.published_on
        suffix, media_type = (
            (".html", "text/html; charset=utf-8") if question.file == "html" else (".pdf", "application/pdf")
        )
        if "octet-stream" in question.shapes:
            media_type = "application/octet-stream"
        if question.file != "missing":
            path = sample.files / f"{question.pfile}{suffix}"
            files[str(question.pfile)] = ServedFile(path, media_type, question.filename, day)
        if attachment := question.attachment:
            path = sample.files / f"{attachment.pfile}.xlsx"
            sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            files[str(attachment.pfile)] = ServedFile(path, sheet, attachment.filename, day)
    if absent := [served.path for served in files.values() if not served.path.is_file()]:
        raise SampleMissing(f"the sample has no {absent[0]}: run `python data/sample/make.py`")
    return files


def _json(data: dict[str, object]) -> Reply:
    body = json.dumps(data, ensure_ascii=False).encode()
    return Reply(HTTPStatus.OK, "application/json;charset=UTF-8", body)


def _html(status: HTTPStatus, text: str) -> Reply:
    return Reply(status, "text/html; charset=utf-8", text.encode())


def _not_found() -> Reply:
    return _html(HTTPStatus.NOT_FOUND, "<!doctype html><title>Pagina niet gevonden</title>")


class _Server(Server):
    parliament: Parliament


class _Handler(Handler):
    server: _Server

    def do_GET(self) -> None:  # noqa: N802 - the name that http.server looks for
        reply = self.server.parliament.reply(
            self.path,
            accept=self.headers.get("Accept", ""),
            known_etag=self.headers.get("If-None-Match"),
        )
        self.send(reply.status, reply.body, reply.media_type, reply.headers)


@contextmanager
def serve_sample(port: int = 0) -> Iterator[str]:
    """Serve the sample in a thread; yields the base URL. Port 0 takes any free one. Raises SampleMissing, OSError."""
    with _Server(_Handler, port) as server:
        server.parliament = Parliament(read_sample(), server.base)
        with in_thread(server) as base:
            yield base
