"""A query as it was typed, as plain data."""

from collections.abc import Iterable
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
    """Words in this order, next to each other; an `exact` one with each word as it is written."""

    text: str
    field: Text | Facet | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Nearby:
    """Words in any order, with at most so many others between them."""

    text: str
    between: int
    field: Text | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word that begins so."""

    text: str
    field: Text | Facet | None = None


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Every word that looks so, folded: `*` is any letters or none, `?` is one."""

    text: str
    field: Text | Facet | None = None


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A word, and those that it may be a misspelling of."""

    text: str
    field: Text | Facet | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """Questions with any of these values of a facet; `text` is how they are named together."""

    field: Facet
    text: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Period:
    """A date in a span of days, both ends inclusive; None is open."""

    field: Number
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """The number of a question, or its id, from and up to; None is open."""

    low: int | None
    high: int | None
    field: Number = Number.NUMBER


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


Node = (
    Everything
    | Nothing
    | Word
    | Phrase
    | Nearby
    | Prefix
    | Wildcard
    | Fuzzy
    | Named
    | Period
    | Numbers
    | Not
    | And
    | Or
)


def joined(group: type[And] | type[Or], children: Iterable[Node]) -> Node:
    """One node for several of a kind: nested ones opened up, none of nothing."""
    flat: list[Node] = []
    for child in children:
        flat.extend(child.children if isinstance(child, group) else [child] if child != Nothing() else [])
    if not flat:
        return Nothing()
    return flat[0] if len(flat) == 1 else group(tuple(flat))
