"""What the page of results says of each state that a search can bring, and where its links lead."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from parsel import Selector

from indexer.fields import Text
from indexer.question import Part
from indexer.search import (
    Facet,
    FacetCount,
    Offer,
    OfferKind,
    Piece,
    SearchPage,
    SearchRequest,
    SimilarQuestions,
    Snippet,
)
from tests.support.factory import make_question
from tests.support.made_results import FACETS, made_hit, made_page, made_pages
from tests.support.serving import build_site_index, page_of, served_index, text_of, whole_question
from web.questions.page import question_page
from web.results.page import results_page
from web.results.timeline import timeline
from web.site.address import SearchAddress
from web.site.config import SiteConfig
from web.site.templates import Templates

TEMPLATES = Templates(SiteConfig())


def shown(page: SearchPage | str, **parameters: str | list[str]) -> Selector:
    """The HTML of a page; a query stands for the page made for it."""
    page = made_pages()[page] if isinstance(page, str) else page
    address = SearchAddress.model_validate({"q": page.request.query} | parameters)
    return Selector(results_page(TEMPLATES, address, replace(page, request=address.request())))


def said(links: Selector) -> dict[str, str]:
    """The text of each link, and where it leads."""
    return {" ".join("".join(link.css("*::text").getall()).split()): link.attrib["href"] for link in links}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    earlier = make_question(1_700_001, number=322, session_year="2019-2020", asked_on=date(2020, 1, 7))
    index = build_site_index(tmp_path_factory.mktemp("results"), [whole_question(), earlier])
    with served_index(index) as url, httpx.Client(base_url=url) as client:
        yield client


# --- facets ---------------------------------------------------------------------------------------------------------


def test_yes_and_no_are_said_in_words_and_the_years_stand_newest_first() -> None:
    page = shown("wachtlijst")

    def values(parameter: str) -> list[str]:
        return page.css(f"section[aria-labelledby=facet-{parameter}] .value::text").getall()

    assert values("beantwoord") == ["Beantwoord", "Nog niet beantwoord"]
    assert values("tijdig") == ["Op tijd", "Te laat"]
    assert values("met") == ["Met tabel", "Met bijlage"]
    assert values("zittingsjaar") == ["2023-2024", "2022-2023", "2021-2022"]


def test_a_chosen_yes_or_no_is_said_in_the_same_words() -> None:
    page = shown("wachtlijst", beantwoord=["nee"], tijdig=["nee"], met=["bijlage"])
    chips = {text_of(chip, "a") for chip in page.css(".chips a:not(.all)")}
    assert chips == {
        "Verwijder filter Antwoord: Nog niet beantwoord ×",
        "Verwijder filter Termijn: Te laat ×",
        "Verwijder filter Inhoud: Met bijlage ×",
    }


def test_a_folded_list_is_open_where_a_year_in_it_is_chosen() -> None:
    years = [f"{year}-{year + 1}" for year in range(2005, 2025)]
    counts = {Facet.SESSION_YEAR: tuple(FacetCount(year, 3, year == "2007-2008") for year in years)}
    page = shown(made_page("fiets", facets=counts), zittingsjaar=["2007-2008"])
    folded = page.css("section[aria-labelledby=facet-zittingsjaar] details")
    assert "open" in folded.attrib
    assert "2007-2008" in folded.css(".chosen .value::text").getall()


# --- the chart ------------------------------------------------------------------------------------------------------


def months(first: int, last: int) -> Mapping[date, int]:
    """A question in each month, from one month to another, both counted from January of the year 2000."""
    return {date(2000 + month // 12, month % 12 + 1, 1): 1 + month % 5 for month in range(first, last + 1)}


def test_the_chart_has_a_bar_for_each_year_that_leads_to_that_year() -> None:
    page = shown("wachtlijst", thema=["Jeugd"])
    bars = page.css(".timeline svg a")
    assert len(bars) == 16
    assert bars[0].css("title::text").get() == "2009: 40 vragen"
    assert bars[0].attrib["href"] == "/?q=wachtlijst&thema=Jeugd&van=2009&tot=2009"
    rows = page.css(".timeline tbody tr")
    assert [text_of(row, "th") for row in rows] == [str(year) for year in range(2009, 2025)]
    assert rows.css("a::attr(href)").getall() == bars.xpath("./@href").getall()
    assert text_of(rows, "td") == "40"
    assert text_of(page, ".timeline figcaption").startswith("Per jaar, hoogstens ")


def test_the_chart_is_left_to_the_eye_and_its_table_to_the_keyboard_and_the_screen_reader() -> None:
    drawing = shown("wachtlijst").css(".timeline svg")
    assert drawing.attrib["aria-hidden"] == "true"
    assert {bar.attrib["tabindex"] for bar in drawing.css("a")} == {"-1"}


def test_up_to_three_years_the_chart_has_months() -> None:
    page = shown(made_page("fiets", months=months(2, 37)))
    bars = page.css(".timeline svg a")
    assert len(bars) == 36
    assert bars[0].attrib["href"] == "/?q=fiets&van=2000-03&tot=2000-03"
    assert page.css(".timeline text::text").getall() == ["maart 2000", "juni 2001", "februari 2003"]
    assert len(shown(made_page("fiets", months=months(2, 38))).css(".timeline svg a")) == 4


def test_the_chosen_period_is_marked_and_its_bar_takes_it_off() -> None:
    page = shown("wachtlijst", van="2011", tot="2012")
    assert page.css(".timeline tbody .chosen::text").getall() == ["2011", "2012"]
    assert len(page.css(".timeline svg .chosen")) == 2
    one = shown("wachtlijst", van="2011", tot="2011").css(".timeline tbody .chosen")
    assert one.attrib == {"href": "/?q=wachtlijst", "rel": "nofollow", "class": "chosen", "aria-current": "true"}


@pytest.mark.parametrize("held", [{}, {date(2020, 2, 1): 7}], ids=["no day is known", "one month"])
def test_without_two_periods_there_is_no_chart(held: Mapping[date, int]) -> None:
    assert not shown(made_page("fiets", months=held)).css(".timeline")


def test_a_period_without_questions_keeps_its_place_and_has_no_bar() -> None:
    page = shown(made_page("fiets", months={date(2000, 1, 1): 3, date(2009, 12, 1): 3}))
    bars = page.css(".timeline svg .bar::attr(d)").getall()
    assert len(bars) == 2
    assert bars[1].startswith("M244.8 ")


@pytest.mark.parametrize("last", range(1, 40))
def test_the_names_below_the_chart_never_run_into_each_other(last: int) -> None:
    for held in (months(0, last), {date(2000, 1, 1): 1, date(2000 + last, 1, 1): 1}):
        chart = timeline(SearchAddress(), SearchRequest(), held)
        assert chart
        assert chart.labels[0].left >= 0
        assert all(label.right < following.left for label, following in pairwise(chart.labels))
        assert chart.labels[-1].right <= chart.width
        assert (chart.labels[0].text, chart.labels[-1].text) == (chart.bars[0].name, chart.bars[-1].name)


def test_a_full_page_stays_small() -> None:
    values = tuple(FacetCount(f"Een vrij lange naam {place:02}", 60 - place, False) for place in range(60))
    facets = FACETS | dict.fromkeys((Facet.THEME, Facet.MINISTER, Facet.ASKER), values)
    sentence = "De wachtlijsten in de jeugdhulp blijven lang en niemand weet hoe dat komt of wanneer het betert. " * 3
    passages = tuple(Snippet(text, (Piece(sentence, False),), "3") for text in (Text.QUESTION, Text.ANSWER))
    hits = tuple(made_hit(1_800_000 + place, snippets=passages) for place in range(20))
    page = made_page("wachtlijsten jeugdhulp", hits, total=1_000, facets=facets)
    address = SearchAddress(query="wachtlijsten jeugdhulp", theme=("Welzijn",))
    assert len(results_page(TEMPLATES, address, page).encode()) < 64_000


# --- the questions found --------------------------------------------------------------------------------------------


def test_a_hit_opens_at_the_part_of_its_best_passage() -> None:
    hit = shown("wachtlijst", thema=["Jeugd"]).css(".hit")[0]
    address = f"/vragen/{whole_question().id}?q=wachtlijst&thema=Jeugd#v1"
    assert hit.css("h2 a::attr(href)").get() == address
    assert text_of(hit, ".source") == "Antwoord, deelvraag 1"
    assert hit.css(".source a::attr(href)").get() == address
    without_part = shown("wachtlijst").css(".hit")[1]
    assert "#" not in without_part.css("h2 a").attrib["href"]
    assert text_of(without_part, ".source") == "Antwoord"


def test_every_sub_question_has_its_place_on_the_page_also_where_two_share_a_text() -> None:
    parts = tuple(Part(label=label, question="Hoeveel zijn er?", answer="Het zijn er tien.") for label in ("1", "2"))
    question = make_question(
        question="1 en 2. Hoeveel zijn er?\n\n3. Waarom?",
        answer="1 en 2. Het zijn er tien.\n\n3. Daarom.",
        parts=(*parts, Part(label="3", question="Waarom?", answer="Daarom.")),
    )
    page = Selector(
        question_page(TEMPLATES, question, SearchAddress(), SimilarQuestions(), date(2024, 5, 2), address="")
    )
    assert {"v1", "v2", "v3"} <= set(page.xpath("//@id").getall())
    assert len(page.xpath("//@id").getall()) == len(set(page.xpath("//@id").getall()))


def test_what_lacks_a_word_stands_apart_and_says_which() -> None:
    page = shown("wachtlijst luchtballon")
    assert text_of(page, "h1") == "1 vraag voor wachtlijst luchtballon"
    assert len(page.css(".found > .hits .hit")) == 1
    assert text_of(page, ".lesser h2") == "Deze vragen bevatten niet alle woorden"
    assert [text_of(hit, ".missing") for hit in page.css(".lesser .hit")] == [
        "zonder: luchtballon",
        "zonder: luchtballon, zeppelin",
    ]


def test_a_corrected_word_is_said_and_can_be_undone() -> None:
    page = shown("wagtlijst jeugdhulp")
    assert text_of(page, "h1") == "Geen vragen gevonden voor wagtlijst jeugdhulp"
    assert said(page.css(".reading a")) == {
        "wachtlijst jeugdhulp": "/?q=wachtlijst+jeugdhulp",
        "Zoek toch naar “wagtlijst jeugdhulp”": "/?q=wagtlijst+jeugdhulp&letterlijk=1",
    }
    assert text_of(page, ".reading").startswith("Gezocht naar wachtlijst jeugdhulp (12 vragen).")
    assert text_of(page, ".lesser h2") == "Vragen met een verbeterd woord"
    assert page.css(".lesser ~ .empty a::attr(href)").getall()[0] == "/?q=jeugdhulp"


def test_what_was_understood_is_said_with_the_plain_reading_one_click_away() -> None:
    page = shown("minister hellemans over jeugd", fractie=["Groene Lijst"])
    assert text_of(page, ".reading").startswith("Zo lazen we je zoekopdracht: jeugd, minister Bram Hellemans.")
    plain = "/?q=minister+hellemans+over+jeugd&fractie=Groene+Lijst&letterlijk=1"
    assert list(said(page.css(".reading a")).values()) == [plain]


def test_words_that_were_read_as_words_need_no_saying() -> None:
    assert not shown(made_page("wachtlijst jeugdhulp", reading="wachtlijst en jeugdhulp")).css(".reading")
    assert shown(made_page("wachtlijst in jeugdhulp", reading="wachtlijst en jeugdhulp")).css(".reading")


def test_a_plain_search_says_so_and_leads_back() -> None:
    page = shown("minister hellemans over jeugd", letterlijk="1")
    assert text_of(page, ".reading").startswith("Alleen op de woorden zelf gezocht.")
    assert page.css(".reading a::attr(href)").getall() == ["/?q=minister+hellemans+over+jeugd"]


def test_other_words_are_read_again_and_everything_else_stays() -> None:
    page = shown("wachtlijst", letterlijk="1", per_pagina="50", sorteer="oudste", fractie=["Groene Lijst"])

    def hidden(form: str) -> set[str]:
        return set(page.css(f"{form} input[type=hidden]::attr(name)").getall())

    assert hidden(".search") == {"per_pagina", "sorteer", "fractie"}
    assert hidden(".dates") == {"q", "letterlijk", "per_pagina", "sorteer", "fractie"}


def test_only_stop_words_are_said_to_be_that() -> None:
    (said,) = shown("van de").css(".reading")
    assert "alleen heel gewone woorden" in text_of(said, "p")
    assert not shown("wachtlijst").css(".reading")


# --- a citation -----------------------------------------------------------------------------------------------------


def test_a_citation_of_several_questions_lists_them_newest_first_and_says_so(site: httpx.Client) -> None:
    page = page_of(site.get("/", params={"q": "nr. 322"}))
    assert [text_of(hit, ".kicker") for hit in page.css(".hit")] == ["Nr. 322 2023-2024", "Nr. 322 2019-2020"]
    assert "De nieuwste staat vooraan." in page.css(".reading").xpath("string()").getall()[-1]


def test_a_citation_of_one_question_opens_it_with_a_way_to_the_plain_search(site: httpx.Client) -> None:
    response = site.get("/", params={"q": "322 (2023-2024)", "fractie": "Groene Lijst", "per_pagina": "5"})
    assert response.status_code == 303
    place = urlsplit(response.headers["location"])
    assert place.path == f"/vragen/{whole_question().id}"
    assert parse_qs(place.query)["q"] == ["322 (2023-2024)"]
    way_back = page_of(site.get(response.headers["location"])).css(".back a")
    assert text_of(way_back, "a") == "‹ Zoek gewoon naar 322 (2023-2024)"
    plain = page_of(site.get(way_back.attrib["href"]))
    assert text_of(plain, ".reading").startswith("Alleen op de woorden zelf gezocht.")


@pytest.mark.parametrize("parameters", [{"q": "nr. 322"}, {"q": "322 (2023-2024)", "letterlijk": "1"}])
def test_a_citation_of_several_or_a_plain_search_opens_nothing(site: httpx.Client, parameters: dict[str, str]) -> None:
    assert site.get("/", params=parameters).status_code == 200


def test_a_program_that_cites_gets_its_json(site: httpx.Client) -> None:
    response = site.get("/", params={"q": "322 (2023-2024)", "format": "json"})
    assert (response.status_code, response.json()["total"]) == (200, 1)


# --- nothing found --------------------------------------------------------------------------------------------------


def offers(query: str, *made: tuple[OfferKind, str, SearchRequest, int]) -> SearchPage:
    return made_page(query, offers=tuple(Offer(*offer) for offer in made))


def test_every_offer_says_what_it_does_and_how_many_it_finds_the_smallest_change_first() -> None:
    chosen = {Facet.PARTY: ("Niemand",), Facet.ON_TIME: ("nee",)}
    page = shown(
        offers(
            "fietspaden zeppelin",
            (OfferKind.ONLY_WORD, "fietspaden", SearchRequest("fietspaden"), 1_234),
            (OfferKind.WITHOUT_WORD, "zeppelin", SearchRequest("fietspaden", chosen), 2),
            (OfferKind.WITHOUT_FILTERS, "", SearchRequest("fietspaden zeppelin"), 1),
            (
                OfferKind.WITHOUT_FILTER,
                "nee",
                SearchRequest("fietspaden zeppelin", {Facet.PARTY: ("Niemand",)}),
                1,
            ),
            (OfferKind.SPELLED, "fietspad zeppelin", SearchRequest("fietspad zeppelin", chosen), 3),
        ),
        fractie=["Niemand"],
        tijdig=["nee"],
        sorteer="oudste",
    )
    *links, _ = page.css(".empty li")
    filters = "&fractie=Niemand&tijdig=nee"
    assert [(text_of(link, "li"), link.css("a").attrib["href"].replace("&sorteer=oudste", "")) for link in links] == [
        ("Zoek naar fietspad zeppelin 3 vragen", f"/?q=fietspad+zeppelin{filters}"),
        ("Zoek zonder filter termijn Te laat 1 vraag", "/?q=fietspaden+zeppelin&fractie=Niemand"),
        ("Zoek zonder filters 1 vraag", "/?q=fietspaden+zeppelin"),
        ("Zoek zonder zeppelin 2 vragen", f"/?q=fietspaden{filters}"),
        ("Zoek zonder filters alleen naar fietspaden 1.234 vragen", "/?q=fietspaden"),
    ]


def test_filters_that_exclude_everything_are_named() -> None:
    page = shown(
        offers("fietspaden", (OfferKind.WITHOUT_FILTERS, "", SearchRequest("fietspaden"), 45)),
        fractie=["Niemand"],
        van="2023",
    )
    assert text_of(page, ".empty p") == (
        "Er zijn wel 45 vragen voor fietspaden, maar deze filters sluiten alles uit: "
        "Fractie Niemand en Vanaf 1 januari 2023."
    )


def test_a_date_that_stays_is_written_as_it_was_typed() -> None:
    page = shown(
        offers("fiets", (OfferKind.WITHOUT_WORD, "fiets", SearchRequest("", since=date(2023, 1, 1)), 5)), van="1/2023"
    )
    assert page.css(".empty a::attr(href)").get() == "/?van=1%2F2023"


def test_nothing_at_all_still_has_ways_on() -> None:
    page = shown(made_page("____"))
    assert text_of(page, "h1") == "Geen vragen gevonden voor ____"
    assert page.css(".empty a::attr(href)").getall() == ["/hulp", "/"]


def test_where_nothing_has_all_words_the_offers_come_before_what_has_some() -> None:
    page = shown("wachtlijst zeppelin luchtballon")
    assert text_of(page, "h1") == "Geen vragen met alle woorden van wachtlijst zeppelin luchtballon"
    assert page.css(".empty a::attr(href)").getall()[:2] == ["/?q=wachtlijst+luchtballon", "/?q=wachtlijst"]
    assert text_of(page, ".lesser h2") == "Deze vraag bevat niet alle woorden"


# --- for programs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/?q=wachtlijst&format=json", "/vragen/1?format=json", "/gezondheid", "/openapi.json"]
)
def test_json_may_be_read_by_the_scripts_of_other_sites(site: httpx.Client, path: str) -> None:
    assert site.get(path).headers["access-control-allow-origin"] == "*"


def test_a_page_may_not(site: httpx.Client) -> None:
    assert "access-control-allow-origin" not in site.get("/").headers
