"""The page of figures and that of questions without an answer: over HTTP, from a real index."""

import csv
import io
from collections.abc import Iterator
from datetime import date

import httpx
import pytest
from lxml import etree
from parsel import Selector

from indexer.figures.working_days import working_days
from tests.support.factory import make_question
from tests.support.serving import build_site_index, many_questions, page_of, served_index, text_of

UNANSWERED = {"answered_on": None, "answer": None, "on_time": None, "published_on": None}
HOSTILE = '<script>alert("x")</script>'
WAITING = [
    make_question(11, asked_on=date(2024, 1, 8), title="Oudste vraag", number=3, **UNANSWERED),
    make_question(12, asked_on=date(2024, 3, 4), minister="Eva Maes", party="CD&V", title=HOSTILE, **UNANSWERED),
    make_question(13, asked_on=None, title=None, number=None, themes=(HOSTILE,), **UNANSWERED),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    index = build_site_index(tmp_path_factory.mktemp("figures"), [*WAITING, *many_questions()])
    with served_index(index) as url, httpx.Client(base_url=url) as client:
        yield client


@pytest.fixture(scope="module")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with (
        served_index(build_site_index(tmp_path_factory.mktemp("empty"), [])) as url,
        httpx.Client(base_url=url) as client,
    ):
        yield client


def rows_of(response: httpx.Response) -> list[dict[str, str]]:
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def ids_of(page: Selector) -> list[str]:
    return page.css(".hit h2 a::attr(href)").getall()


def test_the_page_of_figures_draws_each_chart_with_its_name_its_table_and_its_csv(site: httpx.Client) -> None:
    page = page_of(site.get("/cijfers"))
    charts = page.css("figure.chart")
    assert [chart.attrib["id"] for chart in charts] == [
        "gesteld", "op-tijd", "ministers", "themas", "fracties", "vragenstellers",
    ]  # fmt: skip
    for chart in charts:
        drawn = chart.css("svg[role=img]")
        assert drawn
        assert all(drawing.css("title::text").get() for drawing in drawn)
        assert chart.css("table tbody tr")
        assert rows_of(site.get(chart.css(".beside > a::attr(href)").get() or ""))
    assert not page.css("[style], svg a"), "the policy allows no styles of their own"


def test_names_stand_in_the_order_of_the_alphabet_with_a_link_to_their_page(site: httpx.Client) -> None:
    page = page_of(site.get("/cijfers"))
    askers = page.css("#vragenstellers .bars .whose a")
    assert askers.css("bdi::text").getall() == ["Lotte Verdonck", *(f"Vraagsteller {letter}" for letter in "ABCDE")]
    assert site.get(askers[0].attrib["href"]).status_code == 200


def test_one_session_year_can_be_chosen(site: httpx.Client) -> None:
    everything, year = (
        site.get("/cijfers?format=json").json(),
        site.get("/cijfers?zittingsjaar=2022-2023&format=json").json(),
    )
    assert (everything["asked"], year["asked"], year["session_year"]) == (48, 19, "2022-2023")
    page = page_of(site.get("/cijfers?zittingsjaar=2022-2023"))
    assert text_of(page, "h1") == "Cijfers van 2022-2023"
    assert page.css("option[selected]::text").get() == "2022-2023"
    assert "zittingsjaar=2022-2023" in (page.css("#ministers .beside > a::attr(href)").get() or "")


def test_every_figure_of_a_table_is_in_its_csv(site: httpx.Client) -> None:
    (minister, *_) = [
        row for row in rows_of(site.get("/cijfers?format=csv&tabel=ministers")) if row["name"] == "Nora Wielaert"
    ]
    assert (minister["asked"], minister["on_time"], minister["late"]) == ("45", "30", "15")
    days = sorted(
        working_days(one.asked_on, one.answered_on) for one in many_questions() if one.asked_on and one.answered_on
    )
    assert minister["p50"] == str(days[22])
    periods = rows_of(site.get("/cijfers?format=csv"))
    assert {row["period"] for row in periods} >= {"2022-2023", "2023-2024", "2023-01", "2024-03"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/cijfers?zittingsjaar=1815-1816", 400),
        ("/cijfers?format=csv&tabel=geheim", 400),
        ("/cijfers?format=atom", 406),
        ("/onbeantwoord?pagina=nul", 400),
        ("/onbeantwoord?te_laat=misschien", 400),
        ("/onbeantwoord?format=xlsx", 406),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(site: httpx.Client, path: str, status: int) -> None:
    assert site.get(path, headers={"Accept": "text/html"}).status_code == status
    refused = site.get(path, headers={"Accept": "application/json"})
    assert refused.status_code == status
    assert refused.json()["error"]


def test_unanswered_questions_come_longest_waiting_first_with_their_working_days(site: httpx.Client) -> None:
    response = site.get("/onbeantwoord")
    page = page_of(response)
    assert ids_of(page) == ["/vragen/11", "/vragen/12", "/vragen/13"]
    assert HOSTILE not in response.text
    today = date.fromisoformat(site.get("/onbeantwoord?format=json").json()["today"])
    days = f"{working_days(date(2024, 1, 8), today):,}".replace(",", ".")
    assert f"Wacht {days} werkdagen" in text_of(page.css(".hit"), ".waited")
    assert text_of(page.css(".hit")[2:], ".waited") == "Niet bekend hoe lang ze wacht."
    assert "3 vragen zonder antwoord, 2 te laat" in text_of(page, ".tally")


def test_the_list_is_narrowed_by_minister_party_theme_and_being_late(site: httpx.Client) -> None:
    for narrowed, expected in (
        ("minister=eva-maes", [12]),
        ("fractie=cd-v", [12]),
        ("thema=welzijn", [11, 12]),
        ("te_laat=1", [11, 12]),
        ("minister=eva-maes&thema=welzijn&te_laat=1", [12]),
    ):
        page = page_of(site.get(f"/onbeantwoord?{narrowed}"))
        assert ids_of(page) == [f"/vragen/{question}" for question in expected], narrowed
        assert page.css(".tally a[href='/onbeantwoord']")
    chosen = (
        page_of(site.get("/onbeantwoord?minister=eva-maes")).css("select[name=minister] option[selected]::text").get()
    )
    assert chosen == "Eva Maes (1)"


def test_where_nothing_waits_there_is_a_way_on(site: httpx.Client, empty_site: httpx.Client) -> None:
    narrowed = page_of(site.get("/onbeantwoord?minister=nora-wielaert"))
    assert "Daarvan wacht er geen" in text_of(narrowed, ".empty")
    assert narrowed.css(".empty a::attr(href)").get() == "/onbeantwoord"
    assert page_of(site.get("/onbeantwoord?pagina=9")).css(".empty a::attr(href)").get() == "/onbeantwoord"
    assert page_of(empty_site.get("/onbeantwoord")).css(".empty a::attr(href)").get() == "/"
    assert page_of(empty_site.get("/cijfers")).css(".empty a")


def test_the_list_can_be_taken_away_as_csv_json_and_atom(site: httpx.Client) -> None:
    rows = rows_of(site.get("/onbeantwoord?format=csv&te_laat=1"))
    assert [(row["id"], row["late"]) for row in rows] == [("11", "yes"), ("12", "yes")]
    found = site.get("/onbeantwoord", headers={"Accept": "application/json"}).json()
    assert (found["total"], found["late"], found["questions"][2]["days"]) == (3, 2, None)
    feed = etree.fromstring(site.get("/onbeantwoord?format=atom").content)
    atom = {"a": "http://www.w3.org/2005/Atom"}
    links = [entry.xpath("string(a:link/@href)", namespaces=atom) for entry in feed.xpath("//a:entry", namespaces=atom)]
    assert [link.rpartition("/")[2] for link in links] == ["12", "11"], "the newest first"


def test_both_pages_are_in_the_menu(site: httpx.Client) -> None:
    for path in ("/cijfers", "/onbeantwoord"):
        assert page_of(site.get(path)).css(".rooms a[aria-current=page]::attr(href)").get() == path
