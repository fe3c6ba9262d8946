"""The sample is served in the shapes that the parliament's services are known to answer in (the contract)."""

import io
import json
import socket
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree

import httpx
import pytest
from pypdf import PdfReader

from crawler.sample import read_sample, serve_sample
from crawler.sample.questions import Shape

ROOT = Path(__file__).parents[3]
SAMPLE = read_sample()
QUESTIONS = {question.id: question for question in SAMPLE.questions}

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
    assert set().union(*(question.shapes for question in SAMPLE.questions)) == set(get_args(Shape))


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
    scan = PdfReader(io.BytesIO(client.get("/pfile?id=9800017").content))
    assert [(page.extract_text(), len(page.images)) for page in scan.pages] == [("", 1), ("", 1)]


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
