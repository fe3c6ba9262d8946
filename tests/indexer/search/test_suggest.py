"""Suggestions for somebody who is typing, over a real index on disk."""

import string
from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.question import WrittenQuestion
from indexer.search import Suggestion, SuggestionKind, open_search
from indexer.search.service import SearchService
from tests.support.factory import make_question
from tests.support.serving import build_site_index

NO_NEWS = "Er is geen nieuws."


def asked(question_id: int, title: str, **fields: object) -> WrittenQuestion:
    """A question of which little but the title tells it from others."""
    return make_question(question_id, title=title, **({"question": title, "answer": NO_NEWS} | fields))


QUESTIONS = [
    asked(1, "Wachtlijsten in de jeugdhulp", asked_on=date(2024, 1, 1), asker="Jef Van den Bossche", themes=("Jeugd",)),
    asked(2, "Wachtlijsten in de jeugdhulp", asked_on=date(2024, 5, 1), asker="Jef Van den Bossche", themes=("Jeugd",)),
    asked(3, "Wachtlijst voor woningen", asked_on=date(2023, 1, 1), asker="Inès D'Haese", party="CD&P", themes=()),
    asked(
        4,
        "Gevangenissen en covid-19",
        asked_on=date(2022, 1, 1),
        asker="Bert Vandenbroeck",
        question="Hoe zit het met de wachttijd in de gevangenis? De gevangenis is vol in 2020.",
        minister="Ines Verlinden",
        themes=("Politie en justitie", "Openbare orde"),
    ),
    asked(5, "Wachttijd bij gevangenis", asked_on=None, answer="Politie. Minister3 zei het.", party="V-RA", themes=()),
    asked(6, "Coördinatie van de coördinatie", answer="De coordinatie.", asker=None, minister=None, themes=()),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    with closing(open_search(build_site_index(tmp_path_factory.mktemp("suggest"), QUESTIONS))) as opened:
        yield opened


def shown(service: SearchService, typed: str, *kinds: SuggestionKind) -> list[str]:
    return [one.text for one in service.suggest(typed, 20) if not kinds or one.kind in kinds]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("b", "Jef Van den Bossche", id="one letter, of a name behind its particles"),
        pytest.param("van den bo", "Jef Van den Bossche", id="with its particles"),
        pytest.param("vandenbo", "Jef Van den Bossche", id="particles written as one word"),
        pytest.param("van den br", "Bert Vandenbroeck", id="particles written apart"),
        pytest.param("den bo", "Jef Van den Bossche", id="from the middle of the particles"),
        pytest.param("BOSSCHE", "Jef Van den Bossche", id="capitals"),
        pytest.param("jef bo", "Jef Van den Bossche", id="two of its words"),
        pytest.param("bossche je", "Jef Van den Bossche", id="the surname first"),
        pytest.param("ines d", "Inès D'Haese", id="an accent left out"),
        pytest.param("inés", "Ines Verlinden", id="an accent put in"),
        pytest.param("dhaes", "Inès D'Haese", id="an apostrophe left out"),
        pytest.param("d’h", "Inès D'Haese", id="a curly apostrophe"),
        pytest.param("haes", "Inès D'Haese", id="behind the apostrophe"),
        pytest.param("cdp", "CD&P", id="a party without its sign"),
        pytest.param("cd&", "CD&P", id="a party"),
        pytest.param("v-r", "V-RA", id="a party with a hyphen"),
        pytest.param("just", "Politie en justitie", id="a theme by a later word"),
        pytest.param("o", "Openbare orde", id="a theme by one letter"),
    ],
)
def test_people_parties_and_themes_are_offered_by_any_word_that_begins_so(
    service: SearchService, typed: str, expected: str
) -> None:
    assert expected in shown(
        service, typed, SuggestionKind.MINISTER, SuggestionKind.ASKER, SuggestionKind.PARTY, SuggestionKind.THEME
    )


def test_a_person_comes_with_the_role_and_the_number_of_questions(service: SearchService) -> None:
    assert service.suggest("bossche")[0] == Suggestion(SuggestionKind.ASKER, "Jef Van den Bossche", 2)
    assert service.suggest("hellemans")[0] == Suggestion(SuggestionKind.MINISTER, "Bram Hellemans", 4)


def test_a_value_is_offered_only_where_it_matches_all_that_was_typed(service: SearchService) -> None:
    assert "Jef Van den Bossche" not in shown(service, "wachtlijst bossche")


def test_words_come_most_frequent_first_each_in_one_form_as_people_write_it(service: SearchService) -> None:
    assert shown(service, "wach", SuggestionKind.WORD) == ["wachtlijsten", "wachttijd"]
    assert service.suggest("wach")[0] == Suggestion(SuggestionKind.WORD, "wachtlijsten", 2)
    assert shown(service, "gevang", SuggestionKind.WORD) == ["gevangenis"]
    assert shown(service, "coord", SuggestionKind.WORD) == shown(service, "CÖÖR", SuggestionKind.WORD)
    assert len(shown(service, "coord", SuggestionKind.WORD)) == 1


@pytest.mark.parametrize("letters", [2, 3, 4, 8])
def test_words_that_are_kept_ready_and_those_that_are_looked_up_are_the_same(
    service: SearchService, letters: int
) -> None:
    assert (
        shown(service, "wachttijd"[:letters], SuggestionKind.WORD)[:2] == ["wachtlijsten", "wachttijd"][(letters > 5) :]
    )


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("w", id="one letter"),
        pytest.param("hoe", id="a stop word"),
        pytest.param("202", id="a figure"),
        pytest.param("minister3", id="a word with the mark of a footnote"),
        pytest.param("wach ", id="a word that is finished"),
        pytest.param("titel:wach", id="a field"),
        pytest.param('"wach', id="a quote"),
        pytest.param("-wach", id="a word that is excluded"),
        pytest.param("wacht*", id="a prefix"),
    ],
)
def test_no_words_are_offered_for(service: SearchService, typed: str) -> None:
    assert shown(service, typed, SuggestionKind.WORD) == []


def test_a_word_with_a_figure_and_a_hyphen_is_one(service: SearchService) -> None:
    assert "covid-19" in shown(service, "covi", SuggestionKind.WORD)
    assert "covid-19" in shown(service, "covid-1", SuggestionKind.WORD)


def test_words_typed_before_stay_and_only_what_stands_with_them_is_offered(service: SearchService) -> None:
    assert shown(service, "jeugdhulp wach", SuggestionKind.WORD) == ["jeugdhulp wachtlijsten"]
    assert service.suggest("jeugdhulp wach")[0] == Suggestion(SuggestionKind.WORD, "jeugdhulp wachtlijsten", None)
    assert shown(service, "Politie  wach", SuggestionKind.WORD) == ["Politie wachttijd"]
    assert service.suggest("Politie wach")[0] == Suggestion(SuggestionKind.WORD, "Politie wachttijd", 1)
    assert shown(service, "hoe de wach", SuggestionKind.WORD) == ["hoe de wachtlijsten", "hoe de wachttijd"]
    assert shown(service, "luchtballon wach", SuggestionKind.WORD) == []
    assert shown(service, '"politie" wach', SuggestionKind.WORD) == ['"politie" wachttijd']


def test_titles_hold_all_words_the_newest_first_and_each_once(service: SearchService) -> None:
    found = [one for one in service.suggest("wachtl") if one.kind is SuggestionKind.TITLE]
    assert found == [
        Suggestion(SuggestionKind.TITLE, "Wachtlijsten in de jeugdhulp", 1, question_id=2),
        Suggestion(SuggestionKind.TITLE, "Wachtlijst voor woningen", 1, question_id=3),
    ]
    assert shown(service, "wachtlijst jeu", SuggestionKind.TITLE) == ["Wachtlijsten in de jeugdhulp"]
    assert shown(service, "jeugdhulp wachtlijst ", SuggestionKind.TITLE) == ["Wachtlijsten in de jeugdhulp"]
    assert shown(service, "wachtlijst gevang", SuggestionKind.TITLE) == []
    assert shown(service, "Covid-19", SuggestionKind.TITLE) == ["Gevangenissen en covid-19"]
    assert shown(service, "wacht gev", SuggestionKind.TITLE) == []


def test_values_come_before_words_and_words_before_titles_and_each_gets_a_share(service: SearchService) -> None:
    assert [one.kind for one in service.suggest("po")] == [SuggestionKind.THEME, SuggestionKind.WORD]
    few = [one.kind for one in service.suggest("je", 4)]
    assert few == [SuggestionKind.ASKER, SuggestionKind.THEME, SuggestionKind.WORD, SuggestionKind.TITLE]


@pytest.mark.parametrize("limit", range(1, 7))
def test_there_are_at_most_so_many(service: SearchService, limit: int) -> None:
    assert len(service.suggest("wa", 20)) == 5
    assert len(service.suggest("wa", limit)) == min(limit, 5)


@pytest.mark.parametrize(
    "typed", ["", " ", "*", '"', "(", "titel:", "\x00", "\ud800", "𝟚", "ß", "e" * 10_000, "a " * 5_000]
)
def test_nothing_is_typed_that_raises(service: SearchService, typed: str) -> None:
    service.suggest(typed)


@given(st.text(max_size=40) | st.text(string.punctuation + " wachtlijsNOTOR", max_size=40))
def test_nothing_that_can_be_typed_raises(service: SearchService, typed: str) -> None:
    found = service.suggest(typed, 5)
    assert len(found) <= 5
    for one in found:
        assert (one.question_id is None) is (one.kind is not SuggestionKind.TITLE)
