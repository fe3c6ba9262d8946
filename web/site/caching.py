"""How long what the site answers may be kept, and whether what somebody keeps is still what would be answered."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from indexer.errors import IndexerError
from web.site.today import today

SHORTLY = {"Cache-Control": "public, max-age=300"}
"""Many ask for the same, and the index changes once a night."""

UNKEPT = {"Cache-Control": "no-store"}
"""Of what is only true now."""

KEPT_BYTES = 32 * 1024 * 1024
"""Of answers that a process keeps, as they were sent: thousands of pages."""

_LARGEST_SHARE = 1 / 32
"""Of them that one answer may be."""

_ASK_AGAIN = "public, no-cache"
"""It may be kept, and is asked for again with its ETag: nobody sees what the index no longer holds."""

_VARY = "Accept, Accept-Encoding"
_CODE = (Path(__file__).parents[1], Path(__file__).parents[2] / "indexer")


class FollowsIndex:
    """Gives what is answered out of the index an ETag, answers 304 to who has it still, and keeps what many ask for.

    What an address answers in a form depends on the generation of the index, on the program, and on the day (a clock
    that runs counts days). Nothing is looked up to answer 304, nor for what was answered to another visitor already.
    What a room has said itself about keeping an answer stands: then there is no ETag, and it is not kept here.
    """

    def __init__(self, app: ASGIApp, generation: Callable[[], str], site: str) -> None:
        self._app = app
        self._generation = generation
        self._site = f"{site} {program()}"
        self._kept = KeptAnswers(KEPT_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        tag = self._tag(scope) if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") else None
        if tag is None:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if _holds(headers.get("if-none-match", ""), tag):
            unchanged = {"ETag": tag, "Cache-Control": _ASK_AGAIN, "Vary": _VARY}
            await Response(status_code=304, headers=unchanged)(scope, receive, send)
            return
        key = (tag, scope["method"], "gzip" in headers.get("accept-encoding", ""))
        if kept := self._kept.get(key):
            await kept.send(send)
        else:
            await self._app(scope, receive, _Answering(send, tag, lambda answer: self._kept.put(key, answer)))

    def _tag(self, scope: Scope) -> str | None:
        """The generation is asked for before the answer is made: a swap meanwhile makes the tag too old, never too
        new."""
        try:
            generation = self._generation()
        except IndexerError:
            return None
        headers = Headers(scope=scope)
        asked = (scope["scheme"], headers.get("host", ""), scope["path"], scope["query_string"], headers.get("accept"))
        return f'W/"{sha256(repr((self._site, generation, today(), asked)).encode()).hexdigest()[:24]}"'


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was sent: its status and headers, and all of its body."""

    start: Message
    body: bytes

    async def send(self, send: Send) -> None:
        """Send it once more."""
        await send({**self.start, "headers": list(self.start["headers"])})
        await send({"type": "http.response.body", "body": self.body})


class KeptAnswers:
    """Answers that were given, up to so many bytes of bodies; what was asked for longest ago goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()

    def get(self, key: Hashable) -> Answer | None:
        """The answer to that, or None."""
        if answer := self._answers.get(key):
            self._answers.move_to_end(key)
        return answer

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer, unless it is large."""
        if len(answer.body) > self._most * _LARGEST_SHARE or key in self._answers:
            return
        self._answers[key] = answer
        self._bytes += len(answer.body)
        while self._bytes > self._most:
            _, dropped = self._answers.popitem(last=False)
            self._bytes -= len(dropped.body)


class _Answering:
    """Sends an answer on, with an ETag where it may have one, and then hands it over whole to be kept."""

    def __init__(self, send: Send, tag: str, keep: Callable[[Answer], None]) -> None:
        self._send = send
        self._tag = tag
        self._keep = keep
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if message["status"] == 200 and "cache-control" not in headers and "etag" not in headers:
                headers["ETag"] = self._tag
                headers["Cache-Control"] = _ASK_AGAIN
                self._start = {**message, "headers": list(message["headers"])}
        elif self._start and message["type"] == "http.response.body":
            if not message.get("more_body"):
                self._keep(Answer(self._start, message.get("body", b"")))
            self._start = None  # what comes in pieces is a download
        await self._send(message)


@cache
def program() -> str:
    """What tells this version of the program from others: every file that has a part in an answer."""
    digest = sha256()
    for path in sorted(path for folder in _CODE for path in folder.rglob("*") if path.is_file()):
        if path.suffix != ".pyc":
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _holds(if_none_match: str, tag: str) -> bool:
    """Whether a header If-None-Match names a tag, compared weakly."""
    held = {one.strip().removeprefix("W/") for one in if_none_match.split(",")}
    return tag.removeprefix("W/") in held
