"""How much one visitor may ask for at a time: each address has a price, and an allowance that fills again by itself."""

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from math import ceil
from time import monotonic

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from web.site.formats import is_costly
from web.site.problems import Problems

BURST_SECONDS = 20.0
"""An allowance that is whole holds what is given in so many seconds."""

_MAX_VISITORS = 10_000
"""Of how many visitors an allowance is remembered; who came longest ago is forgotten first."""

_FREE = ("/static/", "/gezondheid", "/health", "/metrics", "/robots.txt", "/favicon.ico")
_PAGE, _SEARCH, _DOWNLOAD = 0.5, 1.0, 20.0
_SEARCHED = ("/", "/mcp")
_SUGGESTION = 0.1


@dataclass(slots=True)
class _Bucket:
    """What a visitor may still spend, as it was at a moment of the monotonic clock."""

    left: float
    at: float


class Allowances:
    """The allowance of every visitor: `rate` searches a second each, those of BURST_SECONDS at once. One process
    knows nothing of what others gave."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def spend(self, visitor: str, price: float, now: float) -> int:
        """Take the price, at a moment in seconds; 0 where that could be done, else after how many seconds it can."""
        whole = self._rate * BURST_SECONDS
        price = min(price, whole)  # what costs more than can be saved up would never be given
        bucket = self._buckets.setdefault(visitor, _Bucket(whole, now))
        self._buckets.move_to_end(visitor)
        bucket.left = min(whole, bucket.left + (now - bucket.at) * self._rate)
        bucket.at = now
        if bucket.left < price:
            return max(1, ceil((price - bucket.left) / self._rate))
        bucket.left -= price
        if len(self._buckets) > _MAX_VISITORS:
            self._buckets.popitem(last=False)
        return 0


class Limits:
    """Answers 429 to who has spent an allowance.

    A visitor is an address; of IPv6 the first half, which is what one household has. Who comes from this machine is not
    limited: that is whoever keeps the site, or a proxy that does not say for whom it asks.
    """

    def __init__(self, app: ASGIApp, rate: int, problems: Problems) -> None:
        self._app = app
        self._allowances = Allowances(rate) if rate else None
        self._problems = problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._allowances and scope["type"] == "http" and (visitor := _visitor(scope)):
            request = Request(scope)
            wait = self._allowances.spend(visitor, price(request), monotonic())
            if wait:
                refused = self._problems.too_often(request, wait)
                await refused(scope, receive, send)
                return
        await self._app(scope, receive, send)


def price(request: Request) -> float:
    """What a request costs, in searches."""
    path = request.url.path
    if path.startswith(_FREE):
        return 0.0
    if path == "/suggest":
        return _SUGGESTION
    if path not in _SEARCHED:
        return _PAGE
    return _DOWNLOAD if is_costly(request) else _SEARCH


def _visitor(scope: Scope) -> str | None:
    """Who asks; None where nobody is to be limited."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ip_address(host)
    except ValueError:
        return None  # a proxy that is trusted names its client as it likes
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    if address.is_loopback:
        return None
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) >> 64 << 64))
    return str(address)
