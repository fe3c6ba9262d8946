"""Which questions match a plan, and how well (BM25F)."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engines.protocol import Check
from indexer.engines.ranking import FIRST, LESSER, NAME_WEIGHT, PREFERRED, RANKED_AGAIN, SATURATION, rarity_of
from indexer.engines.whoosh.codec import Integers, Postings
from indexer.engines.whoosh.snapshot import Mask, Snapshot, Weights
from indexer.fields import Text
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
        self._preferred: list[Plan] = []
        self.documents: Mask = self._matches(plan, snapshot.live, scoring=True) & snapshot.live

    def scores(self, documents: NDArray[np.intp]) -> Weights:
        """The relevance of each of these questions."""
        total = np.zeros(len(documents))
        for word in self._words:
            self._check()
            rarity = rarity_of(word.found, self._snapshot.count)
            weights = word.weights[documents]
            total += rarity * weights / (weights + SATURATION)
        for first in self._first:
            total += FIRST * first[documents]
        if self._preferred and len(documents):
            total *= 1 + PREFERRED * self._gains(documents, total)
        return total

    def _gains(self, documents: NDArray[np.intp], scores: Weights) -> NDArray[np.intp]:
        """How many of the things that are preferred each of these questions has, as far as they are looked for."""
        best = documents
        if len(best) > RANKED_AGAIN:
            best = best[scores >= np.partition(scores, -RANKED_AGAIN)[-RANKED_AGAIN]]
        within = np.zeros_like(self._snapshot.live)
        within[best] = True
        held = np.zeros(self._snapshot.size, np.intp)
        for preferred in self._preferred:
            held += within & self._matches(preferred, within, scoring=False)
        return held[documents]

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
            case Ids(any_of):
                return self._snapshot.with_ids(any_of)
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
            case AtLeast(children, least):
                held = np.zeros(len(within), np.intp)
                for child in children:
                    held += self._matches(child, within, scoring=scoring)
                enough: Mask = within & (held >= least)
                return enough
            case Near():
                return self._near(plan, within, scoring=scoring)
            case Prefer(wanted, preferred):
                if scoring:
                    self._preferred += preferred
                return self._matches(wanted, within, scoring=scoring)
            case Without(child):
                return self._snapshot.live & ~self._matches(child, within, scoring=False)
            case First(first, rest):
                before = self._matches(first, within, scoring=scoring)
                if scoring:
                    self._first.append(before)
                return before | self._matches(rest, within, scoring=scoring)

    def _rows(self, plan: Rows, within: Mask, *, scoring: bool) -> Mask:
        weights = np.zeros(self._snapshot.size)
        if plan.lesser:
            self._add_rows(weights, plan.lesser, plan.texts, within)
            weights *= LESSER
        self._add_rows(weights, plan.rows, plan.texts, within)
        named = np.zeros_like(within)
        for values in plan.values:
            named |= self._snapshot.with_values(values)
        weights[named] += NAME_WEIGHT
        return self._counted(weights, scoring=scoring)

    def _counted(self, weights: Weights, *, scoring: bool) -> Mask:
        """The questions that have a word, which counts for relevance."""
        found: Mask = (weights > 0) & self._snapshot.live
        if scoring and found.any():
            self._words.append(_Word(int(np.count_nonzero(found)), weights))
        return found

    def _near(self, plan: Near, within: Mask, *, scoring: bool) -> Mask:
        weights = np.zeros(self._snapshot.size)
        for text in plan.texts:
            norms = self._snapshot.norms[text]
            begins = [self._begins(text, rows, within) for rows in plan.words]
            if not begins or not all(map(len, begins)):
                continue
            first: Integers = np.unique(np.concatenate(begins))
            for others in begins:
                self._check()
                at = np.searchsorted(others, first)
                first = first[at < len(others)]
                at = at[: len(first)]
                first = first[others[at] - first <= plan.distance]
            np.add.at(weights, first >> 32, norms[first >> 32])
        return self._counted(weights, scoring=scoring)

    def _begins(self, text: Text, rows: tuple[Row, ...], within: Mask) -> Integers:
        """Where any of these rows begins, ascending: the question in the upper half of each number, the place in the
        lower one."""
        begins = [
            (numbers[places >> 32].astype(np.int64) << 32) | (places & 0xFFFFFFFF)
            for row in rows
            for numbers, places in self._phrases(text, row, within)
        ]
        return np.sort(np.concatenate([np.empty(0, np.int64), *begins]))

    def _add_rows(self, weights: Weights, rows: tuple[Row, ...], texts: tuple[Text, ...], within: Mask) -> None:
        terms = [row[0] for row in rows if len(row) == 1]
        for text in texts:
            if terms:
                weights += self._snapshot.weights(text, terms, self._check)
            for row in rows:
                if len(row) > 1:
                    self._add_phrase(weights, text, row, within)

    def _add_phrase(self, weights: Weights, text: Text, row: Row, within: Mask) -> None:
        """Where the terms stand next to each other, of the questions within."""
        norms = self._snapshot.norms[text]
        for numbers, places in self._phrases(text, row, within):
            times = np.bincount(places >> 32, minlength=len(numbers))
            weights[numbers] += times * norms[numbers]

    def _phrases(self, text: Text, row: Row, within: Mask) -> Iterator[tuple[NDArray[np.intp], Integers]]:
        """The numbers of the questions of each segment, and where in them the row begins, ascending: the question of
        the segment in the upper half of each number, the place in the lower one."""
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
            yield numbers, found[np.diff(found, prepend=-1) > 0]


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
        case Values() | Span() | Ids() | Everything():
            return 0
        case Near():
            return 4
        case Rows(rows):
            return 4 if any(len(row) > 1 for row in rows) else 1 if len(rows) == 1 else 2
        case Without():
            return 5
    return 3
