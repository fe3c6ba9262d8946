"""The lengths of words that begin alike leave out no word that stands in a text."""

from indexer import dutch
from indexer.dutch.lengths import Lengths

LENGTHS = Lengths(["weg", "werk", "wegen", "werken", "werkgever", "werkgelegenheid"])


def test_the_lengths_are_those_of_words_that_begin_as_a_text_does() -> None:
    assert LENGTHS.at("werkgeversorganisatie", 0) == (4, 9, 15)
    assert LENGTHS.at("spoorwegen", 5) == (3, 5)
    assert LENGTHS.at("spoorweg", 5) == (3,)
    assert LENGTHS.at("spoorwegen", 0) == ()
    assert LENGTHS.at("spoorweg", 7) == ()


def test_a_text_may_end_in_a_word_where_one_ends_alike() -> None:
    assert LENGTHS.may_end("spoorweg")
    assert LENGTHS.may_end("straatwerk")
    assert LENGTHS.may_end("aangelegenheid")
    assert not LENGTHS.may_end("wegwerker")
    assert not LENGTHS.may_end("we")


def test_every_word_of_the_dictionary_is_found_where_it_stands() -> None:
    words = [word for word in sorted(dutch.DICTIONARY.words)[::10] if len(word) >= 3]
    lengths = Lengths(words)
    for word in words:
        assert len(word) in lengths.at(f"on{word}s", 2)
        assert lengths.may_end(f"on{word}")
