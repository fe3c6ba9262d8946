"""Crawls of services that go wrong: what went wrong is named, nothing held gets worse, the next good crawl mends it."""

import gzip
import hashlib
import json
import os
import zlib
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import vraagbaak
from tests.support.crawling import Crawl, crawl, failures, held, nightly, update
from tests.support.parliament_stub import (
    Fault,
    Handler,
    Parliament,
    Question,
    answers,
    cut_off,
    forever,
    reset,
    trickle,
)

EVERYTHING = {"since": None}
NOW, LATER, NEXT_DAY = "2021-04-01 02:00", "2021-04-01 02:50", "2021-04-02 02:00"
HTML = b"<!DOCTYPE html><html><body><h1>Even geduld, onderhoud</h1></body></html>"
NESTED = b"[" * 100_000

Contents = dict[int, tuple[object, object]]


def contents(data: Path) -> Contents:
    """The records and files that are held."""
    with held(data) as archive:
        return {item.record.id: (item.record, item.files) for item in archive.questions()}


def as_json(value: object) -> Fault:
    return answers(200, json.dumps(value).encode(), "application/json")


LOST, CUT, SLOW = "the connection was lost", "the answer was cut off", "the answer took too long"
# What a service does instead of an answer, and the words for it.
BROKEN: dict[str, tuple[Fault, str]] = {
    "a reset before an answer": (reset(), LOST),
    "a reset in the middle of one": (reset(b'{"count": '), CUT),
    "cut off": (cut_off, CUT),
    "stalled": (trickle, SLOW),
}
# What comes with status 200 and is no data.
NO_DATA: dict[str, tuple[Fault, str]] = {
    "HTML": (answers(200, HTML), "HTML instead of data"),
    "HTML that is called JSON": (answers(200, HTML, "application/json"), "HTML instead of data"),
    "JSON that is cut": (answers(200, b'{"count": "3", "resu', "application/json"), "not JSON"),
    "JSON nested too deep": (answers(200, NESTED, "application/json"), "not JSON"),
    "nothing": (answers(200, b"", "application/json"), "an empty answer"),
}


def settled(parliament: Parliament, data: Path) -> Contents:
    """A good archive, of a parliament that has changed since: every service will be asked again."""
    parliament.add(Question(1), Question(2, answered=None), Question(3, party=None), Question(4))
    assert crawl(data, parliament, at=NOW)["failures"] == []
    before = contents(data)
    parliament.questions[2].answered = "2021-02-14"
    parliament.questions[4].title = "Speelplein - Banken"
    parliament.add(Question(5, published="2021-03-20"))
    parliament.asked.clear()
    return before


def assert_mended(parliament: Parliament, data: Path) -> None:
    """A good crawl gets all that there is."""
    parliament.faults.clear()
    parliament.reshape.clear()
    assert failures(crawl(data, parliament, at=NEXT_DAY)) == {}
    with held(data) as archive:
        assert archive.summary().failures == {}
        assert archive.summary().questions_without_details == 0
        assert (archive.summary().questions, archive.summary().files) == (5, 5)
        assert archive.question(2).record.answered_on
        assert archive.question(4).record.title == "Speelplein - Banken"


# --- answers that do not come, or are something else -------------------------------------------------------------


@pytest.mark.parametrize("faults", [BROKEN, NO_DATA], ids=["broken", "no data"])
def test_a_search_that_fails_is_named_and_nothing_is_lost(
    parliament: Parliament, tmp_path: Path, faults: dict[str, tuple[Fault, str]]
) -> None:
    before = settled(parliament, tmp_path)
    for name, (answer, said) in faults.items():
        parliament.faults = {"search": forever(answer)}
        parliament.asked.clear()
        report = crawl(tmp_path, parliament, at=LATER, retries=1, time_limit=0.3)
        assert report["error"] == "SiteUnreachable", name
        assert f"does not answer: {said}" in report["said"], name
        assert len(parliament.paths("search")) <= 4, name
        assert contents(tmp_path) == before, name
    assert_mended(parliament, tmp_path)


@pytest.mark.parametrize("faults", [BROKEN, NO_DATA], ids=["broken", "no data"])
def test_details_that_fail_are_named_and_what_was_held_counts(
    parliament: Parliament, tmp_path: Path, faults: dict[str, tuple[Fault, str]]
) -> None:
    before = settled(parliament, tmp_path)
    for name, (answer, said) in faults.items():
        parliament.faults = {"/schv/": forever(answer), "schriftelijke-vragen/": forever(answers(404))}
        named = failures(crawl(tmp_path, parliament, at=LATER, retries=0, time_limit=0.2))
        assert set(named) == {"2", "4", "5"}, name
        for reason in named.values():
            assert reason.startswith(f"open data: {said}"), name
            assert reason.endswith("; page: HTTP 404")
        assert contents(tmp_path)[1] == before[1]
        with held(tmp_path) as archive:
            # What the search says is newer; what only open data told stays.
            assert archive.question(2).record.on_time is None
            assert archive.question(4).record.on_time is True
            assert archive.summary().questions == 5
    assert_mended(parliament, tmp_path)


def test_lists_that_fail_cost_requests_and_nothing_else(parliament: Parliament, tmp_path: Path) -> None:
    settled(parliament, tmp_path)
    parliament.faults = {"lijst": [answer for answer, _ in (NO_DATA | BROKEN).values()]}
    assert crawl(tmp_path, parliament, at=LATER, retries=0, time_limit=0.3)["failures"] == []
    assert_mended(parliament, tmp_path)


def test_a_member_that_fails_is_named_and_asked_for_again(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1, party=None))
    another = {"another kind of record": (as_json({"items": []}), "not the record of a member")}
    chosen = {name: NO_DATA[name] for name in ("HTML", "JSON nested too deep")}
    for name, (answer, said) in (BROKEN | chosen | another).items():
        parliament.faults = {"/vv/": forever(answer)}
        report = crawl(tmp_path, parliament, at=NOW, retries=0, time_limit=0.2)
        assert [failure["kind"] for failure in report["failures"]] == ["member"], name
        assert failures(report)["9001"].startswith(said), name
    parliament.faults.clear()
    assert crawl(tmp_path, parliament, at=LATER)["failures"] == []
    with held(tmp_path) as archive:
        asker = archive.question(1).record.asker
        assert asker
        assert asker.party == "Linde"


def test_a_page_that_is_another_is_named(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(*(Question(n) for n in range(1, 6)))
    parliament.not_in_opendata = {1, 2, 3, 4}
    parliament.faults = {
        "schriftelijke-vragen/1": forever(answers(200, HTML)),
        "schriftelijke-vragen/2": forever(reset()),
        "schriftelijke-vragen/3": forever(answers(200, b'{"id": 3}', "application/json")),
        "schriftelijke-vragen/4": forever(answers(200, NESTED)),
    }
    report = crawl(tmp_path, parliament, at=NOW, retries=0)
    another = "not the page of a written question"
    assert {key: reason.split("; page: ")[1] for key, reason in failures(report).items()} == {
        "1": another, "2": LOST, "3": another, "4": another,
    }  # fmt: skip
    with held(tmp_path) as archive:
        assert (archive.summary().questions, archive.summary().files) == (5, 5)
    parliament.faults.clear()
    assert crawl(tmp_path, parliament, at=LATER)["failures"] == []


def test_files_that_break_off_or_are_something_else_are_named(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(*(Question(n, files=(n * 10,)) for n in range(1, 7)))
    parliament.faults = {
        "id=10": forever(reset()),
        "id=20": forever(reset(b"%PDF-1.7\n")),
        "id=30": forever(answers(200, HTML, "application/json")),
        "id=40": forever(answers(200, b'{"melding": "storing"}', "application/pdf")),
        "id=50": forever(answers(200, parliament.body(50), "text/plain")),
        "id=60": forever(answers(200, HTML, "application/pdf")),
    }
    report = crawl(tmp_path, parliament, at=NOW, retries=1)
    odd = "HTML instead of a document"
    assert failures(report) == {"10": LOST, "20": CUT, "30": odd, "40": "no known kind of document", "60": odd}
    assert len(parliament.paths("id=10")) == 2
    with held(tmp_path) as archive:
        [called_text] = archive.question(5).files
        assert archive.file_bytes(called_text.sha256 or "") == parliament.body(50)
        assert archive.question(1).files[0].failure == LOST
    parliament.faults.clear()
    # What came and was no document is not asked for again at once.
    assert set(failures(crawl(tmp_path, parliament, at=LATER))) == set()
    assert crawl(tmp_path, parliament, at=NEXT_DAY)["failures"] == []
    assert_all_documents(parliament, tmp_path)


def assert_all_documents(parliament: Parliament, data: Path) -> None:
    with held(data) as archive:
        for item in archive.questions():
            for file in item.files:
                assert not file.failure
                assert archive.file_bytes(file.sha256 or "") == parliament.body(file.link.pfile)


def cut(body: bytes) -> bytes:
    return body[:-12]


def with_another_checksum(body: bytes) -> bytes:
    return body[:-8] + b"\0\0\0\0" + body[-4:]


def compressed(how: Callable[[bytes], bytes], coding: str = "gzip") -> Fault:
    """The answer as it would be, compressed so."""

    def fault(handler: Handler) -> None:
        send = handler.send
        handler.send = lambda status, body, kind, headers=None: send(  # type: ignore[method-assign]
            status, how(body), kind, {"Content-Encoding": coding, **(headers or {})}
        )
        handler.answer()
        del handler.send

    return fault


DAMAGED = "the answer was cut off or damaged on the way"


@pytest.mark.parametrize(
    ("how", "coding", "reason"),
    [
        pytest.param(lambda body: cut(gzip.compress(body)), "gzip", DAMAGED, id="gzip, cut short"),
        pytest.param(lambda body: with_another_checksum(gzip.compress(body)), "gzip", DAMAGED, id="gzip, checksum"),
        pytest.param(lambda body: cut(zlib.compress(body)), "deflate", DAMAGED, id="deflate, cut short"),
        pytest.param(lambda body: zlib.compress(body)[:-4] + b"1234", "deflate", DAMAGED, id="deflate, checksum"),
        pytest.param(lambda body: cut(gzip.compress(zlib.compress(body))), "deflate, gzip", DAMAGED, id="twice"),
        pytest.param(
            lambda body: body, "br", "the answer is compressed with br, which was not asked for", id="another coding"
        ),
    ],
)
def test_a_compressed_answer_that_is_not_whole_is_no_answer(
    parliament: Parliament, tmp_path: Path, how: Callable[[bytes], bytes], coding: str, reason: str
) -> None:
    parliament.add(Question(1), Question(2, party=None))
    crawl(tmp_path, parliament, {"links": ["1"]}, at=NOW)
    before = contents(tmp_path)
    parliament.bodies[5_000_002] = os.urandom(3000).hex().encode().join((b"%PDF-1.7\n", b"\n%%EOF\n"))
    parliament.not_in_lists = {1}
    damaged = compressed(how, coding)
    parliament.faults = {
        "pfile?id=5000002": forever(damaged),
        "/vv/": forever(damaged),
        "schv/1": forever(damaged),
        "schriftelijke-vragen/1": forever(damaged),
    }
    report = crawl(tmp_path, parliament, {"links": ["1", "2"]}, at=LATER, retries=1)
    assert failures(report) == {
        "1": f"open data: {reason}; page: {reason}",
        "9001": reason,
        "5000002": reason,
    }
    assert contents(tmp_path)[1] == before[1]
    with held(tmp_path) as archive:
        assert archive.question(2).files[0].sha256 is None
    parliament.faults.clear()
    assert crawl(tmp_path, parliament, {"links": ["1", "2"]}, at=NEXT_DAY)["failures"] == []


@pytest.mark.parametrize(
    ("how", "coding"),
    [
        (gzip.compress, "gzip"),
        (gzip.compress, "X-GZIP"),
        (lambda body: gzip.compress(body[:5]) + gzip.compress(body[5:]), "gzip"),
        (zlib.compress, "deflate"),
        (lambda body: zlib.compress(body, wbits=-15), "deflate"),
        (lambda body: gzip.compress(zlib.compress(body)), "deflate, gzip"),
        (lambda body: body, "identity"),
    ],
)
def test_a_compressed_answer_that_is_whole_is_read(
    parliament: Parliament, tmp_path: Path, how: Callable[[bytes], bytes], coding: str
) -> None:
    parliament.add(Question(1))
    parliament.faults = {"/": forever(compressed(how, coding))}
    report = crawl(tmp_path, parliament, at=NOW)
    assert (report["found"], report["files"], report["failures"]) == (1, 1, [])
    assert {headers["Accept-Encoding"] for headers in parliament.headers} == {"gzip, deflate"}


def test_a_damaged_answer_is_asked_for_again(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1))
    damaged = compressed(lambda body: cut(gzip.compress(body)))
    parliament.faults = {"search": [damaged], "schv": [damaged], "pfile": [damaged]}
    report = crawl(tmp_path, parliament, at=NOW, retries=1)
    assert (report["found"], report["files"], report["failures"]) == (1, 1, [])


def test_a_file_that_breaks_off_is_asked_for_again_and_kept_only_if_it_comes_the_same(
    parliament: Parliament, tmp_path: Path
) -> None:
    parliament.add(*(Question(n, files=(n,)) for n in (1, 2, 3, 4, 5)))
    whole, halves = b"%PDF-1.7\nwhole\n%%EOF\n", [b"%PDF-1.7\nwho", b"%PDF-1.7\nwhole\n"]
    parliament.bodies = dict.fromkeys((1, 2, 3), whole) | {4: halves[0], 5: b"PK\x03\x04 without its end"}
    half, more = (answers(200, body, "application/pdf") for body in halves)

    def without_length(handler: Handler) -> None:
        """Nothing says where it ends but the end of the connection."""
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(halves[0])
        handler.close_connection = True

    parliament.faults = {
        "id=1": [half],
        "id=2": [half, more],
        "id=3": [without_length],
        "id=4": forever(without_length),
    }
    report = crawl(tmp_path, parliament, at=NOW)
    assert failures(report) == {"2": "the file breaks off, and came otherwise a second time"}
    assert Counter(parliament.paths("pfile")) == {f"/files/pfile?id={n}": 2 for n in (1, 2, 3, 4, 5)}
    with held(tmp_path) as archive:
        assert [archive.question(n).files[0].sha256 for n in (1, 2, 3, 4, 5)] == [
            hashlib.sha256(whole).hexdigest(),
            None,
            hashlib.sha256(whole).hexdigest(),
            hashlib.sha256(halves[0]).hexdigest(),
            hashlib.sha256(parliament.bodies[5]).hexdigest(),
        ]
    parliament.asked.clear()
    assert crawl(tmp_path, parliament, at=LATER)["failures"] == []
    assert parliament.paths("pfile") == ["/files/pfile?id=2"]


def test_a_page_or_data_beyond_any_size_is_refused_with_its_reason(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1), Question(2))
    parliament.not_in_opendata = {1}
    page = parliament.page(parliament.questions[1]).encode()
    zeros = gzip.compress(page + bytes(3_000_000))
    data = b'{"id": 2, "titel": "' + b"x" * 17_000_000 + b'"}'
    parliament.faults = {
        "vragen/1": forever(answers(200, page + b" " * 3_000_000)),
        "lijst": forever(answers(200, data, "application/json")),
        "schv/2": forever(answers(200, data, "application/json")),
        "vragen/2": forever(answers(200, zeros, Content_Encoding="gzip")),
    }
    named = failures(crawl(tmp_path, parliament, {"links": ["1", "2"]}, at=NOW))
    assert named["1"].endswith("page: the answer is larger than allowed")
    assert named["2"].startswith("open data: the answer is larger than allowed; page: ")
    assert "exceeded DOWNLOAD_MAXSIZE" in named["2"]


def test_data_under_a_wrong_name_or_in_another_encoding_are_read(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(*(Question(n, title="Speelplein - Vlooienmarkt in Leuven, coördinatie") for n in range(1, 4)))
    url: list[str] = []

    def sent(encoding: str, kind: str) -> Fault:
        def fault(handler: Handler) -> None:
            send, handler.send = (
                handler.send,
                lambda status, body, _, headers=None: send(  # type: ignore[method-assign]
                    status, body.decode().encode(encoding), kind, headers
                ),
            )
            url.append(handler.path)
            handler.answer()
            del handler.send

        return fault

    parliament.faults = {
        "search": [sent("utf-8", "text/html"), sent("utf-16", "application/json")],
        "lijst": [sent("utf-16-le", "text/plain")],
    }
    assert crawl(tmp_path, parliament, at=NOW)["failures"] == []
    assert crawl(tmp_path, parliament, nightly(), at=NEXT_DAY)["failures"] == []
    assert len(url) == 3
    with held(tmp_path) as archive:
        assert [item.record.title for item in archive.questions()] == [parliament.questions[1].title] * 3


def test_what_is_not_a_number_is_no_title(parliament: Parliament, tmp_path: Path) -> None:
    before = settled(parliament, tmp_path)
    for constant in (b"NaN", b"Infinity", b"-Infinity"):
        body = b'{"id": 2, "titel": %s, "zittingsjaar": "2020-2021"}' % constant
        broken = forever(answers(200, body, "application/json"))
        parliament.faults = {"/schv/": broken, "vragen/": forever(answers(404))}
        named = failures(crawl(tmp_path, parliament, at=LATER))
        assert named["2"].startswith("the record has lost its number, title"), constant
        assert contents(tmp_path)[1] == before[1]
    assert_mended(parliament, tmp_path)


# --- records that lose something ---------------------------------------------------------------------------------


Record = dict[str, Any]


def _without_title(record: Record) -> None:
    del record["titel"]


def _title_as_object(record: Record) -> None:
    record["titel"] = {"nl": "Speelplein"}


def _without_asker(record: Record) -> None:
    record["vraagsteller"] = None


def _without_files(record: Record) -> None:
    record["bestand-ordered"] = []


def _dates_as_numbers(record: Record) -> None:
    for step in record["procedureverloop"]:
        step["datum"] = 1_613_257_259_000


def _themes_as_object(record: Record) -> None:
    record["thema"] = {"nl": 7}


LOSSES: dict[int, tuple[Callable[[Record], None], str]] = {
    1: (_without_title, "title"),
    2: (_title_as_object, "title"),
    3: (_without_asker, "asker"),
    4: (_without_files, "files"),
    5: (_dates_as_numbers, "day of asking, day of answering"),
    6: (_themes_as_object, "themes"),
}
"""By question: what happens to its record, and what it has lost by that."""


def test_records_that_lost_something_count_only_once_a_later_crawl_finds_the_same(
    parliament: Parliament, tmp_path: Path
) -> None:
    parliament.add(*(Question(n) for n in LOSSES))
    scope = {"links": list(map(str, LOSSES))}  # open data alone, without what the search says
    assert crawl(tmp_path, parliament, scope, at=NOW)["failures"] == []
    before = contents(tmp_path)

    def lessened(answer: Any) -> Any:
        for wrapped in answer["items"]:
            record = wrapped["schriftelijke-vraag"]
            LOSSES[record["id"]][0](record)
        return answer

    parliament.reshape["lijst"] = lessened
    report = crawl(tmp_path, parliament, scope, at=LATER)
    assert f", {len(LOSSES)} failed, " in report["log"]
    named = failures(report)
    until = "what was held counts until another crawl, a day later, finds the same"
    assert named == {str(n): f"the record has lost its {lost}: {until}" for n, (_, lost) in LOSSES.items()}
    assert contents(tmp_path) == before
    assert set(failures(crawl(tmp_path, parliament, scope, at="2021-04-01 03:40"))) == set(named)
    assert contents(tmp_path) == before
    # A day later the same is believed.
    assert failures(crawl(tmp_path, parliament, scope, at=NEXT_DAY)) == {}
    after = contents(tmp_path)
    assert [n for n in LOSSES if after[n] == before[n]] == []
    # And what they had comes back at once.
    parliament.reshape.clear()
    assert failures(crawl(tmp_path, parliament, scope, at="2021-04-02 03:00")) == {}
    assert contents(tmp_path) == before


def test_a_record_that_is_whole_again_the_next_time_never_changed(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1))
    scope = {"links": ["1"]}
    crawl(tmp_path, parliament, scope, at=NOW)
    with held(tmp_path) as archive:
        before = archive.fingerprints()
    parliament.reshape["/schv/1"] = lambda record: record | {"titel": None}
    assert set(failures(crawl(tmp_path, parliament, scope, at=LATER))) == {"1"}
    parliament.reshape.clear()
    assert failures(update(tmp_path, parliament, at=NEXT_DAY)) == {}
    with held(tmp_path) as archive:
        assert archive.fingerprints() == before


def test_other_types_are_read_as_what_they_mean(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1))
    scope = {"links": ["1"]}
    crawl(tmp_path, parliament, scope, at=NOW)
    before = contents(tmp_path)

    def other_types(record: dict[str, Any]) -> dict[str, Any]:
        return record | {
            "id": str(record["id"]), "vraagnummer": "12", "titel": [record["titel"]], "minister": [record["minister"]],
            "bestand-ordered": record["bestand-ordered"][0]["URL"], "bijlage": None,
        }  # fmt: skip

    parliament.reshape["/schv/1"] = other_types
    assert failures(crawl(tmp_path, parliament, scope, at=LATER)) == {}
    assert contents(tmp_path) == before


# --- searches that shift, repeat or miscount ---------------------------------------------------------------------


def test_a_question_published_while_the_search_is_paged_is_not_missed(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(*(Question(n, published="2021-03-04", files=(7,)) for n in range(1, 251)))

    def publish(handler: Handler) -> None:
        parliament.add(*(Question(n, published="2021-03-05") for n in range(900, 905)))
        handler.answer()

    parliament.faults = {"page=2": [publish]}
    report = crawl(tmp_path, parliament, {"since": "2021-03-01", "until": "2021-03-31"}, at=NOW)
    assert (report["found"], report["failures"]) == (255, [])
    assert len(contents(tmp_path)) == 255


def test_a_question_withdrawn_while_the_search_is_paged_hides_no_other(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(*(Question(n, published="2021-03-04", files=(7,)) for n in range(1, 251)))

    def withdraw(handler: Handler) -> None:
        for gone in range(246, 251):
            parliament.questions.pop(gone, None)
        handler.answer()

    parliament.faults = {"page=2": [withdraw]}
    report = crawl(tmp_path, parliament, {"since": "2021-03-01", "until": "2021-03-31"}, at=NOW)
    assert set(range(1, 246)) <= set(contents(tmp_path))
    assert report["found"] == 250
    # What was withdrawn cannot be had, and is not forgotten.
    update(tmp_path, parliament, at=NEXT_DAY)
    assert set(contents(tmp_path)) == set(range(1, 251))


@pytest.mark.parametrize("factor", [0.5, 1.5])
def test_a_count_that_is_wrong_loses_nothing(parliament: Parliament, tmp_path: Path, factor: float) -> None:
    parliament.add(*(Question(n, published="2021-03-04", files=(7,)) for n in range(1, 251)))

    def miscounted(answer: dict[str, Any]) -> dict[str, Any]:
        return answer | {"count": str(int(int(answer["count"]) * factor))}

    parliament.reshape["search"] = miscounted
    report = crawl(tmp_path, parliament, {"since": "2021-03-01", "until": "2021-03-31"}, at=NOW)
    if factor > 1:
        [said] = failures(report).values()
        assert said == "the search counts 375 hits and gives 250"
    parliament.reshape.clear()
    report = update(tmp_path, parliament, at=NEXT_DAY)
    assert report["failures"] == []
    assert len(contents(tmp_path)) == 250


def test_a_page_that_repeats_is_noticed_and_asked_for_again(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(*(Question(n, published="2021-03-04", files=(7,)) for n in range(1, 251)))

    def first_page(handler: Handler) -> None:
        handler.path = handler.path.replace("page=2", "page=1")
        handler.answer()

    parliament.faults = {"page=2": [first_page]}
    report = crawl(tmp_path, parliament, {"since": "2021-03-01", "until": "2021-03-31"}, at=NOW)
    assert (report["found"], report["failures"]) == (250, [])


def test_repeats_in_lists_and_searches_count_once(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(*(Question(n) for n in range(1, 31)))

    def twice(answer: dict[str, Any]) -> dict[str, Any]:
        rows = [row for row in answer["result"] for _ in range(2)]
        return answer | {"count": 2 * int(answer["count"]), "result": rows, "lastindex": len(rows)}

    parliament.reshape = {"search": twice, "lijst": lambda answer: {"items": answer["items"] * 2}}
    report = crawl(tmp_path, parliament, at=NOW)
    assert (report["found"], report["kept"], report["files"], report["failures"]) == (30, 30, 30, [])
    assert len(parliament.paths("pfile")) == 30
    parliament.asked.clear()
    assert update(tmp_path, parliament, at=NEXT_DAY)["failures"] == []
    assert len(parliament.paths()) <= 10
    assert len(contents(tmp_path)) == 30


# --- far less than before ----------------------------------------------------------------------------------------


def grown(parliament: Parliament, data: Path, count: int = 100) -> Contents:
    """An archive of questions of the last weeks."""
    parliament.add(
        *(Question(n, published=str(date(2021, 3, 30) - timedelta(n % 30)), files=(7,)) for n in range(1, count + 1))
    )
    assert update(data, parliament, at=NOW)["failures"] == []
    return contents(data)


def gone(data: Path) -> int:
    with held(data) as archive:
        return int(archive.rows("SELECT count(*) FROM hit WHERE gone OR missed_at IS NOT NULL")[0][0])


@pytest.mark.parametrize("scope", [nightly(), EVERYTHING], ids=["update", "crawl"])
def test_a_search_that_gives_half_stops_the_run_and_takes_nothing_away(
    parliament: Parliament, tmp_path: Path, scope: dict[str, Any]
) -> None:
    before = grown(parliament, tmp_path)
    hidden = {n: parliament.questions.pop(n) for n in range(1, 51)}
    for at in (NEXT_DAY, "2021-04-03 02:00", "2021-04-04 02:00"):
        report = Crawl(tmp_path, parliament, scope, at=at).report()
        assert report["error"] == "SourceChanged"
        assert "no longer" in report["said"]
        assert "nothing was taken away" in report["said"]
        assert (contents(tmp_path), gone(tmp_path)) == (before, 0)
    parliament.questions |= hidden
    parliament.add(Question(900, published="2021-03-31"))
    assert Crawl(tmp_path, parliament, scope, at="2021-04-05 02:00").report()["failures"] == []
    assert set(contents(tmp_path)) == {*before, 900}


def test_a_few_that_vanish_are_no_alarm_and_are_kept(parliament: Parliament, tmp_path: Path) -> None:
    before = grown(parliament, tmp_path)
    for n in range(1, 6):
        del parliament.questions[n]
    for day in (2, 3, 4):
        report = update(tmp_path, parliament, at=f"2021-04-0{day} 02:00")
        assert "error" not in report
    assert set(contents(tmp_path)) == set(before)
    assert gone(tmp_path) == 5
    parliament.asked.clear()
    update(tmp_path, parliament, at="2021-04-05 02:00")
    assert len(parliament.paths("search")) <= 6  # those that are gone are not counted again each night


def test_many_records_that_became_emptier_stop_the_run(parliament: Parliament, tmp_path: Path) -> None:
    before = grown(parliament, tmp_path)

    def emptier(answer: dict[str, Any]) -> dict[str, Any]:
        for wrapped in answer["items"]:
            wrapped["schriftelijke-vraag"] |= {"vraagsteller": None, "minister": None}
        return answer

    parliament.reshape["lijst"] = emptier
    report = update(tmp_path, parliament, at=NEXT_DAY)
    assert report["error"] == "SourceChanged"
    assert "records of questions have lost something that they had: what is held counts" in report["said"]
    assert contents(tmp_path) == before
    parliament.reshape.clear()
    assert update(tmp_path, parliament, at="2021-04-03 02:00")["failures"] == []
    assert contents(tmp_path) == before


def test_many_hits_that_became_emptier_stop_the_run(parliament: Parliament, tmp_path: Path) -> None:
    before = grown(parliament, tmp_path)

    def emptier(answer: dict[str, Any]) -> dict[str, Any]:
        for row in answer["result"]:
            tags = row["metatags"]["metatag"]
            row["metatags"]["metatag"] = [tag for tag in tags if tag["name"] not in ("titel", "publicatiedatum")]
        return answer

    parliament.reshape["search"] = emptier
    report = update(tmp_path, parliament, at=NEXT_DAY)
    assert report["error"] == "SourceChanged"
    assert "hits of the search have lost something that they had: what is held counts" in report["said"]
    with held(tmp_path) as archive:
        assert archive.rows("SELECT count(*) FROM hit WHERE published IS NULL") == [(0,)]
    assert (contents(tmp_path), gone(tmp_path)) == (before, 0)
    parliament.reshape.clear()
    assert update(tmp_path, parliament, at="2021-04-03 02:00")["failures"] == []
    assert (contents(tmp_path), gone(tmp_path)) == (before, 0)


def test_results_that_are_no_written_questions_stop_the_run(parliament: Parliament, tmp_path: Path) -> None:
    before = grown(parliament, tmp_path)

    def others(answer: dict[str, Any]) -> dict[str, Any]:
        for row in answer["result"]:
            row["metatags"]["metatag"] = [{"name": "soort", "value": "VI"}]
        return answer

    parliament.reshape["search"] = others
    report = update(tmp_path, parliament, at=NEXT_DAY)
    assert report["error"] == "SourceChanged"
    assert "are not recognised as written questions" in report["said"]
    assert (contents(tmp_path), gone(tmp_path)) == (before, 0)
    parliament.reshape.clear()
    assert update(tmp_path, parliament, at="2021-04-03 02:00")["failures"] == []


@pytest.mark.parametrize("scope", [nightly(), EVERYTHING], ids=["update", "crawl"])
def test_a_first_crawl_that_finds_nothing_at_all_says_so(
    parliament: Parliament, tmp_path: Path, scope: dict[str, Any]
) -> None:
    report = Crawl(tmp_path, parliament, scope, at=NOW).report()
    assert report["error"] == "SourceChanged"
    assert "finds no written question at all" in report["said"]
    parliament.add(Question(1))
    assert Crawl(tmp_path, parliament, scope, at=LATER).report()["failures"] == []
    assert set(contents(tmp_path)) == {1}


def test_the_command_line_says_in_one_line_what_changed_and_keeps_what_was_found(
    parliament: Parliament, tmp_path: Path
) -> None:
    today = date.today()
    parliament.add(*(Question(n, published=str(today - timedelta(1 + n % 20))) for n in range(1, 61)))
    given = ("--site", parliament.base, "--pause", "0", "--data", tmp_path)
    assert vraagbaak("update", *given).returncode == 0
    for n in range(1, 41):
        del parliament.questions[n]
    for command in ("crawl", "update"):
        done = vraagbaak(command, *given)
        assert done.returncode == 1, done.stderr
        [line] = [line for line in done.stderr.splitlines() if line.startswith("vraagbaak: ")]
        assert "nothing was taken away" in line
        assert "Traceback" not in done.stderr
    assert "60 in the index" in done.stderr


# --- clocks that are wrong ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", ["2031-04-02 02:00", "2021-03-31 02:00"], ids=["ten years on", "a day back"])
def test_a_run_with_a_wrong_clock_costs_the_next_ones_nothing(
    parliament: Parliament, tmp_path: Path, wrong: str
) -> None:
    before = grown(parliament, tmp_path, 60)
    update(tmp_path, parliament, at=wrong)
    assert contents(tmp_path) == before
    parliament.add(Question(900, published="2021-04-01"), Question(901, published="2009-01-05"))
    parliament.questions[1].title = "Speelplein - Banken"
    assert update(tmp_path, parliament, at=NEXT_DAY)["failures"] == []
    after = contents(tmp_path)
    assert set(after) == {*before, 900, 901}
    assert after[1] != before[1]
    # And from then on a night is as short as ever.
    for day in (3, 4):
        parliament.asked.clear()
        assert update(tmp_path, parliament, at=f"2021-04-0{day} 02:00")["failures"] == []
        assert len(parliament.paths()) <= 12
    parliament.add(Question(902, published="2021-04-04"))
    update(tmp_path, parliament, at="2021-04-05 02:00")
    assert 902 in contents(tmp_path)


@pytest.mark.parametrize("wrong", ["2031-04-02 02:00", "2021-03-31 02:00"], ids=["ten years on", "a day back"])
def test_a_clock_that_jumps_within_a_run_loses_and_repeats_nothing(
    parliament: Parliament, tmp_path: Path, wrong: str
) -> None:
    parliament.add(*(Question(n, published=str(date(2021, 3, 30) - timedelta(n % 60))) for n in range(1, 61)))
    running = Crawl(tmp_path, parliament, nightly(), batch=10, at=NOW)

    def jump(handler: Handler) -> None:
        running.set_clock(wrong)
        handler.answer()

    parliament.faults = {"lijst": [jump]}
    report = running.report()
    assert (report["found"], report["files"], report["failures"]) == (60, 60, [])
    assert len(parliament.paths("pfile")) == 60
    parliament.add(Question(900, published="2021-04-01"))
    parliament.asked.clear()
    assert update(tmp_path, parliament, at=NEXT_DAY)["failures"] == []
    assert set(contents(tmp_path)) == {*range(1, 61), 900}
    assert len(parliament.paths("pfile")) <= 2  # one more may be compared, as it seems to be of long ago


def test_what_failed_in_a_future_that_never_was_is_tried_again(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1, published="2021-03-20"))
    parliament.faults = {"pfile": forever(answers(500))}
    for at in (NOW, "2031-04-01 02:00"):
        assert set(failures(update(tmp_path, parliament, retries=0, at=at))) == {"5000001"}
    parliament.faults.clear()
    update(tmp_path, parliament, at="2021-04-03 02:00")
    with held(tmp_path) as archive:
        assert archive.summary().files == 1


def test_a_doubt_of_a_future_that_never_was_is_settled(parliament: Parliament, tmp_path: Path) -> None:
    parliament.add(Question(1))
    scope = {"links": ["1"]}
    crawl(tmp_path, parliament, scope, at=NOW)
    before = contents(tmp_path)
    parliament.reshape["/schv/1"] = lambda record: record | {"vraagsteller": None}
    assert set(failures(crawl(tmp_path, parliament, scope, at="2031-04-01 02:00"))) == {"1"}
    assert contents(tmp_path) == before
    parliament.reshape.clear()
    assert failures(crawl(tmp_path, parliament, scope, at=NEXT_DAY)) == {}
    assert contents(tmp_path) == before
