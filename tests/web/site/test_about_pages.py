"""What every page says of itself to search engines and to who shares it: its address, a description, linked data."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.factory import make_question
from tests.support.serving import bare_question, build_site_index, many_questions, page_of, served_index, whole_question
from web.site.config import SiteConfig

PUBLIC = "https://vragen.example.org"
HOSTILE = "</script><script>alert(1)</script><!-- \" ' & \u2028"
PAGES = (
    "/",
    "/?q=fietspad&pagina=2",
    "/hulp",
    "/over",
    "/api",
    "/downloads",
    "/vragen/1809299",
    "/vragen/1809299/tabellen/1",
    "/ministers",
    "/ministers/nora-wielaert",
    "/cijfers",
    "/cijfers?zittingsjaar=2022-2023",
    "/onbeantwoord",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    hostile = make_question(
        7, title=f"Fietsen {HOSTILE}", question=f"Vraag {HOSTILE}", answer=HOSTILE, asker=f"Jan {HOSTILE}"
    )
    questions = [whole_question(), bare_question(), hostile, *many_questions()]
    return build_site_index(tmp_path_factory.mktemp("about"), questions)


@pytest.fixture(scope="module")
def site(index: Path) -> Iterator[httpx.Client]:
    with served_index(index, SiteConfig(public_url=PUBLIC)) as url, httpx.Client(base_url=url) as client:
        yield client


def said(site: httpx.Client, path: str) -> dict[str, str]:
    """The canonical address of a page, and all that its `meta` elements say, by their names."""
    page = page_of(site.get(path))
    metas = page.css("meta[name], meta[property]")
    found = {meta.attrib.get("name") or meta.attrib["property"]: meta.attrib["content"] for meta in metas}
    assert len(found) == len(metas), "each once"
    canonical = page.css("link[rel=canonical]::attr(href)").getall()
    assert len(canonical) < 2
    return found | ({"canonical": canonical[0]} if canonical else {})


@pytest.mark.parametrize("path", PAGES)
def test_every_page_names_its_public_address_and_describes_itself(site: httpx.Client, path: str) -> None:
    page = said(site, path)
    assert page["canonical"] == page["og:url"] == PUBLIC + path
    assert 30 <= len(page["description"]) <= 700
    assert page["og:description"] == page["description"]
    assert page["og:title"]
    assert (page["og:site_name"], page["og:locale"]) == ("Vraagbaak", "nl_BE")


def test_no_two_pages_describe_themselves_alike(site: httpx.Client) -> None:
    for name in ("description", "og:title"):
        described = [said(site, path)[name] for path in PAGES if "zittingsjaar" not in path]
        assert len(set(described)) == len(described)


def test_the_address_is_the_same_whatever_search_led_there(site: httpx.Client) -> None:
    assert said(site, "/vragen/1809299?q=jeugdhulp&pagina=2")["canonical"] == f"{PUBLIC}/vragen/1809299"


def test_without_a_public_address_it_is_the_one_asked_under(index: Path) -> None:
    with served_index(index) as url, httpx.Client(base_url=url) as client:
        assert said(client, "/over")["canonical"] == f"{url}/over"
        assert client.get("/vragen/1809299?format=csl").json()[0]["URL"] == f"{url}/vragen/1809299"


def test_a_page_that_is_none_says_nothing_but_that_it_need_not_be_found(site: httpx.Client) -> None:
    for path in ("/nergens", "/vragen/99", "/vragen/1809299/tabellen/99", "/vragen/1809299?format=xml"):
        assert said(site, path).keys() == {"viewport", "color-scheme", "robots"}, path


def linked_data(site: httpx.Client, path: str) -> dict[str, Any]:
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', site.get(path).text, re.DOTALL)
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_question_and_its_answer_are_linked_data(site: httpx.Client) -> None:
    question, page = whole_question(), linked_data(site, "/vragen/1809299")
    asked = page["mainEntity"]
    assert (page["@context"], page["@type"], page["url"]) == (
        "https://schema.org",
        "QAPage",
        f"{PUBLIC}/vragen/1809299",
    )
    assert (asked["@type"], asked["name"], asked["text"]) == ("Question", question.title, question.question)
    assert (asked["answerCount"], asked["dateCreated"]) == (1, "2024-03-04")
    assert question.asker
    assert question.minister
    assert asked["author"]["name"] == question.asker.name
    answer = asked["acceptedAnswer"]
    assert (answer["@type"], answer["text"], answer["dateCreated"]) == ("Answer", question.answer, "2024-03-29")
    assert (answer["author"]["name"], answer["author"]["jobTitle"]) == (question.minister.name, question.minister.title)


def test_what_is_not_known_is_left_out(site: httpx.Client) -> None:
    asked = linked_data(site, f"/vragen/{bare_question().id}")["mainEntity"]
    assert (asked["answerCount"], "acceptedAnswer" in asked, "author" in asked) == (0, False, False)


def test_no_text_of_a_question_ends_the_element_that_holds_it(site: httpx.Client) -> None:
    asked = linked_data(site, "/vragen/7")["mainEntity"]
    assert (asked["text"], asked["acceptedAnswer"]["text"]) == (f"Vraag {HOSTILE}", HOSTILE)
    page = page_of(site.get("/vragen/7"))
    assert page.css("script:not([src])::attr(type)").getall() == ["application/ld+json"]
    assert said(site, "/vragen/7")["og:title"].endswith(f"Fietsen {HOSTILE}")
