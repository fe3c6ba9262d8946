"""What search engines and browsers are given to read: sitemap, robots.txt and the description of the search box."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from lxml import etree
from protego import Protego

from tests.support.serving import bare_question, build_site_index, many_questions, served_index, whole_question

SCHEMAS = Path(__file__).parents[2] / "support" / "schemas"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
WHOLE = whole_question()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    questions = [WHOLE, bare_question(), *many_questions()]
    with (
        served_index(build_site_index(tmp_path_factory.mktemp("sitemap"), questions)) as url,
        httpx.Client(base_url=url) as client,
    ):
        yield client


def valid(response: httpx.Response, schema: str) -> etree._Element:
    """The XML of an answer, held against a schema."""
    assert response.status_code == 200
    document = etree.fromstring(response.content)
    etree.RelaxNG(file=SCHEMAS / f"{schema}.rng").assertValid(document)
    return document


def listed(site: httpx.Client, path: str) -> dict[str, str | None]:
    """The addresses in a sitemap with the day of their last change."""
    places = valid(site.get(path), "sitemap").xpath("/*/*", namespaces=NAMES)
    return {one.findtext("s:loc", namespaces=NAMES): one.findtext("s:lastmod", namespaces=NAMES) for one in places}


def test_the_sitemap_leads_to_every_question_with_the_day_it_last_changed(site: httpx.Client) -> None:
    parts = [part for part in listed(site, "/sitemap.xml") if "vragen-" in part]
    found = {address: day for part in parts for address, day in listed(site, part).items()}
    assert len(found) == 47
    assert found[f"{site.base_url}/vragen/{WHOLE.id}"] == "2024-04-02"
    assert found[f"{site.base_url}/vragen/{bare_question().id}"] is None


def test_the_parts_of_the_sitemap_hold_each_question_once(site: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.machines.sitemap.PART_SIZE", 10)
    parts = [part for part in listed(site, "/sitemap.xml") if "vragen-" in part]
    sizes = [len(listed(site, part)) for part in parts]
    assert sizes == [10, 10, 10, 10, 7]
    assert len({address for part in parts for address in listed(site, part)}) == 47


def test_every_page_in_the_sitemap_answers(site: httpx.Client) -> None:
    pages = listed(site, "/sitemaps/paginas.xml")
    assert len(pages) > 30
    assert {page: site.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


@pytest.mark.parametrize("part", ["vragen-0", "vragen-2", "vragen-01", "vragen-x", "vragen-²", "anders", "vragen-"])
def test_a_part_that_is_not_there_is_not_found(site: httpx.Client, part: str) -> None:
    assert site.get(f"/sitemaps/{part}.xml").status_code == 404


def test_crawlers_may_read_every_page_and_no_combination_of_filters(site: httpx.Client) -> None:
    robots = Protego.parse(site.get("/robots.txt").text)
    assert list(robots.sitemaps) == [f"{site.base_url}/sitemap.xml"]
    pages = [*listed(site, "/sitemaps/paginas.xml"), *listed(site, "/sitemaps/vragen-1.xml")]
    assert [page for page in pages if not robots.can_fetch(page, "anybody")] == []
    style = "/static/style.css?v=123"
    assert robots.can_fetch(f"{site.base_url}{style}", "anybody")
    for path in ("/?q=fiets", "/?thema=Jeugd&fractie=x", f"/vragen/{WHOLE.id}?q=fiets", "/suggest?q=f", "/metrics"):
        assert not robots.can_fetch(f"{site.base_url}{path}", "anybody"), path


def test_the_description_of_the_search_box_keeps_to_its_schema(site: httpx.Client) -> None:
    valid(site.get("/opensearch.xml"), "opensearch")
