"""How the services are asked, and what an address names."""

from datetime import date
from typing import Any

import pytest

from crawler.config import CrawlConfig
from crawler.errors import BadScope
from crawler.parliament.addresses import Addresses, Query, pfile_of
from tests.support.records import PAGE

LIVE = Addresses(CrawlConfig())


REPLAYED = Addresses(CrawlConfig(site="http://127.0.0.1:8700/"))


@pytest.mark.parametrize(
    "link",
    [
        PAGE,
        PAGE.replace("https", "http"),
        PAGE.replace(".be/", ".be/nl/"),
        PAGE + "/",
        PAGE + "/speelplein-verlichting",
        PAGE + "-speelplein",
        PAGE + "?utm_source=x#top",
        PAGE.removeprefix("https://"),
        "http://ws.vlpar.be/e/opendata/schv/9990001",
        "http://be.vlp.feed/9990001/pfls/9980001",
        "http://be.vlp.feed/9990001",
        " 9990001\n",
    ],
)
def test_every_form_of_link_names_its_question(link: str) -> None:
    assert LIVE.question(link) == 9990001


@pytest.mark.parametrize(
    "link",
    [
        "https://docs.vlaamsparlement.be/pfile?id=9980001",
        "https://example.org/parlementaire-documenten/schriftelijke-vragen/1",
        "https://www.vlaamsparlement.be.example.org/parlementaire-documenten/schriftelijke-vragen/1",
        "https://www.vlaamsparlement.be/nl/parlementaire-documenten/moties/1",
        "http://be.vlp.feed/1/jnl/2",
        "https://[::1",
        "vraag",
        "",
        "9" * 40,
    ],
)
def test_a_link_to_something_else_is_refused(link: str) -> None:
    with pytest.raises(BadScope, match="is not the address of a written question"):
        LIVE.question(link)


def test_a_link_to_the_configured_site_names_its_question() -> None:
    assert REPLAYED.question("http://127.0.0.1:8700/nl/parlementaire-documenten/schriftelijke-vragen/7/x") == 7


KIND = "paginatype:Parlementair%20document.aggregaat:Vraag%20of%20interpellatie"


PAGING = "collection=vp_collection&page=2&max=100&sort=date"


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (1, f"&requiredfields={KIND}.initiatief:Schriftelijke%20vraag?{PAGING}"),
        (2, f"&requiredfields={KIND}.aggregaattype:Schriftelijke%20vraag?{PAGING}"),
        (3, f"?{PAGING}&requiredfields=aggregaattype:Schriftelijke%20vraag"),
    ],
)
def test_each_known_way_of_searching_can_be_chosen(selection: Any, expected: str) -> None:
    addresses = Addresses(CrawlConfig(selection=selection))
    window = "/+inmeta:publicatiedatum:daterange:2024-01-01..2024-01-31"
    query = Query(date(2024, 1, 1), date(2024, 1, 31))
    assert addresses.search(query, 2) == "https://ws.vlpar.be/api/search/query" + window + expected


def test_a_theme_cannot_change_the_query() -> None:
    asked = LIVE.search(Query(session_year="2023-2024", theme="Wonen & zorg/?+x"), 1)
    assert "/+inmeta:zittingsjaar=2023-2024+inmeta:thema=Wonen%20%26%20zorg%2F%3F%2Bx&requiredfields=" in asked


@pytest.mark.parametrize(
    ("addresses", "url", "expected"),
    [
        (LIVE, "https://ws.vlpar.be/e/opendata/schv/1", "https://ws.vlpar.be/e/opendata/schv/1"),
        (LIVE, "http://www.vlaamsparlement.be/nl/x", "https://www.vlaamsparlement.be/nl/x"),
        (LIVE, "https://www.vlaamsparlement.be:8443/", None),
        (LIVE, "https://vlaamsparlement.be.example.org/", None),
        (LIVE, "https://evilvlpar.be/", None),
        (LIVE, "http://127.0.0.1/", None),
        (LIVE, "file:///etc/passwd", None),
        (REPLAYED, "http://127.0.0.1:8700/x", "http://127.0.0.1:8700/x"),
        (REPLAYED, "http://127.0.0.1:8701/x", None),
        (REPLAYED, "http://localhost:8700/x", None),
        (REPLAYED, "https://ws.vlpar.be/x", None),
    ],
)
def test_only_the_hosts_of_the_crawl_may_be_asked(addresses: Addresses, url: str, expected: str | None) -> None:
    assert addresses.allowed(url) == expected


def test_a_file_is_asked_of_the_configured_host_in_the_form_of_its_record() -> None:
    link = "https://docs.vlaamsparlement.be/files/pfile?id=5"
    assert LIVE.file(5, link) == link
    assert REPLAYED.file(5, link) == "http://127.0.0.1:8700/files/pfile?id=5"
    assert LIVE.file(5, "https://example.org/pfile?id=5") == "https://docs.vlaamsparlement.be/pfile?id=5"


@pytest.mark.parametrize(
    ("url", "expected"),
    [("https://x/pfile?id=5", 5), ("/files/pfile?id=5&x=1", 5), ("https://x/pfile?id=a", None),
     ("https://x/other?id=5", None), ("https://x/pfile", None), ("https://[/pfile?id=5", None)],
)  # fmt: skip
def test_a_file_is_known_by_the_number_in_its_address(url: str, expected: int | None) -> None:
    assert pfile_of(url) == expected
