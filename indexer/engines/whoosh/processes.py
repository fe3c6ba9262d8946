"""Segments built by as many processes as there are cores: each gathers the questions it is sent, and writes its own.

A process writes in a folder that the parent makes for this run and empties at its end, so that one that outlives a
killed parent writes nothing into a generation.
"""

import multiprocessing
import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from multiprocessing.connection import Connection, wait
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from indexer.engines.whoosh.building import SegmentBuilder
from indexer.engines.whoosh.codec import Storage
from indexer.engines.whoosh.schema import Entry
from indexer.errors import BuildFailed

_BATCH = 100
"""Questions that are sent at once."""

_MOST = 4
"""More processes than this would wait for the one that reads the questions and sends them."""


def build_segments(generation: Path, entries: Iterable[Entry]) -> list[Any]:
    """Index these questions in new segments. Raises BuildFailed where a process dies, or what it raised."""
    with TemporaryDirectory(prefix="segments-", dir=generation) as folder:
        with ExitStack() as started:
            workers = [started.enter_context(_Worker(folder)) for _ in range(min(os.cpu_count() or 1, _MOST))]
            entries = iter(entries)
            while batch := list(islice(entries, _BATCH)):
                _idle(workers).send(batch)
            segments = [segment for worker in workers for segment in worker.finish()]
        for path in Path(folder).iterdir():
            path.rename(generation / path.name)
    return segments


class _Worker:
    """The parent's side of a process. The process says None whenever it waits for questions, and its segments last.
    Leaving it ends the process."""

    def __init__(self, folder: str) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["__main__", __name__])
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, folder), daemon=True)
        self._process.start()
        theirs.close()

    def receive(self) -> list[Any] | None:
        """The next message."""
        try:
            message: list[Any] | Exception | None = self.connection.recv()
        except (EOFError, ConnectionError):
            raise self._died() from None
        if isinstance(message, Exception):
            raise message
        return message

    def send(self, batch: list[Entry]) -> None:
        """Send questions to a process that waits for them."""
        try:
            self.connection.send(batch)
        except ConnectionError:
            raise self._died() from None

    def finish(self) -> list[Any]:
        """Let it write what it has: the segments it built."""
        self.receive()
        self.send([])
        return self.receive() or []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()  # whatever it does
        self._process.join()
        self.connection.close()

    def _died(self) -> BuildFailed:
        self._process.join()
        return BuildFailed(
            f"a process that built the index died (exit status {self._process.exitcode}): run `vraagbaak index` again"
        )


def _idle(workers: list[_Worker]) -> _Worker:
    """A worker that waits for questions."""
    ready = wait([worker.connection for worker in workers])
    worker = next(worker for worker in workers if worker.connection in ready)
    worker.receive()
    return worker


def _work(connection: "Connection[Any, Any]", folder: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then stops its workers
    try:
        with Storage(Path(folder)) as storage:
            segments = list(_segments(connection, storage))
        connection.send(segments)
    except (EOFError, ConnectionError):
        return  # the parent is gone, and nobody wants the segments
    except Exception as error:  # noqa: BLE001  # whatever it is, the parent raises it
        connection.send(error)


def _segments(connection: "Connection[Any, Any]", storage: Any) -> Iterator[Any]:
    builder = SegmentBuilder()
    while True:
        connection.send(None)
        batch: list[Entry] = connection.recv()
        for entry in batch:
            builder.add(entry)
        if builder.is_full or (len(builder) and not batch):
            yield builder.write(storage)
            builder = SegmentBuilder()
        if not batch:
            return
