"""A plan as a query of Tantivy. What it finds is exact, and what a word counts for relevance comes near to BM25F.

Tantivy scores each text by itself. So a text's share is what BM25F gives a word that stands in it alone, and of the
texts and rows in which a question has a word the best counts: where they all counted, a word would count more than a
rarer one for standing here and there. How rare a word is goes by all its rows together.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations, product
from typing import NamedTuple

from tantivy import FieldType, Occur, Query, Schema, Searcher

from indexer.engines.protocol import Check
from indexer.engines.ranking import BOOSTS, FIRST, LESSER, NAME_WEIGHT, SCORED_ROWS, rarity_of, saturated
from indexer.engines.tantivy.schema import term_of
from indexer.engines.tantivy.terms import Counts, all_of, any_of, having, unscored
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
from indexer.remembered import Remembered

_MOST_AT_ONCE = 150_000
"""Questions in which one call may look where words stand: some tenths of a second."""

REMEMBERED = 100
"""Words whose queries are kept for the next search, of some hundreds of terms each: it often has the same."""

_LEAST, _MOST = -(2**63), 2**63 - 1

Words = Remembered[tuple[Rows, bool], Query]
"""The queries of words, with their relevance and without."""

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

    def __init__(self, searcher: Searcher, schema: Schema, words: Words, verify: Verify, check: Check) -> None:
        self._searcher = searcher
        self._remembered = words
        self._schema = schema
        self._verify = verify
        self._check = check
        self._scores = False
        self._preferred: list[Plan] = []
        self._within: Query | None = None
        self._one_by_one = False
        self._places = 0
        self._settled: dict[tuple[Text, object], Query] = {}
        self._having = partial(having, schema)
        self._counts = {text: Counts(searcher, text) for text in Text}

    def scoring(self, plan: Plan) -> Compiled:
        """What a plan finds, with its relevance."""
        self._scores, self._preferred, self._within, self._one_by_one, self._places = False, [], None, False, 0
        query = self._compiled(plan, scoring=True)
        return Compiled(query, self._scores, tuple(self._preferred))

    def matching(self, plan: Plan, within: Query | None = None) -> Query:
        """What a plan finds; where that is of interest only within what another query finds, it may be more."""
        self._within, self._one_by_one, self._places = within, False, 0
        return self._compiled(plan, scoring=False)

    def lacking(self, plan: Plan, within: Query) -> Query:
        """What another query finds and a plan does not. Of what must not match Tantivy looks only at what is left, one
        question by one, where it would look for all that do: of a few it says sooner which do not stand near."""
        self._within, self._one_by_one, self._places = within, isinstance(plan, Near), 0
        each = self._near_in_each(plan) if isinstance(plan, Near) else [self._compiled(plan, scoring=False)]
        return Query.boolean_query([(Occur.Must, within), *((Occur.MustNot, one) for one in each)])

    def _compiled(self, plan: Plan, *, scoring: bool) -> Query:
        self._check()
        match plan:
            case Everything():
                return unscored(Query.all_query())
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
            wanted = [(Occur.Must, unscored(Query.all_query()))]
        return Query.boolean_query([*wanted, *unwanted]) if len(wanted) + len(unwanted) > 1 else wanted[0][1]

    def _values(self, values: Values) -> Query:
        if not values.any_of:
            return Query.empty_query()
        return unscored(any_of(self._having(values.facet, sorted(values.any_of))))

    def _span(self, span: Span) -> Query:
        low, high = span.low, span.high
        if low is None and high is None:
            return unscored(Query.exists_query(span.field))
        low, high = _LEAST if low is None else low, _MOST if high is None else high
        if low > high or low > _MOST or high < _LEAST:
            return Query.empty_query()
        low, high = max(low, _LEAST), min(high, _MOST)
        return unscored(Query.range_query(self._schema, span.field, FieldType.Integer, low, high))

    # words

    def _rows(self, plan: Rows, *, scoring: bool) -> Query:
        self._scores = self._scores or scoring
        make = partial(self._compiled_rows, plan, scoring=scoring)
        if any(len(row) > 1 for row in (*plan.rows, *plan.lesser)):  # how they are looked for depends on the query
            return make()
        return self._remembered.of((plan, scoring), make)

    def _compiled_rows(self, plan: Rows, *, scoring: bool) -> Query:
        named = [query for one in plan.values for query in self._having(one.facet, sorted(one.any_of))]
        weights = dict.fromkeys(plan.lesser, LESSER) | dict.fromkeys(plan.rows, 1.0)
        if not scoring:
            return any_of((*self._alike(weights, plan.texts), *named))
        found = self._found(weights, plan.texts[-1])  # the longest text
        rarity = rarity_of(sum(found.values()), self._searcher.num_docs)
        rows = sorted(weights, key=lambda row: -found[row])
        best = [word for row in rows[:SCORED_ROWS] for word in self._words(row, plan.texts, weights[row])]
        scored = [self._scored(word, rarity) for word in best]
        for weight in (1.0, LESSER):
            others = [row for row in rows[SCORED_ROWS:] if weights[row] == weight]
            if alike := self._alike(others, plan.texts):
                scored.append(Query.const_score_query(any_of(alike), weight * rarity))
        if named:
            scored.append(Query.const_score_query(any_of(named), saturated(NAME_WEIGHT) * rarity))
        return Query.disjunction_max_query(scored) if scored else Query.empty_query()

    def _alike(self, rows: Collection[Row], texts: Iterable[Text]) -> list[Query]:
        """What has any of these rows, wherever and however often."""
        alike = [self._phrase(word) for row in rows if len(row) > 1 for word in self._words(row, texts)]
        terms = [term_of(row[0]) for row in rows if len(row) == 1]
        for text in texts:
            self._check()
            alike += self._having(text, [term for term, count in self._counts[text].of(terms) if count])
        return alike

    def _words(self, row: Row, texts: Iterable[Text], weight: float = 1.0) -> "Iterator[_Word]":
        """A row in each text in which any question may have it."""
        self._check()
        terms = tuple(map(term_of, row))
        for text in texts:
            counts = [count for _, count in self._counts[text].of(terms)]
            if all(counts):
                rarity = sum(rarity_of(count, self._searcher.num_docs) for count in counts)
                yield _Word(text, terms, min(counts), rarity, weight * saturated(BOOSTS[text]))

    def _scored(self, word: "_Word", rarity: float) -> Query:
        """A row in a text, which counts as all rows do of the word whose rarity this is."""
        count = word.weight * rarity
        if len(word.terms) == 1:
            query = Query.term_query(self._schema, word.text, word.terms[0], "freq")
        elif self._is_too_much(word.found):
            return Query.const_score_query(self._phrase(word, settled=True), count)
        else:
            query = Query.phrase_query(self._schema, word.text, list(word.terms))
        return Query.boost_query(query, count / word.rarity)

    def _phrase(self, word: "_Word", *, settled: bool | None = None) -> Query:
        query = Query.phrase_query(self._schema, word.text, list(word.terms))
        if settled is None:
            settled = self._is_too_much(word.found)
        return self._ids_of(query, (word.text, word.terms)) if settled else unscored(query)

    def _is_too_much(self, found: int) -> bool:
        """Whether looking for places in so many questions too would make one call so long that the deadline could not
        be kept."""
        self._places += found
        return self._places > _MOST_AT_ONCE and not self._one_by_one

    def _ids_of(self, query: Query, key: tuple[Text, object]) -> Query:
        """What a query finds, which is looked for at once, in a call of its own. The key says what that is."""
        if key not in self._settled:
            self._check()
            hits = self._searcher.search(query, max(self._searcher.num_docs, 1), count=False, order_by_field=Number.ID)
            self._settled[key] = self.ids(question_id for question_id, _ in hits.hits)
        return self._settled[key]

    def _found(self, rows: Collection[Row], text: Text) -> dict[Row, int]:
        """At most how many questions have each row in a text."""
        counts = self._counts[text].of([term_of(term) for row in rows for term in row])
        return {row: next(counts)[1] if len(row) == 1 else min([next(counts)[1] for _ in row]) for row in rows}

    # words near each other

    def _near(self, plan: Near, *, scoring: bool) -> Query:
        found = any_of(self._near_in_each(plan))
        if not scoring:
            return found
        self._scores = True
        rows = (row for rows in plan.words for row in rows)
        rarest = (word.rarity for row in rows for word in self._words(row, plan.texts))
        return Query.const_score_query(found, max(rarest, default=0.0))

    def _near_in_each(self, plan: Near) -> list[Query]:
        """What has the words near each other in each of the texts."""
        return [self._near_in(plan, text) for text in plan.texts]

    def _near_in(self, plan: Near, text: Text) -> Query:
        words = [[word for row in rows for word in self._words(row, (text,))] for rows in plan.words]
        if not words or not all(words):
            return Query.empty_query()
        pairs = [self._pair(text, *pair, plan.distance) for pair in combinations(words, 2)]
        if len(words) == 2 and all(len(word.terms) == 1 for rows in words for word in rows):
            return unscored(pairs[0])
        candidates = all_of((*(any_of(self._alike(rows, (text,))) for rows in plan.words), *pairs))
        if len(words) == 1 and all(len(word.terms) == 1 for word in words[0]):
            return unscored(candidates)
        if self._within:
            return self.ids(self._verify(all_of((candidates, self._within)), plan, text, self._check))
        if (text, plan) not in self._settled:
            self._settled[text, plan] = self.ids(self._verify(candidates, plan, text, self._check))
        return self._settled[text, plan]

    def _pair(self, text: Text, first: "list[_Word]", second: "list[_Word]", distance: int) -> Query:
        """Questions in which the first terms of rows of two words stand near each other in a text."""
        found = {(one.terms[0], other.terms[0]): min(one.found, other.found) for one, other in product(first, second)}
        return any_of(self._heads(text, *heads, distance, count) for heads, count in found.items())

    def _heads(self, text: Text, one: str, other: str, distance: int, found: int) -> Query:
        if one == other:
            return unscored(Query.term_query(self._schema, text, one))
        query = Query.phrase_query(self._schema, text, [(0, one), (0, other)], distance)
        return self._ids_of(query, (text, (one, other, distance))) if self._is_too_much(found) else unscored(query)

    def ids(self, ids: Iterable[int]) -> Query:
        """The questions with these ids."""
        return unscored(any_of(self._having(Number.ID, [id for id in sorted(ids) if id <= _MOST])))


class _Word(NamedTuple):
    """A row in a text: at most how many questions have it there, how much it counts to Tantivy, and its weight."""

    text: Text
    terms: Row
    found: int
    rarity: float
    weight: float
