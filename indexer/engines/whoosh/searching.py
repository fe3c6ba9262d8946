"""Searches a snapshot: the matches of a query and its filters, one page of them, and the counts of every facet."""

import math
import time
from collections.abc import Iterator, Mapping
from functools import reduce
from heapq import nsmallest
from operator import and_, or_

from indexer.engine import (
    MAX_PER_PAGE,
    MAX_RESULTS,
    Facet,
    FacetCount,
    Hit,
    SearchPage,
    SearchRequest,
    Sort,
)
from indexer.engines.whoosh.matching import MAX_SECONDS, Deadline, Matching
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.errors import QueryRefused
from indexer.highlight import mark, patterns, snippets
from indexer.query import Everything, Field, Query, parse
from indexer.question import WrittenQuestion


def search(snapshot: Snapshot, request: SearchRequest) -> SearchPage:
    """One page of results. Raises QueryRefused."""
    started = time.perf_counter()
    _check_page(request)
    query = parse(request.query)
    found = _Found(snapshot, query, request)
    first = (request.page - 1) * request.per_page
    ranked = found.ranked(first + request.per_page)[first:]
    facets = found.facets()
    wanted = patterns(query.tree)
    hits = []
    for document, score in ranked:
        if found.deadline.passed():
            wanted = ()  # the hits are known: better a page without marks than none
        question = snapshot.question(document)
        hits.append(
            Hit(
                question,
                score,
                title=mark(question.title or "", wanted, Field.TITLE),
                snippets=snippets(question.question or "", question.answer or "", wanted),
            )
        )
    return SearchPage(
        request,
        total=found.documents.bit_count(),
        hits=tuple(hits),
        facets=facets,
        reading=query.reading,
        literal=query.literal,
        seconds=time.perf_counter() - started,
    )


def matching(snapshot: Snapshot, request: SearchRequest) -> Iterator[WrittenQuestion]:
    """Every question that matches, in the order asked for, however long it takes and whatever a prefix stands for."""
    found = _Found(snapshot, parse(request.query), request, bounded=False)
    for document, _ in found.ranked(snapshot.size):
        yield snapshot.question(document)


class _Found:
    """What a request found: the matches of its query, cut by its dates and the chosen values. `bounded`, as it
    is for visitors, it costs no more than a search may."""

    def __init__(self, snapshot: Snapshot, query: Query, request: SearchRequest, *, bounded: bool = True) -> None:
        self.deadline = Deadline(MAX_SECONDS if bounded else math.inf)
        self._snapshot = snapshot
        self._request = request
        self._everything = query.tree == Everything()
        self._matching = Matching(snapshot, query, self.deadline, bounded=bounded)
        self._in_period = self._matching.documents
        if request.since or request.until:
            self._in_period &= snapshot.in_period("asked_on", request.since, request.until)
        self._chosen: Mapping[Facet, int] = {
            facet: reduce(or_, (snapshot.facets[facet].get(value, 0) for value in values))
            for facet, values in request.chosen.items()
            if values
        }
        self.documents = reduce(and_, self._chosen.values(), self._in_period)

    def ranked(self, count: int) -> list[tuple[int, float | None]]:
        """The first so many questions in the order asked for, with their relevance where that is the order."""
        documents = self._snapshot.listed(self.documents)
        newness = self._snapshot.newness
        if self._request.sort is Sort.RELEVANCE and not self._everything:
            scores = self._matching.scores(documents)
            best = nsmallest(
                count,
                zip(documents, scores, strict=True),
                key=lambda one: (-one[1], newness[one[0]]),
            )
            self.deadline.check()
            return list(best)
        order = self._snapshot.oldness if self._request.sort is Sort.OLDEST else newness
        return [(document, None) for document in nsmallest(count, documents, key=order.__getitem__)]

    def facets(self) -> dict[Facet, tuple[FacetCount, ...]]:
        """The values of every facet, the most frequent first, counted without the choice made in that facet itself."""
        return {facet: self._counts(facet) for facet in Facet}

    def _counts(self, facet: Facet) -> tuple[FacetCount, ...]:
        self.deadline.check()
        others = (documents for other, documents in self._chosen.items() if other is not facet)
        within = reduce(and_, others, self._in_period)
        values = self._snapshot.facets[facet]
        chosen = self._request.chosen.get(facet, ())
        counts = [
            FacetCount(value, (within & documents).bit_count(), value in chosen) for value, documents in values.items()
        ]
        counts += [FacetCount(value, 0, chosen=True) for value in chosen if value not in values]
        counts = [one for one in counts if one.count or one.chosen]
        return tuple(sorted(counts, key=lambda one: (-one.count, one.value)))


def _check_page(request: SearchRequest) -> None:
    if not 1 <= request.per_page <= MAX_PER_PAGE:
        raise QueryRefused(
            "too_far", f"a page holds 1 to {MAX_PER_PAGE} results, not {request.per_page}", limit=MAX_PER_PAGE
        )
    if request.page < 1 or request.page * request.per_page > MAX_RESULTS:
        raise QueryRefused(
            "too_far", f"results can be paged up to number {MAX_RESULTS}: narrow the search", limit=MAX_RESULTS
        )
