"""An open generation, and what is found in it: a window of what a plan matches, and the counts of the facets."""

import pickle
import struct
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh import index as whoosh_index
from whoosh.filedb.filetables import FileFormatError

from indexer.engines.protocol import Check, Filters, Found, unhurried
from indexer.engines.whoosh.matching import Matching
from indexer.engines.whoosh.schema import ABSENT
from indexer.engines.whoosh.snapshot import Mask, Snapshot
from indexer.errors import IndexDamaged
from indexer.fields import Facet, Number, Order
from indexer.query.plan import Plan, Values


class WhooshIndex:
    """An OpenIndex over the files of one generation."""

    def __init__(self, generation: Path) -> None:
        try:
            self._snapshot = Snapshot(generation)
        except whoosh_index.EmptyIndexError as error:
            raise FileNotFoundError(f"{generation} holds no index") from error
        except (whoosh_index.IndexError, FileFormatError, pickle.UnpicklingError, struct.error, ValueError) as error:
            raise IndexDamaged(f"{generation} cannot be read ({error}): run `vraagbaak index --full`") from error

    def find(
        self,
        plan: Plan,
        filters: Filters,
        order: Order,
        window: range,
        facets: Collection[Facet],
        check: Check,
        *,
        months: bool = False,
    ) -> Found:
        """See OpenIndex."""
        matching = Matching(self._snapshot, plan, check)
        narrowed = _Narrowed(self._snapshot, matching.documents, filters)
        documents = np.flatnonzero(narrowed.by_all)
        check()
        if order is Order.RELEVANCE:
            scores = matching.scores(documents)
            best = _best(scores, window)
            ids, first_scores = self._snapshot.ids[documents[best]], scores[best].tolist()
        else:
            ids, first_scores = self._in_order(documents, order, window), []
        counts = {}
        for facet in facets:
            check()
            counts[facet] = self._snapshot.facets[facet].counts(narrowed.by_all_but(facet))
        by_month = self._months(narrowed.without_spans(Number.ASKED_ON)) if months else {}
        return Found(len(documents), ids.tolist(), first_scores, counts, by_month)

    def holding(self, plan: Plan, ids: Collection[int]) -> frozenset[int]:
        """See OpenIndex."""
        documents = Matching(self._snapshot, plan, lambda: None).documents
        return frozenset(ids) & frozenset(self._snapshot.ids[documents].tolist())

    def all_ids(self, plan: Plan, filters: Filters, order: Order, check: Check = unhurried) -> Iterator[int]:
        """See OpenIndex."""
        everything = range(self._snapshot.count)
        return iter(self.find(plan, filters, order, everything, (), check).ids)

    def count(self) -> int:
        """See OpenIndex."""
        return self._snapshot.count

    def close(self) -> None:
        """See OpenIndex."""
        self._snapshot.close()

    def _in_order(self, documents: NDArray[np.intp], order: Order, window: range) -> NDArray[np.int64]:
        if ranking := self._snapshot.orders.get(order):
            documents = ranking.sorted(documents)
        return self._snapshot.ids[documents[window.start : window.stop]]

    def _months(self, documents: Mask) -> dict[date, int]:
        dated = documents & (self._snapshot.columns[Number.ASKED_ON] != ABSENT)
        months, counts = np.unique(self._snapshot.months[dated], return_counts=True)
        return dict(zip(months.astype("datetime64[D]").tolist(), counts.tolist(), strict=True))


class _Narrowed:
    """What a query matches, narrowed by filters."""

    def __init__(self, snapshot: Snapshot, documents: Mask, filters: Filters) -> None:
        self._documents = documents
        self._spans = [(span.field, snapshot.in_span(span)) for span in filters.spans]
        self._chosen = {facet: snapshot.with_values(Values(facet, values)) for facet, values in filters.values.items()}
        self._by_spans = self._within_spans(None)
        self.by_all = self.by_all_but(None)

    def without_spans(self, number: Number) -> Mask:
        """Narrowed by all but the spans of this number."""
        narrowed = self._within_spans(number)
        for chosen in self._chosen.values():
            narrowed = narrowed & chosen
        return narrowed

    def _within_spans(self, but: Number | None) -> Mask:
        narrowed = self._documents
        for number, held in self._spans:
            if number is not but:
                narrowed = narrowed & held
        return narrowed

    def by_all_but(self, facet: Facet | None) -> Mask:
        """Narrowed by all but the chosen values of this facet."""
        if facet is not None and facet not in self._chosen:
            return self.by_all
        narrowed = self._by_spans
        for other, chosen in self._chosen.items():
            if other is not facet:
                narrowed = narrowed & chosen
        return narrowed


def _best(scores: NDArray[np.float64], window: range) -> NDArray[np.intp]:
    """Which of these scores stand in a window of their order, the highest first, and of equals the first."""
    candidates = np.arange(len(scores))
    if window.stop < len(scores):
        lowest = np.partition(scores, -window.stop)[-window.stop]
        candidates = np.flatnonzero(scores >= lowest)
    order = np.argsort(-scores[candidates], kind="stable")
    return candidates[order[window.start : window.stop]]
