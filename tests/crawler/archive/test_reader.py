"""What was stored comes back as it was, and nothing worse ever takes its place."""

import hashlib
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.archive.runs import Runs
from crawler.archive.writer import Failure, Ledger
from crawler.errors import ArchiveBusy, ArchiveDamaged, ArchiveMissing
from crawler.parliament.addresses import Query
from crawler.parliament.opendata import parse_member
from crawler.parliament.page import parse_page
from tests.support.clocks import Clock
from tests.support.ledgers import (
    PARLIAMENT,
    PDF,
    answer,
    backlog,
    listed,
    listings,
    next_run,
    searched,
    store_details,
    store_search,
)
from tests.support.parliament_stub import Question


def test_a_question_comes_back_with_all_its_sources_and_files_joined(ledger: Ledger, folder: Path) -> None:
    question = Question(7, files=(70,), attachments=(60,))
    store_search(ledger, question)
    store_details(ledger, question)
    ledger.store_file(70, answer(PDF, media_type="application/pdf", filename="12.pdf"), None)
    with Archive.open(folder) as archive:
        found = archive.question(7)
        assert found.record.published_on == date(2021, 3, 4)  # only the search says this
        assert found.record.on_time is True  # only open data says this
        assert [(file.link.pfile, file.link.is_attachment) for file in found.files] == [(70, False), (60, True)]
        held, missing = found.files
        assert (held.media_type, held.link.filename, held.failure) == ("application/pdf", "12.pdf", None)
        assert archive.file_bytes(held.sha256 or "") == PDF
        assert archive.file_path(held.sha256 or "").is_relative_to(folder)
        assert (missing.sha256, missing.failure) == (None, "not fetched yet")
        assert [item.record.id for item in archive.questions()] == [7]
        assert found.crawled_at.tzinfo is not None
        summary = archive.summary()
        assert (summary.questions, summary.files, summary.files_missing, summary.file_bytes) == (1, 1, 1, len(PDF))


def test_many_questions_share_the_answer_that_told_of_them(ledger: Ledger, folder: Path) -> None:
    questions = [Question(n) for n in range(1, 101)]
    store_search(ledger, *questions)
    store_details(ledger, *questions)
    with sqlite3.connect(folder / "catalogue.sqlite") as catalogue:
        assert catalogue.execute("SELECT count(*) FROM body").fetchone() == (2,)
    assert len(ledger) == 100


def test_the_fingerprint_follows_what_is_held_and_nothing_else(ledger: Ledger) -> None:
    one, other = Question(1, party=None), Question(2, party="Eik")
    seen: list[str] = []

    def changed() -> bool:
        prints = ledger.fingerprints()
        assert prints == {item.record.id: item.fingerprint for item in ledger.questions()}
        seen.append(prints[1])
        return seen[-1:] != seen[-2:-1]

    store_search(ledger, one, other)
    assert changed()
    store_details(ledger, one, other)
    assert changed()
    before = ledger.fingerprints()[2]
    member = answer({"id": 9001, "naam": "Peeters", "lidmaatschap": {"fractie": "Linde", "datumVan": "2020-01-01"}})
    ledger.store_member(member, 9001, parse_member(member.body))
    assert changed()
    assert ledger.question(1).record.asker == ledger.question(2).record.asker or ledger.fingerprints()[2] == before
    ledger.fail("file", "5000001", "HTTP 404")
    assert changed()
    ledger.store_file(5_000_001, answer(PDF), None)
    assert changed()
    store_search(ledger, one, other)
    store_details(ledger, one, other)
    assert not changed()
    store_details(ledger, Question(1, title="Speelplein - Banken"))
    assert changed()
    assert ledger.fingerprints()[2] == before


def test_the_newest_record_of_a_source_counts(ledger: Ledger) -> None:
    for title in ("First", "Second", "First"):
        store_details(ledger, Question(1, title=title))
        assert ledger.question(1).record.title == title


def test_open_data_wins_over_the_page(ledger: Ledger) -> None:
    page = answer(PARLIAMENT.page(Question(1, title="From the page")).encode())
    ledger.store_page(page, 1, parse_page(page.body, page.url))
    assert (ledger.question(1).record.title, ledger.question(1).record.on_time) == ("From the page", False)
    store_details(ledger, Question(1, title="From open data"))
    assert (ledger.question(1).record.title, ledger.question(1).record.on_time) == ("From open data", True)


def test_a_better_file_replaces_an_odd_one_and_never_the_other_way(ledger: Ledger) -> None:
    store_details(ledger, Question(1, files=(70,)))
    odd, good = answer(b"<html>storing</html>"), answer(PDF)
    ledger.store_file(70, odd, "HTML instead of a document")
    (held,) = ledger.question(1).files
    assert (held.failure, ledger.file_bytes(held.sha256 or "")) == ("HTML instead of a document", odd.body)
    ledger.store_file(70, good, None)
    (held,) = ledger.question(1).files
    assert (held.failure, ledger.file_bytes(held.sha256 or "")) == (None, PDF)
    ledger.store_file(70, odd, "HTML instead of a document")
    (held,) = ledger.question(1).files
    assert ledger.file_bytes(held.sha256 or "") == PDF


# --- what is left to do ------------------------------------------------------------------------------


def test_details_are_due_of_what_is_new_changed_or_unanswered(ledger: Ledger) -> None:
    answered, open_ = Question(1), Question(2, answered=None)
    hits = store_search(ledger, answered, open_)
    assert backlog(ledger).due_among(hits) == {1, 2}
    assert backlog(ledger).due_questions() == [2, 1]
    store_details(ledger, answered, open_)
    assert backlog(ledger).due_among(hits) == set()
    next_run(ledger)
    assert backlog(ledger).due_among(hits) == {2}
    _, retitled = searched(Question(1, title="New"))
    assert backlog(ledger).due_among(retitled) == {1}


def test_what_failed_is_tried_again_in_the_next_run_only(ledger: Ledger) -> None:
    hits = store_search(ledger, Question(1))
    ledger.fail("details", "1", "open data: HTTP 500; page: HTTP 500")
    ledger.fail("file", "5000001", "HTTP 404")
    assert (backlog(ledger).due_among(hits), backlog(ledger).due_questions(), backlog(ledger).due_files()) == (
        set(),
        [],
        [],
    )
    assert ledger.failures() == (
        Failure("details", "1", "open data: HTTP 500; page: HTTP 500", 1),
        Failure("file", "5000001", "HTTP 404", 1),
    )
    next_run(ledger)
    assert (backlog(ledger).due_among(hits), backlog(ledger).due_questions()) == ({1}, [1])
    assert [pfile for pfile, _ in backlog(ledger).due_files()] == [5_000_001]
    assert ledger.failures() == ()
    store_details(ledger, Question(1))
    ledger.store_file(5_000_001, answer(PDF), None)
    assert ledger.summary().failures == {}


def test_an_odd_file_is_asked_for_again_after_growing_pauses(clock: Clock, ledger: Ledger) -> None:
    asked = []
    for _ in range(8):
        next_run(ledger)
        asked.append(backlog(ledger).wants_file(70))
        if asked[-1]:
            ledger.store_file(70, answer(b"<html>"), "HTML instead of a document")
        assert not backlog(ledger).wants_file(70)
        clock.move(days=1)
    assert asked == [True, True, False, True, False, False, False, True]
    clock.move(days=-3650)  # a clock set back stops nothing that was due
    ledger.store_file(71, answer(b"<html>"), "HTML instead of a document")
    clock.move(days=3650)
    next_run(ledger)
    assert backlog(ledger).wants_file(71)


def test_a_file_lost_from_the_disk_is_asked_for_again(ledger: Ledger) -> None:
    store_details(ledger, Question(1, files=(70,)))
    ledger.store_file(70, answer(PDF), None)
    assert not backlog(ledger).wants_file(70)
    ledger.file_path(hashlib.sha256(PDF).hexdigest()).unlink()
    assert backlog(ledger).wants_file(70)


def test_a_member_is_asked_for_once_unless_the_question_is_younger(ledger: Ledger) -> None:
    store_details(ledger, Question(1, party=None))
    assert backlog(ledger).due_members() == [9001]
    assert backlog(ledger).wants_member(9001, None)
    member = answer({"id": 9001, "naam": "Peeters"})
    ledger.store_member(member, 9001, parse_member(member.body))
    assert backlog(ledger).due_members() == []
    assert not backlog(ledger).wants_member(9001, date(2021, 1, 1))
    assert backlog(ledger).wants_member(9001, datetime.now(UTC).date() + timedelta(days=2))


def test_an_unfinished_run_of_the_same_scope_goes_on(ledger: Ledger) -> None:
    january = Query(date(2021, 1, 1), date(2021, 1, 31), theme="Sport")
    Runs(ledger).begin("sport")
    listed(ledger, january)
    assert listings(ledger).finished(Query(theme="Sport")) == [(date(2021, 1, 1), date(2021, 1, 31))]
    assert listings(ledger).finished(Query()) == []
    assert Runs(ledger).begin("{}")
    assert Runs(ledger).begin("sport")
    assert listings(ledger).finished(january) == [(date(2021, 1, 1), date(2021, 1, 31))]
    Runs(ledger).finish()
    assert not Runs(ledger).begin("sport")
    assert listings(ledger).finished(january) == []


def test_the_last_day_of_a_window_is_asked_again_on_a_later_day(clock: Clock, ledger: Ledger) -> None:
    last = clock.today
    listed(ledger, Query(last - timedelta(days=9), last))
    assert listings(ledger).finished(Query()) == [(last - timedelta(days=9), last)]
    clock.move(days=1)
    assert listings(ledger).finished(Query()) == [(last - timedelta(days=9), last - timedelta(days=1))]


# --- what can go wrong -------------------------------------------------------------------------------


def test_a_second_crawl_is_turned_away_with_the_process_that_holds_the_archive(ledger: Ledger, folder: Path) -> None:
    with pytest.raises(ArchiveBusy, match=rf"another crawl \(process {os.getpid()}\) is writing"):
        Ledger.open(folder)
    with Archive.open(folder) as reader:  # reading goes on meanwhile
        assert len(reader) == 0


def test_the_lock_of_a_killed_crawl_is_free(folder: Path) -> None:
    killed = (
        "import os, pathlib, sys; from crawler.archive.writer import Ledger; "
        "held = Ledger.open(pathlib.Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", killed, str(folder)], cwd=root, check=False).returncode == -9
    Ledger.open(folder).close()


def test_where_there_is_no_archive_that_is_said(folder: Path) -> None:
    with pytest.raises(ArchiveMissing, match="run `vraagbaak crawl` first"):
        Archive.open(folder)


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 100])
def test_a_damaged_catalogue_is_named(ledger: Ledger, folder: Path, damage: bytes) -> None:
    ledger.close()
    (folder / "catalogue.sqlite").write_bytes(damage)
    with pytest.raises(ArchiveDamaged, match=r"catalogue\.sqlite"):
        Archive.open(folder)


def test_an_archive_of_another_version_is_refused(ledger: Ledger, folder: Path) -> None:
    ledger.close()
    with sqlite3.connect(folder / "catalogue.sqlite") as catalogue:
        catalogue.execute("PRAGMA user_version = 99")
    for opened in (Archive.open, Ledger.open):
        with pytest.raises(ArchiveDamaged, match="archive version 99"):
            opened(folder)


def test_a_damaged_answer_or_file_is_named(ledger: Ledger, folder: Path) -> None:
    store_details(ledger, Question(1, files=(70,)))
    ledger.store_file(70, answer(PDF), None)
    sha256 = ledger.question(1).files[0].sha256 or ""
    ledger.file_path(sha256).write_bytes(b"%PDF-1.7 other")
    with pytest.raises(ArchiveDamaged, match="is not what was stored"):
        ledger.file_bytes(sha256)
    ledger.file_path(sha256).unlink()
    with pytest.raises(ArchiveDamaged, match="is missing"):
        ledger.file_bytes(sha256)
    with pytest.raises(ArchiveDamaged, match="is not the sha256"):
        ledger.file_bytes("../../etc/passwd")
    with sqlite3.connect(folder / "catalogue.sqlite") as catalogue:
        catalogue.execute("UPDATE body SET data = x'00'")
    with Archive.open(folder) as archive, pytest.raises(ArchiveDamaged, match="missing or damaged"):
        archive.question(1)


def test_a_question_that_is_not_held_is_a_key_error(ledger: Ledger) -> None:
    with pytest.raises(KeyError):
        ledger.question(404)


def test_a_full_disk_leaves_what_was_stored(ledger: Ledger, folder: Path) -> None:
    store_details(ledger, Question(1))
    before = ledger.fingerprints()
    pages = ledger._db.execute("PRAGMA page_count").fetchone()[0]
    ledger._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(OSError, match="No space left on device") as caught:
        store_details(ledger, *(Question(number, title=os.urandom(400).hex()) for number in range(2, 200)))
    assert caught.value.errno == 28
    assert before.items() <= ledger.fingerprints().items()
    assert all(item.record.title for item in ledger.questions())


def test_a_half_written_file_is_cleared_away(ledger: Ledger, folder: Path) -> None:
    ledger.store_file(70, answer(PDF), None)
    ledger.close()
    (shelf,) = (folder / "files").iterdir()
    (shelf / ".part-x").write_bytes(b"%PDF")
    Ledger.open(folder).close()
    assert [path.name for path in shelf.iterdir()] == [hashlib.sha256(PDF).hexdigest()]
