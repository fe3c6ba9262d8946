"""Which questions match a plan, and how well (BM25F)."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engines.protocol import Check
from indexer.engines.whoosh.codec import Integers, Postings
from indexer.engines.whoosh.snapshot import Mask, Snapshot, Weights
from indexer.fields import Text
from indexer.query.plan import All, Any, Everything, First, Plan, Row, Rows, Span, Values, Without

_SATURATION = 1.2  # BM25's k1
_NAME_WEIGHT = 2.0  # of a word that stands in a name: whoever asks or answers
_FIRST = 1_000.0  # more than any query gives by its words


class _Word(NamedTuple):
    """A word, phrase or prefix that counts for relevance: how many questions have it, and how much of it each has."""

    found: int
    weights: Weights


class Matching:
    """One plan put to one snapshot. `documents` is what matches."""

    def __init__(self, snapshot: Snapshot, plan: Plan, check: Check) -> None:
        self._snapshot = snapshot
        self._check = check
        self._words: list[_Word] = []
        self._first: list[Mask] = []
        self.documents: Mask = self._matches(plan, snapshot.live, scoring=True) & snapshot.live

    def scores(self, documents: NDArray[np.intp]) -> Weights:
        """The relevance of each of these questions."""
        total = np.zeros(len(documents))
        for word in self._words:
            self._check()
            rarity = math.log(1 + (self._snapshot.count - word.found + 0.5) / (word.found + 0.5))
            weights = word.weights[documents]
            total += rarity * weights / (weights + _SATURATION)
        for first in self._first:
            total += _FIRST * first[documents]
        return total

    def _matches(self, plan: Plan, within: Mask, *, scoring: bool) -> Mask:
        """The questions that match, where only those in `within` are of interest."""
        self._check()
        match plan:
            case Everything():
                return self._snapshot.live
            case Values():
                return self._snapshot.with_values(plan)
            case Span():
                return self._snapshot.in_span(plan)
            case Rows():
                return self._rows(plan, within, scoring=scoring)
            case All(children):
                for child in sorted(children, key=_cost):
                    within = within & self._matches(child, within, scoring=scoring)
                    if not within.any():
                        break
                return within
            case Any(children):
                found: Mask = np.zeros_like(within)
                for child in children:
                    found = found | self._matches(child, within, scoring=scoring)
                return found
            case Without(child):
                return self._snapshot.live & ~self._matches(child, within, scoring=False)
            case First(first, rest):
                before = self._matches(first, within, scoring=scoring)
                if scoring:
                    self._first.append(before)
                return before | self._matches(rest, within, scoring=scoring)

    def _rows(self, plan: Rows, within: Mask, *, scoring: bool) -> Mask:
        weights = np.zeros(self._snapshot.size)
        for row in plan.rows:
            for text in plan.texts:
                if len(row) == 1:
                    self._add_term(weights, text, row[0])
                else:
                    self._add_phrase(weights, text, row, within)
        named = np.zeros_like(within)
        for values in plan.values:
            named |= self._snapshot.with_values(values)
        weights[named] += _NAME_WEIGHT
        found: Mask = (weights > 0) & self._snapshot.live
        if scoring and found.any():
            self._words.append(_Word(int(np.count_nonzero(found)), weights))
        return found

    def _add_term(self, weights: Weights, text: Text, term: str) -> None:
        norms = self._snapshot.norms[text]
        for documents, counts in self._snapshot.postings(text, term):
            self._check()
            weights[documents] += counts * norms[documents]

    def _add_phrase(self, weights: Weights, text: Text, row: Row, within: Mask) -> None:
        """Where the terms stand next to each other, of the questions within."""
        norms = self._snapshot.norms[text]
        for numbers, lists in self._snapshot.lists(text, row):
            wanted = within[numbers]
            for postings in lists.values():
                self._check()
                held = np.zeros_like(wanted)
                held[postings.documents] = True
                wanted &= held
            if not wanted.any():
                continue
            starts = [
                _places(lists[term], wanted, offset, self._check)
                for offset, term in sorted(enumerate(row), key=lambda one: len(lists[one[1]].places))
            ]
            found = starts[0]
            for others in starts[1:]:
                self._check()
                at = np.searchsorted(others, found)
                found = found[others[np.minimum(at, len(others) - 1)] == found]
            # A hyphenated word and its first part may have the same term, at the same place.
            found = found[np.diff(found, prepend=-1) > 0]
            times = np.bincount(found >> 32, minlength=len(numbers))
            weights[numbers] += times * norms[numbers]


def _places(postings: Postings, wanted: Mask, offset: int, check: Check) -> Integers:
    """Where a row begins that has this term so far on, ascending: the question in the upper half of each number, the
    place in the lower one."""
    check()
    chosen = wanted[postings.documents]
    counts = postings.counts[chosen]
    places = postings.places[np.repeat(chosen, postings.counts)]
    starts: Integers = np.repeat(postings.documents[chosen].astype(np.int64) << 32, counts)
    starts += places
    starts -= offset
    return starts


def _cost(plan: Plan) -> int:
    """Of what must all match, the cheap first, so that phrases are looked for in few questions."""
    match plan:
        case Values() | Span() | Everything():
            return 0
        case Rows(rows):
            return 4 if any(len(row) > 1 for row in rows) else 1 if len(rows) == 1 else 2
        case Without():
            return 5
    return 3
