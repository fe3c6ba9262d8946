"""What an index holds whatever its engine: records, words as they are written, and figures."""

import random
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from indexer.dutch import pieces as dutch_pieces
from indexer.errors import IndexDamaged, IndexOutdated, QueryRefused
from indexer.fields import NO, Facet, Text
from indexer.index import gathering
from indexer.index.contents import Contents, ContentsVocabulary, writing_contents
from indexer.index.gathering import gathered_of
from indexer.index.lexicon import Spelling
from indexer.query.plan import Rows
from indexer.question import WrittenQuestion
from tests.support.contents import contents_of
from tests.support.factory import make_question
from tests.support.plans import questions

FIRST = make_question(
    1, title="Covid-19 in België", question="Coördinatie van covid.", answer="De coordinatie. 2.133!", themes=("Zorg",)
)
SECOND = make_question(2, title="Covid", question="de de de", answer=None, themes=("Zorg", "Jeugd"), asked_on=None)


def spelled(*words: tuple[str, int]) -> set[Spelling]:
    return {Spelling(word, questions) for word, questions in words}


def test_a_record_comes_back_as_it_went_in() -> None:
    with contents_of(FIRST, SECOND) as contents:
        assert (contents.records.get(1), contents.records.get(2)) == (FIRST, SECOND)
        assert contents.records.get(3) is contents.records.get(10**19) is None
        assert contents.records.count() == 2


def test_a_term_is_spelled_as_it_is_written_and_counted_once_a_question() -> None:
    with contents_of(FIRST, SECOND) as contents:
        spellings = contents.lexicon.spellings({"covid", "covid19", "coordinatie", "2133", "de", "nergens"})
    assert {term: set(found) for term, found in spellings.items()} == {
        "covid": spelled(("covid", 2)),
        "covid19": spelled(("covid-19", 1)),
        "coordinatie": spelled(("coördinatie", 1), ("coordinatie", 1)),
        "2133": spelled(("2.133", 1)),
        "de": spelled(("de", 2)),
    }


def test_more_terms_than_a_statement_takes_are_all_spelled() -> None:
    words = [f"woord{number}" for number in range(1_200)]
    with contents_of(make_question(1, answer=" ".join(words))) as contents:
        assert set(contents.lexicon.spellings(words)) == set(words)


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        pytest.param("coord", {"coordinatie"}, id="accents fall away"),
        pytest.param("covid1", {"covid19"}, id="a hyphenated word is one word"),
        pytest.param("covid", {"covid", "covid19"}, id="several"),
        pytest.param("zebra", set(), id="none"),
    ],
)
def test_a_prefix_stands_for_the_terms_of_the_words_that_begin_so(prefix: str, expected: set[str]) -> None:
    with contents_of(FIRST, SECOND) as contents:
        assert contents.lexicon.terms(prefix, 500) == contents.lexicon.terms(prefix, None) == expected


def test_a_prefix_of_a_word_finds_the_term_that_does_not_begin_so() -> None:
    with contents_of(make_question(1, answer="huizen")) as contents:
        assert contents.lexicon.terms("huiz", 500) == {"huis"}


def test_terms_beyond_the_limit_are_not_all_read() -> None:
    with contents_of(make_question(1, answer=" ".join(f"woord{number}" for number in range(50)))) as contents:
        assert len(contents.lexicon.terms("woord", 10)) == 11
        assert len(contents.lexicon.terms("woord", None)) == 50


COMPOUNDS = (
    make_question(1, title="Politie", answer="Spoorwegpolitie, politiezones en politiezone. Een zone, een spoorweg."),
    make_question(2, title="Politie", answer="De politiezone is geen fietszone. De spoorwegen zijn een weg."),
)


def test_a_part_has_its_compounds_those_of_most_questions_first() -> None:
    with contents_of(*COMPOUNDS) as contents:
        compounds = contents.parts.compounds
        assert compounds("politie", 9) == ("politiezone", "spoorwegpolitie")
        assert compounds("politie", 1) == ("politiezone",)
        assert compounds("zone", 9) == ("politiezone", "fietszone")
        assert compounds("politiezone", 9) == compounds("litie", 9) == compounds("fietspad", 9) == ()


def test_a_word_that_no_text_has_is_taken_apart_too() -> None:
    with contents_of(*COMPOUNDS) as contents:
        assert contents.parts.parts_of("fietspolitie") == ("fiets", "politie")
        assert contents.parts.parts_of("politie") == contents.parts.parts_of("x" * 99) == ()


def test_a_misspelt_word_is_corrected_by_words_that_can_be_trusted() -> None:
    texts = ("Politie en Geens.", "De poltiie. Geens.", "Politie, spoorwegpolitie en een weg.")
    held = [make_question(number, title=None, question=None, answer=text) for number, text in enumerate(texts)]
    with contents_of(*held) as contents:
        assert contents.lexicon.corrections("Poltie", 3) == ("politie",), "and not what is a mistake itself"
        assert contents.lexicon.corrections("Geenz", 3) == ("geens",), "a name that more than one question has"
        assert contents.lexicon.corrections("spoorwegpolitje", 3) == ("spoorwegpolitie",), "a rare compound"
        assert contents.lexicon.corrections("xyzzy", 3) == ()
        assert contents.lexicon.misspelt("poltie") == {"politie", "poltiie"}


def test_a_word_is_known_that_a_text_has_or_a_compound_in_it() -> None:
    with contents_of(make_question(1, answer="Politiezones en politiediensten.", title=None)) as contents:
        assert contents.lexicon.knows("politiezone")
        assert contents.lexicon.knows("politie")
        assert not contents.lexicon.knows("fiets")


def test_the_values_of_facets_are_counted() -> None:
    with contents_of(FIRST, SECOND) as contents:
        assert contents.statistics.counts(Facet.THEME) == {"Jeugd": 1, "Zorg": 2}
        assert contents.statistics.counts(Facet.MINISTER) == {"Bram Hellemans": 2}


def test_names_are_found_by_their_words() -> None:
    with contents_of(
        make_question(1, minister="Jan Peumans-Verbeke"), make_question(2, minister="Jan D'Haese")
    ) as held:
        names = ContentsVocabulary(held).names(Facet.MINISTER)
    assert names.with_row(("peuman",)) == {"Jan Peumans-Verbeke"}
    assert names.with_row(("jan", "peuman")) == {"Jan Peumans-Verbeke"}
    assert names.with_row(("peuman", "jan")) == frozenset()
    assert names.with_row(("jan",)) == names.beginning("Jan") == {"Jan Peumans-Verbeke", "Jan D'Haese"}
    assert names.with_prefix("dha") == {"Jan D'Haese"}
    assert names.with_prefix("zz") == frozenset()


def test_titles_are_found_by_their_words_and_by_how_one_begins_the_newest_first() -> None:
    with contents_of(
        make_question(1, title="Wachtlijsten in de jeugdhulp", asked_on=date(2020, 1, 1)),
        make_question(2, title="Eén wachtlijst", asked_on=date(2021, 1, 1)),
        make_question(2**62, title="Wachttijd, wachtlijst", asked_on=None),
        make_question(2**62 + 2**40, title="Wachtlijst!", asked_on=None),
        make_question(5, title=None),
    ) as contents:

        def found(words: list[str], begun: str, limit: int = 9) -> list[int]:
            return [title.question_id for title in contents.titles.holding(words, begun, limit)]

        assert found(["wachtlijst"], "") == [2, 1, 2**62 + 2**40, 2**62]
        assert found(["wachtlijsten"], "jeu") == [1]
        assert found([], "wachtt") == [2**62]
        assert found([], "een") == [2]
        assert found([], "w", 1) == [2]
        assert found([], "") == found(["nergens"], "") == []
        assert contents.titles.holding([], "jeu", 9)[0].title == "Wachtlijsten in de jeugdhulp"


def test_a_short_beginning_and_a_long_one_stand_for_the_same_words() -> None:
    texts = ("wachtlijst", "wachtlijsten wachttijd", "wachtlijsten", "wachttijd", "Wacht-2 wacht2 waar 20")
    with contents_of(*(make_question(number, answer=text) for number, text in enumerate(texts))) as contents:

        def words(begun: str) -> list[tuple[str, int]]:
            return [(word.written, word.questions) for word in contents.words.beginning(begun, 10)]

        # The question of each is the factory's: `wachtlijst` stands in all five.
        expected = [("wachtlijst", 5), ("wachttijd", 2), ("wacht", 1), ("wacht-2", 1)]
        assert words("wa") == words("wac") == words("wach") == words("wacht") == expected
        assert contents.words.beginning("wa", 1) == contents.words.beginning("wach", 1)
        assert words("w") == words("20") == words("waar") == words("zz") == words("zzzz") == []


_TABLES = (
    "record", "word", "part", "trusted", "statistic", "file", "title", "completion", "fact", "profile",
    "profile_document", "figures", "holding", "completeness",
)  # fmt: skip


def tables(folder: Path) -> list[object]:
    """All that the file of a generation holds."""
    with closing(sqlite3.connect(folder / "questions.sqlite")) as connection:
        return [sorted(connection.execute(f"SELECT * FROM {table}").fetchall()) for table in _TABLES]


def written(folder: Path, held: list[WrittenQuestion], base: Path | None = None, gone: tuple[int, ...] = ()) -> Path:
    folder.mkdir()
    with writing_contents(folder, base) as writer:
        writer.take_out(gone)
        assert list(writer.putting(gathered_of(held))) == [], "no engine made anything of them"
    return folder


def test_changes_to_a_base_equal_writing_all_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dutch_pieces, "_MOST_CHARACTERS", 100)  # words are written many times, and add up
    monkeypatch.setattr(gathering, "_TOGETHER", 3)
    held = {question.id: question for question in questions(40)}
    base = written(tmp_path / "0", list(held.values()))
    rng = random.Random(1)
    for night in range(1, 6):
        changed = questions(5, seed=night, first_id=rng.randrange(1, 45))
        gone = (*rng.sample(sorted(held), k=4), 99_999)
        for question_id in gone:
            held.pop(question_id, None)
        held |= {question.id: question for question in changed}
        outdated = {*gone, *(question.id for question in changed)}
        base = written(tmp_path / str(night), changed, base, tuple(outdated))
    new = written(tmp_path / "new", list(held.values()))
    assert tables(base) == tables(new)
    with closing(Contents(base)) as changed, closing(Contents(new)) as made:
        assert changed.facts.waiting() == made.facts.waiting()
        for begun in ("c", "co", "covid", "wachtlijst", "2133", "nergens"):
            assert changed.titles.holding([], begun, 99) == made.titles.holding([], begun, 99)


def test_a_word_that_no_question_has_any_more_goes(tmp_path: Path) -> None:
    base = written(tmp_path / "0", [make_question(1, answer="zebra"), make_question(2)])
    with closing(Contents(written(tmp_path / "1", [], base, (1,)))) as contents:
        assert contents.lexicon.terms("zebra", 500) == set()
        assert contents.records.count() == 1


def test_a_file_names_the_questions_that_have_it_as_long_as_they_do(tmp_path: Path) -> None:
    address = "https://docs.vlaamsparlement.be/files/pfile?id=77"
    base = written(tmp_path / "0", [make_question(1, pdf_url=address), make_question(2, pdf_url=address)])
    with closing(Contents(base)) as contents:
        assert contents.files.questions_with(77) == {1, 2}
        assert contents.files.questions_with(78) == frozenset()
    with closing(Contents(written(tmp_path / "1", [make_question(1, pdf_url=None)], base, (1,)))) as contents:
        assert contents.files.questions_with(77) == {2}


def test_a_wildcard_stands_for_the_terms_of_the_words_that_look_so() -> None:
    with contents_of(make_question(1, answer="Jeugdhulp, thuishulp en hulpmiddelen; coördinatie.")) as contents:
        assert contents.lexicon.matching("*hulp", 500) == {"jeugdhulp", "thuishulp"}
        assert contents.lexicon.matching("co?rdinatie", 500) == {"coordinatie"}
        assert contents.lexicon.matching("*hulp*", 1) < {"jeugdhulp", "thuishulp", "hulpmiddel"}
        assert contents.lexicon.matching("hulp", 500) == set()


def test_a_misspelt_word_is_near_to_the_word_that_is_meant() -> None:
    with contents_of(make_question(1, answer="wachtlijst")) as contents:
        for word in ("wachtlijs", "wachtlijsst", "wachtlijzt", "wahctlijst"):
            assert "wachtlijst" in contents.lexicon.misspelt(word)
        assert "wachtlijst" not in contents.lexicon.misspelt("lijst")


def test_an_exact_word_is_looked_up_in_a_bounded_number_of_questions() -> None:
    texts = ("wachtlijsten", "wachtlijst", "Wachtlijst.")
    with contents_of(*(make_question(number, title=None, answer=text) for number, text in enumerate(texts))) as held:
        vocabulary = ContentsVocabulary(held)
        exact = Rows((("wachtlijst",),), (Text.ANSWER,), written="Wachtlijst")
        with pytest.raises(QueryRefused) as refused:
            vocabulary.written(exact, 2)
        assert (refused.value.reason, refused.value.term) == ("too_common", "=Wachtlijst")
        assert vocabulary.written(exact, 3) == vocabulary.written(exact, None) == {1, 2}


def test_a_file_that_is_none_or_another_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Contents(tmp_path)
    (tmp_path / "questions.sqlite").write_text("no database, but long enough to be one" * 100)
    with pytest.raises(IndexDamaged, match="run `vraagbaak index --full`"):
        Contents(tmp_path)
    (tmp_path / "questions.sqlite").unlink()
    with closing(sqlite3.connect(tmp_path / "questions.sqlite")) as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(IndexOutdated, match="run `vraagbaak index --full`"):
        Contents(tmp_path)


def test_dates_and_texts_that_are_missing_count_for_nothing() -> None:
    texts = dict.fromkeys(("title", "question", "answer", "answer_kind", "asker", "minister"))
    facts = dict.fromkeys(("session_year", "legislature", "answered_on", "on_time"))
    bare = make_question(3, themes=(), asked_on=date(2024, 1, 1), **texts, **facts)
    with contents_of(bare) as contents:
        assert contents.lexicon.terms("", None) == set()
        held = {facet: dict(contents.statistics.counts(facet)) for facet in Facet}
    # Whether there is an answer is known of every question.
    assert {facet: counts for facet, counts in held.items() if counts} == {Facet.ANSWERED: {NO: 1}}
