"""The newest questions of a search, as a feed."""

from dataclasses import replace

from fastapi.responses import Response
from starlette.requests import Request

from indexer.search import Match, Order
from web.results.chips import chips
from web.site.address import SearchAddress
from web.site.feeds import ENTRIES, feed_response, question_entry
from web.site.site import Site


def search_feed(site: Site, request: Request, address: SearchAddress) -> Response:
    """What matches all of a search, the newest first, whatever its order and its page. Raises BadAddress and
    QueryRefused."""
    asked = replace(address.request(), order=Order.NEWEST, page=1, per_page=ENTRIES)
    found = site.search.search(asked)
    entries = (question_entry(hit.question) for hit in found.hits if hit.match is Match.ALL)
    return feed_response(site, request, path=address.in_any_order().href(), title=feed_title(address), entries=entries)


def feed_title(address: SearchAddress) -> str:
    """What the feed of a search is called: by its words and its filters."""
    said = [address.query, *(f"{chip.label.lower()} {chip.value}" for chip in chips(address))]
    return "Vragen: " + ", ".join(filter(None, said)) if any(said) else "De nieuwste vragen"
