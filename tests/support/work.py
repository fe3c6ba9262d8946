"""How the work of the program grows with what it is given."""

import time
from collections.abc import Callable


def assert_linear(small: Callable[[], object], large: Callable[[], object]) -> None:
    """The second, which is given eight times as much as the first, is eight times the work; a square would be 64."""
    assert _seconds(large) < 30 * max(_seconds(small), 0.002)


def _seconds(work: Callable[[], object]) -> float:
    """The processor time that it takes: the least of three times."""

    def once() -> float:
        before = time.process_time()
        work()
        return time.process_time() - before

    return min(once() for _ in range(3))
