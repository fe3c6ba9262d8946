"""What the archive knows of earlier versions and of its source reaches the corpus with the questions."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crawler.archive import Archive, versions
from crawler.archive.runs import Runs
from crawler.archive.writer import Ledger
from crawler.parliament.addresses import Query
from indexer.corpus.extract import ExtractReport, extract
from indexer.corpus.finishing import finished
from indexer.corpus.histories import history
from indexer.corpus.importing import import_dump
from indexer.corpus.store import Corpus, History, Made
from indexer.corpus.workers import Extracted, FileToRead, Limits, Readers
from indexer.export import ExportFormat, export
from indexer.extraction import Anchors
from indexer.history.versions import Change, Revision
from indexer.question import WrittenQuestion
from tests.support.changed import OLD
from tests.support.factory import make_question
from tests.support.ledgers import answer, listed, next_run, store_details, store_search
from tests.support.parliament_stub import Question

MADE = Made("fingerprint", 1)
REVISION = Revision(seen_at=datetime(2026, 1, 5, tzinfo=UTC), title="Titel", files=1, changes=())


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An archive in which question 7 changed its title once, and question 8 never."""
    with Ledger.open(tmp_path / "archive") as opened:
        Runs(opened).begin("{}")
        store_details(opened, Question(7), Question(8))
        next_run(opened)
        store_details(opened, Question(7, title="Anders"), Question(8))
        yield opened


def run(ledger: Ledger, **settings: bool) -> ExtractReport:
    return extract(ledger.folder, corpus_of(ledger), **settings)


def corpus_of(ledger: Ledger) -> Path:
    return ledger.folder.parent / "corpus.sqlite"


def kept(ledger: Ledger, question_id: int) -> list[Revision]:
    with Corpus.open(corpus_of(ledger)) as corpus:
        return list(corpus.history(question_id))


def test_the_history_of_what_changed_is_kept_as_the_archive_tells_it(ledger: Ledger) -> None:
    run(ledger)
    assert kept(ledger, 7) == history(ledger.folder, 7)
    assert kept(ledger, 7)[1].changes == (Change(field="title", before="Speelplein - Verlichting", after="Anders"),)
    assert kept(ledger, 8) == []


class _Counting(Readers):
    """Readers that count the questions whose files they are asked for."""

    asked = 0

    def read(self, files: Sequence[FileToRead], anchors: Anchors) -> Callable[[], Extracted]:
        self.asked += 1
        return super().read(files, anchors)


def test_files_that_stayed_are_read_once_for_all_versions(ledger: Ledger) -> None:
    question = Question(9, files=(90,))
    store_details(ledger, question)
    ledger.store_file(90, answer(OLD), None)
    for themes in (("Sport",), ("Energie",)):
        next_run(ledger)
        store_details(ledger, replace(question, themes=themes))
    with Archive.open(ledger.folder) as archive, _Counting(1, Limits()) as readers:
        read = list(finished(archive, (version.question for version in versions(archive, 9)), readers))
    assert readers.asked == 1
    assert [one.question.themes for one in read] == [("Sport", "Jeugdwerk"), ("Sport",), ("Energie",)]
    assert len({one.question.answer for one in read}) == 1


def test_a_change_that_came_back_is_two_changes(ledger: Ledger) -> None:
    run(ledger)
    next_run(ledger)
    store_details(ledger, Question(7))
    next_run(ledger)
    store_details(ledger, Question(7, title="Anders"))
    report = run(ledger)
    assert (report.extracted, report.changed) == (1, 1), "what counts now is what counted before, its history is not"
    assert [revision.title for revision in kept(ledger, 7)] == [
        "Speelplein - Verlichting", "Anders", "Speelplein - Verlichting", "Anders",
    ]  # fmt: skip
    assert run(ledger).extracted == 0


def test_a_new_history_is_a_change_for_who_follows_the_corpus(tmp_path: Path) -> None:
    with Corpus.create(tmp_path / "corpus.sqlite") as corpus:
        corpus.put(make_question(1), MADE)
        assert corpus.put(make_question(1), MADE, History("2", (REVISION,)))
        assert (corpus.revision, corpus.ids_changed_since(1)) == (2, [1])
        assert list(corpus.histories_since(1)) == [(1, (REVISION,))]
        assert not corpus.put(make_question(1), MADE, History("3", (REVISION,))), "it says the same"
        assert corpus.seen() == {1: "3"}


def test_a_corpus_of_the_version_before_opens_and_is_brought_up_to_date(ledger: Ledger) -> None:
    run(ledger)
    with closing(sqlite3.connect(corpus_of(ledger))) as old, old:
        old.executescript("DROP TABLE history; DROP TABLE source; PRAGMA user_version = 1")
    with Corpus.open(corpus_of(ledger)) as corpus:
        assert (len(corpus), corpus.history(7), corpus.source, corpus.seen()) == (2, (), None, {})
        assert list(corpus.histories_since(0)) == []
        revision = corpus.revision
    report = run(ledger)
    assert (report.extracted, report.changed) == (1, 1), "only what has a history is read again"
    assert kept(ledger, 7) == history(ledger.folder, 7)
    with Corpus.open(corpus_of(ledger)) as corpus:
        assert corpus.source is not None
        assert corpus.revision == revision + 2, "the history and the source"


def test_what_the_archive_knows_of_its_source_is_kept(ledger: Ledger) -> None:
    for _ in range(8):
        ledger.fail("file", "70", "HTTP 404")
    store_search(ledger, Question(9))
    listed(ledger, Query(since=date(2020, 8, 1), until=date(2022, 2, 1)))
    run(ledger)
    with Corpus.open(corpus_of(ledger)) as corpus:
        source = corpus.source
        revision = corpus.revision
    assert source
    assert source.listed_years == ("2020-2021",)
    assert source.failures == {"file": 1}
    assert [(one.kind, one.key, one.reason) for one in source.given_up] == [("file", "70", "HTTP 404")]
    assert source.without_details == 1
    run(ledger)
    with Corpus.open(corpus_of(ledger)) as corpus:
        assert corpus.revision == revision, "what stays the same is no change"
    ledger.fail("details", "9", "HTTP 500")
    run(ledger)
    with Corpus.open(corpus_of(ledger)) as corpus:
        assert corpus.revision == revision + 1
        assert corpus.ids_changed_since(revision) == []
        assert corpus.source != source


def test_a_dump_has_no_histories_and_an_import_takes_none_away(ledger: Ledger, tmp_path: Path) -> None:
    run(ledger)
    dump = tmp_path / "dump.jsonl"
    with Corpus.open(corpus_of(ledger)) as corpus:
        export((replace_title(question) for question in corpus), dump, ExportFormat.JSONL)
    other = tmp_path / "other.sqlite"
    import_dump(dump, other)
    with Corpus.open(other) as corpus:
        assert (len(corpus), corpus.history(7), corpus.source) == (2, (), None)
    before = kept(ledger, 7)
    import_dump(dump, corpus_of(ledger))
    assert kept(ledger, 7) == before


def replace_title(question: WrittenQuestion) -> WrittenQuestion:
    return question.model_copy(update={"title": "Geheel anders"})
