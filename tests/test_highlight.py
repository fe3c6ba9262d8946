"""Marks and passages, whatever the text and the query."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engine import Marked
from indexer.highlight import mark, patterns, snippets
from indexer.query import Field, parse


def shown(text: Marked) -> str:
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in text)


def passages(query: str, question: str, answer: str = "") -> list[tuple[str, str]]:
    found = snippets(question, answer, patterns(parse(query).tree))
    return [(snippet.source, shown(snippet.text)) for snippet in found]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        pytest.param("wachtlijst", "De Wachtlijsten.", "De [Wachtlijsten].", id="stem"),
        pytest.param("coordinatie", "Coördinatie!", "[Coördinatie]!", id="accents"),
        pytest.param("auto", "auto's", "[auto's]", id="apostrophe"),
        pytest.param("covid-19", "covid-19 covid19 covid 19", "[covid-19] [covid19] [covid 19]", id="hyphen"),
        pytest.param("vrijheid", "N-VA en vrijheid", "N-VA en [vrijheid]", id="after a hyphenated word"),
        pytest.param("wacht*", "wachten, wachtlijst, verwacht", "[wachten], [wachtlijst], verwacht", id="prefix"),
        pytest.param('"de lijn"', "de lijn, de rode lijn, De Lijn", "[de lijn], de rode lijn, [De Lijn]", id="phrase"),
        pytest.param('lijn "de lijn"', "de lijn en lijn", "[de lijn] en [lijn]", id="the longer of two that overlap"),
        pytest.param("a OF b -c", "a b c", "[a] [b] c", id="excluded"),
        pytest.param("antwoord:a", "a", "a", id="another field"),
        pytest.param("", "a", "a", id="empty query"),
        pytest.param("a", "", "", id="empty text"),
    ],
)  # fmt: skip
def test_what_matched_is_marked(query: str, text: str, expected: str) -> None:
    assert shown(mark(text, patterns(parse(query).tree), Field.TITLE)) == expected


def test_the_passage_with_the_most_different_words_is_shown() -> None:
    text = "Appel appel appel. " + "Vulling van de tekst. " * 30 + "Een appel en een peer. " + "Vulling. " * 30
    ((_, passage),) = passages("appel peer", text)
    assert "Een [appel] en een [peer]." in passage


def test_the_better_of_question_and_answer_comes_first() -> None:
    assert [source for source, _ in passages("appel peer", "Een appel.", "Een appel en een peer.")] == [
        "answer",
        "question",
    ]


def test_a_passage_is_made_of_whole_sentences_and_numbers_stay_with_their_question() -> None:
    text = "Inleiding. 1. Hoeveel appels zijn er? 2. En peren?\n\nZie nr. 5."
    assert passages("appels", text) == [
        ("question", "1. Hoeveel [appels] zijn er? 2. En peren? Zie nr. 5."),
    ]


def test_a_sentence_that_is_too_long_is_cut_between_words() -> None:
    ((_, passage),) = passages("appel", "woord " * 200 + "appel" + " woord" * 200)
    assert passage.startswith("… woord")
    assert passage.endswith("woord …")
    assert "[appel]" in passage
    assert len(passage) < 300


def test_a_very_long_word_does_not_make_a_very_long_passage() -> None:
    ((_, passage),) = passages("appel", "x" * 10_000 + " appel " + "y" * 10_000)
    assert "[appel]" in passage
    assert len(passage) < 800


def test_the_work_on_a_very_long_text_is_bounded() -> None:
    text = "appel peer woord " * 200_000
    started = time.monotonic()
    ((_, passage),) = passages('appel "peer woord" p*', text)
    assert time.monotonic() - started < 2
    assert "[peer woord]" in passage


@given(
    st.text(alphabet="abé -.\n\u0301'", max_size=400),
    st.text(alphabet="abé -.\n", max_size=400),
    st.sampled_from(["a", "ab", "a*", '"a b"', "a-b", "b OF a", ""]),
)
def test_pieces_give_the_text_back_and_passages_come_from_it(question: str, answer: str, query: str) -> None:
    wanted = patterns(parse(query).tree)
    marked = mark(question, wanted, Field.TITLE)
    assert "".join("".join(piece.text for piece in marked).split()) == "".join(question.split())
    texts = {"question": " ".join(question.split()), "answer": " ".join(answer.split())}
    for snippet in snippets(question, answer, wanted):
        plain = " ".join("".join(piece.text for piece in snippet.text).split())
        assert plain.removeprefix("…").removesuffix("…").strip() in texts[snippet.source]
