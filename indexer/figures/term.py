"""When the term for an answer runs: circular VR 2019/11, 6.4, as the contract has it in its section 8.

It begins with the first working day after the week in which the question came, and stands still in the second week of
the Easter holiday, from the summer recess to the end of August and from Christmas to the day after New Year.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from indexer.figures.working_days import easter_holiday, working_days

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


class PauseKind(StrEnum):
    """Why the term does not run."""

    WEEK_ASKED = "week_asked"
    EASTER = "easter"
    SUMMER = "summer"
    NEW_YEAR = "new_year"


@dataclass(frozen=True, slots=True)
class Pause:
    """Days, the first and the last among them, on which the term does not run; `days` of them are working days."""

    kind: PauseKind
    first: date
    last: date
    days: int


def pauses(asked_on: date, last: date) -> tuple[Pause, ...]:
    """When the term did not run after the day of the question, up to and including `last`, in order.

    Those without a working day are left out.
    """
    found = []
    free = asked_on  # up to here
    for kind, first, end in _spans(asked_on, last):
        begins, ends = max(first, free + _DAY), min(end, last)
        if begins <= ends and (days := working_days(begins - _DAY, ends)):
            found.append(Pause(kind, begins, ends, days))
        free = max(free, ends)
    return tuple(found)


def term_days(asked_on: date, last: date) -> int:
    """Working days of the term that have passed on `last`."""
    return working_days(asked_on, last) - sum(pause.days for pause in pauses(asked_on, last))


def _spans(asked_on: date, last: date) -> Iterator[tuple[PauseKind, date, date]]:
    yield PauseKind.WEEK_ASKED, asked_on, asked_on + timedelta(days=6 - asked_on.weekday())
    for year in range(asked_on.year - 1, last.year + 1):
        yield from _yearly(year)


@lru_cache(maxsize=512)
def _yearly(year: int) -> tuple[tuple[PauseKind, date, date], ...]:
    spans = []
    if easter := easter_holiday(year):
        second_monday = easter[0] + _WEEK
        spans.append((PauseKind.EASTER, second_monday, second_monday + 6 * _DAY))
    # The recess begins with the national holiday, as another reader of the circular takes it.
    spans.append((PauseKind.SUMMER, date(year, 7, 21), date(year, 8, 31)))
    spans.append((PauseKind.NEW_YEAR, date(year, 12, 25), date(year + 1, 1, 2)))
    return tuple(spans)
