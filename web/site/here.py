"""Where the page is that is being written: on which site, and on which path of it."""

from contextvars import ContextVar
from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Here:
    """The address of the site, without a slash at the end, and the path that is asked for; "" where nobody asks."""

    site: str = ""
    path: str = ""

    @property
    def address(self) -> str:
        """The absolute address of the page, without what follows a question mark; "" where it has none."""
        return f"{self.site}{self.path}" if self.site else ""


_HERE: ContextVar[Here] = ContextVar("here", default=Here())  # noqa: B039  # frozen


def here() -> Here:
    """Where the page is that is being written for this request."""
    return _HERE.get()


def site_of(request: Request, public_url: str | None) -> str:
    """Where the site is, without a slash at the end: under its public address, or by the name under which it was
    asked."""
    return public_url or str(request.base_url).rstrip("/")


class KnowsWhere:
    """Lets every page know its address: under the public one of the site, or under that by which it was asked."""

    def __init__(self, app: ASGIApp, public_url: str | None) -> None:
        self._app = app
        self._public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        token = _HERE.set(Here(site_of(request, self._public_url), request.url.path))
        try:
            await self._app(scope, receive, send)
        finally:
            _HERE.reset(token)
