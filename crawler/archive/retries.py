"""When what went wrong is tried again: at once in the next run, then after growing pauses, and at last no more."""

from datetime import timedelta

from crawler.limits import A_NIGHT

TRIES = 8
"""Failures after which, in some two months, something is parked: named, and only tried again when asked for."""


def pause_after(failures: int) -> timedelta:
    """How long to leave alone what failed: not at all after the first failure, then 20, 40, 80 hours."""
    return timedelta() if failures < 2 else A_NIGHT * 2 ** (failures - 2)


def is_parked(failures: int) -> bool:
    """Whether it is hopeless."""
    return failures >= TRIES
