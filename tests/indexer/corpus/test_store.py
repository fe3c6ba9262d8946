"""The corpus keeps finished questions, numbers every change, and says plainly what is wrong with a file."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.corpus.store import Corpus, Made
from indexer.errors import Busy, CorpusDamaged, CorpusMissing
from indexer.locking import only_writer
from tests.support.factory import make_question

MADE = Made("abc", 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "corpus.sqlite"


def test_what_was_put_is_given_back_unchanged(path: Path) -> None:
    question = make_question(7, title="Ééntje — met ‘haken’", question=None)
    with Corpus.create(path) as corpus:
        corpus.put(question, MADE)
    with Corpus.open(path) as corpus:
        assert corpus.get(7) == question
        assert list(corpus) == [question]
        assert len(corpus) == 1
        assert corpus.made() == {7: MADE}


def test_only_a_change_gets_a_new_revision(path: Path) -> None:
    with Corpus.create(path) as corpus:
        assert corpus.put(make_question(1), MADE)
        assert corpus.put(make_question(2), MADE)
        assert not corpus.put(make_question(1), Made("def", 2))
        assert corpus.revision == 2
        assert corpus.made()[1] == Made("def", 2)
        assert corpus.put(make_question(1, title="Anders"), MADE)
        assert corpus.revision == 3
        assert corpus.ids_changed_since(0) == [2, 1]
        assert corpus.ids_changed_since(2) == [1]


def test_a_missing_corpus_says_what_to_run(path: Path) -> None:
    with pytest.raises(CorpusMissing, match="vraagbaak extract"):
        Corpus.open(path)


def test_a_file_that_is_no_corpus_is_named_and_left_alone(path: Path) -> None:
    path.write_bytes(b"not a database at all, but long enough to be looked at" * 50)
    with pytest.raises(CorpusDamaged, match=r"corpus\.sqlite is damaged"):
        Corpus.open(path)
    with pytest.raises(CorpusDamaged):
        Corpus.create(path)
    assert path.read_bytes().startswith(b"not a database")


def test_a_damaged_page_is_named(path: Path) -> None:
    with Corpus.create(path) as corpus:
        for number in range(1, 60):
            corpus.put(make_question(number, answer="woord " * 500), MADE)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 20_000] = b"\xff" * 20_000
    path.write_bytes(data)
    with Corpus.open(path) as corpus, pytest.raises(CorpusDamaged, match="vraagbaak extract"):
        list(corpus)


def test_a_text_that_is_no_utf_8_is_called_damage(path: Path) -> None:
    with Corpus.create(path) as corpus:
        corpus.put(make_question(1), MADE)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE question SET json = CAST(x'7b22ff22' AS TEXT)")
    connection.close()
    with Corpus.open(path) as corpus, pytest.raises(CorpusDamaged, match=r"is damaged .*UTF-8"):
        corpus.get(1)


def test_a_corpus_from_before_a_column_came_is_read_and_completed(path: Path) -> None:
    with Corpus.create(path) as corpus:
        corpus.put(make_question(1), MADE)
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE question DROP COLUMN cut")
    connection.close()
    with Corpus.open(path) as corpus:
        assert corpus.get(1) == make_question(1)
    with Corpus.create(path) as corpus:
        assert corpus.made() == {1: MADE}
        corpus.put(make_question(1), replace(MADE, cut=2))
        assert corpus.made() == {1: replace(MADE, cut=2)}


def test_the_ids_of_what_changed_come_in_the_order_of_revisions(path: Path) -> None:
    with Corpus.create(path) as corpus:
        for number in (3, 1, 2):
            corpus.put(make_question(number), MADE)
        assert corpus.ids_changed_since(0) == [3, 1, 2]
        assert corpus.ids_changed_since(2) == [2]


def test_questions_are_given_as_they_are_stored_in_the_order_asked_for(path: Path) -> None:
    with Corpus.create(path) as corpus:
        for number in (1, 2, 3):
            corpus.put(make_question(number), MADE)
        held = corpus.stored([3, 7, 1])
        assert [stored.json for stored in held] == [make_question(number).model_dump_json() for number in (3, 1)]
        assert [stored.question() for stored in held] == [make_question(3), make_question(1)]


def test_batches_keep_what_was_put_before_an_error(path: Path) -> None:
    with Corpus.create(path) as corpus:
        with suppress(KeyboardInterrupt), corpus.batches():
            for number in range(1, 6):
                corpus.put(make_question(number), MADE)
            raise KeyboardInterrupt
        corpus.put(make_question(6), MADE)
    with Corpus.open(path) as corpus:
        assert [question.id for question in corpus] == [1, 2, 3, 4, 5, 6]


def test_a_corpus_of_another_version_is_refused(path: Path) -> None:
    Corpus.create(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(CorpusDamaged, match="version 99"):
        Corpus.open(path)


def test_a_writer_that_is_killed_loses_at_most_a_batch(path: Path) -> None:
    put, held = put_until_killed(path, "with corpus.batches():", after=350)
    assert held == list(range(1, len(held) + 1))
    assert put - 101 <= len(held)
    assert len(held) >= 300


def test_a_killed_writer_loses_nothing_that_was_put(path: Path) -> None:
    put, held = put_until_killed(path, "if True:", after=20)
    assert held == list(range(1, len(held) + 1))
    assert len(held) >= put


def put_until_killed(path: Path, block: str, after: int) -> tuple[int, list[int]]:
    """The last question that a writer put in this block before it was killed, and the ids of those that are held."""
    script = (
        "import sys\nfrom pathlib import Path\nfrom indexer.corpus.store import Corpus, Made\n"
        "from tests.support.factory import make_question\n"
        "corpus = Corpus.create(Path(sys.argv[1]))\n"
        f"{block}\n"
        "    for number in range(1, 100_000):\n"
        "        corpus.put(make_question(number), Made('a', 1))\n"
        "        print(number, flush=True)\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout
    for _ in range(after):
        last = int(writer.stdout.readline())
    os.kill(writer.pid, signal.SIGKILL)
    rest = writer.stdout.read().split()
    writer.wait()
    writer.stdout.close()
    with Corpus.open(path) as corpus:
        return int(rest[-1] if rest else last), [question.id for question in corpus]


def test_a_second_writer_is_told_who_holds_the_corpus(path: Path) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom indexer.locking import only_writer\n"
        "with only_writer(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    holder.stdout.readline()
    with pytest.raises(Busy, match=str(holder.pid)), only_writer(path):
        pass
    assert holder.poll() is None
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with only_writer(path):
        pass


def test_a_corpus_made_anew_is_not_taken_for_the_one_before(path: Path) -> None:
    with Corpus.create(path) as corpus:
        first = corpus.identity
    with Corpus.open(path) as corpus:
        assert corpus.identity == first
    path.unlink()
    with Corpus.create(path) as corpus:
        assert corpus.identity != first


def put_then_break_off(corpus: Corpus) -> None:
    with corpus.batch():
        corpus.put(make_question(3), MADE)
        corpus.put(make_question(1, title="Anders"), MADE)
        raise RuntimeError("the source broke off")


def test_a_batch_is_kept_whole_or_not_at_all(path: Path) -> None:
    with Corpus.create(path) as corpus:
        with corpus.batch():
            corpus.put(make_question(1), MADE)
            corpus.put(make_question(2), MADE)
        with pytest.raises(RuntimeError):
            put_then_break_off(corpus)
        assert [question.id for question in corpus] == [1, 2]
        corpus.put(make_question(4), MADE)
        assert (corpus.revision, corpus.ids_changed_since(0)) == (3, [1, 2, 4])
