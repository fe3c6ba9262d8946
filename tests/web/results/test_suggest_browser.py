"""The search box that suggests, in a real browser: by keyboard and mouse, with and without scripts."""

import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import unquote_plus

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.support.serving import build_site_index, hostile_questions, many_questions, served_index, whole_question
from tests.web.test_accessibility import RULES

WHOLE = whole_question()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    questions = [WHOLE, *many_questions(), *hostile_questions()]
    with served_index(build_site_index(tmp_path_factory.mktemp("suggesting"), questions)) as url:
        yield url


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page that fails the test on what the policy blocks and on errors of the script."""
    context = browser.new_context(base_url=site, locale="nl-BE")
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    context.close()
    assert faults == []


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Zoek in vragen en antwoorden")


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Suggesties").get_by_role("option")


def type_and_wait(page: Page, text: str) -> None:
    """Type, and wait for what is suggested for all of it: on a busy machine the box asks for its beginning too."""
    with page.expect_response(lambda answer: unquote_plus(answer.url).endswith(f"/suggest?q={text}")):
        box(page).press_sequentially(text)
    expect(options(page).first).to_be_visible()


def test_arrows_go_through_the_list_and_back_to_what_was_typed(page: Page) -> None:
    page.goto("/")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    type_and_wait(page, "fiets")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    expect(box(page)).not_to_have_attribute("aria-activedescendant", re.compile(".*"))
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    expect(box(page)).to_have_attribute("aria-activedescendant", options(page).first.get_attribute("id") or "")
    expect(box(page)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    page.keyboard.press("ArrowUp")
    expect(options(page).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(box(page)).not_to_have_attribute("aria-activedescendant", re.compile(".*"))
    expect(box(page)).to_have_value("fiets")


def test_enter_on_a_person_a_party_or_a_theme_leads_to_the_filtered_search(page: Page, site: str) -> None:
    page.goto("/")
    type_and_wait(page, "nora")
    expect(options(page).first).to_have_text("Minister Nora Wielaert 45 vragen")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/?minister=Nora+Wielaert")
    expect(page.get_by_role("heading", level=1)).to_contain_text("45 vragen")


def test_enter_on_a_title_opens_the_question(page: Page, site: str) -> None:
    page.goto("/")
    type_and_wait(page, "wachtlijsten in")
    options(page).get_by_text(WHOLE.title or "", exact=True).wait_for()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/vragen/{WHOLE.id}")


def test_enter_on_a_word_searches_for_it_and_keeps_the_filters(page: Page, site: str) -> None:
    page.goto("/?fractie=Fietspartij")
    type_and_wait(page, "kilom")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/?q=kilometer&fractie=Fietspartij")
    expect(page.get_by_role("heading", level=1)).to_contain_text("23 vragen")


def test_enter_without_a_choice_searches_for_what_was_typed(page: Page, site: str) -> None:
    page.goto("/")
    type_and_wait(page, "fietsp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/?q=fietsp")


def test_a_click_follows_a_suggestion(page: Page, site: str) -> None:
    page.goto("/")
    type_and_wait(page, "mobil")
    options(page).filter(has_text="Thema").first.click()
    page.wait_for_url(f"{site}/?thema=Mobiliteit")


def test_escape_closes_the_list_and_keeps_what_was_typed(page: Page) -> None:
    page.goto("/")
    type_and_wait(page, "fiets")
    page.keyboard.press("Escape")
    expect(page.locator("#suggesties")).to_be_hidden()
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(box(page)).to_have_value("fiets")
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_be_visible()


def test_leaving_the_box_closes_the_list(page: Page) -> None:
    page.goto("/")
    type_and_wait(page, "fiets")
    page.keyboard.press("Tab")
    expect(page.locator("#suggesties")).to_be_hidden()
    expect(page.get_by_role("button", name="Zoek", exact=True)).to_be_focused()


def test_an_emptied_box_suggests_nothing(page: Page) -> None:
    page.goto("/")
    type_and_wait(page, "fiets")
    box(page).fill("")
    expect(page.locator("#suggesties")).to_be_hidden()


def test_how_many_there_are_is_announced(page: Page) -> None:
    page.goto("/")
    type_and_wait(page, "fiets")
    expect(page.get_by_role("status")).to_have_text("10 suggesties")
    box(page).fill("nora")
    expect(page.get_by_role("status")).to_have_text("1 suggestie")


def test_typing_on_asks_once_and_again_for_what_is_known_not_at_all(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest?" in request.url else None)
    page.goto("/")
    type_and_wait(page, "fiets")
    assert asked, "the box asked"
    assert asked[-1].endswith("/suggest?q=fiets")
    before = len(asked)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_be_visible()
    assert len(asked) == before


def test_a_late_answer_to_what_was_typed_before_is_not_shown(page: Page) -> None:
    held: list[Route] = []
    aborted: list[str] = []
    page.on("requestfailed", lambda request: aborted.append(request.url))
    page.route("**/suggest?q=mobil", lambda route: held.append(route))
    page.goto("/")
    with page.expect_request("**/suggest?q=mobil"):
        box(page).press_sequentially("mobil")
    box(page).fill("nora")
    expect(options(page)).to_have_count(1)
    assert len(held) == 1
    assert aborted == [held[0].request.url]
    expect(options(page).first).to_contain_text("Nora Wielaert")


def test_a_server_that_does_not_suggest_leaves_a_box_that_searches(page: Page, site: str) -> None:
    page.route("**/suggest?**", lambda route: route.abort())
    page.goto("/")
    box(page).press_sequentially("fietspad")
    page.wait_for_timeout(1_000)
    expect(page.locator("#suggesties")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/?q=fietspad")


def test_hostile_titles_and_names_are_shown_as_text(page: Page) -> None:
    page.goto("/")
    type_and_wait(page, "kwaadwillig")
    titles = [question.title for question in hostile_questions()]
    shown = options(page).filter(has_text="Vraag").locator("bdi").all_inner_texts()
    assert shown
    assert set(shown) <= set(titles)
    assert page.title() != "run"
    assert page.locator("#suggesties :is(script, img, svg, b)").count() == 0


def test_without_scripts_the_box_works_as_it_is(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    field = page.get_by_role("searchbox", name="Zoek in vragen en antwoorden")
    field.press_sequentially("fietspad")
    field.press("Enter")
    page.wait_for_url(f"{site}/?q=fietspad")
    assert page.locator("[role=listbox], [role=combobox]").count() == 0
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (360, "dark"), (320, "light")])
def test_axe_finds_no_barrier_in_an_open_list_and_nothing_scrolls_sideways(
    browser: Browser, site: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(
        base_url=site, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(f"/vragen/{WHOLE.id}")
    type_and_wait(page, "fiets")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert [violation["id"] for violation in found.response["violations"]] == []
    context.close()
