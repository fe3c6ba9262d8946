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
    values. It counts for relevance as one word, however many rows it has.

    The `lesser` rows are found as well, but count less: compounds of which the word is a part. What is `written` in an
    exact way is found by its rows in more questions: `Ids` beside it has those in which it is, and only it is marked.
    """

    rows: tuple[Row, ...]
    texts: tuple[Text, ...]
    values: tuple["Values", ...] = ()
    lesser: tuple[Row, ...] = ()
    written: str | None = None


@dataclass(frozen=True, slots=True)
class Ids:
    """These questions."""

    any_of: frozenset[int]


@dataclass(frozen=True, slots=True)
class Near:
    """Questions in one of whose texts a row of each of these words stands, in any order, so that from the first place
    of the first to the first place of the last there are at most `distance` places."""

    words: tuple[tuple[Row, ...], ...]
    distance: int
    texts: tuple[Text, ...]


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
class AtLeast:
    """Questions that match at least so many children; by relevance the children that match count."""

    children: tuple["Plan", ...]
    least: int


@dataclass(frozen=True, slots=True)
class Without:
    """Questions that do not match the child. What it holds never counts for relevance."""

    child: "Plan"


@dataclass(frozen=True, slots=True)
class First:
    """Questions that match either; by relevance those that match `first` come before all others."""

    first: "Plan"
    rest: "Plan"


@dataclass(frozen=True, slots=True)
class Prefer:
    """Questions that match `plan`; by relevance those that match a preferred one too gain some. Whatever is preferred
    changes no set, and an engine may look for it among the best questions only."""

    plan: "Plan"
    preferred: tuple["Plan", ...]


Plan = Everything | Rows | Ids | Near | Values | Span | All | Any | AtLeast | Without | First | Prefer
