"""From nothing to a reader: `vraagbaak demo` as a person runs it, and its pages in a real browser."""

import json
import re
import signal
import subprocess
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from crawler.sample.questions import read_sample
from tests.support.commands import COMMAND, ROOT
from web.questions.as_json import QuestionJson

QUESTIONS = {question.id: question for question in read_sample().questions}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address that the demo prints once it serves."""
    data = tmp_path_factory.mktemp("demo")
    running = subprocess.Popen(
        [*COMMAND, "demo", "--port", "0", "--data", str(data)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    assert running.stderr
    told: list[str] = []
    for line in running.stderr:
        told.append(line)
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            break
    else:
        pytest.fail("the demo ended before it served: " + "".join(told))
    yield found[0]
    running.send_signal(signal.SIGINT)
    rest = running.stderr.read()
    assert running.wait(timeout=20) == 0, rest
    assert "Traceback" not in rest
    running.stderr.close()


@pytest.fixture
def page(browser: Browser, demo: str) -> Iterator[Page]:
    context = browser.new_context(base_url=demo, locale="nl-BE")
    yield context.new_page()
    context.close()


def get_json(address: str) -> dict[str, object]:
    request = urllib.request.Request(address, headers={"Accept": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        found: dict[str, object] = json.load(answer)
    return found


def test_a_reader_searches_narrows_by_a_facet_and_reads_the_answer(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox").fill("wachtlijst jeugdhulp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Jeugdhulp - Wachtlijsten en wachttijden")).to_be_visible()
    page.get_by_role("link", name=re.compile("2021-2022")).first.click()
    page.get_by_role("link", name="Jeugdhulp - Wachtlijsten en wachttijden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jeugdhulp - Wachtlijsten en wachttijden")
    fifth = page.locator("#v5")
    expect(fifth.locator(".asked")).to_contain_text("Welke initiatieven neemt de minister nog")
    expect(fifth.locator(".answered")).to_contain_text("Opgroeien")
    expect(page.locator("#v1 .answered table")).to_contain_text("6.582")


def test_the_page_of_a_question_links_to_its_official_page_and_file(page: Page) -> None:
    page.goto("/vragen/9900001")
    official = page.locator("a[href*='/schriftelijke-vragen/9900001']").first.get_attribute("href")
    file = page.locator("a[href*='pfile?id=9800001']").first.get_attribute("href")
    assert official
    assert file
    with urllib.request.urlopen(official, timeout=10) as answer:
        assert "Jeugdhulp" in answer.read().decode()
    with urllib.request.urlopen(file, timeout=10) as answer:
        assert answer.read(5) == b"%PDF-"


@pytest.mark.parametrize("state", ["scan", "damaged", "html", "missing"])
def test_a_question_whose_file_cannot_be_read_says_so_in_dutch(page: Page, state: str) -> None:
    question = next(question for question in QUESTIONS.values() if question.file == state)
    page.goto(f"/vragen/{question.id}")
    expect(page.get_by_role("heading", level=1)).to_have_text(question.title)
    words = re.compile("scan|niet (?:worden )?gelezen|onleesbaar|beschadigd|geen document|ontbreekt|geen bestand")
    expect(page.locator("main").get_by_text(words).first).to_be_visible()


def test_every_question_of_the_sample_is_found_and_served_as_json(demo: str) -> None:
    found = get_json(f"{demo}/?per_pagina=100")
    assert found["total"] == len(QUESTIONS)
    for question_id, question in QUESTIONS.items():
        record = QuestionJson.model_validate(get_json(f"{demo}/vragen/{question_id}"))
        assert (record.title, record.text_status) == (question.title, question.text_status)


def test_nothing_in_the_demo_needs_the_internet(page: Page, demo: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/?q=fiets")
    page.goto("/vragen/9900002")
    assert asked
    assert [url for url in asked if not url.startswith(demo)] == []
