"""The tree lowered to a plan: words become the rows of terms they stand for, names and themes the values that match."""

from dataclasses import dataclass
from typing import Protocol

from indexer import dutch
from indexer.errors import QueryRefused
from indexer.fields import Facet, Number, Text
from indexer.query import plan, tree
from indexer.query.grammar import Query
from indexer.query.names import Names
from indexer.query.plan import Plan

MAX_EXPANSION = 500
"""The most terms that a prefix may stand for."""

_NAMES = (Facet.MINISTER, Facet.ASKER)
"""Whose values a word matches too that was typed without a field."""

_Leaf = tree.Word | tree.Phrase | tree.Prefix


class Vocabulary(Protocol):
    """The words and the values of one index."""

    def terms(self, prefix: str, limit: int | None) -> set[str]:
        """The terms of the words that begin so, folded; once there are more than the limit, it stops."""

    def names(self, facet: Facet) -> Names:
        """The values of a facet."""


def lower(query: Query, vocabulary: Vocabulary, *, bounded: bool = True) -> Plan:
    """What a query asks of an index with that vocabulary.

    Raises QueryRefused for a prefix of too many words, unless it need not be bounded.
    """
    lowered = _Lowering(vocabulary, MAX_EXPANSION if bounded else None).lowered(query.tree)
    if query.number is None:
        return lowered
    number = query.number
    named = plan.Any((plan.Span(Number.NUMBER, number, number), plan.Span(Number.ID, number, number)))
    return plan.First(named, lowered)


@dataclass(frozen=True, slots=True)
class _Lowering:
    vocabulary: Vocabulary
    limit: int | None

    def lowered(self, node: tree.Node) -> Plan:
        match node:
            case tree.Everything():
                return plan.Everything()
            case tree.Nothing():
                return plan.Any(())
            case tree.And(children):
                return plan.All(tuple(map(self.lowered, children)))
            case tree.Or(children):
                return plan.Any(tuple(map(self.lowered, children)))
            case tree.Not(child):
                return plan.Without(self.lowered(child))
            case tree.Period(field, since, until):
                return plan.Span(field, since.toordinal() if since else None, until.toordinal() if until else None)
            case tree.Numbers(low, high):
                return plan.Span(Number.NUMBER, low, high)
        if isinstance(node.field, Facet):
            return self._values(node, node.field)
        if node.field is not None:
            return plan.Rows(self._rows(node), (node.field,))
        named = (self._values(node, facet) for facet in _NAMES)
        return plan.Rows(self._rows(node), tuple(Text), tuple(values for values in named if values.any_of))

    def _rows(self, node: _Leaf) -> tuple[plan.Row, ...]:
        if not isinstance(node, tree.Prefix):
            return dutch.sequences(node.text)
        terms = self.vocabulary.terms(node.text, self.limit)
        if self.limit is not None and len(terms) > self.limit:
            raise QueryRefused(
                "too_broad",
                f"`{node.text}*` stands for more than {self.limit} words: add letters before the star",
                limit=self.limit,
                term=f"{node.text}*",
            )
        return tuple((term,) for term in sorted(terms))

    def _values(self, node: _Leaf, facet: Facet) -> plan.Values:
        names = self.vocabulary.names(facet)
        if isinstance(node, tree.Prefix):
            return plan.Values(facet, names.with_prefix(node.text))
        if facet is Facet.SESSION_YEAR:
            return plan.Values(facet, names.beginning(node.text))
        rows = map(names.with_row, dutch.sequences(node.text))
        return plan.Values(facet, frozenset().union(*rows))
