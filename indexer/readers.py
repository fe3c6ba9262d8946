"""Worker processes that read files, each with a limit of time and of memory, so that no file can end a run.

pypdf can be kept busy for minutes by a file of 4 kB, and asks its callers to bound it from outside: a worker that
takes too long is killed, one that wants too much memory is refused it, and the Reading says so in its notes.
"""

import hashlib
import logging
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessPool

from indexer.extraction import NO_TEXTS, Anchors, Reading, Texts, join_readings, read_file

_TASKS_A_WORKER = 500
"""A worker is replaced after so many files, so that what a library leaks does not add up."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost: seconds on the clock, and bytes of address space of the worker."""

    seconds: float = 30.0
    memory: int = 1 << 30


@dataclass(frozen=True, slots=True)
class FileToRead:
    """A file of a question in the archive. `attachment` is its name if it is one, else None."""

    path: Path
    sha256: str
    attachment: str | None


@dataclass(frozen=True, slots=True)
class Extracted:
    """What the files of a question gave: a Reading for each in their order, its blocks left out, and their texts."""

    readings: tuple[Reading, ...]
    texts: Texts


class Readers:
    """A pool of workers. Use it as a context manager; leaving it through an error kills what still runs."""

    def __init__(self, workers: int | None, limits: Limits, *, ocr: bool = False) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._limits = limits
        self._ocr = ocr
        self._pool = ProcessPool(
            max_workers=self.workers,
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

    def read(self, files: Sequence[FileToRead], anchors: Anchors) -> Callable[[], Extracted]:
        """Start to read the files of a question; call what is returned to wait for them. It raises for no file.

        A file that breaks the limits is given up with a note, and the others are read without it.
        """
        future = self._start(files, anchors)
        return lambda: self._outcome(future, files, anchors)

    def _start(self, files: Sequence[FileToRead], anchors: Anchors) -> "Future[Extracted]":
        seconds = self._limits.seconds * max(len(files), 1)
        future: Future[Extracted] = self._pool.schedule(_read, args=[tuple(files), anchors, self._ocr], timeout=seconds)
        return future

    def _outcome(self, future: "Future[Extracted]", files: Sequence[FileToRead], anchors: Anchors) -> Extracted:
        try:
            return future.result()
        except TimeoutError:
            note = f"reading the file took longer than {self._limits.seconds:g} s and was stopped"
        except MemoryError:
            note = f"reading the file takes more than {self._limits.memory >> 20} MiB of memory"
        except ProcessExpired as error:
            note = f"reading the file ended the reader (exit status {error.exitcode})"
        except OSError as error:
            note = f"the archived file could not be opened: {error.strerror}"
        if len(files) == 1:
            return Extracted((Reading("unreadable", notes=(note,)),), NO_TEXTS)
        return self._one_by_one(files, anchors)

    def _one_by_one(self, files: Sequence[FileToRead], anchors: Anchors) -> Extracted:
        """Find out which of several files breaks the limits, and read the others together."""
        alone = [self._outcome(self._start([file], anchors), [file], anchors) for file in files]
        sound = [file for file, found in zip(files, alone, strict=True) if found.texts != NO_TEXTS]
        texts = self._start(sound, anchors).result().texts if 0 < len(sound) < len(files) else NO_TEXTS
        return Extracted(tuple(found.readings[0] for found in alone), texts)


def _read(files: Sequence[FileToRead], anchors: Anchors, ocr: bool) -> Extracted:
    readings = [_read_one(file, None if file.attachment else anchors, ocr) for file in files]
    mains = [reading for file, reading in zip(files, readings, strict=True) if not file.attachment]
    attachments = [(file.attachment, reading) for file, reading in zip(files, readings, strict=True) if file.attachment]
    texts = join_readings(mains, attachments)
    # The blocks have done their work; what goes back to the parent is what it keeps.
    return Extracted(tuple(reading.without_blocks() for reading in readings), texts)


def _read_one(file: FileToRead, anchors: Anchors | None, ocr: bool) -> Reading:
    data = file.path.read_bytes()
    if hashlib.sha256(data).hexdigest() != file.sha256:
        return Reading("unreadable", notes=("the archived file is not what was stored: its checksum differs",))
    return read_file(data, anchors, ocr=ocr)


def _context() -> multiprocessing.context.BaseContext:
    """Workers are forked from a server that has loaded what they need, and no threads: quick to start, safe to fork."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "indexer.readers"])
    return context


def _start_worker(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then stops its workers
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # the notes of a question say what went wrong
