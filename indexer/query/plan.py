"""A query lowered to what every engine understands alike: terms, values and spans, with nothing left to analyse.

An engine compiles nothing but this. What words become is decided once, where the tree is lowered (`lower`), so that a
query means the same in every engine.
"""

from dataclasses import dataclass

from indexer.fields import Facet, Number, Text

Row = tuple[str, ...]
"""Terms that stand next to each other, in this order; of one term, that term."""


@dataclass(frozen=True, slots=True)
class Everything:
    """Every question."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What one word, phrase or prefix of a query stands for: any of these rows in any of these texts, or any of these
    values. It counts for relevance as one word, however many rows it has."""

    rows: tuple[Row, ...]
    texts: tuple[Text, ...]
    values: tuple["Values", ...] = ()


@dataclass(frozen=True, slots=True)
class Values:
    """Questions with any of these values of a facet. Without a value, none."""

    facet: Facet
    any_of: frozenset[str]


@dataclass(frozen=True, slots=True)
class Span:
    """Questions with a number in a span, both ends inclusive; None is open. Days count as `date.toordinal`.
    A question without that number is never in it."""

    field: Number
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class All:
    """Questions that match every child; of no child, every question."""

    children: tuple["Plan", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Questions that match a child; of no child, none."""

    children: tuple["Plan", ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Questions that do not match the child. What it holds never counts for relevance."""

    child: "Plan"


@dataclass(frozen=True, slots=True)
class First:
    """Questions that match either; by relevance those that match `first` come before all others."""

    first: "Plan"
    rest: "Plan"


Plan = Everything | Rows | Values | Span | All | Any | Without | First
