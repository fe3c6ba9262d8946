"""The site keeps to its own description (OpenAPI), whatever it is asked."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from parsel import Selector

from tests.support.serving import bare_question, build_site_index, many_questions, served_index, whole_question

CONFIG = Path(__file__).parents[1] / "support" / "schemathesis.toml"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    questions = [whole_question(), bare_question(), *many_questions()]
    with (
        served_index(build_site_index(tmp_path_factory.mktemp("contract"), questions)) as url,
        httpx.Client(base_url=url) as client,
    ):
        yield client


def test_no_request_breaks_the_contract(site: httpx.Client, tmp_path: Path) -> None:
    """Some hundreds of generated requests; `make bench-api` makes ten thousand."""
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "--no-color", "run"]
    done = subprocess.run(
        [*command, f"{site.base_url}/openapi.json", "--max-examples", "12", "--seed", "1", "--continue-on-failure"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    generated = re.search(r"([\d,]+) generated", done.stdout)
    assert generated
    assert int(generated[1].replace(",", "")) > 300


def test_every_form_of_every_address_is_described_with_what_it_holds(site: httpx.Client) -> None:
    for path, operations in site.get("/openapi.json").json()["paths"].items():
        described = operations["get"]["responses"]["200"]["content"]
        assert described, path
        assert operations["get"]["summary"], path
        assert operations["get"].get("description", "Een zin.").endswith((".", ")")), path
        assert described.get("application/json", {"schema": "none"})["schema"], path


@pytest.mark.parametrize("path", ["/", "/suggest", "/hulp", "/vragen/1809299", "/gezondheid", "/static/style.css"])
def test_what_cannot_be_sent_here_is_refused_with_what_can(site: httpx.Client, path: str) -> None:
    answer = site.post(path)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_the_page_about_the_api_has_every_address_parameter_and_shape(site: httpx.Client) -> None:
    described = site.get("/openapi.json").json()
    page = Selector(site.get("/api").text)
    shown = set(page.css("code::text").getall())
    assert set(described["paths"]) <= shown
    parameters = {one["name"] for path in described["paths"].values() for one in path["get"].get("parameters", ())}
    assert parameters <= shown
    for shape in described["components"]["schemas"]:
        assert page.css(f"#vorm-{shape}"), shape
    anchors = {href.removeprefix("#") for href in page.css("main a[href^='#']::attr(href)").getall()}
    ids = page.css("[id]::attr(id)").getall()
    assert anchors <= set(ids)
    assert len(ids) == len(set(ids))


def test_the_page_about_the_api_opens_every_address_that_needs_nothing(site: httpx.Client) -> None:
    opened = Selector(site.get("/api").text).css("p > a[href^='/']::attr(href)").getall()
    assert len(opened) > 5
    assert {href: site.get(href).status_code for href in opened} == dict.fromkeys(opened, 200)
