"""The page of a question in a real browser: wide and narrow, without scripts, by keyboard, zoomed in and on paper."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from indexer.question import NO_HEADER, Part, Table, rows_text
from tests.support.factory import make_question
from tests.support.serving import (
    bare_question,
    build_site_index,
    hostile_questions,
    many_questions,
    served_index,
    whole_question,
)
from tests.web.test_accessibility import RULES

LONG = "Speelpleinen zijn in trek bij kinderen en jongeren. " * 40
TALL_AND_WIDE = (
    ("Gemeente", *(str(year) for year in range(2000, 2024)), "Totaal"),
    *((f"Gemeente {place}", *("9.999" for _ in range(24)), "239.976") for place in range(1, 61)),
    ("Totaal", *("59.994" for _ in range(24)), "14.398.560"),
)
TALL = (("Gemeente", "Aantal"), *((f"Dorp {place}", str(place)) for place in range(1, 81)))
ANSWERS = {
    "1": f"Zie de tabel.\n\n{rows_text(TALL_AND_WIDE)}\n\nTot daar de cijfers.",
    "2": f"{LONG}\n\n{rows_text(TALL)}",
    "3": f"{LONG}\n\nDat is het einde van het antwoord.",
}
ASKED = {"1": "Hoeveel zijn er?", "2": "Wie betaalt ze?", "3": "Waarom?"}
LONG_QUESTION = make_question(
    1_500_000,
    question="Vooraf.\n\n" + "\n\n".join(f"{label}. {text}" for label, text in ASKED.items()),
    answer="\n\n".join(f"{label}. {text}" for label, text in ANSWERS.items()),
    parts=tuple(Part(label=label, question=ASKED[label], answer=text) for label, text in ANSWERS.items()),
    tables=(
        Table(part="1", caption=None, page=1, rows=TALL_AND_WIDE, doubt=None),
        Table(part="2", caption="Dorpen", page=3, rows=TALL),
    ),
    notes=("a table on page 1 may be incomplete: its first row may be no header",),
)
UNPAIRED = make_question(
    1_500_001,
    question=f"{LONG}\n\n1. Hoeveel zijn er?\n\n2. Wie betaalt ze?",
    answer=f"{LONG}\n\n{rows_text(TALL_AND_WIDE)}\n\nDe gemeenten betalen.",
    parts=tuple(Part(label=label, question=ASKED[label], answer=None) for label in ("1", "2")),
    tables=(Table(part=None, caption=None, page=1, rows=TALL_AND_WIDE, doubt=NO_HEADER),),
)
WAITING = make_question(
    1_500_002,
    answer=None,
    answered_on=None,
    published_on=None,
    on_time=None,
    answer_kind=None,
    text_status="no_answer",
    asked_on=date(2021, 3, 1),
)
PATHS = [
    f"/vragen/{LONG_QUESTION.id}",
    f"/vragen/{UNPAIRED.id}?q=speelpleinen",
    f"/vragen/{WAITING.id}",
    f"/vragen/{whole_question().id}",
    f"/vragen/{bare_question().id}",
    f"/vragen/{LONG_QUESTION.id}/tabellen/1",
    f"/vragen/{LONG_QUESTION.id}/tabellen/9",
]
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 320, "height": 640}
ZOOMED = {"width": 320, "height": 256}
"""A window of 1280 by 1024 at 400 %."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    questions = [
        LONG_QUESTION, UNPAIRED, WAITING, whole_question(), bare_question(), *many_questions(), *hostile_questions(),
    ]  # fmt: skip
    with served_index(build_site_index(tmp_path_factory.mktemp("page"), questions)) as url:
        yield url


@pytest.fixture
def desk(browser: Browser, site: str) -> Iterator[Page]:
    """A wide window that runs no scripts."""
    context = browser.new_context(base_url=site, viewport=DESK, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(base_url=site, viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def scripted(browser: Browser, site: str) -> Iterator[Page]:
    """A wide window in which a test may measure."""
    context = browser.new_context(base_url=site, viewport=DESK)
    yield context.new_page()
    context.close()


def box_of(page: Page, selector: str) -> dict[str, float]:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return dict(box)


def test_the_list_of_parts_stays_in_sight_on_a_wide_screen(desk: Page) -> None:
    desk.goto(f"/vragen/{LONG_QUESTION.id}")
    for part in ("1", "3", "2"):
        desk.locator(".contents").get_by_role("link", name=ASKED[part]).click()
        assert desk.url.endswith(f"#v{part}")
        expect(desk.locator(f"#v{part} h3")).to_be_in_viewport()
        expect(desk.locator(".contents h2")).to_be_in_viewport()
    expect(desk.locator(".contents summary")).not_to_be_visible()


def test_on_a_phone_the_list_is_folded_and_led_to_from_everywhere(phone: Page) -> None:
    phone.goto(f"/vragen/{LONG_QUESTION.id}")
    entry = phone.locator(".contents").get_by_role("link", name="Dorpen")
    expect(entry).not_to_be_visible()
    phone.locator(".contents summary").click()
    entry.click()
    expect(phone.locator("#tabel-2 .name")).to_be_in_viewport()
    phone.get_by_role("link", name="Inhoud").last.click()
    expect(phone.locator(".contents summary")).to_be_in_viewport()


def test_by_keyboard_alone_a_part_is_reached_and_a_table_taken_along(scripted: Page) -> None:
    scripted.goto(f"/vragen/{LONG_QUESTION.id}")
    scripted.locator(".counting summary").focus()
    scripted.keyboard.press("Enter")
    expect(scripted.locator(".counting li").first).to_be_visible()
    for _ in range(2):
        scripted.keyboard.press("Tab")
    expect(scripted.locator(".contents a").nth(1)).to_be_focused()
    scripted.keyboard.press("Enter")
    expect(scripted.locator("#v1 h3")).to_be_in_viewport()
    for _ in range(2):
        scripted.keyboard.press("Tab")
    expect(scripted.get_by_role("link", name="Tabel 1 op een eigen pagina")).to_be_focused()
    scripted.keyboard.press("Tab")
    with scripted.expect_download() as download:
        scripted.keyboard.press("Enter")
    assert download.value.suggested_filename == f"vraag-{LONG_QUESTION.id}-tabel-1.csv"


def test_a_wide_table_breaks_out_of_its_column_and_a_narrow_one_does_not(desk: Page) -> None:
    desk.goto(f"/vragen/{LONG_QUESTION.id}")
    column, wide, narrow = box_of(desk, "#v1 .answered"), box_of(desk, "#tabel-1"), box_of(desk, "#tabel-2")
    assert wide["x"] < column["x"]
    assert wide["width"] > 1.5 * column["width"]
    assert wide["x"] + wide["width"] <= DESK["width"]
    assert narrow["x"] == column["x"]
    assert narrow["width"] <= column["width"]


def test_the_first_row_and_the_first_column_of_a_wide_table_stay(scripted: Page) -> None:
    scripted.goto(f"/vragen/{LONG_QUESTION.id}")
    scripted.locator("#tabel-1 .table").evaluate("box => box.scrollTo(9999, 9999)")
    outer = box_of(scripted, "#tabel-1 .table")
    for cell in ("thead th:first-child", "thead th:nth-child(25)", "tbody tr:nth-child(59) th"):
        inner = box_of(scripted, f"#tabel-1 {cell}")
        assert outer["x"] - 1 <= inner["x"] <= outer["x"] + outer["width"] - inner["width"] + 1
        assert outer["y"] - 1 <= inner["y"] <= outer["y"] + outer["height"] - inner["height"] + 1


def test_the_first_row_of_a_table_that_fits_stays_at_the_top_of_the_window(scripted: Page) -> None:
    scripted.goto(f"/vragen/{LONG_QUESTION.id}")
    scripted.locator("#tabel-2 tbody tr").nth(60).scroll_into_view_if_needed()
    expect(scripted.locator("#tabel-2 thead th").first).to_be_in_viewport()


def test_a_wide_table_scrolls_by_keyboard(scripted: Page) -> None:
    scripted.goto(f"/vragen/{LONG_QUESTION.id}")
    table = scripted.get_by_role("region", name="Tabel 1")
    table.focus()
    scripted.keyboard.press("ArrowRight")
    # The page's policy forbids what a wait for a function does from its second look on: it evaluates a string.
    expect(table).not_to_have_js_property("scrollLeft", 0)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("window", [PHONE, ZOOMED, {"width": 768, "height": 900}, DESK], ids=str)
def test_the_page_never_scrolls_sideways(browser: Browser, site: str, path: str, window: dict[str, int]) -> None:
    context = browser.new_context(base_url=site, viewport={"width": window["width"], "height": window["height"]})
    page = context.new_page()
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= window["width"]
    context.close()


def test_zoomed_in_nothing_sticks_over_what_is_read(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, viewport={"width": 320, "height": 256})
    page = context.new_page()
    page.goto(f"/vragen/{LONG_QUESTION.id}")
    links = page.locator("#tabel-2 .table-files a")
    links.last.focus()
    focused, way = links.last.bounding_box(), page.locator(".to-contents").bounding_box()
    assert focused
    assert way
    assert focused["y"] + focused["height"] <= way["y"]
    context.close()


def test_on_paper_everything_is_there_and_no_table_is_cut(scripted: Page) -> None:
    scripted.set_viewport_size({"width": 680, "height": 960})
    scripted.emulate_media(media="print")
    scripted.goto(f"/vragen/{LONG_QUESTION.id}")
    for box in scripted.locator(".table").all():
        assert box.evaluate("box => box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight")
    expect(scripted.locator(".counting li").first).to_be_visible()
    for hidden in (".contents", ".to-contents", ".table-files", ".searchband"):
        assert scripted.locator(hidden).filter(visible=True).count() == 0


def test_the_printed_page_has_every_row_the_source_and_what_was_not_sure(scripted: Page) -> None:
    scripted.goto(f"/vragen/{LONG_QUESTION.id}")
    sheets = PdfReader(BytesIO(scripted.pdf(format="A4", prefer_css_page_size=True))).pages
    flat = "".join("".join(sheet.extract_text() for sheet in sheets).split())
    on_its_side = [
        "14.398.560" in sheet.extract_text() for sheet in sheets if sheet.mediabox.width > sheet.mediabox.height
    ]
    assert any(on_its_side)
    assert len(on_its_side) < len(sheets)
    for text in (
        "Gemeente 60", "14.398.560", "Dorp 80", "Dat is het einde van het antwoord.", "Zittingsjaar",
        "de eerste rij is misschien geen kop", "Opgehaald bij het Vlaams Parlement", "norm: 20",
    ):  # fmt: skip
        assert "".join(text.split()) in flat


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (360, "dark")])
def test_axe_finds_no_barrier(browser: Browser, site: str, path: str, width: int, scheme: str) -> None:
    # axe is put into the page as a script, which the site itself forbids.
    context = browser.new_context(
        base_url=site,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach(folded => folded.open = true)")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    barriers = [f"{one['id']}: {node['html']}" for one in found.response["violations"] for node in one["nodes"]]
    context.close()
    assert barriers == []
