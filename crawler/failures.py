"""Why a request failed, in words for the person at the keyboard."""

import logging

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.parliament.shapes import NotUnderstood


class NotNow(IgnoreRequest):
    """A request that was not sent, as the crawl is stopping: it has not failed."""


class DamagedReply(IgnoreRequest):
    """A reply whose compressed bytes are not whole; the message says it."""


_REASONS: dict[type[Exception], str] = {
    CannotResolveHostError: "the host is not known",
    DownloadConnectionRefusedError: "the connection was refused",
    DownloadTimeoutError: "the answer took too long",
    DownloadCancelledError: "the answer is larger than allowed",
    ResponseDataLossError: "the answer was cut off",
    DownloadFailedError: "the connection was lost",
}
# What they warn of is counted, and listed with its reason at the end.
_QUIET = ("scrapy.core.downloader.handlers", "scrapy.downloadermiddlewares.robotstxt")
_OUTAGES = (CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError, DownloadFailedError)
EXPECTED: tuple[type[Exception], ...] = (HttpError, IgnoreRequest, NotUnderstood, OSError, *_REASONS)
"""What may go wrong with a request without being a fault of this program."""


def reason_of(error: BaseException) -> str:
    """One phrase that says why a request did not give what was asked for."""
    # HttpError is an IgnoreRequest, so it comes first.
    if isinstance(error, HttpError):
        return f"HTTP {error.response.status}"
    if isinstance(error, IgnoreRequest | NotUnderstood):
        return str(error) or "the request was refused"
    if "certificate verify failed" in str(error):
        return "its certificate cannot be trusted"
    return next(
        (reason for kind, reason in _REASONS.items() if isinstance(error, kind)),
        f"{type(error).__name__}: {error}",
    )


def is_outage(error: BaseException) -> bool:
    """Whether it is the service that fails, rather than the one thing asked for."""
    if isinstance(error, HttpError):
        return error.response.status in (403, 429) or error.response.status >= 500
    return isinstance(error, _OUTAGES)


def quieten() -> None:
    """Keep Scrapy from logging the failures that a crawl reports itself."""
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
