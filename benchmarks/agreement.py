"""Do the engines agree? The same searches of each engine over the same questions, beside those of the first.

    python -m benchmarks.agreement                     2,000 generated questions, all engines that can run here
    python -m benchmarks.agreement --corpus data/corpus.sqlite --engines whoosh tantivy

Totals, counts, months, what is found in the order of days, and the passages of what both show must be the same; by
relevance neighbours may change places, because an engine that scores each text by itself comes near to BM25F only.
Exits with 1 where something differs that must not. OpenSearch takes part where `make test-opensearch` built its nodes.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from benchmarks.questions import generated_corpus
from benchmarks.searches import Search, mixed_searches
from indexer.corpus.store import Corpus
from indexer.engines import ENGINES, OF_SERVERS
from indexer.errors import QueryRefused
from indexer.fields import Facet, Order
from indexer.index import build_index
from indexer.search import Match, SearchPage, SearchService, open_search
from indexer.search.results import Marked, Snippet
from tests.support.engines import reaching
from tests.support.opensearch_nodes import WANTED, cluster_of, why_not

_SAMPLE = 3_000
_NODES = 3
MUST = ("total", "counts", "months", "found by day", "order by day", "passages")
MAY = ("found by relevance", "order by relevance")


class Answer(NamedTuple):
    """What an engine answers to a search, by relevance and the newest first."""

    ranked: SearchPage
    newest: SearchPage


def main() -> int:
    """Build, search, compare, print; returns the exit status."""
    options = _options()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vraagbaak-benchmark-")))
        corpus = options.corpus or generated_corpus(folder / "corpus.sqlite", options.questions)
        if OF_SERVERS in options.engines:
            cluster = stack.enter_context(cluster_of(_NODES))
            stack.enter_context(reaching(*cluster.urls, shards=_NODES))
        with Corpus.open(corpus) as questions:
            total = len(questions)
            searches = mixed_searches(list(islice(questions, _SAMPLE)), options.searches)
        answers = {name: _answers(name, corpus, folder / name, searches) for name in options.engines}
    first, *others = options.engines
    print(f"{total:,} questions, {len(searches)} searches; in how many an engine differs from {first}\n")
    print(f"{'':<14}" + "".join(f"{what:>20}" for what in (*MUST, *MAY)))
    differ = 0
    for name in others:
        counted = Counter(
            what for pair in zip(answers[first], answers[name], strict=True) for what in differences(*pair)
        )
        print(f"{name:<14}" + "".join(f"{counted[what]:>20}" for what in (*MUST, *MAY)))
        differ += sum(counted[what] for what in MUST)
    return int(differ > 0)


def differences(one: Answer | None, other: Answer | None) -> Iterator[str]:
    """What differs between two answers to a search, None for one that was refused."""
    if one is None or other is None:
        if one is not other:
            yield "total"
        return
    if one.ranked.total != other.ranked.total or one.newest.total != other.newest.total:
        yield "total"
    if any(_counts(mine) != _counts(theirs) for mine, theirs in zip(one, other, strict=True)):
        yield "counts"
    if any(mine.months != theirs.months for mine, theirs in zip(one, other, strict=True)):
        yield "months"
    for how, mine, theirs in (("day", one.newest, other.newest), ("relevance", one.ranked, other.ranked)):
        if set(_ids(mine)) != set(_ids(theirs)):
            yield f"found by {how}"
        elif _ids(mine) != _ids(theirs):
            yield f"order by {how}"
    shown = [(_passages(mine), _passages(theirs)) for mine, theirs in zip(one, other, strict=True)]
    if any(mine[both] != theirs[both] for mine, theirs in shown for both in mine.keys() & theirs.keys()):
        yield "passages"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.agreement", description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, help="a corpus to use instead of generated questions")
    parser.add_argument("--questions", type=int, default=2_000, help="how many to generate (default 2000)")
    parser.add_argument("--searches", type=int, default=200, help="how many mixed searches (default 200)")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES), help="the first is the measure")
    given = parser.parse_args()
    os.environ.setdefault(WANTED, "1")
    if OF_SERVERS in given.engines and (reason := why_not()):
        print(f"{OF_SERVERS} takes no part: {reason}", file=sys.stderr)
        given.engines.remove(OF_SERVERS)
    return given


def _answers(engine: str, corpus: Path, folder: Path, searches: Sequence[Search]) -> list[Answer | None]:
    """What an engine answers to each search; None where it is refused, as a beginning that too many words have."""
    build_index(corpus, folder, engine=engine)
    with closing(open_search(folder)) as service:
        return [_answer(service, search) for search in searches]


def _answer(service: SearchService, search: Search) -> Answer | None:
    orders = (Order.RELEVANCE, Order.NEWEST)
    try:
        return Answer(*(service.search(replace(search.request(), order=order)) for order in orders))
    except QueryRefused:
        return None


def _ids(page: SearchPage) -> list[int]:
    """What matches all, in order. The hits that fill a page go by relevance whatever the order."""
    return [hit.question.id for hit in page.hits if hit.match is Match.ALL]


def _counts(page: SearchPage) -> dict[Facet, dict[str, int]]:
    return {facet: {one.value: one.count for one in counted} for facet, counted in page.facets.items()}


def _passages(page: SearchPage) -> Mapping[int, tuple[Marked, tuple[Snippet, ...]]]:
    return {hit.question.id: (hit.title, hit.snippets) for hit in page.hits if hit.match is Match.ALL}


if __name__ == "__main__":
    sys.exit(main())
