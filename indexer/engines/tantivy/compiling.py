"""A plan as a query of Tantivy. What it finds is exact, and what a word counts for relevance comes near to BM25F.

Tantivy scores each text by itself. So a text's share is what BM25F gives a word that stands in it alone, and of the
texts and rows in which a question has a word the best counts: where they all counted, a word would count more than a
rarer one for standing here and there. How rare a word is goes by all its rows together.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, product

from tantivy import FieldType, Occur, Query, Schema, Searcher

from indexer.engines.protocol import Check
from indexer.engines.ranking import BOOSTS, FIRST, LESSER, NAME_WEIGHT, SATURATION
from indexer.engines.tantivy.schema import term_of
from indexer.fields import Number, Text
from indexer.query.plan import (
    All,
    Any,
    AtLeast,
    Everything,
    First,
    Ids,
    Near,
    Plan,
    Prefer,
    Row,
    Rows,
    Span,
    Values,
    Without,
)

_SCORED = 24
"""Of the rows of a word those that most questions hold, as many as this, are counted where they stand; the others, as
most of a prefix and of the compounds are, count the same wherever they do."""

_LEAST, _MOST = -(2**63), 2**63 - 1

Verify = Callable[[Query, Near, Text, Check], Iterable[int]]
"""Says which of the questions that a query finds have words near each other in a text."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A query, whether relevance means anything in it, and what it prefers."""

    query: Query
    scores: bool
    preferred: tuple[Plan, ...]


class Compiler:
    """Compiles plans for one open index."""

    def __init__(self, searcher: Searcher, schema: Schema, verify: Verify, check: Check) -> None:
        self._searcher = searcher
        self._schema = schema
        self._verify = verify
        self._check = check
        self._scores = False
        self._preferred: list[Plan] = []
        self._within: Query | None = None

    def scoring(self, plan: Plan) -> Compiled:
        """What a plan finds, with its relevance."""
        self._scores, self._preferred = False, []
        query = self._compiled(plan, scoring=True)
        return Compiled(query, self._scores, tuple(self._preferred))

    def matching(self, plan: Plan, within: Query | None = None) -> Query:
        """What a plan finds; where that is of interest only within what another query finds, it may be more."""
        self._within = within
        return self._compiled(plan, scoring=False)

    def _compiled(self, plan: Plan, *, scoring: bool) -> Query:
        self._check()
        match plan:
            case Everything():
                return _unscored(Query.all_query())
            case Values():
                return self._values(plan)
            case Ids(ids):
                return self.ids(ids) if ids else Query.empty_query()
            case Span():
                return self._span(plan)
            case Rows():
                return self._rows(plan, scoring=scoring)
            case Near():
                return self._near(plan, scoring=scoring)
            case All(children):
                return self._all(children, scoring=scoring)
            case Any(children):
                return any_of(self._compiled(child, scoring=scoring) for child in children)
            case AtLeast(children, least):
                if least > len(children):
                    return Query.empty_query()
                return any_of((self._compiled(child, scoring=scoring) for child in children), least)
            case Without():
                return self._all((plan,), scoring=False)
            case Prefer(wanted, preferred):
                if scoring:
                    self._preferred += preferred
                return self._compiled(wanted, scoring=scoring)
            case First(first, rest):
                either = (self._compiled(one, scoring=scoring) for one in (first, rest))
                if not scoring:
                    return any_of(either)
                self._scores = True
                before = self._compiled(first, scoring=False)
                return any_of((Query.const_score_query(before, FIRST), *either))

    def _all(self, children: Iterable[Plan], *, scoring: bool) -> Query:
        """What matches every child; what must not match is said last, and needs something that it is taken from."""
        wanted: list[tuple[Occur, Query]] = []
        unwanted: list[tuple[Occur, Query]] = []
        for child in children:
            if isinstance(child, Without):
                unwanted.append((Occur.MustNot, self._compiled(child.child, scoring=False)))
            else:
                wanted.append((Occur.Must, self._compiled(child, scoring=scoring)))
        if not wanted:
            wanted = [(Occur.Must, _unscored(Query.all_query()))]
        return Query.boolean_query([*wanted, *unwanted]) if len(wanted) + len(unwanted) > 1 else wanted[0][1]

    def _values(self, values: Values) -> Query:
        if not values.any_of:
            return Query.empty_query()
        return _unscored(Query.term_set_query(self._schema, values.facet, sorted(values.any_of)))

    def _span(self, span: Span) -> Query:
        low, high = span.low, span.high
        if low is None and high is None:
            return _unscored(Query.exists_query(span.field))
        low, high = _LEAST if low is None else low, _MOST if high is None else high
        if low > high or low > _MOST or high < _LEAST:
            return Query.empty_query()
        low, high = max(low, _LEAST), min(high, _MOST)
        return _unscored(Query.range_query(self._schema, span.field, FieldType.Integer, low, high))

    # words

    def _rows(self, plan: Rows, *, scoring: bool) -> Query:
        words = [
            *self._held(plan.rows, plan.texts, 1.0),
            *self._held((row for row in plan.lesser if row not in plan.rows), plan.texts, LESSER),
        ]
        named = [self._values(values) for values in plan.values if values.any_of]
        if not scoring:
            return any_of((*self._unscored_words(words), *named))
        self._scores = True
        words.sort(key=lambda word: -word.found)
        rarity = self._rarity(sum(word.found for word in _of_best_text(words)))
        scored = [Query.boost_query(word.query(), word.weight * rarity / word.rarity) for word in words[:_SCORED]]
        scored += self._alike(words[_SCORED:], rarity)
        if named:
            scored.append(Query.const_score_query(any_of(named), _saturated(NAME_WEIGHT) * rarity))
        return _best_of(scored)

    def _held(self, rows: Iterable[Row], texts: Iterable[Text], weight: float) -> "Iterator[_Word]":
        """The rows that any question may have, in each text that may have them."""
        for row in dict.fromkeys(rows):
            terms = tuple(map(term_of, row))
            self._check()
            for text in texts:
                counts = [self._searcher.doc_freq(text, term) for term in terms]
                if all(counts):
                    rarity = sum(map(self._rarity, counts))
                    yield _Word(self._schema, terms, text, min(counts), rarity, weight * _saturated(BOOSTS[text]))

    def _unscored_words(self, words: "Iterable[_Word]") -> Iterator[Query]:
        single: dict[Text, list[str]] = {}
        for word in words:
            if len(word.terms) > 1:
                yield _unscored(word.query())
            else:
                single.setdefault(word.text, []).append(word.terms[0])
        for text, terms in single.items():
            yield self._any_term(text, terms)

    def _alike(self, words: "Iterable[_Word]", rarity: float) -> Iterator[Query]:
        """These words, each of which counts as one that stands once in a text of usual length."""
        groups: dict[tuple[Text, float], list[_Word]] = {}
        for word in words:
            groups.setdefault((word.text, word.weight), []).append(word)
        for (_, weight), group in groups.items():
            yield Query.const_score_query(any_of(self._unscored_words(group)), weight * rarity)

    def _any_term(self, text: Text, terms: list[str]) -> Query:
        if len(terms) == 1:
            return _unscored(Query.term_query(self._schema, text, terms[0]))
        return _unscored(Query.term_set_query(self._schema, text, terms))

    def _rarity(self, found: int) -> float:
        """How much a word counts that so many questions have; as Tantivy has it."""
        count = self._searcher.num_docs
        return math.log(1 + (max(count - found, 0) + 0.5) / (found + 0.5))

    # words near each other

    def _near(self, plan: Near, *, scoring: bool) -> Query:
        found = any_of(self._near_in(plan, text) for text in plan.texts)
        if not scoring:
            return found
        self._scores = True
        rarest = (word.rarity for rows in plan.words for word in self._held(rows, plan.texts, 1.0))
        return Query.const_score_query(found, max(rarest, default=0.0))

    def _near_in(self, plan: Near, text: Text) -> Query:
        words = [[word.terms for word in self._held(rows, (text,), 1.0)] for rows in plan.words]
        if not all(words) or not words:
            return Query.empty_query()
        pairs = [self._pair(text, *pair, plan.distance) for pair in combinations(words, 2)]
        single = all(len(terms) == 1 for word in words for terms in word)
        each = [any_of(_Word(self._schema, terms, text).query() for terms in word) for word in words]
        candidates = Query.boolean_query([(Occur.Must, one) for one in (*each, *pairs)])
        if single and len(words) <= 2:
            return _unscored(candidates)
        if self._within:
            candidates = all_of((candidates, self._within))
        return self.ids(self._verify(candidates, plan, text, self._check))

    def _pair(self, text: Text, first: list[Row], second: list[Row], distance: int) -> Query:
        """Questions in which the first terms of rows of two words stand near each other in a text."""
        heads = {(one[0], other[0]) for one, other in product(first, second)}
        return any_of(
            Query.term_query(self._schema, text, one)
            if one == other
            else Query.phrase_query(self._schema, text, [(0, one), (0, other)], distance)
            for one, other in sorted(heads)
        )

    def ids(self, ids: Iterable[int]) -> Query:
        """The questions with these ids."""
        return _unscored(Query.term_set_query(self._schema, Number.ID, [id for id in sorted(ids) if id <= _MOST]))


@dataclass(frozen=True, slots=True)
class _Word:
    """A row in a text: at most how many questions have it there, and what Tantivy and we make of it."""

    schema: Schema = field(repr=False)
    terms: Row
    text: Text
    found: int = 0
    rarity: float = 1.0
    weight: float = 1.0

    def query(self) -> Query:
        if len(self.terms) == 1:
            return Query.term_query(self.schema, self.text, self.terms[0])
        return Query.phrase_query(self.schema, self.text, list(self.terms))


def any_of(queries: Iterable[Query], least: int = 1) -> Query:
    """What at least so many of the queries find."""
    held = list(queries)
    if len(held) == least == 1:
        return held[0]
    return Query.boolean_query([(Occur.Should, one) for one in held], least) if held else Query.empty_query()


def all_of(queries: Iterable[Query]) -> Query:
    """What all of the queries find."""
    return Query.boolean_query([(Occur.Must, one) for one in queries])


def _best_of(queries: list[Query]) -> Query:
    return Query.disjunction_max_query(queries) if queries else Query.empty_query()


def _of_best_text(words: Iterable[_Word]) -> Iterable[_Word]:
    """Of each row the text that most questions have it in."""
    best: dict[Row, _Word] = {}
    for word in words:
        if word.terms not in best or best[word.terms].found < word.found:
            best[word.terms] = word
    return best.values()


def _saturated(weight: float) -> float:
    """What BM25 makes of a word that weighs so much, beside one that weighs 1."""
    return weight * (1 + SATURATION) / (weight + SATURATION)


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)
