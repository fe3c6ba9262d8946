"""One page of results: what matches all that was asked, what follows where that is little, and what to ask instead."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from indexer.engines import Found
from indexer.errors import IndexDamaged, QueryRefused
from indexer.fields import COUNTED, Text, text_of
from indexer.index import OpenGeneration
from indexer.index.generations import REBUILD
from indexer.query.plan import Plan
from indexer.question import WrittenQuestion
from indexer.search import deadline
from indexer.search.asking import Asked, ask, lowered, total_of
from indexer.search.correcting import Corrected, corrected
from indexer.search.deadline import Deadline
from indexer.search.highlighting import mark, snippets
from indexer.search.nearness import near_first
from indexer.search.offers import offers
from indexer.search.patterns import Pattern, patterns_of
from indexer.search.relaxing import partly_matching
from indexer.search.results import (
    FEW,
    MAX_PER_PAGE,
    MAX_RESULTS,
    Correction,
    FacetCount,
    Hit,
    Match,
    Offer,
    SearchPage,
    SearchRequest,
)


def answer(generation: OpenGeneration, request: SearchRequest) -> SearchPage:
    """One page of what a generation holds. Raises QueryRefused."""
    started = time.perf_counter()
    _check_page(request)
    end = Deadline(deadline.MAX_SECONDS)
    asked = ask(request, generation)
    first = (request.page - 1) * request.per_page
    window = range(first, first + request.per_page)
    found = generation.engine.find(
        near_first(asked.plan), asked.filters, asked.order, window, COUNTED, end.check, months=True
    )
    marking = _Marking(generation, asked.plan, end)
    hits = marking.hits(found, Match.ALL)
    others = _Others() if request.plain else _others(generation, asked, found.total, end, marking)
    return SearchPage(
        request,
        total=found.total,
        hits=(*hits, *others.hits),
        facets={facet: _facet_counts(found.counts[facet], request.chosen.get(facet, ())) for facet in COUNTED},
        reading=asked.query.reading,
        literal=asked.query.literal,
        seconds=time.perf_counter() - started,
        months=found.months,
        others=len(others.hits),
        corrections=others.corrections,
        offers=() if found.total else _offers(generation, asked, others, end),
        understood=asked.query.understood,
        citation=asked.query.citation,
    )


def record(generation: OpenGeneration, question_id: int) -> WrittenQuestion:
    """A question that the engine names. Raises IndexDamaged where it has no record."""
    question = generation.records.get(question_id)
    if question is None:
        raise IndexDamaged(f"question {question_id} of the index has no record: {REBUILD}")
    return question


class _Marking:
    """Makes hits of what a plan found, with what matched marked as long as there is time."""

    def __init__(self, generation: OpenGeneration, plan: Plan, end: Deadline) -> None:
        self._generation = generation
        self._end = end
        self._wanted: tuple[Pattern, ...] = patterns_of(plan, generation.lexicon)

    def hits(self, found: Found, match: Match) -> list[Hit]:
        """What was found, in its order."""
        return [
            self.hit(question_id, found.scores[place] if found.scores else None, match)
            for place, question_id in enumerate(found.ids)
        ]

    def hit(self, question_id: int, score: float | None, match: Match, missing: tuple[str, ...] = ()) -> Hit:
        """A question with its title and its passages."""
        if self._end.passed():
            self._wanted = ()  # the hits are known: better a page without marks than none
        question = record(self._generation, question_id)
        title, asked, answered = (text_of(question, text) for text in Text)
        return Hit(
            question,
            score,
            mark(title, self._wanted, Text.TITLE),
            snippets(asked, answered, self._wanted, question.parts),
            match,
            missing,
        )


@dataclass(frozen=True, slots=True)
class _Others:
    """What follows where few questions match all, and the corrections by which it was found.

    `alone` are the words of which a question lacks no other; None where that is not known.
    """

    hits: tuple[Hit, ...] = ()
    corrections: tuple[Correction, ...] = ()
    alone: frozenset[str] | None = None


def _others(generation: OpenGeneration, asked: Asked, total: int, end: Deadline, marking: _Marking) -> _Others:
    """What fills a first page: questions with words corrected where none matches all, then those with most words."""
    room = asked.request.per_page - total
    if total >= FEW or asked.request.page > 1 or room <= 0:
        return _Others()
    other, alone = Corrected(asked.query.tree, (), {}), None
    hits: list[Hit] = []
    try:
        if not total:
            other, found = meant(generation, asked, range(room), end)
            marking = _Marking(generation, lowered(other.tree, generation), end) if other.corrections else marking
            hits += marking.hits(found, Match.CORRECTED)
            total = found.total
        if total < FEW:
            partly = partly_matching(other.tree, generation, asked.filters, end.check, other.typed)
            hits += [marking.hit(one.id, one.score, Match.SOME, one.missing) for one in partly[: room - len(hits)]]
            if not other.corrections:
                alone = frozenset(one.missing[0] for one in partly if len(one.missing) == 1)
    except QueryRefused:
        pass  # what was found until then is better than nothing
    return _Others(tuple(hits), other.corrections if hits else (), alone)


def meant(generation: OpenGeneration, asked: Asked, window: range, end: Deadline) -> tuple[Corrected, Found]:
    """What a query that finds nothing may mean, and what that finds in the window: the likeliest correction that finds
    something, or else the likeliest; without one what was asked. Raises QueryRefused."""
    likeliest, found = Corrected(asked.query.tree, (), {}), Found(0, (), (), {})
    for other in corrected(asked.query.tree, generation):
        plan = near_first(lowered(other.tree, generation))
        found = generation.engine.find(plan, asked.filters, asked.order, window, (), end.check)
        if found.total:
            return other, found
        likeliest = likeliest if likeliest.corrections else other
    return likeliest, found


def _offers(generation: OpenGeneration, asked: Asked, others: _Others, end: Deadline) -> tuple[Offer, ...]:
    def total(request: SearchRequest) -> int:
        return total_of(request, generation, end.check)

    return offers(asked.request, asked.query, others.corrections, others.alone, total)


def _facet_counts(counts: Mapping[str, int], chosen: tuple[str, ...]) -> tuple[FacetCount, ...]:
    """The values of a facet, the most frequent first, and every chosen one."""
    values = [FacetCount(value, count, value in chosen) for value, count in counts.items()]
    values += [FacetCount(value, 0, chosen=True) for value in chosen if value not in counts]
    return tuple(sorted(values, key=lambda one: (-one.count, one.value)))


def _check_page(request: SearchRequest) -> None:
    if not 1 <= request.per_page <= MAX_PER_PAGE:
        raise QueryRefused(
            "too_far", f"a page holds 1 to {MAX_PER_PAGE} results, not {request.per_page}", limit=MAX_PER_PAGE
        )
    if request.page < 1 or request.page * request.per_page > MAX_RESULTS:
        raise QueryRefused(
            "too_far", f"results can be paged up to number {MAX_RESULTS}: narrow the search", limit=MAX_RESULTS
        )
