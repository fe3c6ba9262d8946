"""Words as they are written, found in a text."""

import pytest

from indexer import dutch


@pytest.mark.parametrize(
    ("words", "text"),
    [
        pytest.param("wachtlijst", "De wachtlijst.", id="a word"),
        pytest.param("WACHTLIJST", "wachtlijst", id="whatever its capitals"),
        pytest.param("de lijn", "bij De\nLijn (en", id="words next to each other"),
        pytest.param("covid-19", "(covid-19)", id="a hyphenated word"),
        pytest.param("covid", "covid-19", id="a part of a hyphenated word"),
        pytest.param("zo'n", "zo'n bus", id="an apostrophe"),
        pytest.param("ingeënt", "Ingeënt?", id="an accent"),
        pytest.param("ingee\u0308nt", "ingeënt", id="a loose accent"),
        pytest.param("a+b", "a b", id="signs count for nothing"),
    ],
)
def test_a_text_has_the_words_as_they_are_written(words: str, text: str) -> None:
    assert dutch.as_written(words).search(dutch.lower_case(text))


@pytest.mark.parametrize(
    ("words", "text"),
    [
        pytest.param("wachtlijst", "wachtlijsten", id="another form"),
        pytest.param("lijst", "wachtlijst", id="a part of a word"),
        pytest.param("auto", "auto's", id="a form with an apostrophe"),
        pytest.param("ingeent", "ingeënt", id="without its accent"),
        pytest.param("de lijn", "de nieuwe lijn", id="words with another between them"),
        pytest.param("de lijn", "lijn de", id="words in another order"),
    ],
)
def test_a_text_does_not_have_other_words(words: str, text: str) -> None:
    assert not dutch.as_written(words).search(dutch.lower_case(text))
