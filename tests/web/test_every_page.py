"""Every page that links lead to: valid HTML, no link that leads nowhere, and a way on from wherever one is."""

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import html5lib
import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from html5lib.html5parser import ParseError
from playwright.sync_api import Browser

from tests.support.factory import make_question
from tests.support.serving import (
    bare_question,
    build_site_index,
    hostile_questions,
    many_questions,
    served_index,
    whole_question,
)
from tests.support.walking import Met, walk
from tests.web.test_accessibility import RULES
from web.site.config import SiteConfig

NU = Path(__file__).parents[2] / ".tools/node_modules/vnu-jar/build/dist/vnu.jar"
"""The Nu HTML checker of the W3C, where `make check-html` has fetched it."""

STARTS = (
    "/",
    "/?q=fietspaden",
    "/?q=fietspadne",
    "/?q=fietspaden+luchtballon",
    "/?q=fiets&van=gisteren&pagina=0",
    "/?q=zeppelin&fractie=Niemand",
    "/vragen/1809299?q=wachtlijst",
    "/vragen/0",
    "/ministers/niemand",
    "/nergens",
    "/?format=xml",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    waiting = make_question(
        2_200_000, answer=None, answered_on=None, published_on=None, on_time=None, text_status="no_answer"
    )
    questions = [whole_question(), bare_question(), waiting, *many_questions(), *hostile_questions()]
    index = build_site_index(tmp_path_factory.mktemp("every"), questions)
    config = SiteConfig(contact="redactie@vraagbaak.example")
    with served_index(index, config) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def met(site: httpx.Client) -> list[Met]:
    return list(walk(site, *STARTS))


@pytest.fixture(scope="module")
def pages(met: list[Met]) -> list[Met]:
    found = [one for one in met if one.is_page]
    assert len(found) > 40
    return found


@pytest.fixture(scope="module")
def one_of_each(pages: list[Met]) -> list[str]:
    """An address of every kind of page, and of every kind of problem."""
    kinds: dict[tuple[int, str], str] = {}
    for one in pages:
        kinds.setdefault((one.response.status_code, _room(one.address)), one.address)
    assert len(kinds) > 20
    return list(kinds.values())


def _room(address: str) -> str:
    parts = urlsplit(address)
    searched = "?" if parts.path == "/" and parts.query else ""
    return re.sub(r"\d+", "N", parts.path if parts.path.count("/") == 1 else parts.path.rpartition("/")[0]) + searched


def test_every_link_leads_somewhere(met: list[Met]) -> None:
    nowhere = {one.address: (one.response.status_code, one.found_on, one.link) for one in met if one.found_on}
    assert {address: told for address, told in nowhere.items() if told[0] >= 400} == {}


def test_every_anchor_of_a_link_is_on_the_page_that_it_leads_to(site: httpx.Client, pages: list[Met]) -> None:
    ids = {one.address: set(one.page.xpath("//@id").getall()) for one in pages}
    missing = set()
    for one in pages:
        for href in one.page.css("a::attr(href)").getall():
            target, fragment = urldefrag(urljoin(str(one.response.url), href))
            address = target.removeprefix(str(site.base_url).rstrip("/"))
            if fragment and address in ids and unquote(fragment) not in ids[address]:
                missing.add((one.address, href))
    assert missing == set()


def test_every_page_is_parsed_without_an_error(pages: list[Met]) -> None:
    wrong = {}
    for one in pages:
        try:
            html5lib.HTMLParser(strict=True).parse(one.response.text)
        except ParseError as error:
            wrong[one.address] = str(error)
    assert wrong == {}


def test_every_page_has_a_language_a_title_of_its_own_and_one_first_heading(pages: list[Met]) -> None:
    for one in pages:
        page = one.page
        assert page.css("html::attr(lang)").get() == "nl", one.address
        assert (page.css("title::text").get() or "").strip(), one.address
        assert len(page.css("h1")) == 1, one.address
        ids = Counter(page.xpath("//@id").getall())
        assert [name for name, count in ids.items() if count > 1] == [], one.address


def test_whoever_comes_to_a_page_that_is_not_there_or_empty_has_a_way_on(pages: list[Met]) -> None:
    lost = [one for one in pages if one.response.status_code >= 400 or not one.page.css("main a")]
    assert {one.response.status_code for one in lost} >= {400, 404, 406}
    for one in lost:
        assert one.page.css("main a[href], main form"), one.address


@pytest.mark.skipif(
    not (NU.is_file() and shutil.which("java")), reason="run `make check-html` once; it needs npm and Java"
)
def test_the_checker_of_the_w3c_finds_no_error_on_any_page(pages: list[Met], tmp_path: Path) -> None:
    addresses = {}
    for place, one in enumerate(pages):
        path = tmp_path / f"{place}.html"
        path.write_bytes(one.response.content)
        addresses[path.name] = one.address
    checked = subprocess.run(
        ["java", "-jar", NU, "--errors-only", "--format", "json", *tmp_path.glob("*.html")],
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(checked.stderr)["messages"]
    errors = {
        f"{addresses[Path(urlsplit(one['url']).path).name]}: {one['message']} {one.get('extract', '')}" for one in found
    }
    assert errors == set()


def test_axe_finds_no_barrier_on_any_kind_of_page(browser: Browser, site: httpx.Client, one_of_each: list[str]) -> None:
    for width, scheme in ((1440, "light"), (360, "dark")):
        context = browser.new_context(
            base_url=str(site.base_url),
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            bypass_csp=True,  # axe is put into the page as a script, which the site itself forbids
        )
        page = context.new_page()
        barriers = {}
        for address in one_of_each:
            page.goto(address)
            page.evaluate("document.querySelectorAll('details').forEach(folded => folded.open = true)")
            found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
            if found:
                barriers[address] = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
        context.close()
        assert barriers == {}, f"{width} px, {scheme}"


def test_no_kind_of_page_scrolls_sideways_at_320_pixels(
    browser: Browser, site: httpx.Client, one_of_each: list[str]
) -> None:
    context = browser.new_context(base_url=str(site.base_url), viewport={"width": 320, "height": 640})
    page = context.new_page()
    wide = {}
    for address in one_of_each:
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[address] = width
    context.close()
    assert wide == {}


def test_the_content_of_every_kind_of_page_is_two_keys_away_and_the_menu_is_reached_by_keyboard(
    browser: Browser, site: httpx.Client, one_of_each: list[str]
) -> None:
    context = browser.new_context(base_url=str(site.base_url), java_script_enabled=True)
    page = context.new_page()
    for address in one_of_each:
        page.goto(address)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip", address
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "inhoud", address
        page.goto(address)
        reached = []
        for _ in range(12):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.getAttribute('href')"))
        assert "/ministers" in reached, address
    context.close()


def test_every_kind_of_page_says_the_same_without_a_script(
    browser: Browser, site: httpx.Client, one_of_each: list[str]
) -> None:
    """Nothing is loaded or written by the script; it only helps with typing and copying."""
    with_script = browser.new_context(base_url=str(site.base_url))
    without = browser.new_context(base_url=str(site.base_url), java_script_enabled=False)
    one, other = with_script.new_page(), without.new_page()
    for address in one_of_each:
        one.goto(address)
        other.goto(address)
        assert other.locator("main h1").all_inner_texts() == one.locator("main h1").all_inner_texts(), address
        assert other.locator("main a").count() == one.locator("main a").count(), address
    with_script.close()
    without.close()
