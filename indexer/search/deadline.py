"""The time a visitor's search may take."""

import time

from indexer.errors import QueryRefused

MAX_SECONDS = 1.8
"""A search is stopped after this, so that with what cannot be interrupted it ends within 2 seconds."""


class Deadline:
    """The moment a search must be over. Threads cannot be interrupted, so whoever works long asks."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def passed(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() > self._end

    def check(self) -> None:
        """Raises QueryRefused once the time is up."""
        if self.passed():
            raise QueryRefused(
                "too_slow",
                f"the search was stopped after {self._seconds:g} seconds: use fewer or rarer words",
                limit=round(self._seconds),
            )
