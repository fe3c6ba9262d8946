"""The pages of ministers, askers, parties, themes and session years, over a real index served over HTTP."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from lxml import etree

from indexer.question import Minister
from tests.support.factory import make_question
from tests.support.serving import build_site_index, many_questions, page_of, served_index, text_of

ATOM = {"a": "http://www.w3.org/2005/Atom"}
JSON = {"Accept": "application/json"}
HOSTILE = "<script>document.title='run'</script>"
LISTS = ("/ministers", "/vragenstellers", "/fracties", "/themas", "/zittingsjaren")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    questions = [
        *many_questions(),
        make_question(
            2_100_000,
            number=7,
            title="Bermen maaien",
            asker="Vraagsteller A",
            party="Fietspartij",
            minister=Minister(id=1, name="NORA Wielaert", title="Vlaams minister van Mobiliteit"),
            themes=("Groen & water",),
            session_year="2023-2024",
            asked_on=date(2023, 11, 2),
            answered_on=None,
            published_on=None,
            on_time=None,
            answer=None,
            text_status="no_answer",
        ),
        make_question(2_100_001, title=HOSTILE, asker=HOSTILE, party=HOSTILE, minister=HOSTILE, themes=(HOSTILE,)),
    ]
    index = build_site_index(tmp_path_factory.mktemp("profiles"), questions)
    with served_index(index) as url, httpx.Client(base_url=url) as client:
        yield client


def test_the_menu_leads_to_every_list_and_a_list_to_every_profile(site: httpx.Client) -> None:
    menu = page_of(site.get("/")).css("nav.rooms a::attr(href)").getall()
    assert set(LISTS) <= set(menu)
    for path in LISTS:
        page = page_of(site.get(path))
        assert page.css(f'nav.rooms a[href="{path}"]::attr(aria-current)').get() == "page"
        links = page.css("tbody th a::attr(href)").getall()
        assert links
        assert {site.get(link).status_code for link in links} == {200}, path


def test_a_minister_whose_name_is_written_in_two_ways_has_one_page_with_all_questions(site: httpx.Client) -> None:
    page = page_of(site.get("/ministers/nora-wielaert"))
    assert text_of(page, "h1") == "Nora Wielaert"
    assert "NORA Wielaert" in text_of(page, ".opening")
    numbers = dict(zip(page.css(".numbers dt::text").getall(), page.css(".numbers div dd:nth-of-type(1)"), strict=True))
    assert text_of(numbers["Vragen"], "dd") == "46"
    assert text_of(numbers["Zonder antwoord"], "dd") == "1"
    found = site.get(numbers["Vragen"].css("a::attr(href)").get() or "", headers=JSON)
    assert found.json()["total"] == 46
    waiting = site.get(numbers["Zonder antwoord"].css("a::attr(href)").get() or "", headers=JSON)
    assert [hit["id"] for hit in waiting.json()["hits"]] == [2_100_000]
    assert "Vlaams minister van Mobiliteit" in text_of(page, ".company")
    assert text_of(page, ".brief li a") == "Bermen maaien"


def test_what_goes_with_a_profile_leads_to_its_own_page_and_to_the_questions_of_both(site: httpx.Client) -> None:
    page = page_of(site.get("/fracties/fietspartij"))
    companions = page.css(".companions li")
    assert len(companions) > 5
    for companion in companions:
        own, both = companion.css("a::attr(href)").getall()
        assert site.get(own).status_code == 200
        total = site.get(both, headers=JSON).json()["total"]
        assert str(total) == (companion.css(".number::text").get() or "").strip()


def test_the_figures_of_a_profile_are_there_as_json_csv_and_feed(site: httpx.Client) -> None:
    path = "/zittingsjaren/2023-2024"
    profile = site.get(path, params={"format": "json"}).json()
    assert (profile["name"], profile["questions"], profile["waiting"]) == ("2023-2024", 28, 1)
    response = site.get(path, params={"format": "csv"})
    assert response.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["asked"] for row in rows if row["period"] == "2023-2024"] == ["28"]
    feed = etree.fromstring(site.get(path, params={"format": "atom"}).content)
    entries = feed.findall("a:entry", ATOM)
    assert (len(entries), entries[0].findtext("a:title", namespaces=ATOM)) == (28, HOSTILE)
    links = [entry.find("a:link", ATOM).get("href") for entry in entries]
    assert site.get(urlsplit(links[0]).path).status_code == 200


def test_session_years_stand_newest_first_and_names_by_the_alphabet(site: httpx.Client) -> None:
    years = page_of(site.get("/zittingsjaren")).css("tbody th a bdi::text").getall()
    assert years == sorted(years, reverse=True)
    assert len(years) >= 2
    themes = page_of(site.get("/themas")).css("tbody th a bdi::text").getall()
    assert [theme for theme in themes if theme.startswith("Thema ")] == [f"Thema {place:02}" for place in range(12)]


def test_a_name_that_nobody_has_is_not_found_with_a_way_on(site: httpx.Client) -> None:
    response = site.get("/ministers/niemand")
    assert response.status_code == 404
    assert "niemand" in text_of(page_of(response), "main")
    assert page_of(response).css("main a::attr(href)").getall()
    assert site.get("/ministers/niemand", params={"format": "json"}).json()["error"]


def test_a_hostile_name_stays_text_and_its_page_is_found(site: httpx.Client) -> None:
    for path in LISTS[:4]:
        page = page_of(site.get(path))
        assert HOSTILE in page.css("tbody th bdi::text").getall()
        assert page.css("main script") == []
        link = page.xpath("//tbody/tr[th//bdi[contains(., 'document.title')]]/th/a/@href").get() or ""
        assert text_of(page_of(site.get(link)), "h1") == HOSTILE


def test_the_page_of_a_question_leads_to_the_people_in_it(site: httpx.Client) -> None:
    links = page_of(site.get("/vragen/2100000")).css("article a::attr(href)").getall()
    wanted = {
        "/ministers/nora-wielaert",
        "/vragenstellers/vraagsteller-a",
        "/fracties/fietspartij",
        "/themas/groen-water",
        "/zittingsjaren/2023-2024",
    }
    assert wanted <= set(links)
    assert {site.get(link).status_code for link in wanted} == {200}


def test_a_name_in_other_letters_can_be_taken_along_too(tmp_path: Path) -> None:
    index = build_site_index(tmp_path, [make_question(minister="Νίκος Παπάς")])
    with served_index(index) as url, httpx.Client(base_url=url) as client:
        (page,) = page_of(client.get("/ministers")).css("tbody th a::attr(href)").getall()
        response = client.get(page, params={"format": "csv"})
    assert response.status_code == 200
    assert response.headers["content-disposition"].endswith('.csv"')
