"""When what went wrong is tried again: at once in the next run, then after growing pauses, and at last no more."""

from datetime import timedelta

TRIES = 8
"""After so many failures, some two months, something is parked: named, and only tried again when asked for."""
_FIRST_PAUSE = timedelta(hours=20)
"""Nearly a day, so that a nightly run that begins a little earlier than the last one is not too early."""


def pause_after(failures: int) -> timedelta:
    """How long to leave alone what failed so often: not at all after the first time, then 20, 40, 80 hours."""
    return timedelta() if failures < 2 else _FIRST_PAUSE * 2 ** (failures - 2)


def is_parked(failures: int) -> bool:
    """Whether it is hopeless."""
    return failures >= TRIES
