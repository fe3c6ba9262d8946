"""Replies that come compressed: only those that are whole (RFC 1950 to 1952)."""

import gzip
import zlib
from collections.abc import Callable

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response

from crawler.failures import DamagedReply


class Compression(HttpCompressionMiddleware):
    """Scrapy's, which bounds what a reply may grow to; but it takes what it can get of one that is cut short or has a
    wrong checksum. Such a one is asked for again, and refused when that does not help."""

    def __init__(self, *, crawler: Crawler):
        super().__init__(crawler=crawler)
        self._crawler = crawler

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The reply as it was before it was compressed, or the request once more. Raises DamagedReply."""
        codings = [
            name.strip().lower()
            for value in response.headers.getlist("Content-Encoding")
            for name in value.decode("latin-1").split(",")
        ]
        if unknown := {"br", "zstd"}.intersection(codings):
            raise DamagedReply(f"the answer is compressed with {unknown.pop()}, which was not asked for")
        try:
            # First, as it stops at the size that is allowed.
            decoded = super().process_response(request, response)
            if isinstance(decoded, Request) or decoded.body == _whole(response.body, codings):
                return decoded
        except (OSError, EOFError, zlib.error):
            pass
        spider = self._crawler.spider
        assert spider is not None
        if again := get_retry_request(request, spider=spider, reason="damaged"):
            return again
        raise DamagedReply("the answer was cut off or damaged on the way")


def _whole(body: bytes, codings: list[str]) -> bytes:
    """The bytes before they were compressed, up to a coding that is not known. Raises OSError, EOFError, zlib.error."""
    for coding in reversed(codings):
        if not body or coding not in _DECODERS:
            break
        body = _DECODERS[coding](body)
    return body


def _inflate(body: bytes) -> bytes:
    try:
        return zlib.decompress(body)
    except zlib.error:
        return zlib.decompress(body, wbits=-zlib.MAX_WBITS)  # some servers leave out the header and the checksum


_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "x-gzip": gzip.decompress,
    "deflate": _inflate,
}
