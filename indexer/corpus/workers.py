"""Worker processes that read files, each with a limit of time and of memory, so that no file can end a run.

pypdf can be kept busy for minutes by a file of 4 kB, and asks its callers to bound it from outside: a worker that
takes too much of the processor's time is ended, one that wants too much memory is refused it, and the Reading says so
in its notes.
"""

import hashlib
import logging
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from indexer.extraction import NO_TEXTS, Anchors, Failure, Reading, Texts, join_readings, read_file, worst_failure

_TASKS_A_WORKER = 500
"""After how many files a worker is replaced, so that what a library leaks does not add up."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost.

    `seconds` of the processor's time, which do not depend on what else the machine has to do; `clock` seconds for
    what waits without end; `memory` in bytes of address space of the worker.
    """

    seconds: float = 30.0
    memory: int = 1 << 30
    clock: float = 600.0


@dataclass(frozen=True, slots=True)
class FileToRead:
    """A file of a question. `attachment` is its name if it is one, else None.

    Of a file in the archive `sha256` says what it must be; None for any other.
    """

    path: Path
    sha256: str | None
    attachment: str | None


@dataclass(frozen=True, slots=True)
class Extracted:
    """What the files of a question gave: a Reading for each in their order, its blocks left out, and their texts."""

    readings: tuple[Reading, ...]
    texts: Texts

    @property
    def failure(self) -> Failure | None:
        """Why the readers did not come to the end of all files, or None."""
        return worst_failure(self.readings)


class Readers:
    """A pool of workers. Use it as a context manager; leaving it through an error kills what still runs."""

    def __init__(self, workers: int | None, limits: Limits, *, ocr: bool = False) -> None:
        self._limits = limits
        self._ocr = ocr
        self._workers = workers or os.cpu_count() or 1
        self._pool = ProcessPool(
            max_workers=self._workers,
            max_tasks=_TASKS_A_WORKER,
            initializer=_start_worker,
            initargs=[limits.memory],
            context=_context(),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._pool.close()  # type: ignore[no-untyped-call]
        else:
            self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    @property
    def workers(self) -> int:
        """How many files are read at a time."""
        return self._workers

    def read(self, files: Sequence[FileToRead], anchors: Anchors) -> Callable[[], Extracted]:
        """Start to read the files of a question; call what is returned to wait for them. It raises for no file.

        A file that its reader did not come to the end of is given up with a note, and the others are read without it.
        """
        future = self._start(files, anchors)
        return lambda: self._outcome(future, files, anchors)

    def read_alone(self, file: FileToRead, anchors: Anchors | None) -> Reading:
        """The Reading of one file with its blocks, from which the texts of a question can still be made."""
        return self._result(self._schedule(1, _read_one, file, anchors, self._ocr, self._limits.seconds))

    def _start(self, files: Sequence[FileToRead], anchors: Anchors) -> "Future[Extracted]":
        return self._schedule(len(files), _read, tuple(files), anchors, self._ocr, self._limits.seconds)

    def _schedule(self, files: int, function: Callable[..., _T], *args: object) -> "Future[_T]":
        return self._pool.schedule(function, args=args, timeout=self._limits.clock * max(files, 1))

    def _outcome(self, future: "Future[Extracted]", files: Sequence[FileToRead], anchors: Anchors) -> Extracted:
        found = self._result(future)
        if isinstance(found, Extracted):
            return found
        if len(files) == 1 and not _was_killed(future):
            return Extracted((found,), NO_TEXTS)
        return self._one_by_one(files, anchors)

    def _one_by_one(self, files: Sequence[FileToRead], anchors: Anchors) -> Extracted:
        """Find out which file cannot be read, if it was no accident, and join what the others hold."""
        readings = [self.read_alone(file, None if file.attachment else anchors) for file in files]
        joined = self._result(self._schedule(len(files), _join, tuple(files), readings, self._limits.seconds))
        if isinstance(joined, Extracted):
            return joined
        lost = (
            replace(reading.without_blocks(), status="unreadable", notes=joined.notes, failure=joined.failure)
            for reading in readings
        )
        return Extracted(tuple(lost), NO_TEXTS)

    def _result(self, future: "Future[_T]") -> _T | Reading:
        """What a worker gave, or the Reading that says why it gave nothing."""
        failure: Failure = "passing"
        try:
            return future.result()
        except TimeoutError:
            note = f"reading the file was stopped after {self._limits.clock:g} s on the clock"
        except MemoryError:
            note = f"reading the file takes more than {self._limits.memory >> 20} MiB of memory"
        except ProcessExpired as error:
            if error.exitcode == -_OUT_OF_TIME:
                note = f"reading the file took longer than {self._limits.seconds:g} s and was stopped"
            else:
                return reader_ended(f"exit status {error.exitcode}")
        except OSError as error:
            note = f"the file could not be opened: {error.strerror}"
        except Exception as error:  # noqa: BLE001 - whatever one question's files do, the others are read
            failure, note = (
                "fault",
                f"the file could not be read, through a fault of the reader: {type(error).__name__}",
            )
        return Reading("unreadable", notes=(note,), failure=failure)


def reader_ended(how: str) -> Reading:
    """The Reading of a file on which its reader died, which may have been an accident."""
    return Reading("unreadable", notes=(f"reading the file ended the reader ({how})",), failure="passing")


def _was_killed(future: "Future[Extracted]") -> bool:
    """Whether the worker was ended by something else than its limits, which may have nothing to do with its file."""
    error = future.exception()
    return isinstance(error, ProcessExpired) and error.exitcode != -_OUT_OF_TIME


def _read(files: Sequence[FileToRead], anchors: Anchors, ocr: bool, seconds: float) -> Extracted:
    readings = [_read_one(file, None if file.attachment else anchors, ocr, seconds) for file in files]
    return _join(files, readings, seconds)


def _read_one(file: FileToRead, anchors: Anchors | None, ocr: bool, seconds: float) -> Reading:
    data = file.path.read_bytes()
    if file.sha256 and hashlib.sha256(data).hexdigest() != file.sha256:
        note = "the archived file is not what was stored: its checksum differs"
        return Reading("unreadable", notes=(note,), failure="passing")
    with _limited(seconds):
        return read_file(data, anchors, ocr=ocr)


def _join(files: Sequence[FileToRead], readings: Sequence[Reading], seconds: float) -> Extracted:
    mains = [reading for file, reading in zip(files, readings, strict=True) if not file.attachment]
    attachments = [(file.attachment, reading) for file, reading in zip(files, readings, strict=True) if file.attachment]
    with _limited(seconds):
        texts = join_readings(mains, attachments)
    # The blocks have done their work; what goes back to the parent is what it keeps.
    return Extracted(tuple(reading.without_blocks() for reading in readings), texts)


_OUT_OF_TIME = signal.SIGPROF
"""What the kernel sends to a process that has used its time: nothing in it can pass over that, as over an exception."""


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """End this process if the body takes more of the processor's time than that."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _context() -> multiprocessing.context.BaseContext:
    """Workers are forked from a server that has loaded what they need, and no threads: quick to start, safe to fork."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "indexer.corpus.workers"])
    return context


def _start_worker(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then stops its workers
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # the notes of a question say what went wrong
