"""The query language: how each thing people type is read, and what is refused."""

import time
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.errors import QueryRefused
from indexer.fields import Number, Text
from indexer.query import MAX_CHARACTERS, MAX_DEPTH, MAX_TERMS, parse
from indexer.query.tree import And, Everything, Not, Nothing, Numbers, Or, Period, Phrase, Prefix, Word


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        pytest.param("", "", id="empty"),
        pytest.param("wachtlijst jeugdzorg", "wachtlijst en jeugdzorg", id="several words mean and"),
        pytest.param("de wachtlijst van jeugdzorg", "wachtlijst en jeugdzorg", id="stop words are left out"),
        pytest.param("de het", "de en het (alleen stopwoorden)", id="nothing but stop words"),
        pytest.param("wachtlijst EN jeugdzorg", "wachtlijst en jeugdzorg", id="Dutch and"),
        pytest.param("a AND b", "a en b", id="English and"),
        pytest.param("wachtlijst OF jeugdzorg", "wachtlijst of jeugdzorg", id="Dutch or"),
        pytest.param("a OR b", "a of b", id="English or"),
        pytest.param("a OF b EN c", "a of (b en c)", id="and binds closer than or"),
        pytest.param("wachtlijst NIET jeugdzorg", "wachtlijst, niet jeugdzorg", id="Dutch not"),
        pytest.param("a NOT b", "a, niet b", id="English not"),
        pytest.param("a -b", "a, niet b", id="minus"),
        pytest.param("-wachtlijst", "niet wachtlijst", id="only an exclusion"),
        pytest.param("a OR -b", "a of niet b", id="exclusion as a choice"),
        pytest.param("a - b", "a en b", id="a dash between spaces excludes nothing"),
        pytest.param("covid-19", "covid-19", id="a hyphen inside excludes nothing"),
        pytest.param("50 000 euro", "50.000 en euro", id="a number in groups"),
        pytest.param("50\u00a0000", "50.000", id="a number in groups with a no-break space"),
        pytest.param("2023 2024", "2023 en 2024", id="two years"),
        pytest.param('"De Lijn"', '"De Lijn"', id="phrase"),
        pytest.param("“De Lijn”", '"De Lijn"', id="curly quotes"),
        pytest.param("«De Lijn»", '"De Lijn"', id="guillemets"),
        pytest.param("wacht*", "wacht*", id="prefix"),
        pytest.param("wacht*, lijst", "wacht* en lijst", id="prefix before a comma"),
        pytest.param("*woord", "*woord", id="end of a word"),
        pytest.param("wacht*lijst", "wacht*lijst", id="a star inside a word"),
        pytest.param("wacht?ijst", "wacht?ijst", id="any letter"),
        pytest.param("Co*-ouder, lijst", "co*ouder en lijst", id="a star and a hyphen"),
        pytest.param("Rijdt de bus?Fietsen", "Rijdt en bus en Fietsen", id="a sentence without a space is no wildcard"),
        pytest.param("=wacht?ijst", "wacht?ijst", id="any letter, exactly"),
        pytest.param("WACHT?IJST", "wacht?ijst", id="any letter among capitals"),
        pytest.param("www.lijn.be/?x=1", "www en lijn en be en x en 1", id="the query of an address is no wildcard"),
        pytest.param("wachtlijts~", "wachtlijts of wat erop lijkt", id="misspelt"),
        pytest.param("wachtlijts~2 bus", "wachtlijts of wat erop lijkt en bus", id="misspelt, the way of Lucene"),
        pytest.param("=wachtlijsten", "precies wachtlijsten", id="exact"),
        pytest.param('="wachtlijsten jeugdhulp"', 'precies "wachtlijsten jeugdhulp"', id="exact phrase"),
        pytest.param('-="de wachtlijsten" bus', 'bus, niet precies "de wachtlijsten"', id="not an exact phrase"),
        pytest.param('"a b"~5', '"a b" met hoogstens 5 woorden ertussen', id="near"),
        pytest.param('titel:"a b"~1', 'titel bevat "a b" met hoogstens 1 woord ertussen', id="near in a field"),
        pytest.param('"datum:maart 2017"', '"datum:maart 2017"', id="a field in quotes is none"),
        pytest.param("minister:crevits", "minister bevat crevits", id="field"),
        pytest.param("partij:groen", "fractie bevat groen", id="field by its other name"),
        pytest.param("Minister:Crevits", "minister bevat Crevits", id="field in capitals"),
        pytest.param(
            "minister:(crevits OF demir)", "minister bevat crevits of minister bevat demir", id="field of a group"
        ),
        pytest.param('thema:"sociale zaken"', 'thema bevat "sociale zaken"', id="field of a phrase"),
        pytest.param("vraag:wacht*", "vraag bevat wacht*", id="field of a prefix"),
        pytest.param("zittingsjaar:2023-2024", "zittingsjaar 2023-2024", id="session year"),
        pytest.param("nummer:322", "nummer 322", id="number"),
        pytest.param("nummer:[10 TOT 20]", "nummer vanaf 10 tot en met 20", id="numbers"),
        pytest.param("datum:2023", "gevraagd in 2023", id="year"),
        pytest.param("beantwoord:2023-04", "beantwoord in april 2023", id="month"),
        pytest.param("gepubliceerd:01/03/2024", "gepubliceerd op 1 maart 2024", id="day"),
        pytest.param(
            "datum:[2023-01-01 TO 2023-06-30]", "gevraagd van 1 januari 2023 tot en met 30 juni 2023", id="range"
        ),
        pytest.param("datum:[2023-01 TOT 2023-06]", "gevraagd van 1 januari 2023 tot en met 30 juni 2023", id="TOT"),
        pytest.param("datum:[2023 TOT]", "gevraagd vanaf 1 januari 2023", id="open end"),
        pytest.param("datum:[TOT 2023]", "gevraagd tot en met 31 december 2023", id="open start"),
        pytest.param(
            'wachtlijst (jeugdzorg OR kinderopvang) -"De Lijn" minister:crevits',
            'wachtlijst en (jeugdzorg of kinderopvang), niet "De Lijn", minister bevat crevits',
            id="everything at once",
        ),
        pytest.param("((wachtlijst))", "wachtlijst", id="superfluous brackets"),
        pytest.param("Mobiliteit: stand van zaken?", "Mobiliteit en stand en zaken", id="a title pasted in"),
        pytest.param("om 10:30 uur", "10 en 30 en uur", id="a time of day"),
    ],
)
def test_a_query_reads_back_in_plain_dutch(text: str, reading: str) -> None:
    query = parse(text)
    assert (query.reading, query.literal) == (reading, False)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        pytest.param('"(', "geen enkel woord", id="quote and bracket"),
        pytest.param(":", "geen enkel woord", id="colon"),
        pytest.param("()", "geen enkel woord", id="empty brackets"),
        pytest.param('""', "geen enkel woord", id="empty phrase"),
        pytest.param("!?…", "geen enkel woord", id="only signs"),
        pytest.param("AND", "AND", id="only an operator"),
        pytest.param("wachtlijst AND", "wachtlijst", id="operator at the end"),
        pytest.param("OR wachtlijst", "wachtlijst", id="operator at the start"),
        pytest.param("a AND OR b", "a en b", id="operators in a row"),
        pytest.param("NOT NOT a", "a", id="not not"),
        pytest.param("minister:", "minister", id="field without a value"),
        pytest.param("minister: crevits", "minister en crevits", id="field and a space"),
        pytest.param("titel:vraag:a", "titel en vraag en a", id="field of a field"),
        pytest.param("foo:bar", "foo en bar", id="unknown field"),
        pytest.param("datum:morgen", "datum en morgen", id="no date"),
        pytest.param("datum:2023-13", "datum en 2023-13", id="no month"),
        pytest.param("datum:[a TO z]", "datum en a en TO en z", id="range of no dates"),
        pytest.param("datum:[TO]", "datum en TO", id="range of nothing"),
        pytest.param("[a TO z]", "a en TO en z", id="range of words"),
        pytest.param("nummer:veel", "nummer en veel", id="no number"),
        pytest.param('"De Lijn', "Lijn", id="quote that does not close"),
        pytest.param("(wachtlijst", "wachtlijst", id="bracket that does not close"),
        pytest.param("wachtlijst)", "wachtlijst", id="bracket that does not open"),
        pytest.param("politie~3", "politie en 3", id="fuzzy is not offered"),
        pytest.param("wachtlijst^4", "wachtlijst en 4", id="boost is not offered"),
    ],
)
def test_what_cannot_be_parsed_is_searched_literally_and_says_so(text: str, reading: str) -> None:
    query = parse(text)
    assert query.literal
    assert query.reading == f"letterlijk gelezen: {reading}"


def test_the_tree_holds_plain_data() -> None:
    query = parse('wacht* (a OF "b c") -d titel:e datum:2023 nummer:7')
    assert query.tree == And(
        (
            Prefix("wacht"),
            Or((Word("a"), Phrase("b c"))),
            Not(Word("d")),
            Word("e", Text.TITLE),
            Period(Number.ASKED_ON, date(2023, 1, 1), date(2023, 12, 31)),
            Numbers(7, 7),
        )
    )
    assert parse("  ").tree == Everything()
    assert parse("!").tree == Nothing()


@pytest.mark.parametrize(("text", "number"), [("322", 322), (" 1809299 ", 1809299), ("322 a", None), ("2.133", None)])
def test_a_number_typed_alone_may_be_that_of_a_question(text: str, number: int | None) -> None:
    assert parse(text).number == number


@pytest.mark.parametrize(
    ("text", "reason", "term"),
    [
        pytest.param("x" * (MAX_CHARACTERS + 1), "too_long", None, id="characters"),
        pytest.param("a b " * (MAX_TERMS // 2) + "c", "too_many_terms", None, id="words"),
        pytest.param("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1), "too_deep", None, id="brackets"),
        pytest.param("(" * 200, "too_deep", None, id="brackets that do not close"),
        pytest.param("*", "too_broad", "*", id="a star alone"),
        pytest.param("**", "too_broad", "**", id="stars"),
        pytest.param("*a", "too_broad", "*a", id="a star beside one letter"),
        pytest.param("titel:*", "too_broad", "*", id="a star as a value"),
    ],
)
def test_what_would_cost_too_much_is_refused(text: str, reason: str, term: str | None) -> None:
    with pytest.raises(QueryRefused) as refused:
        parse(text)
    assert (refused.value.reason, refused.value.term) == (reason, term)


def test_as_many_words_and_brackets_as_allowed_are_read() -> None:
    assert parse(" OF ".join("abcdefghijklmnopqrstuvwxyz")).literal is False
    assert parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH).tree == Word("a")


_SIGNS = ["-", "(", ")", '"', "*", ":", "[", "]", "~2", "^3", "\\", "'", "“", "?", "\x00", "\ud800", " "]
_WORDS = ["a", "de", "wachtlijst", "AND", "OF", "NIET", " TO ", "2023", "2023-02-30", "é"]
_FIELDS = ["minister:", "datum:", "nummer:", "foo:"]
_PIECES = st.sampled_from([*_SIGNS, *_WORDS, *_FIELDS])


@given(st.one_of(st.text(max_size=MAX_CHARACTERS), st.lists(_PIECES, max_size=40).map("".join)))
@example("[" + "a " * 120)
@example('"' * MAX_CHARACTERS)
@example("datum:" * 40)
@example("-" * MAX_CHARACTERS)
@example("a*" * 128)
def test_nothing_that_is_typed_raises_anything_but_a_refusal_and_none_takes_long(text: str) -> None:
    started = time.thread_time()
    with suppress(QueryRefused):
        query = parse(text)
        assert query.reading or query.tree == Everything()
    assert time.thread_time() - started < 1
