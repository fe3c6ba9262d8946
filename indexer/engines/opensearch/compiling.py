"""A plan as a query of OpenSearch. What it finds is exact, and what a word counts for relevance comes near to BM25F.

OpenSearch scores each text by itself, and a term by how rare it is there. So a text's share is what BM25F gives a word
that stands in it alone, how rare a word is goes by all its rows together, and of the texts and rows in which a question
has a word the best counts.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any as Anything
from typing import NamedTuple

from indexer.engines.opensearch.terms import Statistics
from indexer.engines.protocol import Check
from indexer.engines.ranking import BOOSTS, FIRST, LESSER, NAME_WEIGHT, SCORED_ROWS, rarity_of, saturated
from indexer.fields import Facet, Number, Text
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

Query = dict[str, Anything]
"""A query as OpenSearch is sent it."""

_MOST_CLAUSES = 600
"""Of 1,024 that a query may have: what is scored, beside what is not."""

_MOST_SPANS = 300
"""Rows of words near each other in one query; of more some are looked for first, by themselves."""

_MOST_TERMS = 50_000
"""Of one set of terms: OpenSearch takes 65,536."""

_LEAST, _MOST = -(2**63), 2**63 - 1

NOTHING: Query = {"match_none": {}}
EVERYTHING: Query = {"match_all": {"boost": 0.0}}

Settle = Callable[[Query], Collection[int]]
"""Looks for what a query finds, at once."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A query, whether relevance means anything in it, and what it prefers."""

    query: Query
    scores: bool
    preferred: tuple[Plan, ...]


class Compiler:
    """Compiles plans for one open index of so many questions."""

    def __init__(self, count: int, statistics: Statistics, settle: Settle, check: Check) -> None:
        self._count = count
        self._statistics = statistics
        self._settle = settle
        self._check = check
        self._scores = False
        self._preferred: list[Plan] = []
        self._scored_rows = SCORED_ROWS

    def scoring(self, plan: Plan) -> Compiled:
        """What a plan finds, with its relevance."""
        self._scores, self._preferred = False, []
        words = [one for one in _leaves(plan) if isinstance(one, Rows)]
        self._scored_rows = max(1, min(SCORED_ROWS, _MOST_CLAUSES // (len(Text) * max(len(words), 1))))
        self._statistics.learn(term for word in words for row in (*word.rows, *word.lesser) for term in row)
        query = self._compiled(plan, scoring=True)
        return Compiled(query, self._scores, tuple(self._preferred))

    def matching(self, plan: Plan) -> Query:
        """What a plan finds."""
        return self._compiled(plan, scoring=False)

    def _compiled(self, plan: Plan, *, scoring: bool) -> Query:
        self._check()
        match plan:
            case Everything():
                return EVERYTHING
            case Values():
                return unscored(having(plan.facet, sorted(plan.any_of)))
            case Ids(wanted):
                return unscored(with_ids(wanted))
            case Span():
                return unscored(_span(plan))
            case Rows():
                return self._scored_words(plan) if scoring else self._words(plan)
            case Near():
                return self._near(plan, scoring=scoring)
            case All(children):
                return self._all(children, scoring=scoring)
            case Any(children):
                return any_of(self._compiled(child, scoring=scoring) for child in children)
            case AtLeast(children, least):
                if least > len(children):
                    return NOTHING
                return any_of((self._compiled(child, scoring=scoring) for child in children), least)
            case Without():
                return self._all((plan,), scoring=False)
            case Prefer(wanted, preferred):
                if scoring:
                    self._preferred += preferred
                return self._compiled(wanted, scoring=scoring)
            case First(first, rest):
                either = [self._compiled(one, scoring=scoring) for one in (first, rest)]
                if not scoring:
                    return any_of(either)
                self._scores = True
                return any_of((constant(self._compiled(first, scoring=False), FIRST), *either))

    def _all(self, children: Iterable[Plan], *, scoring: bool) -> Query:
        """What matches every child; what must not match needs something that it is taken from."""
        wanted: list[Query] = []
        unwanted: list[Query] = []
        for child in children:
            if isinstance(child, Without):
                unwanted.append(self._compiled(child.child, scoring=False))
            else:
                wanted.append(self._compiled(child, scoring=scoring))
        if not unwanted:
            return all_of(wanted)
        return {"bool": {"must": wanted or [EVERYTHING], "must_not": unwanted}}

    # words

    def _words(self, plan: Rows) -> Query:
        """What has any of the rows or values, wherever and however often."""
        named = (having(one.facet, sorted(one.any_of)) for one in plan.values)
        return unscored(any_of((*_alike((*plan.rows, *plan.lesser), plan.texts), *named)))

    def _scored_words(self, plan: Rows) -> Query:
        self._scores = True
        weights = dict.fromkeys(plan.lesser, LESSER) | dict.fromkeys(plan.rows, 1.0)
        found = {row: min(self._statistics.count(plan.texts[-1], term) for term in row) for row in weights}
        rarity = rarity_of(sum(found.values()), self._count)  # by the longest text
        rows = sorted(weights, key=lambda row: -found[row])
        best = (word for row in rows[: self._scored_rows] for word in self._of_row(row, plan.texts, weights[row]))
        scored = [_counting(word, word.weight * rarity) for word in best]
        for weight in (1.0, LESSER):
            others = [row for row in rows[self._scored_rows :] if weights[row] == weight]
            if alike := _alike(others, plan.texts):
                scored.append(constant(any_of(alike), weight * rarity))
        if named := [having(one.facet, sorted(one.any_of)) for one in plan.values if one.any_of]:
            scored.append(constant(any_of(named), saturated(NAME_WEIGHT) * rarity))
        return {"dis_max": {"queries": scored}} if scored else NOTHING

    def _of_row(self, row: Row, texts: Iterable[Text], weight: float) -> "Iterator[_Word]":
        """A row in each text in which any question may have it."""
        for text in texts:
            if all(self._statistics.count(text, term) for term in row):
                rarity = sum(self._statistics.rarity(text, term) for term in row)
                yield _Word(text, row, rarity, weight * saturated(BOOSTS[text]))

    # words near each other

    def _near(self, plan: Near, *, scoring: bool) -> Query:
        found = any_of(self._near_in(plan, text) for text in plan.texts)
        if not scoring:
            return unscored(found)
        self._scores = True
        rows = {row for rows in plan.words for row in rows}
        self._statistics.learn(term for row in rows for term in row)
        rarest = (word.rarity for row in rows for word in self._of_row(row, plan.texts, 1.0))
        return constant(found, max(rarest, default=0.0))

    def _near_in(self, plan: Near, text: Text) -> Query:
        """What has the words near each other in a text."""
        if not all(plan.words):
            return NOTHING
        words = [list(dict.fromkeys(rows)) for rows in plan.words]
        if len(words) == 1:
            return any_of(_alike(words[0], (text,)))
        longest = max(words, key=len)
        room = _MOST_SPANS - sum(len(rows) for rows in words if rows is not longest)
        if len(longest) <= room:
            return _spans(text, words, plan.distance)
        # More than fit into one query: what some of them find is looked for now, and stands in the query by its ids.
        room = max(room, 1)
        found: set[int] = set()
        for start in range(0, len(longest), room):
            self._check()
            some = [rows if rows is not longest else longest[start : start + room] for rows in words]
            found.update(self._settle(_spans(text, some, plan.distance)))
        return with_ids(found)


class _Word(NamedTuple):
    """A row in a text: how much it counts to OpenSearch, and its weight."""

    text: Text
    terms: Row
    rarity: float
    weight: float


def any_of(queries: Iterable[Query], least: int = 1) -> Query:
    """What at least so many of the queries find."""
    held = list(queries)
    if len(held) == least == 1:
        return held[0]
    return {"bool": {"should": held, "minimum_should_match": least}} if held else NOTHING


def all_of(queries: Iterable[Query]) -> Query:
    """What all of the queries find."""
    held = list(queries)
    return {"bool": {"must": held}} if held else EVERYTHING


def unscored(query: Query) -> Query:
    """The same, which counts nothing."""
    return constant(query, 0.0)


def constant(query: Query, count: float) -> Query:
    """The same, which counts so much whatever it finds."""
    return {"constant_score": {"filter": query, "boost": count}}


def having(field: Facet | Number | Text, values: Collection[str] | Collection[int]) -> Query:
    """What has any of these values or terms in a field."""
    held = list(values)
    if not held:
        return NOTHING
    parts = [held[start : start + _MOST_TERMS] for start in range(0, len(held), _MOST_TERMS)]
    return any_of({"terms": {field: part}} for part in parts)


def with_ids(wanted: Iterable[int]) -> Query:
    """The questions with these ids."""
    return having(Number.ID, [one for one in sorted(wanted) if one <= _MOST])


def _span(span: Span) -> Query:
    low, high = span.low, span.high
    if low is None and high is None:
        return {"exists": {"field": span.field}}
    low, high = _LEAST if low is None else low, _MOST if high is None else high
    if low > high or low > _MOST or high < _LEAST:
        return NOTHING
    return {"range": {span.field: {"gte": max(low, _LEAST), "lte": min(high, _MOST)}}}


def _alike(rows: Collection[Row], texts: Iterable[Text]) -> list[Query]:
    """What has any of these rows, wherever and however often."""
    alone = [row[0] for row in rows if len(row) == 1]
    together = [row for row in rows if len(row) > 1]
    return [
        query
        for text in texts
        for query in (*([having(text, alone)] if alone else ()), *(_phrase(text, row) for row in together))
    ]


def _phrase(text: Text, row: Row, boost: float = 1.0) -> Query:
    return {"match_phrase": {text: {"query": " ".join(row), "boost": boost}}}


def _counting(word: _Word, count: float) -> Query:
    """A row in a text, which counts so much where it stands once in a text of middling length."""
    boost = count / word.rarity
    if len(word.terms) > 1:
        return _phrase(word.text, word.terms, boost)
    return {"term": {word.text: {"value": word.terms[0], "boost": boost}}}


def _spans(text: Text, words: Collection[Collection[Row]], distance: int) -> Query:
    """What has a row of each word in a text, so that from the first place of the first to that of the last there are
    at most so many places. Rows count as if they were equally long, as OpenSearch looks at where they begin and end."""
    longest = max(len(row) for rows in words for row in rows)

    def spread(row: Row) -> Query:
        clauses: list[Query] = [{"span_term": {text: term}} for term in row]
        if len(row) < longest:
            clauses.append({"span_gap": {text: longest - len(row)}})
        return clauses[0] if len(clauses) == 1 else {"span_near": {"clauses": clauses, "slop": 0, "in_order": True}}

    each = [{"span_or": {"clauses": [spread(row) for row in rows]}} for rows in words]
    slop = distance + longest - longest * len(each)
    return {"span_near": {"clauses": each, "slop": slop, "in_order": False}}


def _leaves(plan: Plan) -> Iterator[Plan]:
    """What a plan is put together of."""
    match plan:
        case All(children) | Any(children) | AtLeast(children):
            yield from chain.from_iterable(map(_leaves, children))
        case Prefer(wanted):
            yield from _leaves(wanted)
        case First(first, rest):
            yield from chain(_leaves(first), _leaves(rest))
        case _:
            yield plan
