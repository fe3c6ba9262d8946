"""The engine: serves the generation the pointer names, and follows it when a build swaps in another."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh.index import EmptyIndexError

from indexer.dutch import ANALYSIS_VERSION
from indexer.engine import IndexInfo, SearchPage, SearchRequest
from indexer.engines.whoosh import searching
from indexer.engines.whoosh.schema import SCHEMA_VERSION
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.errors import IndexDamaged, IndexerError, IndexOutdated
from indexer.index_folder import POINTER, Stamp, read_pointer, read_stamp, verify
from indexer.question import WrittenQuestion

NAME = "whoosh"

_log = logging.getLogger(__name__)


def open_generation(generation: Path) -> Snapshot:
    """Open one generation. Raises FileNotFoundError where it is gone, IndexDamaged or IndexOutdated."""
    stamp = read_stamp(generation)
    _check_versions(generation, stamp)
    verify(generation, stamp)
    try:
        snapshot = Snapshot(generation, stamp.info)
    except (EmptyIndexError, FileNotFoundError) as error:
        raise FileNotFoundError(f"{generation} went away while it was opened") from error
    if snapshot.count != stamp.info.questions:
        snapshot.close()
        raise IndexDamaged(
            f"{generation} holds {snapshot.count} questions, its stamp says {stamp.info.questions}: "
            "run `vraagbaak index --full`"
        )
    return snapshot


class WhooshEngine:
    """A SearchEngine over an index folder. Threads may share it."""

    def __init__(self, index: Path) -> None:
        self._pointer = index / POINTER
        self._seen = self._signature()
        self._current = _Shared(_open_current(index))
        self._guard = threading.Lock()
        self._following = threading.Lock()

    def info(self) -> IndexInfo:
        """The stamp of the generation that is served."""
        with self._reading() as snapshot:
            return snapshot.info

    def search(self, request: SearchRequest) -> SearchPage:
        """One page of results. Raises QueryRefused."""
        with self._reading() as snapshot:
            return searching.search(snapshot, request)

    def matching(self, request: SearchRequest) -> Iterator[WrittenQuestion]:
        """Every question that matches, in the order asked for; from one generation, also when another is swapped in."""
        with self._reading() as snapshot:
            yield from searching.matching(snapshot, request)

    def get(self, question_id: int) -> WrittenQuestion | None:
        """The question with that id, or None."""
        with self._reading() as snapshot:
            document = snapshot.document(question_id)
            return None if document is None else snapshot.question(document)

    def close(self) -> None:
        """Release the files, once the searches that still run are done."""
        with self._guard:
            self._current.retire()

    @contextmanager
    def _reading(self) -> Iterator[Snapshot]:
        self._follow()
        with self._guard:
            shared = self._current
            shared.users += 1
        try:
            yield shared.snapshot
        finally:
            with self._guard:
                shared.users -= 1
                shared.close_if_done()

    def _follow(self) -> None:
        """Open what the pointer names now. One thread does it; the others go on with what they have meanwhile."""
        if self._signature() == self._seen or not self._following.acquire(blocking=False):
            return
        signature = self._signature()
        try:
            opened = _Shared(_open_current(self._pointer.parent))
            with self._guard:
                self._current.retire()
                self._current = opened
        except IndexerError as error:
            # What is open still answers: a served index is never given up for one that cannot be read.
            _log.error("the new index cannot be served, the one before still is: %s", error)
        finally:
            self._seen = signature
            self._following.release()

    def _signature(self) -> tuple[int, int] | None:
        try:
            status = self._pointer.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino


class _Shared:
    """A snapshot and how many searches are reading it; a retired one is closed by the last of them."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.users = 0
        self._retired = False
        self._closed = False

    def retire(self) -> None:
        self._retired = True
        self.close_if_done()

    def close_if_done(self) -> None:
        if self._retired and not self.users and not self._closed:
            self._closed = True
            self.snapshot.close()


def _open_current(index: Path) -> Snapshot:
    """Open what the pointer names; once more where a build removed it between reading the pointer and opening."""
    try:
        return open_generation(index / read_pointer(index).current)
    except FileNotFoundError:
        generation = index / read_pointer(index).current
    try:
        return open_generation(generation)
    except FileNotFoundError as error:
        raise IndexDamaged(f"{generation} is missing: run `vraagbaak index --full`") from error


def _check_versions(generation: Path, stamp: Stamp) -> None:
    found = (stamp.info.engine, stamp.info.schema_version, stamp.info.analysis_version)
    if found != (NAME, SCHEMA_VERSION, ANALYSIS_VERSION):
        raise IndexOutdated(f"{generation} was made by another version of this program: run `vraagbaak index --full`")
