"""`vraagbaak check`: what it says of services that keep to the contract, and of services that do not, over HTTP."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import ROOT, vraagbaak
from tests.support.crawling import check
from tests.support.parliament_stub import Fault, Parliament, Question, answers, cut_off, forever, serving

MOST_REQUESTS = 20
TAGS = ("soort", "nummer", "zittingsjaar", "vraagsteller", "minister", "publicatiedatum", "opendata", "document")


@pytest.fixture
def parliament() -> Iterator[Parliament]:
    """Twelve questions of one month, and an old one."""
    with serving(Parliament()) as served:
        served.add(*(Question(100 + n, published=f"2021-03-{n:02}") for n in range(1, 13)), Question(20, "1996-02-01"))
        yield served


def said(report: dict[str, Any], kind: str) -> list[str]:
    """What was found of that kind, each with the name of its probe."""
    return [f"{told['probe']}: {told['said']}" for told in report["findings"] if told["kind"] == kind]


def in_each(part: str, change: Callable[[dict[str, Any]], None]) -> Callable[[Any], Any]:
    """Change every hit ('result') or every record ('items') of an answer."""

    def reshape(answer: Any) -> Any:
        for one in answer.get(part, ()):
            change(one["schriftelijke-vraag"] if part == "items" else one)
        return answer

    return reshape


def retagged(name: str, value: str | None) -> Callable[[Any], Any]:
    """Every hit with another value of a metatag, or without it."""

    def change(hit: dict[str, Any]) -> None:
        tags = [tag for tag in hit["metatags"]["metatag"] if tag["name"] != name]
        hit["metatags"]["metatag"] = tags + ([{"name": name, "value": value}] if value is not None else [])

    return in_each("result", change)


def with_field(name: str, value: object) -> Callable[[Any], Any]:
    """Every record of a list with another value of a field."""
    return in_each("items", lambda record: record.update({name: value}))


# --- services that keep to the contract --------------------------------------------------------------------------


def test_everything_on_the_sample_fits_and_nothing_is_written(sample_site: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    done = vraagbaak("check", "--site", sample_site, "--pause", "0", env=os.environ | {"VRAAGBAAK_DATA": str(data)})
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout + done.stderr
    assert {line.split()[0] for line in lines[:-1]} == {"fits", "learned", "skipped"}
    assert " 0 different, " in lines[-1]
    assert done.stderr == ""
    assert not data.exists()


def test_a_check_can_be_read_by_a_program(sample_site: str) -> None:
    done = vraagbaak("check", "--json", "--site", sample_site, "--pause", "0")
    findings = json.loads(done.stdout)
    assert {told["kind"] for told in findings} == {"fits", "learned", "skipped"}
    assert all(told.keys() == {"probe", "section", "address", "kind", "said"} for told in findings)


def test_services_that_keep_to_the_contract_fit_and_are_asked_little(parliament: Parliament, tmp_path: Path) -> None:
    report = check(tmp_path, parliament)
    assert said(report, "differs") == []
    assert report["log"] == ""
    assert report["requests"] == len(parliament.asked) <= MOST_REQUESTS
    assert len(set(parliament.paths())) >= len(parliament.asked) - 1
    [without_accept] = [headers for headers in parliament.headers if "Accept" not in headers]
    assert without_accept["User-Agent"].startswith("Vraagbaak/")


def test_what_the_contract_does_not_know_is_told(parliament: Parliament, tmp_path: Path) -> None:
    learned = "\n".join(said(check(tmp_path, parliament), "learned"))
    for part in (
        "it asks for no crawl-delay",
        "search, everything: 13 hits since 1995-03-01",
        "`count` is a string",
        "one hit a question: 12 hits of 12 questions",
        "every question has a date of answer",
        "values of the tag 'documenttype': 'Antwoord' (12)",
        "a list of 13 ids: gave 13",
        "records are given as items[].schriftelijke-vraag",
        "values of 'soort-antwoord': none; absent in 13 of 13",
        "'Vraag gesteld aan de minister' (13), 'Tijdig beantwoord' (13)",
        "the asker's party ('fractie') is in 13 of 13 records, in vraagsteller.fractie",
        "'minister' is never a list",
        "search, past the last page: an empty `result`",
        "search, way 2: the same 12 questions as way 1",
        "search, way 3: the same 12 questions as way 1",
        "an unknown id: HTTP 404, text/html, '<h1>Niet gevonden</h1>'",
        "the first day of publication with hits is 1996-02-01",
        "without Accept: JSON, content type 'application/json;charset=UTF-8'; charset UTF-8; the bytes are ASCII only",
        "file of a question: ETag: yes; Last-Modified: yes",
        "themes in them: 2: Jeugdwerk, Sport",
    ):
        assert part in learned


@pytest.mark.parametrize(
    ("where", "reshape", "learned"),
    [
        ("/schv/lijst", with_field("tijdig", True), "'tijdig' is boolean: True (13)"),
        ("/schv/lijst", with_field("tijdig", "N"), "'tijdig' is string: 'N' (13)"),
        ("/schv/lijst", with_field("soort-antwoord", "Verwijzend"), "values of 'soort-antwoord': 'Verwijzend' (13)"),
        ("/schv/lijst", with_field("minister", [{"naam": "A"}, {"naam": "B"}]), "'minister' is a list of several in"),
        ("/schv/lijst", with_field("nieuws", 1), "keys that the contract does not name: 'nieuws' (13)"),
        ("/schv/lijst", lambda answer: answer["items"], "records are given as [].schriftelijke-vraag"),
        ("/schv/lijst", lambda answer: {"items": answer["items"][:5]}, "a list of 13 ids: gave 5; not given: "),
        ("query", retagged("statusdatumSchvBeantwoord", None), "12 of 12 questions without a date of answer"),
        ("query", retagged("mimetype", "application/msword"), "tag 'mimetype': 'application/msword' (12)"),
        ("query", lambda answer: answer | {"count": int(answer["count"])}, "`count` is a number"),
        ("page=2", lambda answer: {"count": answer["count"]}, "past the last page: no `result`, with `count` 12"),
        ("max=101", lambda answer: {"errors": "max is 100"}, "max=101 is refused: HTTP 200, errors: 'max is 100'"),
    ],
)
def test_a_fact_is_told_as_the_services_show_it(
    where: str, reshape: Callable[[Any], Any], learned: str, parliament: Parliament, tmp_path: Path
) -> None:
    parliament.reshape[where] = reshape
    report = check(tmp_path, parliament)
    assert [line for line in said(report, "learned") if learned in line], report["lines"]


def test_a_page_that_is_cut_to_a_hundred_is_told_from_one_that_is_larger(
    parliament: Parliament, tmp_path: Path
) -> None:
    parliament.add(*(Question(n) for n in range(1000, 1150)))
    assert "search, 101 hits a page: max=101 gives 101 hits: pages may be larger" in said(
        check(tmp_path, parliament), "learned"
    )
    parliament.largest_page = 100
    report = check(tmp_path, parliament)
    assert "search, 101 hits a page: max=101 is cut to 100 hits" in said(report, "learned")
    assert "open data, a list of 100: a list of 100 ids: gave 100" in said(report, "learned")
    assert said(report, "differs") == []


def test_an_archive_of_more_than_ten_thousand_is_asked_no_more(parliament: Parliament, tmp_path: Path) -> None:
    def larger(answer: Any) -> Any:
        rows = answer["result"] * 8
        return answer | {"count": "140000", "result": rows[:100]}

    parliament.reshape["1995-03-01..20"] = lambda answer: larger(answer) if len(answer["result"]) > 1 else answer
    report = check(tmp_path, parliament)
    learned = said(report, "learned")
    assert said(report, "differs") == []
    assert "search, beyond 10,000: nothing is given, without a refusal" in learned
    assert "search, first years: 1 hit published until 2002-12-31" in learned
    assert "search, first day: the first day of publication with hits is 1996-02-01" in learned
    assert report["requests"] <= MOST_REQUESTS


def test_another_way_of_selecting_that_finds_other_questions_is_told(parliament: Parliament, tmp_path: Path) -> None:
    parliament.reshape["requiredfields=aggregaattype"] = lambda answer: (
        answer | {"count": "11", "result": answer["result"][1:]}
    )
    learned = said(check(tmp_path, parliament), "learned")
    assert "search, way 3: 11 hits, not 12 as way 1" in learned
    assert "search, way 3: other questions than way 1: only here none; only there 112" in learned


# --- services that do not ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "reshape", "difference"),
    [
        *(
            pytest.param("query", retagged(name, None), f"the tag '{name}' is absent in 13 of 13 hits", id=f"no {name}")
            for name in TAGS
        ),
        ("query", retagged("soort", "VI"), "none of 13 hits is a written question with an id: 'soort' is 'VI' (13)"),
        ("query", retagged("minister", "Jan Janssens"), "'minister' is not 'Lastname, Firstname' in 13 of 13 hits"),
        ("query", retagged("vraagsteller", "A, B, C"), "'vraagsteller' is not 'Lastname, Firstname' in 13 of 13 hits"),
        ("query", retagged("themadatum", "gisteren"), "'themadatum' is no date that can be read in 13 of 13 hits"),
        ("query", retagged("nummer", "12a"), "'nummer' is no number in 13 of 13 hits: '12a'"),
        ("query", retagged("zittingsjaar", "2020"), "'zittingsjaar' is not like 2023-2024 in 13 of 13 hits: '2020'"),
        ("query", retagged("legislatuur", "2034-2039"), "'legislatuur' is one that we do not know in 13 of 13 hits"),
        (
            "query",
            in_each("result", lambda hit: hit.update(id="http://be.vlp.feed/7/pfls/8")),
            "`id`, `url` and `opendata` name different questions in 13 of 13 hits",
        ),
        (
            "daterange:2020",
            retagged("publicatiedatum", "2020-01-01"),
            "search, one month: 12 hits were published outside 2020-03-12..2021-03-12: 112, 111",
        ),
        ("query", lambda answer: {"result": answer["result"]}, "search, everything: `count` is absent"),
        ("query", lambda answer: {"errors": "kapot"}, "search, everything: not an answer of the search: kapot"),
        ("query", lambda answer: answer | {"count": "0", "result": []}, "the search finds no written question at all"),
        ("query", lambda answer: answer | {"count": "99"}, "a page of 100 holds 13 hits where 99 were expected"),
        ("/schv/lijst", with_field("tijdig", "deels"), "'tijdig' has 13 values that are not understood: 'deels' (13)"),
        ("/schv/lijst", with_field("soort-antwoord", {"naam": "x"}), "'soort-antwoord' is no text in 13 of 13"),
        (
            "/schv/lijst",
            with_field("procedureverloop", [{"status": "Vraag ingetrokken", "datum": "2021-01-20T00:00:59+0100"}]),
            "'procedureverloop' has statuses that we do not know: 'Vraag ingetrokken' (13)",
        ),
        (
            "/schv/lijst",
            with_field("procedureverloop", [{"status": "Beantwoord", "datum": "ooit"}]),
            "a date of 'procedureverloop' cannot be read in 13 of 13",
        ),
        ("/schv/lijst", with_field("procedureverloop", None), "no step that says when it was asked in 13 of 13"),
        ("/schv/lijst", with_field("vraagsteller", {"id": 1}), "no asker with a name in 13 of 13"),
        ("/schv/lijst", with_field("minister", None), "no minister with a name in 13 of 13"),
        ("/schv/lijst", with_field("bestand-ordered", [{"URL": "x"}]), "a file has no address with `pfile?id=` in 13"),
        ("/schv/lijst", with_field("vraagnummer", 13), "open data and search give another 'nummer' in 13 of 13"),
        (
            "/schv/lijst",
            lambda answer: {"items": []},
            "a list of 13 ids: gave 0, so none of those that the search found",
        ),
        (
            "/schv/lijst",
            lambda answer: {"items": [*answer["items"], {"x": {"id": 99, "titel": "y"}}]},
            "questions that were not asked for: 99",
        ),
        ("/schv/112", lambda record: record | {"id": 7}, "asked for question 112, given 7"),
        ("/schv/999", lambda record: {"id": 999999999, "titel": "x"}, "an id that cannot be gives a record"),
        (
            "/vv/",
            lambda member: member | {"lidmaatschap": []},
            "'lidmaatschap' (0 periods) tells no party on 2021-01-20",
        ),
        ("/vv/", lambda member: {"fout": 1}, "open data, a member: not the record of a member"),
    ],
)
def test_a_difference_is_named(
    where: str, reshape: Callable[[Any], Any], difference: str, parliament: Parliament, tmp_path: Path
) -> None:
    if where == "/schv/999":
        parliament.faults["/schv/999"] = [lambda handler: handler.send_json({})]
    parliament.reshape[where] = reshape
    report = check(tmp_path, parliament)
    assert [line for line in said(report, "differs") if difference in line], report["lines"]
    assert len(parliament.asked) <= MOST_REQUESTS


@pytest.mark.parametrize(
    ("where", "fault", "difference"),
    [
        ("query", answers(200, b"<html><body>Onderhoud</body></html>"), "HTML with status 200 instead of data"),
        ("query", answers(404, b"<h1>Weg</h1>"), "search, everything: HTTP 404, 'Weg'"),
        ("/schv/lijst", answers(200, b"<html>Onderhoud</html>"), "a list of 100: HTML with status 200 instead of data"),
        ("/schv/lijst", answers(200, b"no data found", "text/plain"), "a list of 100: not JSON (it begins with"),
        ("/schv/112", answers(200, b'{"id": 112, "titel": "x"}', "text/plain"), "the content type is 'text/plain'"),
        ("/schv/999", answers(200, b"<html>Onderhoud</html>"), "an unknown id: HTML with status 200: "),
        ("/schv/20", answers(200, b"<html>Onderhoud</html>"), "the oldest without Accept: HTML with status 200"),
        ("/pfile", answers(200, b"<html>Niet beschikbaar</html>", "application/pdf"), "instead of a document"),
        ("/pfile", answers(200, b"\x00\x01", "application/pdf"), "no kind of document that is known"),
        ("/pfile", answers(404), "file of a question: HTTP 404"),
        ("/schriftelijke-vragen/", answers(200, b"<html><body><h1>Onderhoud</h1></body></html>"), "not the page of a"),
        ("/vv/", cut_off, "open data, a member: the answer was cut off"),
        ("page=2", answers(500), "search, past the last page: HTTP 500"),
    ],
)
def test_a_probe_that_fails_is_named_with_its_address(
    where: str, fault: Fault, difference: str, parliament: Parliament, tmp_path: Path
) -> None:
    parliament.faults[where] = forever(fault)
    report = check(tmp_path, parliament, retries=0)
    lines = [line for line in report["lines"] if line.startswith("differs") and difference in line]
    assert lines, report["lines"]
    assert all(f"({parliament.base}/" in line and where in line for line in lines)


def test_what_needs_a_failed_answer_says_that_it_was_not_asked(parliament: Parliament, tmp_path: Path) -> None:
    parliament.faults["query"] = forever(answers(404))
    report = check(tmp_path, parliament)
    skipped = said(report, "skipped")
    assert "open data, a list of 100: not asked: it needs the answer to 'search, one month'" in skipped
    assert len(parliament.paths("opendata")) == 1  # the unknown id needs none
    assert len(skipped) >= 8


def test_the_month_is_asked_where_everything_is_refused(parliament: Parliament, tmp_path: Path) -> None:
    parliament.faults["1995-03-01"] = forever(answers(400))
    parliament.reshape["query"] = lambda answer: parliament.search("daterange:2021-03-01..2021-03-31", 1, 100)
    report = check(tmp_path, parliament)
    assert "open data, a list of 100: a list of 12 ids: gave 12" in said(report, "learned")


def test_a_list_of_a_hundred_that_is_refused_is_asked_again_as_the_crawl_asks(
    parliament: Parliament, tmp_path: Path
) -> None:
    parliament.faults["/schv/lijst"] = [answers(400, b"at most ten", "text/plain")]
    report = check(tmp_path, parliament, batch=10)
    learned = said(report, "learned")
    assert said(report, "differs") == []
    assert "open data, a list of 100: a list of 13 ids is refused: HTTP 400, 'at most ten'" in learned
    assert "open data, a list as the crawl asks: a list of 10 ids: gave 10" in learned


def test_a_shape_that_nobody_foresaw_does_not_stop_the_others(parliament: Parliament, tmp_path: Path) -> None:
    parliament.reshape["/schv/lijst"] = with_field("procedureverloop", [{"status": ["x"], "datum": {"a": [{}]}}])
    parliament.reshape["query"] = in_each("result", lambda hit: hit.update(url=[{}], date={"x": []}))
    report = check(tmp_path, parliament)
    assert "page of a question" in {told["probe"] for told in report["findings"]}


# --- politeness --------------------------------------------------------------------------------------------------


def test_what_robots_txt_forbids_is_a_difference_and_is_not_asked(parliament: Parliament, tmp_path: Path) -> None:
    parliament.robots = b"User-agent: *\nDisallow: /e/opendata/vv/\nDisallow: /files/\n"
    report = check(tmp_path, parliament)
    differences = "\n".join(said(report, "differs"))
    assert "it forbids members, files: User-agent: * | Disallow: /e/opendata/vv/ | Disallow: /files/" in differences
    assert "open data, a member: Forbidden by robots.txt" in differences
    assert parliament.paths("/vv/") == parliament.paths("pfile") == []


def test_a_robots_txt_that_forbids_everything_is_a_difference(parliament: Parliament, tmp_path: Path) -> None:
    parliament.robots = b"User-agent: *\nDisallow: /\n"
    report = check(tmp_path, parliament)
    assert "it forbids search, lists of questions, questions, members, files, pages" in said(report, "differs")[0]
    assert parliament.paths() == ["/robots.txt"]


def test_a_crawl_delay_longer_than_the_pause_is_told(parliament: Parliament, tmp_path: Path) -> None:
    parliament.robots = b"User-agent: *\nCrawl-delay: 0.2\n"
    told = said(check(tmp_path, parliament), "learned")
    assert any(line.endswith("crawl-delay of 0.2 s is longer than our pause of 0 s: it will be kept") for line in told)
    kept = said(check(tmp_path, parliament, pause=0.2), "fits")
    assert any(line.endswith("crawl-delay of 0.2 s is kept by our pause of 0.2 s") for line in kept)


def test_no_robots_txt_allows_everything(parliament: Parliament, tmp_path: Path) -> None:
    parliament.faults["/robots.txt"] = forever(answers(404))
    report = check(tmp_path, parliament)
    assert said(report, "differs") == []
    assert "there is none (HTTP 404): everything may be asked" in said(report, "learned")[0]


def test_the_pause_is_kept(parliament: Parliament, tmp_path: Path) -> None:
    check(tmp_path, parliament, pause=0.2)
    times = [at for at, _ in parliament.asked]
    assert len(times) >= 12
    # The half of it: what the server notes late brings two requests closer together.
    assert times[-1] - times[0] >= (len(times) - 1) * 0.2 / 2


def test_an_answer_that_asks_for_quiet_is_asked_again_and_told(parliament: Parliament, tmp_path: Path) -> None:
    parliament.faults["/schv/lijst"] = [answers(503, Retry_After="1"), answers(429)]
    report = check(tmp_path, parliament)
    assert said(report, "differs") == []
    assert "limits: HTTP 503, 1x, with Retry-After: 1" in said(report, "learned")
    assert "limits: HTTP 429, 1x, without Retry-After" in said(report, "learned")


def test_a_service_that_fails_all_the_time_is_left_alone(parliament: Parliament, tmp_path: Path) -> None:
    parliament.faults["/e/opendata"] = forever(answers(500))
    parliament.faults["/api/"] = forever(answers(500))
    report = check(tmp_path, parliament, retries=0)
    assert len(parliament.asked) <= 6
    assert any("3 requests in a row were not answered" in line for line in said(report, "skipped"))


# --- exit status -------------------------------------------------------------------------------------------------


def test_a_difference_gives_status_1_and_its_line(parliament: Parliament) -> None:
    parliament.reshape["/schv/lijst"] = with_field("tijdig", "deels")
    done = vraagbaak("check", "--site", parliament.base, "--pause", "0")
    assert done.returncode == 1
    [line] = [line for line in done.stdout.splitlines() if line.startswith("differs")]
    assert line.startswith("differs  open data, a list of 100: 'tijdig' has 13 values that are not understood: 'deels'")
    assert ", 1 different, " in done.stdout.splitlines()[-1]


@pytest.mark.parametrize("how", ["refused", "failing"])
def test_services_that_do_not_answer_give_status_2_and_one_line(how: str, parliament: Parliament) -> None:
    site = parliament.base
    if how == "refused":
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            site = f"http://127.0.0.1:{unused.getsockname()[1]}"
    else:
        parliament.faults[""] = forever(answers(503, Retry_After="0"))
    done = vraagbaak("check", "--site", site, "--pause", "0")
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("vraagbaak: the parliament's services do not answer: robots.txt of 127.0.0.1")


def test_scrapys_own_command_checks_too(parliament: Parliament, tmp_path: Path) -> None:
    out = tmp_path / "findings.json"
    env = os.environ | {"VRAAGBAAK_SITE": parliament.base, "VRAAGBAAK_PAUSE": "0"}
    command = [sys.executable, "-m", "scrapy", "crawl", "contract_check", "-O", str(out)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert {told["kind"] for told in json.loads(out.read_text())} == {"fits", "learned", "skipped"}
