"""The tree lowered to a plan: words become the rows of terms they stand for, names and themes the values that match."""

from collections.abc import Iterable
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

    def terms(self, prefix: str, limit: int) -> set[str]:
        """The terms of the words that begin so, folded; once there are more than the limit, it stops."""

    def names(self, facet: Facet) -> Names:
        """The values of a facet."""


def lower(query: Query, vocabulary: Vocabulary) -> Plan:
    """What a query asks of an index with that vocabulary. Raises QueryRefused for a prefix of too many words."""
    lowered = _lowered(query.tree, vocabulary)
    if query.number is None:
        return lowered
    number = query.number
    named = plan.Any((plan.Span(Number.NUMBER, number, number), plan.Span(Number.ID, number, number)))
    return plan.First(named, lowered)


def _lowered(node: tree.Node, vocabulary: Vocabulary) -> Plan:
    match node:
        case tree.Everything():
            return plan.Everything()
        case tree.Nothing():
            return plan.Any(())
        case tree.And(children):
            return plan.All(tuple(_lowered(child, vocabulary) for child in children))
        case tree.Or(children):
            return plan.Any(tuple(_lowered(child, vocabulary) for child in children))
        case tree.Not(child):
            return plan.Without(_lowered(child, vocabulary))
        case tree.Period(field, since, until):
            return plan.Span(field, since.toordinal() if since else None, until.toordinal() if until else None)
        case tree.Numbers(low, high):
            return plan.Span(Number.NUMBER, low, high)
    if isinstance(node.field, Facet):
        return _values(node, node.field, vocabulary)
    if node.field is not None:
        return plan.Rows(_rows(node, vocabulary), (node.field,))
    named = (_values(node, facet, vocabulary) for facet in _NAMES)
    return plan.Rows(_rows(node, vocabulary), tuple(Text), tuple(one for one in named if one.any_of))


def _rows(node: _Leaf, vocabulary: Vocabulary) -> tuple[plan.Row, ...]:
    if not isinstance(node, tree.Prefix):
        return dutch.sequences(node.text)
    terms = vocabulary.terms(node.text, MAX_EXPANSION)
    if len(terms) > MAX_EXPANSION:
        raise QueryRefused(
            "too_broad",
            f"`{node.text}*` stands for more than {MAX_EXPANSION} words: add letters before the star",
            limit=MAX_EXPANSION,
            term=f"{node.text}*",
        )
    return tuple((term,) for term in sorted(terms))


def _values(node: _Leaf, facet: Facet, vocabulary: Vocabulary) -> plan.Values:
    names = vocabulary.names(facet)
    if isinstance(node, tree.Prefix):
        return plan.Values(facet, names.with_prefix(node.text))
    if facet is Facet.SESSION_YEAR:
        return plan.Values(facet, names.beginning(node.text))
    return plan.Values(facet, _united(map(names.with_row, dutch.sequences(node.text))))


def _united(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)
