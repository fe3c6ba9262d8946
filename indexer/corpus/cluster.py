"""Readers on many machines: the files of a question are sent to a Dask cluster, and what they hold comes back.

Only the process that runs the command reads the archive and writes the corpus. A worker needs neither: the bytes of the
files travel with the task, which the scheduler gives to another worker where one is lost.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from itertools import count
from types import TracebackType
from typing import Any, Generic, TypeVar

from indexer.corpus.workers import Extracted, FileToRead, Limits, Readers, reader_ended
from indexer.errors import ClusterFailed, LibraryMissing
from indexer.extraction import Anchors, Reading

try:
    import dask
    from distributed import Client, KilledWorker
    from distributed.client import ClosedClientError, Future
    from distributed.comm.core import connect
    from distributed.security import Security
except ImportError:
    raise LibraryMissing(
        'extraction over a cluster needs a library that is not installed: run `pip install "vraagbaak[cluster]"`'
    ) from None

from indexer.corpus.cluster_worker import SentFile, Terms, read_sent, read_sent_alone, unfit, versions

_MOST_SENT = 256 << 20
"""Bytes of files that are on their way or held by the cluster at a time."""
_LOOK = 1.0
"""Seconds between two looks at how many workers there are."""
_KEPT = "what was extracted is kept, and the next run goes on from there"

_T = TypeVar("_T")


class ClusterReaders(Readers):
    """Readers whose files are read by the workers of a cluster, which is given up after `patience` seconds without an
    answer or without workers. Making them raises ClusterFailed, and so does whatever waits for a file, where the
    cluster cannot be reached, has no workers, goes away, or has a worker of other versions."""

    def __init__(self, address: str, limits: Limits, *, ocr: bool = False, patience: float = 30.0) -> None:
        super().__init__(1, limits, ocr=ocr)  # for what is left to do here: started when there is any
        self._address, self._patience = address, patience
        self._terms = Terms(limits, ocr, versions(ocr=ocr))
        self._ahead: deque[_Task[Any]] = deque()
        self._sent = 0
        self._numbers = count()
        self._threads, self._looked, self._had_workers = 0, 0.0, time.monotonic()
        self._client = _connected(address, patience)
        try:
            self._refuse_the_unfit()
        except BaseException:
            self._client.close()  # type: ignore[no-untyped-call]
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()  # type: ignore[no-untyped-call]
        super().__exit__(kind, error, trace)

    @property
    def workers(self) -> int:
        """How many files are read at a time, by the workers that there are now."""
        self._look()
        return max(self._threads, 1)

    def read(self, files: Sequence[FileToRead], anchors: Anchors) -> Callable[[], Extracted]:
        """As local Readers do, on whichever worker is free."""
        try:
            sent = tuple(map(_sent, files))
        except OSError:
            return super().read(files, anchors)  # says why it cannot be opened
        task = self._task(read_sent, sent, anchors, size=sum(len(file.data) for file in sent))
        return lambda: self._extracted(task, files, anchors)

    def _extracted(self, task: "_Task[Extracted]", files: Sequence[FileToRead], anchors: Anchors) -> Extracted:
        found = task.result()
        if not isinstance(found, KilledWorker):
            return found
        # The workers may have died of another question, which they had at the same time: now each file has one alone.
        for other in self._ahead:
            other.settle()
        return self._one_by_one(files, anchors)

    def read_alone(self, file: FileToRead, anchors: Anchors | None) -> Reading:
        """As local Readers do, on whichever worker is free."""
        try:
            sent = _sent(file)
        except OSError:
            return super().read_alone(file, anchors)
        found = self._task(read_sent_alone, sent, anchors, size=len(sent.data)).result()
        return _lost(found) if isinstance(found, KilledWorker) else found

    def _task(self, function: Callable[..., _T], *args: object, size: int) -> "_Task[_T]":
        while self._ahead and (self._ahead[0].is_settled or self._sent + size > _MOST_SENT):
            first = self._ahead.popleft()
            first.settle()
            self._sent -= first.size
        try:
            future = self._client.submit(
                function, *args, self._terms, key=f"vraagbaak-read-{self._client.id}-{next(self._numbers)}", pure=False
            )
        except (ClosedClientError, OSError) as error:
            raise self.gone() from error
        task: _Task[_T] = _Task(self, future, size)
        self._ahead.append(task)
        self._sent += size
        return task

    def _refuse_the_unfit(self) -> None:
        """Raises ClusterFailed for a worker that may not read; one that comes later says so with its first task."""
        try:
            self._client.wait_for_workers(1, self._patience)
            answers = self._client.run(unfit, self._terms, on_error="return")
        except TimeoutError:
            raise self._without_workers() from None
        except OSError as error:
            raise self.gone() from error
        for address, answer in sorted(answers.items()):
            if isinstance(answer, Exception):
                answer = f"cannot run vraagbaak as it is here ({answer}): install the same versions on both"
            if answer:
                raise ClusterFailed(f"the worker {address} {answer}")

    def look(self) -> None:
        """Raises ClusterFailed where the cluster is gone, or has been without workers for too long."""
        self._look()
        if not self._threads and time.monotonic() - self._had_workers > self._patience:
            raise self._without_workers()

    def _look(self) -> None:
        if time.monotonic() - self._looked < _LOOK:
            return
        try:
            if self._client.status != "running":
                raise self.gone()
            self._threads = sum(self._client.nthreads().values())  # type: ignore[no-untyped-call]
        except (OSError, CancelledError) as error:
            raise self.gone() from error
        self._looked = time.monotonic()
        if self._threads:
            self._had_workers = self._looked

    def _without_workers(self) -> ClusterFailed:
        return ClusterFailed(
            f"the cluster at {self._address} has had no workers for {self._patience:g} s: "
            f"start some with `dask worker --no-nanny {self._address}`; {_KEPT}"
        )

    def gone(self) -> ClusterFailed:
        """The error of a cluster that was there, and is no more."""
        return ClusterFailed(
            f"the connection to the cluster at {self._address} was lost: see whether its scheduler runs; {_KEPT}"
        )


class _Task(Generic[_T]):
    """A task of the cluster. It is settled once its result is here, and the cluster has let go of it."""

    def __init__(self, readers: ClusterReaders, future: "Future[Any]", size: int) -> None:
        self._readers = readers
        self._future: Future[Any] | None = future
        self._found: Any = None
        self.size = size

    @property
    def is_settled(self) -> bool:
        return self._future is None

    def result(self) -> _T | KilledWorker:
        """What the function returned, or the error of a task that its workers die of."""
        self.settle()
        found: _T | KilledWorker = self._found
        return found

    def settle(self) -> None:
        """Wait for the result, and take it."""
        while self._future is not None:
            try:
                self._found = self._future.result(timeout=_LOOK)
            except TimeoutError:
                self._readers.look()
                continue
            except KilledWorker as killed:
                self._found = killed
            except (CancelledError, ClosedClientError, OSError) as error:
                raise self._readers.gone() from error
            except ClusterFailed as error:
                raise ClusterFailed(f"{error}; {_KEPT}") from None
            except Exception as error:
                # It is none of the files: those end in a Reading, whatever they do.
                raise ClusterFailed(
                    f"a worker of the cluster failed ({type(error).__name__}: {error}); {_KEPT}"
                ) from error
            self._future.release()  # type: ignore[no-untyped-call]
            self._future = None


def _connected(address: str, patience: float) -> Client:
    for name in ("distributed", "distributed.client", "distributed.core", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what is to be known of a failure the error says
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1TiB"})
    try:
        # A Client that could not be made takes a minute to be cleared away: so it is known before whether it can.
        asyncio.run(_greet(address, patience))
        return Client(address, timeout=patience, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError) as error:
        raise ClusterFailed(
            f"the cluster at {address} could not be reached within {patience:g} s ({_reason(error)}): "
            "give the address that `dask scheduler` prints, as tcp://192.0.2.10:8786"
        ) from error


async def _greet(address: str, patience: float) -> None:
    settings = Security().get_connection_args("client")  # type: ignore[no-untyped-call]
    greeted = await connect(address, timeout=patience, **settings)  # type: ignore[no-untyped-call]
    await greeted.close()


def _reason(error: BaseException) -> str:
    while cause := error.__cause__:
        error = cause
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _sent(file: FileToRead) -> SentFile:
    return SentFile(file.path.read_bytes(), file.sha256, file.attachment)


def _lost(killed: KilledWorker) -> Reading:
    return reader_ended(f"workers of the cluster lost over it: {killed.allowed_failures + 1}")
