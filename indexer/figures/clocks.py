"""The clocks of a question, in working days: asked to answered, answered to published, and waiting since."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from indexer.figures.term import term_days
from indexer.figures.working_days import weekdays, working_days
from indexer.question import WrittenQuestion

ANSWER_NORM = 20
"""Working days in which a minister answers."""

PUBLISH_NORM = 15
"""Working days in which the asker alone has the answer."""

FIRST_DAY = date(1950, 1, 1)
"""No clock runs since a day before it, which is a mistake."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Working days after `since`, up to and including `until`, or up to today where that is None: it still runs.

    `counted` are those of them that count for the term by the parliament's rules. `late` is told by the days wherever
    both ways to count say the same; where the rules alone make the difference, by the parliament itself, or else by
    the rules.
    """

    since: date
    until: date | None
    days: int
    norm: int
    counted: int
    late: bool

    @property
    def open(self) -> bool:
        """Whether the days alone do not say if it is late: more than the norm have passed, but not all may count."""
        return self.counted <= self.norm < self.days


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of a question; None where a day is not known or cannot be right."""

    answering: Clock | None
    publishing: Clock | None


class Disagreement(StrEnum):
    """Why the parliament says another thing of being on time than the days do."""

    HOLIDAYS = "holidays"  # it is late only with the holidays counted too
    DAYS = "days"  # its days do not make it so, however they are counted


def clocks(question: WrittenQuestion, today: date) -> Clocks:
    """The clocks of a question, as they stand today."""
    return Clocks(
        answering_clock(question.asked_on, question.answered_on, question.is_answered, question.on_time, today),
        _publishing_clock(question.answered_on, question.published_on, today),
    )


def answering_clock(
    asked_on: date | None, answered_on: date | None, answered: bool, on_time: bool | None, today: date
) -> Clock | None:
    """How long an answer took, or has been waited for."""
    ends = _end(asked_on, answered_on, today)
    if asked_on is None or ends is None or (answered and answered_on is None):
        return None
    days, counted = working_days(asked_on, ends), term_days(asked_on, ends)
    late = counted > ANSWER_NORM
    if not late and days > ANSWER_NORM and answered_on and on_time is not None:
        late = not on_time
    return Clock(asked_on, answered_on, days, ANSWER_NORM, counted, late)


def disagreement(clock: Clock | None, on_time: bool | None) -> Disagreement | None:
    """Why the parliament says another thing of an answer than its clock; None where it does not."""
    if clock is None or clock.until is None or on_time is None or clock.late != on_time:
        return None
    if not on_time and weekdays(clock.since, clock.until) > clock.norm:
        return Disagreement.HOLIDAYS
    return Disagreement.DAYS


def last_late_day(today: date) -> date:
    """The last day of asking of those questions whose term has passed today."""
    day = today
    while term_days(day, today) <= ANSWER_NORM:
        day -= timedelta(days=1)
    return day


def _publishing_clock(answered_on: date | None, published_on: date | None, today: date) -> Clock | None:
    ends = _end(answered_on, published_on, today)
    if answered_on is None or ends is None:
        return None
    days = working_days(answered_on, ends)
    return Clock(answered_on, published_on, days, PUBLISH_NORM, days, days > PUBLISH_NORM)


def _end(since: date | None, until: date | None, today: date) -> date | None:
    """The day up to which a clock counts; None where the days cannot be right."""
    end = until or today
    return end if since and FIRST_DAY <= since <= end else None
