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


def word(*rows: tuple[str, ...], values: tuple[Values, ...] = ()) -> Rows:
    return Rows(rows, EVERYWHERE, values)


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
