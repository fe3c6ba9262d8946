"""Work on the questions of a build in as many processes as there are cores."""

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, NamedTuple, Self, TypeVar

from indexer.errors import BuildFailed

_Made = TypeVar("_Made")

Work = Callable[..., Iterator[_Made]]
"""What each process does: it takes batches (its first argument, an iterator of lists of items) as long as there are
any, and makes something of them whenever it likes. It is a function of a module, so that a new process finds it."""

_MOST = 4
"""More processes than this would wait for the one that writes what they make."""

_DICTIONARY = "indexer.dutch.loaded"
"""What processes share that are forked after it is imported."""

_GARBAGE = 50_000
"""New objects after which a process looks for garbage: what it makes has no circles, and most of it stays."""


class _Want(NamedTuple):
    """A process asks for another batch."""


class _End(NamedTuple):
    """A process has made all that it makes."""


@contextmanager
def in_processes(
    work: Work[_Made], items: Iterable[object], *given: object, at_once: int, most: int = _MOST
) -> Iterator[Iterator[_Made]]:
    """What processes make of the items, as it comes. Each process gets so many at once, and the rest of what is given
    as further arguments. They begin at once, and end with the block.

    Raises BuildFailed where a process dies, or what it raised.
    """
    with ExitStack() as started:
        workers = [started.enter_context(_Worker(work, given)) for _ in range(_processes(most))]
        unread = iter(items)
        for worker in workers:
            worker.send(list(islice(unread, at_once)))
        yield _made(workers, unread, at_once)


@contextmanager
def shared_out(
    work: Work[_Made], items: Iterable[object], count: int, *given: object, alone: int, most: int = _MOST
) -> Iterator[Iterator[_Made]]:
    """What is made of that number of items, each process getting its share at once: it needs nobody until that is
    done, and the body of the block may do something else meanwhile. Fewer than `alone` are worked on here, when what is
    made of them is asked for.

    Raises BuildFailed where a process dies, or what it raised.
    """
    if count < alone:
        yield work(iter([list(items)]), *given)
    else:
        share = count // _processes(most) + 1
        with in_processes(work, items, *given, at_once=share, most=most) as made:
            yield made


def _processes(most: int) -> int:
    return min(os.cpu_count() or 1, most)


def _made(workers: list["_Worker[_Made]"], unread: Iterator[object], at_once: int) -> Iterator[_Made]:
    while workers:
        for worker in _ready(workers):
            message = worker.receive()
            if isinstance(message, _Want):
                worker.send(list(islice(unread, at_once)))
            elif isinstance(message, _End):
                workers.remove(worker)
            else:
                yield message


class _Worker(Generic[_Made]):
    """The parent's side of a process. Leaving it ends the process."""

    def __init__(self, work: Work[_Made], given: tuple[object, ...]) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["__main__", work.__module__, _DICTIONARY])
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, work, given), daemon=True)
        self._process.start()
        theirs.close()

    def receive(self) -> _Made | _Want | _End:
        """The next message."""
        try:
            message: _Made | _Want | _End | Exception = self.connection.recv()
        except (EOFError, ConnectionError):
            raise self._died() from None
        if isinstance(message, Exception):
            raise message
        return message

    def send(self, batch: list[object]) -> None:
        """Send a batch to a process that wants one; an empty one is the last."""
        try:
            self.connection.send(batch)
        except ConnectionError:
            raise self._died() from None

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


def _ready(workers: list[_Worker[_Made]]) -> list[_Worker[_Made]]:
    """The workers that have sent something."""
    ready = wait([worker.connection for worker in workers])
    return [worker for worker in workers if worker.connection in ready]


def _serve(connection: "Connection[Any, Any]", work: Work[Any], given: tuple[object, ...]) -> None:
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then stops its workers
    try:
        for made in work(_batches(connection), *given):
            connection.send(made)
        connection.send(_End())
    except (EOFError, ConnectionError):
        return  # the parent is gone, and nobody wants what it makes
    except Exception as error:  # noqa: BLE001  # whatever it is, the parent raises it
        connection.send(error)


def _batches(connection: "Connection[Any, Any]") -> Iterator[list[Any]]:
    while batch := connection.recv():
        yield batch
        connection.send(_Want())
