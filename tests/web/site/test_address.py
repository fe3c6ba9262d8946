"""What a search address says, and the addresses that follow from it."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.search import Facet, Order
from web.site.address import SearchAddress
from web.site.errors import BadAddress

PARAMETERS = ("q", "thema", "minister", "van", "tot", "sorteer", "letterlijk", "per_pagina", "pagina")


def address(query_string: str) -> SearchAddress:
    return SearchAddress.model_validate(parse_qs(query_string) | dict(parse_qsl(query_string)) | _lists(query_string))


def _lists(query_string: str) -> dict[str, list[str]]:
    repeatable = ("thema", "minister", "vraagsteller", "fractie", "zittingsjaar")
    return {name: values for name, values in parse_qs(query_string).items() if name in repeatable}


def test_every_parameter_becomes_part_of_the_request() -> None:
    request = address(
        "q=fiets&thema=Mobiliteit&thema=Jeugd&minister=N+W&vraagsteller=A&fractie=F&zittingsjaar=2023-2024"
        "&van=2023-01-31&tot=1/2/2024&sorteer=oudste&letterlijk=1&per_pagina=50&pagina=3"
    ).request()
    assert request.query == "fiets"
    assert request.chosen == {
        Facet.THEME: ("Mobiliteit", "Jeugd"),
        Facet.MINISTER: ("N W",),
        Facet.ASKER: ("A",),
        Facet.PARTY: ("F",),
        Facet.SESSION_YEAR: ("2023-2024",),
    }
    assert (request.since, request.until) == (date(2023, 1, 31), date(2024, 2, 1))
    assert (request.order, request.page, request.per_page, request.plain) == (Order.OLDEST, 3, 50, True)


def test_what_is_not_said_has_a_default() -> None:
    request = address("q=fiets&letterlijk=0").request()
    assert (request.page, request.per_page, request.plain) == (1, 20, False)


@pytest.mark.parametrize(
    ("query_string", "order"),
    [
        pytest.param("", Order.NEWEST, id="nothing asked"),
        pytest.param("thema=Jeugd", Order.NEWEST, id="only a filter"),
        pytest.param("sorteer=wachttijd", Order.WAITING, id="by waiting"),
        pytest.param("q=fiets", Order.RELEVANCE, id="words"),
        pytest.param("q=fiets&sorteer=nieuwste", Order.NEWEST, id="chosen"),
    ],
)
def test_words_go_by_relevance_and_everything_else_newest_first(query_string: str, order: Order) -> None:
    assert address(query_string).request().order is order


@pytest.mark.parametrize("text", ["2023-12-31", "31/12/2023", "31-12-2023", "31.12.2023"])
def test_a_date_may_be_written_the_iso_or_the_dutch_way(text: str) -> None:
    assert address(f"van={text}").request().since == date(2023, 12, 31)
    assert address(f"van={text}").since_shown == "2023-12-31"


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        pytest.param("2023", date(2023, 1, 1), date(2023, 12, 31), id="year"),
        pytest.param("2024-02", date(2024, 2, 1), date(2024, 2, 29), id="month"),
        pytest.param("2/2024", date(2024, 2, 1), date(2024, 2, 29), id="month the Dutch way"),
        pytest.param("februari 2024", date(2024, 2, 1), date(2024, 2, 29), id="month in words"),
        pytest.param("4 mrt. 2024", date(2024, 3, 4), date(2024, 3, 4), id="day in words"),
    ],
)
def test_a_filter_reads_the_same_spans_as_a_query(text: str, since: date, until: date) -> None:
    filtered = address(f"van={text}&tot={text}")
    assert (filtered.request().since, filtered.request().until) == (since, until)
    assert (filtered.since_shown, filtered.until_shown) == (since.isoformat(), until.isoformat())


@pytest.mark.parametrize(
    ("query_string", "since", "until"),
    [
        pytest.param("van=2023", date(2023, 1, 1), None, id="a year to begin with is open"),
        pytest.param("tot=2023", None, date(2023, 12, 31), id="a year to end with is open"),
        pytest.param("van=2023-01..2023-06", date(2023, 1, 1), date(2023, 6, 30), id="a span has both ends"),
        pytest.param("tot=tussen+2019+en+2021", date(2019, 1, 1), date(2021, 12, 31), id="a span in words"),
        pytest.param("van=2019..2023&tot=2021", date(2019, 1, 1), date(2021, 12, 31), id="both must hold"),
        pytest.param("van=>2023", date(2024, 1, 1), None, id="after"),
        pytest.param("van=sinds+maart+2019", date(2019, 3, 1), None, id="since"),
    ],
)
def test_a_filter_takes_a_span_as_a_query_does(query_string: str, since: date | None, until: date | None) -> None:
    request = address(query_string).request()
    assert (request.since, request.until) == (since, until)


@pytest.mark.parametrize(
    ("query_string", "parameter"),
    [
        pytest.param("van=2023-02-30", "van", id="a day that does not exist"),
        pytest.param("tot=gisteren", "tot", id="a word"),
        pytest.param("van=0000-01-01", "van", id="year nought"),
        pytest.param("van=12/31/2023", "van", id="month first"),
        pytest.param("van=%D9%A2023-01-01", "van", id="digits of another script"),
        pytest.param("van=2024-01-02&tot=2024-01-01", "van", id="ends before it begins"),
        pytest.param("sorteer=toeval", "sorteer", id="an order there is not"),
        pytest.param("pagina=0", "pagina", id="page nought"),
        pytest.param("pagina=02", "pagina", id="page with a nought before it"),
        pytest.param("pagina=%202", "pagina", id="page with a space before it"),
        pytest.param("per_pagina=5%0A", "per_pagina", id="a line's end behind a number"),
        pytest.param("pagina=-1", "pagina", id="negative page"),
        pytest.param("pagina=twee", "pagina", id="page in letters"),
        pytest.param("pagina=1e3", "pagina", id="page as a power"),
        pytest.param("pagina=501", "pagina", id="one page too far"),
        pytest.param("per_pagina=100&pagina=101", "pagina", id="too far by pages of a hundred"),
        pytest.param("per_pagina=0", "per_pagina", id="pages of nothing"),
        pytest.param("per_pagina=101", "per_pagina", id="pages of more than a hundred"),
        pytest.param("per_pagina=veel", "per_pagina", id="pages of a word"),
        pytest.param("letterlijk=misschien", "letterlijk", id="neither plain nor not"),
        pytest.param("pagina=" + "9" * 4000, "pagina", id="page of four thousand digits"),
    ],
)
def test_what_cannot_be_is_named_with_a_sentence(query_string: str, parameter: str) -> None:
    with pytest.raises(BadAddress) as caught:
        address(query_string).request()
    assert list(caught.value.problems) == [parameter]
    assert caught.value.problems[parameter].endswith(".")


def test_every_problem_of_an_address_is_told_at_once() -> None:
    with pytest.raises(BadAddress) as caught:
        address("van=x&tot=y&sorteer=z&pagina=0").request()
    assert set(caught.value.problems) == {"van", "tot", "sorteer", "pagina"}


def test_the_last_page_that_may_be_asked_for_is_read() -> None:
    assert address("pagina=500").request().page == 500
    assert address("per_pagina=1&pagina=10000").request().page == 10_000


def test_a_choice_and_its_undoing_start_from_the_first_page_and_keep_the_rest() -> None:
    start = address("q=fiets&thema=Jeugd&van=2023-01-01&pagina=4")
    chosen = start.choosing(Facet.THEME, "Mobiliteit & Wegen")
    assert chosen.href() == "/?q=fiets&thema=Jeugd&thema=Mobiliteit+%26+Wegen&van=2023-01-01"
    assert chosen.dropping(Facet.THEME, "Jeugd").chosen(Facet.THEME) == ("Mobiliteit & Wegen",)
    assert start.unfiltered().href() == "/?q=fiets"
    assert start.at_page(5).href().endswith("&pagina=5")


def test_the_number_on_a_page_and_the_plain_reading_stay_until_other_words_are_asked() -> None:
    start = address("q=fiets&letterlijk=1&per_pagina=50&pagina=4")
    assert start.choosing(Facet.THEME, "Jeugd").href() == "/?q=fiets&thema=Jeugd&letterlijk=1&per_pagina=50"
    assert start.sorted_by("wachttijd").href() == "/?q=fiets&sorteer=wachttijd&letterlijk=1&per_pagina=50"
    assert start.at_page(2).href() == "/?q=fiets&letterlijk=1&per_pagina=50&pagina=2"
    assert start.asking("auto").href() == "/?q=auto&per_pagina=50"


def test_another_search_gets_an_address_in_the_same_order_with_its_days_as_they_were_typed() -> None:
    start = address("q=fiets&thema=Jeugd&van=1/2023&tot=2024&sorteer=oudste&per_pagina=5&pagina=2")
    request = start.request()
    without = replace(request, query="auto", chosen={}, until=date(2023, 12, 31), plain=True)
    assert start.running(without).href() == (
        "/?q=auto&van=1%2F2023&tot=2023-12-31&sorteer=oudste&letterlijk=1&per_pagina=5"
    )
    assert start.running(request) == start.at_page(1)


def test_an_address_that_asks_nothing_is_the_home_page() -> None:
    assert address("").is_home
    assert address("q=&thema=&van=").is_home
    assert address("").href() == "/"
    assert not address("tot=2023-01-01").is_home


def test_control_characters_become_spaces_and_double_choices_one() -> None:
    read = address("q=%00fiets%0Apad&thema=Jeugd&thema=+Jeugd&thema=")
    assert read.query == "fiets pad"
    assert read.theme == ("Jeugd",)


@given(st.lists(st.tuples(st.sampled_from(PARAMETERS), st.text())))
def test_the_address_of_a_search_reads_back_as_the_same_search(pairs: list[tuple[str, str]]) -> None:
    fields: dict[str, str | list[str]] = {}
    for name, value in pairs:
        if name in ("thema", "minister"):
            values = fields.setdefault(name, [])
            assert isinstance(values, list)
            values.append(value)
        else:
            fields[name] = value
    read = SearchAddress.model_validate(fields)
    assert address(urlsplit(read.href()).query) == read


@given(st.sampled_from(Facet), st.lists(st.text(min_size=1)), st.sampled_from(["", "q=a&thema=x&van=1&pagina=3"]))
def test_the_quick_addresses_of_choices_are_those_of_the_choices(
    facet: Facet, values: list[str], query_string: str
) -> None:
    start = address(query_string)
    assert start.hrefs_choosing(facet, values) == [start.choosing(facet, value).href() for value in values]
