"""Asking the document search, page by page."""

import difflib
from collections.abc import Awaitable, Callable

from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.config import CrawlConfig
from crawler.errors import BadScope, SiteUnreachable
from crawler.failures import EXPECTED, reason_of
from crawler.parliament.addresses import Addresses, Query
from crawler.parliament.search import SearchPage, parse_search
from crawler.parliament.shapes import DATA_LIMIT, NotUnderstood
from crawler.plan.windows import Results, SearchFailed
from crawler.spiders.replies import reply_of


class SearchClient:
    """The document search, through a function that downloads."""

    def __init__(self, config: CrawlConfig, download: Callable[[Request], Awaitable[Response]]):
        self._addresses = Addresses(config)
        self._tries = config.retries + 1
        self._most = min(DATA_LIMIT, config.max_bytes)
        self._where = config.search_url
        self._download = download
        self._answered = False

    async def ask(self, query: Query, page: int) -> Results:
        """One page of results. Raises SearchFailed, or SiteUnreachable if the search never answered."""
        limit = {"download_maxsize": self._most}
        request = Request(self._addresses.search(query, page), callback=NO_CALLBACK, meta=limit)
        reason = ""
        for _ in range(self._tries):
            try:
                response = await self._download(request)
                if response.status != 200:
                    raise HttpError(response)
                reply = reply_of(response)
                results = parse_search(reply.body, reply.url, reply.media_type)
            except (NotUnderstood, DownloadTimeoutError) as error:
                # What failed on the way was repeated already; this came, and may be better the next time.
                reason = reason_of(error)
            except EXPECTED as error:
                reason = reason_of(error)
                break
            else:
                self._answered = True
                return Results(reply, results)
        if not self._answered:
            raise SiteUnreachable(f"the search at {self._where} does not answer: {reason}; try again later")
        raise SearchFailed(reason)

    async def check_theme(self, theme: str) -> None:
        """Raise BadScope for a theme that the search does not know, SiteUnreachable if that cannot be known."""
        if (await self._probe(Query(theme=theme))).count:
            return
        known = (await self._probe(Query())).facets.get("thema", ())
        if theme in known:
            return
        folded = {name.casefold(): name for name in known}
        near = [folded[name] for name in difflib.get_close_matches(theme.casefold(), folded, n=3)]
        hint = f"did you mean {' or '.join(near)}?" if near else "look for its exact name on the parliament's site"
        raise BadScope(f"the search finds no question with the theme {theme!r}: {hint}")

    async def _probe(self, query: Query) -> SearchPage:
        try:
            return (await self.ask(query, 1)).page
        except SearchFailed as error:
            raise SiteUnreachable(f"the search at {self._where} fails: {error}; try again later") from error
