"""Nightly runs over HTTP: what they ask for, what they leave alone, and how they go on where one stopped."""

import os
import re
import signal
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.runs import Runs
from crawler.archive.writer import Ledger
from crawler.plan.scope import CrawlScope
from tests.support.commands import vraagbaak
from tests.support.crawling import Crawl, crawl, failures, held, nightly, update
from tests.support.parliament_stub import Handler, Parliament, Question, answers, forever

EVERYTHING = {"since": None}


def night(number: int) -> str:
    """Two o'clock in the night, so many days after the first of March 2021."""
    return f"{date(2021, 3, 1) + timedelta(days=number)} 02:00"


def fill(parliament: Parliament, count: int, *, first: int = 1, months: int = 12) -> None:
    """Add questions, spread over so many months until February 2021."""
    parliament.add(
        *(
            Question(n, published=str(date(2021, 2, 27) - timedelta(days=30 * (n % months) + n % 20)))
            for n in range(first, first + count)
        )
    )


def spans(parliament: Parliament) -> set[tuple[str, str]]:
    """The days of publication that the search was asked for."""
    found = (re.search(r"daterange:([\d-]+)\.\.([\d-]+)", path) for path in parliament.paths("search"))
    return {(match[1], match[2]) for match in found if match}


def kinds(parliament: Parliament) -> dict[str, int]:
    """How often each service was asked."""
    names = {"search": "search", "schv": "details", "vv": "member", "pfile": "file", "schriftelijke-vragen": "page"}
    return dict(Counter(name for path in parliament.paths() for part, name in names.items() if f"/{part}" in path))


def contents(data: Path) -> dict[int, object]:
    """All that is held, whatever it took to get it."""
    with held(data) as archive:
        return {item.record.id: (item.record, item.files) for item in archive.questions()}


# --- what a night asks for ---------------------------------------------------------------------------------------


def test_the_first_update_of_an_empty_archive_gets_everything(parliament: Parliament, tmp_path: Path) -> None:
    fill(parliament, 30)
    parliament.add(Question(99, published="1996-05-01"))
    report = update(tmp_path, parliament, at=night(0))
    assert (report["found"], report["kept"], report["files"], report["failures"]) == (31, 31, 31, [])
    assert set(Counter(parliament.paths("pfile")).values()) == {1}
    assert len(contents(tmp_path)) == 31


def test_an_update_since_a_day_holds_what_was_published_from_then_on(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1, published="2021-01-31"), Question(2, published="2021-02-01"))
    assert update(tmp_path, parliament, "2021-02-01", at=night(0))["found"] == 1
    parliament.add(Question(3, published="2021-03-02"), Question(4, published="2021-01-15"))
    assert update(tmp_path, parliament, at=night(2))["failures"] == []
    assert set(contents(tmp_path)) == {2, 3}
    assert all(since >= "2021-02-01" for since, _ in spans(parliament))
    # An earlier day asks for what lies between.
    assert update(tmp_path, parliament, "2021-01-01", at=night(3))["failures"] == []
    assert set(contents(tmp_path)) == {1, 2, 3, 4}


def test_an_interrupted_crawl_is_finished_by_an_update(parliament: Parliament, tmp_path: Path) -> None:
    fill(parliament, 60)
    running = Crawl(tmp_path, parliament, EVERYTHING, batch=10, at=night(0))
    while len(parliament.paths("pfile")) < 15:
        time.sleep(0.01)
    running.kill()
    report = update(tmp_path, parliament, batch=10, at=night(0))
    assert report["failures"] == []
    with held(tmp_path) as archive:
        summary = archive.summary()
        assert (summary.questions, summary.files, summary.questions_without_details) == (60, 60, 0)
    assert len(parliament.paths("pfile")) <= 60 + 3
    # And so the next crawl of everything begins anew, rather than going on with the one that was killed.
    parliament.asked.clear()
    crawl(tmp_path, parliament, EVERYTHING, at=night(3))
    assert "2021-03-04" in {until for _, until in spans(parliament)}


def test_links_of_a_killed_crawl_are_finished_by_an_update(parliament: Parliament, tmp_path: Path) -> None:
    fill(parliament, 30)
    running = Crawl(tmp_path, parliament, {"links": [str(n) for n in range(1, 31)]}, batch=5, at=night(0))
    while len(parliament.paths("pfile")) < 8:
        time.sleep(0.01)
    running.kill()
    assert update(tmp_path, parliament, batch=5, at=night(0))["failures"] == []
    assert parliament.paths("search") == []
    assert len(parliament.paths("lijst")) <= 6 + 1
    with held(tmp_path) as archive:
        assert (archive.summary().questions, archive.summary().files) == (30, 30)


def test_a_stored_scope_that_is_wrong_is_named_and_dropped_and_the_rest_goes_on(
    parliament: Parliament, tmp_path: Path
) -> None:
    fill(parliament, 3)
    crawl(tmp_path, parliament, EVERYTHING, at=night(0))
    parliament.add(Question(50), Question(51, published="2021-02-28"))
    elsewhere = "http://127.0.0.2:1/parlementaire-documenten/schriftelijke-vragen/50"
    unreadable = ['{"since": "1990-02-30"}', '{"links": 5}', "[]", "half of a"]
    with Ledger.open(tmp_path / "archive") as ledger:
        for scope in (CrawlScope.parse(links=["foo", "50", elsewhere]), *unreadable):
            Runs(ledger).begin(str(scope))
    report = update(tmp_path, parliament, at=night(2))
    with held(tmp_path) as archive:
        assert {50, 51} <= set(archive.fingerprints())
        assert archive.summary().unfinished == ()
        listed = {parked.key: parked.reason for parked in archive.summary().parked}
    assert listed == failures(report)
    assert listed.keys() == {"foo", elsewhere, *unreadable}
    assert listed["foo"].startswith("'foo' is not the address of a written question")
    assert update(tmp_path, parliament, at=night(3))["failures"] == []


def test_a_night_finds_what_is_new_late_or_changed_and_asks_for_nothing_else(
    parliament: Parliament, tmp_path: Path
) -> None:
    fill(parliament, 200)
    assert update(tmp_path, parliament, at=night(0))["found"] == 200
    before = contents(tmp_path)

    parliament.asked.clear()
    report = update(tmp_path, parliament, at=night(1))
    assert (report["files"], report["failures"]) == (0, [])
    recent = [q.id for q in parliament.questions.values() if q.published > "2021-01-16"]
    assert 0 < len(recent) < 60
    [listed] = parliament.paths("schv")  # what is younger than 45 days, in one request
    assert set(map(int, listed.split("id=")[1].split(","))) == set(recent)
    assert len(parliament.paths("search")) <= 5
    assert set(kinds(parliament)) == {"search", "details"}
    assert contents(tmp_path) == before

    parliament.add(Question(900, published="2021-03-02"), Question(901, published="2007-11-05"))
    parliament.questions[recent[0]].title = "Speelplein - Banken"
    parliament.reshape["schv"] = lambda value: _retitled(value, recent[1])
    parliament.asked.clear()
    report = update(tmp_path, parliament, at=night(2))
    assert (report["files"], report["failures"]) == (2, [])
    after = contents(tmp_path)
    assert {id for id in after if after[id] != before.get(id)} == {900, 901, recent[0], recent[1]}
    assert sorted(parliament.paths("pfile")) == ["/files/pfile?id=5000900", "/files/pfile?id=5000901"]
    # Counting finds the year of a late arrival in few requests.
    assert len(parliament.paths("search")) <= 20

    # What was explained once is not counted again each night.
    parliament.asked.clear()
    update(tmp_path, parliament, at=night(3))
    assert len(parliament.paths("search")) <= 5


def _retitled(value: Any, question: int) -> Any:
    """Open data in which one record has another subject, which the search does not show."""
    for wrapped in value.get("items", ()):
        if wrapped["schriftelijke-vraag"]["id"] == question:
            wrapped["schriftelijke-vraag"]["onderwerp"] = "Speelplein en banken"
    return value


def test_a_question_that_was_not_answered_is_looked_at_until_it_is(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1, published="2021-02-20", answered=None), Question(2, published="2020-06-01"))
    update(tmp_path, parliament, at=night(0))
    parliament.questions[1].answered = "2021-03-01"
    update(tmp_path, parliament, at=night(2))
    with held(tmp_path) as archive:
        assert str(archive.question(1).record.answered_on) == "2021-03-01"


def test_once_a_month_a_night_looks_back_over_a_year(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1, published="2020-06-01"), Question(2, published="2019-06-01"))
    update(tmp_path, parliament, at=night(0))
    asked: dict[int, list[str]] = {}
    for number in (1, 15, 31, 32):
        parliament.asked.clear()
        update(tmp_path, parliament, at=night(number))
        asked[number] = parliament.paths("schv")
    assert asked == {1: [], 15: [], 31: ["/e/opendata/schv/1"], 32: []}


# --- failures rest -----------------------------------------------------------------------------------------------


def test_what_failed_rests_longer_each_time_and_is_tried_at_once_by_a_crawl(
    parliament: Parliament, tmp_path: Path
) -> None:
    parliament.add(Question(1, published="2021-02-20"), Question(2, published="2021-02-20"))
    parliament.faults = {"id=5000001": forever(answers(500))}

    def tried(at: str, scope: dict[str, Any] | None = None) -> bool:
        parliament.asked.clear()
        Crawl(tmp_path, parliament, scope or nightly(), retries=0, at=at).report()
        return bool(parliament.paths("pfile?id=5000001"))

    # 20, 40 and 80 hours later, with an hour to spare: a crawl takes its time.
    hours = {0: True, 1: True, 20: False, 22: True, 61: False, 63: True, 142: False, 144: True}
    began = date(2021, 3, 1)
    for hour, expected in hours.items():
        day, rest = divmod(hour, 24)
        assert tried(f"{began + timedelta(days=day)} {rest:02}:00") is expected, hour
    assert tried("2021-03-07 03:00", EVERYTHING)


def test_what_failed_eight_times_is_only_tried_when_it_is_named(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(*(Question(n, published="2021-02-20") for n in (1, 2, 3)))
    parliament.faults = {part: forever(answers(404)) for part in ("id=5000001", "lijst", "schv/2", "vragen/2")}
    for number in range(8):
        report = crawl(tmp_path, parliament, EVERYTHING, retries=0, at=night(number))
        assert {failure["count"] for failure in report["failures"]} == {number + 1}
    for at, scope in ((night(300), EVERYTHING), (night(301), nightly())):
        parliament.asked.clear()
        report = Crawl(tmp_path, parliament, scope, retries=0, at=at).report()
        assert report["failures"] == []
        assert parliament.paths("pfile?id=5000001") == []
        assert not [path for path in parliament.paths("schv") if re.search(r"\b2\b", path.split("/schv/")[1])]
        assert parliament.paths("vragen/2") == []
    parliament.faults.clear()
    assert failures(crawl(tmp_path, parliament, {"links": ["1", "2"]}, at=night(302))) == {}
    with held(tmp_path) as archive:
        assert (archive.summary().files, archive.summary().failures) == (3, {})
        assert archive.summary().questions_without_details == 0


def test_an_outage_does_not_count_against_what_failed_in_it(parliament: Parliament, tmp_path: Path) -> None:
    fill(parliament, 30)
    parliament.faults = {"pfile": forever(answers(503, Retry_After="0"))}
    for number in range(9):
        report = update(tmp_path, parliament, retries=0, failures_in_a_row=5, at=night(number))
        assert report["error"] == "SiteUnreachable"
        assert "HTTP 503" in report["said"]
    parliament.faults.clear()
    assert update(tmp_path, parliament, at=night(9))["failures"] == []
    with held(tmp_path) as archive:
        assert (archive.summary().files, archive.summary().failures) == (30, {})


# --- files that changed ------------------------------------------------------------------------------------------


def test_a_few_files_a_night_are_compared_with_what_the_parliament_has(parliament: Parliament, tmp_path: Path) -> None:
    fill(parliament, 200)
    update(tmp_path, parliament, at=night(0))
    update(tmp_path, parliament, at=night(1))
    first = parliament.paths("pfile")
    assert len(first) == 200  # none was compared the day after it came
    parliament.asked.clear()
    parliament.headers.clear()
    update(tmp_path, parliament, at=night(8))
    compared = parliament.paths("pfile")
    assert len(compared) == 3  # 1.5 % of 200
    for headers, (_, path) in zip(parliament.headers, parliament.asked, strict=True):
        assert ("If-None-Match" in headers) == ("pfile" in path)
    parliament.asked.clear()
    update(tmp_path, parliament, at=night(9))
    assert len(set(parliament.paths("pfile")) | set(compared)) == 6  # others, in turn


@pytest.mark.parametrize("tells_versions", [True, False])
def test_a_file_that_changed_is_fetched_and_its_old_bytes_are_kept(
    parliament: Parliament, tmp_path: Path, tells_versions: bool
) -> None:
    parliament.add(Question(1, published="2021-02-20"))

    def without_version(handler: Handler) -> None:
        handler.send(200, parliament.body(5_000_001), "application/pdf")

    if not tells_versions:
        parliament.faults["pfile"] = forever(without_version)
    update(tmp_path, parliament, at=night(0))
    with held(tmp_path) as archive:
        [old] = archive.question(1).files
        before = archive.fingerprints()
    assert update(tmp_path, parliament, at=night(8))["failures"] == []
    with held(tmp_path) as archive:
        assert archive.fingerprints() == before
    parliament.bodies[5_000_001] = b"%PDF-1.7\nerratum\n%%EOF\n"
    report = update(tmp_path, parliament, at=night(16))
    assert (report["files"], report["failures"]) == (1, [])
    with held(tmp_path) as archive:
        [new] = archive.question(1).files
        assert archive.file_bytes(new.sha256 or "") == b"%PDF-1.7\nerratum\n%%EOF\n"
        assert archive.file_bytes(old.sha256 or "") == b"%PDF-1.7\n5000001\n%%EOF\n"
        assert archive.fingerprints() != before


def test_a_file_that_is_compared_with_something_worse_stays(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1, published="2021-02-20"))
    update(tmp_path, parliament, at=night(0))
    before = contents(tmp_path)
    worse = {
        8: (answers(404), "HTTP 404"),
        10: (answers(200, b"<html>Niet gevonden</html>"), "HTML instead of a document"),
        12: (answers(200, b"%PDF-1.7 half a", "application/pdf"), "the file breaks off, which it did not before"),
        15: (answers(200, b"", "application/pdf"), "the file is empty"),
        22: (answers(200, b"Onderhoud", "text/plain"), "no known kind of document"),
    }
    for number, (answer, said) in worse.items():
        parliament.faults = {"pfile": forever(answer)}
        report = update(tmp_path, parliament, at=night(number))
        assert [(failure["kind"], failure["reason"]) for failure in report["failures"]] == [("recheck", said)]
        assert contents(tmp_path) == before
    parliament.faults.clear()
    assert update(tmp_path, parliament, at=night(36))["failures"] == []
    with held(tmp_path) as archive:
        assert archive.summary().failures == {}


# --- budgets and quiet hours -------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", [EVERYTHING, nightly()], ids=["crawl", "update"])
def test_several_runs_with_a_budget_make_the_archive_of_one(
    parliament: Parliament, tmp_path: Path, scope: dict[str, Any]
) -> None:
    fill(parliament, 40)
    parliament.add(Question(60, published="2021-02-01", party=None))
    whole, small = tmp_path / "whole", tmp_path / "small"
    Crawl(whole, parliament, scope, at=night(0)).report()
    parliament.asked.clear()
    paused = 0
    while paused < 20:
        before = len(parliament.asked)
        report = Crawl(small, parliament, scope, max_requests=15, batch=10, at=night(0)).report()
        assert report["failures"] == []
        if not report["paused"]:
            break
        assert report["paused"] == "15 requests were made, which is what one run may make"
        assert len(parliament.asked) - before == report["requests"] == 15
        paused += 1
    assert 3 <= paused < 20
    assert contents(small) == contents(whole)
    assert set(Counter(parliament.paths("pfile")).values()) == {1}


def test_a_budget_is_told_on_the_command_line_and_is_no_failure(parliament: Parliament, tmp_path: Path) -> None:
    fill(parliament, 20)
    given = ("--site", parliament.base, "--pause", "0", "--data", tmp_path)
    done = vraagbaak("crawl", *given, "--max-requests", "12")
    assert done.returncode == 0, done.stderr
    assert "stopped early: 12 requests were made" in done.stderr
    assert len(parliament.asked) == 12
    done = vraagbaak("update", *given, "--max-requests", "100")
    assert done.returncode == 0, done.stderr
    assert "stopped early" not in done.stderr
    assert "20 in the index" in done.stderr


def test_an_update_in_quiet_hours_ends_at_once_and_one_that_meets_them_stops(
    parliament: Parliament, tmp_path: Path
) -> None:
    fill(parliament, 40)
    report = update(tmp_path, parliament, quiet_hours="07:00-19:00", at="2021-03-01 11:00")
    assert (report["paused"], report["failures"]) == ("the quiet hours (07:00-19:00) began", [])
    assert parliament.asked == []

    running = Crawl(tmp_path, parliament, nightly(), quiet_hours="07:00-19:00", at="2021-03-01 01:00")

    def seven(handler: Handler) -> None:
        running.set_clock("2021-03-01 06:00")  # seven o'clock in Belgium
        handler.answer()

    parliament.faults["id=5000020"] = [seven]
    report = running.report()
    assert (report["paused"], report["failures"]) == ("the quiet hours (07:00-19:00) began", [])
    # A few were on their way already.
    assert len(parliament.paths()) - parliament.paths().index("/files/pfile?id=5000020") <= 16
    assert len(parliament.paths("pfile")) < 40
    parliament.asked.clear()
    report = update(tmp_path, parliament, quiet_hours="07:00-19:00", at="2021-03-01 20:00")
    assert (report["paused"], report["failures"]) == (None, [])
    with held(tmp_path) as archive:
        assert (archive.summary().questions, archive.summary().files) == (40, 40)


def wait_for_quiet(running: Crawl) -> None:
    """Until the crawl says that it waits."""
    while "quiet hours" not in running.log() and running.process.is_alive():
        time.sleep(0.01)


def test_a_crawl_waits_for_the_end_of_quiet_hours(parliament: Parliament, tmp_path: Path) -> None:
    fill(parliament, 3)
    running = Crawl(tmp_path, parliament, EVERYTHING, quiet_hours="07:00-19:00", at="2021-03-01 12:00")
    wait_for_quiet(running)
    running.set_clock("2021-03-01 17:59")
    assert parliament.asked == []
    running.set_clock("2021-03-01 18:00")
    report = running.report()
    assert (report["kept"], report["paused"], report["failures"]) == (3, None, [])
    assert report["log"].count("in the quiet hours (07:00-19:00) nothing is asked") == 1


def test_a_crawl_that_waits_can_be_stopped(parliament: Parliament, tmp_path: Path) -> None:
    fill(parliament, 3)
    running = Crawl(tmp_path, parliament, EVERYTHING, quiet_hours="07:00-19:00", at="2021-03-01 12:00")
    wait_for_quiet(running)
    os.kill(running.process.pid or 0, signal.SIGINT)
    report = running.report()
    assert report["error"] == "Interrupted"
    assert parliament.asked == []
    assert crawl(tmp_path, parliament, EVERYTHING, at=night(0))["kept"] == 3


# --- archives of a part ------------------------------------------------------------------------------------------


def test_an_archive_of_a_theme_stays_one(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1, published="2021-02-20", themes=("Wonen",)), Question(2, published="2021-02-20"))
    crawl(tmp_path, parliament, {"themes": ["Wonen"]}, at=night(0))
    parliament.add(
        Question(3, published="2021-03-02", themes=("Wonen",)),
        Question(4, published="2021-03-02"),
        Question(5, published="2015-03-02"),
    )
    assert update(tmp_path, parliament, at=night(2))["failures"] == []
    assert set(contents(tmp_path)) == {1, 3}


def test_an_archive_of_links_stays_one_and_is_looked_at_again(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1, answered=None), Question(2), Question(3))
    crawl(tmp_path, parliament, {"links": ["1", "2"]}, at=night(0))
    parliament.questions[1].answered = "2021-03-01"
    parliament.questions[2].title = "Speelplein - Banken"
    parliament.asked.clear()
    update(tmp_path, parliament, at=night(1))
    assert parliament.paths("schv") == ["/e/opendata/schv/1"]
    assert parliament.paths("search") == []
    update(tmp_path, parliament, at=night(31))
    with held(tmp_path) as archive:
        assert set(archive.fingerprints()) == {1, 2}
        assert archive.question(1).record.answered_on
        assert archive.question(2).record.title == "Speelplein - Banken"


def test_a_crawl_of_past_days_is_not_extended_by_an_update(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1, published="2020-06-01"))
    crawl(tmp_path, parliament, {"since": "2020-06-01", "until": "2020-06-30"}, at=night(0))
    parliament.add(Question(2, published="2020-07-01"), Question(3, published="2021-03-02"))
    parliament.asked.clear()
    update(tmp_path, parliament, at=night(2))
    assert {1} <= set(contents(tmp_path)) <= {1, 3}
    assert 2 not in contents(tmp_path)


def test_robots_txt_is_asked_for_once_a_night_and_obeyed(parliament: Parliament, tmp_path: Path) -> None:
    fill(parliament, 5)
    update(tmp_path, parliament, at=night(0))
    parliament.robots = b"User-agent: *\nDisallow: /e/\n"
    parliament.asked.clear()
    update(tmp_path, parliament, at=night(1))
    assert parliament.paths("/e/") == []
    assert parliament.paths("robots") == ["/robots.txt"]
    parliament.robots = b""
    assert update(tmp_path, parliament, at=night(2))["failures"] == []


def test_an_update_on_a_full_disk_stops_with_one_line_and_the_next_goes_on(
    parliament: Parliament, tmp_path: Path
) -> None:
    fill(parliament, 20)
    update(tmp_path, parliament, at=night(0))
    before = contents(tmp_path)
    parliament.add(*(Question(n, published="2021-03-02") for n in range(100, 110)))
    parliament.bodies[5_000_105] = b"%PDF-" + bytes(3_000_000) + b"%%EOF"
    report = update(tmp_path, parliament, largest_file=2_000_000, at=night(2))
    assert report["error"] == "OSError"
    assert before.items() <= contents(tmp_path).items()
    assert update(tmp_path, parliament, at=night(2))["failures"] == []
    with held(tmp_path) as archive:
        assert (archive.summary().questions, archive.summary().files) == (30, 30)
