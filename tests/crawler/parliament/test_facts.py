"""What several sources say of a question makes one record."""

from datetime import date

import pytest

from crawler.parliament.facts import join, legislature_on
from crawler.parliament.opendata import question_facts
from crawler.parliament.records import Person
from crawler.parliament.search import search_facts
from tests.support.records import HIT, PAGE, RECORD, hits_of, retagged

REGULAR = question_facts(RECORD)


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
