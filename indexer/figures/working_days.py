"""Working days in Flanders: Monday to Friday, without the holidays of Belgium and of its Flemish community."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from holidays import PUBLIC, SCHOOL, country_holidays

_KNOWN_YEARS = range(1950, 2101)
"""Years whose holidays are looked up: a day outside them is a mistake."""

_FLEMISH_DAY = (7, 11), "Feestdag van de Vlaamse Gemeenschap"
"""No holiday by law, so that the library has it not; the offices of the Flemish government are closed."""


def working_days(first: date, last: date) -> int:
    """Working days after `first`, up to and including `last`; 0 where `last` is not later."""
    return max(0, _working_days_until(last) - _working_days_until(first))


def weekdays(first: date, last: date) -> int:
    """Days from Monday to Friday after `first`, up to and including `last`, holidays or not."""
    return max(0, _weekdays_until(last) - _weekdays_until(first))


def days_off(first: date, last: date) -> tuple[tuple[date, str], ...]:
    """Holidays from Monday to Friday after `first`, up to and including `last`, with their Dutch names."""
    found: list[tuple[date, str]] = []
    for year in range(max(first.year, _KNOWN_YEARS.start), min(last.year, _KNOWN_YEARS.stop - 1) + 1):
        days, named = _holidays(year)
        found += named[bisect_right(days, first) : bisect_right(days, last)]
    return tuple(found)


@lru_cache(maxsize=512)
def easter_holiday(year: int) -> tuple[date, date] | None:
    """The first and the last day of the Easter holiday of the Flemish schools; None where the library has none (before
    2010)."""
    if year not in _KNOWN_YEARS:
        return None
    schools = country_holidays("BE", subdiv="Flemish", language="nl", categories=SCHOOL, years=year)
    days = sorted(schools.get_named("Paasvakantie"))
    return (days[0], days[-1]) if days else None


def _weekdays_until(day: date) -> int:
    """Days from Monday to Friday, up to and including this one, since the first Monday that a calendar has."""
    weeks, rest = divmod(day.toordinal(), 7)  # 1 is a Monday
    return 5 * weeks + min(rest, 5)


@lru_cache(maxsize=50_000)
def _working_days_until(day: date) -> int:
    """Weekdays until a day without the holidays among them."""
    return _weekdays_until(day) - _holidays_before(day.year) - bisect_right(_holidays(day.year)[0], day)


@lru_cache(maxsize=512)
def _holidays_before(year: int) -> int:
    """Holidays from Monday to Friday before a year, since the first year whose holidays are known."""
    return sum(len(_holidays(before)[0]) for before in _KNOWN_YEARS if before < year)


@lru_cache(maxsize=512)
def _holidays(year: int) -> tuple[list[date], list[tuple[date, str]]]:
    """The holidays of a year from Monday to Friday, in order; none of a year in which they are not looked up."""
    if year not in _KNOWN_YEARS:
        return [], []
    named = sorted((day, name) for day, name in _every_holiday(year) if day.weekday() < 5)
    return [day for day, _ in named], named


def _every_holiday(year: int) -> Iterator[tuple[date, str]]:
    for day, names in country_holidays("BE", language="nl", categories=PUBLIC, years=year).items():
        yield day, names.replace("; ", " en ")
    (month, day_of_month), name = _FLEMISH_DAY
    yield date(year, month, day_of_month), name
