"""The tree lowered to a plan: words become the rows of terms they stand for, names and themes the values that match."""

from dataclasses import dataclass, replace
from itertools import pairwise

from indexer import dutch
from indexer.errors import QueryRefused
from indexer.fields import Facet, Number, Text
from indexer.query import plan, tree
from indexer.query.plan import Plan
from indexer.query.reading import Query
from indexer.query.vocabulary import Vocabulary

MAX_EXPANSION = 500
"""The most terms that a prefix may stand for."""

MAX_COMPOUNDS = 500
"""The most compounds that a word finds as a part of them: those that most questions hold."""

MAX_READ = 10_000
"""The most questions that are read to see how a word is written in them."""

_NAMES = (Facet.MINISTER, Facet.ASKER)
"""Whose values a word matches too that was typed without a field."""

_LINKS = ("", "s", "e", "en", "n")
"""The letters that may link the parts of a compound."""

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
                return plan.All(tuple(self._all(children)))
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
        rows = self._rows(node)
        if isinstance(node, tree.Word | tree.Phrase) and node.exact:
            return self._exactly(plan.Rows(rows, texts, names, written=node.text))
        lesser = self._compounds(rows) if isinstance(node, tree.Word) else ()
        return plan.Rows(rows, texts, names, lesser)

    def _exactly(self, rows: plan.Rows) -> Plan:
        """Only the questions in which it is written so."""
        found = self.vocabulary.written(rows, MAX_READ if self.limit is not None else None)
        return plan.All((rows, plan.Any((plan.Ids(found), *rows.values))))

    def _all(self, children: tuple[tree.Node, ...]) -> list[Plan]:
        """What must all match. Two words next to each other that are typed apart are each found in the word that they
        make together too: `jeugd hulp` in jeugdhulp."""
        lowered = list(map(self.lowered, children))
        for at, pair in enumerate(pairwise(children)):
            before, after = lowered[at : at + 2]
            if isinstance(before, plan.Rows) and isinstance(after, plan.Rows) and before.texts == after.texts:
                whole = self._written_as_one(*pair)
                lowered[at : at + 2] = _or_as_one(before, whole), _or_as_one(after, whole)
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


def _or_as_one(rows: plan.Rows, whole: tuple[plan.Row, ...]) -> plan.Rows:
    lesser = tuple(row for row in rows.lesser if row not in whole)
    return replace(rows, rows=tuple(dict.fromkeys((*rows.rows, *whole))), lesser=lesser)
