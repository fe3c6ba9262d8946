"""What keeps the crawl on the parliament's hosts, and at the pace that they ask for."""

import ipaddress
import logging
from datetime import UTC
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from scrapy.utils.asyncio import call_later
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler import clock
from crawler.failures import reason_of
from crawler.parliament.addresses import Addresses
from crawler.parliament.hosts import is_parliament

logger = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0


class AllowedHosts:
    """Let only requests to the configured hosts and the parliament's own go out, also after a redirect."""

    def __init__(self, addresses: Addresses):
        self._addresses = addresses

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a middleware."""
        return cls(Addresses(crawler.settings["CRAWL_CONFIG"]))

    def process_request(self, request: Request) -> Request | None:
        """Pass the request, send it over https, or refuse it."""
        allowed = self._addresses.allowed(request.url)
        if allowed is None:
            raise IgnoreRequest(f"{urlparse_cached(request).netloc} is not a host of this crawl")
        return None if allowed == request.url else request.replace(url=allowed)


class Redirects(RedirectMiddleware):
    """Scrapy's, without its warning that no Referer is sent: none is on purpose."""

    def _engine_started(self) -> None:
        pass


class Robots(RobotsTxtMiddleware):
    """Scrapy's, but a robots.txt that cannot be had forbids everything (RFC 9309, 2.3.1.4)."""

    def __init__(self, crawler: Crawler):
        super().__init__(crawler)
        self._unknown: dict[str, str] = {}

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status == 429 or response.status >= 500:
            raise IgnoreRequest(f"HTTP {response.status}")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._unknown[netloc] = reason_of(exc)
        super()._robots_error(exc, netloc)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Refuse what robots.txt forbids, or might; keep the pause that it asks for."""
        netloc = urlparse_cached(request).netloc
        if netloc in self._unknown:
            raise IgnoreRequest(f"robots.txt of {netloc} cannot be had: {self._unknown[netloc]}")
        super().process_request_2(rp, request)
        pauses = self.crawler.get_extension(HostPause)
        if pauses and isinstance(rp, ProtegoRobotParser):
            asked = rp.rp.crawl_delay(str(self.crawler.settings["USER_AGENT"])) or 0.0
            pauses.ask_for(self.crawler.engine.downloader.get_slot_key(request), asked)


class HostPause:
    """Leave a whole host alone when it answers 429 or 503: as long as it asks for, or longer each time.

    Where robots.txt asks for a longer pause than the crawl's own, that one is kept after each reply.
    """

    def __init__(self, crawler: Crawler):
        self._crawler = crawler
        self._longest = crawler.settings["CRAWL_CONFIG"].max_retry_after
        self._pauses: dict[str, float] = {}
        self._asked: dict[str, float] = {}
        self._own = crawler.settings["CRAWL_CONFIG"].pause
        crawler.signals.connect(self._response_downloaded, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making an extension."""
        return cls(crawler)

    def ask_for(self, host: str, seconds: float) -> None:
        """From now on leave that host alone for these seconds after each reply, if the crawl's own pause is shorter."""
        if seconds > self._own:
            self._asked[host] = min(seconds, self._longest)

    def _response_downloaded(self, response: Response, request: Request) -> None:
        # Sent just before the host's next request would go out, so nothing slips through.
        host = request.meta["download_slot"]
        if response.status not in (429, 503):
            self._pauses.pop(host, None)
            self._hold(host, self._asked.get(host, 0.0))
            return
        asked = retry_after(response.headers.get("Retry-After"))
        self._pauses[host] = min(2 * self._pauses.get(host, _FIRST_PAUSE / 2), _LONGEST_PAUSE)
        seconds = min(self._longest, self._pauses[host] if asked is None else asked)
        if seconds > _LONGEST_PAUSE:
            logger.warning("%s asks to be left alone: nothing is asked of it for %s s", host, f"{seconds:,.0f}")
        self._hold(host, seconds)

    def _hold(self, host: str, seconds: float) -> None:
        downloader = self._crawler.engine.downloader
        slot = downloader.slots.get(host)
        if slot is None or seconds <= 0:
            return
        if slot.latercall:
            slot.latercall.cancel()
        slot.latercall = call_later(seconds, downloader._latercall, slot)
        # Keeps the slot from being thought unused, and so forgotten, while it waits.
        slot.lastseen = monotonic() + seconds


def retry_after(value: bytes | None) -> float | None:
    """The seconds that a Retry-After header asks for, given as such or as a date; None if it says nothing."""
    written = (value or b"").decode("latin-1").strip()
    if written.isdecimal() and len(written) < 10:
        return float(written)
    try:
        when = parsedate_to_datetime(written)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - clock.now()).total_seconds())


class PublicResolver(CachingThreadedResolver):
    """Refuse a private address for the parliament's hosts: no crawled link may reach into somebody's own network."""

    def getHostByName(self, name: str, timeout: Any = ()) -> "Deferred[str]":  # noqa: N802 - Twisted's name
        """Look up a name; fails for a name of the parliament that stands for a private address."""
        address: Deferred[str] = super().getHostByName(name, timeout)
        return address.addCallback(_public_only, name) if is_parliament(f"https://{name}/") else address


def _public_only(address: str, name: str) -> str:
    if not ipaddress.ip_address(address).is_global:
        raise DNSLookupError(f"{name} stands for {address}, which is not a public address")
    return address
