"""The pages, as a browser gets them from a real server over a real index."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from parsel import Selector

from indexer.errors import IndexDamaged, QueryRefused
from indexer.question import WrittenQuestion
from indexer.search import Facet, FacetCount, IndexInfo, SearchPage, SearchRequest
from tests.support.factory import make_question
from tests.support.serving import (
    HOSTILE_TEXTS,
    bare_question,
    build_site_index,
    hostile_questions,
    many_questions,
    page_of,
    served_app,
    served_index,
    text_of,
    whole_question,
)
from web.app import create_app
from web.results.page import results_page
from web.site.address import SearchAddress
from web.site.config import SiteConfig
from web.site.templates import Templates

WHOLE = whole_question()
STATES = ("partial", "no_answer", "scanned", "recognised", "unreadable", "missing")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    states = [
        make_question(
            1_600_000 + place,
            title=f"Toestand {state}",
            asked_on=date(2022, 6, 1),
            text_status="scanned" if state == "recognised" else state,
            question=None if state == "scanned" else WHOLE.question,
            answer=None,
            answered_on=None if state == "no_answer" else WHOLE.answered_on,
            notes=("page 4 of 7 could not be read: its fonts are damaged",),
        )
        for place, state in enumerate(STATES)
    ]
    questions = [WHOLE, bare_question(), *states, *many_questions(), *hostile_questions()]
    return build_site_index(tmp_path_factory.mktemp("pages"), questions)


@pytest.fixture(scope="module")
def site(index: Path) -> Iterator[httpx.Client]:
    with served_index(index) as url, httpx.Client(base_url=url) as client:
        yield client


# --- the search page ------------------------------------------------------------------------------------------------


def test_the_home_page_says_what_this_is_and_shows_the_newest_questions(site: httpx.Client) -> None:
    page = page_of(site.get("/"))
    assert page.css("html::attr(lang)").get() == "nl"
    assert "63 vragen" in text_of(page, ".intro")
    assert text_of(page, ".hit h3") == WHOLE.title
    assert len(page.css(".hit")) == 20
    assert not page.css("[style], style")
    (script,) = page.css("script::attr(src)").getall()
    assert script.startswith("/static/suggest.js?v=")
    assert site.get(script).headers["content-type"].startswith("text/javascript")
    assert not "".join(page.css("script::text").getall()).strip()


def test_a_hit_tells_who_asked_whom_when_and_whether_it_was_answered_in_time(site: httpx.Client) -> None:
    page = page_of(site.get("/", params={"q": "titel:wachtlijsten nummer:322"}))
    assert text_of(page, "h1") == "1 vraag voor titel:wachtlijsten nummer:322"
    hit = page.css(".hit")
    assert text_of(hit, ".kicker") == "Nr. 322 2023-2024"
    assert hit.css("h2 mark::text").get() == "Wachtlijsten"
    assert text_of(hit, ".who") == "Lotte Verdonck (Groene Lijst) aan Bram Hellemans"
    assert text_of(hit, ".facts") == ("Gesteld op 4 maart 2024 beantwoord op 29 maart 2024 op tijd Jeugd, Welzijn")


def test_a_snippet_says_whether_it_comes_from_the_question_or_the_answer(site: httpx.Client) -> None:
    page = page_of(site.get("/", params={"q": "kilometer aangelegd"}))
    sources = set(page.css(".snippet .source::text").getall())
    assert sources <= {"Vraag", "Antwoord"}
    assert sources
    assert page.css(".snippet mark")


def test_the_page_says_how_the_query_was_read(site: httpx.Client) -> None:
    page = page_of(site.get("/", params={"q": "fietspaden NIET auto"}))
    assert text_of(page, ".reading").startswith("Zo lazen we je zoekopdracht: fietspaden")
    literal = page_of(site.get("/", params={"q": '"(fietspaden'}))
    assert text_of(literal, ".reading").startswith("Dit konden we niet als zoektaal lezen. Letterlijk gelezen: ")


def test_a_facet_value_is_a_link_that_narrows_and_another_that_widens_again(site: httpx.Client) -> None:
    start = page_of(site.get("/?q=fietspaden"))
    link = start.xpath("//section[@aria-labelledby='facet-fractie']//a[contains(., 'Wandelpartij')]")
    assert text_of(link, ".number").split() == ["22", "vragen"]
    narrowed = page_of(site.get(link.attrib["href"]))
    assert text_of(narrowed, "h1").startswith("22 vragen")
    chosen = narrowed.css(".facet a.chosen")
    assert chosen.attrib["aria-current"] == "true"
    assert text_of(chosen, "a").startswith("Verwijder Wandelpartij 22")
    assert text_of(page_of(site.get(chosen.attrib["href"])), "h1").startswith("45 vragen")


def test_each_chosen_filter_can_be_taken_off_by_itself_and_all_at_once(site: httpx.Client) -> None:
    address = "/?q=fietspaden&thema=Mobiliteit&fractie=Fietspartij&van=2023-01-05&tot=6/2/2023"
    chips = page_of(site.get(address)).css(".chips a")
    said = {" ".join("".join(chip.css("*::text").getall()).split()): chip.attrib["href"] for chip in chips}
    thema, fractie, van, tot = "thema=Mobiliteit", "fractie=Fietspartij", "van=2023-01-05", "tot=6%2F2%2F2023"
    assert said == {
        "Verwijder filter Thema: Mobiliteit ×": f"/?q=fietspaden&{fractie}&{van}&{tot}",
        "Verwijder filter Fractie: Fietspartij ×": f"/?q=fietspaden&{thema}&{van}&{tot}",
        "Verwijder filter Vanaf: 5 januari 2023 ×": f"/?q=fietspaden&{thema}&{fractie}&{tot}",
        "Verwijder filter Tot en met: 6 februari 2023 ×": f"/?q=fietspaden&{thema}&{fractie}&{van}",
        "Alle filters weg": "/?q=fietspaden",
    }


def test_a_long_facet_is_folded_and_a_short_one_is_not(site: httpx.Client) -> None:
    page = page_of(site.get("/?q=fietspaden"))
    theme = page.css("section[aria-labelledby=facet-thema]")
    assert len(theme.xpath("./ul/li")) == 8
    assert text_of(theme, "details summary") == "Nog 5 bij Thema"
    assert len(theme.css("details li")) == 5
    assert not page.css("section[aria-labelledby=facet-vraagsteller] details")


def test_the_forms_keep_the_filters_but_not_the_page(site: httpx.Client) -> None:
    page = page_of(site.get("/?q=fietspaden&thema=Mobiliteit&van=2023-01-02&sorteer=oudste&pagina=2"))

    def hidden(form: str) -> dict[str, str]:
        return {field.attrib["name"]: field.attrib["value"] for field in page.css(f"{form} input[type=hidden]")}

    assert hidden(".search") == {"thema": "Mobiliteit", "van": "2023-01-02", "sorteer": "oudste"}
    assert hidden(".dates") == {"q": "fietspaden", "thema": "Mobiliteit", "sorteer": "oudste"}
    assert page.css("#q").attrib["value"] == "fietspaden"
    assert page.css("#van").attrib["value"] == "2023-01-02"


def test_the_order_can_be_changed(site: httpx.Client) -> None:
    def first(order: str) -> str:
        return text_of(page_of(site.get("/", params={"q": "fietspaden", "sorteer": order})), ".hit h2")

    assert first("nieuwste") == "Veilige fietspaden in gemeente 45"
    assert first("oudste") == "Veilige fietspaden in gemeente 1"


def test_pages_follow_each_other_and_the_last_has_no_next(site: httpx.Client) -> None:
    titles: list[str] = []
    address: str | None = "/?q=fietspaden&sorteer=oudste"
    while address:
        page = page_of(site.get(address))
        titles += [" ".join(hit.css("h2 *::text").getall()).split()[-1] for hit in page.css(".hit")]
        address = page.css("a[rel~=next]::attr(href)").get()
    assert titles == [str(number) for number in range(1, 46)]
    assert text_of(page, "[aria-current=page]") == "Pagina 3"


def test_a_page_beyond_the_last_says_so_and_leads_back(site: httpx.Client) -> None:
    page = page_of(site.get("/?q=fietspaden&pagina=9"))
    assert text_of(page, ".beyond").startswith("Pagina 9 is leeg: er zijn 3 pagina’s.")
    assert page.css(".beyond a::attr(href)").get() == "/?q=fietspaden"


def _results(total: int, page: int, askers: int = 0) -> Selector:
    """A page out of many more results than a test can index."""
    facets = {Facet.ASKER: tuple(FacetCount(f"Vraagsteller {place}", 1, False) for place in range(askers))}
    request = SearchRequest("fiets", page=page)
    found = SearchPage(request, total, (), facets, "fiets", literal=False, seconds=0)
    return Selector(results_page(Templates(SiteConfig()), SearchAddress.model_validate({"q": "fiets"}), found))


def test_paging_ends_at_ten_thousand_results_and_says_so() -> None:
    page = _results(12_345, 500)
    assert text_of(page, "h1").startswith("12.345 vragen")
    assert text_of(page, ".paging li:last-child") == "Pagina 500"
    assert text_of(page, ".cut-off").startswith("Bladeren kan tot resultaat 10.000.")
    assert not _results(10_000, 500).css(".cut-off")


@pytest.mark.parametrize(
    ("current", "shown"),
    [
        (1, "1 2 3 … 500"),
        (4, "1 2 3 4 5 6 … 500"),
        (250, "1 … 248 249 250 251 252 … 500"),
        (499, "1 … 497 498 499 500"),
    ],
)
def test_the_pages_around_this_one_can_be_chosen(current: int, shown: str) -> None:
    numbers = _results(12_345, current).css(".paging li::text, .paging li a::text").getall()
    assert [text.strip() for text in numbers if text.strip().isdecimal() or text.strip() == "…"] == shown.split()


def test_a_facet_with_hundreds_of_values_shows_the_first_and_says_how_to_find_the_rest() -> None:
    page = _results(300, 1, askers=250)
    assert len(page.css(".facet li")) == 16
    assert text_of(page, ".left-out") == "En 234 andere: zoek ze met vraagsteller: en de naam."


@pytest.mark.parametrize(
    ("address", "offered"),
    [
        pytest.param(
            {"q": "fietspaden", "thema": "Mobiliteit", "fractie": "Niemand"},
            ["Zoek zonder filter fractie Niemand", "Zoek zonder filters"],
            id="the filter that is in the way",
        ),
        pytest.param(
            {"q": '"fietspaden kilometer" gemeente', "van": "2023-01-01"},
            ["Zoek zonder aanhalingstekens naar fietspaden kilometer gemeente",
             'Zoek zonder "fietspaden kilometer"'],
            id="words that do not stand side by side",
        ),
        pytest.param({"q": "fietspaden luchtballon"}, ["Zoek zonder luchtballon"], id="a word that nothing has"),
        pytest.param(
            {"q": "fietspaden luchtballon", "fractie": "Niemand"}, ["Zoek zonder filters en zonder luchtballon"],
            id="a word and a filter in the way",
        ),
        pytest.param({"q": "luchtballon NIET fietspaden"}, [], id="a word that is excluded"),
        pytest.param({"q": "luchtballon EN (fietspaden OF zeppelin)"}, ["Zoek zonder luchtballon"], id="operators"),
        pytest.param({"q": "titel:kilometer"}, ["Zoek alleen naar kilometer"], id="a word elsewhere"),
        pytest.param({"q": "fietspadronde"}, ["Zoek woorden die zo beginnen: fietspad*"], id="a longer word"),
        pytest.param({"q": "luchtballon"}, [], id="a word that nothing begins like"),
        pytest.param({"q": "____"}, [], id="no word at all"),
        pytest.param({"q": '"NIET OF EN"'}, [], id="operators as words"),
        pytest.param({"q": '"'}, [], id="nothing but a quotation mark"),
        pytest.param({"q": '"fiets*pad zeppelin"'}, ["Zoek alleen naar fiets*pad"], id="a star inside a word"),
        pytest.param({"q": "luchtballon fietspaden zeppelin"}, ["Zoek alleen naar fietspaden"], id="two such words"),
        pytest.param({"q": "(fietspaden luchtballon"}, ["Zoek zonder luchtballon"], id="read word by word"),
    ],
)  # fmt: skip
def test_nothing_found_offers_only_searches_that_find_something(
    site: httpx.Client, address: dict[str, str], offered: list[str]
) -> None:
    page = page_of(site.get("/", params=address))
    assert text_of(page, "h1").startswith("Geen vragen ")
    *others, _, newest = page.css(".empty a")
    assert [text_of(link, "a") for link in others] == offered
    for link in (*others, newest):
        assert site.get(link.attrib["href"], headers={"Accept": "application/json"}).json()["total"] > 0


def test_a_chosen_value_that_finds_nothing_can_still_be_taken_off(site: httpx.Client) -> None:
    page = page_of(site.get("/", params={"q": "fietspaden", "fractie": "Niemand"}))
    assert text_of(page, ".facet a.chosen").startswith("Verwijder Niemand")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        pytest.param({"van": "31/02/2024"}, "“31/02/2024” is geen datum.", id="date"),
        pytest.param({"pagina": "nul"}, "“nul” is geen paginanummer.", id="page"),
        pytest.param({"pagina": "501"}, "Pagina 501 ligt te ver: bladeren kan tot pagina 500.", id="too far"),
        pytest.param({"q": "*"}, "“*” staat voor te veel verschillende woorden.", id="too broad"),
        pytest.param({"q": "fiets " * 100}, "Je zoekopdracht telt te veel", id="too long"),
        pytest.param({"q": "(" * 50 + "a" + ")" * 50}, "Je zoekopdracht heeft te veel haakjes", id="too deep"),
    ],
)
def test_what_cannot_be_searched_gets_a_sentence_and_keeps_the_form(
    site: httpx.Client, query: dict[str, str], sentence: str
) -> None:
    response = site.get("/", params={"q": "fiets", "thema": "Jeugd"} | query)
    page = page_of(response)
    assert response.status_code == 400
    assert sentence in text_of(page, "[role=alert]")
    assert page.css("#q").attrib["value"] == query.get("q", "fiets").strip()
    assert page.css(".search input[name=thema]").attrib["value"] == "Jeugd"
    assert not page.css(".hit")


def test_a_wrong_date_stays_in_its_field(site: httpx.Client) -> None:
    field = page_of(site.get("/?van=eergisteren")).css("#van")
    assert (field.attrib["type"], field.attrib["value"]) == ("text", "eergisteren")
    assert field.attrib["aria-invalid"] == "true"


def test_the_examples_in_the_help_are_searches_that_are_read_as_meant(site: httpx.Client) -> None:
    examples = page_of(site.get("/hulp")).css(".help a")
    assert len(examples) >= 40
    for example in examples:
        response = site.get(example.attrib["href"], headers={"Accept": "application/json"})
        assert response.status_code == 200
        assert response.json()["literal"] is False


def test_the_examples_are_of_people_and_a_question_that_the_archive_has(site: httpx.Client) -> None:
    examples = page_of(site.get("/hulp")).css(".help code::text").getall()
    assert "322 (2023-2024)" in examples
    assert "schriftelijke vraag nr. 322 van 4 maart 2024" in examples
    assert "vragen van Vraagsteller A" in examples
    assert "minister Wielaert over veiligheid" in examples


def test_an_archive_without_anything_has_a_help_page_too(tmp_path: Path) -> None:
    with served_index(build_site_index(tmp_path, [])) as url:
        page = page_of(httpx.get(f"{url}/hulp"))
    assert len(page.css(".help a")) > 25
    assert "None" not in text_of(page, "main")


def test_the_box_shows_the_commonest_ways_to_search_and_leads_to_all(site: httpx.Client) -> None:
    page = page_of(site.get("/"))
    assert len(page.css(".search-help .help a")) == 6
    assert page.css(".search-help > p a::attr(href)").get() == "/hulp"


# --- the page of a question -----------------------------------------------------------------------------------------


def test_a_question_shows_its_facts_with_links_to_pages_that_name_it(site: httpx.Client) -> None:
    page = page_of(site.get(f"/vragen/{WHOLE.id}"))
    assert text_of(page, "h1") == WHOLE.title
    assert text_of(page, ".subject") == "Vervolg op vraag nr. 12"
    assert text_of(page, ".byline") == ("Lotte Verdonck (Groene Lijst) aan Bram Hellemans, Vlaams minister van Welzijn")
    assert _facts(page, ".route") == {
        "Gesteld": "4 maart 2024",
        "Van vraag tot antwoord": "19 werkdagen op tijd norm: 20",
        "Beantwoord": "29 maart 2024",
        "Van antwoord tot publicatie": "1 werkdag op tijd norm: 15",
        "Gepubliceerd": "2 april 2024",
    }
    assert _facts(page, "[aria-labelledby=gegevens] dl") == {
        "Soort antwoord": "Antwoord",
        "Zittingsjaar": "2023-2024",
        "Legislatuur": "2019-2024",
    }
    assert page.css(".themes bdi::text").getall() == ["Jeugd", "Welzijn"]
    assert text_of(page, ".also-asked") == "Ook gevraagd aan Hanne Dockx."
    for href in page.css(".byline a::attr(href), .themes a::attr(href), .about dl a::attr(href)").getall():
        assert site.get(href).status_code == 200
    assert "/ministers/bram-hellemans" in page.css(".byline a::attr(href)").getall()


def _facts(page: Selector, where: str) -> dict[str, str]:
    """The terms of a list and what is said of each."""
    rows = page.css(f"{where} > div")
    return {text_of(row, "dt"): " ".join(" ".join(row.css("dd *::text, dd::text").getall()).split()) for row in rows}


def test_sub_questions_stand_beside_their_answers_and_an_unpaired_one_says_so(site: httpx.Client) -> None:
    page = page_of(site.get(f"/vragen/{WHOLE.id}"))
    first, second = page.css(".part")
    assert (first.attrib["id"], second.attrib["id"]) == ("v1", "v2")
    assert text_of(first, ".asked") == "Vraag Hoeveel kinderen wachten? a) in 2022 b) in 2023"
    assert first.css(".answered li::text").getall() == ["West-Vlaanderen: 300", "Oost-Vlaanderen: 400"]
    assert "geen genummerd antwoord gevonden" in text_of(second, ".answered")
    assert text_of(page, ".lead section:nth-child(1)") == "Vraag De wachtlijsten blijven lang. Graag had ik geweten:"
    assert text_of(page, ".lead section:nth-child(2)") == "Antwoord Ik verwijs vooraf naar het jaarverslag."
    assert not page.css(".text details")


def test_a_question_without_parts_shows_question_and_answer_apart(site: httpx.Client) -> None:
    page = page_of(site.get("/vragen/2000007"))
    assert [text_of(heading, "h2") for heading in page.css(".text h2")] == ["Vraag", "Antwoord"]
    assert text_of(page, "section[aria-labelledby=vraag] p") == "Hoeveel kilometer fietspad is er aangelegd?"
    assert text_of(page, "section[aria-labelledby=antwoord] p") == "Er is 12 kilometer fietspad aangelegd."


def test_tables_are_tables_each_with_its_part_or_at_the_end(site: httpx.Client) -> None:
    page = page_of(site.get(f"/vragen/{WHOLE.id}"))
    inside = page.css("#v1 table")
    assert text_of(page, "#v1 .tabular .name") == "Wachtenden per provincie bladzijde 2 van het document"
    assert inside.css("th[scope=col]::text").getall()[:2] == ["Provincie", "2005"]
    assert inside.css("tbody tr:nth-child(2) > *::text").getall()[:2] == ["Limburg", "2000"]
    assert page.css("#tabel-2 tbody tr > *::text").getall() == ["2023", "1.000 euro"]


def test_documents_tell_their_kind_and_size_and_only_web_addresses_are_links(site: httpx.Client) -> None:
    page = page_of(site.get(f"/vragen/{WHOLE.id}"))
    answer, attachment, official = page.css(".documents li")
    assert text_of(answer, ".kind") == "Vraag en antwoord · PDF, 3 pagina’s, 1,4 MB"
    assert answer.css("a::attr(href)").get() == "https://docs.vlaamsparlement.be/pfile?id=2000001"
    assert text_of(attachment, "li") == "bijlage.xlsx Bijlage · Excel, 20 kB"
    assert not attachment.css("a")
    assert official.css("a::attr(href)").get() == WHOLE.page_url


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://www.vlaamsparlement.be@evil.example/pfile?id=77",
        "https://evil.example\\@www.vlaamsparlement.be/pfile?id=77",
        "http://169.254.169.254/pfile?id=77",
        "http://127.0.0.1:8700/pfile?id=77",
        "//evil.example/pfile?id=77",
    ],
)
def test_what_an_imported_dump_names_elsewhere_is_no_link(elsewhere: str, tmp_path: Path) -> None:
    (document, _) = WHOLE.documents
    imported = make_question(
        7,
        documents=(document.model_copy(update={"url": elsewhere}),),
        page_url=elsewhere,
        pdf_url=elsewhere,
        opendata_url=elsewhere,
    )
    with served_index(build_site_index(tmp_path, [imported])) as url, httpx.Client(base_url=url) as client:
        for path in ("/", "/vragen/7"):
            hrefs = page_of(client.get(path)).xpath("//@href | //@src | //@action").getall()
            assert elsewhere not in hrefs
            assert not [href for href in hrefs if "evil" in href or "pfile" in href]


def test_a_question_can_be_cited_and_names_the_source_and_licence(site: httpx.Client) -> None:
    page = page_of(site.get(f"/vragen/{WHOLE.id}"))
    assert text_of(page, ".cite").startswith(
        "Vlaams Parlement, schriftelijke vraag nr. 322 (2023-2024) van Lotte Verdonck aan Bram Hellemans"
    )
    assert "Modellicentie Gratis Hergebruik Vlaanderen v1.0" in text_of(page, ".licence")


@pytest.mark.parametrize(
    ("state", "badge"),
    [
        ("partial", "tekst onvolledig"),
        ("no_answer", "nog geen antwoord"),
        ("scanned", "alleen als scan"),
        ("recognised", "herkend uit een scan"),
        ("unreadable", "bestand onleesbaar"),
        ("missing", "geen bestand"),
    ],
)
def test_a_text_that_is_not_complete_says_so_in_the_list_and_on_its_page(
    site: httpx.Client, state: str, badge: str
) -> None:
    page = page_of(site.get(f"/vragen/{1_600_000 + STATES.index(state)}"))
    assert text_of(page, ".badge") == badge
    assert len(text_of(page, ".status > p")) > 40
    assert text_of(page, ".status .notes li") == "Bladzijde 4 kon niet gelezen worden."
    found = page_of(site.get("/", params={"q": f"titel:toestand titel:{state}"}))
    assert text_of(found, ".hit .badge") == badge


def test_a_question_of_which_nothing_is_known_has_a_page_and_a_place_in_the_list(site: httpx.Client) -> None:
    page = page_of(site.get(f"/vragen/{bare_question().id}"))
    assert text_of(page, "h1") == "Zonder titel"
    assert "None" not in text_of(page, "body")
    assert (
        "Zonder titel"
        in page_of(site.get("/?sorteer=oudste&pagina=4")).get() + page_of(site.get("/?sorteer=nieuwste&pagina=4")).get()
    )


def test_the_way_back_from_a_question_keeps_the_search(site: httpx.Client) -> None:
    search = "/?q=fietspaden&fractie=Fietspartij&sorteer=oudste&pagina=2"
    hit = page_of(site.get(search)).css(".hit h2 a::attr(href)").get()
    assert hit is not None
    page = page_of(site.get(hit))
    assert page.css(".back a::attr(href)").get() == search
    assert page.css("link[rel=canonical]::attr(href)").get() == urljoin(str(site.base_url), urlsplit(hit).path)
    assert not page_of(site.get(urlsplit(hit).path)).css(".back")


def test_the_way_back_never_leaves_the_site(site: httpx.Client) -> None:
    page = page_of(site.get("/vragen/2000007?q=//elders.example&terug=https://elders.example"))
    assert page.css(".back a::attr(href)").get() == "/?q=%2F%2Felders.example"
    assert "https://elders.example" not in page.get()


def test_a_number_in_the_place_of_an_id_leads_to_the_questions_with_that_number(site: httpx.Client) -> None:
    link = page_of(site.get("/vragen/322")).css(".ways-on a::attr(href)").get()
    assert link == "/?q=nummer%3A322"
    assert WHOLE.title in text_of(page_of(site.get(link)), ".hit h2")


# --- errors ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/vragen/999",
        "/vragen/abc",
        "/vragen/-1",
        "/vragen/1809299.0",
        "/vragen/%D9%A1",
        "/vragen/" + "9" * 300,
        "/vragen/..%2f..%2fetc%2fpasswd",
        "/vragen/%00",
        "/vragen/CON",
        "/vragen/",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static/%00",
        "/static/" + "a" * 3000,
        "/niets",
        "/over/",
    ],
)
def test_what_is_not_there_is_a_404_that_helps(site: httpx.Client, path: str) -> None:
    response = site.get(path)
    page = page_of(response)
    assert response.status_code == 404
    assert page.css("form.search")
    assert len(page.css(".ways-on a")) == 3
    assert "import" not in response.text


def test_a_form_that_is_sent_here_is_refused_with_a_page(site: httpx.Client) -> None:
    response = site.post("/", data={"q": "fiets"})
    assert response.status_code == 405
    assert text_of(page_of(response), "h1") == "Dat kan hier niet"
    assert "GET" in response.headers["allow"]


def test_an_address_that_is_too_long_is_answered_clearly(site: httpx.Client) -> None:
    response = site.get("/", params={"thema": ["lang" * 20] * 100})
    assert response.status_code == 414
    assert "Zoek met minder" in text_of(page_of(response), ".problem")


@pytest.mark.parametrize(
    "query",
    [
        "q=%ff%fe",
        "q=%ED%A0%80",
        "q[]=1&q=%",
        "q=" + "%F0%9F%9A%B2" * 60,
        "q=a&q=b&pagina=1&pagina=2",
        "onbekend=1&&&=;",
        "thema=%00&minister=%0D%0ASet-Cookie:x",
        "q=%E2%80%AEfiets",
        "q=titel:(&van=&tot=&pagina=",
    ],
)
def test_nothing_a_person_can_type_is_an_error(site: httpx.Client, query: str) -> None:
    response = site.get(f"/?{query}")
    assert response.status_code == 200
    assert page_of(response).css("form.search")


@pytest.mark.parametrize("path", ["/", f"/vragen/{WHOLE.id}"])
def test_a_form_that_is_not_there_is_refused_with_those_that_are(site: httpx.Client, path: str) -> None:
    response = site.get(path, params={"q": "fiets & co", "format": "xml"})
    assert response.status_code == 406
    links = page_of(response).css("main a::attr(href)").getall()
    assert {site.get(link).status_code for link in links} == {200}
    assert len(links) >= 2
    told = site.get(path, params={"format": "xml"}, headers={"Accept": "application/json"})
    assert (told.status_code, {"html", "json"} <= set(told.json()["offered"])) == (406, True)


class BrokenEngine:
    """An index that went bad after the site was started."""

    def generation(self) -> str:
        return self.info().built_at

    def info(self) -> IndexInfo:
        raise IndexDamaged("segment 3 of the index cannot be read: run `vraagbaak index --full`")

    def search(self, request: SearchRequest) -> SearchPage:
        raise IndexDamaged("segment 3 of the index cannot be read: run `vraagbaak index --full`")

    def matching(self, request: SearchRequest) -> Iterator[WrittenQuestion]:
        raise QueryRefused("too_slow", "not asked for here")

    def get(self, question_id: int) -> WrittenQuestion | None:
        raise ZeroDivisionError("a fault in the program")

    def close(self) -> None:
        pass


def test_an_index_that_cannot_be_read_is_a_503_for_people_and_a_fact_for_monitoring() -> None:
    with served_app(create_app(BrokenEngine(), SiteConfig())) as url, httpx.Client(base_url=url) as client:
        for path in ("/", "/?q=fiets", "/over"):
            response = client.get(path)
            assert response.status_code == 503
            assert response.headers["retry-after"] == "120"
            assert text_of(page_of(response), "h1") == "Zoeken kan nu even niet"
            assert "segment" not in response.text
        health = client.get("/gezondheid")
        assert (health.status_code, health.json()["ok"]) == (503, False)
        assert "segment 3" in health.json()["error"]


def test_a_fault_of_ours_is_a_plain_page_without_particulars() -> None:
    with served_app(create_app(BrokenEngine(), SiteConfig())) as url:
        response = httpx.get(f"{url}/vragen/1")
    assert response.status_code == 500
    assert text_of(page_of(response), "h1") == "Er ging iets mis"
    assert "ZeroDivision" not in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]


# --- safety ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?q=*",
        "/vragen/1809299",
        "/vragen/0",
        "/over",
        "/robots.txt",
        "/static/style.css",
        "/gezondheid",
        "/openapi.json",
    ],
)
def test_every_answer_carries_the_safety_headers(site: httpx.Client, path: str) -> None:
    headers = site.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; connect-src 'self';")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers
    assert "set-cookie" not in headers


def test_a_host_that_is_not_ours_is_refused_and_never_echoed(site: httpx.Client) -> None:
    response = site.get("/", headers={"Host": "elders.example"})
    assert response.status_code == 400
    assert "elders" not in response.text
    assert "content-security-policy" in response.headers


@pytest.mark.parametrize("place", range(len(HOSTILE_TEXTS)))
def test_hostile_text_is_shown_as_text_wherever_it_stands(site: httpx.Client, place: int) -> None:
    hostile = HOSTILE_TEXTS[place]
    question = hostile_questions()[place]
    pages = [
        page_of(site.get(f"/vragen/{question.id}", params={"q": hostile})),
        page_of(site.get("/", params={"q": "kwaadwillig"})),
        page_of(site.get("/", params={"thema": hostile, "van": hostile})),
        page_of(site.get(f"/vragen/{hostile}")),
    ]
    for page in pages:
        assert not page.css(
            "script:not([src^='/static/']):not([type='application/ld+json']), "
            "img, svg, textarea, iframe, b:not(bdi b):not(:has(bdi)), style"
        )
        assert not page.xpath("//@*[starts-with(name(), 'on')] | //@autofocus | //@style")
        hrefs = page.xpath("//@href | //@src | //@action").getall()
        assert all(href.startswith(("/", "#", "https://", f"{site.base_url}/")) for href in hrefs)
    assert pages[0].xpath("string(//h1)").get() == question.title
    assert hostile in pages[0].xpath("//title/text()").get(default="")
    assert len(pages[0].css("figcaption")) == 1


# --- the rest -------------------------------------------------------------------------------------------------------


def test_the_demo_says_on_every_page_that_the_questions_are_invented(index: Path) -> None:
    with served_index(index, SiteConfig(demo=True)) as url, httpx.Client(base_url=url) as client:
        for path in ("/", f"/vragen/{WHOLE.id}", "/over", "/niets", "/?van=x"):
            assert "verzonnen" in text_of(page_of(client.get(path)), ".demo")
        assert not page_of(client.get(f"/vragen/{WHOLE.id}")).css(".cite")


@pytest.mark.parametrize(
    ("contact", "href"),
    [
        ("https://vraagbaak.example/contact", "https://vraagbaak.example/contact"),
        ("redactie@vraagbaak.example", "mailto:redactie%40vraagbaak.example"),
        (None, None),
        ("javascript:alert(1)", None),
    ],
)
def test_the_about_page_has_the_five_elements_of_the_accessibility_statement(
    index: Path, contact: str | None, href: str | None
) -> None:
    with served_index(index, SiteConfig(contact=contact)) as url:
        page = page_of(httpx.get(f"{url}/over"))
    statement = page.xpath("//h2[@id='toegankelijkheid']/following-sibling::p")
    said = [text_of(paragraph, "strong") for paragraph in statement if paragraph.css("strong")]
    assert said == ["Wat niet toegankelijk is.", "Waarom.", "Wat er wel is.", "Een drempel melden.", "Klacht."]
    assert statement[4].css("a::attr(href)").get() == href
    assert "/over#toegankelijkheid" in page.css(".footer a::attr(href)").getall()
    assert "Modellicentie Gratis Hergebruik" in text_of(page, "article")


def test_the_stylesheet_is_kept_by_browsers_until_it_changes(site: httpx.Client) -> None:
    address = page_of(site.get("/")).css("link[rel=stylesheet]::attr(href)").get(default="")
    sheet = site.get(address)
    assert sheet.headers["content-type"].startswith("text/css")
    assert sheet.headers["cache-control"] == "public, max-age=3600"
    assert site.get(address, headers={"If-None-Match": sheet.headers["etag"]}).status_code == 304
    assert "http" not in sheet.text.replace('[href^="http"]', "")


def test_crawlers_are_kept_from_the_endless_combinations_of_filters(site: httpx.Client) -> None:
    assert "Disallow: /*?" in site.get("/robots.txt").text
    assert page_of(site.get("/?q=fiets")).css("meta[name=robots]").attrib["content"] == "noindex, follow"
    assert not page_of(site.get("/")).css("meta[name=robots]")
    assert all(link.attrib["href"].count("?") == 0 for link in page_of(site.get("/")).css(".hit h3 a"))


def test_the_icon_is_found_at_its_old_address_too(site: httpx.Client) -> None:
    assert site.get("/favicon.ico", follow_redirects=True).headers["content-type"] == "image/svg+xml"


def test_asking_only_for_the_headers_gives_those_of_the_page(site: httpx.Client) -> None:
    for path in ("/", f"/vragen/{WHOLE.id}", "/over"):
        response = site.head(path)
        assert (response.status_code, response.content) == (200, b"")


def test_a_big_page_goes_over_the_line_compressed(site: httpx.Client) -> None:
    assert site.get("/").headers["content-encoding"] == "gzip"
