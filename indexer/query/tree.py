"""A query as plain data: what every engine compiles."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Field(StrEnum):
    """The fields a query can name, by their Dutch names."""

    TITLE = "titel"
    QUESTION = "vraag"
    ANSWER = "antwoord"
    MINISTER = "minister"
    ASKER = "vraagsteller"
    PARTY = "fractie"
    THEME = "thema"
    SESSION_YEAR = "zittingsjaar"
    NUMBER = "nummer"
    ASKED_ON = "datum"
    ANSWERED_ON = "beantwoord"
    PUBLISHED_ON = "gepubliceerd"


DATE_FIELDS = frozenset({Field.ASKED_ON, Field.ANSWERED_ON, Field.PUBLISHED_ON})


@dataclass(frozen=True, slots=True)
class Everything:
    """Every question."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No question: what was typed holds no word."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word, hyphenated words included, in a field or (None) anywhere in title, question, answer and names."""

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order, next to each other."""

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word that begins so."""

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A date in a span of days, both ends inclusive; None is open."""

    field: Field
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """The number of a question, from and up to; None is open."""

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Not:
    """What does not match."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """What matches all."""

    children: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """What matches any."""

    children: "tuple[Node, ...]"


Node = Everything | Nothing | Word | Phrase | Prefix | Period | Numbers | Not | And | Or
