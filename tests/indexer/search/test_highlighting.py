"""Marks and passages, whatever the text and the query."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import dutch
from indexer.fields import Text
from indexer.index.contents import ContentsVocabulary
from indexer.query import lower, parse
from indexer.query.plan import Plan
from indexer.question import Part
from indexer.search import Marked
from indexer.search.highlighting import mark, snippets
from indexer.search.patterns import patterns_of, rows_in, spans
from tests.support.contents import contents_of, wanted
from tests.support.factory import make_question


def shown(text: Marked) -> str:
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in text)


def passages(query: str, question: str, answer: str = "") -> list[tuple[str, str]]:
    cut = snippets(question, answer, wanted(query, question, answer))
    return [(snippet.source, shown(snippet.text)) for snippet in cut]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        pytest.param("wachtlijst", "De Wachtlijsten.", "De [Wachtlijsten].", id="stem"),
        pytest.param("coordinatie", "Coördinatie!", "[Coördinatie]!", id="accents"),
        pytest.param("auto", "auto's", "[auto's]", id="apostrophe"),
        pytest.param("=collega", "collega's, een Collega", "collega's, een [Collega]", id="exactly, and an apostrophe"),
        pytest.param("=traag", "trage-dienst, traag-dienst", "trage-dienst, [traag]-dienst", id="exactly, in a hyphen"),
        pytest.param('="de lijn"', "de lijnen, De Lijn", "de lijnen, [De Lijn]", id="exact phrase"),
        pytest.param("covid-19", "covid-19 covid19 covid 19", "[covid-19] [covid19] [covid 19]", id="hyphen"),
        pytest.param("vrijheid", "N-VA en vrijheid", "N-VA en [vrijheid]", id="after a hyphenated word"),
        pytest.param("wacht*", "wachten, wachtlijst, verwacht", "[wachten], [wachtlijst], verwacht", id="prefix"),
        pytest.param("50000", "50 000 euro, 50.000, 50", "[50 000] euro, [50.000], 50", id="a number in groups"),
        pytest.param("50 000", "50000, 50 0000 en 2050 000", "[50000], 50 0000 en 2050 000", id="asked in groups"),
        pytest.param("2024", "20-24", "20-24", id="figures with a hyphen"),
        pytest.param('"de lijn"', "de lijn, de rode lijn, De Lijn", "[de lijn], de rode lijn, [De Lijn]", id="phrase"),
        pytest.param('lijn "de lijn"', "de lijn en lijn", "[de lijn] en [lijn]", id="the longer of two that overlap"),
        pytest.param("a OF b -c", "a b c", "[a] [b] c", id="excluded"),
        pytest.param("antwoord:a", "a", "a", id="another field"),
        pytest.param("", "a", "a", id="empty query"),
        pytest.param("a", "", "", id="empty text"),
    ],
)  # fmt: skip
def test_what_matched_is_marked(query: str, text: str, expected: str) -> None:
    assert shown(mark(text, wanted(query, text), Text.TITLE)) == expected


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        pytest.param("handicap", "Arbeidshandicap, handicap.", "Arbeids[handicap], [handicap].", id="last"),
        pytest.param("politie", "POLITIEZONES, politie", "[POLITIE]ZONES, [politie]", id="first"),
        pytest.param("woning", "huurwoningen, woningen", "huur[woningen], [woningen]", id="inflected"),
        pytest.param("zorg", "mondzorgtraject: zorgt, zorg", "mond[zorg]traject: [zorgt], [zorg]", id="no form before"),
        pytest.param("huis", "thuiszorg en huiszorg", "thuiszorg en [huis]zorg", id="not in every word"),
        pytest.param("paneel", "zonnepanelen", "[zonnepanelen]", id="the whole"),
        pytest.param("coordinatie", "Coördinatiecomité, coördinatie", "[Coördinatie]comité, [coördinatie]", id="é"),
        pytest.param("spoor weg", "spoorwegpolitie, spoor, weg", "[spoor][weg]politie, [spoor], [weg]", id="two parts"),
        pytest.param('"de politie"', "de politie, de politiezone", "[de politie], de politiezone", id="not a phrase"),
    ],
)
def test_of_a_compound_the_part_is_marked(query: str, text: str, expected: str) -> None:
    archive = [text, *["Arbeid, comité, huis, huur, mond, paneel, spoor, traject, weg, woning, zon, zone, zorg."] * 3]
    assert shown(mark(text, wanted(query, *archive), Text.TITLE)) == expected


def test_a_passage_with_the_word_itself_is_shown_before_one_with_a_compound_of_it() -> None:
    filling = "Vulling van de tekst. " * 30
    ((_, passage),) = passages("politie", f"Politiezones en politiezones, zones. {filling} De politie. {filling}")
    assert "De [politie]." in passage


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


@pytest.mark.parametrize(
    "sentence",
    [
        "Zie nr. 12 van dhr. Peeters over appels.",
        "Volgens art. 3 zijn er ca. 500 appels.",
        "Wat doet A. Peeters met o.a. de appels, bijv. in Gent?",
        "Dat is zo (zie d.d. 4 maart) voor appels.",
        'Hij zei: "De appels zijn op."',
    ],
)
def test_a_sentence_is_not_cut_where_something_is_only_cut_short(sentence: str) -> None:
    before, after = "Eerst dit. " * 30, " Dan dat." * 30
    ((_, passage),) = passages("appels", before + sentence + after)
    assert passage.replace("[", "").replace("]", "").startswith(sentence)


QUESTION = """De scholen in Gent vragen meer leerkrachten.

1. Hoeveel leerkrachten zijn er in Gent?

2. Hoeveel scholen vragen meer plaats?

3. Welke scholen in Gent krijgen meer leerkrachten?"""
ANSWER = """1. Er zijn 300 leerkrachten.

2-3. De scholen vragen plaats.

De scholen in Gent krijgen twee leerkrachten."""
TOGETHER = "De scholen vragen plaats.\n\nDe scholen in Gent krijgen twee leerkrachten."
PARTS = (
    Part(label="1", question="Hoeveel leerkrachten zijn er in Gent?", answer="Er zijn 300 leerkrachten."),
    Part(label="2", question="Hoeveel scholen vragen meer plaats?", answer=TOGETHER),
    Part(label="3", question="Welke scholen in Gent krijgen meer leerkrachten?", answer=TOGETHER),
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("plaats", {"question": "2", "answer": "2"}, id="each in its own"),
        pytest.param("scholen gent", {"question": "3", "answer": "2"}, id="rather than what introduces it"),
        pytest.param("300", {"answer": "1"}, id="only the answer"),
        pytest.param("scholen twee", {"question": "2", "answer": "2"}, id="of an answer to several the first"),
        pytest.param("krijgen leerkrachten", {"question": "3", "answer": "2"}, id="the one with more of the words"),
        pytest.param("niets", {"question": None}, id="nothing matched"),
    ],
)
def test_a_passage_says_in_which_sub_question_it_stands(query: str, expected: dict[str, str | None]) -> None:
    cut = snippets(QUESTION, ANSWER, wanted(query, QUESTION, ANSWER), PARTS)
    assert {snippet.source: snippet.part for snippet in cut} == expected


def test_a_passage_of_an_answer_to_several_begins_behind_their_numbers() -> None:
    (snippet,) = snippets("", ANSWER, wanted("plaats", ANSWER), PARTS)
    assert shown(snippet.text) == "De scholen vragen [plaats]. De scholen in Gent krijgen twee leerkrachten."


def test_the_sub_question_that_holds_more_of_the_words_has_the_passage() -> None:
    filling = "Dat is zo, en het blijft zo voor iedereen die dat wil. " * 5
    scattered = f"Appels. {filling} Peren. {filling} Pruimen."
    question = f"1. Appels en noten.\n\n2. {scattered}"
    parts = (
        Part(label="1", question="Appels en noten.", answer=None),
        Part(label="2", question=scattered, answer=None),
    )
    (snippet,) = snippets(question, "", wanted("appels peren pruimen", question), parts)
    assert snippet.part == "2"


def test_a_passage_of_a_sub_question_begins_behind_its_number_and_ends_with_it() -> None:
    (snippet, *_) = snippets(QUESTION, "", wanted("plaats", QUESTION), PARTS)
    assert shown(snippet.text) == "Hoeveel scholen vragen meer [plaats]?"


def test_an_introduction_that_says_the_same_as_a_part_is_no_part() -> None:
    question = "Hoeveel appels?\n\nDat wil ik weten.\n\n1. Hoeveel appels?\n\n2. Hoeveel peren?"
    parts = (
        Part(label="1", question="Hoeveel appels?", answer=None),
        Part(label="2", question="Hoeveel peren?", answer=None),
    )
    assert [one.part for one in snippets(question, "", wanted("peren", question), parts)] == ["2"]
    # Of equals the one with its sub-question comes first: there the page opens.
    assert [one.part for one in snippets(question, "", wanted("appels", question), parts)] == ["1"]


TABLE = "Gemeente\tAantal\nGent\t2.133\nBrugge\t7"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("gent", "In [Gent] wonen er veel.", id="prose before a table"),
        pytest.param("brugge", "[Brugge]", id="a word that only the table has"),
        pytest.param("2133", "Hieronder de cijfers. In Gent wonen er veel.", id="a figure that only the table has"),
        pytest.param("cijfers", "Hieronder de [cijfers].", id="what follows is a table"),
    ],
)
def test_the_figures_of_a_table_make_no_passage(query: str, expected: str) -> None:
    text = f"Hieronder de cijfers.\n\n{TABLE}\n\nIn Gent wonen er veel."
    assert [passage.replace("… ", "").replace(" …", "") for _, passage in passages(query, text)] == [expected]


def test_a_text_that_is_a_table_has_no_beginning() -> None:
    assert passages("niets", TABLE) == []


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


def test_of_a_very_long_text_only_the_beginning_is_searched_for_passages() -> None:
    text = "vulling " * 100_000 + "appel"
    assert [passage[:8] for _, passage in passages("appel", text)] == ["vulling "]


@given(
    st.text(alphabet="abé -.\n\u0301'", max_size=400),
    st.text(alphabet="abé -.\n", max_size=400),
    st.sampled_from(["a", "ab", "a*", '"a b"', "a-b", "b OF a", ""]),
)
def test_pieces_give_the_text_back_and_passages_come_from_it(question: str, answer: str, query: str) -> None:
    patterns = wanted(query, question, answer)
    marked = mark(question, patterns, Text.TITLE)
    assert "".join("".join(piece.text for piece in marked).split()) == "".join(question.split())
    texts = {"question": " ".join(question.split()), "answer": " ".join(answer.split())}
    for snippet in snippets(question, answer, patterns):
        plain = " ".join("".join(piece.text for piece in snippet.text).split())
        assert plain.removeprefix("…").removesuffix("…").strip() in texts[snippet.source]


def by_tokens(text: str, plan: Plan) -> list[tuple[int, int]]:
    """From where to where a text matches, found by analysing every word of it."""
    tokens = list(dutch.tokens(text))
    ends = {(token.position, token.term): token.end for token in tokens}
    matches = []
    for row in (row for rows in rows_in(plan) for row in rows.rows):
        for token in tokens:
            others = [ends.get((token.position + at, term), 0) for at, term in enumerate(row[1:], start=1)]
            if token.term == row[0] and all(others):
                matches.append((token.start, max(token.end, *others, 0)))
    kept: list[tuple[int, int]] = []
    for start, end in sorted(matches, key=lambda match: (match[0], -match[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


_PIECES = st.sampled_from(
    ["a", "b", "ab", "É", "e", "\u0301", "\u00ad", "-", "\u2011", "'", "’", "ʼ", "&", ".", ",", "\u00a0", "\u202f", "_",
     " ", " ", "\n", "\t", "2", "13", "133", "2.133", "12,5", "n.v.", "vzw's", "zo'n", "covid-19", "covid", "de lijn",
     "De", "Lijn", "lijnen", " 133", "\n133", "İ", "Σ", "ß", "huizen", "huis"]
)  # fmt: skip
_QUERIES = st.sampled_from(
    ["a", "ab", "é", "b-a", "2133", "2", "13", "12,5", "nv", "n", "vzw", "zo", "covid-19", "covid", "covid19", "huis",
     "a*", "covid*", '"de lijn"', '"de de"', '"a b"', '"a-b a"', '"lijn 2133"', '"a b a b"', "a OF b", "de lijn",
     "2 133", "2-13", 'a "b a" hui*']
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(_PIECES, max_size=30).map("".join), _QUERIES)
def test_what_patterns_mark_is_what_analysing_every_word_would_mark(text: str, query: str) -> None:
    with contents_of(make_question(1, question=text)) as contents:
        plan = lower(parse(query), ContentsVocabulary(contents))
        patterns = patterns_of(plan, contents.lexicon)
    whole = [(span.start, span.end) for span in spans(text, patterns, Text.TITLE) if not span.part]
    assert whole == by_tokens(text, plan)
