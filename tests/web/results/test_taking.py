"""All that a search finds can be taken along from its own address."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import httpx
import openpyxl
import pytest
from lxml import etree

from indexer.question import WrittenQuestion
from tests.support.factory import make_question
from tests.support.serving import (
    build_site_index,
    hostile_questions,
    many_questions,
    page_of,
    served_index,
    text_of,
    whole_question,
)
from web.results import taking

WHOLE = whole_question()
FORMULA = make_question(1_900_001, title="=HYPERLINK(1)", question="+rekenblad", answer="@som", asker="-1+1")
HELD = [WHOLE, FORMULA, *hostile_questions(), *many_questions()]
_ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    index = build_site_index(tmp_path_factory.mktemp("taking"), HELD)
    with served_index(index) as url, httpx.Client(base_url=url) as client:
        yield client


def _rows(response: httpx.Response) -> list[dict[str, str]]:
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def _questions(response: httpx.Response) -> list[WrittenQuestion]:
    return [WrittenQuestion.model_validate_json(line) for line in response.text.splitlines()]


def _sheet(response: httpx.Response) -> list[dict[str, Any]]:
    names, *rows = openpyxl.load_workbook(io.BytesIO(response.content))["vragen"].values
    return [dict(zip(names, row, strict=True)) for row in rows]


def _feed(response: httpx.Response) -> etree._Element:
    assert response.status_code == 200
    return etree.fromstring(response.content)


def _texts(feed: etree._Element, path: str) -> list[str]:
    return [str(found) for found in feed.xpath(path, namespaces=_ATOM)]


def test_a_search_is_taken_whole_whatever_the_page(site: httpx.Client) -> None:
    search = {"q": "fietspaden", "pagina": "2", "sorteer": "oudste"}
    ids = [question.id for question in _questions(site.get("/", params=search | {"format": "jsonl"}))]
    assert ids == [2_000_000 + place for place in range(1, 46)]
    assert [int(row["id"]) for row in _rows(site.get("/", params=search | {"format": "csv"}))] == ids
    assert [row["id"] for row in _sheet(site.get("/", params=search | {"format": "xlsx"}))] == ids


def test_filters_and_days_narrow_what_is_taken(site: httpx.Client) -> None:
    narrow = {"q": "fietspaden", "fractie": "Fietspartij", "van": "2023-02-01", "format": "csv"}
    rows = _rows(site.get("/", params=narrow))
    assert {row["asker_party"] for row in rows} == {"Fietspartij"}
    assert min(row["asked_on"] for row in rows) >= "2023-02-01"
    assert len(rows) == 8


def test_without_a_query_everything_is_taken(site: httpx.Client) -> None:
    taken = _questions(site.get("/", params={"format": "jsonl"}))
    assert {question.id: question for question in taken} == {question.id: question for question in HELD}


def test_only_what_matches_all_is_taken(site: httpx.Client) -> None:
    assert site.get("/", params={"q": "kinderen zeppelin", "format": "json"}).json()["others"] == 1
    assert site.get("/", params={"q": "kinderen zeppelin", "format": "jsonl"}).text == ""
    assert _rows(site.get("/", params={"q": "kinderen zeppelin", "format": "csv"})) == []


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("jsonl", "application/x-ndjson"),
    ],
)
def test_a_file_says_what_it_is_and_what_to_call_it(site: httpx.Client, form: str, kind: str) -> None:
    search = {"q": "titel:Fietspäden én 日本", "format": form}
    for method in ("GET", "HEAD"):
        response = site.request(method, "/", params=search)
        assert response.status_code == 200
        assert response.headers["content-type"] == kind
        assert response.headers["content-disposition"] == f'attachment; filename="vraagbaak-titel-fietspaden-en.{form}"'
        assert response.headers["access-control-allow-origin"] == "*"
        assert "Accept" in response.headers["vary"]
        assert bool(response.content) is (method == "GET" and form != "jsonl")
    plain = site.head("/", params={"format": form})
    assert plain.headers["content-disposition"] == f'attachment; filename="vraagbaak.{form}"'


def test_the_form_can_be_asked_for_by_its_media_type(site: httpx.Client) -> None:
    assert _rows(site.get("/", params={"q": "jaarverslag"}, headers={"Accept": "text/csv"}))
    assert _feed(site.get("/", params={"q": "jaarverslag"}, headers={"Accept": "application/atom+xml"})) is not None


def test_no_cell_is_one_that_a_spreadsheet_runs(site: httpx.Client) -> None:
    (row,) = _rows(site.get("/", params={"q": "rekenblad", "format": "csv"}))
    assert (row["title"], row["question"], row["answer"]) == ("'=HYPERLINK(1)", "'+rekenblad", "'@som")
    assert row["asker_name"] == "'-1+1"
    workbook = openpyxl.load_workbook(io.BytesIO(site.get("/", params={"q": "rekenblad", "format": "xlsx"}).content))
    cells = [cell for row in workbook["vragen"].iter_rows(min_row=2) for cell in row]
    assert "=HYPERLINK(1)" in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl", "atom"])
@pytest.mark.parametrize(
    ("query", "status"),
    [
        pytest.param("van=morgen", 400, id="a day that is none"),
        pytest.param("q=*", 400, id="a query that stands for too much"),
        pytest.param("q=" + "a" * 2_500, 400, id="a query that is too long"),
    ],
)
def test_what_a_search_refuses_is_refused_before_a_file_begins(
    site: httpx.Client, form: str, query: str, status: int
) -> None:
    response = site.get(f"/?{query}&format={form}")
    assert (response.status_code, response.headers["content-type"]) == (status, "application/json")
    assert response.json()["error"]


def test_a_form_that_there_is_not_is_refused_with_those_there_are(site: httpx.Client) -> None:
    response = site.get("/", params={"q": "fiets", "format": "docx"}, headers={"Accept": "application/json"})
    assert response.status_code == 406
    assert response.json()["offered"] == ["html", "json", "csv", "xlsx", "jsonl", "atom"]


def test_the_page_says_how_much_can_be_taken_and_where(site: httpx.Client) -> None:
    page = page_of(site.get("/", params={"q": "fietspaden", "pagina": "2", "fractie": "Fietspartij"}))
    assert text_of(page, ".take").startswith("Neem mee: 23 vragen als CSV, Excel of JSON Lines.")
    hrefs = page.css(".take a::attr(href)").getall()
    assert hrefs == [f"/?q=fietspaden&fractie=Fietspartij&format={form}" for form in ("csv", "xlsx", "jsonl", "atom")]
    assert [site.head(href).status_code for href in hrefs] == [200] * 4
    assert page.css("link[rel=alternate][type='application/atom+xml']::attr(href)").get() == hrefs[-1]
    assert not page_of(site.get("/", params={"q": "zeppelin"})).css(".take")


def test_a_workbook_holds_no_more_than_can_be_made_while_somebody_waits(
    site: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "MOST_IN_WORKBOOK", 44)
    page = page_of(site.get("/", params={"q": "fietspaden"}))
    assert text_of(page, ".take").startswith(
        "Neem mee: 45 vragen als CSV of JSON Lines. Excel kan er hier hoogstens 44"
    )
    response = site.get("/", params={"q": "fietspaden", "format": "xlsx"})
    assert response.status_code == 400
    assert response.json()["error"].startswith("Een Excel-bestand kan hier hoogstens 44 vragen bevatten.")
    assert site.head("/", params={"q": "fietspaden", "format": "csv"}).status_code == 200


def test_the_feed_of_a_search_has_its_newest_questions_whatever_its_order(site: httpx.Client) -> None:
    ways = [{"q": "fietspaden"}, {"q": "fietspaden", "sorteer": "oudste", "pagina": "2", "per_pagina": "5"}]
    first, second = (_feed(site.get("/", params=way | {"format": "atom"})) for way in ways)
    assert etree.tostring(first) == etree.tostring(second)
    links = _texts(first, "a:entry/a:link/@href")
    assert links == [f"{str(site.base_url).rstrip('/')}/vragen/{2_000_000 + place}" for place in range(45, 0, -1)]
    assert _texts(first, "a:title/text()") == ["Vragen: fietspaden – Vraagbaak"]
    narrowed = _feed(site.get("/", params={"fractie": "Fietspartij", "format": "atom"}))
    assert _texts(narrowed, "a:title/text()") == ["Vragen: fractie Fietspartij – Vraagbaak"]
    assert _texts(narrowed, "a:id/text()") != _texts(first, "a:id/text()")
    newest = _feed(site.get("/", params={"format": "atom"}))
    assert _texts(newest, "a:title/text()") == ["De nieuwste vragen – Vraagbaak"]


def test_a_feed_of_a_search_that_finds_nothing_yet_can_be_followed(site: httpx.Client) -> None:
    feed = _feed(site.get("/", params={"q": "kinderen zeppelin", "format": "atom"}))
    assert _texts(feed, "a:entry/a:id/text()") == []
    assert _texts(feed, "a:updated/text()")


def test_what_is_taken_is_the_record_of_the_export(site: httpx.Client) -> None:
    (line,) = site.get("/", params={"q": "jaarverslag", "format": "jsonl"}).text.splitlines()
    assert json.loads(line) == WHOLE.model_dump(mode="json")


def test_a_first_page_with_all_that_comes_with_it_is_light(site: httpx.Client) -> None:
    loaded = ("link[rel=stylesheet]::attr(href)", "link[rel=icon]::attr(href)", "script::attr(src)")
    sources = page_of(site.get("/")).css(", ".join(loaded)).getall()
    sent = sum(_bytes_sent(site, path) for path in ("/", *sources))
    assert len(sources) >= 3
    assert sent < 60_000


def _bytes_sent(site: httpx.Client, path: str) -> int:
    with site.stream("GET", path) as response:
        return sum(map(len, response.iter_raw()))
