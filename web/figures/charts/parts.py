"""What charts are made of: marks, scales, and the table beside each."""

from dataclasses import dataclass

LEAST_ANSWERS = 5
"""Of which a spread or a share says anything."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A word beside or below a drawing, at its place in it."""

    text: str
    at: float


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


def top_of(most: int) -> int:
    """The number that a scale ends with: 4, 20, 100 and the like, so that its quarters are whole."""
    steps = [int(step * 10**zeros) for zeros in range(1, 9) for step in (2, 4, 6, 8, 10, 12, 16)]
    return min(step for step in (4, 8, 12, *steps) if step >= most)


def rounded(number: float) -> float:
    return round(number, 2)
