"""Charts with a row a name, in the order given: nothing is ranked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.figures.clocks import ANSWER_NORM
from indexer.figures.models import Spread
from web.figures.charts.parts import LEAST_ANSWERS, Cell, Mark, Table, rounded, top_of
from web.site.wording import dutch_number, questions


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


def spreads(id: str, title: str, named: Iterable[Named], *, what: str, csv: str) -> Spreads | None:
    """Working days to answer of each name, as a spread; None where nobody has enough answers for one."""
    held = [(one, one.spread) for one in named if one.spread]
    shown = [(one, spread) for one, spread in held if spread.count >= LEAST_ANSWERS]
    if not shown:
        return None
    top = top_of(max(ANSWER_NORM * 2, *(spread.p90 for _, spread in shown)))

    def at(days: int) -> float:
        return rounded(100 * days / top)

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
            rounded(100 * one.questions / most),
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
