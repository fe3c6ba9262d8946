"""The tree lowered to a plan: words become the rows of terms they stand for, names and themes the values that match."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import pairwise
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

MAX_COMPOUNDS = 500
"""The most compounds that a word finds as a part of them: those that most questions hold."""

_NAMES = (Facet.MINISTER, Facet.ASKER)
"""Whose values a word matches too that was typed without a field."""

_LINKS = ("", "s", "e", "en", "n")
"""The letters that may link the parts of a compound."""

_Leaf = tree.Word | tree.Phrase | tree.Prefix


class Vocabulary(Protocol):
    """The words and the values of one index."""

    def terms(self, prefix: str, limit: int | None) -> set[str]:
        """The terms of the words that begin so, folded; once there are more than the limit, it stops."""

    def terms_of(self, words: Collection[str]) -> set[str]:
        """The terms of those of these folded words that a text has."""

    def compounds(self, term: str, limit: int) -> tuple[str, ...]:
        """The terms of the compounds of which a term is a part, those that most questions hold first."""

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
                return plan.All(tuple(self._all(children)))
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
        rows = self._rows(node)
        lesser = self._compounds(rows) if isinstance(node, tree.Word) and not node.exact else ()
        if node.field is not None:
            return plan.Rows(rows, (node.field,), lesser=lesser)
        named = (self._values(node, facet) for facet in _NAMES)
        return plan.Rows(rows, tuple(Text), tuple(values for values in named if values.any_of), lesser)

    def _all(self, children: tuple[tree.Node, ...]) -> list[Plan]:
        """What must all match. Two words next to each other that are typed apart are each found in the word that they
        make together too: `jeugd hulp` in jeugdhulp."""
        lowered = list(map(self.lowered, children))
        for at, pair in enumerate(pairwise(children)):
            before, after = lowered[at : at + 2]
            if isinstance(before, plan.Rows) and isinstance(after, plan.Rows) and before.texts == after.texts:
                whole = self._written_as_one(*pair)
                lowered[at : at + 2] = _with_lesser(before, whole), _with_lesser(after, whole)
        return lowered

    def _compounds(self, rows: tuple[plan.Row, ...]) -> tuple[plan.Row, ...]:
        """The compounds of which a word is a part."""
        terms = (row[0] for row in rows if len(row) == 1)
        return tuple((compound,) for term in terms for compound in self.vocabulary.compounds(term, MAX_COMPOUNDS))

    def _written_as_one(self, *pair: tree.Node) -> tuple[plan.Row, ...]:
        """The words of the archive that two words make together, with the letters that may link them."""
        words = [dutch.fold(node.text) for node in pair if isinstance(node, tree.Word) and not node.exact]
        if len(words) < len(pair) or not all(map(str.isalpha, words)):
            return ()
        first, second = words
        found = self.vocabulary.terms_of([first + link + second for link in _LINKS])
        return tuple((term,) for term in sorted(found))

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


def _with_lesser(rows: plan.Rows, more: tuple[plan.Row, ...]) -> plan.Rows:
    return replace(rows, lesser=tuple(dict.fromkeys((*more, *rows.lesser))))
