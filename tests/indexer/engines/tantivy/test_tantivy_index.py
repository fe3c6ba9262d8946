"""What only Tantivy's engine does: its segments, the processes that analyse for it, and what its files are worth."""

import multiprocessing
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

pytest.importorskip("tantivy", reason="the extra tantivy is not installed")

from indexer.dutch.pieces import Pieces
from indexer.engines import Filters, batch_of
from indexer.engines.tantivy import ENGINE
from indexer.engines.tantivy import compiling as tantivy_compiling
from indexer.engines.tantivy import searching as tantivy_searching
from indexer.engines.tantivy import terms as tantivy_terms
from indexer.engines.tantivy import writer as tantivy_writer
from indexer.errors import BuildFailed, IndexDamaged
from indexer.fields import Facet, Number, Order, Text
from indexer.index import gathering
from indexer.query.plan import Everything, Near, Plan, Prefer, Rows, Span, Values
from indexer.question import WrittenQuestion
from tests.support import generations
from tests.support.factory import make_question
from tests.support.plans import questions

MANY = range(0, 1_000_000)
EVERYWHERE = tuple(Text)
WORDS = Rows((("wachtlijst",), ("de", "school")), EVERYWHERE)


def write(
    folder: Path, added: Iterable[WrittenQuestion], base: Path | None = None, gone: Iterable[int] = ()
) -> frozenset[str]:
    folder.mkdir()
    return generations.write(ENGINE, folder, added, base, gone)


def found(folder: Path, plan: Plan, order: Order = Order.NEWEST) -> list[int]:
    with closing(ENGINE.open(folder)) as index:
        return list(index.all_ids(plan, Filters(), order))


@pytest.fixture
def with_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "_ALONE", 50)
    monkeypatch.setattr(tantivy_writer, "_FEW", 50)


# --- texts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "stands"),
    [
        pytest.param(("naar", "covid19"), True, id="the whole after a word"),
        pytest.param(("naar", "covid", "19"), True, id="its parts after a word"),
        pytest.param(("covid19", "19", "en"), True, id="the whole stands at the place of its first part"),
        pytest.param(("19", "bustram"), False, id="not next to each other"),
        pytest.param(("covid", "19", "en", "bustram"), True, id="the parts of one and the whole of another"),
        pytest.param(("covid19", "covid"), False, id="one is not after the other"),
        pytest.param(("xcovid19",), True, id="a word that ends as a hyphenated one does is not cut"),
        pytest.param(("x",), False, id="nor found by what comes before"),
    ],
)
def test_a_hyphenated_word_stands_whole_where_its_first_part_does(
    tmp_path: Path, row: tuple[str, ...], stands: bool
) -> None:
    write(
        tmp_path / "one", [make_question(1, title=None, question="Naar covid-19 en bus-tram. Xcovid19!", answer=None)]
    )
    assert found(tmp_path / "one", Rows((row,), EVERYWHERE)) == ([1] if stands else [])


def test_three_words_are_near_only_at_one_place(tmp_path: Path) -> None:
    held = [
        make_question(1, title="a b x x x x b c x x x x a c", question=None, answer=None),
        make_question(2, title="x a x b c", question=None, answer=None),
        make_question(3, title="a b", question="c", answer=None),
    ]
    write(tmp_path / "one", held)
    near = Near(((("a",),), (("b",),), (("c",),)), 3, EVERYWHERE)
    assert found(tmp_path / "one", near) == [2]
    assert found(tmp_path / "one", Prefer(Span(Number.ID, 1, 3), (near,)), Order.RELEVANCE) == [3, 2, 1]


def test_values_are_kept_however_long(tmp_path: Path) -> None:
    office = "Vlaams minister van " + "Welzijn, " * 100
    held = make_question(1)
    assert held.minister
    held = held.model_copy(update={"minister": held.minister.model_copy(update={"title": office})})
    write(tmp_path / "one", [held])
    assert found(tmp_path / "one", Values(Facet.OFFICE, frozenset({office}))) == [1]
    with closing(ENGINE.open(tmp_path / "one")) as index:
        counts = index.find(Everything(), Filters(), Order.NEWEST, MANY, (Facet.OFFICE,), lambda: None).counts
    assert counts == {Facet.OFFICE: {office: 1}}


def test_the_largest_number_is_found_and_spans_may_go_beyond_it(tmp_path: Path) -> None:
    write(tmp_path / "one", [make_question(2**62), make_question(1, number=2**63 - 1), make_question(2, number=7)])
    spans = [
        Span(Number.ID, 2**62, None), Span(Number.NUMBER, 2**63 - 1, None), Span(Number.NUMBER, 2**63 - 1, 10**30),
        Span(Number.NUMBER, None, 7), Span(Number.NUMBER, 10**30, None), Span(Number.NUMBER, None, -(10**30)),
    ]  # fmt: skip
    assert [found(tmp_path / "one", span) for span in spans] == [[2**62], [1], [1], [2], [], []]


def test_phrases_of_many_are_looked_for_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = questions(120)
    write(tmp_path / "one", held)
    plan = Rows((("de", "school"), ("school", "bus"), ("het", "wachtlijst")), EVERYWHERE)
    before = found(tmp_path / "one", plan)
    monkeypatch.setattr(tantivy_compiling, "_MOST_AT_ONCE", 10)
    assert found(tmp_path / "one", plan) == before
    assert sorted(found(tmp_path / "one", plan, Order.RELEVANCE)) == sorted(before)


def test_many_rows_find_what_few_find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "one", questions(120))
    plan = Rows((("school",), ("bus",)), EVERYWHERE, (), (("jeugd",), ("de", "vzw"), ("nergens",)))
    before = found(tmp_path / "one", plan)
    monkeypatch.setattr(tantivy_compiling, "SCORED_ROWS", 1)
    assert sorted(found(tmp_path / "one", plan, Order.RELEVANCE)) == sorted(before)


def test_a_set_of_terms_finds_what_they_find_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "one", questions(120))
    plan = Rows((("school",), ("bus",)), EVERYWHERE, (), (("jeugd",), ("vzw",), ("nergens",)))
    by_date, by_relevance = (found(tmp_path / "one", plan, order) for order in (Order.NEWEST, Order.RELEVANCE))
    monkeypatch.setattr(tantivy_terms, "_ALONE", 1)
    assert found(tmp_path / "one", plan) == by_date
    assert found(tmp_path / "one", plan, Order.RELEVANCE) == by_relevance


def test_equals_come_newest_first_also_beyond_what_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tantivy_searching, "_BESIDES", 1)
    monkeypatch.setattr(tantivy_searching, "_STEP", 2)
    write(tmp_path / "one", [make_question(id) for id in (3, 9, 1, 7, 5, 8, 2, 6, 4)])
    with closing(ENGINE.open(tmp_path / "one")) as index:
        plan = Rows((("wachtlijst",),), EVERYWHERE)
        orders = [index.find(plan, Filters(), order, range(2, 4), (), lambda: None).ids for order in Order]
    assert orders == [[7, 6], [7, 6], [3, 4], [7, 6]]


# --- files -----------------------------------------------------------------------------------------------------------


def test_the_files_of_a_base_are_linked_and_not_written_again(tmp_path: Path) -> None:
    write(tmp_path / "one", questions(60))
    linked = write(tmp_path / "two", questions(2, first_id=100), tmp_path / "one", [3])
    assert linked
    assert all((tmp_path / "one" / name).samefile(tmp_path / "two" / name) for name in linked)


def test_many_small_segments_are_merged(tmp_path: Path) -> None:
    write(tmp_path / "0", questions(60))
    for night in range(1, 20):
        write(tmp_path / str(night), questions(2, first_id=100 * night), tmp_path / str(night - 1))
    held = list((tmp_path / "19").iterdir())
    assert len([path for path in held if path.suffix == ".idx"]) < 10
    segments = {path.name.partition(".")[0] for path in held if path.suffix == ".idx"}
    assert {path.name.partition(".")[0] for path in held} == {*segments, "meta"}, "nothing is left that was merged"
    assert len(found(tmp_path / "19", Everything())) == 60 + 19 * 2


def test_what_is_taken_out_to_the_last_leaves_nothing(tmp_path: Path) -> None:
    write(tmp_path / "one", questions(10))
    assert write(tmp_path / "two", (), tmp_path / "one", range(1, 11)) == frozenset()
    assert found(tmp_path / "two", Everything()) == []


def test_an_index_that_is_open_goes_on_where_its_folder_goes_away(tmp_path: Path) -> None:
    write(tmp_path / "one", questions(30))
    with closing(ENGINE.open(tmp_path / "one")) as index:
        before = index.find(WORDS, Filters(), Order.RELEVANCE, MANY, tuple(Facet), lambda: None)
        shutil.rmtree(tmp_path / "one")
        assert index.find(WORDS, Filters(), Order.RELEVANCE, MANY, tuple(Facet), lambda: None) == before


def test_opening_writes_nothing_into_the_folder(tmp_path: Path) -> None:
    write(tmp_path / "one", questions(30))
    before = sorted(path.name for path in (tmp_path / "one").iterdir())
    found(tmp_path / "one", WORDS)
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == before


@pytest.mark.parametrize("suffix", [".json", ".idx", ".term", ".fast", ".store", ".pos", ".fieldnorm"])
@pytest.mark.parametrize("spoiled", ["empty", "half", "gone", "noise"])
def test_a_file_that_is_damaged_is_said_to_be(tmp_path: Path, suffix: str, spoiled: str) -> None:
    write(tmp_path / "one", questions(30))
    path = next(path for path in (tmp_path / "one").iterdir() if path.suffix == suffix)
    data = path.read_bytes()
    path.unlink()
    if spoiled != "gone":
        path.write_bytes({"empty": b"", "half": data[: len(data) // 2], "noise": b"\xa5" * len(data)}[spoiled])
    expected = FileNotFoundError if (suffix, spoiled) == (".json", "gone") else IndexDamaged
    with pytest.raises(expected):
        ENGINE.open(tmp_path / "one")


# --- processes -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("with_processes")
def test_processes_and_batches_build_the_same_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = questions(330)
    write(tmp_path / "together", held)
    monkeypatch.setattr(gathering, "_ALONE", 1_000)
    monkeypatch.setattr(tantivy_writer, "_GATHERED", 5_000)
    write(tmp_path / "alone", held)
    pages = []
    for name in ("alone", "together"):
        with closing(ENGINE.open(tmp_path / name)) as index:
            pages.append(index.find(WORDS, Filters(), Order.NEWEST, MANY, tuple(Facet), lambda: None))
    assert pages[0] == pages[1]
    assert pages[0].total > 100


def test_the_last_batch_is_written_while_whoever_gives_it_is_still_at_work(tmp_path: Path) -> None:
    folder = tmp_path / "generation"
    folder.mkdir()
    maker = ENGINE.maker(tmp_path)

    def made() -> Iterator[object]:
        yield from maker.add(batch_of([make_question(number) for number in range(1_500)], Pieces()))
        yield from maker.finish()
        seen = time.monotonic() + 60
        while not list(folder.glob("*.term")) and time.monotonic() < seen:
            time.sleep(0.01)
        assert list(folder.glob("*.term"))

    ENGINE.write(folder, None, [], made())
    assert len(found(folder, Everything())) == 1_500


@pytest.mark.usefixtures("with_processes")
def test_a_process_that_dies_fails_the_build(tmp_path: Path) -> None:
    def killing() -> Iterator[int]:
        for number in range(1, 1_001):
            if number == 600:
                multiprocessing.active_children()[0].kill()
            yield number

    with pytest.raises(BuildFailed, match=r"died \(exit status -9\): run `vraagbaak index` again"):
        generations.write_from_many(ENGINE, tmp_path, killing())
    assert multiprocessing.active_children() == []


@pytest.mark.usefixtures("with_processes")
def test_processes_end_where_reading_the_questions_fails(tmp_path: Path) -> None:
    def interrupted() -> Iterator[int]:
        yield from range(1, 301)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generations.write_from_many(ENGINE, tmp_path, interrupted())
    assert multiprocessing.active_children() == []
