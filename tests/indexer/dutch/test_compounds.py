"""Compounds are taken apart with the words that an archive has by themselves."""

import pytest

from indexer import dutch
from indexer.dutch.compounds import Splitter, substrings

ARCHIVE = {
    "premie": 90, "zonnepanelen": 12, "paneel": 8, "zon": 30, "jeugd": 80, "hulp": 120, "jeugdhulp": 150,
    "verlening": 20, "hulpverlening": 40, "handicap": 70, "arbeid": 60, "politie": 200, "spoor": 40, "weg": 160,
    "spoorweg": 30, "huur": 40, "woning": 90, "woningen": 80, "gemeente": 200, "fonds": 60, "kind": 150,
    "kinderen": 140, "bijslag": 10, "minister": 990, "belasting": 200, "last": 60, "gevangenis": 50, "maatregel": 700,
    "regel": 90, "maat": 5, "onderzoek": 300, "zoek": 30, "rond": 90, "fietspad": 30, "covid": 40,
}  # fmt: skip
SPLITTER = Splitter(ARCHIVE, 1_000, dutch.DICTIONARY)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        pytest.param("arbeidshandicap", {"arbeid", "handicap"}, id="linked by s"),
        pytest.param("huurwoning", {"huur", "woning"}, id="linked by nothing"),
        pytest.param("woningenfonds", {"woning", "fonds"}, id="a plural before"),
        pytest.param("zonnepaneel", {"zon", "paneel"}, id="linked by a letter twice and e"),
        pytest.param("kinderbijslag", {"kind", "bijslag"}, id="linked by er"),
        pytest.param("spoorwegpolitie", {"spoor", "weg", "spoorweg", "politie"}, id="three parts, two of them a word"),
        pytest.param(
            "jeugdhulpverlening", {"jeugd", "hulp", "verlening", "jeugdhulp", "hulpverlening"}, id="either way"
        ),
        pytest.param("zonnepanelenpremie", {"zonnepaneel", "zon", "paneel", "premie"}, id="parts by their base form"),
        pytest.param("gemeentefonds", {"gemeente", "fonds"}, id="no letter taken for a link"),
        pytest.param("covidpremie", {"covid", "premie"}, id="a word of the archive alone"),
    ],
)
def test_a_compound_has_the_base_forms_of_its_parts(word: str, parts: set[str]) -> None:
    assert SPLITTER.parts(word) == parts


@pytest.mark.parametrize(
    "word",
    [
        "minister",  # mini, ster
        "belasting",  # last
        "gevangenis",  # vangen
        "maatregel",  # stands for itself, as often as it is used
        "onderzoek",  # onder is no part
        "rondzoek",
        "premie",
        "premies",
        "politieen",
        "b2bpremie",
        "zzpremie",
        "pre",
        "",
        "premie" * 20,
    ],
)
def test_what_is_no_compound_has_no_parts(word: str) -> None:
    assert SPLITTER.parts(word) == frozenset()
    assert SPLITTER.pieces(word) == ()


def test_the_smallest_parts_come_in_order_without_what_links_them() -> None:
    assert SPLITTER.pieces("zonnepanelenpremie") == ("zon", "panelen", "premie")
    assert SPLITTER.pieces("arbeidshandicap") == ("arbeid", "handicap")


def test_a_short_word_is_a_part_only_where_enough_questions_have_it() -> None:
    assert "zon" in SPLITTER.parts("zonnepaneel")
    assert Splitter({**ARCHIVE, "zon": 1}, 1_000, dutch.DICTIONARY).parts("zonnepaneel") == frozenset()


def test_the_words_that_a_split_needs_are_enough_for_it() -> None:
    for word in ("zonnepanelenpremie", "jeugdhulpverlening", "spoorwegpolitie", "minister"):
        needed = {one: ARCHIVE[one] for one in substrings(word) if one in ARCHIVE}
        assert Splitter(needed, 1_000, dutch.DICTIONARY).parts(word) == SPLITTER.parts(word)


def test_whoever_takes_many_words_apart_finds_the_same() -> None:
    words = sorted(dutch.DICTIONARY.words)[::50]
    pairs = [first + link + last for first in ARCHIVE for link in ("", "s", "en") for last in ARCHIVE]
    splitter, of_many = SPLITTER, Splitter.of_many(ARCHIVE, 1_000, dutch.DICTIONARY.words)
    found = {word: splitter.pieces(word) for word in (*words, *pairs)}
    assert {word: of_many.pieces(word) for word in found} == found
    assert 1_000 < sum(map(bool, found.values())) < len(found)
