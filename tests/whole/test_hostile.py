"""Whole runs over answers that no service should give: what cannot be is left out, and what is sound is stored."""

from pathlib import Path

import pytest

from indexer.corpus.extract import extract
from indexer.corpus.store import Corpus
from indexer.export import ExportFormat, export
from indexer.index.build import build_index
from indexer.overview import overview
from indexer.question import WrittenQuestion
from indexer.search import SearchRequest, open_search
from tests.support.crawling import Crawl, crawl, failures, held, nightly
from tests.support.hostile import FOREIGN, Hostile, Odd, Raw
from tests.support.parliament_stub import Question, answers, serving

LARGEST = 2**63 - 1


def finished(data: Path) -> dict[int, WrittenQuestion]:
    """Extract, index and export what a crawl stored; the questions by id."""
    extract(data / "archive", data / "corpus.sqlite")
    report = build_index(data / "corpus.sqlite", data / "index")
    with Corpus.open(data / "corpus.sqlite") as corpus:
        found = {question.id: question for question in corpus}
    with held(data) as archive:
        assert report.total == len(found) == len(archive)
    for format in ExportFormat:
        assert export(found.values(), data / f"all.{format}", format).count == len(found)
    assert overview(data / "archive", data / "corpus.sqlite", data / "index")
    return found


def links(question: WrittenQuestion) -> set[str]:
    """Every address that a question gives."""
    given = (question.page_url, question.pdf_url, question.opendata_url, *(one.url for one in question.documents))
    return {url for url in given if url}


@pytest.mark.parametrize(("seed", "bytes_too", "count"), [(1, False, 100), (2, True, 40)])
def test_whatever_is_wrong_with_some_answers_the_others_are_stored(
    seed: int, bytes_too: bool, count: int, tmp_path: Path
) -> None:
    parliament = Hostile(seed=seed, bytes_too=bytes_too)
    parliament.add(
        *(Question(n, title=f"Vraag {n}", party="Linde" if n % 3 else None) for n in range(100, 100 + count))
    )
    sound = {n for n in parliament.questions if n % 2 == 0}
    with serving(parliament):
        report = crawl(tmp_path, parliament, failures_in_a_row=1_000)
        assert "error" not in report
        assert parliament.mutations > 150
        found = finished(tmp_path)
        assert {n: found[n].title for n in sound} == {n: f"Vraag {n}" for n in sound}
        assert all(len(found[n].documents) == 1 and found[n].number == 12 for n in sound)
        # The same in other words a day later: what is held stays, whatever is made of the rest.
        parliament.seed += 100
        again = crawl(tmp_path, parliament, nightly(), at="2031-01-01T00:00:00", failures_in_a_row=1_000)
        assert again.get("error") in (None, "SourceChanged")
    found = finished(tmp_path)
    assert {n: found[n].title for n in sound} == {n: f"Vraag {n}" for n in sound}
    assert {url for question in found.values() for url in links(question) if not url.startswith(parliament.base)} <= {
        f"https://docs.vlaamsparlement.be/pfile?id={pfile}" for pfile in (81, *range(5_000_100, 5_000_100 + count))
    }
    assert not [path for path in parliament.paths("pfile?id=") if path[-3:] in ("=77", "=78", "=79", "=80", "=82")]


def test_what_cannot_be_is_left_out_of_a_question_and_said_in_its_notes(tmp_path: Path) -> None:
    parliament = Odd()
    parliament.add(*(Question(n) for n in range(1, 8)))
    asker = {"voornaam": "An", "naam": "Peeters", "fractie": {"naam": "Linde"}}
    parliament.records = {
        1: {"titel": Raw(r'"Half\ud83d een \ud800paar"'), "onbekend": Raw(r'"\udc00"')},
        2: {"vraagnummer": LARGEST + 1, "vraagsteller": asker | {"id": 2**64}},
        3: {"vraagnummer": LARGEST, "minister": {"id": -7, "naam": "Maes"}},
        4: {"titel": Raw("1e999")},
        5: {"titel": Raw("NaN"), "onderwerp": Raw("-Infinity")},
        6: {"bijlage": [{"url": url} for url in FOREIGN], "link": [{"rel": "self", "href": FOREIGN[0]}]},
    }
    parliament.hits = {2: {"onbekend": Raw(r'"\ud800"')}}
    with serving(parliament):
        report = crawl(tmp_path, parliament)
        assert report["failures"] == []
        found = finished(tmp_path)
        assert not [path for path in parliament.paths() if path.endswith(("id=77", "id=78"))]
    assert set(found) == set(range(1, 8))
    assert found[1].title == "Half een paar"
    assert found[2].asker is not None
    assert (found[2].number, found[2].asker.id) == (12, None)  # the search gives another number
    assert found[2].notes[:2] == (
        f"open data: number {LARGEST + 1} is impossible and was left out",
        f"open data: the asker's id {2**64} is impossible and was left out",
    )
    assert found[3].number == LARGEST
    assert found[3].notes[0] == "open data: the minister's id -7 is impossible and was left out"
    assert found[4].title == "1e999"
    assert found[5].title == "Speelplein - Verlichting"
    assert [document.pfile for document in found[6].documents] == [5_000_006]
    assert found[6].notes[0] == "open data: 2 links to hosts that are not the parliament's left out"
    assert all(url.startswith(parliament.base) for question in found.values() for url in links(question))
    assert not any(note.startswith(("open data", "search")) for note in found[7].notes)
    for name in ("all.jsonl", "all.csv"):
        assert "evil.example" not in (tmp_path / name).read_text()
        assert "169.254" not in (tmp_path / name).read_text()
    engine = open_search(tmp_path / "index")
    assert [hit.question.id for hit in engine.search(SearchRequest(f"nummer:{LARGEST // 10}")).hits] == []
    assert engine.get(LARGEST + 1) is None
    engine.close()


def test_of_two_values_of_a_key_the_first_counts_and_lists_keep_all(tmp_path: Path) -> None:
    parliament = Odd()
    parliament.add(Question(1), Question(2))
    body = (
        b'{"id": 1, "titel": "Eerst", "titel": "Dan", "zittingsjaar": null, "zittingsjaar": "2020-2021", '
        b'"thema": ["Sport"], "thema": ["Wonen"], "vraagnummer": 5, "vraagnummer": 6}'
    )
    twice = b'{"items": [' + body + b', {"id": 1, "titel": "Nog een"}, {"id": 2, "titel": "Ander"}]}'
    with serving(parliament):
        parliament.faults = {"lijst": [answers(200, twice, "application/json")]}
        assert crawl(tmp_path, parliament)["failures"] == []
    found = finished(tmp_path)
    assert (found[1].title, found[1].session_year, found[1].themes, found[1].number) == (
        "Eerst", "2020-2021", ("Sport", "Wonen"), 5,
    )  # fmt: skip
    assert found[1].notes[0] == (
        "open data: titel, zittingsjaar, thema, vraagnummer given more than once: "
        "the first value counts, lists are joined"
    )
    assert found[2].title == "Ander"


def test_a_hit_nested_without_end_leaves_the_others_of_its_page(tmp_path: Path) -> None:
    parliament = Odd()
    parliament.add(*(Question(n) for n in range(1, 5)))
    deep = Raw("[" * 100_000 + "]" * 100_000)
    parliament.records, parliament.hits = {2: {"onbekend": deep}}, {2: {"onbekend": deep, "snippet": deep}}
    with serving(parliament):
        assert crawl(tmp_path, parliament)["failures"] == []
    assert set(finished(tmp_path)) == {1, 2, 3, 4}


def test_a_page_leads_only_to_files_of_the_parliament(tmp_path: Path) -> None:
    parliament = Odd(not_in_opendata={1})
    parliament.add(Question(1))
    shown = parliament.page(parliament.questions[1])
    with serving(parliament):
        anchors = "".join(f'<li><a href="{url}">Download pdf</a></li>' for url in (*FOREIGN, "https://[/pfile?id=9"))
        member = f"volksvertegenwoordigers/{'9' * 5_000}"
        page = shown.replace("volksvertegenwoordigers/9001", member).replace("<ul>", f"<ul>{anchors}")
        parliament.faults = {
            "schriftelijke-vragen/1": [answers(200, page.encode(), "text/html; charset=utf-8")],
        }
        assert failures(crawl(tmp_path, parliament)) == {}
    (question,) = finished(tmp_path).values()
    assert [document.pfile for document in question.documents] == [5_000_001]
    assert question.asker is not None
    assert (question.asker.name, question.asker.id) == ("An Peeters", None)
    assert question.notes[:2] == (
        f"page: the asker's id {'9' * 24}… is impossible and was left out",
        "page: 2 links to hosts that are not the parliament's left out",
    )


def test_hits_that_name_no_question_that_can_be_are_left_out_and_named_in_the_log(tmp_path: Path) -> None:
    parliament = Odd()
    parliament.add(*(Question(n) for n in range(1, 4)))
    nowhere = {"url": f"https://www.vlaamsparlement.be/schriftelijke-vragen/{10**19}", "id": "x", "metatags": {
        "metatag": [{"name": "soort", "value": "SCHV"}]}}  # fmt: skip
    parliament.hits = {2: nowhere}
    with serving(parliament):
        report = crawl(tmp_path, parliament)
    assert "1 hits of written questions name none that can be, and were left out" in report["log"]
    assert set(finished(tmp_path)) == {1, 3}


def test_a_host_that_asks_for_an_hour_is_left_alone_for_an_hour(tmp_path: Path) -> None:
    parliament = Odd()
    parliament.add(Question(1))
    with serving(parliament):
        parliament.faults = {"search": [answers(503, Retry_After="3600")]}
        running = Crawl(tmp_path, parliament)
        for _ in range(600):
            if "left alone" in running.log() or not running.process.is_alive():
                break
            running.process.join(0.05)
        running.kill()
    assert "asks to be left alone: nothing is asked of it for 3,600 s" in running.log()
    assert len(parliament.paths("search")) == 1
