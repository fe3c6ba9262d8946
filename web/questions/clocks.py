"""The clocks of a question in Dutch: how long the answer took, or has been waited for, and how that is counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from indexer.dutch.dates import day_in_dutch
from indexer.figures.clocks import Clock, Clocks, Disagreement, clocks, disagreement
from indexer.figures.term import Pause, PauseKind, pauses
from indexer.figures.working_days import days_off
from indexer.question import WrittenQuestion
from web.site.wording import listed

_PAUSES = {
    PauseKind.WEEK_ASKED: "in de week van de vraag zelf",
    PauseKind.EASTER: "in de tweede week van de paasvakantie",
    PauseKind.SUMMER: "in het zomerreces",
    PauseKind.NEW_YEAR: "rond Nieuwjaar",
}
_DISAGREEMENTS = {
    Disagreement.HOLIDAYS: "Met de feestdagen erbij geteld is het te laat: zo telt het parlement hier wellicht.",
    Disagreement.DAYS: "Uit de datums hierboven volgt dat niet.",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A clock as the page shows it: its name, its days, and what is said of them.

    `late` is None where nothing can be said yet. `sentences` explain how the days are counted.
    """

    name: str
    days: str
    late: bool | None
    norm: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionClocks:
    """The clocks of a question; None where a day is not known. `parliament` is what the parliament says itself."""

    answering: Span | None
    publishing: Span | None
    parliament: str | None

    @property
    def explained(self) -> tuple[Span, ...]:
        """Those of them that there are."""
        return tuple(span for span in (self.answering, self.publishing) if span)


def clocks_of(question: WrittenQuestion, today: date) -> QuestionClocks:
    """The clocks of a question as they stand today, in words."""
    found = clocks(question, today)
    return QuestionClocks(
        _answering(found.answering, today) if found.answering else None,
        _publishing(found.publishing, today) if found.publishing and _is_counted(question, found.publishing) else None,
        _parliament(question, found),
    )


def working_days_of(question: WrittenQuestion, today: date) -> dict[str, int | None]:
    """The working days to answer and to publish, and those that it waits; None where they cannot be counted."""
    found = clocks(question, today)
    answering, publishing = found.answering, found.publishing
    return {
        "to_answer": answering.days if answering and answering.until else None,
        "to_publish": publishing.days if publishing and publishing.until else None,
        "waiting": answering.days if answering and not answering.until else None,
    }


def _is_counted(question: WrittenQuestion, publishing: Clock) -> bool:
    """Whether its publication is worth a clock: an answer that can be read here is published, if nobody says when."""
    return publishing.until is not None or not question.answer


def _answering(clock: Clock, today: date) -> Span:
    end = clock.until or today
    name = "Van vraag tot antwoord" if clock.until else "Wacht op antwoord"
    return _span(name, clock, end, _term(clock, pauses(clock.since, end)))


def _term(clock: Clock, stopped: Sequence[Pause]) -> str:
    if not stopped:
        return f"Ze tellen alle mee voor de termijn van {clock.norm} werkdagen."
    outside = [
        f"{_working_days(pause.days)} {_PAUSES[pause.kind]} (tot en met {day_in_dutch(pause.last)})"
        for pause in stopped
    ]
    verb = "valt" if sum(pause.days for pause in stopped) == 1 else "vallen"
    return (
        f"Voor de termijn van {clock.norm} werkdagen tellen er {clock.counted} van mee: "
        f"daarbuiten {verb} {listed(outside)}."
    )


def _publishing(clock: Clock, today: date) -> Span:
    name = "Van antwoord tot publicatie" if clock.until else "Wacht op publicatie"
    term = f"Tot {clock.norm} werkdagen heeft alleen de vraagsteller het antwoord; dan wordt het gepubliceerd."
    return _span(name, clock, clock.until or today, term)


def _span(name: str, clock: Clock, end: date, term: str) -> Span:
    holidays = [f"{name} ({day_in_dutch(day)})" for day, name in days_off(clock.since, end)]
    return Span(
        name,
        _working_days(clock.days),
        clock.late if clock.until or clock.late else None,
        _norm(clock),
        (
            f"Geteld van de dag na {day_in_dutch(clock.since)} tot en met {day_in_dutch(end)}"
            f"{'' if clock.until else ' (vandaag)'}: maandag tot en met vrijdag, zonder feestdagen.",
            f"Feestdagen op een weekdag daartussen: {listed(holidays)}."
            if holidays
            else "Er viel geen feestdag op een weekdag tussen.",
            term,
        ),
    )


def _norm(clock: Clock) -> str:
    """The norm, with the days that count for it where the days alone would say another thing."""
    counted = f"{clock.counted} tellen mee, " if clock.counted <= clock.norm < clock.days else ""
    return f"{counted}norm: {clock.norm}"


def _parliament(question: WrittenQuestion, found: Clocks) -> str | None:
    if question.on_time is None:
        return None
    said = f"Volgens het parlement kwam het antwoord {'op tijd' if question.on_time else 'te laat'}."
    differs = disagreement(found.answering, question.on_time)
    return f"{said} {_DISAGREEMENTS[differs]}" if differs else said


def _working_days(days: int) -> str:
    return "1 werkdag" if days == 1 else f"{days} werkdagen"
