"""Why a request failed, in words, and whether it is the service that fails."""

import pytest
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.failures import EXPECTED, DamagedReply, NotNow, is_outage, reason_of
from crawler.parliament.shapes import NotUnderstood


def refused(status: int) -> HttpError:
    return HttpError(Response("https://ws.vlpar.be/x", status=status, request=Request("https://ws.vlpar.be/x")))


@pytest.mark.parametrize(
    ("error", "reason", "outage"),
    [
        (refused(404), "HTTP 404", False),
        (refused(403), "HTTP 403", True),
        (refused(429), "HTTP 429", True),
        (refused(500), "HTTP 500", True),
        (refused(503), "HTTP 503", True),
        (CannotResolveHostError("x"), "the host is not known", True),
        (DownloadConnectionRefusedError("x"), "the connection was refused", True),
        (DownloadTimeoutError("x"), "the answer took too long", True),
        (DownloadFailedError("x"), "the connection was lost", True),
        (DownloadFailedError("certificate verify failed: x"), "its certificate cannot be trusted", True),
        (DownloadCancelledError("x"), "the answer is larger than allowed", False),
        (ResponseDataLossError("x"), "the answer was cut off", False),
        (IgnoreRequest("Forbidden by robots.txt"), "Forbidden by robots.txt", False),
        (IgnoreRequest(), "the request was refused", False),
        (DamagedReply("it was cut off"), "it was cut off", False),
        (NotNow("the crawl was stopped"), "the crawl was stopped", False),
        (NotUnderstood("an empty answer"), "an empty answer", False),
        (OSError("x"), "OSError: x", False),
    ],
    ids=lambda value: repr(value) if isinstance(value, Exception) else None,
)
def test_a_failure_is_said_in_one_phrase(error: Exception, reason: str, outage: bool) -> None:
    assert reason_of(error) == reason
    assert is_outage(error) is outage
    assert isinstance(error, EXPECTED)


def test_a_fault_of_this_program_is_not_expected() -> None:
    assert reason_of(ZeroDivisionError("x")) == "ZeroDivisionError: x"
    assert not isinstance(ZeroDivisionError("x"), EXPECTED)
