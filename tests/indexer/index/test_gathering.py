"""What processes gather of questions, and what is shared out among them, is what is made of all here."""

import sqlite3
from collections import Counter
from contextlib import closing
from itertools import chain
from pathlib import Path

import pytest

from indexer.corpus.store import Corpus, Made
from indexer.dutch import pieces as dutch_pieces
from indexer.errors import CorpusDamaged
from indexer.index import build_index, gathering, parts, profiles
from tests.support.plans import questions

HELD = 240


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    with Corpus.create(tmp_path / "corpus.sqlite") as corpus, corpus.batch():
        for question in questions(HELD):
            corpus.put(question, Made("x", 1))
    return tmp_path / "corpus.sqlite"


def tables(index: Path) -> dict[str, list[object]]:
    """All that the file of the first generation holds, but for the shadows of the titles' words."""
    with closing(sqlite3.connect(index / "generation-1" / "questions.sqlite")) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'title_word*'"
        )
        return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for (name,) in names.fetchall()}


def test_processes_gather_what_is_gathered_here(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_index(corpus, tmp_path / "here")
    for module in (gathering, parts, profiles):
        monkeypatch.setattr(module, "_ALONE", 5)
    monkeypatch.setattr(gathering, "_TOGETHER", 20)
    build_index(corpus, tmp_path / "processes")
    here, by_processes = tables(tmp_path / "here"), tables(tmp_path / "processes")
    assert len(here["record"]) == HELD
    assert by_processes == here


def test_what_is_counted_in_turns_adds_up(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_index(corpus, tmp_path / "index")
    monkeypatch.setattr(dutch_pieces, "_MOST_CHARACTERS", 50)
    monkeypatch.setattr(gathering, "_TOGETHER", 10)
    turns = [gathered.words for gathered in gathering.gathered_of(questions(HELD))]
    assert sum(map(bool, turns)) > 5
    counted: Counter[tuple[str, ...]] = Counter()
    for *word, count in chain.from_iterable(turns):
        counted[tuple(word)] += count
    assert sorted((*word, count) for word, count in counted.items()) == tables(tmp_path / "index")["word"]


def test_a_record_that_is_damaged_is_said_to_be_by_whichever_process_reads_it(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(corpus)) as connection, connection:
        connection.execute("UPDATE question SET json = substr(json, 2) WHERE id = 200")
    monkeypatch.setattr(gathering, "_ALONE", 5)
    with pytest.raises(CorpusDamaged, match=r"question 200 in .* is not a whole record"):
        build_index(corpus, tmp_path / "index")
