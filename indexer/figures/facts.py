"""What is counted of a question: who asked whom about what, when, and what became of it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from indexer.figures.clocks import Clock, answering_clock
from indexer.figures.models import ProfileKind
from indexer.question import WrittenQuestion

Outcome = Literal["on_time", "late", "answered", "waiting"]
"""What became of a question; `answered` is one of which nobody knows whether it was in time."""

ON_TIME: Outcome = "on_time"
LATE: Outcome = "late"
ANSWERED: Outcome = "answered"
WAITING: Outcome = "waiting"


@dataclass(frozen=True, slots=True)
class Fact:
    """A question without its texts. `office` is that of the minister, `on_time` what the parliament says."""

    id: int
    number: int | None
    title: str | None
    session_year: str | None
    minister: str | None
    office: str | None
    asker: str | None
    party: str | None
    themes: tuple[str, ...]
    asked_on: date | None
    answered_on: date | None
    published_on: date | None
    answered: bool
    on_time: bool | None

    def clock(self, today: date) -> Clock | None:
        """How long its answer took, or has been waited for."""
        return answering_clock(self.asked_on, self.answered_on, self.answered, self.on_time, today)

    def names(self, kind: ProfileKind) -> tuple[str, ...]:
        """The names of that kind that it has."""
        name: str | None
        match kind:
            case ProfileKind.THEME:
                return self.themes
            case ProfileKind.MINISTER:
                name = self.minister
            case ProfileKind.ASKER:
                name = self.asker
            case ProfileKind.PARTY:
                name = self.party
            case ProfileKind.SESSION_YEAR:
                name = self.session_year
        return (name,) if name else ()

    def outcome(self) -> Outcome:
        """What became of it: by the parliament's own word, or by its days where that is not given."""
        if not self.answered:
            return WAITING
        on_time = self.on_time
        if on_time is None and self.answered_on and (clock := self.clock(self.answered_on)):
            on_time = not clock.late
        return ANSWERED if on_time is None else ON_TIME if on_time else LATE


def fact_of(question: WrittenQuestion) -> Fact:
    """What is counted of a question."""
    minister, asker = question.minister, question.asker
    return Fact(
        question.id,
        question.number,
        question.title,
        question.session_year,
        minister.name if minister else None,
        minister.title if minister else None,
        asker.name if asker else None,
        asker.party if asker else None,
        question.themes,
        question.asked_on,
        question.answered_on,
        question.published_on,
        question.is_answered,
        question.on_time,
    )
