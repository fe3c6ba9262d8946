"""What every engine must do alike: the same questions for the same plan, the same counts, the same order."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from indexer.engines import ENGINES, Engine, Filters, OpenIndex
from indexer.fields import YES, Facet, Number, Order, Text
from indexer.query.plan import (
    All,
    Any,
    AtLeast,
    Everything,
    First,
    Ids,
    Near,
    Plan,
    Prefer,
    Row,
    Rows,
    Span,
    Values,
    Without,
)
from indexer.question import WrittenQuestion
from tests.support.engines import engine_for
from tests.support.factory import make_question
from tests.support.generations import write
from tests.support.plans import FILTERS, PLANS, questions
from tests.support.reference import Reference, order_key

EVERYWHERE = tuple(Text)
ALL_PLACES = range(0, 1_000_000)

SCHOOL = make_question(
    1,
    number=322,
    title="Wachtlijst van de school",
    question="De school groeit.",
    answer="Er is een wachtlijst. Een wachtlijst voor de school, en 2.133 kinderen.",
    themes=("Onderwijs", "Jeugd"),
    minister="An Deckers",
    asker="Bert Maes",
    party="A",
    session_year="2022-2023",
    asked_on=date(2023, 3, 1),
    answered_on=date(2023, 4, 1),
    published_on=None,
)
BUS = make_question(
    2,
    number=7,
    title="Bus naar school",
    question="Rijdt de bus van De Lijn naar covid-19-centra?",
    answer="School de.",
    themes=("Mobiliteit",),
    minister="Bert Maes",
    asker="An Deckers",
    party="B",
    session_year="2022-2023",
    asked_on=date(2023, 3, 1),
    answered_on=None,
    published_on=date(2023, 5, 1),
)
OLD = make_question(
    3,
    number=322,
    title="Vzw's",
    question="Wachtlijst.",
    answer=None,
    themes=("Jeugd",),
    minister="An Deckers",
    asker=None,
    session_year="1995-1996",
    asked_on=date(1996, 1, 2),
    answered_on=date(1996, 2, 2),
    published_on=date(2023, 5, 1),
)
BARE, BARER = (
    make_question(
        number,
        number=None,
        title=None,
        question=None,
        answer=None,
        themes=(),
        minister=None,
        asker=None,
        session_year=None,
        asked_on=None,
        answered_on=None,
        published_on=None,
    )
    for number in (4, 5)
)
HELD = (SCHOOL, BUS, OLD, BARE, BARER)


def rows(*rows: tuple[str, ...], texts: tuple[Text, ...] = EVERYWHERE, values: tuple[Values, ...] = ()) -> Rows:
    return Rows(rows, texts, values)


def near(distance: int, *words: Row) -> Near:
    return Near(tuple((word,) for word in words), distance, EVERYWHERE)


@pytest.fixture(params=ENGINES, scope="module")
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with engine_for(request.param, request) as engine:
        yield engine


def written(
    engine: Engine, folder: Path, held: Iterable[WrittenQuestion], base: Path | None = None, gone: Iterable[int] = ()
) -> Path:
    folder.mkdir()
    write(engine, folder, held, base, gone)
    return folder


@pytest.fixture(scope="module")
def index(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenIndex]:
    with closing(engine.open(written(engine, tmp_path_factory.mktemp("index") / "one", HELD))) as index:
        yield index


def found(index: OpenIndex, plan: Plan, filters: Filters = Filters(), order: Order = Order.NEWEST) -> list[int]:  # noqa: B008  # frozen
    return list(index.all_ids(plan, filters, order))


def day(year: int, month: int, day: int) -> int:
    return date(year, month, day).toordinal()


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        pytest.param(Everything(), {1, 2, 3, 4, 5}, id="everything"),
        pytest.param(rows(("wachtlijst",)), {1, 3}, id="a term in any text"),
        pytest.param(rows(("wachtlijst",), texts=(Text.TITLE,)), {1}, id="a term in one text"),
        pytest.param(rows(("wachtlijst",), ("bus",)), {1, 2, 3}, id="any of some terms"),
        pytest.param(rows(("nergens",)), set(), id="a term that no question has"),
        pytest.param(rows(), set(), id="no term"),
        pytest.param(rows(("de", "school")), {1}, id="terms next to each other"),
        pytest.param(rows(("school", "de")), {2}, id="terms in the other order"),
        pytest.param(rows(("van", "de", "school")), {1}, id="three terms"),
        pytest.param(rows(("wachtlijst", "wachtlijst")), set(), id="a term twice"),
        pytest.param(rows(("school", "school")), set(), id="not over the end of a text"),
        pytest.param(rows(("covid19centra",)), {2}, id="a hyphenated word as one"),
        pytest.param(rows(("covid", "19")), {2}, id="parts of a hyphenated word"),
        pytest.param(rows(("naar", "covid19centra")), {2}, id="the whole stands at the place of its first part"),
        pytest.param(rows(("2133",)), {1}, id="a number"),
        pytest.param(
            rows(("bus",), values=(Values(Facet.ASKER, frozenset({"Bert Maes"})),)), {1, 2}, id="a term or a value"
        ),
        pytest.param(Values(Facet.THEME, frozenset({"Jeugd"})), {1, 3}, id="a value"),
        pytest.param(Values(Facet.THEME, frozenset({"Jeugd", "Mobiliteit"})), {1, 2, 3}, id="any of some values"),
        pytest.param(Values(Facet.THEME, frozenset({"jeugd", "Jeug"})), set(), id="values are whole"),
        pytest.param(Values(Facet.MINISTER, frozenset()), set(), id="no value"),
        pytest.param(Span(Number.NUMBER, 322, 322), {1, 3}, id="a number of a question"),
        pytest.param(Span(Number.NUMBER, None, 7), {2}, id="up to a number"),
        pytest.param(Span(Number.ID, 2, 4), {2, 3, 4}, id="both ends are in it"),
        pytest.param(Span(Number.NUMBER, 10**18, 2**63 - 1), set(), id="numbers as large as can be typed"),
        pytest.param(Span(Number.ID, 4, 2), set(), id="nothing is in a span that ends before it begins"),
        pytest.param(Span(Number.ASKED_ON, day(1996, 1, 2), day(2023, 2, 28)), {3}, id="days"),
        pytest.param(Span(Number.ANSWERED_ON, None, None), {1, 3}, id="an open span holds whatever has a day"),
        pytest.param(Ids(frozenset({2, 4, 99})), {2, 4}, id="questions by their ids"),
        pytest.param(Ids(frozenset()), set(), id="no id"),
        pytest.param(All(()), {1, 2, 3, 4, 5}, id="all of nothing"),
        pytest.param(All((rows(("school",)), rows(("wachtlijst",)))), {1}, id="all"),
        pytest.param(Any(()), set(), id="any of nothing"),
        pytest.param(Any((rows(("bus",)), Span(Number.NUMBER, 322, 322))), {1, 2, 3}, id="any"),
        pytest.param(Without(rows(("school",))), {3, 4, 5}, id="without"),
        pytest.param(Without(Without(rows(("school",)))), {1, 2}, id="not without"),
        pytest.param(All((rows(("school",)), Without(rows(("bus",))))), {1}, id="one without the other"),
        pytest.param(First(Span(Number.ID, 3, 3), rows(("school",))), {1, 2, 3}, id="first and rest"),
        pytest.param(Rows((("bus",),), EVERYWHERE, (), (("vzw",),)), {2, 3}, id="a lesser row is found too"),
        pytest.param(AtLeast((rows(("school",)), rows(("wachtlijst",)), rows(("bus",))), 2), {1, 2}, id="two of three"),
        pytest.param(AtLeast((rows(("school",)), rows(("bus",))), 3), set(), id="three of two"),
        pytest.param(near(0, ("school",), ("kind",)), set(), id="near: not at one place"),
        pytest.param(near(3, ("kind",), ("2133",)), {1}, id="near: in any order"),
        pytest.param(near(5, ("de", "bus"), ("naar",)), {2}, id="near: as far apart as it says"),
        pytest.param(near(4, ("de", "bus"), ("naar",)), set(), id="near: not farther"),
        pytest.param(near(9, ("bus",), ("nergens",)), set(), id="near: all words must be there"),
        pytest.param(Prefer(rows(("school",)), (near(9, ("bus",), ("school",)),)), {1, 2}, id="what is preferred"),
    ],
)
def test_a_plan_finds_what_it_says(index: OpenIndex, plan: Plan, expected: set[int]) -> None:
    assert set(found(index, plan)) == expected
    window = index.find(plan, Filters(), Order.RELEVANCE, ALL_PLACES, (), lambda: None)
    assert (set(window.ids), window.total) == (expected, len(expected))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        pytest.param(Order.NEWEST, [2, 1, 3, 5, 4], id="newest: of one day the higher id, without a day last"),
        pytest.param(Order.OLDEST, [3, 1, 2, 4, 5], id="oldest: of one day the lower id, without a day last"),
        pytest.param(Order.WAITING, [2, 3, 1, 5, 4], id="waiting: without an answer, then the longest wait"),
        pytest.param(Order.RELEVANCE, [2, 1, 3, 5, 4], id="equals by relevance: newest"),
    ],
)
def test_questions_come_in_order(index: OpenIndex, order: Order, expected: list[int]) -> None:
    assert found(index, Everything(), order=order) == expected
    window = index.find(Everything(), Filters(), order, range(1, 4), (), lambda: None)
    assert (list(window.ids), window.total) == (expected[1:4], 5)


def test_by_relevance_a_word_counts_most_in_a_title_and_least_in_an_answer(engine: Engine, tmp_path: Path) -> None:
    held = [
        make_question(1, title="De lange wachtlijst", question="De grote school", answer="De volle bus"),
        make_question(2, title="De volle bus", question="De lange wachtlijst", answer="De grote school"),
        make_question(3, title="De grote school", question="De volle bus", answer="De lange wachtlijst"),
    ]
    with closing(engine.open(written(engine, tmp_path / "one", held))) as index:
        window = index.find(rows(("wachtlijst",)), Filters(), Order.RELEVANCE, ALL_PLACES, (), lambda: None)
    assert list(window.ids) == [1, 2, 3]
    assert window.scores[0] > window.scores[1] > window.scores[2] > 0


def test_only_by_relevance_there_are_scores(index: OpenIndex) -> None:
    assert list(index.find(rows(("wachtlijst",)), Filters(), Order.NEWEST, range(9), (), lambda: None).scores) == []


def test_what_comes_first_comes_before_all_others(index: OpenIndex) -> None:
    plan = First(Span(Number.ID, 3, 3), rows(("school",)))
    assert found(index, plan, order=Order.RELEVANCE)[0] == 3
    assert found(index, First(rows(("nergens",)), rows(("bus",))), order=Order.RELEVANCE) == [2]


def test_a_word_counts_more_than_a_compound_that_it_is_a_part_of(index: OpenIndex) -> None:
    def score(plan: Plan) -> float:
        return index.find(plan, Filters(), Order.RELEVANCE, range(1), (), lambda: None).scores[0]

    assert score(rows(("bus",))) > score(Rows((), EVERYWHERE, (), (("bus",),))) > 0


@pytest.mark.parametrize(
    "preferred",
    [
        pytest.param(near(3, ("kind",), ("2133",)), id="words near each other"),
        pytest.param(rows(("wachtlijst",)), id="a word"),
        pytest.param(Values(Facet.PARTY, frozenset({"A"})), id="a value"),
    ],
)
def test_what_is_preferred_comes_first_among_equals(index: OpenIndex, preferred: Plan) -> None:
    either = First(Span(Number.ID, 1, 2), Any(()))
    assert found(index, either, order=Order.RELEVANCE) == [2, 1]
    assert found(index, Prefer(either, (preferred,)), order=Order.RELEVANCE) == [1, 2]
    assert found(index, Prefer(either, (rows(("nergens",)), preferred)), order=Order.RELEVANCE) == [1, 2]
    assert found(index, Prefer(rows(("nergens",)), (preferred,)), order=Order.RELEVANCE) == []


def test_of_some_questions_it_says_which_match(index: OpenIndex) -> None:
    assert index.holding(rows(("school",)), [1, 3, 5, 99]) == {1}
    assert index.holding(Without(rows(("school",))), []) == frozenset()


def test_questions_are_counted_by_the_month_in_which_they_were_asked(index: OpenIndex) -> None:
    def months(filters: Filters) -> object:
        return index.find(Everything(), filters, Order.NEWEST, range(1), (), lambda: None, months=True).months

    every = {date(1996, 1, 1): 1, date(2023, 3, 1): 2}
    assert months(Filters()) == every
    assert months(Filters(spans=(Span(Number.ASKED_ON, None, day(2000, 1, 1)),))) == every
    assert months(Filters({Facet.PARTY: frozenset({"A"})})) == {date(2023, 3, 1): 1}
    assert not index.find(Everything(), Filters(), Order.NEWEST, range(1), (), lambda: None).months


def test_what_is_excluded_does_not_count_for_relevance(index: OpenIndex) -> None:
    plan = Any((rows(("school",)), Without(rows(("wachtlijst",)))))
    window = index.find(plan, Filters(), Order.RELEVANCE, ALL_PLACES, (), lambda: None)
    assert dict(zip(window.ids, window.scores, strict=True))[4] == 0


@pytest.mark.parametrize("window", [range(0, 1), range(1, 3), range(3, 9), range(7, 9), range(0)])
def test_a_window_is_cut_out_of_the_whole(index: OpenIndex, window: range) -> None:
    for order in Order:
        whole = found(index, Everything(), order=order)
        cut = index.find(Everything(), Filters(), order, window, (), lambda: None)
        assert (list(cut.ids), cut.total) == (whole[window.start : window.stop], 5)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param(Filters({Facet.THEME: frozenset({"Jeugd"})}), {1, 3}, id="a value"),
        pytest.param(Filters({Facet.THEME: frozenset({"Jeugd", "Mobiliteit"})}), {1, 2, 3}, id="values widen"),
        pytest.param(
            Filters({Facet.THEME: frozenset({"Jeugd"}), Facet.PARTY: frozenset({"A"})}), {1}, id="facets narrow"
        ),
        pytest.param(Filters({Facet.PARTY: frozenset({"C"})}), set(), id="a value that none has"),
        pytest.param(Filters(spans=(Span(Number.ASKED_ON, None, day(2000, 1, 1)),)), {3}, id="a span"),
        pytest.param(
            Filters(spans=(Span(Number.ID, 1, 2), Span(Number.NUMBER, 300, None))), {1}, id="all spans must hold"
        ),
    ],
)
def test_filters_narrow(index: OpenIndex, filters: Filters, expected: set[int]) -> None:
    assert set(found(index, Everything(), filters)) == expected
    assert index.find(Everything(), filters, Order.RELEVANCE, range(1), (), lambda: None).total == len(expected)


def test_facets_are_counted_with_every_filter_but_their_own_values(index: OpenIndex) -> None:
    filters = Filters({Facet.THEME: frozenset({"Mobiliteit"}), Facet.SESSION_YEAR: frozenset({"2022-2023"})})
    counts = index.find(Everything(), filters, Order.NEWEST, range(1), tuple(Facet), lambda: None).counts
    assert counts == {
        Facet.THEME: {"Onderwijs": 1, "Jeugd": 1, "Mobiliteit": 1},
        Facet.MINISTER: {"Bert Maes": 1},
        Facet.ASKER: {"An Deckers": 1},
        Facet.PARTY: {"B": 1},
        Facet.SESSION_YEAR: {"2022-2023": 1},
        Facet.LEGISLATURE: {"2019-2024": 1},
        Facet.ANSWERED: {YES: 1},
        Facet.ON_TIME: {YES: 1},
        Facet.ANSWER_KIND: {"Antwoord": 1},
        Facet.CONTENT: {},
        Facet.OFFICE: {"Vlaams minister van Welzijn": 1},
    }


def test_only_the_facets_that_are_asked_for_are_counted(index: OpenIndex) -> None:
    found = index.find(rows(("school",)), Filters(), Order.NEWEST, range(1), (Facet.PARTY,), lambda: None)
    assert found.counts == {Facet.PARTY: {"A": 1, "B": 1}}


def test_a_search_ends_where_the_check_raises(index: OpenIndex) -> None:
    def stop() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        index.find(rows(("school",)), Filters(), Order.RELEVANCE, range(9), tuple(Facet), stop)


def test_an_empty_index_finds_nothing(engine: Engine, tmp_path: Path) -> None:
    with closing(engine.open(written(engine, tmp_path / "empty", ()))) as index:
        assert index.count() == 0
        assert found(index, Everything()) == []
        window = index.find(rows(("school",)), Filters(), Order.RELEVANCE, range(9), tuple(Facet), lambda: None)
        assert (window.total, window.counts) == (0, {facet: {} for facet in Facet})


def test_a_generation_that_is_not_there_is_missing(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"):
        engine.open(tmp_path / "none")


def test_files_that_are_not_its_own_stay_as_they_are(engine: Engine, tmp_path: Path) -> None:
    base = written(engine, tmp_path / "one", HELD)
    for name in ("questions.sqlite", "stamp.json"):
        (base / name).write_text("not the engine's")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "questions.sqlite").write_text("new")
    linked = write(engine, tmp_path / "two", (), base, [1])
    assert not {"questions.sqlite", "stamp.json"} & linked
    assert (tmp_path / "two" / "questions.sqlite").read_text() == "new"
    assert not (tmp_path / "two" / "stamp.json").exists()


def test_what_it_says_is_linked_is_the_same_file(engine: Engine, tmp_path: Path) -> None:
    base = written(engine, tmp_path / "one", questions(30))
    (tmp_path / "two").mkdir()
    linked = write(engine, tmp_path / "two", questions(1, first_id=100), base, [3])
    assert all((base / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in linked)


def test_changes_to_a_base_equal_writing_all_anew(engine: Engine, tmp_path: Path) -> None:
    held = {question.id: question for question in questions(60)}
    base = written(engine, tmp_path / "0", held.values())
    for night in range(1, 9):
        changed = {question.id: question for question in questions(4, seed=100 + night, first_id=7 * night)}
        gone = {night, 60 - night} & held.keys()
        held = {id: question for id, question in held.items() if id not in gone} | changed
        base = written(engine, tmp_path / str(night), changed.values(), base, gone | changed.keys())
    new = written(engine, tmp_path / "new", held.values())
    with closing(engine.open(base)) as index, closing(engine.open(new)) as anew:
        assert index.count() == anew.count() == len(held)
        for plan in (Everything(), rows(("wachtlijst",)), rows(("de", "school"), ("bus",)), Without(rows(("vzw",)))):
            for order in Order:
                asked = (plan, Filters(), order, ALL_PLACES, tuple(Facet), lambda: None)
                one, other = index.find(*asked), anew.find(*asked)
                assert (one.total, one.counts, set(one.ids)) == (other.total, other.counts, set(other.ids))
                # By relevance an engine may reckon with what is gone until it is merged away.
                assert order is Order.RELEVANCE or one.ids == other.ids


SOME = questions(120)
REFERENCE = Reference(SOME)
BY_ID = {question.id: question for question in SOME}


@pytest.fixture(scope="module")
def some(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenIndex]:
    with closing(engine.open(written(engine, tmp_path_factory.mktemp("some") / "one", SOME))) as index:
        yield index


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=PLANS, filters=FILTERS)
def test_it_finds_what_reading_every_question_finds(some: OpenIndex, plan: Plan, filters: Filters) -> None:
    for order in Order:
        expected = REFERENCE.find(plan, filters, order)
        window = some.find(plan, filters, order, ALL_PLACES, tuple(Facet), lambda: None, months=True)
        assert window.total == len(expected)
        assert window.months == REFERENCE.months(plan, filters)
        assert window.counts == {facet: REFERENCE.counts(plan, filters, facet) for facet in Facet}
        assert list(window.ids) == found(some, plan, filters, order)
        if order is not Order.RELEVANCE:
            assert list(window.ids) == expected
            continue
        assert set(window.ids) == set(expected)
        newest_first = order_key(Order.NEWEST)
        ranked = [(-score, newest_first(BY_ID[id])) for id, score in zip(window.ids, window.scores, strict=True)]
        assert ranked == sorted(ranked)
