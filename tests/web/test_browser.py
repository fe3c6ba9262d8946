"""The site in a real browser: without scripts, by keyboard, on a phone, with hostile text."""

from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from indexer.question import Part, Table, rows_text
from tests.support.factory import make_question
from tests.support.serving import build_site_index, hostile_questions, many_questions, served_index, whole_question

WHOLE = whole_question()
WIDE = (("Gemeente", *(str(year) for year in range(2005, 2025))), ("Gent", *("9.999" for _ in range(20))))
UNPAIRED = make_question(
    1_500_000,
    question="Speelpleinen zijn in trek.\n\n1. Hoeveel zijn er?\n\n2. Wie betaalt ze?",
    answer=f"Er zijn er tien.\n\n{rows_text(WIDE)}\n\nDe gemeenten betalen.",
    parts=tuple(
        Part(label=label, question=text, answer=None)
        for label, text in (("1", "Hoeveel zijn er?"), ("2", "Wie betaalt ze?"))
    ),
    tables=(Table(part=None, caption=None, page=1, rows=WIDE),),
)
PHONE = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    questions = [WHOLE, UNPAIRED, *many_questions(), *hostile_questions()]
    with served_index(build_site_index(tmp_path_factory.mktemp("browser"), questions)) as url:
        yield url


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page of a browser that runs scripts, if there were any; it fails the test on what the policy blocks."""
    context = browser.new_context(base_url=site, locale="nl-BE")
    opened = context.new_page()
    blocked: list[str] = []
    opened.on("console", lambda message: blocked.append(message.text) if "Content Security" in message.text else None)
    opened.on("pageerror", lambda error: blocked.append(str(error)))
    yield opened
    context.close()
    assert blocked == []


@pytest.fixture(scope="module")
def phone(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(base_url=site, viewport=PHONE)
    yield context.new_page()
    context.close()


def test_a_visitor_searches_narrows_pages_opens_a_question_and_comes_back(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Zoek in vragen en antwoorden").fill("fietspaden")
    page.get_by_role("button", name="Zoek").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("45 vragen voor fietspaden")

    page.get_by_role("region", name="Fractie").get_by_role("link", name="Fietspartij").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("23 vragen")
    page.get_by_role("link", name="oudste").click()
    page.get_by_role("link", name="Volgende").click()
    expect(page.locator("[aria-current=page]")).to_have_text("Pagina 2")
    results = page.url

    page.get_by_role("article").first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Veilige fietspaden in gemeente 41")
    expect(page.get_by_text("Er is 12 kilometer fietspad aangelegd.")).to_be_visible()
    page.get_by_role("link", name="Terug naar de resultaten").click()
    assert page.url == results

    page.get_by_role("link", name="Verwijder filter Fractie: Fietspartij").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("45 vragen")


def test_dates_narrow_the_search_and_are_still_in_their_fields(page: Page) -> None:
    page.goto("/?q=fietspaden")
    page.get_by_label("Van", exact=True).fill("2023-01-10")
    page.get_by_label("Tot en met").fill("2023-01-12")
    page.get_by_role("button", name="Toepassen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3 vragen voor fietspaden")
    expect(page.get_by_label("Van", exact=True)).to_have_value("2023-01-10")


def test_a_result_opens_at_the_sub_question_of_its_passage(page: Page) -> None:
    page.goto("/?q=kinderen+wachtten")
    page.get_by_role("heading", level=2).get_by_role("link", name="Wachtlijsten").click()
    assert page.url.endswith(f"/vragen/{WHOLE.id}?q=kinderen+wachtten#v1")
    expect(page.locator("#v1 h3")).to_be_in_viewport()


def test_a_pasted_citation_opens_its_question_and_the_way_back_searches_for_its_words(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Zoek in vragen en antwoorden").fill("schriftelijke vraag nr. 322 van 4 maart 2024")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(WHOLE.title or "")
    page.get_by_role("link", name="Zoek gewoon naar").click()
    expect(page.locator(".reading")).to_contain_text("Alleen op de woorden zelf gezocht.")


def test_folded_lists_and_help_open_without_scripts(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/?q=fietspaden")
    page.get_by_text("Nog 5").click()
    page.get_by_role("region", name="Thema").get_by_role("link").last.click()
    expect(page.locator(".chips")).to_contain_text("Thema:")
    page.get_by_role("search").get_by_text("Zo zoek je").click()
    page.get_by_role("link", name="fiets of trein").click()
    expect(page.get_by_label("Zoek in vragen en antwoorden")).to_have_value("fiets of trein")
    page.get_by_role("search").get_by_text("Zo zoek je").click()
    page.get_by_role("link", name="Alle manieren om te zoeken").click()
    page.get_by_role("link", name="(fiets OF trein) EN veiligheid").click()
    expect(page.get_by_label("Zoek in vragen en antwoorden")).to_have_value("(fiets OF trein) EN veiligheid")
    context.close()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?q=fietspaden&thema=Mobiliteit&fractie=Fietspartij&van=2023-01-01",
        "/?q=kwaadwillig",
        "/?q=" + "a" * 200,
        "/?van=" + "9" * 200,
        f"/vragen/{WHOLE.id}",
        "/vragen/3000003",
        "/vragen/" + "9" * 60,
        "/over",
        "/hulp",
    ],
)
def test_a_phone_never_scrolls_sideways(phone: Page, path: str) -> None:
    phone.goto(path)
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize("path", ["/?q=fietspaden", "/?q=luchtballon"])
def test_on_a_phone_the_filters_are_folded_above_the_results_and_open_without_scripts(
    browser: Browser, site: str, path: str
) -> None:
    context = browser.new_context(base_url=site, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(path)
    fold = page.locator(".refine > details > summary")
    top, results = fold.bounding_box(), page.locator(".found").bounding_box()
    assert top
    assert results
    assert top["y"] < results["y"]
    expect(page.get_by_label("Tot en met")).not_to_be_visible()
    fold.click()
    expect(page.get_by_label("Tot en met")).to_be_visible()
    context.close()


def test_on_a_wide_screen_the_filters_stand_open_beside_the_results(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, viewport={"width": 1440, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto("/?q=fietspaden")
    facet, hit = page.get_by_role("region", name="Thema").bounding_box(), page.locator(".hit").first.bounding_box()
    assert facet
    assert hit
    assert hit["x"] + hit["width"] < facet["x"]
    expect(page.locator(".refine > details > summary")).not_to_be_visible()
    expect(page.get_by_label("Tot en met")).to_be_visible()
    context.close()


def test_a_bar_of_the_chart_narrows_to_its_period_and_a_second_click_widens_again(page: Page) -> None:
    page.goto("/?q=fietspaden")
    page.locator(".timeline svg a").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("15 vragen voor fietspaden")
    expect(page.locator(".chips")).to_contain_text("Gesteld: in februari 2023")
    page.locator(".timeline svg a.chosen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("45 vragen voor fietspaden")


def test_the_chart_is_a_table_for_who_uses_the_keyboard(page: Page) -> None:
    page.goto("/?q=fietspaden")
    page.get_by_text("Lijst van de maanden").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("30 vragen voor fietspaden")


def test_on_paper_a_search_has_its_chart_and_its_results_without_the_furniture(page: Page) -> None:
    page.set_viewport_size({"width": 680, "height": 960})
    page.emulate_media(media="print")
    page.goto("/?q=fietspaden&thema=Mobiliteit&van=2023-01")
    expect(page.locator(".timeline svg")).to_be_visible()
    expect(page.locator(".hit").first).to_be_visible()
    for hidden in (".dates", ".facet ul", ".order", ".paging", "summary"):
        assert page.locator(hidden).filter(visible=True).count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_follow_the_visitor_s_choice(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto("/over")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    red, green, blue = map(int, background.removeprefix("rgb(").removesuffix(")").split(","))
    assert (red + green + blue < 200) is (scheme == "dark")


def test_a_wide_table_scrolls_in_its_own_box_also_by_keyboard(phone: Page) -> None:
    phone.goto(f"/vragen/{WHOLE.id}")
    phone.get_by_role("region", name="Wachtenden per provincie").focus()
    scrolled = 0
    for _ in range(50):
        phone.keyboard.press("ArrowRight")
        phone.wait_for_timeout(20)
        scrolled = phone.evaluate("document.activeElement.scrollLeft")
        if scrolled:
            break
    assert scrolled > 0


def test_question_and_answer_stand_side_by_side_on_a_wide_screen_and_below_each_other_on_a_phone(
    browser: Browser, site: str
) -> None:
    context = browser.new_context(base_url=site, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"/vragen/{WHOLE.id}#v2")

    def boxes() -> tuple[dict[str, float], dict[str, float]]:
        asked, answered = page.locator("#v1 .asked").bounding_box(), page.locator("#v1 .answered").bounding_box()
        assert asked is not None
        assert answered is not None
        return dict(asked), dict(answered)

    asked, answered = boxes()
    assert asked["y"] == answered["y"]
    assert asked["x"] + asked["width"] < answered["x"]
    page.set_viewport_size({"width": 360, "height": 740})
    asked, answered = boxes()
    assert asked["x"] == answered["x"]
    assert asked["y"] + asked["height"] <= answered["y"]
    context.close()


def test_the_first_result_is_reached_and_opened_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    page.get_by_label("Zoek in vragen en antwoorden").focus()
    page.keyboard.type("wachtlijsten jeugdhulp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=wachtlijsten**")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the head of the page
    passing = page.get_by_role("link", name="Sla de filters over")
    for _ in range(8):
        page.keyboard.press("Tab")
        if passing.evaluate("link => link === document.activeElement"):
            break
    expect(passing).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    focused = ""
    for _ in range(2):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.textContent").strip()
        if focused == WHOLE.title:
            break
    assert focused == WHOLE.title
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(WHOLE.title or "")


def test_no_text_of_a_source_runs(page: Page) -> None:
    page.goto("/?q=kwaadwillig")
    expect(page.locator(".hit")).to_have_count(len(hostile_questions()))
    _expect_nothing_ran(page)
    for question in hostile_questions():
        page.goto(f"/vragen/{question.id}")
        assert page.locator("h1").inner_text() == question.title
        _expect_nothing_ran(page)


def test_what_a_visitor_types_does_not_run_either(page: Page) -> None:
    for question in hostile_questions():
        page.goto("/?" + urlencode({"q": question.subject, "thema": question.subject, "van": question.subject}))
        assert page.get_by_label("Zoek in vragen en antwoorden").input_value() == (question.subject or "").strip()
        _expect_nothing_ran(page)


def _expect_nothing_ran(page: Page) -> None:
    assert page.title() != "run"
    running = "script:not([src^='/static/']):not([type='application/ld+json'])"
    assert page.locator(f"{running}, img, svg:not(.timeline svg), iframe").count() == 0


def test_on_paper_there_is_the_question_without_the_furniture(page: Page) -> None:
    page.goto(f"/vragen/{WHOLE.id}")
    page.emulate_media(media="print")
    for hidden in (".searchband", ".back", ".footer nav"):
        assert page.locator(hidden).filter(visible=True).count() == 0
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".cite")).to_be_visible()


@pytest.mark.parametrize("media", ["screen", "print"])
def test_an_answer_without_numbers_is_read_without_a_click(page: Page, media: Literal["screen", "print"]) -> None:
    page.emulate_media(media=media)
    page.goto(f"/vragen/{UNPAIRED.id}")
    for paragraph in (*(UNPAIRED.question or "").split("\n\n"), *(UNPAIRED.answer or "").split("\n\n")):
        text = paragraph.removeprefix("1. ").removeprefix("2. ").split("\t")[0]
        expect(page.locator(".text").get_by_text(text, exact=True)).to_be_visible()
    expect(page.get_by_role("cell", name="9.999").filter(visible=True)).to_have_count(20)


def test_a_wide_table_is_whole_on_paper(page: Page) -> None:
    # Sheets of A4 between their margins, at 96 dots an inch: upright, and on its side for the wider one.
    page.emulate_media(media="print")
    for question, width in ((WHOLE, 680), (UNPAIRED, 1_047)):
        page.set_viewport_size({"width": 680, "height": 960})
        page.goto(f"/vragen/{question.id}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_pages_stay_whole_at_four_times_the_size(browser: Browser, site: str) -> None:
    # 400 % on a screen of 1280 by 1024 is a window of 320 by 256.
    context = browser.new_context(base_url=site, viewport={"width": 320, "height": 256}, device_scale_factor=4)
    page = context.new_page()
    page.goto("/?q=fietspaden")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.locator("summary", has_text="Verfijn").click()
    expect(page.get_by_role("region", name="Gesteld")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    context.close()
