"""Whatever is typed finds, in every engine, the questions that reading all of them would find, and raises nothing but
a refusal."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from indexer import dutch
from indexer.engines import LOCAL, Filters
from indexer.errors import QueryRefused
from indexer.fields import Facet, Order, Text, number_of, text_of, values_of
from indexer.index import build_index
from indexer.index.generations import read_pointer
from indexer.index.opened import OpenGeneration, open_generation
from indexer.query import MAX_CHARACTERS, Query, lower, parse, read
from indexer.query.tree import And, Everything, Fuzzy, Named, Node, Not, Nothing, Numbers, Or, Period, Phrase, Word
from indexer.question import WrittenQuestion
from tests.support.generations import put_into
from tests.support.plans import NAMES, WORDS, questions
from tests.support.reference import Reference

HELD = questions(60, seed=7, first_id=1_100_001)
REFERENCE = Reference(HELD)

_SIGNS = [
    "-",
    "(",
    ")",
    '"',
    "*",
    "?",
    ":",
    "[",
    "]",
    "~",
    "~2",
    "^3",
    "\\",
    "'",
    "“",
    "=",
    "..",
    "\x00",
    "\ud800",
    " ",
]
_SMALL = ["of", "en", "niet", "van", "aan", "over", "de", "in", "sinds", "tussen", "OF", "NIET", "EN", " TO "]
_NAMED = [*NAMES, "Deckers", "maes", "A", "minister", "vragen", "vraag", "fractie", "thema", "Welzijn"]
_CITED = [
    "nr.",
    "SV",
    "322",
    "7",
    "(2019-2020)",
    "2019-2020",
    "1100003",
    "4 maart 2020",
    "/vragen/1100004",
    "pfile?id=1",
]
_FIELDS = [
    "minister:",
    "datum:",
    "nummer:",
    "foo:",
    "tijdig:",
    "beantwoord:",
    "met:",
    "nee",
    "tabel",
    "2020",
    "2020-01",
]
PIECES = st.sampled_from([*_SIGNS, *_SMALL, *_NAMED, *_CITED, *_FIELDS, *WORDS])
SPACED = st.lists(PIECES, max_size=9).map(" ".join)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=20).map("".join), SPACED)


@pytest.fixture(scope="module")
def generations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, OpenGeneration]]:
    folder = tmp_path_factory.mktemp("any")
    put_into(folder / "corpus.sqlite", HELD)
    with ExitStack() as opened:
        held = {}
        for engine in LOCAL:
            build_index(folder / "corpus.sqlite", folder / engine, engine=engine)
            generation = open_generation(folder / engine / read_pointer(folder / engine).current)
            held[engine] = opened.enter_context(closing(generation))
        yield held


def found(generation: OpenGeneration, query: Query) -> set[int]:
    return set(generation.engine.all_ids(lower(query, generation.vocabulary), Filters(), Order.NEWEST))


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=TEXTS, plain=st.booleans())
@example(text="An Deckers aan minister Bert Maes of Lotte Wouters niet bus", plain=False)
@example(text='=bus -="de school"', plain=False)
@example(text='"school de"~2 ?us *us wachtlist~', plain=False)
@example(text="nr. 7 (2019-2020) van Deckers aan Maes, gesteld op 4 januari 2020: de bus", plain=False)
def test_every_engine_finds_what_reading_all_finds(
    generations: Mapping[str, OpenGeneration], text: str, plain: bool
) -> None:
    for generation in generations.values():
        try:
            query = read(text, generation.vocabulary, plain)
            ids = found(generation, query)
        except QueryRefused:
            return
        assert query.reading or query.tree == Everything()
        plan = lower(query, generation.vocabulary)
        assert ids == set(REFERENCE.find(plan, Filters(), Order.NEWEST))
        assert not [question.id for question in HELD if question.id in ids and excludes(query.tree, question)]


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.one_of(st.text(max_size=MAX_CHARACTERS + 20), st.lists(PIECES, max_size=60).map("".join)))
@example(text="datum:" * 40)
@example(text="van " * 60)
@example(text="nr. " + "1-" * 120)
@example(text='Vlaams Parlement, schriftelijke vraag: "' + "a " * 900 + '"')
@example(text='vraag ":"')
@example(text="?" * MAX_CHARACTERS)
@example(text="a?" * 120)
def test_nothing_raises_anything_but_a_refusal(generations: Mapping[str, OpenGeneration], text: str) -> None:
    generation = generations[LOCAL[0]]
    try:
        query = read(text, generation.vocabulary)
        found(generation, query)
    except QueryRefused:
        return
    assert query.reading or query.tree == Everything()


@given(text=st.lists(st.sampled_from(["bus", "wachtlijst", "jeugd", "covid-19", "2.133"]), min_size=1).map(" ".join))
def test_words_that_are_nothing_else_are_read_as_words(generations: Mapping[str, OpenGeneration], text: str) -> None:
    try:
        expected = parse(text)
    except QueryRefused:
        return
    assert read(text, generations[LOCAL[0]].vocabulary) == expected


def excludes(node: Node, question: WrittenQuestion) -> bool:
    """Whether whoever reads a question sees that it is not what was asked for."""
    match node:
        case And(children):
            return any(excludes(child, question) for child in children)
        case Or(children):
            return all(excludes(child, question) for child in children)
        case Not(Word(text, None, False)):
            return any(word == dutch.fold(text) for one in texts(question) for word in dutch.fold(one).split())
        case Nothing():
            return True
        case Word(text, None) | Phrase(text, None) if not any(map(str.isdecimal, text)):
            begin = dutch.fold(text)[:2]
            return begin.isalpha() and begin not in dutch.fold(" ".join(texts(question)))
        case Named(facet, _, values):
            return not values.intersection(values_of(question)[facet])
        case Numbers(low, high, field):
            number = number_of(question, field)
            return number is None or (low or 0) > number or (high is not None and high < number)
        case Period(field, since, until):
            day = number_of(question, field)
            return day is None or bool(since and since.toordinal() > day) or bool(until and until.toordinal() < day)
        case Word(text, Facet.ON_TIME | Facet.ANSWERED as facet):
            return text.lower() not in values_of(question)[facet] and text in ("ja", "nee")
    return isinstance(node, Fuzzy) and not texts(question)


def texts(question: WrittenQuestion) -> list[str]:
    values = values_of(question)
    people = (*values[Facet.ASKER], *values[Facet.MINISTER])
    return [one for one in (*(text_of(question, text) for text in Text), *people) if one]
