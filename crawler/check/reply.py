"""An answer over HTTP, as the probes read it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from scrapy.http import Response

from crawler.check.finding import Finding, differs, fits, learned, shorten
from crawler.parliament.shapes import NotUnderstood, decode, text

_CACHING = ("ETag", "Last-Modified", "Cache-Control", "Accept-Ranges")
_LIMITS = re.compile(r"rate-?limit|retry-after", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers (names in lower case) and body; `asked` is the address before any redirect, `url` after it."""

    asked: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @classmethod
    def of(cls, response: Response, asked: str | None = None) -> Self:
        """The reply in a response of Scrapy."""
        headers = {
            name.decode("latin-1").casefold(): b", ".join(values).decode("latin-1")
            for name, values in response.headers.items()
        }
        return cls(asked or response.url, response.url, response.status, headers, response.body)

    @property
    def content_type(self) -> str | None:
        """What the server calls it."""
        return self.headers.get("content-type")

    @property
    def media_type(self) -> str:
        """What the server calls it, without parameters."""
        return (self.content_type or "").partition(";")[0].strip().casefold()

    @property
    def charset(self) -> str | None:
        """The charset that the server names."""
        match = re.search(r"charset=\"?([\w-]+)", self.content_type or "", re.IGNORECASE)
        return match[1] if match else None

    @property
    def is_html(self) -> bool:
        """Whether the bytes are those of a web page."""
        start = self.body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        return start.startswith(b"<") and (b"<html" in start or b"<!doctype html" in start)


def data_in(reply: Reply) -> Any:
    """The data of an answer. Raises NotUnderstood for another status than 200 to 204, for HTML, and for no data."""
    if not 200 <= reply.status <= 204:
        raise NotUnderstood(f"HTTP {reply.status}{_said(reply)}")
    if reply.is_html:
        raise NotUnderstood(f"HTML with status {reply.status} instead of data")
    return decode(reply.body, reply.content_type)


def refusal(reply: Reply) -> str | None:
    """How the service says that it does not answer such a question; None where it does not say so."""
    if 400 <= reply.status < 500 and reply.status != 429:
        return f"HTTP {reply.status}{_said(reply)}"
    try:
        data = data_in(reply)
    except NotUnderstood:
        return None
    errors = text(data.get("errors")) if isinstance(data, dict) and "count" not in data else None
    return f"HTTP {reply.status}, errors: {shorten(errors)!r}" if errors else None


def content_type(reply: Reply) -> Finding:
    """JSON must be called JSON (contract, 2.4 and 3.3)."""
    named = reply.headers.get("content-type")
    if reply.media_type != "application/json":
        return differs(f"the content type is {named!r}, not 'application/json'")
    return fits(f"the content type is {named!r}")


def headers_said(reply: Reply) -> Finding:
    """Which of the headers are there that save requests, or tell of limits."""
    said = []
    for name in _CACHING:
        value = reply.headers.get(name.casefold())
        yes = "yes" if name in ("ETag", "Last-Modified") else shorten(value or "")
        said.append(f"{name}: {yes if value else 'no'}")
    limits = [f"{name}: {value}" for name, value in reply.headers.items() if _LIMITS.search(name)]
    return learned("; ".join([*said, *(limits or ["no header tells of a limit"])]))


def _said(reply: Reply) -> str:
    start = " ".join(re.sub(rb"<[^>]*>", b" ", reply.body[:2000]).decode("utf-8", errors="replace").split())
    return f", {shorten(start)!r}" if start else ", without a word"
