"""Spans of days as people write them: 2023, maart 2023, 04/2023, 1 april 2023, 2019..2021, >2023, and back in Dutch."""

import calendar
import re
from datetime import date, timedelta

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
_MONTH_OF = {name: number for number, name in enumerate(_MONTHS, 1)}
_MONTH_OF |= {name[:3]: number for name, number in _MONTH_OF.items()} | {"mrt": 3, "sept": 9}
_NAMED_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))

PERIOD = (
    rf"(?:(?:\d{{1,2}}(?:ste|de|e)?\s+)?(?:{_NAMED_MONTH})\.?\s+\d{{4}}"
    r"|\d{4}(?:[-/]\d{1,2}(?:[-/]\d{1,2})?)?"
    r"|(?:\d{1,2}[/.-])?\d{1,2}[/.-]\d{4})(?!\d)"
)
"""What may be a year, a month or a day, as a regular expression without groups, whatever the case of its letters."""

DAY_OF_YEAR = rf"\d{{1,2}}(?:ste|de|e)?\s+(?:{_NAMED_MONTH})(?![^\W\d_])"
"""What may be a day without its year, as a regular expression without groups, whatever the case of its letters."""

SPAN = (
    rf"(?:[<>]=?\s*{PERIOD}"
    rf"|(?:vanaf|sinds|na|voor|tot\s+en\s+met|tot)\s+{PERIOD}"
    rf"|tussen\s+{PERIOD}\s+en\s+{PERIOD}"
    rf"|(?:van\s+)?{PERIOD}\s+tot\s+(?:en\s+met\s+)?{PERIOD}"
    rf"|{PERIOD}\s*\.\.\.?(?:\s*{PERIOD})?|\.\.\.?\s*{PERIOD}|{PERIOD})"
)
"""What may be a period, or a span of them."""

_SHAPES = tuple(
    re.compile(shape, re.ASCII | re.IGNORECASE)
    for shape in (
        r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?",
        r"(?P<year>\d{4})(?:/(?P<month>\d{1,2})(?:/(?P<day>\d{1,2}))?)?",
        r"(?:(?P<day>\d{1,2})[/.-])?(?P<month>\d{1,2})[/.-](?P<year>\d{4})",
        rf"(?:(?P<day>\d{{1,2}})(?:ste|de|e)?\s+)?(?P<month>{_NAMED_MONTH})\.?\s+(?P<year>\d{{4}})",
    )
)
_DAY_OF_YEAR = re.compile(rf"(?P<day>\d{{1,2}})(?:ste|de|e)?\s+(?P<month>{_NAMED_MONTH})", re.ASCII | re.IGNORECASE)
# Longer words before those they begin with: `tot en met` before `tot`.
_FROM, _AFTER, _UNTIL, _BEFORE = (
    re.compile(rf"(?:{words})\s*(?P<period>\S.*)", re.IGNORECASE)
    for words in (
        r">=|(?:vanaf|sinds)\b",
        r">|na\b",
        r"<=|(?:tot\s+en\s+met|t\.?e\.?m\.?|tot)(?!\w)",
        r"<|voor\b",
    )
)
_WITHIN = re.compile(r"(?:in|op)\s+(?P<period>.+)", re.IGNORECASE)
_BETWEEN = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        r"(?P<since>.*?)\s*\.\.\.?\s*(?P<until>.*)",
        r"tussen\s+(?P<since>.+?)\s+en\s+(?P<until>.+)",
        r"(?:van(?:af)?\s+)?(?P<since>.+?)\s+(?:tot\s+en\s+met|t\.?e\.?m\.?|tot)\s+(?P<until>.+)",
        r"(?P<since>.+?)\s+-\s+(?P<until>.+)",
        r"(?P<since>\d{4})\s*-\s*(?P<until>\d{4})",
    )
)

Span = tuple[date | None, date | None]
"""The first and the last day, both inclusive; None is open."""


def period(text: str) -> tuple[date, date]:
    """The first and the last day of a year, a month or a day. Raises ValueError."""
    for shape in _SHAPES:
        if found := shape.fullmatch(text.strip()):
            year, day = int(found["year"]), int(found["day"]) if found["day"] else None
            month = _month(found["month"]) if found["month"] else None
            last_month = month or 12
            first = date(year, month or 1, day or 1)
            return first, date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    raise ValueError(f"{text!r} is not a year, a month or a day")


def day_of_year(text: str) -> tuple[int, int]:
    """The month and the day of a day without its year: `4 maart`. Raises ValueError."""
    if not (found := _DAY_OF_YEAR.fullmatch(text.strip())):
        raise ValueError(f"{text!r} is not a day of a year")
    month, day = _month(found["month"]), int(found["day"])
    date(2000, month, day)  # a leap year, so that 29 February is one
    return month, day


def span(text: str) -> Span:
    """The first and the last day of a period or of a span of them: `2019..2021`, `2023..`, `>2023`, `sinds maart 2019`,
    `tussen 2019 en 2021`, `van 2019 tot 2021`. Raises ValueError."""
    text = text.strip()
    for shape in _BETWEEN:
        if (found := shape.fullmatch(text)) and (found["since"] or found["until"]):
            since, until = found["since"], found["until"]
            return period(since)[0] if since else None, period(until)[1] if until else None
    if found := _FROM.fullmatch(text):
        return period(found["period"])[0], None
    if found := _UNTIL.fullmatch(text):
        return None, period(found["period"])[1]
    if found := _AFTER.fullmatch(text):
        return _beside(period(found["period"])[1], 1), None
    if found := _BEFORE.fullmatch(text):
        return None, _beside(period(found["period"])[0], -1)
    if found := _WITHIN.fullmatch(text):
        text = found["period"]
    return period(text)


def _month(text: str) -> int:
    return int(text) if text.isdecimal() else _MONTH_OF[text.lower()]


def _beside(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise ValueError(f"there is no day beside {day}") from None


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
