"""Which questions are missing: numbers run for each minister in each session year, so the gaps show."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import get_args

from pydantic import BaseModel, ConfigDict

from indexer.corpus.source import SourceState
from indexer.notes import read_note
from indexer.question import TextStatus, WrittenQuestion

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


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Holding(_Plain):
    """What of a question counts for completeness; `notes` are the kinds of its notes, "" for those that have none."""

    session_year: str | None
    minister: str | None
    number: int | None
    text_status: TextStatus
    without_file: bool
    parts: int
    parts_answered: int
    tables: int
    tables_in_doubt: int
    notes: tuple[str, ...]


class Coverage(_Plain):
    """What is held of the questions to one minister in one session year.

    `highest` is the highest number seen. `missing` counts the numbers below it that are not held, and `missing_numbers`
    names them; both are None where it is not known that the search listed the whole year. `statuses` counts the
    questions by the status of their text.
    """

    session_year: str
    minister: str
    held: int
    highest: int
    missing: int | None
    missing_numbers: str | None
    without_file: int
    statuses: dict[str, int]

    @property
    def expected(self) -> int | None:
        """How many there should be; None where that is not known."""
        return None if self.missing is None else self.highest


class Certainty(_Plain):
    """How sure the extraction is, counted over all questions: by the status of their text, the numbered parts and how
    many have their answer, the tables and how many are in doubt, and the questions that have each kind of note."""

    questions: int
    statuses: dict[str, int]
    parts: int
    parts_answered: int
    tables: int
    tables_in_doubt: int
    notes: dict[str, int]


class CompletenessReport(_Plain):
    """What is held of what there should be. `source` is None where no archive stands behind the corpus: then nobody
    knows what is missing. `unplaced` counts the questions without session year, minister or number."""

    source: SourceState | None
    coverage: tuple[Coverage, ...]
    unplaced: int
    certainty: Certainty


class Completeness:
    """Gathers questions into series; a question without year, minister or number belongs to none."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._without_file: dict[tuple[str, str], int] = defaultdict(int)
        self._statuses: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._notes: Counter[str] = Counter()
        self._all: Counter[str] = Counter()
        self._unplaced = 0

    def add(self, question: WrittenQuestion) -> None:
        """Count a question in."""
        self.count(holding_of(question))

    def count(self, held: Holding) -> None:
        """Count in what counts of a question."""
        if held.session_year and held.minister and held.number and held.number <= _HIGHEST:
            key = held.session_year, held.minister
            self._numbers[key].add(held.number)
            self._without_file[key] += held.without_file
            self._statuses[key][held.text_status] += 1
        else:
            self._unplaced += 1
        self._all[held.text_status] += 1
        self._notes.update(held.notes)
        for name in ("parts", "parts_answered", "tables", "tables_in_doubt"):
            self._all[name] += getattr(held, name)

    def series(self) -> tuple[Series, ...]:
        """Every series, by session year and minister."""
        return tuple(
            Series(year, minister, len(held), max(held), _gaps(held), self._without_file[year, minister])
            for (year, minister), held in sorted(self._numbers.items())
        )

    def report(self, source: SourceState | None) -> CompletenessReport:
        """All that was counted, the newest session year first, with what is known of the source."""
        listed = source.listed_years if source else ()
        series = sorted(self.series(), key=lambda one: one.minister)
        series.sort(key=lambda one: one.session_year, reverse=True)
        return CompletenessReport(
            source=source,
            coverage=tuple(self._coverage(one, is_listed=one.session_year in listed) for one in series),
            unplaced=self._unplaced,
            certainty=Certainty(
                questions=sum(self._all[status] for status in get_args(TextStatus)),
                statuses={status: self._all[status] for status in get_args(TextStatus) if self._all[status]},
                parts=self._all["parts"],
                parts_answered=self._all["parts_answered"],
                tables=self._all["tables"],
                tables_in_doubt=self._all["tables_in_doubt"],
                notes=dict(sorted(self._notes.items(), key=lambda counted: (-counted[1], counted[0]))),
            ),
        )

    def _coverage(self, one: Series, *, is_listed: bool) -> Coverage:
        statuses = self._statuses[one.session_year, one.minister]
        return Coverage(
            session_year=one.session_year,
            minister=one.minister,
            held=one.held,
            highest=one.expected,
            missing=len(one.missing) if is_listed else None,
            missing_numbers=ranges(one.missing) if is_listed else None,
            without_file=one.without_file,
            statuses={status: statuses[status] for status in get_args(TextStatus) if statuses[status]},
        )


def holding_of(question: WrittenQuestion) -> Holding:
    """What of a question counts."""
    return Holding(
        session_year=question.session_year,
        minister=question.minister.name if question.minister else None,
        number=question.number,
        text_status=question.text_status,
        without_file=any(document.sha256 is None for document in question.documents),
        parts=len(question.parts),
        parts_answered=sum(part.answer is not None for part in question.parts),
        tables=len(question.tables),
        tables_in_doubt=sum(table.doubt is not None for table in question.tables),
        notes=tuple(sorted({read_note(note).kind or "" for note in question.notes})),
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
