"""The runs of the crawl: what each was asked for, which goes on, and how it ended."""

from contextlib import suppress

from crawler import clock
from crawler.archive.writer import Ledger
from crawler.errors import BadScope
from crawler.plan.scope import PastRun, read_scope


class Runs:
    """The runs that an archive knows. The one that is begun is the ledger's: what is stored belongs to it."""

    def __init__(self, ledger: Ledger):
        self._ledger = ledger

    def begin(self, scope: str) -> bool:
        """Begin a run, or go on with the unfinished one of the same scope; returns whether it goes on."""
        unfinished = self._ledger.rows(
            "SELECT id FROM run WHERE scope = ? AND finished_at IS NULL ORDER BY id DESC LIMIT 1", [scope]
        )
        with self._ledger.transaction():
            if unfinished:
                self._ledger.run = unfinished[0][0]
                # What went wrong the last time is tried again, also within the same run.
                self._ledger.execute("UPDATE failure SET run = 0 WHERE run = ?", [self._ledger.run])
                self._ledger.execute("UPDATE run SET stopped = NULL WHERE id = ?", [self._ledger.run])
            else:
                started = self._ledger.execute(
                    "INSERT INTO run (scope, started_at) VALUES (?, ?)", [scope, clock.stamp()]
                )
                self._ledger.run = started.lastrowid or 0
        return bool(unfinished)

    def all(self) -> list[PastRun]:
        """All runs, the oldest first, without those whose scope cannot be (any more)."""
        runs = []
        for row in self._ledger.rows("SELECT id, scope, started_at, finished_at, looked_back FROM run ORDER BY id"):
            with suppress(BadScope):
                runs.append(PastRun.parse(*row))
        return runs

    def drop_wrong(self) -> None:
        """List the runs whose scope cannot be (any more), each once; they are not gone on with."""
        for number, scope in self._ledger.rows("SELECT id, scope FROM run"):
            try:
                read_scope(scope)
            except BadScope as error:
                with self._ledger.transaction():
                    self._ledger.execute(
                        "UPDATE run SET finished_at = ? WHERE id = ? AND finished_at IS NULL", [clock.stamp(), number]
                    )
                    if not self._ledger.rows("SELECT 1 FROM failure WHERE kind = 'scope' AND key = ?", [scope]):
                        self._ledger.store_failure("scope", scope, str(error))

    def finish(self) -> None:
        """The run has done all there was to do."""
        with self._ledger.transaction():
            self._ledger.execute("UPDATE run SET finished_at = ? WHERE id = ?", [clock.stamp(), self._ledger.run])

    def note_stop(self, reason: str) -> None:
        """The run stopped before it was done, and why."""
        with self._ledger.transaction():
            self._ledger.execute("UPDATE run SET stopped = ? WHERE id = ?", [reason, self._ledger.run])

    def finish_others(self) -> None:
        """A nightly run did what other runs had left."""
        with self._ledger.transaction():
            self._ledger.execute(
                "UPDATE run SET finished_at = ? WHERE finished_at IS NULL AND id != ?",
                [clock.stamp(), self._ledger.run],
            )

    def note_look_back(self) -> None:
        """The run looked back over a whole year."""
        with self._ledger.transaction():
            self._ledger.execute("UPDATE run SET looked_back = 1 WHERE id = ?", [self._ledger.run])
