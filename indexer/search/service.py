"""What site, command line and exports ask: a query put to the index that is open, and what people see of it."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from indexer.engines import Filters
from indexer.errors import IndexDamaged, QueryRefused
from indexer.fields import COUNTED, Number, Order, Text, text_of
from indexer.index import FollowedIndex, IndexInfo, OpenGeneration
from indexer.index.generations import REBUILD
from indexer.query import Query, lower, read
from indexer.query.plan import Everything, Plan, Span
from indexer.question import WrittenQuestion
from indexer.search import deadline
from indexer.search.deadline import Deadline
from indexer.search.highlighting import mark, snippets
from indexer.search.patterns import Pattern, patterns_of
from indexer.search.results import MAX_PER_PAGE, MAX_RESULTS, FacetCount, Hit, SearchPage, SearchRequest
from indexer.search.similar import SimilarQuestions, similar
from indexer.search.suggest import Suggestion, suggest


def open_search(index: Path) -> "SearchService":
    """Open an index for searching. Raises IndexMissing, IndexDamaged or IndexOutdated."""
    return SearchService(FollowedIndex(index))


class SearchService:
    """Answers searches from an index, and follows it when another is built. Threads may share it."""

    def __init__(self, index: FollowedIndex) -> None:
        self._index = index

    def info(self) -> IndexInfo:
        """What made the index that is being read, and how much it holds."""
        with self._index.reading() as generation:
            return generation.info

    def search(self, request: SearchRequest) -> SearchPage:
        """One page of results. Raises QueryRefused for a query or a page beyond the bounds, and for nothing else
        that a person can type."""
        with self._index.reading() as generation:
            return _page(generation, request)

    def matching(self, request: SearchRequest) -> Iterator[WrittenQuestion]:
        """Every question that matches, in the order asked for, page and per_page ignored: for exports.

        Bounded by what a query may hold, but not by the time it takes, nor by what a prefix in it stands for. All come
        from one generation, also when another is swapped in meanwhile. Raises QueryRefused.
        """
        with self._index.reading() as generation:
            plan = lower(_read(generation, request), generation.vocabulary, bounded=False)
            for question_id in generation.engine.all_ids(plan, _filters(request), _order(request, plan)):
                yield _record(generation, question_id)

    def suggest(self, text: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """What somebody who has typed this may mean, at most `limit` things (1 to 20). Nothing that can be typed
        raises."""
        with self._index.reading() as generation:
            return suggest(generation, text, limit)

    def get(self, question_id: int) -> WrittenQuestion | None:
        """The question with that id, or None."""
        with self._index.reading() as generation:
            return generation.records.get(question_id)

    def similar(self, question_id: int, limit: int = 6) -> SimilarQuestions | None:
        """The same question put to other ministers, and at most `limit` that are like it; None of one that is not
        there."""
        with self._index.reading() as generation:
            question = generation.records.get(question_id)
            return similar(generation, question, limit) if question else None

    def close(self) -> None:
        """Release the files, once the searches that still run are done."""
        self._index.close()


def _page(generation: OpenGeneration, request: SearchRequest) -> SearchPage:
    started = time.perf_counter()
    _check_page(request)
    end = Deadline(deadline.MAX_SECONDS)
    query = _read(generation, request)
    plan = lower(query, generation.vocabulary)
    first = (request.page - 1) * request.per_page
    window = range(first, first + request.per_page)
    found = generation.engine.find(
        plan, _filters(request), _order(request, plan), window, COUNTED, end.check, months=True
    )
    wanted = patterns_of(plan, generation.lexicon)
    hits = []
    for place, question_id in enumerate(found.ids):
        if end.passed():
            wanted = ()  # the hits are known: better a page without marks than none
        score = found.scores[place] if found.scores else None
        hits.append(_hit(_record(generation, question_id), score, wanted))
    return SearchPage(
        request,
        total=found.total,
        hits=tuple(hits),
        facets={facet: _facet_counts(found.counts[facet], request.chosen.get(facet, ())) for facet in COUNTED},
        reading=query.reading,
        literal=query.literal,
        seconds=time.perf_counter() - started,
        months=found.months,
        understood=query.understood,
        citation=query.citation,
    )


def _read(generation: OpenGeneration, request: SearchRequest) -> Query:
    """What was typed, a citation only where it names a question that the index holds."""

    def names_one(query: Query) -> bool:
        plan = lower(query, generation.vocabulary)
        return bool(generation.engine.find(plan, Filters(), Order.NEWEST, range(0), (), lambda: None).total)

    return read(request.query, generation.vocabulary, request.plain, names_one)


def _hit(question: WrittenQuestion, score: float | None, wanted: tuple[Pattern, ...]) -> Hit:
    title, asked, answer = (text_of(question, text) for text in Text)
    return Hit(question, score, mark(title, wanted, Text.TITLE), snippets(asked, answer, wanted))


def _filters(request: SearchRequest) -> Filters:
    days = [day.toordinal() if day else None for day in (request.since, request.until)]
    return Filters(
        values={facet: frozenset(values) for facet, values in request.chosen.items() if values},
        spans=(Span(Number.ASKED_ON, *days),) if any(days) else (),
    )


def _order(request: SearchRequest, plan: Plan) -> Order:
    """Where every question matches alike there is no relevance: the newest come first."""
    return Order.NEWEST if request.order is Order.RELEVANCE and plan == Everything() else request.order


def _record(generation: OpenGeneration, question_id: int) -> WrittenQuestion:
    question = generation.records.get(question_id)
    if question is None:
        raise IndexDamaged(f"question {question_id} of the index has no record: {REBUILD}")
    return question


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
