"""An open generation, and what is found in it: a window of what a plan matches, and the counts of the facets."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from opensearchpy.exceptions import TransportError

from indexer.engines.columns import MONTH, first_of_month
from indexer.engines.opensearch import generations
from indexer.engines.opensearch.cluster import connected
from indexer.engines.opensearch.compiling import Compiler, Query, all_of, with_ids
from indexer.engines.opensearch.schema import KEYS
from indexer.engines.opensearch.terms import Statistics
from indexer.engines.protocol import Check, Filters, Found, unhurried
from indexer.engines.ranking import PREFERRED, RANKED_AGAIN
from indexer.errors import EngineUnavailable
from indexer.fields import Facet, Number, Order
from indexer.query.plan import Everything, Plan, Values

_MOST_VALUES = 60_000
"""Of one facet, and months: more than there are, and no more than OpenSearch counts at once."""

_AT_ONCE = 10_000
"""Hits of one request: OpenSearch gives no more."""

_KEPT = "5m"
"""How long the cluster keeps a point in time between two requests."""

_TRIES = 3

_Counts = Mapping[str, dict[Any, int]]
"""How many questions have each value of a field, by field."""


class _Hit(NamedTuple):
    """A question, and what it is sorted by."""

    key: tuple[float, ...]
    id: int
    score: float


class _Reply(NamedTuple):
    """How many are found, some of them in their order, and what was counted of all."""

    total: int
    hits: Sequence[_Hit]
    counts: _Counts


class OpenSearchIndex:
    """An OpenIndex over the index of one generation."""

    def __init__(self, generation: Path) -> None:
        self._held = generations.read(generation)
        self._cluster = connected()
        try:
            name = self._held.index
            self._count = int(self._cluster.read(name, lambda client: client.count(index=name))["count"])
        except BaseException:
            self._cluster.close()
            raise
        self._statistics = Statistics(self._cluster, self._held)

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
        own = [facet for facet in facets if facet in narrowed.chosen]
        own_months = months and Number.ASKED_ON in narrowed.numbers
        fields = [facet for facet in facets if facet not in own] + ([MONTH] if months and not own_months else [])
        of_all = isinstance(plan, Everything) and not filters.values and not filters.spans
        by_relevance = order is Order.RELEVANCE
        found = self._window(compiler, plan, narrowed, order, window, () if of_all else fields, check)
        counts = dict(self._every_count if of_all and fields else found.counts)
        for facet in own:
            check()
            counts |= self._search(narrowed.query(but=facet), check, fields=(facet,)).counts
        if own_months:
            check()
            counts |= self._search(narrowed.query(but=Number.ASKED_ON), check, fields=(MONTH,)).counts
        check()
        return Found(
            found.total,
            [hit.id for hit in found.hits],
            [hit.score for hit in found.hits] if by_relevance else [],
            {facet: counts[facet] for facet in facets},
            {first_of_month(month): count for month, count in counts[MONTH].items()} if months else {},
        )

    def holding(self, plan: Plan, ids: Collection[int]) -> frozenset[int]:
        """See OpenIndex."""
        if not ids:
            return frozenset()
        return frozenset(self._ids(all_of((with_ids(ids), self._compiler(unhurried).matching(plan)))))

    def all_ids(self, plan: Plan, filters: Filters, order: Order, check: Check = unhurried) -> Iterator[int]:
        """See OpenIndex."""
        return iter(self.find(plan, filters, order, range(self._count), (), check).ids)

    def count(self) -> int:
        """See OpenIndex."""
        return self._count

    def close(self) -> None:
        """See OpenIndex."""
        self._cluster.close()

    def _compiler(self, check: Check) -> Compiler:
        return Compiler(self._count, self._statistics, self._ids, check)

    @cached_property
    def _every_count(self) -> _Counts:
        """What is counted of all questions: the counts of a first page."""
        return self._search({"match_all": {}}, unhurried, fields=(*Facet, MONTH)).counts

    # the window

    def _window(
        self,
        compiler: Compiler,
        plan: Plan,
        narrowed: "_Narrowed",
        order: Order,
        window: range,
        fields: Collection[str],
        check: Check,
    ) -> _Reply:
        """What is found in a window, and the counts of fields."""
        compiled = compiler.scoring(plan) if order is Order.RELEVANCE and window else None
        if compiled is None or not compiled.scores:
            by_key = Order.NEWEST if order is Order.RELEVANCE else order
            return self._sorted(narrowed.query(), _sorting(by_key), window, check, fields)
        query, sort = narrowed.query(compiled.query), [{"_score": "desc"}, *_sorting(Order.NEWEST)]
        if not compiled.preferred:
            return self._sorted(query, sort, window, check, fields)
        found = self._sorted(query, sort, range(max(window.stop, RANKED_AGAIN)), check, fields)
        hits = self._ranked_again(compiler, compiled.preferred, found.hits, check)
        return found._replace(hits=hits[window.start : window.stop])

    def _ranked_again(
        self, compiler: Compiler, preferred: Iterable[Plan], hits: Sequence[_Hit], check: Check
    ) -> Sequence[_Hit]:
        """Hits by relevance, of which the best gain by what is preferred."""
        best, rest = hits[:RANKED_AGAIN], hits[RANKED_AGAIN:]
        if not best:
            return hits
        gains = self._gains(compiler, preferred, [hit.id for hit in best], check)
        again = [_scored(hit, hit.score * (1 + PREFERRED * gains[hit.id])) for hit in best]
        return [*sorted(again, key=lambda hit: tuple(-part for part in hit.key)), *rest]

    def _gains(
        self, compiler: Compiler, preferred: Iterable[Plan], among: Collection[int], check: Check
    ) -> Counter[int]:
        """How much of what is preferred each of these questions matches."""
        wanted = [
            {"bool": {"filter": [compiler.matching(plan)], "_name": str(number)}}
            for number, plan in enumerate(preferred)
        ]
        query = {"bool": {"filter": [with_ids(among)], "should": wanted}}
        said = self._ask({"query": query, "size": len(among), "sort": [{Number.ID: "asc"}]}, check)
        return Counter({hit["sort"][-1]: len(hit.get("matched_queries", ())) for hit in said["hits"]["hits"]})

    # asking

    def _sorted(
        self, query: Query, sort: list[Any], window: range, check: Check, fields: Collection[str] = ()
    ) -> _Reply:
        """What is found in a window of places of an order, and the counts of fields."""
        if window.stop > self._count:
            window = range(min(window.start, self._count), self._count)
        if window.stop <= _AT_ONCE:
            return self._search(query, check, sort, window, fields)
        counted = self._search(query, check, fields=fields)
        return counted._replace(hits=self._all_sorted(query, sort, window.stop, check)[window.start :])

    def _all_sorted(self, query: Query, sort: list[Any], stop: int, check: Check) -> list[_Hit]:
        """The first hits of an order, at a point in time. Where a node takes that point with it as it dies, another is
        as good: an index that is read never changes."""
        hits: list[_Hit] = []
        body: dict[str, Any] = {"query": query, "sort": sort, "track_total_hits": False}
        failures = 0
        point = self._point()
        try:
            while len(hits) < stop:
                check()
                body |= {"size": min(_AT_ONCE, stop - len(hits)), "pit": {"id": point, "keep_alive": _KEPT}}
                try:
                    said = self._ask(body, check, point=True)
                except (TransportError, EngineUnavailable):
                    failures += 1
                    if failures == _TRIES:
                        raise
                    point = self._point()
                    continue
                if not (page := said["hits"]["hits"]):
                    break
                hits += map(_hit, page)
                body["search_after"] = page[-1]["sort"]
        finally:
            self._release(point)
        return hits

    def _point(self) -> str:
        name = self._held.index
        said = self._cluster.read(name, lambda client: client.create_pit(index=name, params={"keep_alive": _KEPT}))
        return str(said["pit_id"])

    def _release(self, point: str) -> None:
        try:
            self._cluster.client.delete_pit(body={"pit_id": [point]})
        except TransportError:
            return  # it goes away by itself

    def _ids(self, query: Query) -> list[int]:
        """The ids of all that a query finds."""
        found = self._sorted(query, [{Number.ID: "asc"}], range(self._count), unhurried)
        return [hit.id for hit in found.hits]

    def _search(
        self,
        query: Query,
        check: Check,
        sort: list[Any] | None = None,
        window: range = range(0),
        fields: Collection[str] = (),
    ) -> _Reply:
        """How many are found, those in a window of places, and the counts of fields."""
        body: dict[str, Any] = {"query": query, "size": len(window), "track_total_hits": True}
        if window:
            body |= {"from": window.start, "sort": sort}
        if fields:
            body["aggs"] = {field: {"terms": {"field": field, "size": _MOST_VALUES}} for field in fields}
        said = self._ask(body, check)
        counts = {
            field: {bucket["key"]: bucket["doc_count"] for bucket in counted["buckets"]}
            for field, counted in said.get("aggregations", {}).items()
        }
        return _Reply(said["hits"]["total"]["value"], list(map(_hit, said["hits"]["hits"])), counts)

    def _ask(self, body: dict[str, Any], check: Check, *, point: bool = False) -> Any:
        """What the cluster answers. With several shards, how rare a word is goes by all of them."""
        check()
        asked: dict[str, Any] = {"search_type": "dfs_query_then_fetch", "allow_partial_search_results": False}
        if not point:
            asked["index"] = self._held.index
        if check is not unhurried:
            settings = self._cluster.settings
            asked["cancel_after_time_interval"] = f"{settings.search_seconds * 1000:.0f}ms"
            asked["request_timeout"] = settings.patience
        body = {**body, "_source": False, "stored_fields": "_none_"}
        if point:  # with the node that holds it the point is gone, and asking again is of no use
            with self._cluster.asking(self._held.index) as client:
                return client.search(body=body, **asked)
        return self._cluster.read(self._held.index, lambda client: client.search(body=body, **asked))


class _Narrowed:
    """What a plan finds, narrowed by filters."""

    def __init__(self, compiler: Compiler, plan: Plan, filters: Filters) -> None:
        self._compiler = compiler
        self._plan = plan
        self._spans = [(span.field, compiler.matching(span)) for span in filters.spans]
        self.chosen = {facet: compiler.matching(Values(facet, values)) for facet, values in filters.values.items()}
        self.numbers = {span.field for span in filters.spans}

    @cached_property
    def _matching(self) -> Query:
        return self._compiler.matching(self._plan)

    def query(self, scoring: Query | None = None, *, but: Facet | Number | None = None) -> Query:
        """The plan, or its query that scores, narrowed by all filters but those of this field."""
        filters: list[tuple[Facet | Number, Query]] = [*self._spans, *self.chosen.items()]
        narrowing = [query for field, query in filters if field is not but]
        wanted = scoring or self._matching
        return {"bool": {"must": [wanted], "filter": narrowing}} if narrowing else wanted


def _sorting(order: Order) -> list[dict[str, str]]:
    """How OpenSearch sorts: equals by their ids."""
    return [{order: KEYS[order]}, {Number.ID: "asc" if order is Order.OLDEST else "desc"}]


def _hit(said: Mapping[str, Any]) -> _Hit:
    key = said["sort"]
    return _Hit(tuple(key), key[-1], key[0] if isinstance(key[0], float) else 0.0)


def _scored(hit: _Hit, score: float) -> _Hit:
    return _Hit((score, *hit.key[1:]), hit.id, score)
