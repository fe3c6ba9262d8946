"""The peer of the benchmark of the crawl: a bare Scrapy spider that downloads addresses and keeps nothing.

python -m benchmarks.bare FILE       the addresses, one a line
"""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

SETTINGS = {
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    # With none at all Scrapy opens many at once, whatever the limit.
    "DOWNLOAD_DELAY": 0.001,
    "AUTOTHROTTLE_ENABLED": False,
    "ROBOTSTXT_OBEY": False,
    # The list holds each address as often as it is to be asked for, those after a redirect too.
    "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
    "REDIRECT_ENABLED": False,
    "RETRY_ENABLED": False,
    # Without it the services answer in XML, which may cost the server more or less.
    "DEFAULT_REQUEST_HEADERS": {"Accept": "application/json"},
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "ERROR",
}


class Bare(Spider):
    """Downloads what it is given."""

    name = "bare"

    def __init__(self, addresses: list[str]):
        super().__init__()
        self._addresses = addresses

    async def start(self) -> AsyncIterator[Request]:
        """All addresses, in their order."""
        for address in self._addresses:
            yield Request(address)

    def parse(self, response: Response) -> None:
        """Keep nothing."""


def main() -> None:
    """Download the addresses in a file."""
    process = CrawlerProcess(SETTINGS)
    process.crawl(Bare, addresses=Path(sys.argv[1]).read_text(encoding="utf-8").splitlines())
    process.start()


if __name__ == "__main__":
    main()
