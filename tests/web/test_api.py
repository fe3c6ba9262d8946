"""The JSON at the addresses of the pages."""

from collections.abc import Iterator

import httpx
import pytest
from parsel import Selector

from indexer.fields import COUNTED
from tests.support.serving import build_site_index, many_questions, served_index, whole_question

WHOLE = whole_question()
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    index = build_site_index(tmp_path_factory.mktemp("api"), [WHOLE, *many_questions()])
    with served_index(index) as url, httpx.Client(base_url=url, headers={"Accept": "application/json"}) as client:
        yield client


@pytest.mark.parametrize(
    ("accept", "query", "kind"),
    [
        pytest.param(BROWSER, "", "text/html", id="a browser"),
        pytest.param("*/*", "", "text/html", id="whatever"),
        pytest.param("", "", "text/html", id="nothing"),
        pytest.param("application/json", "", "application/json", id="json"),
        pytest.param("application/json;q=0.5, text/html", "", "text/html", id="rather html"),
        pytest.param("text/html;q=0.5, application/*", "", "application/json", id="rather anything of application"),
        pytest.param("application/json;q=veel", "", "text/html", id="a weight that is none"),
        pytest.param(BROWSER, "?format=json", "application/json", id="format over accept"),
        pytest.param("application/json", "?format=html", "text/html", id="format html"),
    ],
)
@pytest.mark.parametrize("path", ["/", f"/vragen/{WHOLE.id}", "/vragen/0"])
def test_the_same_address_answers_people_with_html_and_programs_with_json(
    site: httpx.Client, path: str, accept: str, query: str, kind: str
) -> None:
    response = site.get(path + query, headers={"Accept": accept})
    assert response.headers["content-type"].startswith(kind)
    assert "Accept" in response.headers["vary"]


def test_a_question_is_the_record_of_the_export_with_what_is_counted_and_found(site: httpx.Client) -> None:
    found = site.get(f"/vragen/{WHOLE.id}").json()
    record = WHOLE.model_dump(mode="json")
    assert {name: found[name] for name in record} == record
    assert found.keys() - record.keys() == {"working_days", "similar", "cites", "cited_by"}


def test_a_search_gives_the_page_with_summaries_and_marked_snippets(site: httpx.Client) -> None:
    found = site.get("/", params={"q": "jaarverslag", "fractie": "Groene Lijst"}).json()
    assert (found["total"], found["page"], found["per_page"], found["sort"]) == (1, 1, 20, "relevance")
    assert found["literal"] is False
    assert found["reading"] == "jaarverslag"
    hit = found["hits"][0]
    record = WHOLE.model_dump(mode="json")
    assert hit.pop("path") == f"/vragen/{WHOLE.id}"
    snippets = hit.pop("snippets")
    assert (hit.pop("match"), hit.pop("missing")) == ("all", [])
    assert hit == {name: record[name] for name in hit}
    assert {"id", "number", "title", "asker", "minister", "asked_on", "themes", "text_status"} <= set(hit)
    assert not {"question", "answer", "parts"} & set(hit)
    assert {piece["text"] for snippet in snippets for piece in snippet["text"] if piece["hit"]} == {"jaarverslag"}
    assert {snippet["source"] for snippet in snippets} == {"answer"}


def test_hits_are_one_list_and_each_says_how_it_matches(site: httpx.Client) -> None:
    found = site.get("/", params={"q": "kinderen wachten zeppelin"}).json()
    assert (found["total"], found["others"], len(found["hits"])) == (0, 1, 1)
    hit = found["hits"][0]
    assert (hit["id"], hit["match"], hit["missing"]) == (WHOLE.id, "some", ["zeppelin"])
    corrected = site.get("/", params={"q": "jaarverslagg"}).json()
    assert corrected["corrections"] == [{"typed": "jaarverslagg", "instead": "jaarverslag"}]
    assert [(hit["id"], hit["match"]) for hit in corrected["hits"]] == [(WHOLE.id, "corrected")]
    plain = site.get("/", params={"q": "jaarverslagg", "letterlijk": "1"}).json()
    assert (plain["corrections"], plain["hits"]) == ([], [])


def test_a_hit_opens_at_the_sub_question_of_its_best_passage(site: httpx.Client) -> None:
    found = site.get("/", params={"q": "kinderen wachten"}).json()
    hit = found["hits"][0]
    assert hit["path"] == f"/vragen/{WHOLE.id}#v1"
    assert [snippet["part"] for snippet in hit["snippets"]] == ["1", "1"]
    assert Selector(site.get(hit["path"], headers={"Accept": "text/html"}).text).css("#v1")


def test_offers_come_with_their_address_and_how_much_they_find(site: httpx.Client) -> None:
    found = site.get("/", params={"q": "fietspaden zeppelin", "sorteer": "nieuwste"}).json()
    assert found["offers"] == [
        {
            "kind": "without_word",
            "subject": "zeppelin",
            "path": "/?q=fietspaden&sorteer=nieuwste",
            "total": 45,
        }
    ]
    assert site.get(found["offers"][0]["path"]).json()["total"] == 45


def test_the_months_of_all_that_was_found_are_counted(site: httpx.Client) -> None:
    months = site.get("/", params={"q": "fietspaden"}).json()["months"]
    assert months == [{"month": "2023-01", "count": 30}, {"month": "2023-02", "count": 15}]


def test_facets_come_with_their_counts_and_choices(site: httpx.Client) -> None:
    facets = site.get("/", params={"q": "fietspaden", "fractie": "Fietspartij"}).json()["facets"]
    assert set(facets) == {facet.value for facet in COUNTED}
    assert facets["party"] == [
        {"value": "Fietspartij", "count": 23, "chosen": True},
        {"value": "Wandelpartij", "count": 22, "chosen": False},
    ]
    assert facets["minister"] == [{"value": "Nora Wielaert", "count": 23, "chosen": False}]


def test_the_pages_of_a_search_make_up_the_whole(site: httpx.Client) -> None:
    pages = [site.get("/", params={"q": "fietspaden", "pagina": page}).json() for page in (1, 2, 3, 4)]
    assert [len(page["hits"]) for page in pages] == [20, 20, 5, 0]
    assert len({hit["id"] for page in pages for hit in page["hits"]}) == pages[0]["total"] == 45


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        pytest.param("/?van=morgen", 400, "“morgen” is geen datum.", id="date"),
        pytest.param("/?q=*", 400, "“*” staat voor te veel verschillende woorden.", id="refused"),
        pytest.param("/vragen/0", 404, "Op dit adres hoort een vraag met het kenmerk “0”", id="no such question"),
        pytest.param("/niets", 404, "Op dit adres staat niets.", id="no such page"),
        pytest.param("/?q=" + "a" * 5_000, 414, "Je zoekopdracht telt te veel", id="too long"),
    ],
)
def test_an_error_is_json_with_a_sentence(site: httpx.Client, path: str, status: int, sentence: str) -> None:
    response = site.get(path)
    assert response.status_code == status
    assert response.json()["error"].startswith(sentence)


def test_an_error_names_the_parameters_it_is_about(site: httpx.Client) -> None:
    assert set(site.get("/?van=x&pagina=y").json()["problems"]) == {"van", "pagina"}


def test_the_health_of_the_site_tells_what_the_index_holds(site: httpx.Client) -> None:
    health = site.get("/gezondheid").json()
    assert (health["ok"], health["questions"]) == (True, 46)
    assert health["built_at"].startswith("20")


def test_the_description_of_the_api_names_every_parameter_and_the_record(site: httpx.Client) -> None:
    described = site.get("/openapi.json").json()
    assert set(described["paths"]) >= {
        "/", "/vragen/{question_id}", "/vragen/{question_id}/vergelijkbaar", "/suggest", "/gezondheid",
    }  # fmt: skip
    names = {parameter["name"] for parameter in described["paths"]["/"]["get"]["parameters"]}
    assert names == {
        "q", "thema", "minister", "vraagsteller", "fractie", "zittingsjaar",
        "legislatuur", "beantwoord", "tijdig", "soort", "met", "ambt",
        "van", "tot", "sorteer", "letterlijk", "per_pagina", "pagina", "format",
    }  # fmt: skip
    assert "QuestionJson" in described["components"]["schemas"]
    assert site.get("/docs").status_code == 404
