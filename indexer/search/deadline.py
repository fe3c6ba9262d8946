"""The time a visitor's search may take."""

import time

from indexer.errors import QueryRefused

MAX_SECONDS = 1.8
"""A search is stopped after this, so that with what cannot be interrupted it ends within 2 seconds."""

_LEAST_WORK = 0.1
"""The share of its time that a search must have worked, in its thread, before it is stopped."""


class Deadline:
    """The moment a search must be over. Threads cannot be interrupted, so whoever works long asks.

    A search that hardly got to work, because many others or another program kept the processor, is given longer: what
    a question finds must not depend on how busy the machine is.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._worked = time.thread_time() + seconds * _LEAST_WORK

    def passed(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() > self._end and time.thread_time() > self._worked

    def check(self) -> None:
        """Raises QueryRefused once the time is up."""
        if self.passed():
            raise QueryRefused(
                "too_slow",
                f"the search was stopped after {self._seconds:g} seconds: use fewer or rarer words",
                limit=round(self._seconds),
            )
