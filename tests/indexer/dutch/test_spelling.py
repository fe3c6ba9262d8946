"""What a misspelt word may stand for."""

import pytest

from indexer.dutch.spelling import Speller, sound

ARCHIVE = {
    "politie": 300, "politiek": 90, "gevangenis": 40, "gevangenissen": 20, "wachtlijst": 60, "wachtlijsten": 80,
    "onderwijs": 400, "klimaatverandering": 12, "paard": 10, "paar": 60, "rijk": 50, "reis": 30, "kost": 70, "bus": 90,
    "chauffeur": 9, "gauw": 4, "bank": 60, "tank": 8,
}  # fmt: skip
SPELLER = Speller([(word, sound(word), questions) for word, questions in ARCHIVE.items()])


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        pytest.param("poltie", ("politie",), id="a letter dropped"),
        pytest.param("banck", ("bank",), id="a letter more"),
        pytest.param("bolitie", ("politie",), id="another letter"),
        pytest.param("gevagnenis", ("gevangenis",), id="two that changed places"),
        pytest.param("kimaatveranderin", ("klimaatverandering",), id="two wrong letters in a long word"),
        pytest.param("gavungenis", ("gevangenis",), id="two other letters in a long word"),
        pytest.param("pilotie", (), id="two wrong letters in a short word"),
        pytest.param("bos", (), id="too short"),
        pytest.param("wagtleist", ("wachtlijst",), id="four letters that sound alike"),
        pytest.param("onderweis", ("onderwijs",), id="ei and ij"),
        pytest.param("sjofeur", (), id="farther than that"),
        pytest.param("gouw", ("gauw",), id="ou and au"),
        pytest.param("politie2", (), id="a figure"),
        pytest.param("", (), id="nothing"),
    ],
)
def test_the_words_that_were_meant(word: str, meant: tuple[str, ...]) -> None:
    assert SPELLER.corrections(word, 9) == meant


def test_what_sounds_alike_is_nearer_than_another_letter() -> None:
    assert SPELLER.corrections("paart", 9) == ("paard", "paar")


def test_of_equally_near_words_the_most_frequent_comes_first_but_those_of_another_beginning_last() -> None:
    assert SPELLER.corrections("politien", 9) == ("politie", "politiek")
    assert SPELLER.corrections("dank", 9) == ("bank", "tank")
    assert SPELLER.corrections("bang", 9) == ("bank",)
    assert SPELLER.corrections("politien", 1) == ("politie",)


def test_a_word_does_not_stand_for_itself() -> None:
    assert "politie" not in SPELLER.corrections("politie", 9)
