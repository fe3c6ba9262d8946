"""What the search replies, and what its hits tell."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parliament.facts import Facts, join
from crawler.parliament.records import FileLink, Person
from crawler.parliament.search import by_key, parse_search, read_hits, search_facts
from crawler.parliament.shapes import NotUnderstood
from tests.support.records import ELSEWHERE, HIT, JSON, PAGE, body, hits_of, retagged, without
from tests.support.work import assert_linear


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


def test_a_hit_leads_only_to_the_parliament() -> None:
    for url in ELSEWHERE:
        found = search_facts(hits_of(retagged(HIT, document=url) | {"url": url + "/9990001"}))
        assert (found.files, found.page_url) == ((), None)
        assert found.notes == ("search: 2 links to hosts that are not the parliament's left out",)


def test_the_search_cannot_count_more_than_there_can_be() -> None:
    with pytest.raises(NotUnderstood, match="cannot count"):
        parse_search(body({"count": 2**62}))


def test_the_work_of_a_hit_grows_with_its_address_and_not_with_its_square() -> None:
    assert_linear(*(partial(hits_of, HIT | {"url": "/1x" * size}) for size in (4_000, 32_000)))


@given(st.dictionaries(st.sampled_from(list(HIT)), JSON))
def test_no_hit_is_too_odd_to_read(odd: dict[str, Any]) -> None:
    for hit in hits_of(HIT | odd):
        assert join(hit.question, [search_facts([hit])]).id == hit.question


def test_of_two_hits_of_one_id_the_first_counts_and_tells_its_facts() -> None:
    first, second = hits_of(HIT, retagged(HIT, titel="Anders"))
    assert list(by_key([first, second]).values()) == [first]
    assert read_hits([first, second]) == ((first, search_facts([first])),)
