"""What the benchmark of relevance types: searches that know one question, made from any corpus."""

import random
from pathlib import Path

import pytest

from benchmarks.known_items import KINDS, KnownItem, known_items
from benchmarks.peers import Fts5, fts5_match
from benchmarks.questions import generated_corpus
from benchmarks.vocabulary import Vocabulary, plain, words_in, words_of
from indexer.corpus.store import Corpus
from indexer.question import WrittenQuestion

WORDS = ("gevangenis", "gevangenissen", "arbeid", "handicap", "arbeidshandicap", "huis", "huizen", "werken", "werkt")


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> dict[int, WrittenQuestion]:
    with Corpus.open(generated_corpus(tmp_path_factory.mktemp("corpus") / "corpus.sqlite", 200)) as corpus:
        return {one.id: one for one in corpus}


@pytest.fixture(scope="module")
def items(questions: dict[int, WrittenQuestion]) -> list[KnownItem]:
    return known_items(list(questions.values()), per_kind=20, seed=1)


def of_kind(items: list[KnownItem], kind: str) -> list[KnownItem]:
    found = [item for item in items if item.kind == kind]
    assert found
    return found


@pytest.fixture(scope="module")
def vocabulary(questions: dict[int, WrittenQuestion]) -> Vocabulary:
    some = next(iter(questions.values()))
    return Vocabulary([some.model_copy(update={"title": "", "question": " ".join(WORDS), "answer": ""})])


def test_the_same_seed_makes_the_same_searches_and_another_others(questions: dict[int, WrittenQuestion]) -> None:
    made = [known_items(list(questions.values()), 5, seed) for seed in (1, 1, 2)]
    assert made[0] == made[1] != made[2]


def test_fewer_of_a_kind_are_the_first_of_more(questions: dict[int, WrittenQuestion], items: list[KnownItem]) -> None:
    fewer = known_items(list(questions.values()), 5, 1)
    assert [one for kind in KINDS for one in items if one.kind == kind and one in fewer] == fewer


def test_words_of_a_title_or_a_passage_stand_in_their_question(
    questions: dict[int, WrittenQuestion], items: list[KnownItem]
) -> None:
    for item in of_kind(items, "words of the title"):
        assert set(words_of(item.query)) <= set(words_of(questions[item.wanted].title or ""))
    for item in of_kind(items, "words of a passage"):
        assert set(words_of(item.query)) <= words_in(questions[item.wanted])


def test_a_slip_makes_a_word_that_no_question_has(
    questions: dict[int, WrittenQuestion], items: list[KnownItem]
) -> None:
    written = set().union(*map(words_in, questions.values()))
    for item in of_kind(items, "typing errors"):
        assert len(set(words_of(item.query)) - written) == 1


def test_of_one_word_too_many_all_others_stand_in_the_question(
    questions: dict[int, WrittenQuestion], items: list[KnownItem]
) -> None:
    for item in of_kind(items, "one word too many"):
        assert len(set(words_of(item.query)) - words_in(questions[item.wanted])) == 1


def test_a_phrase_stands_in_its_question_as_it_is_quoted(
    questions: dict[int, WrittenQuestion], items: list[KnownItem]
) -> None:
    for item in of_kind(items, "phrases"):
        question = questions[item.wanted]
        assert item.query.strip('"') in f"{question.question}\n{question.answer}"


def test_a_citation_names_its_question_by_number_and_by_year_or_day(
    questions: dict[int, WrittenQuestion], items: list[KnownItem]
) -> None:
    for item in of_kind(items, "citations"):
        question = questions[item.wanted]
        assert question.session_year
        assert question.asked_on
        assert str(question.number) in item.query
        assert question.session_year in item.query or str(question.asked_on.year) in item.query


def test_other_forms_are_the_regular_ones_that_the_corpus_has(vocabulary: Vocabulary) -> None:
    assert vocabulary.other_forms("gevangenissen") == ["gevangenis"]
    assert vocabulary.other_forms("huis") == ["huizen"]
    assert vocabulary.other_forms("werkt") == ["werken"]
    assert vocabulary.other_forms("handicap") == []


def test_a_compound_is_cut_where_both_halves_are_words(vocabulary: Vocabulary) -> None:
    assert vocabulary.halves("arbeidshandicap") == [("arbeids", "handicap")]
    assert vocabulary.unlinked("arbeids") == "arbeid"
    assert vocabulary.halves("gevangenis") == []


@pytest.mark.parametrize(
    ("query", "all_words", "any_word"),
    [
        ("jeugd hulp", '"jeugd" "hulp"', '"jeugd" OR "hulp"'),
        ('"De Lijn" - bus', '"De Lijn" "bus"', '"De Lijn" OR "bus"'),
        ("nr. 3 (2023-2024)", '"nr." "3" "(2023-2024)"', '"nr." OR "3" OR "(2023-2024)"'),
    ],
)
def test_fts5_is_asked_in_its_own_syntax(query: str, all_words: str, any_word: str) -> None:
    assert (fts5_match(query, "all"), fts5_match(query, "any")) == (all_words, any_word)


def test_what_anybody_types_is_a_query_of_fts5(questions: dict[int, WrittenQuestion], tmp_path: Path) -> None:
    fts5 = Fts5(tmp_path)
    fts5.build(questions.values())
    rng = random.Random(1)
    for _ in range(200):
        query = "x" + "".join(rng.choice("ab\"'-()*:^ ") for _ in range(12))
        fts5.best(fts5_match(query, "any"))
    wanted = next(iter(questions.values()))
    assert fts5.best(fts5_match(wanted.title or "", "all"))[0] == wanted.id
    fts5.close()


def test_accents_and_capitals_make_no_other_word() -> None:
    assert plain("Geëxtrapoleerd") == "geextrapoleerd"
