"""Answers a query from a snapshot: which questions match, and how well (BM25F)."""

import math
import sys
import time
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from indexer import dutch
from indexer.engine import Facet
from indexer.engines.whoosh.schema import TEXT_FIELDS
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.errors import QueryRefused
from indexer.query import (
    And,
    Everything,
    Field,
    Node,
    Not,
    Nothing,
    Numbers,
    Or,
    Period,
    Phrase,
    Prefix,
    Query,
    Word,
)

MAX_SECONDS = 1.8
"""A search is stopped after this, so that with what cannot be interrupted it ends within 2 seconds."""

_LEAST_WORK = 0.1
"""The share of its time that a search must have worked, in its thread, before it is stopped."""

MAX_EXPANSION = 500
"""So many terms may a prefix stand for."""

_SATURATION = 1.2  # BM25's k1
_NAME_WEIGHT = 2.0  # of a word that stands in the name of the asker or the minister
_NUMBER_BONUS = 1_000.0  # puts the question whose number or id was typed before those that mention it

_TEXTS = {Field.TITLE: "title", Field.QUESTION: "question", Field.ANSWER: "answer"}
_FACETS = {
    Field.MINISTER: Facet.MINISTER,
    Field.ASKER: Facet.ASKER,
    Field.PARTY: Facet.PARTY,
    Field.THEME: Facet.THEME,
    Field.SESSION_YEAR: Facet.SESSION_YEAR,
}
_DATES = {Field.ASKED_ON: "asked_on", Field.ANSWERED_ON: "answered_on", Field.PUBLISHED_ON: "published_on"}


class Deadline:
    """The moment a search must be over. Threads cannot be interrupted, so whoever works long asks.

    A search that hardly got to work, because many others or another program kept the processor, is given longer: what
    a question finds must not depend on how busy the machine is.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._worked = time.thread_time() + seconds * _LEAST_WORK

    def passed(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() > self._end and time.thread_time() > self._worked

    def check(self) -> None:
        """Raises QueryRefused once the time is up."""
        if self.passed():
            raise QueryRefused(
                "too_slow",
                f"the search was stopped after {self._seconds:g} seconds: use fewer or rarer words",
                limit=round(self._seconds),
            )


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A word, phrase or prefix that counts for relevance: where it stands, and how much of it each question has."""

    documents: int
    weights: "array[float]"


class Matching:
    """One query put to one snapshot. Where it is not `bounded` a prefix may stand for any number of terms."""

    def __init__(self, snapshot: Snapshot, query: Query, deadline: Deadline, *, bounded: bool = True) -> None:
        self._snapshot = snapshot
        self._deadline = deadline
        self._expansion = MAX_EXPANSION if bounded else sys.maxsize
        self._leaves: list[_Leaf] = []
        self._named = 0
        documents = self._matches(query.tree, snapshot.all, scoring=True)
        if query.number is not None:
            self._named = self._with_number(query.number)
            documents |= self._named
        self.documents = documents & snapshot.all

    def scores(self, documents: list[int]) -> list[float]:
        """The relevance of each of these questions."""
        total = [0.0] * len(documents)
        for leaf in self._leaves:
            self._deadline.check()
            found = leaf.documents.bit_count()
            rarity = math.log(1 + (self._snapshot.size - found + 0.5) / (found + 0.5))
            weights = leaf.weights
            total = [
                score + rarity * weights[document] / (weights[document] + _SATURATION)
                for score, document in zip(total, documents, strict=True)
            ]
        if self._named:
            total = [
                score + _NUMBER_BONUS * (self._named >> document & 1)
                for score, document in zip(total, documents, strict=True)
            ]
        return total

    def _matches(self, node: Node, within: int, *, scoring: bool) -> int:
        """The questions that match, where only those in `within` are of interest."""
        self._deadline.check()
        match node:
            case Everything():
                return self._snapshot.all
            case Nothing():
                return 0
            case And(children):
                for child in sorted(children, key=_cost):
                    within &= self._matches(child, within, scoring=scoring)
                    if not within:
                        break
                return within
            case Or(children):
                return reduce(or_, (self._matches(child, within, scoring=scoring) for child in children))
            case Not(child):
                return self._snapshot.all & ~self._matches(child, within, scoring=False)
            case Period(field, since, until):
                return self._snapshot.in_period(_DATES[field], since, until)
            case Numbers(low, high):
                return self._snapshot.between(self._snapshot.numbers, low, high)
        if node.field in _FACETS:
            return self._by_value(_FACETS[node.field], _value_test(node))
        leaf = self._in_texts(node, within)
        if scoring and leaf.documents:
            self._leaves.append(leaf)
        return leaf.documents

    def _in_texts(self, node: Word | Phrase | Prefix, within: int) -> _Leaf:
        snapshot = self._snapshot
        weights = array("f", bytes(4 * snapshot.size))
        fields = TEXT_FIELDS if node.field is None else (_TEXTS[node.field],)
        if isinstance(node, Prefix):
            rows: Iterable[tuple[str, ...]] = [(term,) for term in self._expanded(node.text, fields)]
        else:
            rows = dutch.sequences(node.text)
        for row in rows:
            for field in fields:
                if len(row) == 1:
                    self._add_term(weights, field, row[0])
                else:
                    self._add_phrase(weights, field, row, within)
        if node.field is None:
            test = _value_test(node)
            named = self._by_value(Facet.MINISTER, test) | self._by_value(Facet.ASKER, test)
            for document in snapshot.listed(named):
                weights[document] += _NAME_WEIGHT
        return _Leaf(snapshot.documents(bytes(map(bool, weights))) & snapshot.all, weights)

    def _add_term(self, weights: "array[float]", field: str, term: str) -> None:
        norms = self._snapshot.norms[field]
        for base, (ids, counts, _) in self._snapshot.postings(field, term, self._deadline.check):
            for number, count in zip(ids, counts, strict=True):
                weights[base + number] += count * norms[base + number]

    def _add_phrase(self, weights: "array[float]", field: str, row: tuple[str, ...], within: int) -> None:
        """Where the terms stand next to each other: the rarest term first, the others only in what is left."""
        snapshot = self._snapshot
        places = {}
        for term in sorted(set(row), key=lambda term: snapshot.frequency(field, term)):
            places[term] = snapshot.places(field, term, snapshot.flags(within), self._deadline.check)
            within &= snapshot.of_numbers(places[term])
            if not within:
                return
        norms = snapshot.norms[field]
        for document in snapshot.listed(within):
            self._deadline.check()
            starts = set(places[row[0]][document])
            for offset, term in enumerate(row[1:], start=1):
                starts.intersection_update([place - offset for place in places[term][document]])
                if not starts:
                    break
            if starts:
                weights[document] += len(starts) * norms[document]

    def _expanded(self, prefix: str, fields: Iterable[str]) -> set[str]:
        """The terms a prefix stands for. Raises QueryRefused where they are too many."""
        snapshot = self._snapshot
        terms: set[str] = set()
        for field in fields:
            terms |= snapshot.terms(field, prefix, self._expansion)
        irregular = snapshot.terms("words", prefix, self._expansion)
        terms.update(map(dutch.stem, irregular))
        if ending := dutch.prefix_stem(prefix):
            terms.add(ending)
        if max(len(terms), len(irregular)) > self._expansion:
            raise QueryRefused(
                "too_broad",
                f"`{prefix}*` stands for more than {self._expansion} words: add letters before the star",
                limit=self._expansion,
                term=f"{prefix}*",
            )
        return terms

    def _by_value(self, facet: Facet, test: "Callable[[str, tuple[dutch.Token, ...]], bool]") -> int:
        values = self._snapshot.facets[facet]
        terms = self._snapshot.value_terms[facet]
        return reduce(or_, (documents for value, documents in values.items() if test(value, terms[value])), 0)

    def _with_number(self, number: int) -> int:
        found = self._snapshot.between(self._snapshot.numbers, number, number)
        document = self._snapshot.document(number)
        return found if document is None else found | 1 << document


def _value_test(node: Word | Phrase | Prefix) -> "Callable[[str, tuple[dutch.Token, ...]], bool]":
    """Whether a value (a name, a theme) holds the word, phrase or prefix."""
    if isinstance(node, Prefix):
        prefix = node.text
        return lambda _, tokens: any(token.word.startswith(prefix) for token in tokens)
    if node.field is Field.SESSION_YEAR:
        text = node.text
        return lambda value, _: value.startswith(text)
    rows = dutch.sequences(node.text)

    def holds(_: str, tokens: tuple[dutch.Token, ...]) -> bool:
        at = {(token.position, token.term) for token in tokens}
        return any(
            all((token.position + offset, term) in at for offset, term in enumerate(row))
            for row in rows
            for token in tokens
        )

    return holds


def _cost(node: Node) -> int:
    """Within And the cheap ones first, so that phrases are looked for in few questions."""
    match node:
        case Word(_, field) | Phrase(_, field) | Prefix(_, field) if field in _FACETS:
            return 0
        case Period() | Numbers():
            return 0
        case Word():
            return 1
        case Prefix():
            return 2
        case Phrase():
            return 4
        case Not():
            return 5
    return 3
