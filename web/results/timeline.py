"""When the questions found were asked, as a small chart: bars for months or years, each a search of that period."""

import calendar
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from indexer.dutch import dates
from indexer.search import SearchRequest
from web.site.address import SearchAddress

_WIDTH, _PLOT, _HEIGHT = 272, 64, 82
_MOST_MONTHS = 36
_LETTER_WIDTH = 7
"""Of the names of periods; the widest of the letters that browsers may have."""
_SPACE = 6
_LOWEST_BAR = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """A period: how many questions were asked in it, and the search of it, or of all periods where it is chosen.

    It stands in the drawing from `x` on, in a column that is somewhat wider than the bar.
    """

    name: str
    count: int
    chosen: bool
    href: str
    x: float
    column: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a period below the drawing, with its middle at `x`."""

    text: str
    x: float

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.x - len(self.text) * _LETTER_WIDTH / 2

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + len(self.text) * _LETTER_WIDTH / 2


@dataclass(frozen=True, slots=True)
class Timeline:
    """The bars from the first period with questions to the last, those without questions included."""

    unit: Literal["jaar", "maand"]
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    width: int = _WIDTH
    plot: int = _PLOT
    """How high the highest bar is."""
    height: int = _HEIGHT
    """With the names of periods below the bars."""

    @property
    def highest(self) -> Bar:
        """The first of the periods with the most questions."""
        return max(self.bars, key=lambda bar: bar.count)


_Period = tuple[str, date, date]
"""As an address says it (2019, 2019-03), its first day and its last."""


def timeline(address: SearchAddress, request: SearchRequest, months: Mapping[date, int]) -> Timeline | None:
    """The chart of the questions by month, of months for up to three years and of years for longer; None where all
    were asked in one period."""
    if not months:
        return None
    first, last = min(months), max(months)
    in_months = _months_between(first, last) < _MOST_MONTHS
    periods = list(_months(first, last) if in_months else _years(first, last))
    if len(periods) < 2:
        return None
    counts = [sum(count for month, count in months.items() if start <= month <= end) for _, start, end in periods]
    column = _WIDTH / len(periods)
    bars = tuple(
        Bar(
            name=dates.in_dutch(start, end).removeprefix("in "),
            count=count,
            chosen=_is_chosen(request, start, end),
            href=_narrowed(address, request, period).href(),
            x=round(place * column, 1),
            column=round(column, 1),
            width=round(column - min(2, column / 5), 1),
            height=round(max(_PLOT * count / max(counts), _LOWEST_BAR), 1) if count else 0,
        )
        for place, (period, count) in enumerate(zip(periods, counts, strict=True))
        for _, start, end in (period,)
    )
    return Timeline("maand" if in_months else "jaar", bars, tuple(_labels(bars)))


def _months_between(first: date, last: date) -> int:
    return 12 * (last.year - first.year) + last.month - first.month


def _months(first: date, last: date) -> Iterator[_Period]:
    for place in range(first.month - 1, first.month + _months_between(first, last)):
        year, month = first.year + place // 12, place % 12 + 1
        end = date(year, month, calendar.monthrange(year, month)[1])
        yield f"{year}-{month:02}", date(year, month, 1), end


def _years(first: date, last: date) -> Iterator[_Period]:
    for year in range(first.year, last.year + 1):
        yield str(year), date(year, 1, 1), date(year, 12, 31)


def _is_chosen(request: SearchRequest, start: date, end: date) -> bool:
    """Whether a part of the period is in the days that were asked for."""
    if request.since is None and request.until is None:
        return False
    return (request.since or start) <= end and (request.until or end) >= start


def _narrowed(address: SearchAddress, request: SearchRequest, period: _Period) -> SearchAddress:
    said, start, end = period
    is_the_choice = (request.since, request.until) == (start, end)
    return address.between("", "") if is_the_choice else address.between(said, said)


def _labels(bars: tuple[Bar, ...]) -> Iterator[Label]:
    """The first name, the last, and as many at equal distances between them as there is room for."""
    first, *others, last = map(_label, bars)
    width, column = first.right - first.left, bars[0].column
    step = math.ceil((max(width, first.right - column / 2 + width / 2) + _SPACE) / column)
    yield first
    end = first.right
    for label in others[step - 1 :: step]:
        if end + _SPACE <= label.left and label.right + _SPACE <= last.left:
            yield label
            end = label.right
    yield last


def _label(bar: Bar) -> Label:
    """The name of a bar below its middle, or beside that where it would stand out of the drawing."""
    half = len(bar.name) * _LETTER_WIDTH / 2
    return Label(bar.name, round(min(max(bar.x + bar.column / 2, half), _WIDTH - half), 1))
