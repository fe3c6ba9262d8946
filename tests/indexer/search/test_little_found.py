"""What follows where few questions match all that was typed, and what is offered where none does."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer import dutch
from indexer.fields import Text, text_of
from indexer.question import WrittenQuestion
from indexer.search import (
    FEW,
    Facet,
    Match,
    OfferKind,
    Order,
    SearchPage,
    SearchRequest,
    SearchService,
    open_search,
)
from tests.support.factory import make_question
from tests.support.serving import build_site_index

BUSES = [
    make_question(
        number,
        title=f"Bussen in gemeente {number}",
        question="Hoeveel bussen rijden er?",
        answer="Er rijden twaalf bussen." + (" Geen enkele is elektrisch." if number < 104 else ""),
        themes=("Mobiliteit",),
        asker="Lotte Wouters" if number % 2 else "Bert Claes",
        minister="Nora Wielaert",
        asked_on=date(2024, 1, number - 100),
    )
    for number in range(101, 116)
]
SCHOOLS = [
    make_question(
        201,
        title="Elektrische bussen naar school",
        question="Rijden er elektrische bussen naar de school?",
        answer="Nee: de kinderen komen met de fiets.",
        themes=("Onderwijs",),
        asker="Lotte Wouters",
        asked_on=date(2023, 5, 1),
    ),
    make_question(
        202,
        title="Fietsen naar school",
        question="Komen kinderen met de fiets naar school?",
        answer="De helft van de kinderen.",
        themes=("Onderwijs",),
        asker="Bert Claes",
        asked_on=date(2023, 6, 1),
    ),
    make_question(
        203,
        title="Elektrische fietsen",
        question="Hoeveel elektrische fietsen zijn er?",
        answer="Minister Wielaert telt ze niet.",
        themes=("Mobiliteit",),
        asker="Bert Claes",
        asked_on=date(2023, 7, 1),
    ),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    service = open_search(build_site_index(tmp_path_factory.mktemp("little"), [*BUSES, *SCHOOLS]))
    yield service
    service.close()


def found(page: SearchPage) -> list[tuple[int, Match, tuple[str, ...]]]:
    return [(hit.question.id, hit.match, hit.missing) for hit in page.hits]


def test_where_few_match_all_those_with_most_of_the_words_follow(service: SearchService) -> None:
    page = service.search(SearchRequest("elektrische bussen school"))
    assert page.total == 1
    assert found(page)[0] == (201, Match.ALL, ())
    assert {one[0]: one[2] for one in found(page)[1:]} == dict.fromkeys((101, 102, 103), ("school",))
    assert {one[1] for one in found(page)[1:]} == {Match.SOME}
    assert page.others == 3


def test_those_with_more_of_the_words_come_first_then_by_relevance(service: SearchService) -> None:
    page = service.search(SearchRequest("elektrische bussen kinderen zeppelin"))
    lacking = [len(missing) for _, _, missing in found(page)]
    assert (found(page)[0], page.total) == ((201, Match.SOME, ("zeppelin",)), 0)
    assert lacking == sorted(lacking)
    assert max(lacking) == 2, "at least half of the words"
    for length in set(lacking):
        scores = [hit.score or 0 for hit in page.hits if len(hit.missing) == length]
        assert scores == sorted(scores, reverse=True)


def test_words_that_no_question_has_do_not_count_towards_most(service: SearchService) -> None:
    page = service.search(SearchRequest("twaalf zeppelin luchtballon"))
    assert len(page.hits) == 15
    assert {hit.missing for hit in page.hits} == {("zeppelin", "luchtballon")}


def test_where_none_has_half_of_the_words_those_with_any_follow(service: SearchService) -> None:
    page = service.search(SearchRequest("gemeente helft fiets elektrische twaalf vraagsteller:Wouters datum:2023"))
    assert (page.total, found(page)) == (0, [(201, Match.SOME, ("gemeente", "helft", "twaalf"))])
    page = service.search(SearchRequest("gemeente helft twaalf vraagsteller:Claes thema:onderwijs"))
    assert (page.total, found(page)) == (0, [(202, Match.SOME, ("gemeente", "twaalf"))])


def test_the_words_that_are_lacking_are_named_as_they_were_typed(service: SearchService) -> None:
    page = service.search(SearchRequest('Fietsen "naar school" Zeppelins'))
    assert found(page)[0] == (202, Match.SOME, ("Zeppelins",))
    assert found(page)[-1] == (203, Match.SOME, ('"naar school"', "Zeppelins"))


def test_only_the_first_page_is_filled_up_and_only_where_few_match_all(service: SearchService) -> None:
    assert len(service.search(SearchRequest("elektrische bussen school", per_page=3)).hits) == 3
    assert service.search(SearchRequest("elektrische bussen school", per_page=1)).others == 0
    assert found(service.search(SearchRequest("elektrische bussen school", page=2))) == []
    many = service.search(SearchRequest("bussen gemeente"))
    assert (many.total, many.others) == (15, 0)
    assert many.total >= FEW


def test_a_plain_search_shows_nothing_that_lacks_a_word(service: SearchService) -> None:
    page = service.search(SearchRequest("elektrische bussen school", plain=True))
    assert found(page) == [(201, Match.ALL, ())]


@pytest.mark.parametrize("order", Order)
def test_others_follow_in_every_order(service: SearchService, order: Order) -> None:
    page = service.search(SearchRequest("elektrische bussen school", order=order))
    assert [hit.match for hit in page.hits] == [Match.ALL] + [Match.SOME] * 3


@pytest.mark.parametrize(
    ("query", "others"),
    [
        pytest.param("school", set(), id="one word"),
        pytest.param("elektrische OF zeppelin", set(), id="either"),
        pytest.param("fiets school NIET zeppelin", {201, 202, 203} - {201, 202}, id="what is excluded stays away"),
        pytest.param("fiets school NIET elektrische", set(), id="what is excluded stays away, though it holds a word"),
        pytest.param("bussen zeppelin vraagsteller:claes datum:2023", {201} - {201}, id="names and days hold"),
        pytest.param("bussen zeppelin vraagsteller:wouters datum:2023", {201}, id="names and days hold for others"),
        pytest.param("titel:zeppelin fietsen", set(), id="a word in a field is not left out"),
        pytest.param("kinderen zeppelin (bussen OF tram)", {201}, id="a group holds"),
    ],
)
def test_only_words_side_by_side_may_be_missing(service: SearchService, query: str, others: set[int]) -> None:
    page = service.search(SearchRequest(query))
    assert {number for number, match, _ in found(page) if match is Match.SOME} == others


def test_filters_hold_for_what_follows(service: SearchService) -> None:
    page = service.search(SearchRequest("elektrische bussen school", {Facet.THEME: ("Mobiliteit",)}))
    assert page.total == 0
    assert {number for number, _, _ in found(page)} == {101, 102, 103}
    assert service.search(SearchRequest("elektrische bussen school", until=date(2020, 1, 1))).hits == ()


@pytest.mark.parametrize(
    ("query", "corrections", "first"),
    [
        pytest.param("elektrishe", [("elektrishe", "elektrische")], 203, id="a letter less"),
        pytest.param("elektrische fietsenn", [("fietsenn", "fietsen")], 203, id="beside a word that is known"),
        pytest.param("elektrishe fietsenn", [("elektrishe", "elektrische"), ("fietsenn", "fietsen")], 203, id="both"),
        pytest.param("titel:elektrishe NIET bussen", [("elektrishe", "elektrische")], 203, id="in a field"),
        pytest.param('"elektrishe bussen naar school"', [("elektrishe", "elektrische")], 201, id="in quotes"),
        pytest.param("(elektrishe OF zeppelin) schoool", [("elektrishe", "elektrische"), ("schoool", "school")], 201,
                     id="in a group"),
        pytest.param("fietsschool", [("fietsschool", "fiets school")], 202, id="a compound that no text has"),
        pytest.param("Bussen-school", [("Bussen-school", "bussen school")], 201, id="a compound with a hyphen"),
    ],
)  # fmt: skip
def test_a_word_that_no_text_has_is_corrected(
    service: SearchService, query: str, corrections: list[tuple[str, str]], first: int
) -> None:
    page = service.search(SearchRequest(query))
    assert page.total == 0
    assert [(one.typed, one.instead) for one in page.corrections] == corrections
    assert found(page)[0] == (first, Match.CORRECTED, ())
    spelled = page.offers[0]
    assert spelled.kind is OfferKind.SPELLED
    assert (
        service.search(spelled.request).total == spelled.total == [one[1] for one in found(page)].count(Match.CORRECTED)
    )


def test_after_what_is_corrected_follow_those_with_most_of_the_words(service: SearchService) -> None:
    page = service.search(SearchRequest("elektrishe fietsen kinderen"))
    assert found(page)[0] == (201, Match.CORRECTED, ())
    assert set(found(page)[1:]) == {(202, Match.SOME, ("elektrishe",)), (203, Match.SOME, ("kinderen",))}


def test_of_a_corrected_query_without_results_those_with_most_of_the_words_follow(service: SearchService) -> None:
    page = service.search(SearchRequest("elektrishe fietsen zeppelin"))
    assert found(page)[:1] == [(203, Match.SOME, ("zeppelin",))]
    assert [(one.typed, one.instead) for one in page.corrections] == [("elektrishe", "elektrische")]


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(SearchRequest("elektrishe", plain=True), id="plain"),
        pytest.param(SearchRequest("=elektrishe"), id="exactly"),
        pytest.param(SearchRequest("bussen OF elektrishe"), id="something is found"),
        pytest.param(SearchRequest("zeppelin NIET elektrishe"), id="excluded"),
        pytest.param(SearchRequest("fietser"), id="a word of the dictionary"),
        pytest.param(SearchRequest("bussen-de"), id="a hyphen before a stop word"),
        pytest.param(SearchRequest("bus"), id="a form of what is there"),
        pytest.param(SearchRequest("wouters school zeppelin"), id="a name"),
        pytest.param(SearchRequest("xqz"), id="nothing like it"),
        pytest.param(SearchRequest("luchtballon"), id="a compound of which no text has the parts"),
        pytest.param(SearchRequest("elektrische", {Facet.THEME: ("Onbekend",)}), id="a known word, but a filter"),
    ],
)
def test_nothing_else_is_corrected(service: SearchService, request_: SearchRequest) -> None:
    page = service.search(request_)
    assert page.corrections == ()
    assert Match.CORRECTED not in {hit.match for hit in page.hits}


def test_what_was_corrected_is_marked(service: SearchService) -> None:
    hit = service.search(SearchRequest("elektrishe fietsen")).hits[0]
    assert [piece.text for piece in hit.title if piece.hit] == ["Elektrische", "fietsen"]


def test_where_more_than_words_was_read_the_plain_reading_is_offered(service: SearchService) -> None:
    page = service.search(SearchRequest("minister Wielaert telt"))
    assert (page.total, page.understood) == (0, True)
    (plain,) = (offer for offer in page.offers if offer.kind is OfferKind.PLAIN)
    assert plain.total == 1
    assert [hit.question.id for hit in service.search(plain.request).hits] == [203]


def offered(page: SearchPage) -> list[tuple[OfferKind, str, int]]:
    return [(offer.kind, offer.subject, offer.total) for offer in page.offers]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        pytest.param(
            SearchRequest("bussen zeppelin school"),
            [(OfferKind.WITHOUT_WORD, "zeppelin", 1)],
            id="the word that emptied the result",
        ),
        pytest.param(
            SearchRequest("kinderen twaalf"),
            [(OfferKind.WITHOUT_WORD, "kinderen", 15), (OfferKind.WITHOUT_WORD, "twaalf", 2)],
            id="two words that do not meet",
        ),
        pytest.param(
            SearchRequest("bussen zeppelin luchtballon"), [(OfferKind.ONLY_WORD, "bussen", 16)], id="only one word"
        ),
        pytest.param(
            SearchRequest('"bussen school"'),
            [(OfferKind.WITHOUT_QUOTES, "bussen school", 1)],
            id="words that do not stand side by side",
        ),
        pytest.param(
            SearchRequest("bussen", {Facet.THEME: ("Onderwijs",), Facet.ASKER: ("Bert Claes",)}),
            [
                (OfferKind.WITHOUT_FILTER, "Onderwijs", 7),
                (OfferKind.WITHOUT_FILTER, "Bert Claes", 1),
                (OfferKind.WITHOUT_FILTERS, "", 16),
            ],
            id="filters that exclude everything",
        ),
        pytest.param(
            SearchRequest("school", since=date(2024, 1, 1), until=date(2024, 12, 31)),
            [(OfferKind.WITHOUT_FILTER, "vanaf 1 januari 2024", 2), (OfferKind.WITHOUT_FILTERS, "", 2)],
            id="a day",
        ),
        pytest.param(SearchRequest("fietsenstalling"), [(OfferKind.BEGINNING, "fietsensta*", 0)][:0], id="nothing"),
        pytest.param(SearchRequest("bussenlijn"), [(OfferKind.BEGINNING, "bussen*", 16)], id="a longer word"),
        pytest.param(SearchRequest("titel:twaalf"), [(OfferKind.ONLY_WORD, "twaalf", 15)], id="a word elsewhere"),
        pytest.param(SearchRequest("zeppelin NIET bussen"), [], id="what is excluded is never all that stays"),
        pytest.param(
            SearchRequest("school NIET school"), [(OfferKind.WITHOUT_WORD, "NIET school", 2)], id="an exclusion"
        ),
        pytest.param(SearchRequest("bussen"), [], id="something is found"),
    ],
)
def test_searches_that_find_something_are_offered_with_how_much(
    service: SearchService, request_: SearchRequest, expected: list[tuple[OfferKind, str, int]]
) -> None:
    assert offered(service.search(request_)) == expected


def test_where_a_word_and_a_filter_are_in_the_way_both_go(service: SearchService) -> None:
    page = service.search(SearchRequest("bussen zeppelin", {Facet.THEME: ("Onbekend",)}))
    (offer,) = page.offers
    assert (offer.kind, offer.subject, offer.total) == (OfferKind.WITHOUT_WORD, "zeppelin", 16)
    assert offer.request == SearchRequest("bussen")


_WORDS = st.sampled_from(
    ["bussen", "elektrische", "school", "kinderen", "fiets", "zeppelin", "twaalf", '"naar school"', "NIET gemeente"]
)
_FILTERS = st.sampled_from([{}, {Facet.THEME: ("Onderwijs",)}, {Facet.ASKER: ("Bert Claes",)}])


def has(question: WrittenQuestion, word: str) -> bool:
    """Whether a question is one that a word, a phrase or an exclusion means, by reading it again."""
    (row,) = dutch.sequences(word.removeprefix("NIET ").strip('"'))
    texts = ([token.term for token in dutch.tokens(text_of(question, text))] for text in Text)
    held = any(tuple(terms[at : at + len(row)]) == row for terms in texts for at in range(len(terms)))
    return held != word.startswith("NIET ")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_WORDS, min_size=1, max_size=5, unique=True), _FILTERS, st.sampled_from(Order))
def test_each_hit_has_what_it_says_and_each_offer_finds_what_it_says(
    service: SearchService, words: list[str], chosen: dict[Facet, tuple[str, ...]], order: Order
) -> None:
    page = service.search(SearchRequest(" ".join(words), chosen, order=order))
    assert len({hit.question.id for hit in page.hits}) == len(page.hits) <= 20
    for hit in page.hits:
        assert set(hit.missing) == {word for word in words if not has(hit.question, word)}
        assert (hit.match is Match.ALL) == (hit.missing == ())
        assert "NIET gemeente" not in hit.missing
    matches = [hit.match for hit in page.hits]
    assert matches == sorted(matches, key=list(Match).index)
    assert page.others == len(page.hits) - matches.count(Match.ALL)
    assert not (page.offers and page.total)
    assert all(service.search(offer.request).total == offer.total > 0 for offer in page.offers)
