"""The page of figures and that of questions without an answer, in a real browser."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.factory import make_question
from tests.support.serving import build_site_index, many_questions, served_index

LONG = "Bestuurszaken, Binnenlands Bestuur, Gelijke Kansen, Inburgering en Wapenstilstandsherdenkingsplechtigheden"
WAITING = make_question(
    11, asked_on=date(2024, 1, 8), answered_on=None, answer=None, on_time=None, published_on=None, themes=(LONG,)
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    crowd = [make_question(100 + place, asker=f"Lid {place:03}", themes=(LONG,)) for place in range(70)]
    index = build_site_index(tmp_path_factory.mktemp("figures"), [WAITING, *crowd, *many_questions()])
    with served_index(index) as url:
        yield url


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A phone of 320 pixels that runs no script."""
    size = {"width": 320, "height": 640}
    context = browser.new_context(base_url=site, viewport=size, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", ["/cijfers", "/onbeantwoord"])
def test_nothing_is_wider_than_a_narrow_phone(browser: Browser, site: str, path: str) -> None:
    context = browser.new_context(base_url=site, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.evaluate("document.querySelectorAll('details').forEach(folded => folded.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    context.close()


def test_every_drawing_lies_within_its_chart(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto("/cijfers")
    outside = page.evaluate(
        """[...document.querySelectorAll('.chart rect, .chart text, .chart line')].filter(drawn => {
            const chart = drawn.closest('.chart').getBoundingClientRect(), box = drawn.getBoundingClientRect()
            return !drawn.closest('defs, details:not([open])')
                && (box.left < chart.left - 12 || box.right > chart.right + 12
                || box.top < chart.top || box.bottom > chart.bottom)
        }).map(drawn => drawn.outerHTML)"""
    )
    assert outside == []
    assert page.locator("#gesteld rect.on_time").count() > 1
    context.close()


def test_the_table_of_a_chart_opens_by_keyboard(page: Page) -> None:
    page.goto("/cijfers")
    table = page.locator("#gesteld table")
    expect(table).to_be_hidden()
    page.locator("#gesteld summary").focus()
    page.keyboard.press("Enter")
    expect(table).to_be_visible()
    expect(table.get_by_role("row").nth(1)).to_contain_text("2023")


def test_a_long_list_of_names_is_folded_but_on_paper(page: Page) -> None:
    page.goto("/cijfers")
    expect(page.get_by_text("Lid 042").filter(visible=True)).to_have_count(0)
    page.emulate_media(media="print")
    expect(page.locator("#vragenstellers .bars").get_by_text("Lid 042", exact=True)).to_be_visible()
    page.emulate_media(media="screen")
    page.locator("#vragenstellers .bars summary").click()
    expect(page.locator("#vragenstellers .bars").get_by_text("Lid 042", exact=True)).to_be_visible()


def test_the_list_is_narrowed_without_a_script(page: Page) -> None:
    page.goto("/onbeantwoord")
    page.get_by_label("Thema").select_option(label=f"{LONG} (1)")
    page.get_by_label("Alleen wat te laat is").check()
    page.get_by_role("button", name="Toon").click()
    expect(page.locator(".hit")).to_have_count(1)
    expect(page.get_by_label("Alleen wat te laat is")).to_be_checked()
    page.get_by_role("link", name="Toon ze alle").click()
    assert page.url.endswith("/onbeantwoord")
