"""The sample keeps its promises, its files can be printed again, and its server answers as the contract says."""

import importlib.util
import io
import json
import shutil
import socket
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from pypdf import PdfReader

from crawler.errors import CrawlerError
from crawler.sample import SampleMissing, SampleQuestion, read_sample, serve_sample
from crawler.sample.questions import Block, Table, parse_blocks, prose, tables

ROOT = Path(__file__).parent.parent
SAMPLE = read_sample()
QUESTIONS = {question.id: question for question in SAMPLE.questions}
WHOLE = [question for question in SAMPLE.questions if question.file == "whole"]

PARTIES = {"N-VA", "Vlaams Belang", "Vooruit", "cd&v", "Open Vld", "Groen", "PVDA", "Onafhankelijke"}
THEMES = {
    *("Armoedebeleid", "Begroting", "Brussel en de Vlaamse Rand", "Buitenlands Beleid", "Cultuur", "Dierenwelzijn"),
    *("Economie", "Energie", "Europese instellingen", "Financiën", "Gelijke Kansen", "Gezondheid", "Inburgering"),
    *("Internationaal Ondernemen", "Jeugdwerk", "Justitie", "Landbouw en Visserij", "Lokale Overheden", "Media"),
    *("Mobiliteit en Verkeer", "Natuur en Milieu", "Onderwijs en Vorming", "Onroerend Erfgoed", "Openbare werken"),
    *("Ontwikkelingssamenwerking", "Radicalisering", "Ruimtelijke ordening", "Sociale Economie", "Sport"),
    *("Staatshervorming en Communautaire Aangelegenheden", "Stedelijk beleid", "Toerisme", "Vlaams Parlement"),
    *("Vlaamse Administratie", "Vlaamse Regering", "Welzijn en Gezin", "Werk", "Wetenschap en Innovatie", "Wonen"),
}

# The three ways to ask for written questions alone (contract, 2.2).
SELECTIONS = [
    pytest.param(
        "+{}&requiredfields=paginatype:Parlementair%20document.aggregaat:Vraag%20of%20interpellatie"
        ".initiatief:Schriftelijke%20vraag?collection=vp_collection",
        id="kind of initiative in the path",
    ),
    pytest.param(
        "+{}&requiredfields=paginatype:Parlementair%20document.aggregaattype:Schriftelijke%20vraag?order=desc",
        id="kind of question in the path",
    ),
    pytest.param("{}?requiredfields=aggregaattype:Schriftelijke%20vraag", id="kind of question as a parameter"),
]


# --- what is in it -------------------------------------------------------------------------------------------------


def test_every_way_a_file_can_end_is_there() -> None:
    assert Counter(question.text_status for question in SAMPLE.questions) == {
        "complete": 27,
        "unreadable": 2,
        "scanned": 1,
        "missing": 1,
        "no_answer": 1,
    }


def test_years_legislatures_and_kinds_of_answer_vary() -> None:
    assert {question.session_year for question in SAMPLE.questions} == {
        *("2021-2022", "2022-2023", "2023-2024", "2024-2025", "2025-2026"),
    }
    assert {question.legislature for question in SAMPLE.questions} == {"2019-2024", "2024-2029"}
    assert Counter(question.answer_kind for question in WHOLE) == {
        "Antwoord": 21,
        "Gecoördineerd antwoord": 1,
        "Verwijzend antwoord": 2,
        "Voorlopig antwoord": 1,
        "Aanvullend antwoord": 1,
        None: 2,
    }
    assert [question.on_time for question in SAMPLE.questions].count(False) == 3


@pytest.mark.parametrize("question", SAMPLE.questions, ids=lambda question: str(question.id))
def test_the_facts_of_a_question_agree(question: SampleQuestion) -> None:
    start = int(question.session_year[:4])
    assert question.session_year == f"{start}-{start + 1}"
    assert f"{start}-09" <= question.asked_on.isoformat() < f"{start + 1}-09"
    assert question.asked_on < (question.answered_on or question.published_on) <= question.published_on
    assert (question.answered_on is None) == (question.on_time is None)
    assert question.asker.party_on(question.asked_on) in PARTIES
    assert question.minister.office_on(question.asked_on)
    assert question.themes
    assert set(question.themes) <= THEMES
    if question.together:
        assert (question.minister.name, question.number) in question.together


def test_numbers_run_per_minister_and_year_and_ids_are_unique() -> None:
    keys = {(question.session_year, question.minister.name, question.number) for question in SAMPLE.questions}
    pfiles = [question.pfile for question in SAMPLE.questions] + [
        question.attachment.pfile for question in SAMPLE.questions if question.attachment
    ]
    assert len(keys) == len(QUESTIONS) == len(SAMPLE.questions)
    assert len(set(pfiles)) == len(pfiles)


def test_one_question_went_to_three_ministers() -> None:
    together = [question for question in SAMPLE.questions if question.together]
    assert len(together) == 3
    assert {(question.minister.name, question.number) for question in together} == set(together[0].together)
    assert len({question.question_text for question in together}) == 1


def test_a_member_changes_party_and_a_minister_changes_office() -> None:
    asked = [question for question in SAMPLE.questions if not question.asker.party_in_records]
    assert [question.asker.party_on(question.asked_on) for question in asked] == [
        "Open Vld",
        "Onafhankelijke",
        "Vooruit",
    ]
    offices: dict[str, set[str | None]] = {}
    for question in SAMPLE.questions:
        offices.setdefault(question.minister.name, set()).add(question.minister.office_on(question.asked_on))
    assert max(map(len, offices.values())) == 2


def test_texts_hold_what_makes_extraction_hard() -> None:
    blocks = [block for question in WHOLE for block in (*question.question, *question.answer)]
    paragraphs = [block for block in blocks if isinstance(block, str)]
    cells = [cell for table in tables(tuple(blocks)) for row in table.rows[1:] for cell in row]
    for start in ("1. ", "a) ", "- ", "1-3. "):
        assert any(paragraph.startswith(start) for paragraph in paragraphs), start
    assert any("veiligheids-, gezondheids- en woningkwaliteitsvereisten" in paragraph for paragraph in paragraphs)
    assert any("Zie antwoord op vraag" in paragraph for paragraph in paragraphs)
    assert any(not prose(question.question).count("\n1. ") for question in WHOLE)
    assert "" in cells


# --- how a text is written -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        pytest.param("een\ntwee\n\ndrie", ("een twee", "drie"), id="a blank line ends a paragraph"),
        pytest.param("een\n \t\n\n\ntwee", ("een", "twee"), id="blank lines may hold blanks"),
        pytest.param("- een\n- twee\n  drie", ("- een", "- twee drie"), id="a dash starts a bullet"),
        pytest.param("1. een-\ntwee", ("1. een- twee",), id="a dash at the end of a line stays"),
        pytest.param("| a | b |\n| | 1 |", (Table((("a", "b"), ("", "1"))),), id="bars make a table"),
        pytest.param("| a | b |\n| 1 | |", (Table((("a", "b"), ("1", ""))),), id="the last cell may be empty"),
    ],
)
def test_a_text_is_paragraphs_bullets_and_tables(text: str, blocks: tuple[Block, ...]) -> None:
    assert parse_blocks(text) == blocks


def test_tables_are_no_prose_and_have_as_many_cells_in_every_row() -> None:
    found = [table for question in SAMPLE.questions for table in tables(question.answer)]
    assert len(found) > 15
    assert all(len({len(row) for row in table.rows}) == 1 for table in found)
    assert all("|" not in (question.answer_text or "") for question in SAMPLE.questions)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        pytest.param(lambda folder: shutil.rmtree(folder), "there is no sample in", id="no folder"),
        pytest.param(lambda folder: (folder / "people.toml").unlink(), "there is no sample in", id="no people"),
        pytest.param(
            lambda folder: (folder / "people.toml").write_text("people = []"), "'Hümeyra Aydoğan-Pauwels'", id="nobody"
        ),
        pytest.param(
            lambda folder: (folder / "questions" / "9900001.toml").write_text("id ="), "cannot be read", id="not TOML"
        ),
        pytest.param(
            lambda folder: (folder / "questions" / "9900001.toml").write_text("id = 1"), "lacks 'pfile'", id="no key"
        ),
    ],
)
def test_a_sample_that_is_not_whole_says_so_in_one_line(tmp_path: Path, damage: Any, message: str) -> None:
    folder = tmp_path / "sample"
    shutil.copytree(ROOT / "data" / "sample", folder)
    damage(folder)
    with pytest.raises(SampleMissing, match=message) as error:
        read_sample(folder)
    assert isinstance(error.value, CrawlerError)
    assert "\n" not in str(error.value)


# --- its files -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def make() -> ModuleType:
    """data/sample/make.py as a module."""
    spec = importlib.util.spec_from_file_location("make_sample", ROOT / "data" / "sample" / "make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    if not module.FONTS.is_dir():
        pytest.skip(f"the Liberation fonts are not in {module.FONTS}")
    return module


def page_texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def substance(data: bytes) -> object:
    """What a file says: other versions of the fonts, fpdf2 or zlib write other bytes, but nothing else."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return {name: parts.read(name) for name in parts.namelist()}
    if data.startswith(b"%PDF"):
        return page_texts(data) if b"%%EOF" in data else "cut off"
    return data


@pytest.mark.parametrize("question", SAMPLE.questions, ids=lambda question: str(question.id))
def test_printing_again_gives_the_committed_file(question: SampleQuestion, make: ModuleType, tmp_path: Path) -> None:
    if question.file == "scan" and not shutil.which("pdftoppm"):
        pytest.skip("pdftoppm is not installed")
    make.write_files(question, tmp_path)
    for path in tmp_path.iterdir():
        again, committed = path.read_bytes(), (SAMPLE.files / path.name).read_bytes()
        assert again == committed or substance(again) == substance(committed)


@pytest.mark.parametrize("id_", [9900002, 9900005, 9900010], ids=["sans and tables", "broken words", "attachment"])
def test_printing_twice_gives_the_same_bytes(id_: int, make: ModuleType, tmp_path: Path) -> None:
    folders = tmp_path / "one", tmp_path / "two"
    for folder in folders:
        folder.mkdir()
        make.write_files(QUESTIONS[id_], folder)
    one, two = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert one == two
    assert len(one) == (2 if QUESTIONS[id_].attachment else 1)


def test_the_files_are_those_of_the_questions_and_small() -> None:
    suffixes = {"whole": ".pdf", "scan": ".pdf", "damaged": ".pdf", "html": ".html", "missing": None}
    named = {f"{question.pfile}{suffix}" for question in SAMPLE.questions if (suffix := suffixes[question.file])}
    named |= {f"{question.attachment.pfile}.xlsx" for question in SAMPLE.questions if question.attachment}
    assert {path.name for path in SAMPLE.files.iterdir()} == named
    sizes = {path.name: path.stat().st_size for path in SAMPLE.files.iterdir()}
    assert sum(sizes.values()) < 3_000_000
    scan = next(question for question in SAMPLE.questions if question.file == "scan")
    assert sizes[f"{scan.pfile}.pdf"] < 200_000


def test_layouts_print_running_heads_page_numbers_broken_words_and_long_offices() -> None:
    def lines(id_: int) -> list[list[str]]:
        pdf = (SAMPLE.files / f"{QUESTIONS[id_].pfile}.pdf").read_bytes()
        return [text.splitlines() for text in page_texts(pdf)]

    running = lines(9900021)
    assert [page[0] for page in running] == ["Vlaams Parlement - Schriftelijke vraag nr. 77 (2024-2025)"] * 3
    assert [page[-1] for page in running] == ["Pagina 1 van 3", "Pagina 2 van 3", "Pagina 3 van 3"]
    assert [page[-1] for page in lines(9900022)] == ["1", "2", "3"]
    broken = lines(9900005)
    assert "grondige renovatie of van sloop en vervangingsbouw. Volgens de sociale huisves-" in broken[0]
    assert any(line.startswith("tingsmaatschappijen is") for line in broken[0])
    assert lines(9900025)[0][4:8] == [
        "aan HADEWYCH GOETHALS-VAN DE VELDE",
        "VICEMINISTER-PRESIDENT VAN DE VLAAMSE REGERING, VLAAMS MINISTER VAN",
        "BINNENLAND, STEDEN- EN PLATTELANDSBELEID, SAMENLEVEN, INTEGRATIE EN",
        "INBURGERING, BESTUURSZAKEN, SOCIALE ECONOMIE EN ZEEVISSERIJ",
    ]


# --- its server ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with serve_sample() as base, httpx.Client(base_url=base, headers={"Accept": "application/json"}) as client:
        yield client


def found(client: httpx.Client, query: str) -> list[str]:
    """The ids of the hits, as the feed names them."""
    answer = client.get(f"/api/search/query/{query}").raise_for_status().json()
    return [hit["id"].removeprefix("http://be.vlp.feed/") for hit in answer["result"]]


def tags_of(hit: dict[str, Any]) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    for tag in hit["metatags"]["metatag"]:
        tags.setdefault(tag["name"], []).append(tag["value"])
    return tags


@pytest.mark.parametrize("selection", SELECTIONS)
def test_each_way_to_select_finds_every_question_and_nothing_else(client: httpx.Client, selection: str) -> None:
    hits = found(client, selection.format("inmeta:publicatiedatum:daterange:2021-01-01..") + "&max=100&sort=date")
    assert {int(hit.split("/")[0]) for hit in hits} == set(QUESTIONS)
    repeats = [hit for hit, count in Counter(hit.split("/")[0] for hit in hits).items() if count > 1]
    assert repeats == ["9900021", "9900010", "9900002"]


def test_pages_are_100_at_most_and_end_empty(client: httpx.Client) -> None:
    def page(number: int, size: int) -> dict[str, Any]:
        return client.get(f"/api/search/query/vraag?page={number}&max={size}").json()

    whole = page(1, 500)
    assert whole["count"] == whole["lastindex"] == str(len(whole["result"]))
    pieces = [page(number, 10) for number in (1, 2, 3, 4)]
    assert [piece["firstindex"] for piece in pieces] == ["1", "11", "21", "31"]
    joined = [hit for piece in pieces for hit in piece["result"]]
    assert joined == whole["result"]
    assert [hit["date"] for hit in joined] == sorted((hit["date"] for hit in joined), reverse=True)
    past = page(5, 10)
    assert (past["count"], past["result"]) == (whole["count"], [])


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        pytest.param("inmeta:publicatiedatum:daterange:2022-04-15..2022-04-27", [9900005, 9900004], id="window"),
        pytest.param("vraag+inmeta:publicatiedatum:daterange:2022-04-15..2022-04-15", [9900004], id="one day"),
        pytest.param("inmeta:publicatiedatum:daterange:2026-05-07..", [9900031], id="open end"),
        pytest.param("inmeta:publicatiedatum:daterange:1995-01-01..2021-11-24", [], id="nothing yet"),
        pytest.param("+inmeta:thema=Sport", [9900029, 9900006], id="theme"),
        pytest.param("+inmeta:thema=Europese%20instellingen", [], id="theme of no question"),
        pytest.param("+inmeta:zittingsjaar=2025-2026+inmeta:thema=Sport", [9900029], id="theme in a session year"),
        pytest.param("de%20slagschaduw", [9900012], id="free words"),
        pytest.param("ijsworp+inmeta:zittingsjaar=2021-2022", [], id="free word in another year"),
        pytest.param(
            "x&requiredfields=aggregaattype:Schriftelijke%20vraag.thema:Cultuur%7Cthema:Dierenwelzijn",
            [9900032, 9900026, 9900008],
            id="one theme or another",
        ),
    ],
)
def test_queries_filter(client: httpx.Client, query: str, ids: list[int]) -> None:
    query = query.removeprefix("x")
    assert [int(hit.split("/")[0]) for hit in found(client, f"{query}?max=100")] == ids


def test_a_hit_names_its_record_file_and_page_and_repeats_metatags(client: httpx.Client) -> None:
    answer = client.get("/api/search/query/fietssnelwegen+inmeta:zittingsjaar=2021-2022").json()
    with_file, without_file = answer["result"]
    tags, base = tags_of(with_file), str(client.base_url).rstrip("/")
    assert with_file["id"] == "http://be.vlp.feed/9900002/pfls/9800002"
    assert with_file["url"] == f"{base}/parlementaire-documenten/schriftelijke-vragen/9900002"
    assert tags["thema"] == ["Mobiliteit en Verkeer", "Openbare werken"]
    assert tags["vraagsteller"] == ["Van den Eynde-Claes, Lotte"]
    assert tags["document"] == [f"{base}/pfile?id=9800002"]
    assert tags["opendata"] == [f"{base}/e/opendata/schv/9900002"]
    assert without_file["id"] == "http://be.vlp.feed/9900002"
    assert "document" not in tags_of(without_file)


def test_an_unanswered_question_has_no_date_of_an_answer(client: httpx.Client) -> None:
    (hit,) = client.get("/api/search/query/inmeta:publicatiedatum:daterange:2026-05-07..").json()["result"]
    assert "statusdatumSchvBeantwoord" not in tags_of(hit)
    steps = client.get("/e/opendata/schv/9900031").json()["procedureverloop"]
    assert [step["status"] for step in steps] == ["Vraag gesteld aan de minister"]


def test_facets_count_the_whole_result(client: httpx.Client) -> None:
    answer = client.get("/api/search/query/+inmeta:zittingsjaar=2023-2024?max=1").json()
    facets = {category["name"]: category["facet"] for category in answer["facet_category"]}
    assert set(facets) == {"Thema", "Minister", "Zittingsjaar", "Aggregaat Type"}
    assert {"name": "Energie", "count": "1"} in facets["Thema"]
    assert facets["Zittingsjaar"] == [{"name": "2023-2024", "count": answer["count"]}]


def test_a_query_without_a_filter_also_finds_what_is_no_written_question(client: httpx.Client) -> None:
    hits = client.get("/api/search/query/jeugdhulp?max=100").json()["result"]
    assert {tags_of(hit)["soort"][0] for hit in hits} == {"SCHV", "VI"}


def test_a_record_is_regular_where_nothing_else_is_asked(client: httpx.Client) -> None:
    base = str(client.base_url).rstrip("/")
    record = client.get("/e/opendata/schv/9900001").json()
    assert (record["id"], record["vraagnummer"], record["tijdig"]) == (9900001, 12, True)
    assert record["vraagsteller"]["fractie"]["naam"] == "Vooruit"
    assert record["bestand-ordered"][0]["URL"] == f"{base}/files/pfile?id=9800001"
    assert record["procedureverloop"] == [
        {"status": "Vraag gesteld aan de minister", "datum": "2021-10-05T00:00:59+0200"},
        {"status": "Tijdig beantwoord", "datum": "2021-11-03T00:00:59+0100"},
    ]


def test_irregular_shapes_are_served_where_a_question_asks_for_them(client: httpx.Client) -> None:
    base = str(client.base_url).rstrip("/")

    def record(id_: int) -> dict[str, Any]:
        return client.get(f"/e/opendata/schv/{id_}").raise_for_status().json()

    strings = record(9900003)
    assert (strings["id"], strings["vraagnummer"], strings["tijdig"]) == ("9900003", "142", "J")
    assert record(9900023)["tijdig"] == "N"
    assert isinstance(record(9900005)["thema"], str)
    assert record(9900010)["bijlage"] == {
        "titel": "Wachtlijst erfgoedpremies per provincie en type eigenaar",
        "bestandsnaam": "bijlage_wachtlijst_erfgoedpremies.xlsx",
        "doel": "BIJLAGE",
        "url": f"{base}/pfile?id=9799310",
    }
    assert record(9900028)["bestand-ordered"] == f"{base}/files/pfile?id=9800028"
    assert "fractie" not in record(9900008)["vraagsteller"]
    assert not {"onderwerp", "tijdig", "bijlage"} & set(record(9900029))
    assert record(9900004)["procedureverloop"][1]["status"] == "Laattijdig beantwoord"
    assert all(question.shapes <= set(SHAPES) for question in SAMPLE.questions)
    assert set().union(*(question.shapes for question in SAMPLE.questions)) == set(SHAPES)


SHAPES = {
    *("numbers as strings", "single values", "file as string", "octet-stream"),
    *("found twice", "no open data", "no subject"),
}


def test_a_list_gives_the_records_it_knows(client: httpx.Client) -> None:
    items = client.get("/e/opendata/schv/lijst?id=9900005%2C1,9900001,9900027").json()["items"]
    assert [item["schriftelijke-vraag"]["id"] for item in items] == [9900005, 9900001]
    alone = client.get("/e/opendata/schv/9900005").json()
    assert items[0]["schriftelijke-vraag"] == alone
    assert client.get("/e/opendata/schv/lijst?id=1").json() == {"items": []}
    assert client.get("/e/opendata/schv/lijst?id=een").status_code == 400


def test_whoever_does_not_ask_for_json_gets_xml(client: httpx.Client) -> None:
    answer = client.get("/e/opendata/schv/9900002", headers={"Accept": "*/*"})
    root = ElementTree.fromstring(answer.content)
    assert answer.headers["Content-Type"] == "application/xml;charset=UTF-8"
    assert (root.tag, root.findtext("vraagnummer"), root.findtext("tijdig")) == ("schriftelijke-vraag", "88", "true")
    assert [theme.text for theme in root.findall("thema")] == ["Mobiliteit en Verkeer", "Openbare werken"]


@pytest.mark.parametrize("path", ["schv/1", "schv/9900027", "vv/1"])
def test_what_open_data_does_not_know_it_says_with_a_success_code(client: httpx.Client, path: str) -> None:
    answer = client.get(f"/e/opendata/{path}")
    assert (answer.status_code, answer.text) == (200, "no data found")


def test_a_member_has_a_history_of_parties(client: httpx.Client) -> None:
    periods = client.get("/e/opendata/vv/9106?lang=nl").json()["lidmaatschap"]
    assert [period["fractie"]["naam"] for period in periods] == ["Open Vld", "Onafhankelijke", "Vooruit"]
    assert periods[1]["datumVan"].startswith("2023-01-01T")
    assert periods[2]["datumTot"] is None


def test_a_question_has_a_page_under_nl(client: httpx.Client) -> None:
    path = "/parlementaire-documenten/schriftelijke-vragen/9900027"
    moved = client.get(path)
    assert moved.status_code == 301
    assert moved.headers["Location"] == f"{str(client.base_url).rstrip('/')}/nl{path}"
    page = client.get(moved.headers["Location"])
    for said in ("Artificiële intelligentie", "Björn Cauwelaert (N-VA)", "Matthijs Vanderplaetse", "2025-05-13"):
        assert said in page.text
    assert 'href="/files/pfile?id=9800027"' in page.text
    assert client.get("/nl/parlementaire-documenten/schriftelijke-vragen/1").status_code == 404


def test_files_come_byte_for_byte_under_both_addresses_and_once(client: httpx.Client) -> None:
    answer = client.get("/pfile?id=9800001")
    assert (
        answer.content == client.get("/files/pfile?id=9800001").content == (SAMPLE.files / "9800001.pdf").read_bytes()
    )
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Last-Modified"] == "Thu, 25 Nov 2021 00:00:00 GMT"
    etag = answer.headers["ETag"]
    again = client.get("/pfile?id=9800001", headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert client.get("/pfile?id=9800001", headers={"If-None-Match": '"other"'}).status_code == 200


def test_files_that_are_not_what_they_should_be(client: httpx.Client) -> None:
    assert client.get("/pfile?id=9800006").headers["Content-Type"] == "application/octet-stream"
    cut = client.get("/pfile?id=9800018").content
    assert cut.startswith(b"%PDF")
    assert b"%%EOF" not in cut
    instead = client.get("/pfile?id=9800019")
    assert instead.status_code == 200
    assert instead.text.startswith("<!DOCTYPE html>")
    assert client.get("/pfile?id=9800026").status_code == 404
    assert client.get("/pfile?id=een").status_code == 404
    assert set(page_texts(client.get("/pfile?id=9800017").content)) == {""}


def test_the_attachment_is_a_workbook(client: httpx.Client) -> None:
    answer = client.get("/pfile?id=9799310")
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as workbook:
        sheet = ElementTree.fromstring(workbook.read("xl/worksheets/sheet1.xml"))
    attachment = QUESTIONS[9900010].attachment
    assert attachment
    cells = [cell for row in attachment.table.rows for cell in row]
    assert [text.text for text in sheet.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}t")] == cells


def test_robots_may_read_everything_but_the_administration(client: httpx.Client) -> None:
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /admin/\n"
    assert client.get("/elders").status_code == 404


def test_the_server_is_gone_afterwards_and_its_port_free() -> None:
    with serve_sample() as base:
        port = httpx.URL(base).port
        assert port
    with pytest.raises(httpx.ConnectError):
        httpx.get(base)
    with serve_sample(port) as again:
        assert again == base


def test_a_port_in_use_gives_one_line_and_status_2() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "crawler.sample", "--port", str(port)]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=30)
    assert run.returncode == 2
    assert run.stderr == f"cannot serve on port {port}: Address already in use\n"


def test_the_module_serves_until_it_is_stopped() -> None:
    command = [sys.executable, "-m", "crawler.sample", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            said = process.stdout.readline()
            base = said.split()[5].rstrip(",")
            assert json.loads(httpx.get(f"{base}/api/search/query/vraag?max=1").text)["count"] != "0"
        finally:
            process.terminate()
            process.wait(10)
