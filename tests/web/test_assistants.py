"""Assistants that ask over MCP, through the client of the official SDK."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from tests.support.serving import bare_question, build_site_index, many_questions, served_index, whole_question
from web.site.config import SiteConfig

ROOT = Path(__file__).parents[2]
WHOLE = whole_question()
CITATION = (
    "Vlaams Parlement, schriftelijke vraag nr. 322 (2023-2024) van Lotte Verdonck aan Bram Hellemans, "
    "gesteld op 4 maart 2024, beantwoord op 29 maart 2024: “Wachtlijsten in de jeugdhulp - Stand van zaken”"
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("assistants")
    build_site_index(folder, [WHOLE, bare_question(), *many_questions()])
    return folder


@pytest.fixture(scope="module")
def site(data: Path) -> Iterator[str]:
    with served_index(data / "index", SiteConfig(assistants=True)) as url:
        yield url


def over_http(site: str, conversation: Callable[[Client], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with Client(f"{site}/mcp") as client:
            return await conversation(client)

    return asyncio.run(run())


def asked(site: str, tool: str, **arguments: object) -> dict[str, Any]:
    """What a tool answers over HTTP."""
    result = over_http(site, lambda client: client.call_tool(tool, arguments))
    assert not result.is_error, result.content
    assert isinstance(result.structured_content, dict)
    return result.structured_content


def refused(site: str, tool: str, **arguments: object) -> str:
    """Why a tool does not answer."""
    result = over_http(site, lambda client: client.call_tool(tool, arguments))
    assert result.is_error
    return str(result.content[0].text)


def test_an_assistant_on_standard_input_finds_a_question_and_reads_it(data: Path) -> None:
    async def run() -> tuple[Any, ...]:
        command = ["vraagbaak.py", "mcp", "--data", str(data), "--public-url", "https://vraagbaak.example.org/"]
        server = StdioServerParameters(command=sys.executable, args=command, cwd=ROOT)
        async with Client(stdio_client(server)) as client:
            tools = await client.list_tools()
            found = await client.call_tool("search", {"query": "wachtlijsten jeugdhulp"})
            whole = await client.call_tool("question", {"id": WHOLE.id})
            return tools, found, whole

    tools, found, whole = asyncio.run(run())
    assert {tool.name for tool in tools.tools} == {"search", "question", "counts"}
    assert all(tool.description and tool.output_schema and tool.annotations.read_only_hint for tool in tools.tools)
    (hit,) = found.structured_content["questions"]
    assert hit["source"]["citation"] == f"{CITATION}."
    assert hit["source"]["address"].startswith(f"https://vraagbaak.example.org/vragen/{WHOLE.id}")
    assert whole.structured_content["answer"] == WHOLE.answer
    assert whole.structured_content["source"]["official"] == WHOLE.page_url


def test_what_is_found_comes_with_citation_address_and_words_of_the_source(site: str) -> None:
    found = asked(site, "search", query="kinderen wachten", minister="Bram Hellemans")
    assert (found["total"], found["next_page"]) == (1, None)
    (hit,) = found["questions"]
    assert hit["source"] == {
        "id": WHOLE.id,
        "citation": f"{CITATION}, deelvraag 1.",
        "address": f"{site}/vragen/{WHOLE.id}#v1",
        "official": WHOLE.page_url,
    }
    assert httpx.get(hit["source"]["address"]).status_code == 200
    assert httpx.get(found["address"], params={"format": "json"}).status_code == 200
    text = " ".join((WHOLE.question or "").split()) + " " + " ".join((WHOLE.answer or "").split())
    assert hit["passages"]
    assert all(passage["text"].strip("… ") in text for passage in hit["passages"])


def test_pages_of_a_search_follow_each_other(site: str) -> None:
    first = asked(site, "search", query="fietspaden", sort="nieuwste")
    second = asked(site, "search", query="fietspaden", sort="nieuwste", page=first["next_page"])
    ids = [hit["source"]["id"] for page in (first, second) for hit in page["questions"]]
    assert (first["total"], len(ids), len(set(ids))) == (45, 20, 20)
    assert ids == sorted(ids, reverse=True)


def test_one_sub_question_is_read_by_itself(site: str) -> None:
    part = asked(site, "question", id=WHOLE.id, part="1")
    assert (part["question"], part["answer"]) == (WHOLE.parts[0].question, WHOLE.parts[0].answer)
    assert part["source"]["address"] == f"{site}/vragen/{WHOLE.id}#v1"
    assert part["source"]["citation"].endswith(", deelvraag 1.")
    assert [table["caption"] for table in part["tables"]] == ["Wachtenden per provincie"]


def test_what_is_uncertain_is_said(site: str) -> None:
    bare = asked(site, "question", id=bare_question().id)
    assert (bare["answer"], bare["title"]) == (None, None)
    assert bare["caution"].startswith("Bij deze vraag is geen document gevonden.")
    assert asked(site, "question", id=WHOLE.id)["caution"] is None


def test_counts_are_those_of_the_site(site: str) -> None:
    counted = asked(site, "counts", by="party", query="fietspaden")
    assert counted["total"] == 45
    assert counted["values"] == [
        {"value": "Fietspartij", "questions": 23},
        {"value": "Wandelpartij", "questions": 22},
    ]
    shown = httpx.get(counted["address"], params={"format": "json"}, follow_redirects=False)
    assert shown.status_code == 200


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        pytest.param("question", {"id": 5}, "There is no question with id 5", id="no such question"),
        pytest.param("question", {"id": WHOLE.id, "part": "9"}, "Its parts: 1, 2.", id="no such part"),
        pytest.param(
            "search", {"query": "x", "minister": "Hellemans"}, "Meant may be: Bram Hellemans", id="half a name"
        ),
        pytest.param("search", {"query": "x", "party": "Nergens"}, "Use `counts` by party", id="no such party"),
        pytest.param("search", {"query": "*"}, "te veel verschillende woorden", id="a query that is refused"),
        pytest.param("search", {"query": "x", "since": "gisteren"}, "is geen datum", id="no date"),
        pytest.param("search", {"query": "x", "page": 5000}, "ligt te ver", id="a page too far"),
        pytest.param("counts", {"by": "office"}, "Choose from theme, minister", id="not counted"),
    ],
)
def test_what_cannot_be_answered_says_what_to_do(
    site: str, tool: str, arguments: dict[str, object], sentence: str
) -> None:
    assert sentence in refused(site, tool, **arguments)


def test_the_site_itself_goes_on_beside_it(site: str) -> None:
    assert httpx.get(site).status_code == 200
    assert httpx.get(f"{site}/gezondheid").json()["ok"]


def test_assistants_are_answered_only_where_that_is_switched_on(data: Path) -> None:
    with served_index(data / "index") as url:
        assert httpx.post(f"{url}/mcp", json={}).status_code in (404, 405)


def test_a_host_that_is_not_the_sites_is_refused(site: str) -> None:
    assert httpx.post(f"{site}/mcp", json={}, headers={"Host": "elders.example"}).status_code == 400


def test_assistants_have_the_allowance_of_visitors(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.site.limits.monotonic", lambda: 1_000.0)
    with served_index(data / "index", SiteConfig(assistants=True, rate=1)) as url:
        answers = [httpx.post(f"{url}/mcp", json={}, headers={"X-Forwarded-For": "203.0.113.9"}) for _ in range(21)]
    assert [answer.status_code == 429 for answer in answers] == [False] * 20 + [True]
    assert answers[-1].headers["retry-after"]


def test_a_request_beyond_all_measure_is_refused(site: str) -> None:
    headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    assert httpx.post(f"{site}/mcp", content=b"[" * 200_000, headers=headers).status_code == 413


def test_without_the_library_the_site_works_and_says_what_to_install(data: Path) -> None:
    program = (
        "import sys; sys.modules['mcp'] = None\n"
        "import web.app, vraagbaak\n"
        f"vraagbaak.main(['mcp', '--data', {str(data)!r}])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert 'pip install "vraagbaak[mcp]"' in done.stderr
    assert len(done.stderr.splitlines()) == 1
