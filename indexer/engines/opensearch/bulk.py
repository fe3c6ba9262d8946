"""Sends questions to a cluster in bulk: several requests at a time, again and more slowly where it is asked to wait."""

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from time import sleep
from typing import Any, NamedTuple, Self

from opensearchpy.exceptions import TransportError

from indexer.engines.opensearch.cluster import Cluster
from indexer.errors import BuildFailed, EngineUnavailable

REQUEST_BYTES = 2_000_000
"""Of a request: of more a server has to hold much at once, and of less it answers more often than it works."""

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 20.0
MOST_TRIES = 10
"""Seconds after which a request that came too soon is repeated, twice as long each time: for two minutes in all."""

_LATER = frozenset({429, 502, 503, 504})
"""What a server says that has too much to do, or has lost a node and not yet made up for it."""


class Line(NamedTuple):
    """What is to be done with one question: two lines of a bulk request, or one where it is to go away."""

    id: int
    digest: str
    body: bytes


def indexed(question_id: int, digest: str, entry: bytes) -> Line:
    """A question that is to be in the index; where it is already, it is put in anew."""
    return Line(question_id, digest, b'{"index":{"_id":"%d"}}\n%s\n' % (question_id, entry))


def deleted(question_id: int) -> Line:
    """A question that is to be in the index no more."""
    return Line(question_id, "", b'{"delete":{"_id":"%d"}}\n' % question_id)


class Bulk:
    """Sends lines to an index. What failed is raised by the next call, at the latest when the block ends."""

    def __init__(self, cluster: Cluster, index: str) -> None:
        self._cluster = cluster
        self._index = index
        many = cluster.settings.connections
        self._threads = ThreadPoolExecutor(many, thread_name_prefix="bulk")
        self._room = threading.Semaphore(2 * many)
        self._failed: list[BaseException] = []
        self._gathered: list[Line] = []
        self._size = 0

    def add(self, line: Line) -> None:
        """Send a line, with others."""
        self._gathered.append(line)
        self._size += len(line.body)
        if self._size >= REQUEST_BYTES:
            self._send()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error:
            self._failed.append(error)  # what is waiting to be sent again need not be
            self._threads.shutdown(cancel_futures=True)
            return
        try:
            if self._gathered:
                self._send()
        finally:
            self._threads.shutdown()
        self._raise_failed()

    def _send(self) -> None:
        self._raise_failed()
        lines, self._gathered, self._size = self._gathered, [], 0
        self._room.acquire()
        self._threads.submit(self._put, lines).add_done_callback(self._done)

    def _done(self, future: "Future[None]") -> None:
        self._room.release()
        if not future.cancelled() and (error := future.exception()):
            self._failed.append(error)

    def _raise_failed(self) -> None:
        if self._failed:
            raise self._failed[0]

    def _put(self, lines: Sequence[Line]) -> None:
        """Send lines until all are taken."""
        pause = FIRST_PAUSE
        for _ in range(MOST_TRIES):
            if self._failed:
                return  # of another request, which is raised: this one need not be tried for minutes
            lines, reason = self._refused(lines)
            if not lines:
                return
            sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        raise EngineUnavailable(
            f"OpenSearch at {self._cluster.settings.said} took nothing for minutes ({reason}): run the same command "
            "again, which goes on where this one ended"
        )

    def _refused(self, lines: Sequence[Line]) -> tuple[Sequence[Line], str]:
        """Send lines once; those that are to be sent again, and why."""
        with self._cluster.asking(self._index) as client:
            try:
                said = client.bulk(
                    body=b"".join(line.body for line in lines),
                    index=self._index,
                    params={"filter_path": "errors,items.*.status,items.*.error"},
                )
            except TransportError as error:
                if error.status_code in _LATER and error.error != "cluster_block_exception":
                    return lines, str(error.error)
                raise
            if not said["errors"]:
                return (), ""
            return self._of_items(lines, said["items"])

    def _of_items(self, lines: Sequence[Line], items: Sequence[dict[str, Any]]) -> tuple[Sequence[Line], str]:
        again, why = [], ""
        for line, item in zip(lines, items, strict=True):
            (result,) = item.values()
            status, error = result["status"], result.get("error") or {}
            if status < 300 or (status == 404 and not error):  # what is to go away may be gone
                continue
            if error.get("type") == "cluster_block_exception":
                raise TransportError(status, error["type"], {"error": error})
            if status not in _LATER:
                raise BuildFailed(f"OpenSearch does not take question {line.id}: {error.get('reason')}")
            again.append(line)
            why = str(error.get("type"))
        return again, why
