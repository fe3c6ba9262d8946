"""Searches as people type them, over real indexes on disk."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.errors import QueryRefused
from indexer.query import MAX_CHARACTERS
from indexer.search import Facet, Marked, Match, Order, SearchPage, SearchRequest, SearchService, open_search
from indexer.search.deadline import Deadline
from tests.support.factory import make_question
from tests.support.serving import build_site_index

WAITING = make_question(
    101,
    number=322,
    title="Wachtlijsten in de jeugdhulp",
    question="Hoeveel kinderen staan op de wachtlijst?",
    answer="Er stonden 2.133 kinderen op de wachtlijst. De Vlaamse Regering investeert.",
    asked_on=date(2024, 3, 4),
    answered_on=date(2024, 3, 29),
    published_on=date(2024, 4, 2),
    themes=("Jeugd", "Welzijn"),
    minister="Hilde Vervoort",
    asker="Lotte D'Haese",
    party="Groene Lijst",
)
BUS = make_question(
    102,
    number=7,
    title="Dienstregeling van De Lijn",
    question="Welke bussen rijden op de lijn Gent-Brugge? Zie ook vraag 322.",
    answer="De Lijn legt de lijn in 2025 opnieuw. Geen enkele regio, Vlaamse of Waalse, heeft een wachtlijst.",
    asked_on=date(2023, 6, 30),
    answered_on=date(2023, 7, 20),
    published_on=date(2023, 8, 1),
    session_year="2022-2023",
    themes=("Mobiliteit",),
    minister="Jan Peumans-Verbeke",
    asker="Bert Coördinaat",
    party="CD&P",
)
COVID = make_question(
    103,
    number=8,
    title="Coördinatie van covid-19 in België",
    question="Welke vzw's kregen steun?\n\nA-B-test.",
    answer=None,
    asked_on=date(2023, 4, 15),
    answered_on=None,
    published_on=None,
    session_year="2022-2023",
    themes=("Gezondheid", "Welzijn"),
    minister="Hilde Vervoort",
    asker="Lotte D'Haese",
    party=None,
    text_status="no_answer",
)
EMPTY = make_question(
    104,
    number=None,
    title=None,
    question=None,
    answer=None,
    asked_on=None,
    answered_on=None,
    published_on=None,
    session_year=None,
    themes=(),
    minister=None,
    asker=None,
    text_status="missing",
)
HOUSES = make_question(
    105,
    number=9,
    title="Sociale huizen",
    question="Vraag over gemeentehuizen en het huis van het kind. " + "Er is meer nodig. " * 40,
    answer="De " + "woning is klaar en " * 60 + "er volgen nog huizen. Wachtlijst.",
    asked_on=date(2024, 3, 4),
    session_year="2023-2024",
    themes=("Wonen",),
    minister="Bram Hellemans",
    asker="An Deckers",
    party="Groene Lijst",
)
ALL = (WAITING, BUS, COVID, EMPTY, HOUSES)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    service = open_search(build_site_index(tmp_path_factory.mktemp("index"), ALL))
    yield service
    service.close()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    """Some 1,500 questions, each with words of its own, so that prefixes stand for many."""
    words = [f"{a}{b}{c}woord" for a in "abcdefghij" for b in "klmnopqrst" for c in "uvwxyz"]
    questions = (
        make_question(
            1_000 + n,
            title=f"Vraag over {words[n % 600]}",
            question=f"Hoeveel {words[n % 600]} en {words[n * 7 % 600]} zijn er, per jaar? " * 3,
            answer=f"Het zijn er {n} in de gemeente, aldus de minister. " * 5 + words[n * 13 % 600],
            asked_on=date.fromordinal(738_000 + n),
        )
        for n in range(1_500)
    )
    service = open_search(build_site_index(tmp_path_factory.mktemp("many"), questions))
    yield service
    service.close()


def ids(page: SearchPage) -> list[int]:
    """What matches all that was asked."""
    return [hit.question.id for hit in page.hits if hit.match is Match.ALL]


def shown(text: Marked) -> str:
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("wachtlijsten", {101, 102, 105}, id="stem"),
        pytest.param("WACHTLIJST", {101, 102, 105}, id="capitals"),
        pytest.param("huis", {105}, id="stem of a plural"),
        pytest.param("coordinatie", {103}, id="accents"),
        pytest.param("vzw", {103}, id="apostrophe"),
        pytest.param("covid-19", {103}, id="hyphen"),
        pytest.param("covid19", {103}, id="hyphen left out"),
        pytest.param('"covid 19"', {103}, id="hyphen as a space"),
        pytest.param("A-B", {103}, id="letters with a hyphen"),
        pytest.param("2133", {101}, id="number with a point"),
        pytest.param("2.133", {101}, id="number with a point in both"),
        pytest.param("wachtlijst 2133", {101}, id="and"),
        pytest.param("covid-19 OF bussen", {102, 103}, id="or"),
        pytest.param("wachtlijst -kinderen", {102}, id="exclusion"),
        pytest.param("-wachtlijst", {103, 104}, id="only an exclusion"),
        pytest.param('"De Lijn"', {102}, id="phrase with a stop word"),
        pytest.param('"wachtlijst op"', set(), id="phrase in another order"),
        pytest.param('"op de wachtlijst"', {101}, id="phrase of stop words and one word"),
        pytest.param('"Vlaamse Regering"', {101}, id="phrase, not the words apart"),
        pytest.param("wacht*", {101, 102, 105}, id="prefix"),
        pytest.param("huiz*", {105}, id="prefix that its stem does not begin with"),
        pytest.param("wachtlijste*", {101, 102, 105}, id="prefix longer than the stem"),
        pytest.param("gemeenteh*", {105}, id="prefix of a compound"),
        pytest.param("titel:wachtlijst", {101}, id="title"),
        pytest.param("antwoord:wachtlijst", {101, 102, 105}, id="answer"),
        pytest.param("vraag:wacht*", {101}, id="prefix in a field"),
        pytest.param('antwoord:"de lijn"', {102}, id="phrase in a field"),
        pytest.param("minister:vervoort", {101, 103}, id="part of a name"),
        pytest.param("minister:verv*", {101, 103}, id="beginning of a name"),
        pytest.param('minister:"hilde vervoort"', {101, 103}, id="whole name"),
        pytest.param('minister:"vervoort hilde"', set(), id="name the other way round"),
        pytest.param("minister:peumans", {102}, id="part of a double name"),
        pytest.param("vraagsteller:dhaese", {101, 103}, id="name with an apostrophe"),
        pytest.param("vervoort", {101, 103}, id="name as a word"),
        pytest.param("fractie:cd&p", {102}, id="party"),
        pytest.param("thema:welzijn", {101, 103}, id="theme"),
        pytest.param("zittingsjaar:2022-2023", {102, 103}, id="session year"),
        pytest.param("zittingsjaar:2022", {102, 103}, id="beginning of a session year"),
        pytest.param("datum:2023", {102, 103}, id="year"),
        pytest.param("datum:2023-04", {103}, id="month"),
        pytest.param("datum:04/03/2024", {101, 105}, id="day"),
        pytest.param("datum:[2023-04-16 TO 2023-06-30]", {102}, id="range with its ends"),
        pytest.param("datum:[2023-05 TOT]", {101, 102, 105}, id="open range"),
        pytest.param("beantwoord:2023", {102}, id="day of the answer"),
        pytest.param("gepubliceerd:2024-04", {101, 105}, id="day of publication"),
        pytest.param("nummer:322", {101}, id="number"),
        pytest.param("nummer:[7 TO 8]", {102, 103}, id="range of numbers"),
        pytest.param("de", {101, 102, 105}, id="only a stop word"),
        pytest.param("zebra", set(), id="nothing"),
        pytest.param("zebra OF (wachtlijst 2133)", {101}, id="group"),
        pytest.param("kinderen -(zebra OF lijn)", {101, 105}, id="excluded group"),
        pytest.param("", {101, 102, 103, 104, 105}, id="empty"),
    ],
)
def test_a_query_finds_what_it_says(service: SearchService, text: str, expected: set[int]) -> None:
    page = service.search(SearchRequest(text))
    assert set(ids(page)) == expected
    assert page.total == len(expected)


@pytest.mark.parametrize("text", ['"(', ":", "AND", "()", '""', "!", "minister:", "\x00?", "\ud800-"])
def test_strange_input_finds_nothing_and_raises_nothing(service: SearchService, text: str) -> None:
    page = service.search(SearchRequest(text))
    assert (page.total, page.hits, page.literal) == (0, (), True)


def test_what_cannot_be_parsed_is_searched_as_words(service: SearchService) -> None:
    page = service.search(SearchRequest('"wachtlijst (bussen'))
    assert (ids(page), page.literal, page.reading) == ([102], True, "letterlijk gelezen: wachtlijst en bussen")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param("322", 101, id="number of a question before another that mentions it"),
        pytest.param("103", 103, id="id"),
    ],
)
def test_a_number_typed_alone_ranks_that_question_first(service: SearchService, text: str, first: int) -> None:
    assert ids(service.search(SearchRequest(text)))[0] == first


def test_a_hit_in_the_title_ranks_before_one_in_the_text(service: SearchService) -> None:
    page = service.search(SearchRequest("wachtlijst"))
    assert ids(page)[0] == 101
    scores = [hit.score for hit in page.hits]
    assert all(score is not None and score > 0 for score in scores)
    assert scores == sorted(scores, key=lambda score: -(score or 0))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        pytest.param(Order.NEWEST, [105, 101, 102, 103, 104], id="newest, the id decides, no date last"),
        pytest.param(Order.OLDEST, [103, 102, 101, 105, 104], id="oldest, the id decides, no date last"),
        pytest.param(Order.RELEVANCE, [105, 101, 102, 103, 104], id="an empty query has no relevance: newest"),
    ],
)
def test_questions_are_ordered_by_the_day_they_were_asked(
    service: SearchService, order: Order, expected: list[int]
) -> None:
    page = service.search(SearchRequest(order=order))
    assert ids(page) == expected
    assert {hit.score for hit in page.hits} == {None}


def test_dates_of_the_request_bound_the_day_of_asking(service: SearchService) -> None:
    request = SearchRequest(since=date(2023, 4, 15), until=date(2024, 3, 3))
    assert set(ids(service.search(request))) == {102, 103}
    assert set(ids(service.search(SearchRequest(since=date(2024, 3, 4))))) == {101, 105}


def counts(page: SearchPage, facet: Facet) -> dict[str, int]:
    return {one.value: one.count for one in page.facets[facet]}


def test_every_facet_is_counted_over_all_matches(service: SearchService) -> None:
    page = service.search(SearchRequest(per_page=1))
    assert counts(page, Facet.THEME) == {"Gezondheid": 1, "Jeugd": 1, "Mobiliteit": 1, "Welzijn": 2, "Wonen": 1}
    assert counts(page, Facet.MINISTER) == {"Hilde Vervoort": 2, "Bram Hellemans": 1, "Jan Peumans-Verbeke": 1}
    assert counts(page, Facet.ASKER) == {"Lotte D'Haese": 2, "An Deckers": 1, "Bert Coördinaat": 1}
    assert counts(page, Facet.PARTY) == {"Groene Lijst": 2, "CD&P": 1}
    assert counts(page, Facet.SESSION_YEAR) == {"2022-2023": 2, "2023-2024": 2}
    assert page.facets[Facet.THEME][0].value == "Welzijn", "the most frequent first"


def test_values_of_one_facet_widen_and_facets_narrow(service: SearchService) -> None:
    themes = {Facet.THEME: ("Welzijn", "Wonen")}
    assert set(ids(service.search(SearchRequest(chosen=themes)))) == {101, 103, 105}
    both = themes | {Facet.PARTY: ("Groene Lijst",)}
    assert set(ids(service.search(SearchRequest(chosen=both)))) == {101, 105}
    assert ids(service.search(SearchRequest("kinderen", chosen={Facet.THEME: ("Jeugd",)}))) == [101]


def test_a_facet_is_counted_without_its_own_choice(service: SearchService) -> None:
    page = service.search(SearchRequest(chosen={Facet.THEME: ("Jeugd",), Facet.PARTY: ("Groene Lijst",)}))
    assert page.total == 1
    assert counts(page, Facet.THEME) == {"Jeugd": 1, "Welzijn": 1, "Wonen": 1}, "of that party, any theme"
    assert counts(page, Facet.PARTY) == {"Groene Lijst": 1}, "of that theme, any party"
    assert {one.value for one in page.facets[Facet.THEME] if one.chosen} == {"Jeugd"}


def test_a_chosen_value_stays_visible_without_matches(service: SearchService) -> None:
    page = service.search(SearchRequest("covid", chosen={Facet.THEME: ("Wonen", "Onbekend")}))
    assert page.total == 0
    assert {one.value: (one.count, one.chosen) for one in page.facets[Facet.THEME]} == {
        "Gezondheid": (1, False),
        "Welzijn": (1, False),
        "Wonen": (0, True),
        "Onbekend": (0, True),
    }


def test_pages_follow_each_other_without_gap_or_overlap(many: SearchService) -> None:
    for order in Order:
        whole = [question.id for question in many.matching(SearchRequest("gemeente", order=order))]
        pages = [
            ids(many.search(SearchRequest("gemeente", order=order, page=page, per_page=100))) for page in range(1, 17)
        ]
        assert [number for page in pages for number in page] == whole
        assert len(whole) == len(set(whole)) == 1_500


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"page": 101, "per_page": 100}, id="beyond the deepest page"),
        pytest.param({"page": 0}, id="page zero"),
        pytest.param({"per_page": 0}, id="empty pages"),
        pytest.param({"per_page": 101}, id="pages too long"),
    ],
)
def test_paging_has_an_end(service: SearchService, wrong: dict[str, Any]) -> None:
    with pytest.raises(QueryRefused) as refused:
        service.search(SearchRequest(**wrong))
    assert refused.value.reason == "too_far"
    assert service.search(SearchRequest(page=100, per_page=100)).hits == ()


def test_matching_streams_every_question_whole(service: SearchService) -> None:
    found = list(service.matching(SearchRequest("wachtlijst", order=Order.OLDEST, page=9, per_page=1)))
    assert found == [BUS, WAITING, HOUSES]


def test_a_question_comes_back_as_it_went_in(service: SearchService) -> None:
    assert [service.get(question.id) for question in ALL] == list(ALL)
    assert service.get(999) is None


def test_matches_are_marked_in_title_and_passages(service: SearchService) -> None:
    hit = service.search(SearchRequest("wachtlijst kind")).hits[0]
    assert shown(hit.title) == "[Wachtlijsten] in de jeugdhulp"
    assert {snippet.source: shown(snippet.text) for snippet in hit.snippets} == {
        "question": "Hoeveel [kinderen] staan op de [wachtlijst]?",
        "answer": "Er stonden 2.133 [kinderen] op de [wachtlijst]. De Vlaamse Regering investeert.",
    }


def test_a_phrase_is_marked_only_where_it_stands(service: SearchService) -> None:
    hit = service.search(SearchRequest('"de lijn"')).hits[0]
    assert shown(hit.title) == "Dienstregeling van [De Lijn]"
    assert "op [de lijn] Gent-Brugge" in shown(hit.snippets[0].text) + shown(hit.snippets[1].text)
    hit = service.search(SearchRequest('lijn "op de lijn"')).hits[0]
    assert shown(hit.title) == "Dienstregeling van De [Lijn]"


def test_what_is_asked_of_one_text_is_marked_in_that_text_alone(service: SearchService) -> None:
    hit = service.search(SearchRequest("titel:wachtlijst")).hits[0]
    assert shown(hit.title) == "[Wachtlijsten] in de jeugdhulp"
    assert [shown(snippet.text) for snippet in hit.snippets] == ["Hoeveel kinderen staan op de wachtlijst?"]


def test_excluded_words_and_names_are_not_marked(service: SearchService) -> None:
    hit = service.search(SearchRequest("kinderen -zebra minister:vervoort")).hits[0]
    assert shown(hit.title) == "Wachtlijsten in de jeugdhulp"
    assert "[kinderen]" in shown(hit.snippets[0].text)


def test_long_texts_are_cut_to_a_passage_of_whole_words(service: SearchService) -> None:
    hit = next(hit for hit in service.search(SearchRequest("huizen")).hits if hit.question.id == 105)
    answer = next(shown(snippet.text) for snippet in hit.snippets if snippet.source == "answer")
    assert answer.startswith("… ")
    assert "[huizen]. Wachtlijst." in answer
    assert len(answer) < 320
    assert answer.removeprefix("… ").split()[0] in ("woning", "is", "klaar", "en", "er")


def test_without_matches_in_the_texts_the_beginning_is_shown(service: SearchService) -> None:
    page = service.search(SearchRequest("", order=Order.NEWEST))
    beginnings = {hit.question.id: [shown(snippet.text) for snippet in hit.snippets] for hit in page.hits}
    assert beginnings[101] == ["Hoeveel kinderen staan op de wachtlijst?"]
    assert beginnings[104] == []
    assert beginnings[105][0].startswith("Vraag over gemeentehuizen")
    assert beginnings[105][0].endswith(" …")


def test_hostile_text_comes_back_as_plain_pieces(tmp_path: Path) -> None:
    hostile = '<script>alert("wachtlijst")</script>'
    service = open_search(
        build_site_index(tmp_path, [make_question(1, title=hostile, question=hostile, answer="& < >")])
    )
    hit = service.search(SearchRequest("wachtlijst")).hits[0]
    service.close()
    assert "".join(piece.text for piece in hit.title) == hostile
    assert [piece.text for piece in hit.title if piece.hit] == ["wachtlijst"]


QUERIES_OF_DEATH = [
    "*", "**", "a*", "*e*", "?*?*?*?", "[a TO z]", " ".join(["*e*"] * 20), "aaaa~4", "politie~3", "re:.*e.*e.*",
    "(" * 5_000, "a " * 2_000, "a " * 10_000, "w" * 1_000_000, " OR ".join(["a*"] * 16), "-" * 200, '"' * 255,
    " ".join(f"{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz"), "minister de vraag gemeente jaar per zijn",
    " OF ".join(["minister", "gemeente", "jaar", "het", "de", "zijn", "er", "aldus"] * 4), '"de minister de minister"',
    "-(de OF het)", "NOT (NOT (NOT a))", "datum:[0001 TO 9999]", "nummer:[0 TO 999999999]", '"' + "de " * 30 + '"',
]  # fmt: skip


@pytest.mark.parametrize("text", QUERIES_OF_DEATH, ids=lambda text: text[:30])
def test_no_query_of_death_works_longer_than_two_seconds(many: SearchService, text: str) -> None:
    started = time.thread_time()
    with suppress(QueryRefused):
        many.search(SearchRequest(text, per_page=100))
    assert time.thread_time() - started < 2


_WORDS = st.sampled_from(["de", "minister", "gemeente", "a*", "aku*", "akuwoord", '"de gemeente"', "datum:2022", "7"])
_QUERIES = st.recursive(
    _WORDS,
    lambda inner: st.one_of(
        inner.map("({})".format),
        inner.map("-{}".format),
        st.tuples(inner, st.sampled_from([" ", " OF "]), inner).map("".join),
    ),
    max_leaves=20,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(_QUERIES, st.text(max_size=MAX_CHARACTERS)))
def test_no_generated_query_works_longer_than_two_seconds(many: SearchService, text: str) -> None:
    started = time.thread_time()
    try:
        page = many.search(SearchRequest(text))
    except QueryRefused:
        pass
    else:
        assert len(page.hits) - page.others == min(page.total, 20)
    assert time.thread_time() - started < 2


def test_a_prefix_that_stands_for_too_many_words_is_refused_by_name(many: SearchService) -> None:
    assert many.search(SearchRequest("ak*")).total > 0
    text = "a* OF b* OF c*"
    many.search(SearchRequest(text))  # each stands for some 60 words
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.query.lowering.MAX_EXPANSION", 50)
        with pytest.raises(QueryRefused) as refused:
            many.search(SearchRequest("ak* a*"))
    assert (refused.value.reason, refused.value.term, refused.value.limit) == ("too_broad", "a*", 50)


def test_a_search_that_takes_too_long_is_stopped(many: SearchService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.search.deadline.MAX_SECONDS", 0.0)
    with pytest.raises(QueryRefused) as refused:
        many.search(SearchRequest("gemeente"))
    assert refused.value.reason == "too_slow"


def test_what_an_export_asks_for_is_bounded_neither_by_time_nor_by_what_a_prefix_stands_for(
    many: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = [question.id for question in many.matching(SearchRequest("a* OF gemeente"))]
    monkeypatch.setattr("indexer.search.deadline.MAX_SECONDS", 0.0)
    monkeypatch.setattr("indexer.query.lowering.MAX_EXPANSION", 5)
    with pytest.raises(QueryRefused):
        many.search(SearchRequest("a* OF gemeente"))
    assert [question.id for question in many.matching(SearchRequest("a* OF gemeente"))] == everything
    assert len(everything) == 1_500


def test_a_search_that_could_hardly_work_is_not_stopped() -> None:
    deadline = Deadline(0.2)
    time.sleep(0.25)  # the processor was somebody else's
    assert not deadline.passed()
    while not deadline.passed():
        pass
    with pytest.raises(QueryRefused):
        deadline.check()


def test_threads_share_a_service(many: SearchService) -> None:
    queries = ["gemeente", "akuwoord", '"de gemeente"', "aku*", "minister jaar", "blvwoord OF cmwwoord"]
    expected = {text: ids(many.search(SearchRequest(text))) for text in queries}
    start = threading.Barrier(6)

    def search(number: int) -> bool:
        start.wait()
        return all(
            ids(many.search(SearchRequest(text))) == expected[text] for text in queries[number:] + queries[:number]
        )

    with ThreadPoolExecutor(6) as threads:
        assert all(threads.map(search, range(6)))
