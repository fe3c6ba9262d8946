"""What every answer carries and what no request may: headers for the browser, a limit on addresses."""

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.site.formats import MEDIA_TYPES, Form

SAFETY_HEADERS = {
    # Nothing runs or is loaded but the site's own script, stylesheet, icon and suggestions.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # What somebody searched for is nobody else's business.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
MAX_QUERY_STRING = 4_096

_FOR_PROGRAMS = {media_type for form, media_type in MEDIA_TYPES.items() if form is not Form.HTML}


class SafetyHeaders:
    """Adds the safety headers to every answer, also to those of other middleware, and lets any site read what is made
    for programs."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(SAFETY_HEADERS)
                if headers.get("content-type", "").partition(";")[0] in _FOR_PROGRAMS:
                    # Whatever is public may be read by the scripts of other sites too.
                    headers["Access-Control-Allow-Origin"] = "*"
            await send(message)

        await self._app(scope, receive, send_safely if scope["type"] == "http" else send)


def refuse_long_addresses(request: Request) -> None:
    """Answer 414 to an address that no search form of this site can make."""
    if len(request.scope["query_string"]) > MAX_QUERY_STRING:
        raise HTTPException(414)
