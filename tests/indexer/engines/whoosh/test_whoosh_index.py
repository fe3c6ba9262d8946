"""What only the embedded engine does: its ranking, its segments, and the processes that build them."""

import math
import multiprocessing
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.engines import Filters
from indexer.engines.whoosh import ENGINE
from indexer.engines.whoosh import building as whoosh_building
from indexer.errors import BuildFailed
from indexer.fields import Facet, Number, Order, Text
from indexer.index import gathering
from indexer.query.plan import All, Everything, Rows, Span
from indexer.question import WrittenQuestion
from tests.support import generations
from tests.support.factory import make_question
from tests.support.plans import ROWS, questions
from tests.support.reference import Reference, order_key

ROOT = Path(__file__).parents[4]
MANY = range(0, 1_000_000)
BOOSTS = {Text.TITLE: 4.0, Text.QUESTION: 1.2, Text.ANSWER: 1.0}
LESSER = 0.6


def write(
    folder: Path, added: Iterable[WrittenQuestion], base: Path | None = None, gone: Iterable[int] = ()
) -> frozenset[str]:
    folder.mkdir()
    return generations.write(ENGINE, folder, added, base, gone)


class Bm25f:
    """Relevance by the textbook: BM25 over what the texts of a question weigh together."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._count = len(reference.questions)
        self._averages = {
            text: sum(reference.length(text, question) for question in reference.questions) / self._count or 1
            for text in Text
        }

    def score(self, words: Iterable[Rows], question: WrittenQuestion) -> float:
        """How well a question matches words that must all match."""
        score = 0.0
        for word in words:
            holding = sum(self._weight(word, other) > 0 for other in self._reference.questions)
            weight = self._weight(word, question)
            score += math.log(1 + (self._count - holding + 0.5) / (holding + 0.5)) * weight / (weight + 1.2)
        return score

    def _weight(self, word: Rows, question: WrittenQuestion) -> float:
        weight = 0.0
        for text in word.texts:
            length = self._reference.length(text, question) / self._averages[text]
            times = sum(self._reference.times(row, text, question) for row in word.rows)
            times += LESSER * sum(self._reference.times(row, text, question) for row in word.lesser)
            weight += times * BOOSTS[text] / (0.25 + 0.75 * length)
        return weight + 2.0 * any(self._reference.matches(values, question) for values in word.values)


# One with a phrase stands alone: how rare a phrase is counts among what the other words leave.
WORDS = st.lists(ROWS, min_size=1, max_size=3).map(
    lambda words: [word for word in words if all(len(row) == 1 for row in (*word.rows, *word.lesser))] or words[:1]
)
HELD = questions(150)
RELEVANCE = Bm25f(Reference(HELD))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whoosh") / "one"
    write(folder, HELD)
    return folder


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=WORDS)
def test_words_that_must_all_match_rank_by_bm25f(folder: Path, words: list[Rows]) -> None:
    by_id = {question.id: question for question in HELD}
    with closing(ENGINE.open(folder)) as index:
        ranked = index.find(All(tuple(words)), Filters(), Order.RELEVANCE, MANY, (), lambda: None)
        assert list(ranked.scores) == pytest.approx([RELEVANCE.score(words, by_id[id]) for id in ranked.ids])
        newest_first = order_key(Order.NEWEST)
        order = sorted(
            zip(ranked.ids, ranked.scores, strict=True), key=lambda one: (-one[1], newest_first(by_id[one[0]]))
        )
        assert list(ranked.ids) == [id for id, _ in order]
        window = index.find(All(tuple(words)), Filters(), Order.RELEVANCE, range(3, 8), (), lambda: None)
        assert list(window.ids) == list(ranked.ids)[3:8]


def test_segments_do_not_pile_up(tmp_path: Path) -> None:
    write(tmp_path / "0", questions(60))
    for night in range(1, 12):
        write(tmp_path / str(night), questions(4, first_id=100 * night), tmp_path / str(night - 1))
        assert len(list((tmp_path / str(night)).glob("*.pst"))) <= 6
    with closing(ENGINE.open(tmp_path / "11")) as index:
        assert index.count() == 104


def test_what_did_not_change_is_linked_from_the_base(tmp_path: Path) -> None:
    write(tmp_path / "a", questions(30))
    linked = write(tmp_path / "b", questions(1, first_id=100), tmp_path / "a", [3])
    assert linked == {path.name for path in (tmp_path / "a").iterdir() if path.suffix != ".toc"}
    assert all((tmp_path / "a" / name).samefile(tmp_path / "b" / name) for name in linked)


def test_a_segment_that_is_all_gone_leaves_nothing(tmp_path: Path) -> None:
    write(tmp_path / "a", questions(10))
    assert write(tmp_path / "b", (), tmp_path / "a", range(1, 11)) == frozenset()
    with closing(ENGINE.open(tmp_path / "b")) as index:
        assert index.count() == 0
        assert list(index.all_ids(Everything(), Filters(), Order.NEWEST)) == []


def test_what_is_gone_does_not_count_for_relevance(tmp_path: Path) -> None:
    held = questions(60)
    write(tmp_path / "base", held)
    write(tmp_path / "less", (), tmp_path / "base", range(1, 20))
    write(tmp_path / "anew", held[19:])
    plan = Rows((("wachtlijst",), ("de", "school")), tuple(Text))
    pages = []
    for name in ("less", "anew"):
        with closing(ENGINE.open(tmp_path / name)) as index:
            pages.append(index.find(plan, Filters(), Order.RELEVANCE, MANY, tuple(Facet), lambda: None))
    assert pages[0] == pages[1]


def test_what_is_merged_makes_segments_of_bounded_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "0", questions(60))
    for night in range(1, 5):
        write(tmp_path / str(night), questions(60, first_id=100 * night), tmp_path / str(night - 1))
    monkeypatch.setattr(whoosh_building, "MAX_TERMS", 3_000)
    write(tmp_path / "5", questions(60, first_id=500), tmp_path / "4")
    write(tmp_path / "anew", (question for night in range(6) for question in questions(60, first_id=100 * night or 1)))
    assert len(list((tmp_path / "5").glob("*.pst"))) == 2
    plan = Rows((("wachtlijst",), ("de", "school")), tuple(Text))
    pages = []
    for name in ("5", "anew"):
        with closing(ENGINE.open(tmp_path / name)) as index:
            pages.append(index.find(plan, Filters(), Order.RELEVANCE, MANY, tuple(Facet), lambda: None))
    assert pages[0] == pages[1]


def test_the_largest_number_is_found_and_spans_may_go_beyond_it(tmp_path: Path) -> None:
    write(tmp_path / "one", [make_question(1, number=2**63 - 1), make_question(2, number=7)])
    with closing(ENGINE.open(tmp_path / "one")) as index:
        found = [
            list(index.all_ids(Span(Number.NUMBER, low, high), Filters(), Order.NEWEST))
            for low, high in ((8, None), (8, 10**30), (None, 7), (10**30, None), (None, -(10**30)))
        ]
    assert found == [[1], [1], [2], [], []]


def test_processes_build_one_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = questions(330)
    write(tmp_path / "alone", held)
    monkeypatch.setattr(gathering, "_ALONE", 50)
    write(tmp_path / "together", held)
    assert all(path.is_file() for path in (tmp_path / "together").iterdir())
    plan = Rows((("wachtlijst",), ("de", "school")), tuple(Text))
    pages = []
    for name in ("alone", "together"):
        with closing(ENGINE.open(tmp_path / name)) as index:
            pages.append(index.find(plan, Filters(), Order.RELEVANCE, MANY, tuple(Facet), lambda: None))
    assert pages[0] == pages[1]
    assert pages[0].total > 100


def test_a_process_that_dies_fails_the_build_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "_ALONE", 50)

    def killing() -> Iterator[int]:
        for number in range(1, 1_001):
            if number == 600:
                multiprocessing.active_children()[0].kill()
            yield number

    with pytest.raises(BuildFailed, match=r"died \(exit status -9\): run `vraagbaak index` again"):
        generations.write_from_many(ENGINE, tmp_path, killing())
    assert multiprocessing.active_children() == []
    assert list((tmp_path / "one").iterdir()) == []


def test_an_error_in_a_process_is_raised_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "_ALONE", 50)

    def spoiling() -> Iterator[int]:
        yield from range(1, 301)
        (scratch,) = (tmp_path / "one").iterdir()
        scratch.rename(tmp_path / "elsewhere")

    with pytest.raises(FileNotFoundError, match="No such file"):
        generations.write_from_many(ENGINE, tmp_path, spoiling())
    assert multiprocessing.active_children() == []


def test_processes_end_where_reading_the_questions_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "_ALONE", 50)

    def interrupted() -> Iterator[int]:
        yield from range(1, 301)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generations.write_from_many(ENGINE, tmp_path, interrupted())
    assert multiprocessing.active_children() == []
    assert list((tmp_path / "one").iterdir()) == []


_CHILD = """
    import multiprocessing, sys, time
    from pathlib import Path
    from indexer.engines.whoosh import ENGINE
    from indexer.index import gathering
    from tests.support.generations import put_into, write_from
    from tests.support.plans import questions

    def slow():
        yield from range(1, 301)
        print(*(process.pid for process in multiprocessing.active_children()), flush=True)
        time.sleep(60)

    gathering._ALONE = 50
    corpus = Path(sys.argv[1], "corpus.sqlite")
    put_into(corpus, questions(300))
    write_from(corpus, slow(), ENGINE, Path(sys.argv[1]))
"""


def test_processes_end_where_the_build_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_CHILD), str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT
    ) as child:
        assert child.stdout
        ids = [int(number) for number in child.stdout.readline().split()]
        child.kill()
    assert ids
    until = time.monotonic() + 60
    while (alive := [number for number in ids if Path("/proc", str(number)).exists()]) and time.monotonic() < until:
        time.sleep(0.05)
    assert alive == []
