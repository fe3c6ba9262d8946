"""Columns over time: what was asked in each session year or month, and the share that was answered in time."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from indexer.dutch import dates
from indexer.figures.models import Period
from web.figures.charts.parts import LEAST_ANSWERS, Cell, Mark, Table, rounded, top_of
from web.site.wording import dutch_number, questions, share

PLOT = 180
"""How high the highest column is."""

_MOST_MONTHS = 48
_SCALE = 10
"""Of the width, in hundredths: there the figures of the scale stand, and no column."""
_MOST_LABELS = 6
"""Names of periods that stand next to each other on a narrow phone."""

Link = Callable[[str], str]
"""The address that belongs to a period (2023-2024, 2023-05)."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a column, from `y` down; `series` is the class that it is painted by."""

    series: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """A period: what it says, where it stands, and what it is made of."""

    said: str
    x: float
    width: float
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns side by side, the earliest first. `id` is that of the figure on its page, `legend` the series and what
    each is called, where there are several."""

    id: str
    title: str
    said: str
    legend: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    scale: tuple[Mark, ...]
    names: tuple[Mark, ...]
    table: Table
    csv: str
    plot: int = PLOT


OUTCOMES = (
    ("on_time", "op tijd beantwoord"),
    ("late", "te laat beantwoord"),
    ("answered", "beantwoord, termijn niet bekend"),
    ("waiting", "zonder antwoord"),
)
"""What becomes of questions, from the foot of a column up."""


def asked_over_time(
    id: str, title: str, years: Sequence[Period], months: Sequence[Period], *, link: Link, csv: str
) -> Columns | None:
    """How many questions were asked in each month, of at most four years, or in each session year, and what became of
    them; None where all were asked in one."""
    unit, periods = (_MONTH, _filled(months)) if 1 < _length(months) <= _MOST_MONTHS else (_YEAR, list(years))
    if len(periods) < 2:
        return None
    top = top_of(max(period.asked for period in periods))
    seen = tuple((series, name) for series, name in OUTCOMES if any(_outcome(one, series) for one in periods))
    columns = [
        Column(f"{unit.says(one.period)}: {questions(one.asked)}", x, width, _stacked(one, top))
        for one, (x, width) in zip(periods, _places(len(periods)), strict=True)
    ]
    most = max(periods, key=lambda one: one.asked)
    said = (
        f"Vragen per {unit.name}, van {unit.says(periods[0].period)} tot {unit.says(periods[-1].period)}. "
        f"De meeste in {unit.says(most.period)}: {dutch_number(most.asked)}."
    )
    header = (unit.name.capitalize(), "Gesteld", "Op tijd", "Te laat", "Zonder antwoord")
    rows = tuple(
        (
            Cell(unit.says(one.period), link(one.period)),
            *(Cell(dutch_number(count)) for count in (one.asked, one.on_time, one.late, one.waiting)),
        )
        for one in periods
        if one.asked
    )
    scale = tuple(Mark(dutch_number(count), PLOT - PLOT * count / top) for count in (top // 2, top))
    return Columns(id, title, said, seen, tuple(columns), scale, _labels(periods, unit), Table(header, rows), csv)


def on_time_over_time(id: str, title: str, years: Sequence[Period], *, link: Link, csv: str) -> Columns | None:
    """The share of answers that were in time, of those of which it is known, in each session year with enough of them;
    None where fewer than two have."""
    known = [one for one in years if one.on_time + one.late]
    shown = [one for one in known if one.on_time + one.late >= LEAST_ANSWERS]
    if len(shown) < 2:
        return None

    def column(one: Period, x: float, width: float) -> Column:
        height = PLOT * one.on_time / (one.on_time + one.late)
        said = f"{one.period}: {_share(one)} op tijd"
        return Column(said, x, width, (Segment("on_time", rounded(PLOT - height), rounded(height)),))

    columns = tuple(column(one, *place) for one, place in zip(shown, _places(len(shown)), strict=True))
    said = f"Van {shown[0].period} ({_share(shown[0])}) tot {shown[-1].period} ({_share(shown[-1])})."
    rows = tuple(
        (
            Cell(one.period, link(one.period)),
            Cell(_share(one)),
            Cell(dutch_number(one.on_time)),
            Cell(dutch_number(one.late)),
        )
        for one in known
    )
    table = Table(("Zittingsjaar", "Aandeel op tijd", "Op tijd", "Te laat"), rows)
    scale = (Mark("50 %", PLOT / 2), Mark("100 %", 0))
    return Columns(id, title, said, (), columns, scale, _labels(shown, _YEAR), table, csv)


def _stacked(one: Period, top: int) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    foot = float(PLOT)
    for series, _ in OUTCOMES:
        if count := _outcome(one, series):
            height = PLOT * count / top
            foot -= height
            segments.append(Segment(series, rounded(foot), rounded(height)))
    return tuple(segments)


def _outcome(one: Period, series: str) -> int:
    """How many became that; `answered` are those of which it is not known whether they were in time."""
    if series == "answered":
        return one.answered - one.on_time - one.late
    count: int = getattr(one, series)
    return count


def _share(one: Period) -> str:
    return share(one.on_time, one.on_time + one.late)


def _places(count: int) -> Iterator[tuple[float, float]]:
    """Where each column begins and how wide it is."""
    step = (100 - _SCALE) / count
    return ((rounded(_SCALE + place * step), rounded(step * 0.8)) for place in range(count))


def _labels(periods: Sequence[Period], unit: "_Unit") -> tuple[Mark, ...]:
    """The names of some periods, evenly spread, each at the middle of its column."""
    every = math.ceil(len(periods) / _MOST_LABELS)
    middles = (x + width / 2 for x, width in _places(len(periods)))
    marks = [Mark(unit.short(one.period), rounded(middle)) for one, middle in zip(periods, middles, strict=True)]
    return tuple(marks[::every])


def _filled(months: Sequence[Period]) -> list[Period]:
    """The months from the first to the last, those without questions included."""
    held = {month.period: month for month in months}
    first = _place(months[0])
    names = (f"{place // 12:04}-{place % 12 + 1:02}" for place in range(first, first + _length(months)))
    return [held.get(name) or Period(period=name, asked=0, answered=0, on_time=0, late=0, waiting=0) for name in names]


def _length(months: Sequence[Period]) -> int:
    return _place(months[-1]) - _place(months[0]) + 1 if months else 0


def _place(month: Period) -> int:
    """Months since the year 0."""
    year, number = month.period.split("-")
    return 12 * int(year) + int(number) - 1


def _month_in_words(period: str) -> str:
    return dates.in_dutch(*dates.period(period)).removeprefix("in ")


def _month_in_short(period: str) -> str:
    """5/23 of 2023-05"""
    return f"{int(period[5:])}/{period[2:4]}"


@dataclass(frozen=True, slots=True)
class _Unit:
    """What a column stands for: its name, and how each is called in a sentence and below its column."""

    name: str
    says: Callable[[str], str]
    short: Callable[[str], str]


_MONTH = _Unit("maand", _month_in_words, _month_in_short)
_YEAR = _Unit("zittingsjaar", str, lambda period: period[:4])
