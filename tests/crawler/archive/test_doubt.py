"""A record that has lost something is told from one that changed."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.doubt import doubt, lost_fields
from crawler.parliament.facts import Facts
from crawler.parliament.records import FileLink, Person

WHOLE = Facts(
    number=12,
    session_year="2020-2021",
    legislature="2019-2024",
    title="Speelplein - Verlichting",
    subject="Verlichting van speelpleinen",
    themes=("Sport", "Jeugdwerk"),
    asker=Person(9001, "An Peeters", "Linde"),
    minister=Person(9002, "Jan Van den Bossche"),
    asked_on=date(2021, 1, 20),
    answered_on=date(2021, 2, 14),
    published_on=date(2021, 3, 4),
    on_time=True,
    answer_kind="Antwoord",
    files=(FileLink(70, "https://docs.vlaamsparlement.be/pfile?id=70", None, False),),
    page_url="https://www.vlaamsparlement.be/parlementaire-documenten/schriftelijke-vragen/1",
    opendata_url="https://ws.vlpar.be/e/opendata/schv/1",
)
NAMES = [field.name for field in fields(Facts) if field.name != "notes"]
NOTHING = Facts()


def test_the_record_that_these_tests_take_from_is_whole() -> None:
    assert lost_fields(WHOLE, NOTHING) == tuple(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_can_be_lost(name: str) -> None:
    after: Facts = replace(WHOLE, **{name: getattr(NOTHING, name)})
    assert lost_fields(WHOLE, after) == (name,)
    assert lost_fields(after, WHOLE) == ()


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"title": "Speelplein - Banken"}, id="another title"),
        pytest.param({"on_time": False}, id="no longer in time"),
        pytest.param({"number": 0}, id="the number 0"),
        pytest.param({"themes": ("Sport",)}, id="fewer themes"),
        pytest.param({"asker": Person(9003, "Els Maes")}, id="another asker"),
        pytest.param({}, id="nothing"),
    ],
)
def test_what_changes_is_not_lost(changed: dict[str, Any]) -> None:
    assert lost_fields(WHOLE, replace(WHOLE, **changed)) == ()


@given(st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(NAMES)))
def test_lost_is_what_was_there_and_is_no_longer(before: set[str], after: set[str]) -> None:
    first, second = (replace(NOTHING, **{name: getattr(WHOLE, name) for name in names}) for names in (before, after))
    assert set(lost_fields(first, second)) == before - after


def test_the_doubt_names_what_is_lost_in_words() -> None:
    assert doubt(NAMES) == (
        "the record has lost its number, session year, legislature, title, subject, themes, asker, minister, "
        "day of asking, day of answering, day of publication, being in time, kind of answer, files, "
        "address of its page, address of its open data: what was held counts until another crawl, a day later, "
        "finds the same"
    )
