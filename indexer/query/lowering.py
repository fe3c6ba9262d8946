"""The tree lowered to a plan: words become the rows of terms they stand for, names and themes the values that match."""

from dataclasses import dataclass

from indexer import dutch
from indexer.errors import QueryRefused
from indexer.fields import Facet, Number, Text
from indexer.query import plan, tree
from indexer.query.plan import Plan
from indexer.query.reading import Query
from indexer.query.vocabulary import Vocabulary

MAX_EXPANSION = 500
"""The most terms that a prefix may stand for."""

MAX_READ = 10_000
"""The most questions that are read to see how a word is written in them."""

_NAMES = (Facet.MINISTER, Facet.ASKER)
"""Whose values a word matches too that was typed without a field."""

_Leaf = tree.Word | tree.Phrase | tree.Prefix | tree.Wildcard | tree.Fuzzy


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
            case tree.Numbers(low, high, field):
                return plan.Span(field, low, high)
            case tree.Named(facet, _, values):
                return plan.Values(facet, values)
            case tree.Nearby(text, between, field):
                return self._near(text, between, (field,) if field else tuple(Text))
        if isinstance(node.field, Facet):
            return self._values(node, node.field)
        texts = tuple(Text) if node.field is None else (node.field,)
        named = (self._values(node, facet) for facet in _NAMES) if node.field is None else ()
        names = tuple(values for values in named if values.any_of)
        if isinstance(node, tree.Word | tree.Phrase) and node.exact:
            return self._exactly(plan.Rows(self._rows(node), texts, names, written=node.text))
        return plan.Rows(self._rows(node), texts, names)

    def _exactly(self, rows: plan.Rows) -> Plan:
        """Only the questions in which it is written so."""
        found = self.vocabulary.written(rows, MAX_READ if self.limit is not None else None)
        return plan.All((rows, plan.Any((plan.Ids(found), *rows.values))))

    def _rows(self, node: _Leaf) -> tuple[plan.Row, ...]:
        match node:
            case tree.Prefix(text):
                return self._bounded(f"{text}*", self.vocabulary.terms(text, self.limit))
            case tree.Wildcard(text):
                return self._bounded(text, self.vocabulary.matching(text, self.limit))
            case tree.Fuzzy(text):
                others = map(dutch.sequences, sorted(self.vocabulary.misspelt(text)))
                return tuple(dict.fromkeys(row for rows in (dutch.sequences(text), *others) for row in rows))
        return dutch.sequences(node.text)

    def _bounded(self, typed: str, terms: set[str]) -> tuple[plan.Row, ...]:
        if self.limit is not None and len(terms) > self.limit:
            raise QueryRefused(
                "too_broad",
                f"`{typed}` stands for more than {self.limit} words: add letters beside the star",
                limit=self.limit,
                term=typed,
            )
        return tuple((term,) for term in sorted(terms))

    def _near(self, text: str, between: int, texts: tuple[Text, ...]) -> Plan:
        words = tuple(dutch.sequences(word) for word in text.split() if next(dutch.tokens(word), None))
        return plan.Near(words, between + len(words) - 1, texts)

    def _values(self, node: _Leaf, facet: Facet) -> plan.Values:
        names = self.vocabulary.names(facet)
        match node:
            case tree.Prefix(text):
                return plan.Values(facet, names.with_prefix(text))
            case tree.Wildcard(text):
                return plan.Values(facet, names.matching(text))
        if facet in (Facet.SESSION_YEAR, Facet.LEGISLATURE):
            return plan.Values(facet, names.beginning(node.text))
        found: frozenset[str] = frozenset().union(*map(names.with_row, dutch.sequences(node.text)))
        if isinstance(node, tree.Word | tree.Phrase) and node.exact:
            written = dutch.as_written(node.text)
            found = frozenset(value for value in found if written.search(dutch.lower_case(value)))
        return plan.Values(facet, found)
