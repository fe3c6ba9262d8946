"""Does a search find what is known to be there? Known-item searches by kind, beside three peers over the same texts.

    python -m benchmarks.relevance                                       generated questions
    python -m benchmarks.relevance --corpus data/corpus.sqlite           those of a corpus
    python -m benchmarks.relevance --corpus ... --show "typing errors"   what was not found, and where peers had it
    python -m benchmarks.relevance --corpus ... --show names --beyond 1  what was not found first

@1 and @10: the share of searches that bring the wanted question first, and among the first ten. MRR: the mean of one
divided by its place, 0 beyond the first twenty. Over all: the mean over all searches. The peers have the names of asker
and minister as a field of text beside title, question and answer.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.known_items import KINDS, KnownItem, known_items
from benchmarks.peers import ROWS, BareTantivy, Fts5, fts5_match
from benchmarks.questions import generated_corpus
from indexer.corpus.store import Corpus
from indexer.errors import QueryRefused
from indexer.index import build_index
from indexer.question import WrittenQuestion
from indexer.search import SearchRequest, SearchService, open_search

OURS = "Vraagbaak"

Engine = Callable[[str], Sequence[int]]
"""A query -> the ids of the first places."""


@dataclass(frozen=True, slots=True)
class Result:
    """A search, and at which place each engine brought the wanted question, from 1; None where not among the first."""

    item: KnownItem
    places: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Score:
    """How well an engine did over some searches."""

    first: float
    among_ten: float
    mrr: float

    @classmethod
    def of(cls, engine: str, results: Sequence[Result]) -> "Score":
        """Raises StatisticsError where there are none."""
        places = [result.places[engine] for result in results]
        return cls(
            statistics.fmean(place == 1 for place in places),
            statistics.fmean(place is not None and place <= 10 for place in places),
            statistics.fmean(1 / place if place else 0.0 for place in places),
        )


def main() -> None:
    """Make the searches, put them to all, and print."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="vraagbaak-benchmark-") as name:
        folder = Path(name)
        corpus = options.corpus or generated_corpus(folder / "corpus.sqlite", options.questions)
        with Corpus.open(corpus) as source:
            questions = list(source)
        items = known_items(questions, options.per_kind, options.seed)
        if not items:
            sys.exit(f"no searches can be made from the {len(questions):,} questions of {corpus}")
        build_index(corpus, folder / "index", engine=options.engine)
        service = open_search(folder / "index")
        try:
            engines: dict[str, Engine] = {OURS: lambda query: _found(service, query)}
            engines |= _peers(folder, questions)
            results = [_result(item, engines) for item in items]
        finally:
            service.close()
    if options.show:
        _show(results, options.show, options.beyond, {one.id: one.title or "" for one in questions})
    elif options.json:
        print(json.dumps(_as_json(results, len(questions), options.seed), indent=2))
    else:
        print(f"{len(questions):,} questions, {len(items):,} searches, seed {options.seed}\n")
        print("\n".join(_table(results)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relevance", description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, help="a corpus to use instead of generated questions")
    parser.add_argument("--questions", type=int, default=1_000, help="how many to generate (default 1000)")
    parser.add_argument("--per-kind", type=int, default=100, help="how many searches of each kind (default 100)")
    parser.add_argument("--seed", type=int, default=1, help="another gives other searches (default 1)")
    parser.add_argument("--engine", help="the engine to index with (default: that of Vraagbaak)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--show", metavar="KIND", choices=[*KINDS, "all"], help="print what was not found of a kind")
    parser.add_argument("--beyond", type=int, default=10, help="with --show: what is not found up to this place (10)")
    return parser.parse_args()


def _found(service: SearchService, query: str) -> Sequence[int]:
    try:
        return [hit.question.id for hit in service.search(SearchRequest(query, per_page=ROWS)).hits]
    except QueryRefused:
        return ()


def _peers(folder: Path, questions: Sequence[WrittenQuestion]) -> dict[str, Engine]:
    fts5 = Fts5(folder / "fts5")
    fts5.build(questions)
    peers: dict[str, Engine] = {
        "FTS5 all words": lambda query: fts5.best(fts5_match(query, "all")),
        "FTS5 any word": lambda query: fts5.best(fts5_match(query, "any")),
    }
    try:
        tantivy = BareTantivy(folder / "bare")
    except ImportError:
        print("Tantivy is not installed: measured without it", file=sys.stderr)
    else:
        tantivy.build(questions)
        peers["Tantivy any word"] = lambda query: tantivy.best(query)
    return peers


def _result(item: KnownItem, engines: Mapping[str, Engine]) -> Result:
    places = {}
    for name, engine in engines.items():
        ids = list(engine(item.query))
        places[name] = ids.index(item.wanted) + 1 if item.wanted in ids else None
    return Result(item, places)


def _by_kind(results: Sequence[Result]) -> dict[str, list[Result]]:
    """The results of each kind that there are searches of, and of all."""
    kinds = {kind: [one for one in results if one.item.kind == kind] for kind in KINDS}
    return {kind: own for kind, own in kinds.items() if own} | {"over all": list(results)}


def _table(results: Sequence[Result]) -> Iterable[str]:
    engines = list(results[0].places)
    yield " " * 28 + "".join(f"{name:^23}" for name in engines).rstrip()
    yield f"{'searches for':<22}{'n':>5}" + f"{'@1':>8}{'@10':>7}{'MRR':>8}" * len(engines)
    for kind, own in _by_kind(results).items():
        scores = (Score.of(name, own) for name in engines)
        yield f"{kind:<22}{len(own):>5}" + "".join(
            f"{one.first:>8.2f}{one.among_ten:>7.3f}{one.mrr:>8.3f}" for one in scores
        )


def _as_json(results: Sequence[Result], questions: int, seed: int) -> dict[str, object]:
    kinds = {
        kind: {"searches": len(own)}
        | {
            name: {"success_at_1": score.first, "success_at_10": score.among_ten, "mrr": score.mrr}
            for name in results[0].places
            for score in (Score.of(name, own),)
        }
        for kind, own in _by_kind(results).items()
    }
    return {"questions": questions, "seed": seed, "kinds": kinds}


def _show(results: Iterable[Result], kind: str, beyond: int, titles: Mapping[int, str]) -> None:
    """The searches whose question came later, with its place in each engine."""
    for result in results:
        place = result.places[OURS]
        if kind in (result.item.kind, "all") and (place is None or place > beyond):
            print(f"{result.item.query}\n    wanted {result.item.wanted}: {titles[result.item.wanted]}")
            print("    " + ", ".join(f"{name} {place or '-'}" for name, place in result.places.items()))


if __name__ == "__main__":
    main()
