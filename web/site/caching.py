"""How long what the site answers may be kept, and whether what somebody keeps is still what would be answered."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from indexer.errors import IndexerError

SHORTLY = {"Cache-Control": "public, max-age=300"}
"""Many ask for the same, and the index changes once a night."""

UNKEPT = {"Cache-Control": "no-store"}
"""Of what is only true now."""

_ASK_AGAIN = "public, no-cache"
"""It may be kept, and is asked for again with its ETag: nobody sees what the index no longer holds."""

_VARY = "Accept, Accept-Encoding"
_BRUSSELS = ZoneInfo("Europe/Brussels")
_CODE = (Path(__file__).parents[1], Path(__file__).parents[2] / "indexer")


class FollowsIndex:
    """Gives what is answered out of the index an ETag, and answers 304 to who has it still.

    What an address answers in a form depends on the generation of the index, on the program, and on the day (a clock
    that runs counts days). Nothing is looked up to answer 304. What a room has said itself about keeping an answer
    stands: then there is no ETag.
    """

    def __init__(self, app: ASGIApp, generation: Callable[[], str], site: str) -> None:
        self._app = app
        self._generation = generation
        self._site = f"{site} {program()}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        tag = self._tag(scope) if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") else None
        if tag is None:
            await self._app(scope, receive, send)
        elif _holds(Headers(scope=scope).get("if-none-match", ""), tag):
            headers = {"ETag": tag, "Cache-Control": _ASK_AGAIN, "Vary": _VARY}
            await Response(status_code=304, headers=headers)(scope, receive, send)
        else:
            await self._app(scope, receive, _tagging(send, tag))

    def _tag(self, scope: Scope) -> str | None:
        """The generation is asked for before the answer is made: a swap meanwhile makes the tag too old, never too
        new."""
        try:
            generation = self._generation()
        except IndexerError:
            return None
        headers = Headers(scope=scope)
        asked = (scope["scheme"], headers.get("host", ""), scope["path"], scope["query_string"], headers.get("accept"))
        day = datetime.now(_BRUSSELS).date()
        return f'W/"{sha256(repr((self._site, generation, day, asked)).encode()).hexdigest()[:24]}"'


@cache
def program() -> str:
    """What tells this version of the program from others: every file that has a part in an answer."""
    digest = sha256()
    for path in sorted(path for folder in _CODE for path in folder.rglob("*") if path.is_file()):
        if path.suffix != ".pyc":
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _tagging(send: Send, tag: str) -> Send:
    async def send_tagged(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            headers = MutableHeaders(scope=message)
            if "cache-control" not in headers and "etag" not in headers:
                headers["ETag"] = tag
                headers["Cache-Control"] = _ASK_AGAIN
        await send(message)

    return send_tagged


def _holds(if_none_match: str, tag: str) -> bool:
    """Whether a header If-None-Match names a tag, compared weakly."""
    held = {one.strip().removeprefix("W/") for one in if_none_match.split(",")}
    return tag.removeprefix("W/") in held
