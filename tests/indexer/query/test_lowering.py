"""What a query asks of an index: terms, values and spans, with nothing left to analyse."""

from datetime import date

import pytest

from indexer.errors import QueryRefused
from indexer.fields import Facet, Number, Text
from indexer.index.contents import ContentsVocabulary
from indexer.query import MAX_EXPANSION, lower, parse
from indexer.query.plan import All, Any, Everything, First, Plan, Rows, Span, Values, Without
from tests.support.contents import contents_of
from tests.support.factory import make_question

EVERYWHERE = tuple(Text)
QUESTION = make_question(
    1,
    title="Wachtlijsten",
    question="Huizen voor kinderen.",
    answer="Een huis.",
    minister="Hilde Vervoort",
    asker="Lotte Kinderen",
    party="CD&V",
    themes=("Sociale zaken", "Sport"),
    session_year="2022-2023",
)


def named(facet: Facet, name: str) -> tuple[Values, ...]:
    return (Values(facet, frozenset({name})),)


def day(*parts: int) -> int:
    return date(*parts).toordinal()


def plan_of(text: str) -> Plan:
    with contents_of(QUESTION) as contents:
        return lower(parse(text), ContentsVocabulary(contents))


def word(*rows: tuple[str, ...], values: tuple[Values, ...] = (), lesser: tuple[str, ...] = ()) -> Rows:
    return Rows(rows, EVERYWHERE, values, tuple((term,) for term in lesser))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", Everything(), id="nothing typed"),
        pytest.param("!", Any(()), id="no word"),
        pytest.param("wachtlijsten", word(("wachtlijst",)), id="word"),
        pytest.param("covid-19", word(("covid19",), ("covid", "19")), id="hyphenated word"),
        pytest.param('"de huizen"', word(("de", "huis")), id="phrase"),
        pytest.param("huiz*", word(("huis",)), id="prefix"),
        pytest.param("zebra*", word(), id="prefix of nothing"),
        pytest.param("titel:huis", Rows((("huis",),), (Text.TITLE,)), id="a text"),
        pytest.param(
            "vervoort",
            word(("vervoort",), values=(Values(Facet.MINISTER, frozenset({"Hilde Vervoort"})),)),
            id="a name",
        ),
        pytest.param(
            "kinder*",
            word(("kind",), values=(Values(Facet.ASKER, frozenset({"Lotte Kinderen"})),)),
            id="prefix of a name",
        ),
        pytest.param("minister:verv*", Values(Facet.MINISTER, frozenset({"Hilde Vervoort"})), id="minister"),
        pytest.param('thema:"sociale zaken"', Values(Facet.THEME, frozenset({"Sociale zaken"})), id="theme"),
        pytest.param('thema:"zaken sociale"', Values(Facet.THEME, frozenset()), id="theme in another order"),
        pytest.param("fractie:cdv", Values(Facet.PARTY, frozenset({"CD&V"})), id="party"),
        pytest.param("zittingsjaar:2022", Values(Facet.SESSION_YEAR, frozenset({"2022-2023"})), id="session year"),
        pytest.param("datum:2023-04", Span(Number.ASKED_ON, day(2023, 4, 1), day(2023, 4, 30)), id="days"),
        pytest.param("beantwoord:[2023 TOT]", Span(Number.ANSWERED_ON, day(2023, 1, 1), None), id="open span"),
        pytest.param("nummer:[7 TOT 9]", Span(Number.NUMBER, 7, 9), id="numbers"),
        pytest.param("huis OF -bus", Any((word(("huis",)), Without(word(("bus",))))), id="or, not"),
        pytest.param("huis sport", All((word(("huis",)), word(("sport",)))), id="and"),
        pytest.param(
            "322",
            First(Any((Span(Number.NUMBER, 322, 322), Span(Number.ID, 322, 322))), word(("322",))),
            id="a number alone",
        ),
    ],
)
def test_a_query_becomes_terms_values_and_spans(text: str, expected: Plan) -> None:
    assert plan_of(text) == expected


COMPOUNDS = make_question(
    1, title="Hulp", question="Jeugdhulp voor de jeugd.", answer="Hulp, een hulpdienst en een dienst.", minister=None
)

HELD = (("hulpdienst",), ("jeugdhulp",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("hulp", word(("hulp",), lesser=("hulpdienst", "jeugdhulp")), id="a word"),
        pytest.param("titel:hulp", Rows((("hulp",),), (Text.TITLE,), (), HELD), id="a text"),
        pytest.param('"de hulp"', word(("de", "hulp")), id="not a phrase"),
        pytest.param("hulp*", word(("hulp",), ("hulpdienst",)), id="not a prefix"),
        pytest.param("jeugdhulp", word(("jeugdhulp",)), id="a compound of no other"),
        pytest.param("diensthulp", word(("diensthulp",)), id="a compound that no text has"),
    ],
)
def test_a_word_finds_the_compounds_of_which_it_is_a_part_too(text: str, expected: Plan) -> None:
    with contents_of(COMPOUNDS) as contents:
        assert lower(parse(text), ContentsVocabulary(contents)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("jeugd hulp", ("jeugdhulp",), id="nothing between"),
        pytest.param("Gemeenten fondsen", ("gemeentenfonds",), id="as they are written"),
        pytest.param("arbeid handicap", ("arbeidshandicap",), id="a letter that links them"),
        pytest.param("hulp jeugd", (), id="in another order"),
        pytest.param('"jeugd hulp"', None, id="not a phrase"),
    ],
)
def test_words_typed_apart_are_found_in_the_word_that_they_make_together(
    text: str, expected: tuple[str, ...] | None
) -> None:
    with contents_of(make_question(1, answer="Jeugdhulp, gemeentenfondsen, een arbeidshandicap.")) as contents:
        plan = lower(parse(text), ContentsVocabulary(contents))
    wholes = {rows.rows[1:] for rows in plan.children} if isinstance(plan, All) else None  # type: ignore[union-attr]
    assert wholes == ({tuple((term,) for term in expected)} if expected is not None else None)


def test_a_prefix_of_too_many_words_is_refused_but_not_to_an_export() -> None:
    words = " ".join(f"woord{number:03}" for number in range(MAX_EXPANSION + 1))
    with contents_of(make_question(1, answer=words)) as contents:
        vocabulary = ContentsVocabulary(contents)
        with pytest.raises(QueryRefused) as refused:
            lower(parse("woord*"), vocabulary)
        assert (refused.value.reason, refused.value.term, refused.value.limit) == ("too_broad", "woord*", MAX_EXPANSION)
        for query, bounded in (("woord0*", True), ("woord*", False)):
            lowered = lower(parse(query), vocabulary, bounded=bounded)
            assert isinstance(lowered, Rows)
            assert len(lowered.rows) == (100 if bounded else MAX_EXPANSION + 1)
