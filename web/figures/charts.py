"""Charts, worked out as plain data for the SVG that `figures/charts.html` draws.

Across everything is a share of the width (0 to 100), so that a drawing fits any screen with letters of one size; down
it is pixels. Each chart says in words what it shows, and has the same figures as a table.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexer.dutch import dates
from indexer.figures.clocks import ANSWER_NORM
from indexer.figures.models import Period, Spread
from web.site.wording import dutch_number, questions, share

PLOT = 180
"""How high the highest column is."""

_MOST_MONTHS = 48
_MOST_LABELS = 6
"""Names of periods that stand next to each other on a narrow phone."""
_LEAST_ANSWERS = 5
"""Of which a spread or a share says anything."""

Link = Callable[[str], str]
"""The address that belongs to a period (2023-2024, 2023-05)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A word beside or below a drawing, at its place in it."""

    text: str
    at: float


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
class Cell:
    """A cell of a table, with its address where it has one."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a chart: the first cell of a row names it, the others are figures."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


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


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """A name with its spread: nine tenths of the answers came between `low` and `high`, half between `q1` and `q3`."""

    name: str
    href: str | None
    said: str
    median: str
    low: float
    q1: float
    middle: float
    q3: float
    high: float


@dataclass(frozen=True, slots=True)
class Spreads:
    """A spread a row, in the order given: nothing is ranked. `left_out` names have too few answers for one."""

    id: str
    title: str
    said: str
    rows: tuple[SpreadRow, ...]
    scale: tuple[Mark, ...]
    norm: float
    left_out: int
    table: Table
    csv: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A name, how many questions it has, and how long its bar is."""

    name: str
    href: str | None
    said: str
    count: str
    width: float


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar a row, in the order given."""

    id: str
    title: str
    said: str
    rows: tuple[Bar, ...]
    table: Table
    csv: str


@dataclass(frozen=True, slots=True)
class Named:
    """A name among others: its address, its questions, and its spread."""

    name: str
    href: str | None
    questions: int
    spread: Spread | None


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
    top = _top(max(period.asked for period in periods))
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
    shown = [one for one in known if one.on_time + one.late >= _LEAST_ANSWERS]
    if len(shown) < 2:
        return None

    def column(one: Period, x: float, width: float) -> Column:
        height = PLOT * one.on_time / (one.on_time + one.late)
        said = f"{one.period}: {_share(one)} op tijd"
        return Column(said, x, width, (Segment("on_time", _round(PLOT - height), _round(height)),))

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


def spreads(id: str, title: str, named: Iterable[Named], *, what: str, csv: str) -> Spreads | None:
    """Working days to answer of each name, as a spread; None where nobody has enough answers for one."""
    held = [(one, one.spread) for one in named if one.spread]
    shown = [(one, spread) for one, spread in held if spread.count >= _LEAST_ANSWERS]
    if not shown:
        return None
    top = _top(max(ANSWER_NORM * 2, *(spread.p90 for _, spread in shown)))

    def at(days: int) -> float:
        return _round(100 * days / top)

    rows = tuple(
        SpreadRow(
            one.name,
            one.href,
            f"{one.name}: {spread_in_words(spread)}",
            str(spread.p50),
            *(at(days) for days in (spread.p10, spread.p25, spread.p50, spread.p75, spread.p90)),
        )
        for one, spread in shown
    )
    header = (what, "Antwoorden", "Tiende", "Kwart", "Helft", "Driekwart", "Negen tienden")
    table = Table(
        header,
        tuple(
            (
                Cell(one.name, one.href),
                Cell(dutch_number(spread.count)),
                *(Cell(str(days)) for days in (spread.p10, spread.p25, spread.p50, spread.p75, spread.p90)),
            )
            for one, spread in held
        ),
    )
    said = f"Van {len(rows)} namen, in de volgorde van het alfabet. De schaal loopt tot {top} werkdagen."
    scale = tuple(Mark(str(days), at(days)) for days in range(0, top + 1, top // 4))
    return Spreads(id, title, said, rows, scale, at(ANSWER_NORM), len(held) - len(shown), table, csv)


def bars(id: str, title: str, named: Sequence[Named], *, what: str, csv: str) -> Bars | None:
    """How many questions each name has; None where there is no name."""
    if not named:
        return None
    most = max(one.questions for one in named)
    rows = tuple(
        Bar(
            one.name,
            one.href,
            f"{one.name}: {questions(one.questions)}",
            dutch_number(one.questions),
            _round(100 * one.questions / most),
        )
        for one in named
    )
    table = Table(
        (what, "Vragen"), tuple((Cell(one.name, one.href), Cell(dutch_number(one.questions))) for one in named)
    )
    return Bars(id, title, f"Van {len(named)} namen, in de volgorde van het alfabet.", rows, table, csv)


def spread_in_words(spread: Spread) -> str:
    """What a spread says."""
    answers = "1 antwoord" if spread.count == 1 else f"{dutch_number(spread.count)} antwoorden"
    return (
        f"de helft van {answers} kwam binnen {_days(spread.p50)}, een kwart binnen {spread.p25}, driekwart binnen "
        f"{spread.p75}, negen tienden binnen {spread.p90}"
    )


def _days(days: int) -> str:
    return "1 werkdag" if days == 1 else f"{days} werkdagen"


def _stacked(one: Period, top: int) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    foot = float(PLOT)
    for series, _ in OUTCOMES:
        if count := _outcome(one, series):
            height = PLOT * count / top
            foot -= height
            segments.append(Segment(series, _round(foot), _round(height)))
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
    step = 100 / count
    return ((_round(place * step), _round(step * 0.8)) for place in range(count))


def _labels(periods: Sequence[Period], unit: "_Unit") -> tuple[Mark, ...]:
    """The names of some periods, evenly spread, each at the middle of its column."""
    every = math.ceil(len(periods) / _MOST_LABELS)
    middles = (x + width / 2 for x, width in _places(len(periods)))
    marks = [Mark(unit.short(one.period), _round(middle)) for one, middle in zip(periods, middles, strict=True)]
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


def _top(most: int) -> int:
    """The number that a scale ends with: 4, 20, 100 and the like, so that its quarters are whole."""
    steps = [int(step * 10**zeros) for zeros in range(1, 9) for step in (2, 4, 6, 8, 10, 12, 16)]
    return min(step for step in (4, 8, 12, *steps) if step >= most)


def _round(number: float) -> float:
    return round(number, 2)
