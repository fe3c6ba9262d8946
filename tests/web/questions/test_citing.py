"""The page of a question over HTTP: links in its text to what it cites, and lists of that and of what cites it."""

from collections.abc import Iterator
from datetime import date

import httpx
import pytest
from parsel import Selector

from indexer.question import Footnote, Part, Table
from tests.support.factory import make_question
from tests.support.serving import build_site_index, page_of, served_index, text_of

HOSTILE = "<script>alert(1)</script>"
CITED = make_question(
    1_000_001,
    number=460,
    asked_on=date(2024, 2, 3),
    title=f"Fietspaden {HOSTILE}",
    asker="Jan Jansen",
    answer="Zie later.",
)
CITING = make_question(
    1_000_002,
    number=500,
    question="1. Mijn vraag?\n\n2. Geldt het decreet van 3 mei 2019, nr. 12?",
    answer=f"{HOSTILE} Zie vraag nr. 460 van 3 februari 2024 van Jan Jansen & co.\n\n"
    "1. Zie vraag nr. 12 van 3 februari 2024 (Vragen en Antwoorden, Kamer, 2023-2024, nr. 1).\n\n"
    "2. Ja, zie schriftelijke vragen nr. 460 en 999 (2023-2024) aan minister Hellemans.\n\n"
    "De schriftelijke vragen:\n- nr. 460 van 3/2/2024;\n- nr. 461 van 3/2/2024.\n\n"
    "SV\tOver\nSV 460 van 03/02/2024\tFietsen\n\n1 SV nr. 460 van 3 februari 2024.",
    parts=(
        Part(label="1", question="Mijn vraag?", answer="Zie vraag nr. 12 van 3 februari 2024."),
        Part(label="2", question="Geldt het decreet van 3 mei 2019, nr. 12?", answer=None),
    ),
    tables=(Table(part=None, caption=None, page=1, rows=(("SV", "Over"), ("SV 460 van 03/02/2024", "Fietsen"))),),
    footnotes=(Footnote(mark="1", text="SV nr. 460 van 3 februari 2024.", part=None),),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    index = build_site_index(tmp_path_factory.mktemp("citing"), [CITED, CITING])
    with served_index(index) as url, httpx.Client(base_url=url) as client:
        yield client


def test_what_is_cited_is_linked_where_it_stands_and_nothing_else(site: httpx.Client) -> None:
    links = page_of(site.get("/vragen/1000002")).css(".text a:not(.table-files a)")
    assert [(link.css("::text").get(), link.attrib["href"]) for link in links] == [
        ("vraag nr. 460 van 3 februari 2024 van Jan Jansen", "/vragen/1000001"),
        ("schriftelijke vragen nr. 460", "/vragen/1000001"),
        ("nr. 460 van 3/2/2024", "/vragen/1000001"),
        ("SV 460 van 03/02/2024", "/vragen/1000001"),
        ("SV nr. 460 van 3 februari 2024", "/vragen/1000001"),
    ]


def test_the_text_around_a_link_stays_text_whatever_it_holds(site: httpx.Client) -> None:
    page = page_of(site.get("/vragen/1000002"))
    assert f"{HOSTILE} Zie vraag nr. 460 van 3 februari 2024 van Jan Jansen & co." in text_of(page, ".text")
    assert page.css("script:not([src])::attr(type)").getall() == ["application/ld+json"]


def test_a_question_lists_what_it_cites_and_what_cites_it(site: httpx.Client) -> None:
    def listed(path: str, heading: str) -> list[tuple[str | None, str | None, str | None]]:
        items: list[Selector] = list(page_of(site.get(path)).css(f"section[aria-labelledby={heading}] li"))
        return [
            (item.css("a::attr(href)").get(), item.css("a bdi::text").get(), item.css("blockquote bdi::text").get())
            for item in items
        ]

    sentence = f"{HOSTILE} Zie vraag nr. 460 van 3 februari 2024 van Jan Jansen & co."
    assert listed("/vragen/1000002", "verwijst") == [("/vragen/1000001", CITED.title, sentence)]
    assert listed("/vragen/1000001", "aangehaald") == [("/vragen/1000002", CITING.title, sentence)]
    assert listed("/vragen/1000002", "aangehaald") == listed("/vragen/1000001", "verwijst") == []


def test_the_json_names_both_by_id(site: httpx.Client) -> None:
    cited, citing = (site.get(f"/vragen/{number}?format=json").json() for number in (1_000_001, 1_000_002))
    assert (citing["cites"], citing["cited_by"]) == ([1_000_001], [])
    assert (cited["cites"], cited["cited_by"]) == ([], [1_000_002])
