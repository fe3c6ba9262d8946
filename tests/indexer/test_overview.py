"""What `vraagbaak status` says of a real archive on the disk."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from crawler.archive import ParkedFailure
from crawler.archive.runs import Runs
from crawler.archive.writer import Ledger
from crawler.parliament.addresses import Query
from crawler.plan.scope import CrawlScope, UpdateScope
from indexer.corpus.store import Corpus, Made
from indexer.overview import Overview, lines, overview
from tests.support.factory import make_question
from tests.support.ledgers import PDF, answer, listed, next_run, store_details, store_search
from tests.support.parliament_stub import Question


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "archive") as opened:
        yield opened


def look(ledger: Ledger) -> Overview:
    data = ledger.folder.parent
    return overview(ledger.folder, data / "corpus.sqlite", data / "index")


def told(ledger: Ledger, label: str) -> list[str]:
    """What stands behind that label."""
    return [line.strip().removeprefix(label).strip() for line in lines(look(ledger)) if line.strip().startswith(label)]


def fail(ledger: Ledger, kind: str, key: str, times: int) -> None:
    for _ in range(times):
        ledger.fail(kind, key, "HTTP 404")


def test_an_empty_archive_says_that_nothing_was_fetched(ledger: Ledger) -> None:
    assert told(ledger, "newest record") == ["nothing fetched yet"]
    assert told(ledger, "last finished run") == []


def test_how_old_the_data_are_is_said_in_words(ledger: Ledger) -> None:
    Runs(ledger).begin(str(CrawlScope()))
    store_search(ledger, Question(1))
    with ledger.transaction():
        ledger.execute("UPDATE question SET crawled_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '-100 hours')")
    assert [row.partition(", ")[2] for row in told(ledger, "newest record")] == ["4 days ago"]
    [published] = told(ledger, "published until")
    assert published.startswith("2021-03-04, ")
    assert published.endswith(" days ago")


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (CrawlScope(), "everything"),
        (CrawlScope(since=date(2024, 1, 1)), "published since 2024-01-01"),
        (CrawlScope(until=date(2024, 1, 1), themes=("Sport",)), "published until 2024-01-01, theme Sport"),
        (CrawlScope(session_years=("2022-2023", "2023-2024")), "session years 2022-2023, 2023-2024"),
        (CrawlScope(links=tuple(map(str, range(12)))), "12 links"),
        (CrawlScope(links=("1809299",)), "link 1809299"),
        (UpdateScope(), "update"),
        (UpdateScope(date(2024, 1, 1)), "update, published since 2024-01-01"),
    ],
    ids=str,
)
def test_a_run_says_in_words_what_it_was_asked(scope: CrawlScope | UpdateScope, words: str, ledger: Ledger) -> None:
    Runs(ledger).begin(str(scope))
    assert [row.rpartition(", begun")[0] for row in told(ledger, "unfinished run")] == [words]
    Runs(ledger).finish()
    assert [row.rpartition(", begun")[0] for row in told(ledger, "last finished run")] == [words]
    assert told(ledger, "unfinished run") == []


def test_why_the_newest_run_stopped_is_said_until_it_goes_on(ledger: Ledger) -> None:
    reason = "the quiet hours (07:00-19:00) began"
    Runs(ledger).begin(str(UpdateScope()))
    Runs(ledger).note_stop(reason)
    archive = look(ledger).archive
    assert archive
    assert (archive.stopped, told(ledger, "STOPPED EARLY")) == (reason, [reason])
    Runs(ledger).begin(str(UpdateScope()))
    assert told(ledger, "STOPPED EARLY") == []


def test_what_is_tried_again_and_what_is_given_up_are_told_apart(ledger: Ledger) -> None:
    Runs(ledger).begin(str(CrawlScope()))
    store_details(ledger, Question(1, files=(70, 71)))
    fail(ledger, "file", "70", 8)
    fail(ledger, "file", "71", 7)
    fail(ledger, "details", "2", 8)
    fail(ledger, "search", "published 2024-01-01..2024-01-31", 9)  # every run asks for these days again
    archive = look(ledger).archive
    assert archive
    assert archive.parked == (
        ParkedFailure("details", "2", "HTTP 404", 2),
        ParkedFailure("file", "70", "HTTP 404", 1),
    )
    assert archive.failures == {"details": 1, "file": 2, "search": 1}
    assert told(ledger, "failed, tried again") == ["1 file, 1 search"]
    assert told(ledger, "failed, given up") == ["1 question, 1 file"]
    assert told(ledger, "file 70") == ["of question 1: HTTP 404"]


def test_of_many_that_are_given_up_the_first_twenty_are_named(ledger: Ledger) -> None:
    Runs(ledger).begin(str(CrawlScope()))
    for key in range(1, 24):
        fail(ledger, "details", str(key), 8)
    archive = look(ledger).archive
    assert archive
    assert len(archive.parked) == 23
    assert len([line for line in lines(look(ledger)) if "HTTP 404" in line]) == 20
    assert told(ledger, "and 3 more")


def test_what_the_search_lists_no_longer_is_counted(ledger: Ledger) -> None:
    Runs(ledger).begin(str(CrawlScope()))
    store_search(ledger, Question(1, files=(70,), attachments=(60,)), Question(2))
    with ledger.transaction():
        ledger.execute("UPDATE hit SET gone = 1 WHERE question = 1")
    archive = look(ledger).archive
    assert archive
    assert (archive.gone_documents, archive.gone_questions) == (2, (1,))
    assert told(ledger, "no longer listed")[0].startswith("by the search: 2 documents of 1 question;")


def test_a_number_is_missing_only_where_the_whole_session_year_was_asked_for(ledger: Ledger) -> None:
    with Corpus.create(ledger.folder.parent / "corpus.sqlite") as corpus:
        corpus.put(make_question(1, number=322, session_year="2020-2021"), Made("", 1))
        corpus.put(make_question(2, number=3, session_year="2021-2022"), Made("", 1))
    Runs(ledger).begin(str(CrawlScope(links=("1",))))
    store_details(ledger, Question(1), Question(2))
    assert told(ledger, "2020-2021") == ["1         ?         ?               0"]
    assert not [line for line in lines(look(ledger)) if "missing (" in line]
    assert told(ledger, "?: not known") == [", as the search was not asked for that whole year"]
    next_run(ledger, str(CrawlScope(since=date(2021, 9, 1))))
    listed(ledger, Query(date(2021, 9, 1), date(2022, 12, 31)))
    assert told(ledger, "2021-2022") == ["1         3         2               0"]
    assert told(ledger, "2020-2021") == ["1         ?         ?               0"]
    assert told(ledger, "Bram Hellemans") == [": 2 missing (1-2)"]


def test_what_came_in_place_of_a_document_is_told_apart_from_what_is_not_held(ledger: Ledger) -> None:
    Runs(ledger).begin(str(CrawlScope()))
    store_details(ledger, Question(1, files=(70, 71, 72)))
    ledger.store_file(70, answer(PDF), None)
    ledger.store_file(71, answer(b"<html>storing</html>"), "HTML instead of a document")
    fail(ledger, "file", "72", 1)
    assert told(ledger, "archive") == ["1 question, 2 files (1 of them no document), 1 file not held"]
    assert told(ledger, "failed, tried again") == ["2 files"]


def test_sizes_are_those_on_the_disk(ledger: Ledger, sample_data: Path) -> None:
    Runs(ledger).begin(str(CrawlScope()))
    store_details(ledger, Question(1, files=(70,)))
    ledger.store_file(70, answer(PDF), None)
    archive = look(ledger).archive
    assert archive
    assert archive.file_bytes == len(PDF)
    assert archive.catalogue_bytes == (ledger.folder / "catalogue.sqlite").stat().st_size
    sample = overview(sample_data / "archive", sample_data / "corpus.sqlite", sample_data / "index")
    assert sample.corpus
    assert sample.corpus.bytes >= (sample_data / "corpus.sqlite").stat().st_size
    assert sample.index_bytes == sum(
        path.stat().st_size for path in (sample_data / "index").rglob("*") if path.is_file()
    )
