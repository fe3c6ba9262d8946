"""What the benchmark of search measures, and with what."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.measured import read_searches, write_searches
from benchmarks.peers import PEERS, installed
from benchmarks.questions import generated_corpus
from benchmarks.searches import DEADLY, Search, mixed_searches
from benchmarks.vocabulary import text_of
from indexer.corpus.store import Corpus
from indexer.engines import DEFAULT
from indexer.fields import Facet, values_of
from indexer.question import WrittenQuestion
from tests.support.factory import make_question

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> list[WrittenQuestion]:
    with Corpus.open(generated_corpus(tmp_path_factory.mktemp("corpus") / "corpus.sqlite", 100)) as corpus:
        return list(corpus)


def test_searches_are_mixed_in_fixed_proportions(questions: list[WrittenQuestion]) -> None:
    kinds = Counter(search.kind for search in mixed_searches(questions, 200))
    assert kinds == {
        "one word": 60,
        "two words": 40,
        "three words": 30,
        "phrase": 20,
        "beginning": 16,
        "with a filter": 24,
        "no words": 10,
    }


def test_every_search_finds_something(questions: list[WrittenQuestion]) -> None:
    def found(search: Search, question: WrittenQuestion) -> bool:
        text = text_of(question).lower()
        words = [" ".join(search.words)] if search.phrase else search.words
        chosen = search.facet is None or search.value in values_of(question)[search.facet]
        return chosen and all(word.lower() in text for word in words)

    searches = mixed_searches(questions, 200)
    assert [one for one in searches if not any(found(one, question) for question in questions)] == []


def test_searches_are_the_same_in_another_process(questions: list[WrittenQuestion], tmp_path: Path) -> None:
    searches = mixed_searches(questions, 50)
    write_searches(searches, tmp_path / "searches.json")
    assert read_searches(tmp_path / "searches.json") == searches == mixed_searches(questions, 50)


@pytest.mark.parametrize("name", installed(PEERS))
def test_a_peer_finds_what_is_asked_for(name: str, tmp_path: Path) -> None:
    texts = {1: "wachtlijst jeugdhulp in Gent", 2: "wachtlijst in de jeugdhulp", 3: "wachtkamer"}
    peer = PEERS[name](tmp_path / "peer")
    peer.build(
        make_question(id=number, title=None, question=text, answer=None, session_year=f"202{number}-202{number + 1}")
        for number, text in texts.items()
    )
    searches = [
        Search("", ("wachtlijst", "jeugdhulp")),
        Search("", ("wachtlijst", "jeugdhulp"), phrase=True),
        Search("", ("wacht",), prefix=True),
        Search("", ("wachtlijst",), facet=Facet.SESSION_YEAR, value="2022-2023"),
        Search("", facet=Facet.SESSION_YEAR, value="2023-2024"),
        Search(""),
    ]
    assert [peer.page(search, counted=peer.counts) for search in searches] == [2, 1, 3, 1, 1, 3]
    peer.close()


def test_each_engine_is_measured_in_processes_of_its_own() -> None:
    options = ["--questions", "30", "--searches", "20", "--json", "--http", "--engines", DEFAULT, "FTS5"]
    command = [sys.executable, "-m", "benchmarks.search", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    measured = json.loads(done.stdout)
    assert (measured["questions"], set(measured["engines"])) == (30, {DEFAULT, "FTS5"})
    own = measured["engines"][DEFAULT]
    assert len(own["pages"]["found"]["times"]) == len(own["counts"]["found"]["times"]) == len(own["http"]) == 20
    assert own["pages"]["found"]["totals"] == own["counts"]["found"]["totals"]
    assert len(own["deadly"]["found"]["answers"]) == len(DEADLY)
    assert own["build"]["found"]["bytes"] > 0
    assert measured["engines"]["FTS5"]["counts"] is None
