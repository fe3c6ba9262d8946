"""Analysis: what a text becomes, and that a query becomes the same."""

import gc
import random
import tracemalloc
import weakref
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import dutch
from indexer.dutch.pieces import Pieces


def terms(text: str) -> list[str]:
    return [token.term for token in dutch.tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("covid-19", ["covid19", "covid", "19"], id="hyphen"),
        pytest.param("N-VA", ["nva", "n", "va"], id="party"),
        pytest.param("CD&V", ["cdv", "cd", "v"], id="ampersand"),
        pytest.param("D'Hondt", ["dhondt", "d", "hondt"], id="apostrophe inside a name"),
        pytest.param("A-B", ["ab", "a", "b"], id="letters"),
        pytest.param("12,5 %", ["12,5"], id="decimal"),
        pytest.param("1.250.000,50 euro", ["1250000,50", "euro"], id="grouped decimal"),
        pytest.param("2023 2024", ["2023", "2024"], id="years are no groups"),
        pytest.param("2023 345 kinderen", ["2023", "345", "kind"], id="a figure after a year"),
        pytest.param("12 345 kinderen", ["12345", "kind"], id="a number in groups"),
        pytest.param("10 000-20 000", ["10000", "20000"], id="from one number in groups to another"),
        pytest.param("5\n000", ["5", "000"], id="no number goes over the end of a line"),
        pytest.param("20-24", ["20-24", "20", "24"], id="figures with a hyphen are not one number"),
        pytest.param("01/03/2024", ["01", "03", "2024"], id="date"),
        pytest.param("art. 1.2.3", ["art", "1", "2", "3"], id="section number is no amount"),
        pytest.param("… — !? \u0000", [], id="no words"),
    ],
)
def test_words_with_signs_inside_are_cut_sensibly(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_parts_of_a_hyphenated_word_take_a_place_each_and_the_whole_stands_at_the_first() -> None:
    found = [(token.term, token.position, token.joined) for token in dutch.tokens("na covid-19 kwam")]
    assert found == [("na", 0, False), ("covid19", 1, True), ("covid", 1, False), ("19", 2, False), ("komen", 3, False)]


def test_a_token_says_where_it_stands_in_the_text() -> None:
    text = "Zijn auto's duur?"
    assert [text[token.start : token.end] for token in dutch.tokens(text)] == ["Zijn", "auto's", "duur"]


def test_stop_words_keep_their_place_and_are_told_apart() -> None:
    assert [(token.term, token.stop) for token in dutch.tokens("De Lijn")] == [("de", True), ("lijn", False)]


def test_words_of_any_length_are_cut_alike_in_texts_and_queries() -> None:
    assert terms("x" * 500) == terms("x" * 500 + "y") == ["x" * dutch.MAX_WORD]


def test_a_hyphenated_word_is_also_looked_for_written_as_one() -> None:
    assert dutch.sequences("covid-19") == (("covid19",), ("covid", "19"))
    assert dutch.sequences("De Lijn") == (("de", "lijn"),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Wachtlijsten, de WACHTLIJSTEN", {"wachtlijsten", "de"}, id="in lower case, each once"),
        pytest.param("Coördinatie", {"coördinatie"}, id="accents as they are written"),
        pytest.param("na covid-19", {"na", "covid-19", "covid", "19"}, id="a hyphenated word and its parts"),
        pytest.param("50 000 euro", {"50\u00a0000", "euro"}, id="a number in groups"),
        pytest.param("Auto's kosten 2.133 euro", {"auto's", "kosten", "2.133", "euro"}, id="signs inside"),
        pytest.param("", set(), id="no word"),
    ],
)
def test_the_words_of_a_text_are_those_that_are_written(text: str, expected: set[str]) -> None:
    assert dutch.words(text) == expected


@given(st.text())
def test_no_text_breaks_analysis(text: str) -> None:
    length = len(text)
    for token in dutch.tokens(text):
        assert token.term
        assert 0 <= token.start < token.end <= length


@given(st.text(), st.text(alphabet="abİIß.ſΣς'-&2 ,\u0301\u00ad\u00a0Ꭰ", max_size=30))
def test_a_text_in_lower_case_has_the_same_words_at_the_same_places(text: str, awkward: str) -> None:
    for one in (text, awkward):
        small = dutch.lower_case(one)
        assert len(small) == len(one)
        assert list(dutch.tokens(small)) == list(dutch.tokens(one))


@given(st.text(alphabet="abÉç'-.,2 3\u0301\u00ad\n&", max_size=60))
def test_every_word_as_written_leads_to_the_term_it_is_searched_by(text: str) -> None:
    text = dutch.in_groups(text)
    written = {
        dutch.lower_case(text[token.start : token.end]): (token.word, token.term) for token in dutch.tokens(text)
    }
    assert {word: dutch.analyse(word) for word in dutch.words(text)} == written


@given(
    st.text(alphabet="abÉç'-.,2 3\u0301\u00ad\u00a0\n&", max_size=60)
    | st.text(alphabet="a12 -,.\n", max_size=30)
    | st.lists(st.sampled_from(["1", "234", " 567", " 8", "a", "-", ",", ".", " ", "\n", "\u00a0123"])).map("".join)
)
def test_a_text_has_the_terms_and_words_of_its_pieces(text: str) -> None:
    pieces = Pieces()
    for one in (text, text.upper()):  # what was met before is not analysed again
        (numbers,) = pieces.numbers([one])
        terms = [(token.term, token.joined) for token in dutch.tokens(one)]
        assert [term for number in numbers for term in pieces.terms[number]] == terms
        words = {
            pieces.words[word]
            for number in numbers
            for word in pieces.words_in[pieces.ends[number] : pieces.ends[number + 1]]
        }
        assert {word.written: (word.folded, word.term) for word in words} == {
            written: dutch.analyse(written) for written in dutch.words(one)
        }


@given(st.lists(st.text(alphabet="aé-1 ", max_size=40), max_size=6))
def test_texts_have_the_same_pieces_one_by_one_and_at_once(texts: list[str]) -> None:
    at_once, one_by_one = Pieces(), Pieces()
    numbers = at_once.numbers(texts)
    for text, some in zip(texts, numbers, strict=True):
        (found,) = one_by_one.numbers([text])
        assert [one_by_one.terms[one] for one in found] == [at_once.terms[one] for one in some]


def test_pieces_are_gone_as_soon_as_nobody_needs_them() -> None:
    gc.disable()
    try:
        pieces = Pieces()
        pieces.numbers(["Op 4 maart, in de (kleine) stad: covid-19."])
        seen = weakref.ref(pieces)
        del pieces
        assert seen() is None
    finally:
        gc.enable()


_KNOWN = {
    "fietspaden": "fietspad",
    "gemeenten": "gemeente",
    "huizen": "huis",
    "doelstelling": "doelstelling",
    "vergunningen": "vergunning",
    "scholen": "school",
}


def test_threads_that_stem_at_once_do_not_mix_up_their_words(eager_threads: None) -> None:
    firsts = ["".join(letters) for letters in product("bdfgklmprst", "aeiou", "bdgkln")]
    known = {first + word: first + stem for first in firsts for word, stem in _KNOWN.items()}

    def stems(seed: int) -> dict[str, str]:
        return {word: dutch.stem(word) for word in random.Random(seed).sample(list(known), len(known))}

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(stems, range(8))) == [known] * 8
    assert stems(9) == known, "a wrong stem was remembered"


def test_words_of_any_length_leave_no_memory_behind() -> None:
    tracemalloc.start()
    for letter in "bdfgklmprst":
        assert len(dutch.words(letter * 500_000)) == 1
        assert len(list(dutch.tokens("-".join([letter] * 10_000)))) == 10_001
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 500_000
