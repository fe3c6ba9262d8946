"""What is counted of questions: the figures of a minister, an asker, a party, a theme or a session year, and of all."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ProfileKind(StrEnum):
    """Who and what has a profile; the values are those of the facets."""

    MINISTER = "minister"
    ASKER = "asker"
    PARTY = "party"
    THEME = "theme"
    SESSION_YEAR = "session_year"


class Spread(_Plain):
    """Working days to answer as a spread: of `count` answers, a tenth took at most `p10` days, half at most `p50`."""

    count: int
    p10: int
    p25: int
    p50: int
    p75: int
    p90: int


class Tally(_Plain):
    """A name, the spellings that share the slug of its profile (None where it has none), and how many questions have
    one of them."""

    name: str
    names: tuple[str, ...]
    slug: str | None
    questions: int


class Totals(_Plain):
    """How many questions were asked, and what became of them.

    `answered` holds those `on_time`, those `late` and those of which neither is known; the others are `waiting`.
    """

    asked: int
    answered: int
    on_time: int
    late: int
    waiting: int


class Period(Totals):
    """The questions asked in a session year (`2023-2024`) or a month (`2023-05`)."""

    period: str


class Office(_Plain):
    """An office of a minister, as its questions name it: the first and the last day on which one was asked."""

    title: str
    first: date | None
    last: date | None
    questions: int


class ProfileSummary(_Plain):
    """A profile in a list."""

    kind: ProfileKind
    slug: str
    name: str
    questions: int
    answered: int
    waiting: int
    first_asked: date | None
    last_asked: date | None


class Profile(ProfileSummary):
    """All that is counted of a minister, an asker, a party, a theme or a session year.

    `names` are the spellings that share the slug, the most frequent first: it is the `name`. Of the kind of the profile
    itself nothing is tallied; `parties` of an asker are all of them, other tallies the most frequent.
    """

    names: tuple[str, ...]
    on_time: int
    late: int
    offices: tuple[Office, ...]
    spread: Spread | None
    years: tuple[Period, ...]
    months: tuple[Period, ...]
    ministers: tuple[Tally, ...]
    askers: tuple[Tally, ...]
    parties: tuple[Tally, ...]
    themes: tuple[Tally, ...]


class Row(Totals):
    """The totals of one name among others, with the days to answer as a spread."""

    name: str
    slug: str | None
    spread: Spread | None


class Figures(Totals):
    """The figures of all questions, or of those of one session year; names in the order of the alphabet, so that
    nothing is ranked."""

    session_year: str | None
    first_asked: date | None
    last_asked: date | None
    spread: Spread | None
    publishing: Spread | None
    years: tuple[Period, ...]
    months: tuple[Period, ...]
    ministers: tuple[Row, ...]
    themes: tuple[Row, ...]
    parties: tuple[Row, ...]
    askers: tuple[Row, ...]


class WaitingQuestion(_Plain):
    """A question without an answer: working days since it was asked, those that count for the term, and whether that
    has passed. Days are None where the day it was asked is not known."""

    id: int
    number: int | None
    session_year: str | None
    title: str | None
    asker: str | None
    party: str | None
    minister: str | None
    themes: tuple[str, ...]
    asked_on: date | None
    days: int | None
    counted: int | None
    late: bool


class Waiting(_Plain):
    """The questions without an answer that were asked for, longest waiting first, as of `today`.

    `total` and `late` count them all, `questions` are those of the page. The tallies say whom and what can be chosen.
    """

    today: date
    total: int
    late: int
    questions: tuple[WaitingQuestion, ...]
    ministers: tuple[Tally, ...]
    parties: tuple[Tally, ...]
    themes: tuple[Tally, ...]
