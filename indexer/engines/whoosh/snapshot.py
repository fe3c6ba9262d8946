"""A generation opened for reading: its segments, and what is needed of every question at once, in memory.

Questions are numbered through all segments, newest first, those without a day last, of one day the higher id first: so
a set in the order of its numbers is in the order that equals are shown in. A set is an array of one bool a question.
"""

from collections.abc import Collection, Iterator
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.index import TOC

from indexer.engines.protocol import Check
from indexer.engines.ranking import BOOSTS, LENGTH_MATTERS
from indexer.engines.whoosh.codec import Integers, Postings, SegmentReader, Storage, hashes_of
from indexer.engines.whoosh.schema import ABSENT, INDEX_NAME, length_of, schema
from indexer.fields import Facet, Number, Order, Text
from indexer.query.plan import Span, Values

Mask = NDArray[np.bool_]
Weights = NDArray[np.float64]

_EPOCH = date(1970, 1, 1).toordinal()


class _Segment(NamedTuple):
    """A segment, and for each of its questions the number it has here."""

    reader: SegmentReader
    numbers: NDArray[np.intp]


class FacetValues:
    """The values of a facet, and the questions that have each."""

    def __init__(self, documents: dict[str, Integers]) -> None:
        self._at = {value: number for number, value in enumerate(documents)}
        self._documents = np.concatenate([*documents.values(), np.empty(0, np.intp)])
        self._starts = np.cumsum([0, *map(len, documents.values())])

    def counts(self, within: Mask) -> dict[str, int]:
        """How many of these questions have each value; without those that none has."""
        if not self._at:
            return {}
        counts = np.add.reduceat(within[self._documents], self._starts[:-1], dtype=np.intp)
        return {value: count for value, count in zip(self._at, counts.tolist(), strict=True) if count}

    def of(self, value: str) -> Integers:
        """The questions that have this value."""
        at = self._at.get(value)
        return self._documents[:0] if at is None else self._documents[self._starts[at] : self._starts[at + 1]]


class Ranking:
    """Another order than that of the numbers."""

    def __init__(self, order: NDArray[np.intp]) -> None:
        self._order = order
        self._places = np.empty_like(order)
        self._places[order] = np.arange(len(order))

    def sorted(self, documents: NDArray[np.intp]) -> NDArray[np.intp]:
        """These questions in this order."""
        return self._order[np.sort(self._places[documents])]


class Snapshot:
    """An open generation. Threads may share it."""

    def __init__(self, generation: Path) -> None:
        with ExitStack() as opened:
            storage = opened.enter_context(Storage(generation))
            contents = TOC.read(storage, INDEX_NAME, schema=schema())
            readers = [opened.enter_context(closing(SegmentReader(storage, one))) for one in contents.segments]
            self._load(readers)
            self._opened = opened.pop_all()

    def _load(self, readers: list[SegmentReader]) -> None:
        """Read what is needed of every question at once."""
        self.size = sum(reader.size for reader in readers)

        ids, days = _column(readers, Number.ID), _column(readers, Number.ASKED_ON)
        order = np.lexsort((ids, days))[::-1]  # ABSENT is less than any day
        numbers = np.empty(self.size, np.intp)
        numbers[order] = np.arange(self.size)
        ends = np.cumsum([reader.size for reader in readers])
        self._segments = [
            _Segment(reader, numbers[end - reader.size : end]) for reader, end in zip(readers, ends, strict=True)
        ]

        self.live: Mask = np.concatenate([np.empty(0, bool), *(reader.live for reader in readers)])[order]
        self.count = int(np.count_nonzero(self.live))
        self.columns = {number: _column(readers, number)[order] for number in Number}
        self.ids = self.columns[Number.ID]
        days = self.columns[Number.ASKED_ON]
        oldest = np.lexsort((self.ids, days, days == ABSENT))
        self.orders = {Order.OLDEST: Ranking(oldest), Order.WAITING: Ranking(self._waited())}
        self.months = (days.clip(1) - _EPOCH).astype("datetime64[D]").astype("datetime64[M]")
        self.norms = {text: self._norms(text, _column(readers, length_of(text))[order]) for text in Text}
        self.facets = {facet: self._values(facet) for facet in Facet}

    def close(self) -> None:
        """Release the files."""
        self._opened.close()

    def weights(self, text: Text, terms: Collection[str], check: Check) -> Weights:
        """What these terms weigh together in that text of every question."""
        found = np.zeros(self.size)
        hashes = hashes_of(terms)
        for reader, numbers in self._segments:
            check()
            documents, counts = reader.together(text, hashes)
            if len(documents):
                found[numbers] = np.bincount(documents, counts, minlength=len(numbers))
        found *= self.norms[text]
        return found

    def lists(self, text: Text, terms: tuple[str, ...]) -> Iterator[tuple[NDArray[np.intp], dict[str, Postings]]]:
        """The posting lists of terms in each segment that holds all of them, with the numbers its questions have."""
        for reader, numbers in self._segments:
            found = {term: reader.postings(text, term) for term in terms}
            lists = {term: postings for term, postings in found.items() if postings}
            if len(lists) == len(found):
                yield numbers, lists

    def in_span(self, span: Span) -> Mask:
        """The questions with a number in a span."""
        column = self.columns[span.field]
        within: Mask = self.live & (column != ABSENT)
        if span.low is not None:
            within &= column >= span.low
        if span.high is not None:
            within &= column <= span.high
        return within

    def with_ids(self, ids: Collection[int]) -> Mask:
        """These questions, as far as they are here."""
        found: Mask = self.live & np.isin(self.ids, np.array(sorted(ids), np.int64))
        return found

    def with_values(self, values: Values) -> Mask:
        """The questions with any of these values."""
        found: Mask = np.zeros(self.size, bool)
        for value in values.any_of:
            found[self.facets[values.facet].of(value)] = True
        return found

    def _waited(self) -> NDArray[np.intp]:
        """The questions in the order of `fields.waited`."""
        asked, answered = self.columns[Number.ASKED_ON], self.columns[Number.ANSWERED_ON]
        has_answer = answered != ABSENT
        days = np.where(has_answer, asked - answered, asked)
        undated = asked == ABSENT
        return np.lexsort((-self.ids, np.where(undated, 0, days), np.where(undated, 2, has_answer)))

    def _norms(self, text: Text, lengths: NDArray[np.int64]) -> Weights:
        """What a hit in this text of each question weighs: its boost, less in texts longer than the average."""
        average = (lengths[self.live].mean() if self.count else 0) or 1
        return BOOSTS[text] / (1 - LENGTH_MATTERS + LENGTH_MATTERS * lengths / average)

    def _values(self, facet: Facet) -> FacetValues:
        found: dict[str, list[Integers]] = {}
        for segment in self._segments:
            for value, postings in segment.reader.terms(facet):
                numbers = segment.numbers[postings.documents]
                if len(numbers := numbers[self.live[numbers]]):
                    found.setdefault(value, []).append(numbers)
        return FacetValues({value: np.concatenate(pieces) for value, pieces in found.items()})


def _column(readers: list[SegmentReader], name: str) -> NDArray[np.int64]:
    return np.concatenate([np.empty(0, np.int64), *(reader.column(name) for reader in readers)])
