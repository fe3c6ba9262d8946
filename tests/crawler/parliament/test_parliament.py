"""Addresses and answers of the parliament's services."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.config import CrawlConfig
from crawler.errors import BadScope
from crawler.parliament.addresses import Addresses, Query, pfile_of
from crawler.parliament.facts import Facts, join, legislature_on
from crawler.parliament.hosts import official
from crawler.parliament.opendata import parse_member, parse_questions, party_on, question_facts, read_detail
from crawler.parliament.page import parse_page
from crawler.parliament.records import FileLink, Person
from crawler.parliament.search import by_key, parse_search, search_facts
from crawler.parliament.shapes import NotUnderstood

LIVE = Addresses(CrawlConfig())
REPLAYED = Addresses(CrawlConfig(site="http://127.0.0.1:8700/"))
ELSEWHERE = (
    "https://www.vlaamsparlement.be@evil.example/pfile?id=77",
    "https://evil.example\\@www.vlaamsparlement.be/pfile?id=77",
    "https://user:word@www.vlaamsparlement.be/pfile?id=77",
    "https://www.vlaamsparlement.be.evil.example/pfile?id=77",
    "https://www.vlaamsparlement.be:8443/pfile?id=77",
    "https://www.vlaamsparlement.be./pfile?id=77",
    "https://www.vlaamsparlement.be%2eevil.example/pfile?id=77",
    "http://169.254.169.254/pfile?id=77",
    "http://127.0.0.1:8701/pfile?id=77",
    "https://127.0.0.1:8700/pfile?id=77",
    "http://localhost:8700/pfile?id=77",
    "http://[::1]/pfile?id=77",
    "https://[/pfile?id=77",
    "https:///pfile?id=77",
    "//evil.example/pfile?id=77",
    "ftp://docs.vlaamsparlement.be/pfile?id=77",
    "javascript:alert(1)//pfile?id=77",
)
"""Addresses on other hosts than the parliament's, or that some reader may take to be."""
PAGE = "https://www.vlaamsparlement.be/parlementaire-documenten/schriftelijke-vragen/9990001"

RECORD: dict[str, Any] = {
    "id": 9990001, "vraagnummer": 12, "zittingsjaar": "2030-2031", "titel": "Speelplein - Verlichting",
    "onderwerp": "Speelplein - Verlichting", "soort-antwoord": "Antwoord", "tijdig": True,
    "thema": ["Sport", "Jeugdwerk"],
    "vraagsteller": {"id": 9001, "voornaam": "An", "naam": "Peeters", "fractie": {"id": 3, "naam": "sp·a"}},
    "minister": {"id": 9002, "voornaam": "Jan", "naam": "Van den Bossche"},
    "procedureverloop": [
        {"status": "Vraag gesteld aan de minister", "datum": "2031-01-20T00:00:59+0100"},
        {"status": "Tijdig beantwoord", "datum": "2031-02-14T00:00:59+0100"},
    ],
    "bestand-ordered": [{"URL": "http://docs.vlaamsparlement.be/files/pfile?id=9980001", "bestandsnaam": "12.pdf"}],
    "bijlage": [{"titel": "Tabel", "doel": "BIJLAGE", "url": "https://docs.vlaamsparlement.be/pfile?id=9980000"}],
}  # fmt: skip
HIT: dict[str, Any] = {
    "id": "http://be.vlp.feed/9990001/pfls/9980001", "index": "1", "rank": "0", "snippet": "...", "url": PAGE,
    "metatags": {"metatag": [
        {"name": "soort", "value": "SCHV"}, {"name": "nummer", "value": "12"},
        {"name": "zittingsjaar", "value": "2030-2031"}, {"name": "legislatuur", "value": "2029-2034"},
        {"name": "vraagsteller", "value": "Peeters, An"}, {"name": "minister", "value": "Van den Bossche, Jan"},
        {"name": "thema", "value": "Sport"}, {"name": "thema", "value": "Jeugdwerk"},
        {"name": "titel", "value": "Speelplein - Verlichting"}, {"name": "themadatum", "value": "2031-01-20"},
        {"name": "statusdatumSchvBeantwoord", "value": "2031-02-14"},
        {"name": "publicatiedatum", "value": "2031-03-04"},
        {"name": "opendata", "value": "http://ws.vlpar.be/e/opendata/schv/9990001"},
        {"name": "document", "value": "https://docs.vlaamsparlement.be/pfile?id=9980001"}]},
}  # fmt: skip


def body(value: Any) -> bytes:
    return json.dumps(value).encode()


def hits_of(*rows: dict[str, Any]) -> list[Any]:
    return list(parse_search(body({"count": str(len(rows)), "result": list(rows)})).hits)


def without(record: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in keys}


# --- addresses ---------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://www.vlaamsparlement.be/x?y#z", "https://www.vlaamsparlement.be/x?y#z"),
        ("http://docs.vlaamsparlement.be:80/pfile?id=1", "https://docs.vlaamsparlement.be/pfile?id=1"),
        ("https://WS.vlpar.be:443/x", "https://ws.vlpar.be/x"),
        ("http://127.0.0.1:8700/x", "http://127.0.0.1:8700/x"),
        *((other, None) for other in ELSEWHERE),
    ],
)
def test_only_addresses_of_the_parliament_or_of_what_stands_in_for_it_are_official(
    url: str, expected: str | None
) -> None:
    assert official(url, "http://127.0.0.1:8700/e/opendata/schv/1") == expected


def test_without_a_stand_in_nothing_on_this_machine_is_official() -> None:
    assert official("http://127.0.0.1:8700/x") is None


# --- search ------------------------------------------------------------------------------------------


def test_a_hit_tells_its_question_with_every_theme() -> None:
    (hit,) = hits_of(HIT)
    assert (hit.question, hit.key, hit.ids_differ, hit.answered) == (9990001, HIT["id"], False, True)
    assert search_facts([hit]) == Facts(
        number=12,
        session_year="2030-2031",
        legislature="2029-2034",
        title="Speelplein - Verlichting",
        themes=("Sport", "Jeugdwerk"),
        asker=Person(None, "An Peeters"),
        minister=Person(None, "Jan Van den Bossche"),
        asked_on=date(2031, 1, 20),
        answered_on=date(2031, 2, 14),
        published_on=date(2031, 3, 4),
        files=(FileLink(9980001, "https://docs.vlaamsparlement.be/pfile?id=9980001", None, False),),
        page_url=PAGE,
        opendata_url="https://ws.vlpar.be/e/opendata/schv/9990001",
    )


def retagged(row: dict[str, Any], *drop: str, **tags: str) -> dict[str, Any]:
    kept = [tag for tag in row["metatags"]["metatag"] if tag["name"] not in (*drop, *tags)]
    return row | {"metatags": {"metatag": kept + [{"name": name, "value": value} for name, value in tags.items()]}}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(without(HIT, "url"), [9990001], id="no url"),
        pytest.param(without(retagged(HIT, "opendata"), "id"), [9990001], id="only a url"),
        pytest.param(without(retagged(HIT, "opendata"), "url"), [9990001], id="only a feed id"),
        pytest.param(without(retagged(HIT, "opendata"), "url", "id"), [], id="no id at all"),
        pytest.param(retagged(HIT, soort="VI"), [], id="another kind"),
        pytest.param(retagged(HIT, "soort"), [9990001], id="no kind, known by its address"),
        pytest.param(
            without(retagged(HIT, "soort", "opendata", aggregaattype="Vraag om uitleg"), "url"), [], id="no kind at all"
        ),
        pytest.param(HIT | {"metatags": HIT["metatags"]["metatag"]}, [9990001], id="metatags listed at once"),
        pytest.param(HIT | {"url": PAGE + "?x=1"}, [9990001], id="query behind"),
    ],
)
def test_only_written_questions_that_can_be_named_are_taken(row: dict[str, Any], expected: list[int]) -> None:
    assert [hit.question for hit in hits_of(row)] == expected


def test_hits_whose_addresses_disagree_are_marked() -> None:
    (hit,) = hits_of(HIT | {"url": PAGE[:-1] + "2"})
    assert (hit.question, hit.ids_differ) == (9990001, True)


def test_what_shifts_between_answers_does_not_make_a_hit_new() -> None:
    (one,), (same,), (other,) = hits_of(HIT), hits_of(HIT | {"index": "9", "rank": "3"}), hits_of(HIT | {"date": "x"})
    assert one.digest == same.digest != other.digest


@pytest.mark.parametrize(
    "answer",
    [
        {"count": 2, "lastindex": 2},
        {"count": "2", "lastindex": "2"},
        {"searchresult": {"count": "2", "lastindex": "2"}},
    ],
)
def test_counts_come_as_numbers_or_strings(answer: dict[str, Any]) -> None:
    page = parse_search(body(answer))
    assert (page.count, page.last, page.rows, page.hits) == (2, 2, 0, ())


def test_facets_have_two_levels() -> None:
    facet = {"name": "Thema", "facet": [{"name": "Sport", "facet": {"value": "Zwemmen"}}, {"value": "Jeugd"}]}
    page = parse_search(body({"count": 0, "facet_category": facet}))
    assert page.facets == {"thema": ("Sport", "Zwemmen", "Jeugd")}


@pytest.mark.parametrize("answer", [{}, [], "x", {"errors": "bad query"}, {"count": "many"}])
def test_what_is_no_answer_of_the_search_is_refused(answer: Any) -> None:
    with pytest.raises(NotUnderstood, match="not an answer of the search"):
        parse_search(body(answer))


# --- open data ---------------------------------------------------------------------------------------

REGULAR = question_facts(RECORD)


def test_a_record_tells_its_question() -> None:
    assert (
        Facts(
            number=12,
            session_year="2030-2031",
            title="Speelplein - Verlichting",
            subject="Speelplein - Verlichting",
            themes=("Sport", "Jeugdwerk"),
            asker=Person(9001, "An Peeters", "sp·a"),
            minister=Person(9002, "Jan Van den Bossche"),
            asked_on=date(2031, 1, 20),
            answered_on=date(2031, 2, 14),
            on_time=True,
            answer_kind="Antwoord",
            files=(
                FileLink(9980001, "https://docs.vlaamsparlement.be/files/pfile?id=9980001", "12.pdf", False),
                FileLink(9980000, "https://docs.vlaamsparlement.be/pfile?id=9980000", None, True),
            ),
        )
        == REGULAR
    )


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param({"id": "9990001", "vraagnummer": "12"}, id="numbers as strings"),
        pytest.param({"tijdig": "J"}, id="a letter for yes"),
        pytest.param({"tijdig": None}, id="in time by its status only"),
        pytest.param({"bestand-ordered": RECORD["bestand-ordered"][0]}, id="one file, not in a list"),
        pytest.param({"bijlage": RECORD["bijlage"][0]}, id="one attachment, not in a list"),
        pytest.param({"thema": None, "themas": {"thema": ["Sport", "Jeugdwerk"]}}, id="themes wrapped"),
        pytest.param({"vraagsteller": [RECORD["vraagsteller"]]}, id="the asker in a list"),
        pytest.param(
            {"vraagsteller": without(RECORD["vraagsteller"], "fractie") | {"contact": {"fractie": [{"naam": "sp·a"}]}}},
            id="the party below the contact",
        ),
        pytest.param({"vraagsteller": RECORD["vraagsteller"] | {"fractie": "sp·a"}}, id="the party as a string"),
    ],
)
def test_irregular_shapes_tell_the_same(odd: dict[str, Any]) -> None:
    assert question_facts(RECORD | odd) == REGULAR


@pytest.mark.parametrize("url", ELSEWHERE)
def test_a_file_elsewhere_is_no_file_and_said(url: str) -> None:
    found = question_facts(RECORD | {"bijlage": [{"url": url}], "link": {"rel": "self", "href": url}})
    assert found.files == REGULAR.files[:1]
    assert found.opendata_url is None
    assert found.notes == ("open data: a link to hosts that are not the parliament's left out",)


@pytest.mark.parametrize("url", ["/files/pfile?id=77", "docs.vlaamsparlement.be/pfile?id=77"])
def test_a_file_of_which_only_a_part_of_the_address_is_given_is_the_parliaments(url: str) -> None:
    found = question_facts(RECORD | {"bijlage": url})
    assert found.files[1].url == "https://docs.vlaamsparlement.be/pfile?id=77"
    assert found.notes == ()


def test_a_hit_leads_only_to_the_parliament() -> None:
    for url in ELSEWHERE:
        found = search_facts(hits_of(retagged(HIT, document=url) | {"url": url + "/9990001"}))
        assert (found.files, found.page_url) == ((), None)
        assert found.notes == ("search: 2 links to hosts that are not the parliament's left out",)


@pytest.mark.parametrize("number", [2**63, -7, "9" * 19, "-1", 10**30])
def test_a_number_that_cannot_be_is_left_out_and_said(number: int | str) -> None:
    found = question_facts(RECORD | {"vraagnummer": number, "minister": RECORD["minister"] | {"id": number}})
    assert found.number is None
    assert found.minister is not None
    assert found.minister.id is None
    shown = str(number) if len(str(number)) <= 24 else str(number)[:24] + "…"
    assert found.notes == (
        f"open data: number {shown} is impossible and was left out",
        f"open data: the minister's id {shown} is impossible and was left out",
    )


def test_a_file_whose_id_cannot_be_is_left_out_and_said() -> None:
    url = f"https://docs.vlaamsparlement.be/pfile?x=1&id={2**63}"
    found = question_facts(RECORD | {"bijlage": [{"url": url}]})
    assert found.files == REGULAR.files[:1]
    assert found.notes == (f"open data: a file's id {2**63} is impossible and was left out",)


def test_of_two_records_or_hits_of_one_id_the_first_counts() -> None:
    other = RECORD | {"titel": "Anders"}
    assert parse_questions(body([RECORD, other])) == {9990001: RECORD}
    hits = hits_of(HIT, retagged(HIT, titel="Anders"))
    assert list(by_key(hits).values()) == hits[:1]


def test_the_search_cannot_count_more_than_there_can_be() -> None:
    with pytest.raises(NotUnderstood, match="cannot count"):
        parse_search(body({"count": 2**62}))


def test_a_file_may_be_a_plain_string() -> None:
    found = question_facts(RECORD | {"bestand-ordered": "https://docs.vlaamsparlement.be/pfile?id=7", "bijlage": None})
    assert found.files == (FileLink(7, "https://docs.vlaamsparlement.be/pfile?id=7", None, False),)


@pytest.mark.parametrize(
    ("tijdig", "status", "expected"),
    [(None, "Laattijdig beantwoord", False), (False, "Beantwoord", False), (None, "Beantwoord", None),
     (None, "Nog niet beantwoord", None), ("N", "Tijdig beantwoord", False)],
)  # fmt: skip
def test_in_time_is_what_the_parliament_says(tijdig: Any, status: str, expected: bool | None) -> None:
    steps = [{"status": status, "datum": "2031-02-14"}]
    assert question_facts(RECORD | {"tijdig": tijdig, "procedureverloop": steps}).on_time is expected


def test_a_question_without_an_answer_has_no_date_of_one() -> None:
    found = question_facts(RECORD | {"procedureverloop": RECORD["procedureverloop"][0]})
    assert (found.asked_on, found.answered_on) == (date(2031, 1, 20), None)


@pytest.mark.parametrize(
    "answer",
    [
        RECORD,
        [RECORD],
        {"items": [RECORD]},
        {"items": [{"schriftelijke-vraag": RECORD}]},
        {"items": {"schriftelijke-vraag": RECORD}},
        {"lijst": {"schriftelijke-vraag": [RECORD]}},
    ],
)
def test_records_are_found_in_any_wrapping(answer: Any) -> None:
    assert parse_questions(body(answer)) == {9990001: RECORD}


def test_a_record_with_nothing_but_an_id_is_none() -> None:
    assert parse_questions(body({"items": [{"id": 5}]})) == {}


MEMBER = {"id": 9001, "naam": "Peeters", "lidmaatschap": [
    {"datumVan": "2009-06-30T00:00:00+0200", "datumTot": "2013-12-31T00:00:00+0100", "fractie": {"naam": "Eik"}},
    {"datumVan": "2014-01-01T00:00:00+0100", "datumTot": None, "fractie": {"naam": "Linde"}}]}  # fmt: skip


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2010, 1, 1), "Eik"), (date(2013, 12, 31), "Eik"), (date(2014, 1, 1), "Linde"), (date(2030, 1, 1), "Linde"),
     (date(2009, 6, 29), None), (None, None)],
)  # fmt: skip
def test_the_party_is_that_of_the_day(on: date | None, expected: str | None) -> None:
    assert party_on(parse_member(body({"volksvertegenwoordiger": MEMBER})), on) == expected


def test_the_members_record_is_needed_only_where_the_question_has_no_party() -> None:
    assert read_detail(RECORD, "").member is None
    assert read_detail(RECORD | {"vraagsteller": {"id": 9001, "naam": "Peeters"}}, "").member == 9001
    assert read_detail(RECORD | {"vraagsteller": None}, "").member is None


def test_something_else_is_no_member() -> None:
    with pytest.raises(NotUnderstood, match="not the record of a member"):
        parse_member(b'{"foutmelding": "?"}')


# --- the page ----------------------------------------------------------------------------------------

LISTS = """<h1>Speelplein - Verlichting</h1><p>Schriftelijke vraag nr. 12 (2030-2031)</p>
<dl><dt>Thema's</dt><dd><a href="/t">Sport</a>, <a href="/u">Jeugdwerk</a></dd>
<dt>Vraagsteller:</dt><dd><a href="/nl/volksvertegenwoordigers/9001">An Peeters (sp·a)</a></dd>
<dt>Bevraagde minister</dt><dd>Jan Van den Bossche</dd></dl>
<table><tr><th>Vraag gesteld aan de minister</th><td>20 januari 2031</td></tr>
<tr><td>Tijdig beantwoord</td><td>14/02/2031</td></tr></table>
<ul><li>12.pdf <a href="/files/pfile?id=9980001">Download pdf</a></li></ul>"""
LINES = """<h1>Speelplein - Verlichting</h1><div>Schriftelijke vraag</div>
<p>Nummer: 12</p><p>Zittingsjaar: 2030-2031</p><p>Thema: Sport, Jeugdwerk</p>
<p>Vraagsteller: <a href="/volksvertegenwoordigers/9001">Peeters, An</a> (sp·a)</p><p>Minister: Van den Bossche, Jan</p>
<ul><li>Vraag gesteld aan de minister: 2031-01-20</li><li>Tijdig beantwoord: 14-02-2031</li></ul>
<p>12.pdf <a href="https://www.vlaamsparlement.be/files/pfile?id=9980001">pdf</a></p>"""

SEVERAL = LISTS.replace('<a href="/t">Sport</a>, <a href="/u">Jeugdwerk</a>', "Sport</dd><dd>Jeugdwerk")


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(LISTS, id="lists"),
        pytest.param(LINES, id="lines"),
        pytest.param(SEVERAL, id="several descriptions of a term"),
        pytest.param(f"<!doctype html><meta charset=utf-8><title>x</title><main>{LISTS}</main>", id="no body tag"),
    ],
)
def test_a_page_is_read_whatever_its_layout(html: str) -> None:
    assert parse_page(html.encode(), PAGE) == Facts(
        number=12,
        session_year="2030-2031",
        title="Speelplein - Verlichting",
        themes=("Sport", "Jeugdwerk"),
        asker=Person(9001, "An Peeters", "sp·a"),
        minister=Person(None, "Jan Van den Bossche"),
        asked_on=date(2031, 1, 20),
        answered_on=date(2031, 2, 14),
        on_time=True,
        files=(FileLink(9980001, "https://www.vlaamsparlement.be/files/pfile?id=9980001", "12.pdf", False),),
        page_url=PAGE,
    )


@pytest.mark.parametrize("html", ["", "<h1>Onderhoud</h1>", "<p>Schriftelijke vraag zonder titel</p>"])
def test_another_page_is_refused(html: str) -> None:
    with pytest.raises(NotUnderstood, match="not the page of a written question"):
        parse_page(html.encode(), PAGE)


# --- joined ------------------------------------------------------------------------------------------


def test_open_data_wins_and_the_search_adds_what_it_lacks() -> None:
    (hit,) = hits_of(retagged(HIT, titel="Another title"))
    record = join(9990001, [REGULAR, search_facts([hit])])
    assert record.title == "Speelplein - Verlichting"
    assert record.subject is None
    assert record.legislature == "2029-2034"
    assert record.published_on == date(2031, 3, 4)
    assert record.asker == Person(9001, "An Peeters", "sp·a")
    assert [file.pfile for file in record.files] == [9980001, 9980000]
    assert record.page_url == PAGE


def test_the_search_alone_makes_a_record() -> None:
    record = join(9990001, [search_facts(hits_of(HIT))])
    assert (record.number, record.asker, record.on_time) == (12, Person(None, "An Peeters"), None)


def test_the_members_record_tells_the_party_where_the_question_does_not() -> None:
    nameless = question_facts(RECORD | {"vraagsteller": {"id": 9001, "naam": "Peeters"}})
    assert join(1, [nameless], "Linde").asker == Person(9001, "Peeters", "Linde")
    assert join(1, [REGULAR], "Linde").asker == Person(9001, "An Peeters", "sp·a")


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2024, 3, 4), "2019-2024"), (date(2024, 7, 1), "2024-2029"), (date(1995, 7, 1), "1995-1999"),
     (date(1994, 1, 1), None), (None, None)],
)  # fmt: skip
def test_the_legislature_follows_from_the_day(day: date | None, expected: str | None) -> None:
    assert legislature_on(day) == expected


# --- anything at all ---------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["2031-01-20", PAGE, "J"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*RECORD, *HIT, "naam", "fractie", "metatag", "name", "value"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(list(RECORD)), JSON))
def test_no_record_is_too_odd_to_read(odd: dict[str, Any]) -> None:
    for question, record in parse_questions(body(RECORD | odd | {"id": 3})).items():
        assert join(question, [question_facts(record)]).id == question


@given(st.dictionaries(st.sampled_from(list(HIT)), JSON))
def test_no_hit_is_too_odd_to_read(odd: dict[str, Any]) -> None:
    for hit in hits_of(HIT | odd):
        assert join(hit.question, [search_facts([hit])]).id == hit.question


@given(st.text())
def test_no_page_is_too_odd_to_read(html: str) -> None:
    assert parse_page((LISTS + html).encode("utf-8", "replace"), PAGE).title is not None
