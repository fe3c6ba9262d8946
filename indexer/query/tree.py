"""A query as it was typed, as plain data."""

from dataclasses import dataclass
from datetime import date

from indexer.fields import Facet, Number, Text


@dataclass(frozen=True, slots=True)
class Everything:
    """Every question."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No question: what was typed holds no word."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word, hyphenated words included, in a field or (None) anywhere in title, question, answer and names.

    An `exact` one is found as it is written, whatever the case of its letters, and in no other form."""

    text: str
    field: Text | Facet | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order, next to each other."""

    text: str
    field: Text | Facet | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word that begins so."""

    text: str
    field: Text | Facet | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A date in a span of days, both ends inclusive; None is open."""

    field: Number
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
