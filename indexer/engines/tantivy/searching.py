"""An open generation, and what is found in it: a window of what a plan matches, and the counts of the facets."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import tantivy
from tantivy import DocAddress, Query

from indexer.engines.columns import MONTH, first_of_month
from indexer.engines.protocol import Check, Filters, Found, unhurried
from indexer.engines.ranking import PREFERRED, RANKED_AGAIN
from indexer.engines.tantivy import files
from indexer.engines.tantivy.compiling import REMEMBERED, Compiler, Words
from indexer.engines.tantivy.nearness import verified
from indexer.engines.tantivy.schema import KEYS
from indexer.engines.tantivy.terms import all_of
from indexer.fields import Facet, Number, Order
from indexer.query.plan import Everything, Plan, Values

_MOST_VALUES = 1_000_000
"""Of one facet, and months: more than there are."""

_FEW = 500
"""Questions that are named one by one where they are counted, and not looked for again."""

_BESIDES = 64
_STEP = 16
"""Hits that are fetched beside a window: mostly all that are equal to its last are among them. If not, so many times as
many are fetched."""


class _Hit(NamedTuple):
    """A question, and what it is sorted by: ascending, and all different."""

    key: tuple[float, ...]
    id: int
    score: float


class _Window(NamedTuple):
    """The hits in a window, and how many there are in all; whether they have scores."""

    total: int
    hits: Sequence[_Hit] = ()
    scored: bool = False


class TantivyIndex:
    """An OpenIndex over the files of one generation."""

    def __init__(self, generation: Path) -> None:
        with files.reading(generation), TemporaryDirectory(prefix="vraagbaak-") as scratch:
            # Tantivy locks a folder that it opens, and one that is served may be read only. Once open, it needs none;
            # but what it looks for there by itself it must not find half removed.
            folder = Path(scratch, "index")
            files.point_to(generation, folder)
            self._index = tantivy.Index.open(str(folder))
            self._index.config_reader("manual")
            self._searcher = self._index.searcher()
            self._words = Words(REMEMBERED)
            folder.rename(Path(scratch, "opened"))

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
        compiler = self._compiler(check)
        narrowed = _Narrowed(compiler, plan, filters)
        found = self._window(compiler, plan, narrowed, order, window, check)
        if found.total == self.count() and (facets or months):
            counts, by_month = self._every_count
        else:
            counts, by_month = self._counted(narrowed, facets, check, months=months)
        return Found(
            found.total,
            [hit.id for hit in found.hits],
            [hit.score for hit in found.hits] if found.scored else [],
            {facet: counts[facet] for facet in facets},
            {first_of_month(int(month)): count for month, count in by_month.items()} if months else {},
        )

    def holding(self, plan: Plan, ids: Collection[int]) -> frozenset[int]:
        """See OpenIndex."""
        return self._holding(self._compiler(lambda: None), plan, ids)

    def all_ids(self, plan: Plan, filters: Filters, order: Order, check: Check = unhurried) -> Iterator[int]:
        """See OpenIndex."""
        return iter(self.find(plan, filters, order, range(self.count()), (), check).ids)

    def count(self) -> int:
        """See OpenIndex."""
        return self._searcher.num_docs

    def close(self) -> None:
        """See OpenIndex."""
        del self._searcher, self._index

    def _compiler(self, check: Check) -> Compiler:
        return Compiler(self._searcher, self._index.schema, self._words, partial(verified, self._searcher), check)

    def _holding(self, compiler: Compiler, plan: Plan, ids: Collection[int]) -> frozenset[int]:
        """Which of these questions match."""
        if not ids:
            return frozenset()
        within = compiler.ids(ids)
        query = all_of((within, compiler.matching(plan, within)))
        hits = self._searcher.search(query, len(ids), count=False, order_by_field=Number.ID).hits
        return frozenset(question_id for question_id, _ in hits)

    # counts

    @cached_property
    def _every_count(self) -> tuple[dict[Facet, dict[str, int]], dict[Any, int]]:
        """What is counted of all questions: the counts of a first page, and of whatever else finds all."""
        everything = _Narrowed(self._compiler(lambda: None), Everything(), Filters())
        return self._counted(everything, tuple(Facet), lambda: None, months=True)

    def _counted(
        self, narrowed: "_Narrowed", facets: Collection[Facet], check: Check, *, months: bool
    ) -> tuple[dict[Facet, dict[str, int]], dict[Any, int]]:
        """What is counted of facets and months: all that has the same filters in one go."""
        own = [facet for facet in facets if facet in narrowed.chosen]
        own_months = months and Number.ASKED_ON in narrowed.numbers
        fields = [facet for facet in facets if facet not in own] + ([MONTH] if months and not own_months else [])
        found: dict[str, Any] = {}
        if fields:
            check()
            found |= self._searcher.aggregate(narrowed.query(), _counts(fields))
        for facet in own:
            check()
            found |= self._searcher.aggregate(narrowed.query(but=facet), _counts([facet]))
        if own_months:
            check()
            found |= self._searcher.aggregate(narrowed.query(but=Number.ASKED_ON), _counts([MONTH]))
        return {facet: _buckets(found[facet]) for facet in facets}, _buckets(found[MONTH]) if months else {}

    # the window

    def _window(
        self, compiler: Compiler, plan: Plan, narrowed: "_Narrowed", order: Order, window: range, check: Check
    ) -> _Window:
        """What is found in a window."""
        check()
        if not window:
            return _Window(self._found(narrowed.query(), 1, order_by_field=Number.ID)[0])
        by_relevance = order is Order.RELEVANCE
        compiled = compiler.scoring(plan) if by_relevance else None
        if not compiled or not compiled.scores:
            total, hits = self._by_key(narrowed.query(), Order.NEWEST if by_relevance else order, window.stop)
        else:
            query = narrowed.query(compiled.query)
            check()
            total, hits = self._by_score(query, max(window.stop, RANKED_AGAIN if compiled.preferred else 0))
            if hits and compiled.preferred:
                hits = self._ranked_again(compiler, compiled.preferred, hits)
        if len(hits) == total:
            narrowed.found = [hit.id for hit in hits]
        return _Window(total, hits[window.start : window.stop], by_relevance)

    def _ranked_again(self, compiler: Compiler, preferred: Iterable[Plan], hits: list[_Hit]) -> list[_Hit]:
        """Hits by relevance, of which the best gain by what is preferred."""
        best = hits[:RANKED_AGAIN]
        gains = self._gains(compiler, preferred, {hit.id for hit in best})
        again = [_scored(hit.score * (1 + PREFERRED * gains[hit.id]), hit) for hit in best]
        return [*sorted(again), *hits[RANKED_AGAIN:]]

    def _gains(self, compiler: Compiler, preferred: Iterable[Plan], ids: set[int]) -> Counter[int]:
        """How much of what is preferred each of these questions matches, all of which there are."""
        within = compiler.ids(ids)
        gains = Counter[int]()
        for wanted in preferred:
            lacking = compiler.lacking(wanted, within)
            hits = self._searcher.search(lacking, len(ids), count=False, order_by_field=Number.ID).hits
            gains.update(ids.difference(question_id for question_id, _ in hits))
        return gains

    def _by_key(self, query: Query, order: Order, stop: int) -> tuple[int, list[_Hit]]:
        """How many are found, and the first in an order that has a field."""
        descending = KEYS[order] is tantivy.Order.Desc
        total, found = self._found(query, stop, order_by_field=order, order=KEYS[order])
        ids = self._values(Number.ID, found)
        return total, sorted(
            _Hit((-key if descending else key, id if order is Order.OLDEST else -id), id, 0.0)
            for (key, _), id in zip(found, ids, strict=True)
        )

    def _by_score(self, query: Query, stop: int) -> tuple[int, list[_Hit]]:
        """How many are found, and the first by relevance, equals newest first."""
        total, found = self._found(query, stop)
        ids, days = self._values(Number.ID, found), self._values(Order.NEWEST, found)
        return total, sorted(
            _Hit((-score, -day, -id), id, score) for (score, _), id, day in zip(found, ids, days, strict=True)
        )

    def _found(self, query: Query, stop: int, **order: Any) -> tuple[int, list[tuple[Any, DocAddress]]]:
        """How many are found, what Tantivy puts first, and all that it holds equal to the last of those."""
        most = max(self._searcher.num_docs, 1)
        limit = min(stop + _BESIDES, most)
        while True:
            found: Any = self._searcher.search(query, limit, **order)  # its stub does not know the count
            hits = found.hits
            if len(hits) < limit or limit == most or hits[stop - 1][0] != hits[-1][0]:
                return found.count, hits
            limit = min(_STEP * limit, most)

    def _values(self, field: str, hits: Iterable[tuple[Any, DocAddress]]) -> list[Any]:
        return self._searcher.fast_field_values(field, [address for _, address in hits])


class _Narrowed:
    """What a plan finds, narrowed by filters."""

    def __init__(self, compiler: Compiler, plan: Plan, filters: Filters) -> None:
        self._compiler = compiler
        self._plan = plan
        self._spans = [(span.field, compiler.matching(span)) for span in filters.spans]
        self.chosen = {facet: compiler.matching(Values(facet, values)) for facet, values in filters.values.items()}
        self.numbers = {span.field for span in filters.spans}
        self.found: Collection[int] | None = None
        """The ids of all that is found, once they are known: few are counted sooner by these."""

    @cached_property
    def _matching(self) -> Query:
        return self._compiler.matching(self._plan)

    def query(self, scoring: Query | None = None, *, but: Facet | Number | None = None) -> Query:
        """The plan, or its query that scores, narrowed by all filters but those of this field."""
        if self.found is not None and len(self.found) <= _FEW and but is None:
            return self._compiler.ids(self.found)
        filters: list[tuple[Facet | Number, Query]] = [*self._spans, *self.chosen.items()]
        return all_of((scoring or self._matching, *(query for field, query in filters if field is not but)))


def _counts(fields: Iterable[str]) -> dict[str, Any]:
    """What Tantivy is asked to count the values of these fields."""
    return {field: {"terms": {"field": field, "size": _MOST_VALUES}} for field in fields}


def _buckets(counted: Mapping[str, Any]) -> dict[Any, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in counted["buckets"]}


def _scored(score: float, hit: _Hit) -> _Hit:
    return _Hit((-score, *hit.key[1:]), hit.id, score)
