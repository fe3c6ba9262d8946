"""Spans of days as people write them: 2023, 2023-04, 04/2023, 2023-04-01, 1/4/2023, and back in Dutch."""

import calendar
import re
from datetime import date

_MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
_SHAPES = (
    re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?", re.ASCII),
    re.compile(r"(?:(?P<day>\d{1,2})[/.-])?(?P<month>\d{1,2})[/.-](?P<year>\d{4})", re.ASCII),
)


def period(text: str) -> tuple[date, date]:
    """The first and the last day of a year, a month or a day. Raises ValueError."""
    for shape in _SHAPES:
        if found := shape.fullmatch(text.strip()):
            year, month, day = (int(found[name]) if found[name] else None for name in ("year", "month", "day"))
            assert year is not None
            last_month = month or 12
            first = date(year, month or 1, day or 1)
            return first, date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    raise ValueError(f"{text!r} is not a year, a month or a day")


def in_dutch(since: date | None, until: date | None) -> str:
    """A span in words: `in 2023`, `in april 2023`, `op 1 maart 2024`, `van … tot en met …`."""
    if since is None or until is None:
        if since is not None:
            return f"vanaf {day_in_dutch(since)}"
        return f"tot en met {day_in_dutch(until)}" if until is not None else "op eender welke dag"
    if since == until:
        return f"op {day_in_dutch(since)}"
    if (since, until) == (date(since.year, 1, 1), date(since.year, 12, 31)):
        return f"in {since.year}"
    if since.day == 1 and until == date(since.year, since.month, calendar.monthrange(since.year, since.month)[1]):
        return f"in {_MONTHS[since.month - 1]} {since.year}"
    return f"van {day_in_dutch(since)} tot en met {day_in_dutch(until)}"


def day_in_dutch(day: date) -> str:
    """`1 maart 2024`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
