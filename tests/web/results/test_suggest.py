"""Suggestions and similar questions over HTTP, from a real server over a real index."""

import json
from collections.abc import Iterator
from datetime import date

import httpx
import pytest
from parsel import Selector

from indexer.question import AskedTogether
from tests.support.factory import make_question
from tests.support.serving import (
    HOSTILE_TEXTS,
    build_site_index,
    hostile_questions,
    many_questions,
    page_of,
    served_index,
    text_of,
    whole_question,
)

WHOLE = whole_question()
SAME = WHOLE.model_copy(
    update={
        "id": 1_809_300,
        "number": 256,
        "asked_together": (AskedTogether(minister="Iemand Anders", number=9),),
        "minister": make_question(minister="Hanne Dockx").minister,
    }
)
LATER = make_question(
    1_900_000,
    number=5,
    title="Wachtlijsten in de jeugdhulp: stand van zaken",
    question="De wachtlijsten blijven lang. Hoeveel kinderen wachten er?",
    asker="Mira Claes",
    minister="Hanne Dockx",
    session_year="2024-2025",
    asked_on=date(2025, 1, 9),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    questions = [WHOLE, SAME, LATER, *many_questions(), *hostile_questions()]
    index = build_site_index(tmp_path_factory.mktemp("suggest"), questions)
    with served_index(index) as url, httpx.Client(base_url=url) as client:
        yield client


def test_suggestions_say_what_they_are_and_where_they_lead(site: httpx.Client) -> None:
    response = site.get("/suggest", params={"q": "fiets"})
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "public, max-age=300"
    found = response.json()
    assert found["q"] == "fiets"
    assert found["suggestions"][:2] == [
        {"kind": "party", "label": "Fractie", "text": "Fietspartij", "questions": 23, "path": "/?fractie=Fietspartij"},
        {"kind": "word", "label": "Zoek", "text": "fietspad", "questions": 45, "path": "/?q=fietspad"},
    ]
    assert found["suggestions"][2] == {
        "kind": "title",
        "label": "Vraag",
        "text": "Veilige fietspaden in gemeente 45",
        "questions": 1,
        "path": "/vragen/2000045",
    }
    assert len(found["suggestions"]) == 10


@pytest.mark.parametrize("typed", ["nora", "lotte", "mobil", "fietsp", "veilige fie", "wachtlijsten in"])
def test_every_suggestion_leads_to_what_it_says(site: httpx.Client, typed: str) -> None:
    found = site.get("/suggest", params={"q": typed}).json()["suggestions"]
    assert found
    for one in found:
        answer = site.get(one["path"], params={}, headers={"Accept": "application/json"}).json()
        if one["kind"] == "title":
            assert answer["title"] == one["text"]
        else:
            assert answer["total"] >= (one["questions"] or 1) > 0


def test_browsers_get_them_in_the_opensearch_format_with_whole_addresses(site: httpx.Client) -> None:
    response = site.get("/suggest", params={"q": "fiets", "format": "opensearch"})
    assert response.headers["content-type"] == "application/x-suggestions+json"
    typed, completions, descriptions, addresses = response.json()
    assert typed == "fiets"
    assert completions[:2] == ["Fietspartij", "fietspad"]
    assert descriptions[:3] == ["Fractie: 23 vragen", "Zoek", "Vraag"]
    assert addresses[0] == f"{site.base_url}/?fractie=Fietspartij"
    assert len(completions) == len(descriptions) == len(addresses) == 10


@pytest.mark.parametrize("path", ["/suggest?q=fiets", "/suggest?q=fiets&format=opensearch", "/opensearch.xml"])
def test_asking_only_for_the_headers_gives_those_of_the_answer(site: httpx.Client, path: str) -> None:
    head, got = site.head(path), site.get(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "cache-control"):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize("typed", ["", " ", "*", '"', "titel:", "\x00", "%", "(" * 300, *HOSTILE_TEXTS])
def test_whatever_is_typed_there_is_an_answer(site: httpx.Client, typed: str) -> None:
    assert site.get("/suggest", params={"q": typed}).status_code == 200
    assert site.get("/suggest", params={"q": typed, "format": "opensearch"}).json()[0] == typed
    assert site.get("/suggest").json() == {"q": "", "suggestions": []}


def test_every_page_names_the_description_for_browsers_which_names_this_host(site: httpx.Client) -> None:
    for path in ("/", f"/vragen/{WHOLE.id}", "/over", "/niets"):
        link = page_of(site.get(path)).css("link[rel=search]")
        assert link.attrib["type"] == "application/opensearchdescription+xml"
        assert link.attrib["href"] == "/opensearch.xml"
    response = site.get("/opensearch.xml", headers={"Host": "localhost:8123"})
    assert response.headers["content-type"].startswith("application/opensearchdescription+xml")
    described = Selector(response.text, type="xml")
    described.remove_namespaces()
    templates = {one.attrib["type"]: one.attrib["template"] for one in described.css("Url")}
    assert templates == {
        "text/html": "http://localhost:8123/?q={searchTerms}",
        "application/x-suggestions+json": "http://localhost:8123/suggest?q={searchTerms}&format=opensearch",
        "application/opensearchdescription+xml": "http://localhost:8123/opensearch.xml",
    }
    assert described.css("ShortName::text").get() == "Vraagbaak"
    assert site.get("/opensearch.xml", headers={"Host": "elders.example"}).status_code == 400


def test_search_engines_are_kept_from_the_suggestions(site: httpx.Client) -> None:
    assert "Disallow: /suggest\n" in site.get("/robots.txt").text


def test_the_page_of_a_question_shows_the_same_elsewhere_and_what_is_like_it(site: httpx.Client) -> None:
    page = page_of(site.get(f"/vragen/{WHOLE.id}"))
    assert page.css(".related h2::text").getall() == ["Dezelfde vraag aan andere ministers", "Lijkt op deze vraag"]
    same, later = page.css(".related")
    assert same.css("a::attr(href)").getall() == [f"/vragen/{SAME.id}"]
    assert text_of(same, "li").startswith(f"{WHOLE.title} Nr. 256 (2023-2024) · aan Hanne Dockx · 4 maart 2024")
    assert text_of(later, "h3") == "Later"
    assert text_of(later, "li") == f"{LATER.title} Nr. 5 (2024-2025) · aan Hanne Dockx · 9 januari 2025"
    page = page_of(site.get(f"/vragen/{SAME.id}"))
    missing = text_of(page, ".related li:last-child")
    assert missing.startswith("Iemand Anders, nr. 9: staat niet in Vraagbaak")
    assert text_of(page_of(site.get(f"/vragen/{LATER.id}")), ".related h3") == "Eerder"


def test_a_question_that_nothing_is_like_has_no_such_part(site: httpx.Client) -> None:
    assert not page_of(site.get(f"/vragen/{hostile_questions()[0].id}")).css(".related a[href='/vragen/1809299']")
    assert not page_of(site.get("/vragen/2000001")).css("#elders")


def test_the_same_is_there_as_json(site: httpx.Client) -> None:
    found = site.get(f"/vragen/{WHOLE.id}/vergelijkbaar").json()
    assert found["id"] == WHOLE.id
    assert found["elsewhere"] == [
        {
            "id": SAME.id,
            "number": 256,
            "session_year": "2023-2024",
            "title": SAME.title,
            "asker": json.loads(SAME.model_dump_json())["asker"],
            "minister": json.loads(SAME.model_dump_json())["minister"],
            "asked_on": "2024-03-04",
            "answered_on": "2024-03-29",
            "path": f"/vragen/{SAME.id}",
        }
    ]
    assert found["not_held"] == found["earlier"] == []
    assert [one["id"] for one in found["later"]] == [LATER.id]
    assert site.head(f"/vragen/{WHOLE.id}/vergelijkbaar").status_code == 200


@pytest.mark.parametrize("question_id", ["0", "9" * 30, "x"])
def test_of_a_question_that_is_not_there_it_says_so(site: httpx.Client, question_id: str) -> None:
    response = site.get(f"/vragen/{question_id}/vergelijkbaar")
    assert response.status_code == 404
    assert question_id in response.json()["error"]


def test_the_description_of_the_api_has_the_shapes_of_both(site: httpx.Client) -> None:
    described = site.get("/openapi.json").json()
    assert {"Suggested", "SuggestedItem", "Similar", "SimilarItem"} <= described["components"]["schemas"].keys()
    names = {parameter["name"] for parameter in described["paths"]["/suggest"]["get"]["parameters"]}
    assert names == {"q", "format"}
