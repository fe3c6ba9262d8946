"""What a question cites, and how to cite it, in a real browser: with a script, without, by axe, and on a phone."""

from collections.abc import Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.support.factory import make_question
from tests.support.serving import build_site_index, served_index

CITED = make_question(1_000_001, number=460, asked_on=date(2024, 2, 3), asker="Jan Jansen", title="Fietspaden")
CITING = make_question(
    1_000_002, number=500, answer="Zie vraag nr. 460 van 3 februari 2024 van Jan Jansen over fietspaden in Vlaanderen."
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served_index(build_site_index(tmp_path_factory.mktemp("citing"), [CITED, CITING])) as url:
        yield url


def test_a_citation_leads_to_the_question_and_that_one_back(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/vragen/1000002")
    page.get_by_role("link", name="vraag nr. 460 van 3 februari 2024 van Jan Jansen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fietspaden")
    page.get_by_role("region", name="Aangehaald in").get_by_role("link").click()
    expect(page).to_have_url(f"{site}/vragen/1000002")
    assert page.get_by_role("button", name="Kopieer").count() == 0
    context.close()


def test_the_words_to_cite_a_question_are_copied_by_keyboard(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text))
    page.goto("/vragen/1000002")
    page.get_by_role("button", name="Kopieer").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cite-forms [role=status]")).to_have_text("Gekopieerd")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#verwijzing").inner_text()
    assert f"{site}/vragen/1000002 (geraadpleegd op " in copied
    assert blocked == [], "linked data is no script that the policy minds"
    context.close()


@pytest.mark.parametrize("path", ["/vragen/1000001", "/vragen/1000002"])
@pytest.mark.parametrize(("width", "dark"), [(1440, False), (320, True)])
def test_axe_finds_no_barrier_and_nothing_overflows(
    browser: Browser, site: str, path: str, width: int, dark: bool
) -> None:
    context = browser.new_context(
        base_url=site, viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light"
    )
    page = context.new_page()
    page.goto(path)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert found.response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
