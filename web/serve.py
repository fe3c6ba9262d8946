"""Serves the site with uvicorn: one socket, sensible time-outs, no chatter."""

import asyncio
import contextlib
import errno
import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.supervisors import Multiprocess

from indexer.search import open_search
from web import assistants
from web.app import create_app
from web.machines.metrics import TOGETHER
from web.site.config import SiteConfig
from web.site.errors import CannotListen

HEADER_SECONDS = 10.0
"""A whole request must come within this."""

TAKING_SECONDS = 20.0
LEAST_TAKEN = 16 * 1024
"""The bytes of a waiting answer that must be taken every TAKING_SECONDS, or what is left of it: slower than any
line that pages can be read over."""

ENDING_SECONDS = 30
"""A server that is stopped takes nothing more, and gives what it answers so long to end."""

WORKER_SECONDS = 60
"""A worker that gives no sign of life for so long is replaced. On a busy machine it takes ten to load the dictionary
and open the index: one that is ended before it can begin never does."""

SEND_BUFFER = 128 * 1024
"""Bytes of answers that the system may hold for a connection (Linux takes it twice). By itself it takes megabytes, and
a client that never reads has page after page made before anyone notices."""

_MAX_HEADER_BYTES = 32 * 1024


class ImpatientProtocol(H11Protocol):
    """HTTP/1.1 that ends a connection on which no whole request comes, or whose answers nobody takes.

    uvicorn itself waits for ever for the rest of a request's headers, and for a client to read what it asked for, so
    that a few hundred such connections take the site down. A reverse proxy in front does this better; this is for
    those who have none.
    """

    _request_clock: asyncio.TimerHandle | None = None
    _answer_clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # So that writing is paused while anything at all waits to be taken, and nothing is made to wait behind it.
        transport.set_write_buffer_limits(high=0)
        self._start_request_clock()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_request_clock()
        elif self._request_clock is None:
            self._start_request_clock()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._start_answer_clock()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop_answer_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_request_clock()
        self._stop_answer_clock()
        super().connection_lost(exc)

    def _start_request_clock(self) -> None:
        self._request_clock = self.loop.call_later(HEADER_SECONDS, self.transport.close)

    def _stop_request_clock(self) -> None:
        if self._request_clock is not None:
            self._request_clock.cancel()
            self._request_clock = None

    def _start_answer_clock(self) -> None:
        waiting = self.transport.get_write_buffer_size()
        self._answer_clock = self.loop.call_later(TAKING_SECONDS, self._end_if_stalled, waiting)

    def _stop_answer_clock(self) -> None:
        if self._answer_clock is not None:
            self._answer_clock.cancel()
            self._answer_clock = None

    def _end_if_stalled(self, waited: int) -> None:
        """Drop the connection, with all that waits, where too little was taken of what waited before."""
        if waited - self.transport.get_write_buffer_size() < LEAST_TAKEN:
            self.transport.abort()  # close() would wait until the rest is taken
        else:
            self._start_answer_clock()


@dataclass(frozen=True, slots=True)
class SiteFactory:
    """Makes the site over an index; a worker process does so for itself."""

    index: Path
    config: SiteConfig

    def __call__(self) -> FastAPI:
        return create_app(open_search(self.index), self.config)


def server_config(app: FastAPI | SiteFactory, config: SiteConfig, workers: int = 1) -> uvicorn.Config:
    """How uvicorn serves this site."""
    return uvicorn.Config(
        app,
        factory=isinstance(app, SiteFactory),
        http=ImpatientProtocol,
        ws="none",
        workers=workers,
        h11_max_incomplete_event_size=_MAX_HEADER_BYTES,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=ENDING_SECONDS,
        timeout_worker_healthcheck=WORKER_SECONDS,
        forwarded_allow_ips=list(config.proxies),
        server_header=False,
        access_log=False,
        log_config=None,
    )


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises CannotListen."""
    if not 0 <= port <= 65535:  # the system would take the remainder
        raise CannotListen(f"port {port} cannot be: choose one from 1 to 65535")
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.create_server(address[:2], family=family, backlog=2048)
    except OSError as error:
        raise CannotListen(_why(error, host, port)) from error
    # Its connections inherit these. asyncio lets a body follow its headers at once only on sockets that it made itself;
    # on others a visitor waits 40 ms for it.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def run_site(
    index: Path,
    config: SiteConfig,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 1,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve the index until interrupted; `announce` is told the address once the site can be reached.

    Raises CannotListen where the port cannot be had, IndexMissing, IndexDamaged or IndexOutdated,
    and LibraryMissing.
    """
    if config.assistants:
        assistants.load()  # or every worker would find out for itself that it cannot
    search = open_search(index)
    try:
        with listen(host, port) as listener, contextlib.ExitStack() as ended, contextlib.suppress(KeyboardInterrupt):
            announce(site_url(listener))
            if workers > 1:
                ended.enter_context(_counting_together(config))
                Multiprocess(server_config(SiteFactory(index, config), config, workers), sockets=[listener]).run()
            else:
                uvicorn.Server(server_config(create_app(search, config), config)).run(sockets=[listener])
    finally:
        search.close()


@contextlib.contextmanager
def _counting_together(config: SiteConfig) -> Iterator[None]:
    """Worker processes count what they answer in one folder, so that any of them can say what all did."""
    if not config.metrics:
        yield
        return
    with TemporaryDirectory(prefix="vraagbaak-metrics-") as folder:
        os.environ[TOGETHER] = folder
        try:
            yield
        finally:
            del os.environ[TOGETHER]


def site_url(listener: socket.socket) -> str:
    """The address under which a browser on this machine reaches the socket."""
    host, port = listener.getsockname()[:2]
    here: dict[Any, str] = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}
    return f"http://{here.get(host, f'[{host}]' if ':' in host else host)}:{port}"


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use by another program: choose another with --port"
    if error.errno == errno.EACCES:
        return f"this user may not listen on port {port}: choose one above 1023 with --port"
    return f"cannot listen on {host} port {port}: {error.strerror or error}"
