"""Whole crawls through Scrapy, over HTTP, of services that behave and of services that do not."""

import gzip
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.writer import Ledger
from tests.support.crawling import Crawl, crawl, failures, held
from tests.support.parliament_stub import (
    Handler,
    Parliament,
    Question,
    answers,
    cut_off,
    forever,
    self_signed,
    serving,
    trickle,
)

ROOT = Path(__file__).parents[3]


def test_a_crawl_keeps_every_question_and_file_and_the_next_one_asks_for_little(
    parliament: Parliament, tmp_path: Path
) -> None:
    parliament.add(*(Question(n, published=f"2021-{n % 12 + 1:02}-03") for n in range(1, 41)))
    parliament.add(
        Question(50, files=(500,), attachments=(400,)), Question(51, answered=None), Question(52, party=None)
    )
    report = crawl(tmp_path, parliament, contact="desk@example.org")
    assert (report["found"], report["kept"], report["files"], report["failures"]) == (43, 43, 44, [])
    assert "43 of 43 questions kept, 44 files, 0 failed" in report["log"]
    assert set(Counter(parliament.paths("pfile")).values()) == {1}
    besides = [path for path in parliament.paths() if "pfile" not in path and "robots" not in path]
    assert len(besides) <= 1.3 * 43
    assert parliament.paths()[0] == "/robots.txt"
    for headers in parliament.headers:
        assert headers["User-Agent"].startswith("Vraagbaak/")
        assert "desk@example.org" in headers["User-Agent"]
        assert {"Cookie", "Referer"}.isdisjoint(headers)
    with held(tmp_path) as archive:
        assert len(archive) == 43
        assert {item.record.asker.party for item in archive.questions() if item.record.asker} == {"Linde"}
        assert all(file.sha256 and not file.failure for item in archive.questions() for file in item.files)
        before = archive.fingerprints()

    parliament.asked.clear()
    parliament.questions[51].answered = "2021-02-14"
    parliament.questions[50].title = "Speelplein - Banken"
    report = crawl(tmp_path, parliament)
    assert (report["found"], report["kept"], report["files"]) == (43, 43, 0)
    assert parliament.paths("schv") == ["/e/opendata/schv/lijst?id=51,50"]
    with held(tmp_path) as archive:
        after = archive.fingerprints()
        assert {question for question in after if after[question] != before[question]} == {50, 51}


def test_faults_that_pass_cost_nothing_but_time(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(*(Question(n) for n in range(1, 8)))
    parliament.faults = {
        "search": [answers(503, b"busy", Retry_After="1"), answers(200, b"<html>Onderhoud</html>")],
        "lijst": [cut_off],
        "id=5000001": [answers(429, b"slow down", Retry_After="1"), cut_off],
        "id=5000002": [answers(504)],
    }
    report = crawl(tmp_path, parliament, retries=3)
    assert (report["found"], report["kept"], report["files"], report["failures"]) == (7, 7, 7, [])
    searched = [at for at, path in parliament.asked if "search" in path]
    assert searched[1] - searched[0] >= 1
    # The whole host rests, not only what it refused.
    refused = next(at for at, path in parliament.asked if "id=5000001" in path)
    assert not [path for at, path in parliament.asked if refused < at < refused + 0.95]


def test_what_does_not_pass_is_named_kept_for_later_and_replaces_nothing(
    parliament: Parliament, tmp_path: Path
) -> None:
    parliament.add(*(Question(n, files=(n * 10,)) for n in range(1, 11)))
    parliament.bodies = {
        10: b"<html>storing</html>",
        20: b"",
        60: b"%PDF-1.7 no end",
        70: b"x" * 200_000,
    }
    with serving(Parliament()) as elsewhere:
        parliament.faults = {
            "id=30": forever(answers(404)),
            "id=40": forever(answers(302, Location=f"{elsewhere.base}/pfile?id=40")),
            "id=50": forever(trickle),
            "id=80": forever(answers(302, Location="/pfile?id=80")),
            "id=90": forever(cut_off),
            "id=100": forever(answers(200, gzip.compress(b"%PDF-" + bytes(5_000_000)), Content_Encoding="gzip")),
        }
        report = crawl(tmp_path, parliament, time_limit=2, max_bytes=100_000)
        assert elsewhere.asked == []
    assert (report["found"], report["kept"]) == (10, 10)
    bomb = failures(report).pop("100")
    assert "exceeded DOWNLOAD_MAXSIZE" in bomb
    assert failures(report) == {
        "100": bomb,
        "10": "HTML instead of a document",
        "20": "the file is empty",
        "30": "HTTP 404",
        "40": f"{elsewhere.base.removeprefix('http://')} is not a host of this crawl",
        "50": "the answer took too long",
        "70": "the answer is larger than allowed",
        "80": "max redirections reached",
        "90": "the answer was cut off",
    }
    assert len(parliament.paths("pfile?id=80")) == 6
    assert len(parliament.paths("pfile?id=50")) == 1
    with held(tmp_path) as archive:
        first, sixth = archive.question(1), archive.question(6)
        assert archive.file_bytes(first.files[0].sha256 or "") == b"<html>storing</html>"
        assert first.files[0].failure == "HTML instead of a document"
        assert archive.file_bytes(sixth.files[0].sha256 or "") == b"%PDF-1.7 no end"
        assert archive.summary().files_missing == 8

    parliament.faults.clear()
    parliament.bodies.clear()
    parliament.asked.clear()
    report = crawl(tmp_path, parliament, max_bytes=100_000)
    assert sorted(parliament.paths("pfile")) == [f"/files/pfile?id={n}0" for n in (10, 2, 3, 4, 5, 7, 8, 9)]
    assert (report["files"], report["failures"]) == (8, [])


def test_questions_missing_in_lists_and_open_data_are_found_on_their_own(
    parliament: Parliament, tmp_path: Path
) -> None:
    parliament.add(*(Question(n) for n in range(1, 13)))
    parliament.not_in_lists = {2, 3}
    parliament.not_in_opendata = {4}
    parliament.faults = {
        "schv/2": [answers(200, b"<html>Onderhoud</html>")],
        "schriftelijke-vragen/4": [answers(301, Location="/nl/parlementaire-documenten/schriftelijke-vragen/4")],
        "id=12,11": forever(answers(500)),
        "schv/12": forever(answers(200)),
        "schriftelijke-vragen/12": forever(answers(200, b"<h1>Onderhoud</h1>")),
    }
    report = crawl(tmp_path, parliament, batch=4)
    assert failures(report) == {"12": "open data: an empty answer; page: not the page of a written question"}
    assert (report["found"], report["kept"]) == (12, 11)
    with held(tmp_path) as archive:
        assert len(archive) == 12  # what the search says of 12 is kept
        assert archive.question(2).record.on_time is False  # from the page
        by_page = archive.question(4).record
        assert by_page.asker
        assert (by_page.asker.name, by_page.asker.party, by_page.on_time) == ("An Peeters", "Linde", False)
        assert archive.question(12).record.number == 12
        assert archive.summary().questions_without_details == 1
    parliament.faults.clear()
    assert crawl(tmp_path, parliament)["failures"] == []
    with held(tmp_path) as archive:
        assert archive.question(12).record.on_time is True


def test_a_first_crawl_that_gets_nothing_at_all_says_what_failed(parliament: Parliament, tmp_path: Path) -> None:
    report = crawl(tmp_path, parliament, {"links": ["404"]})
    assert failures(report) == {"404": "open data: HTTP 404; page: HTTP 404"}
    with held(tmp_path) as archive:
        assert (len(archive), archive.summary().unfinished) == (0, ())


def test_links_and_themes_name_what_is_crawled(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1), Question(2, themes=("Wonen",)), Question(3))
    links = [f"{parliament.base}/nl/parlementaire-documenten/schriftelijke-vragen/3/speelplein", "404"]
    report = crawl(tmp_path, parliament, {"links": links})
    assert failures(report) == {"404": "open data: HTTP 404; page: HTTP 404"}
    assert parliament.paths("search") == []
    report = crawl(tmp_path, parliament, {"themes": ["Wonen"]})
    assert report["found"] == 2  # and 404 once more
    with held(tmp_path) as archive:
        assert set(archive.fingerprints()) == {2, 3}


@pytest.mark.parametrize(
    ("scope", "error", "said"),
    [
        ({"themes": ["Sprot"]}, "BadScope", "the search finds no question with the theme 'Sprot': did you mean Sport?"),
        ({"links": ["https://example.org/1"]}, "BadScope", "'https://example.org/1' is not the address of a written"),
    ],
)
def test_a_scope_that_is_not_there_is_said_before_anything_is_crawled(
    parliament: Parliament, tmp_path: Path, scope: dict[str, Any], error: str, said: str
) -> None:
    parliament.add(Question(1))
    report = crawl(tmp_path, parliament, scope)
    assert report["error"] == error
    assert report["said"].startswith(said)
    with held(tmp_path) as archive:
        assert len(archive) == 0
        assert archive.summary().unfinished == ()  # nothing for an update to go on with


@pytest.mark.parametrize(
    ("robots", "said"),
    [
        pytest.param(b"User-agent: *\nDisallow: /api/\n", "Forbidden by robots.txt", id="forbidden"),
        pytest.param(b"User-agent: Vraagbaak\nDisallow: /\n", "Forbidden by robots.txt", id="by name"),
        pytest.param(None, "robots.txt of 127.0.0.1:[0-9]+ cannot be had: HTTP 503", id="not to be had"),
    ],
)
def test_robots_txt_is_obeyed(parliament: Parliament, tmp_path: Path, robots: bytes | None, said: str) -> None:
    parliament.add(Question(1))
    if robots is None:
        parliament.faults = {"robots": forever(answers(503, Retry_After="0"))}
    else:
        parliament.robots = robots
    report = crawl(tmp_path, parliament)
    assert report["error"] == "SiteUnreachable"
    assert re.search(said, report["said"])
    assert set(parliament.paths()) == {"/robots.txt"}


def test_the_pause_that_robots_txt_asks_for_is_kept(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1), Question(2))
    parliament.robots = b"User-agent: *\nCrawl-delay: 0.4\n"
    crawl(tmp_path, parliament, {"since": "2021-03-01", "until": "2021-03-31"}, pause=0.05)
    times = [at for at, path in parliament.asked if "robots" not in path]
    assert len(times) >= 4
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.39


def test_a_site_that_does_not_answer_is_named(tmp_path: Path) -> None:
    gone = Parliament()
    with serving(gone):
        pass
    report = crawl(tmp_path, gone)
    assert report["error"] == "SiteUnreachable"
    assert "the connection was refused; try again later" in report["said"]


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with serving(Parliament(), certificate=self_signed(tmp_path)) as parliament:
        report = crawl(tmp_path, parliament)
        assert report["error"] == "SiteUnreachable"
        assert "its certificate cannot be trusted" in report["said"]
        assert parliament.asked == []


def test_a_full_disk_stops_the_crawl_with_one_line_and_the_next_one_goes_on(
    parliament: Parliament, tmp_path: Path
) -> None:
    parliament.add(*(Question(n) for n in range(1, 11)))
    parliament.bodies[5_000_005] = b"%PDF-" + bytes(3_000_000)
    report = crawl(tmp_path, parliament, largest_file=2_000_000)
    assert report["error"] == "OSError"
    assert "File too large" in report["said"]
    with held(tmp_path) as archive:
        for item in archive.questions():
            for file in item.files:
                assert file.sha256 is None or archive.file_bytes(file.sha256)
    report = crawl(tmp_path, parliament)
    assert report["failures"] == []
    with held(tmp_path) as archive:
        assert archive.summary().files == 10


def test_what_could_not_be_stored_never_seems_done(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(*(Question(n) for n in range(1, 11)))
    Ledger.open(tmp_path / "archive").close()
    with sqlite3.connect(tmp_path / "archive" / "catalogue.sqlite") as catalogue:
        catalogue.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON record WHEN NEW.question = 7 BEGIN SELECT raise(ABORT, 'no'); END"
        )
    assert crawl(tmp_path, parliament)["error"] == "ArchiveDamaged"
    with sqlite3.connect(tmp_path / "archive" / "catalogue.sqlite") as catalogue:
        catalogue.execute("DROP TRIGGER refuse")
    assert crawl(tmp_path, parliament)["kept"] == 10
    with held(tmp_path) as archive:
        assert set(archive.fingerprints()) == set(range(1, 11))


def test_links_of_a_killed_crawl_are_not_asked_again(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(*(Question(n) for n in range(1, 31)))
    scope = {"links": [str(n) for n in range(1, 31)]}
    running = Crawl(tmp_path, parliament, scope, batch=5)
    while len(parliament.paths("pfile")) < 10:
        time.sleep(0.01)
    running.kill()
    report = crawl(tmp_path, parliament, scope, batch=5)
    assert (report["found"], report["failures"]) == (30, [])
    assert len(parliament.paths("lijst")) <= 6 + 1
    with held(tmp_path) as archive:
        assert (len(archive), archive.summary().files) == (30, 30)


def test_a_service_that_goes_down_stops_the_crawl_which_then_goes_on(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(*(Question(n, published=f"2021-{n % 12 + 1:02}-01") for n in range(1, 401)))
    parliament.faults = {"pfile": forever(answers(502))}
    report = crawl(tmp_path, parliament, retries=0, failures_in_a_row=5)
    assert report["error"] == "SiteUnreachable"
    assert report["said"] == "5 requests in a row failed, the last because HTTP 502: try again later"
    assert len(parliament.paths("pfile")) < 25
    parliament.faults.clear()
    report = crawl(tmp_path, parliament)
    assert (report["found"], report["failures"]) == (400, [])
    with held(tmp_path) as archive:
        assert (len(archive), archive.summary().files) == (400, 400)


def test_what_failed_before_does_not_look_like_an_outage(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(*(Question(n) for n in range(1, 9)))
    parliament.faults = {"pfile": forever(answers(500))}
    assert len(crawl(tmp_path, parliament, retries=0)["failures"]) == 8
    report = crawl(tmp_path, parliament, retries=0, failures_in_a_row=3)
    assert {failure["count"] for failure in report["failures"]} == {2}


def test_a_killed_crawl_goes_on_where_it_was(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(*(Question(n, published=f"2021-{n % 12 + 1:02}-{n % 28 + 1:02}") for n in range(1, 121)))
    scope = {"since": "2021-01-01", "until": "2021-12-31"}
    for share in (30, 70, 110):
        running = Crawl(tmp_path, parliament, scope, batch=10)
        deadline = time.monotonic() + 30
        while len(set(parliament.paths("pfile"))) < share and time.monotonic() < deadline:
            time.sleep(0.01)
        running.kill()
    report = crawl(tmp_path, parliament, scope, batch=10)
    assert report["failures"] == []
    again = Counter(path for path in parliament.paths() if "robots" not in path)
    assert sum(again.values()) - len(again) <= 3 * 3
    with held(tmp_path) as archive:
        assert len(archive) == 120
        assert archive.summary().files == 120
        assert archive.summary().questions_without_details == 0


def test_ctrl_c_stops_cleanly_and_says_how_to_go_on(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(*(Question(n) for n in range(1, 101)))
    running = Crawl(tmp_path, parliament, pause=0.05)
    while len(parliament.paths("pfile")) < 5:
        time.sleep(0.01)
    os.kill(running.process.pid or 0, signal.SIGINT)
    report = running.report()
    assert report["error"] == "Interrupted"
    assert "the same command goes on from there" in report["said"]
    Ledger.open(tmp_path / "archive").close()


def test_a_second_crawl_is_turned_away(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1))
    with Ledger.open(tmp_path / "archive"):
        report = crawl(tmp_path, parliament)
    assert report["error"] == "ArchiveBusy"
    assert f"process {os.getpid()}" in report["said"]
    assert parliament.asked == []


def test_the_pause_is_kept_between_requests(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(*(Question(n) for n in range(1, 5)))
    crawl(tmp_path, parliament, {"since": "2021-03-01", "until": "2021-03-31"}, pause=0.3)
    times = [at for at, _ in parliament.asked]
    assert len(times) >= 6
    # The half of it: what the server notes late brings two requests closer together.
    assert times[-1] - times[0] >= (len(times) - 1) * 0.3 / 2


def test_without_a_pause_still_one_thing_is_asked_at_a_time(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(*(Question(n) for n in range(1, 31)))
    lock, still_open, most_open = threading.Lock(), 0, 0

    def counted(handler: Handler) -> None:
        nonlocal still_open, most_open
        with lock:
            still_open += 1
            most_open = max(most_open, still_open)
        time.sleep(0.01)
        with lock:
            still_open -= 1
        handler.answer()

    parliament.faults["/"] = forever(counted)
    crawl(tmp_path, parliament, {"since": "2021-03-01", "until": "2021-03-31"}, pause=0)
    assert len(parliament.asked) > 30
    assert most_open == 1


def test_scrapys_own_command_crawls_too(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1), Question(2, published="2021-06-01"))
    env = os.environ | {"VRAAGBAAK_DATA": str(tmp_path), "VRAAGBAAK_SITE": parliament.base, "VRAAGBAAK_PAUSE": "0"}
    command = [sys.executable, "-m", "scrapy", "crawl", "schriftelijke_vragen"]

    def run(*arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*command, *arguments], cwd=ROOT, env=env | more, capture_output=True, text=True, timeout=60, check=False
        )

    done = run("-a", "since=2021-06-01", "-a", "until=2021-06-30")
    assert done.returncode == 0, done.stderr
    with held(tmp_path) as archive:
        assert set(archive.fingerprints()) == {2}
    done = run("-a", "since=gisteren")
    assert done.stderr.strip() == "ERROR: 'gisteren' is not a date: expected one like 2024-03-31"
    done = run(VRAAGBAAK_PAUSE="soon")
    assert "VRAAGBAAK_PAUSE cannot be 'soon'" in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
