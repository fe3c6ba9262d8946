"""Which questions are missing: numbers run for each minister in each session year, so the gaps show."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from indexer.question import WrittenQuestion

_HIGHEST = 99_999
"""No minister is asked more in a year: a number above it is a mistake, and would make all those below it missing."""


@dataclass(frozen=True, slots=True)
class Series:
    """The questions to one minister in one session year. `expected` is the highest number seen, `missing` the numbers
    below it that are not held, `without_file` how many of those held lack a file that could not be fetched."""

    session_year: str
    minister: str
    held: int
    expected: int
    missing: tuple[int, ...]
    without_file: int


class Completeness:
    """Gathers questions into series; a question without year, minister or number belongs to none."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._without_file: dict[tuple[str, str], int] = defaultdict(int)

    def add(self, question: WrittenQuestion) -> None:
        """Count a question in."""
        number = question.number
        if question.session_year and question.minister and number and number <= _HIGHEST:
            key = question.session_year, question.minister.name
            self._numbers[key].add(number)
            self._without_file[key] += any(document.sha256 is None for document in question.documents)

    def series(self) -> tuple[Series, ...]:
        """Every series, by session year and minister."""
        return tuple(
            Series(year, minister, len(held), max(held), _gaps(held), self._without_file[year, minister])
            for (year, minister), held in sorted(self._numbers.items())
        )


def ranges(numbers: Iterable[int]) -> str:
    """Rising numbers in few words: `3, 7-9`."""
    runs = (
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), key=lambda placed: placed[1] - placed[0])
    )
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _gaps(held: set[int]) -> tuple[int, ...]:
    return tuple(number for number in range(1, max(held)) if number not in held)
