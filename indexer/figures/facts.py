"""What is counted of a question: who asked whom about what, when, and what became of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from indexer.fields import YES, Facet, values_of
from indexer.figures.clocks import Clock, answering_clock
from indexer.figures.models import ProfileKind
from indexer.question import WrittenQuestion


class Outcome(StrEnum):
    """What became of a question."""

    ON_TIME = "on_time"
    LATE = "late"
    ANSWERED = "answered"  # in time or not is not known
    WAITING = "waiting"


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
            return Outcome.WAITING
        on_time = self.on_time
        if on_time is None and self.answered_on and (clock := self.clock(self.answered_on)):
            on_time = not clock.late
        return Outcome.ANSWERED if on_time is None else Outcome.ON_TIME if on_time else Outcome.LATE


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
        YES in values_of(question, Facet.ANSWERED),
        question.on_time,
    )
