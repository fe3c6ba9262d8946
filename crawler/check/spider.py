"""The spider that holds the live services against the contract: one request after the other, nothing is stored.

scrapy crawl contract_check -O findings.json
"""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import BaseSettings

from crawler.check.earlier import Earlier
from crawler.check.finding import CannotAsk, Finding, NotNeeded, Reported, differs
from crawler.check.hosts import read_limits, read_robots
from crawler.check.probes import PROBES, Probe
from crawler.check.reply import Reply
from crawler.config import CrawlConfig
from crawler.errors import CrawlerError, SiteUnreachable
from crawler.failures import EXPECTED, is_outage, quieten, reason_of
from crawler.parliament.shapes import BRUSSELS
from crawler.settings import config_of, settings_for

# Requests in a row without an answer after which the rest is not asked: it would only take long.
_OUTAGES = 3


class ContractCheck(Spider):
    """Asks the probes and yields what they find. `error` says why nothing at all could be found."""

    name = "contract_check"

    def __init__(self, config: CrawlConfig, progress: Callable[[int, int], None] | None = None):
        super().__init__()
        self.error: CrawlerError | None = None
        self._progress = progress or (lambda done, total: None)
        self._earlier = Earlier(config, datetime.now(BRUSSELS).date())
        self._robots: list[Reply] = []
        self._limits: list[Reply] = []
        self._reached = False
        self._outages = 0
        self._last_reason = ""

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """As a crawl, without what keeps and counts questions."""
        super().update_settings(settings)
        config = config_of(settings)
        extensions = settings.getdict("EXTENSIONS") | {"crawler.progress.Progress": None}
        # A few requests that somebody asked for: neither the budget nor the quiet hours of crawls concern them.
        middlewares = settings.getdict("DOWNLOADER_MIDDLEWARES") | {"crawler.politeness.allowance.Allowance": None}
        own = {"EXTENSIONS": extensions, "DOWNLOADER_MIDDLEWARES": middlewares, "ITEM_PIPELINES": {}}
        settings.setdict(settings_for(config) | own, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, progress: Callable[[int, int], None] | None = None) -> Self:
        """Make the spider; `progress` is called with how many probes are done, and of how many."""
        spider = cls(crawler.settings["CRAWL_CONFIG"], progress)
        spider._set_crawler(crawler)
        crawler.signals.connect(spider._note, signal=signals.response_downloaded)
        return spider

    async def start(self) -> AsyncIterator[Reported]:
        """Every finding of every probe, as it comes."""
        quieten()
        for number, probe in enumerate(PROBES, 1):
            findings = await self._ask(probe)
            for reported in (*self._robots_findings(), *findings):
                yield reported
            self._progress(number, len(PROBES))
        for finding in read_limits(self._limits):
            yield Reported("limits", "9", None, finding.kind, finding.said)
        if not self._reached:
            reason = f"the parliament's services do not answer: {self._last_reason}"
            self.error = SiteUnreachable(f"{reason}; try again later")

    async def _ask(self, probe: Probe) -> list[Reported]:
        address = None
        try:
            if self._outages >= _OUTAGES:
                raise CannotAsk(f"not asked: {_OUTAGES} requests in a row were not answered")
            address = probe.ask(self._earlier)
            reply = Reply.of(await self._download(probe, address), address)
            self._outages = self._outages + 1 if reply.status == 429 or reply.status >= 500 else 0
            findings = list(probe.read(reply, self._earlier))
            self._earlier.replies[probe.name] = reply
        except NotNeeded:
            findings = []
        except CannotAsk as reason:
            findings = [Finding("skipped", str(reason))]
        except EXPECTED as error:
            self._last_reason = reason_of(error)
            self._outages += is_outage(error)
            findings = [differs(self._last_reason)]
        except Exception as error:  # noqa: BLE001 - after a shape that nobody foresaw the others must still be asked
            findings = [differs(f"cannot be read: {type(error).__name__}: {error}")]
        return [Reported(probe.name, probe.section, address, finding.kind, finding.said) for finding in findings]

    async def _download(self, probe: Probe, address: str) -> Response:
        # An empty list of values keeps Scrapy from adding the header that a crawl sends.
        request = Request(address, callback=NO_CALLBACK, headers={"Accept": probe.accept or []})
        return await self.crawler.engine.download_async(request)

    def _robots_findings(self) -> Iterator[Reported]:
        for reply in self._robots:
            for finding in read_robots(reply, self._earlier.config):
                host = urlsplit(reply.url).netloc
                yield Reported(f"robots.txt of {host}", "9", reply.url, finding.kind, finding.said)
        self._robots.clear()

    def _note(self, response: Response, request: Request, **_: Any) -> None:
        """Every response, also those that are asked again, and every robots.txt: Scrapy asks for it by itself."""
        if response.status in (429, 503):
            self._limits.append(Reply.of(response))
        elif response.status < 500:
            self._reached = True
            if urlsplit(response.url).path == "/robots.txt" and not 300 <= response.status < 400:
                self._robots.append(Reply.of(response))
