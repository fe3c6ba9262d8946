"""The index that is open: it serves the generation the pointer names, and follows when a build swaps in another."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import IndexDamaged, IndexerError
from indexer.index.generations import POINTER, REBUILD, read_pointer
from indexer.index.opened import OpenGeneration, open_generation

FIRST_PAUSE = 1.0
"""Seconds until a new index that could not be opened is tried again; twice as long each time, up to LONGEST_PAUSE."""

LONGEST_PAUSE = 300.0

_NOT_SERVED = "the new index cannot be served, the one before still is: %s"

_log = logging.getLogger(__name__)


class FollowedIndex:
    """The index in a folder, open for reading. Threads may share it.

    What a build swaps in is opened by a thread of its own, once; whoever searches meanwhile gets what is open. What
    cannot be opened is tried again after a while, however it failed: the reason may be one that passes.
    """

    def __init__(self, index: Path) -> None:
        self._pointer = index / POINTER
        self._seen = self._signature()
        self._current = _Shared(_open_current(index))
        self._guard = threading.Lock()
        self._opening = False
        self._closed = False
        self._failed = _Failure()

    def close(self) -> None:
        """Release the files, once the searches that still run are done."""
        with self._guard:
            self._closed = True
            self._current.retire()

    @contextmanager
    def reading(self) -> Iterator[OpenGeneration]:
        """The generation that is served; it stays open until the block ends, also when another is swapped in."""
        if self._is_behind():
            self._follow()
        with self._guard:
            shared = self._current
            shared.users += 1
        try:
            yield shared.generation
        finally:
            with self._guard:
                shared.users -= 1
                shared.close_if_done()

    def _is_behind(self) -> bool:
        """Whether the pointer names another generation than the open one, and it is time to open it."""
        signature = self._signature()
        return signature != self._seen and self._failed.may_try(signature)

    def _follow(self) -> None:
        with self._guard:
            if self._opening or not self._is_behind():  # another thread was first
                return
            self._opening = True
        try:
            threading.Thread(target=self._open_newest, name="open-index", daemon=True).start()
        except RuntimeError as error:  # the system gives no more threads
            self._settle(self._signature(), None)
            _log.error(_NOT_SERVED, error)

    def _open_newest(self) -> None:
        signature = self._signature()  # before opening: what is swapped in meanwhile is seen afterwards
        opened = None
        try:
            opened = _Shared(_open_current(self._pointer.parent))
        except (IndexerError, OSError) as error:
            if not self._closed:
                _log.error(_NOT_SERVED, error)
        finally:
            self._settle(signature, opened)

    def _settle(self, signature: "_Signature", opened: "_Shared | None") -> None:
        """Go on with what was opened; where that failed, with what is open: it is never given up for nothing."""
        with self._guard:
            self._opening = False
            if opened is None:
                self._failed = self._failed.again(signature)
                return
            self._current.retire()
            self._current = opened
            self._seen = signature
            self._failed = _Failure()
            if self._closed:
                opened.retire()

    def _signature(self) -> "_Signature":
        try:
            status = self._pointer.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino


_Signature = tuple[int, int] | None
"""What tells one state of the pointer's file from another; None where there is no such file."""


@dataclass(frozen=True, slots=True)
class _Failure:
    """What the pointer was when it could last not be followed, how long to wait then (seconds), and until when."""

    signature: _Signature = None
    pause: float = 0.0
    until: float = 0.0

    def may_try(self, signature: _Signature) -> bool:
        """Whether what the pointer is now may be opened: something else always, the same after the pause."""
        return signature != self.signature or time.monotonic() >= self.until

    def again(self, signature: _Signature) -> "_Failure":
        """The same failure once more, or the first of another."""
        pause = min(2 * self.pause, LONGEST_PAUSE) if self.pause and signature == self.signature else FIRST_PAUSE
        return _Failure(signature, pause, time.monotonic() + pause)


class _Shared:
    """A generation and how many searches are reading it; a retired one is closed by the last of them."""

    def __init__(self, generation: OpenGeneration) -> None:
        self.generation = generation
        self.users = 0
        self._retired = False
        self._closed = False

    def retire(self) -> None:
        self._retired = True
        self.close_if_done()

    def close_if_done(self) -> None:
        if self._retired and not self.users and not self._closed:
            self._closed = True
            self.generation.close()


def _open_current(index: Path) -> OpenGeneration:
    """Open what the pointer names; once more where a build removed it between reading the pointer and opening."""
    try:
        return open_generation(index / read_pointer(index).current)
    except FileNotFoundError:
        generation = index / read_pointer(index).current
    try:
        return open_generation(generation)
    except FileNotFoundError as error:
        raise IndexDamaged(f"{generation} is missing: {REBUILD}") from error
