"""The records of questions and of members, in all their shapes."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parliament.facts import Facts, join
from crawler.parliament.opendata import parse_member, parse_questions, party_on, question_facts, read_detail
from crawler.parliament.records import FileLink, Person
from crawler.parliament.shapes import NotUnderstood
from tests.support.records import ELSEWHERE, JSON, RECORD, body, without

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


def test_of_two_records_of_one_id_the_first_counts() -> None:
    assert parse_questions(body([RECORD, RECORD | {"titel": "Anders"}])) == {9990001: RECORD}


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


@given(st.dictionaries(st.sampled_from(list(RECORD)), JSON))
def test_no_record_is_too_odd_to_read(odd: dict[str, Any]) -> None:
    for question, record in parse_questions(body(RECORD | odd | {"id": 3})).items():
        assert join(question, [question_facts(record)]).id == question
