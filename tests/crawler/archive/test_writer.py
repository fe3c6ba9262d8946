"""Nothing held gives way to something worse, and what came is kept, whatever comes after it."""

import hashlib
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import versions
from crawler.archive.writer import Failure, Ledger, Stored
from crawler.parliament.opendata import parse_member
from crawler.parliament.page import parse_page
from crawler.parliament.search import read_hits
from tests.support.clocks import Clock
from tests.support.ledgers import (
    PARLIAMENT,
    PDF,
    answer,
    backlog,
    listings,
    next_run,
    searched,
    store_details,
    store_records,
    store_search,
)
from tests.support.parliament_stub import Question

QUESTION = Question(1)
DOUBT = "what was held counts until another crawl, a day later, finds the same"


def without(*keys: str) -> dict[str, Any]:
    """The record of the question with something lacking."""
    return {key: value for key, value in PARLIAMENT.record(QUESTION).items() if key not in keys}


def records_held(folder: Path) -> int:
    with sqlite3.connect(folder / "catalogue.sqlite") as catalogue:
        return int(catalogue.execute("SELECT count(*) FROM record").fetchone()[0])


# --- records that lose something ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "named", "field"),
    [
        pytest.param("titel", "title", "title", id="title"),
        pytest.param("thema", "themes", "themes", id="themes"),
        pytest.param("vraagsteller", "asker", "asker", id="asker"),
        pytest.param("vraagnummer", "number", "number", id="number"),
        pytest.param("zittingsjaar", "session year", "session_year", id="session year"),
        pytest.param("bijlage", "files", "files", id="attachments, the main file too"),
    ],
)
def test_a_record_that_loses_a_fact_is_doubted(ledger: Ledger, key: str, named: str, field: str) -> None:
    store_details(ledger, QUESTION)
    before = ledger.question(1)
    lost = without(key, "bestand-ordered") if key == "bijlage" else without(key)
    next_run(ledger)
    assert store_records(ledger, lost) == Stored(1, doubted=1)
    assert ledger.question(1) == type(before)(
        record=before.record,
        files=before.files,
        crawled_at=ledger.question(1).crawled_at,
        fingerprint=before.fingerprint,
    )
    assert getattr(ledger.question(1).record, field)
    assert ledger.failures() == (Failure("details", "1", f"the record has lost its {named}: {DOUBT}", 1),)
    assert backlog(ledger).due_questions() == []  # not again in the same run
    next_run(ledger)
    assert backlog(ledger).due_questions() == [1]


def test_all_that_a_record_loses_is_named(ledger: Ledger) -> None:
    store_details(ledger, QUESTION)
    store_records(ledger, without("procedureverloop", "minister"))
    (failure,) = ledger.failures()
    assert failure.reason.startswith(
        "the record has lost its minister, day of asking, day of answering, being in time: "
    )


def test_a_record_that_only_changes_counts_at_once(ledger: Ledger) -> None:
    store_details(ledger, QUESTION)
    changed = PARLIAMENT.record(QUESTION) | {"titel": "Speelplein - Banken", "vraagnummer": 13}
    assert store_records(ledger, changed) == Stored(1, doubted=0)
    assert (ledger.question(1).record.title, ledger.question(1).record.number) == ("Speelplein - Banken", 13)
    assert ledger.failures() == ()


def test_a_doubted_record_does_not_count_by_being_said_twice_at_once(
    clock: Clock, ledger: Ledger, folder: Path
) -> None:
    store_details(ledger, QUESTION)
    clock.move(hours=1)
    for count in (1, 2, 3):
        next_run(ledger)
        store_records(ledger, without("thema"))
        assert ledger.question(1).record.themes == ("Sport", "Jeugdwerk")
        assert [failure.count for failure in ledger.failures()] == [count]
        assert records_held(folder) == 2
        clock.move(minutes=59)


@pytest.mark.parametrize("hours", [20, 24, 24 * 365, -24], ids=["20 hours", "a day", "a year", "a clock set back"])
def test_a_doubted_record_counts_when_a_later_crawl_says_the_same(clock: Clock, ledger: Ledger, hours: int) -> None:
    store_details(ledger, QUESTION)
    before = ledger.fingerprints()
    store_records(ledger, without("thema"))
    assert ledger.fingerprints() == before
    clock.move(hours=hours)
    next_run(ledger)
    store_records(ledger, without("thema"))
    assert ledger.question(1).record.themes == ()
    assert ledger.fingerprints() != before
    assert backlog(ledger).due_questions() == []
    assert ledger.summary().failures == {}


def test_twenty_hours_are_needed_between_the_two(clock: Clock, ledger: Ledger) -> None:
    store_details(ledger, QUESTION)
    store_records(ledger, without("thema"))
    clock.move(hours=20, seconds=-1)
    store_records(ledger, without("thema"))
    assert ledger.question(1).record.themes == ("Sport", "Jeugdwerk")
    clock.move(seconds=1)
    store_records(ledger, without("thema"))
    assert ledger.question(1).record.themes == ()


@pytest.mark.parametrize("title", [QUESTION.title, "Speelplein - Banken"], ids=["as before", "changed"])
def test_a_whole_record_in_between_drops_the_doubted_one(
    clock: Clock, ledger: Ledger, folder: Path, title: str
) -> None:
    store_details(ledger, QUESTION)
    store_records(ledger, without("thema"))
    clock.move(days=1)
    store_details(ledger, Question(1, title=title))
    assert ledger.summary().failures == {}
    assert backlog(ledger).due_questions() == []
    assert records_held(folder) == (1 if title == QUESTION.title else 2)
    clock.move(days=1)
    store_records(ledger, without("thema"))  # again from the beginning
    assert ledger.question(1).record.themes == ("Sport", "Jeugdwerk")
    assert ledger.question(1).record.title == title
    assert [failure.kind for failure in ledger.failures()] == ["details"]


def test_another_loss_is_doubted_from_the_beginning(clock: Clock, ledger: Ledger, folder: Path) -> None:
    store_details(ledger, QUESTION)
    for lost in ("thema", "vraagsteller"):
        store_records(ledger, without(lost))
        clock.move(days=1)
    assert (ledger.question(1).record.themes, records_held(folder)) == (("Sport", "Jeugdwerk"), 2)
    store_records(ledger, without("vraagsteller"))
    assert (ledger.question(1).record.asker, ledger.question(1).record.themes) == (None, ("Sport", "Jeugdwerk"))


def test_a_hit_of_the_search_that_loses_a_fact_is_doubted_too(clock: Clock, ledger: Ledger) -> None:
    store_search(ledger, QUESTION)
    found, hits = searched(Question(1, themes=()))
    assert ledger.store_hits(found, read_hits(hits), set()) == Stored(1, doubted=1)
    assert ledger.question(1).record.themes == ("Sport", "Jeugdwerk")
    key = "http://be.vlp.feed/1/pfls/5000001"
    assert ledger.failures() == (Failure("hit", key, f"the record has lost its themes: {DOUBT}", 1),)
    clock.move(days=1)
    store_search(ledger, Question(1, themes=()))
    assert ledger.question(1).record.themes == ()
    assert ledger.failures() == ()


def test_a_hit_that_loses_its_day_is_expected_among_the_hits_of_that_day(ledger: Ledger) -> None:
    store_search(ledger, QUESTION)
    found, (hit,) = searched(QUESTION)
    tags = {name: value for name, value in hit.tags.items() if name != "publicatiedatum"}
    ledger.store_hits(found, read_hits([replace(hit, digest="another", tags=tags)]), set())
    assert listings(ledger).held(date(2021, 3, 4), date(2021, 3, 4)) == 1
    assert ledger.summary().published_until == date(2021, 3, 4)


def test_a_page_that_loses_a_fact_is_doubted_too(ledger: Ledger) -> None:
    whole = PARLIAMENT.page(QUESTION)
    for written in (whole, whole.replace("14/02/2021", "")):
        page = answer(written.encode(), "https://www.vlaamsparlement.be/1")
        ledger.store_page(page, 1, parse_page(page.body, page.url))
    assert ledger.question(1).record.answered_on == date(2021, 2, 14)
    assert [failure.reason for failure in ledger.failures()] == [
        f"the record has lost its day of answering, being in time: {DOUBT}"
    ]


def test_what_was_doubted_and_never_counted_is_no_version(clock: Clock, ledger: Ledger) -> None:
    store_details(ledger, QUESTION)
    clock.move(days=1)
    next_run(ledger)
    store_records(ledger, without("thema"))
    assert [version.question.record.themes for version in versions(ledger, 1)] == [("Sport", "Jeugdwerk")]
    clock.move(days=1)
    next_run(ledger)
    store_records(ledger, without("thema"))
    assert [version.question.record.themes for version in versions(ledger, 1)] == [("Sport", "Jeugdwerk"), ()]


def test_a_member_without_parties_does_not_replace_one_with(ledger: Ledger) -> None:
    store_details(ledger, Question(1, party=None))
    known = answer({"id": 9001, "naam": "Peeters", "lidmaatschap": {"fractie": "Linde", "datumVan": "2020-01-01"}})
    other = answer({"id": 9001, "naam": "Peeters", "lidmaatschap": {"fractie": "Eik", "datumVan": "2020-01-01"}})
    bare = answer({"id": 9001, "naam": "Peeters"})

    def party() -> str | None:
        asker = ledger.question(1).record.asker
        return asker.party if asker else None

    ledger.store_member(bare, 9001, parse_member(bare.body))
    assert party() is None
    ledger.store_member(known, 9001, parse_member(known.body))
    assert party() == "Linde"
    ledger.store_member(bare, 9001, parse_member(bare.body))
    assert party() == "Linde"
    assert ledger.failures() == (Failure("member", "9001", f"the record has lost its parties: {DOUBT}", 1),)
    ledger.store_member(other, 9001, parse_member(other.body))
    assert (party(), ledger.failures()) == ("Eik", ())


# --- files -------------------------------------------------------------------------------------------


def test_a_changed_file_is_a_second_version_and_the_first_is_kept(clock: Clock, ledger: Ledger) -> None:
    store_details(ledger, Question(1, files=(70,)))
    first, second = PDF, PDF.replace(b"...", b"corrected")
    for body in (first, first, second):
        ledger.store_file(70, answer(body, filename="12.pdf"), None)
        clock.move(days=1)
        next_run(ledger)
    found = [version.question.files[0].sha256 or "" for version in versions(ledger, 1)]
    assert found == [hashlib.sha256(body).hexdigest() for body in (first, second)]
    assert [ledger.file_bytes(sha256) for sha256 in found] == [first, second]
    assert ledger.question(1).files[0].sha256 == found[-1]


@pytest.mark.parametrize(
    ("body", "odd", "reason"),
    [
        pytest.param(
            b"<html>storing</html>", "HTML instead of a document", "HTML instead of a document", id="no document"
        ),
        pytest.param(b"%PDF-1.7\n..", None, "the file breaks off, which it did not before", id="breaks off"),
    ],
)
def test_an_odd_or_broken_answer_never_replaces_a_whole_document(
    ledger: Ledger, body: bytes, odd: str | None, reason: str
) -> None:
    store_details(ledger, Question(1, files=(70,)))
    ledger.store_file(70, answer(PDF), None)
    before = ledger.question(1)
    next_run(ledger)
    ledger.store_file(70, answer(body), odd)
    assert ledger.question(1) == before  # the failure of a comparison is no failure of the file
    assert ledger.held_document(70) == PDF
    assert ledger.failures() == (Failure("recheck", "70", reason, 1),)
    assert len(list(versions(ledger, 1))) == 1
    ledger.keep_file(70)
    assert ledger.failures() == ()


def test_a_file_that_comes_without_its_name_keeps_it_unless_it_is_another(ledger: Ledger) -> None:
    store_details(ledger, Question(1, files=(70,)))
    ledger.store_file(70, answer(PDF, filename="12.pdf", media_type="application/pdf"), None)
    ledger.store_file(70, answer(PDF), None)
    (file,) = ledger.question(1).files
    assert (file.link.filename, file.media_type) == ("12.pdf", "application/pdf")
    ledger.store_file(70, answer(PDF + b"\n"), None)
    (file,) = ledger.question(1).files
    assert (file.link.filename, file.media_type) == (None, None)


def test_a_file_that_always_broke_off_may_be_replaced_by_another(ledger: Ledger) -> None:
    store_details(ledger, Question(1, files=(70,)))
    for body in (b"%PDF-1.7\n..", b"%PDF-1.7\n.....", PDF):
        ledger.store_file(70, answer(body), None)
        assert ledger.held_document(70) == body
        assert ledger.failures() == ()


def test_a_document_that_is_lost_from_the_disk_may_be_replaced_by_anything(ledger: Ledger) -> None:
    store_details(ledger, Question(1, files=(70,)))
    ledger.store_file(70, answer(PDF), None)
    ledger.file_path(hashlib.sha256(PDF).hexdigest()).unlink()
    ledger.store_file(70, answer(b"%PDF-1.7\n.."), None)
    assert ledger.held_document(70) == b"%PDF-1.7\n.."


# --- failures ----------------------------------------------------------------------------------------


def test_failures_of_an_outage_do_not_count(ledger: Ledger) -> None:
    ledger.fail("file", "70", "HTTP 404")
    next_run(ledger)
    for kind, key in (("file", "70"), ("details", "7"), ("details", "8")):
        ledger.fail(kind, key, "HTTP 503")
    ledger.forgive([("file", "70"), ("details", "7"), ("file", "unknown")])
    assert {(failure.key, failure.count) for failure in ledger.failures()} == {("70", 1), ("7", 0), ("8", 1)}
    ledger.forgive([("details", "7")])
    assert {failure.count for failure in ledger.failures() if failure.key == "7"} == {0}
    next_run(ledger)
    ledger.forgive([("details", "8")])  # what failed in an earlier run is not of this outage
    assert ledger.failed_before("details", 8)
    ledger.fail("details", "8", "HTTP 404")
    assert [failure.count for failure in ledger.failures()] == [2]
