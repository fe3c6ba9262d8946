"""Building an index: whole or not at all, incremental or anew, whatever goes wrong meanwhile."""

import errno
import json
import multiprocessing
import os
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import pytest
from whoosh.filedb.filestore import FileStorage

from indexer.corpus.store import Corpus, Made
from indexer.engines import DEFAULT, ENGINES, LOCAL, advice, engine_named
from indexer.errors import (
    BuildFailed,
    Busy,
    CorpusMissing,
    IndexDamaged,
    IndexerError,
    IndexMissing,
    IndexOutdated,
    LibraryMissing,
)
from indexer.index import build, build_index, database, generations, opened, parts, profiles
from indexer.index.checks import faults_of
from indexer.index.generations import Stamp, read_pointer, read_stamp, verify
from indexer.locking import only_writer
from indexer.search import Facet, Order, SearchPage, SearchRequest, open_search
from tests.support.engines import engine_for
from tests.support.factory import make_question
from tests.support.serving import soon

ROOT = Path(__file__).parents[3]
ENGINE = engine_named(DEFAULT)
MADE = Made("fingerprint", 1)
EVERYTHING = SearchRequest(per_page=100)


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.create(tmp_path / "corpus.sqlite") as corpus:
        for number in range(1, 31):
            corpus.put(make_question(number, title=f"Vraag over onderwerp{number}", party=f"Lijst {number % 3}"), MADE)
        yield corpus


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def search(index: Path, request: SearchRequest = EVERYTHING) -> SearchPage:
    service = open_search(index)
    try:
        return service.search(request)
    finally:
        service.close()


def ids(page: SearchPage) -> list[int]:
    return [hit.question.id for hit in page.hits]


def folders(index: Path) -> set[str]:
    return {path.name for path in index.iterdir() if path.is_dir()}


# What a build makes


def test_a_build_reports_what_it_did_and_shows_how_far_it_is(corpus: Corpus, index: Path) -> None:
    seen: list[tuple[int, int]] = []
    report = build_index(corpus.path, index, progress=lambda done, total: seen.append((done, total)))
    assert (report.generation, report.indexed, report.total, report.full) == (
        "generation-1",
        30,
        30,
        True,
    )
    assert seen == [(done, 30) for done in range(1, 31)]
    service = open_search(index)
    info = service.info()
    service.close()
    assert (info.engine, info.questions, info.corpus_revision) == (DEFAULT, 30, corpus.revision)
    assert info.built_at.endswith("Z")


def test_an_index_is_open_to_its_owner_alone(corpus: Corpus, index: Path) -> None:
    build_index(corpus.path, index)
    for folder in (index, index / "generation-1"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_an_index_needs_nothing_but_its_folder(corpus: Corpus, index: Path, tmp_path: Path) -> None:
    build_index(corpus.path, index)
    copy = shutil.copytree(index, tmp_path / "elsewhere" / "index")
    corpus.path.unlink()
    shutil.rmtree(index)
    assert search(copy).total == 30


def test_an_empty_corpus_makes_an_empty_index(tmp_path: Path, index: Path) -> None:
    with Corpus.create(tmp_path / "empty.sqlite") as empty:
        assert build_index(empty.path, index).total == 0
        assert search(index).total == 0
        assert search(index, SearchRequest("wachtlijst OF wacht*")).total == 0
        empty.put(make_question(1), MADE)
        assert build_index(empty.path, index).total == 1
    assert search(index).total == 1


def test_an_engine_that_is_not_there_is_named(corpus: Corpus, index: Path) -> None:
    with pytest.raises(ValueError, match="there is no engine 'lucene': choose from whoosh"):
        build_index(corpus.path, index, engine="lucene")


def test_without_a_corpus_nothing_is_made(tmp_path: Path, index: Path) -> None:
    with pytest.raises(CorpusMissing):
        build_index(tmp_path / "none.sqlite", index)
    assert not index.exists()


# Incremental builds


def answers(index: Path) -> list[object]:
    """What an index answers to a number of searches, without what differs between two builds of the same."""
    requests = [SearchRequest(per_page=100, order=Order.OLDEST)] + [
        SearchRequest(text, per_page=100, order=order)
        for text in ("wachtlijst", "onderwerp7", "onderwerp*", '"op de wachtlijst"', "-nieuw", "nieuw", "verdonck")
        for order in Order
    ]
    service = open_search(index)
    pages = [service.search(request) for request in requests]
    service.close()
    return [(page.total, [(hit.question, hit.title, hit.snippets) for hit in page.hits], page.facets) for page in pages]


def test_an_incremental_build_equals_a_full_one(corpus: Corpus, index: Path, tmp_path: Path) -> None:
    build_index(corpus.path, index)
    for night in range(12):
        corpus.put(make_question(100 + night, title=f"Nieuw onderwerp{night}", themes=("Wonen",)), MADE)
        corpus.put(make_question(night + 1, title=f"Nieuw onderwerp{night}", answer=None, party="Lijst 9"), MADE)
        report = build_index(corpus.path, index)
        assert (report.full, report.indexed) == (False, 2)
        assert report.total == len(corpus)
    build_index(corpus.path, tmp_path / "full", full=True)
    assert answers(index) == answers(tmp_path / "full")


def test_segments_do_not_pile_up(corpus: Corpus, index: Path) -> None:
    build_index(corpus.path, index)
    for night in range(20):
        corpus.put(make_question(200 + night), MADE)
        build_index(corpus.path, index)
        assert len(list((index / read_pointer(index).current).glob("*.pst"))) <= 6
    assert search(index).total == 50


def test_what_did_not_change_is_shared_with_the_generation_before(corpus: Corpus, index: Path) -> None:
    build_index(corpus.path, index)
    corpus.put(make_question(99), MADE)
    build_index(corpus.path, index)
    (postings,) = (index / "generation-1").glob("*.pst")
    assert (index / "generation-2" / postings.name).samefile(postings)


def test_nothing_is_built_where_nothing_changed(corpus: Corpus, index: Path) -> None:
    build_index(corpus.path, index)
    report = build_index(corpus.path, index)
    assert (report.generation, report.indexed, report.total, report.full) == ("generation-1", 0, 30, False)
    assert folders(index) == {"generation-1"}


def test_the_generation_before_is_kept_and_older_ones_are_removed(corpus: Corpus, index: Path) -> None:
    for number in range(1, 5):
        corpus.put(make_question(300 + number), MADE)
        build_index(corpus.path, index, full=number % 2 == 0)
    assert folders(index) == {"generation-3", "generation-4"}
    assert read_pointer(index) == generations.Pointer("generation-4", "generation-3")


def test_another_corpus_in_its_place_is_indexed_anew(corpus: Corpus, index: Path, tmp_path: Path) -> None:
    build_index(corpus.path, index)
    other = tmp_path / "other.sqlite"
    with Corpus.create(other) as another:
        for number in range(500, 540):
            another.put(make_question(number), MADE)
    report = build_index(other, index)
    assert (report.full, report.total) == (True, 40)
    assert set(ids(search(index))) == set(range(500, 540))


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        pytest.param([opened, build], "ANALYSIS_VERSION", id="of the analysis"),
        pytest.param([ENGINE], "schema_version", id="of the engine"),
        pytest.param([database], "VERSION", id="of the tables"),
    ],
)
def test_an_index_of_another_version_is_refused_and_made_anew(
    corpus: Corpus, index: Path, monkeypatch: pytest.MonkeyPatch, owner: list[object], name: str
) -> None:
    build_index(corpus.path, index)
    for one in owner:
        monkeypatch.setattr(one, name, 99)
    with pytest.raises(IndexOutdated, match="run `vraagbaak index --full`"):
        open_search(index)
    assert build_index(corpus.path, index).full
    assert search(index).total == 30


@pytest.mark.parametrize("version", [1, 2])
def test_an_index_from_before_it_held_records_of_its_own_is_outdated_and_made_anew(
    corpus: Corpus, index: Path, version: int
) -> None:
    build_index(corpus.path, index)
    folder = index / "generation-1"
    stamp = json.loads((folder / "stamp.json").read_text())
    stamp["info"]["schema_version"] = version
    del stamp["files"]["questions.sqlite"]
    (folder / "stamp.json").write_text(json.dumps(stamp))
    (folder / "questions.sqlite").unlink()
    with pytest.raises(IndexOutdated, match="run `vraagbaak index --full`"):
        open_search(index)
    assert build_index(corpus.path, index).full
    assert search(index).total == 30


@pytest.fixture(params=ENGINES)
def each_engine(request: pytest.FixtureRequest) -> Iterator[str]:
    with engine_for(request.param, request) as engine:
        yield engine.name


def test_an_index_is_served_and_goes_on_with_the_engine_it_was_made_for(
    corpus: Corpus, index: Path, each_engine: str
) -> None:
    assert build_index(corpus.path, index, engine=each_engine).engine == each_engine
    corpus.put(make_question(99, title="Zeldzaam"), MADE)
    report = build_index(corpus.path, index)
    assert (report.engine, report.full, report.total) == (each_engine, False, 31)
    with closing(open_search(index)) as service:
        assert service.info().engine == each_engine
        assert [hit.question.id for hit in service.search(SearchRequest("zeldzaam")).hits] == [99]
    assert build_index(corpus.path, index).engine == each_engine, "also where nothing changed"


def test_another_engine_makes_all_anew(corpus: Corpus, index: Path) -> None:
    for name in (*LOCAL, DEFAULT):
        try:
            report = build_index(corpus.path, index, engine=name)
        except LibraryMissing as error:
            pytest.skip(str(error))
        assert (report.engine, report.full, report.total) == (name, True, 30)
        assert search(index).total == 30


@pytest.mark.parametrize(
    ("optional", "library"), [("tantivy", "tantivy"), ("tantivy", "orjson"), ("opensearch", "opensearchpy")]
)
def test_an_engine_that_is_not_installed_says_how_it_is(
    corpus: Corpus, index: Path, monkeypatch: pytest.MonkeyPatch, optional: str, library: str
) -> None:
    for module in [module for module in sys.modules if module.startswith(f"indexer.engines.{optional}")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, library, None)  # as Python has it for what cannot be imported
    how = re.escape(f'install it with pip install "vraagbaak[{optional}]"')
    with pytest.raises(LibraryMissing, match=how):
        build_index(corpus.path, index, engine=optional)
    assert not index.exists()
    build_index(corpus.path, index)
    stamp = index / "generation-1" / "stamp.json"
    stamp.write_text(stamp.read_text().replace(f'"engine": "{DEFAULT}"', f'"engine": "{optional}"'))
    with pytest.raises(LibraryMissing, match=how):
        open_search(index)
    with pytest.raises(LibraryMissing, match=how):
        build_index(corpus.path, index)


def test_an_index_of_many_questions_is_advised_another_engine() -> None:
    other = next(name for name in ENGINES if name != DEFAULT)
    assert advice(DEFAULT, 19_999) is None
    assert f"vraagbaak index --engine {other}" in (advice(DEFAULT, 20_000) or "")
    assert {advice(engine, 100_000) for engine in ENGINES if engine != DEFAULT} == {None}


def test_an_index_goes_on_with_the_engine_that_made_it(corpus: Corpus, index: Path) -> None:
    build_index(corpus.path, index, engine=DEFAULT)
    corpus.put(make_question(99), MADE)
    assert not build_index(corpus.path, index).full
    stamp = index / "generation-2" / "stamp.json"
    stamp.write_text(stamp.read_text().replace(f'"engine": "{DEFAULT}"', '"engine": "lucene"'))
    with pytest.raises(IndexOutdated, match=r"there is no engine 'lucene'.*: run `vraagbaak index"):
        open_search(index)
    assert build_index(corpus.path, index).full, "by the default where nothing can read what is there"


# Reading while building


def test_an_open_engine_follows_a_swap_by_itself(corpus: Corpus, index: Path) -> None:
    build_index(corpus.path, index)
    service = open_search(index)
    started = service.matching(SearchRequest(order=Order.OLDEST))
    first = next(started)
    for night in range(3):
        corpus.put(make_question(400 + night), MADE)
        build_index(corpus.path, index)
        assert soon(lambda: service.search(EVERYTHING).total == 31 + night)  # noqa: B023
        assert service.info().questions == 31 + night
    rest = list(started)
    assert len({first.id, *(question.id for question in rest)}) == 30, "an export goes on in the generation it began"
    service.close()


def test_no_search_fails_while_generations_are_swapped(corpus: Corpus, index: Path) -> None:
    build_index(corpus.path, index)
    service = open_search(index)
    done = threading.Event()
    totals: list[int] = []
    failures: list[Exception] = []

    def keep_searching(opening: bool) -> None:
        while not done.is_set():
            try:
                page = (
                    search(index, SearchRequest("wachtlijst"))
                    if opening
                    else service.search(SearchRequest("wachtlijst"))
                )
                totals.append(page.total)
            except Exception as error:  # noqa: BLE001  # whatever it is, the test must see it
                failures.append(error)

    threads = [threading.Thread(target=keep_searching, args=(opening,)) for opening in (False, True)]
    for thread in threads:
        thread.start()
    for number in range(8):
        corpus.put(make_question(600 + number), MADE)
        build_index(corpus.path, index, full=number % 2 == 0)
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert set(totals) <= set(range(30, 39))
    assert soon(lambda: service.search(SearchRequest("wachtlijst")).total == 38)
    service.close()


def test_a_served_index_is_not_given_up_for_one_that_cannot_be_read(
    corpus: Corpus, index: Path, caplog: pytest.LogCaptureFixture
) -> None:
    build_index(corpus.path, index)
    service = open_search(index)
    (index / "current.json").write_text('{"current": "generation-9", "previous": null}')
    assert service.search(EVERYTHING).total == 30
    assert soon(lambda: "the one before still is" in caplog.text)
    assert service.search(EVERYTHING).total == 30
    corpus.put(make_question(99), MADE)
    build_index(corpus.path, index)
    assert soon(lambda: service.search(EVERYTHING).total == 31)
    service.close()


@pytest.mark.parametrize("more", [0, 1, 4], ids=["at the pointer", "at the second file", "at a later file"])
def test_what_keeps_a_new_index_from_being_opened_may_pass(
    corpus: Corpus, index: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, more: int
) -> None:
    monkeypatch.setattr("indexer.index.following.FIRST_PAUSE", 0.01)
    build_index(corpus.path, index)
    service = open_search(index)
    corpus.put(make_question(99), MADE)
    build_index(corpus.path, index)
    with _no_more_files_than(more):
        assert soon(lambda: service.search(EVERYTHING).total == 30 and "cannot be read" in caplog.text)
    assert soon(lambda: service.search(EVERYTHING).total == 31), "without another build"
    service.close()


def test_a_search_opens_no_file(corpus: Corpus, index: Path) -> None:
    build_index(corpus.path, index)
    search(index, SearchRequest("wachtlijst"))  # what Python itself imports at the first search
    service = open_search(index)
    with _no_more_files_than(0):
        assert service.search(SearchRequest("wachtlijst")).total == 30
        assert service.search(SearchRequest("vraagsteller:ann*")).total == 0
        assert service.get(1) == make_question(1, title="Vraag over onderwerp1", party="Lijst 1")
    service.close()


@contextmanager
def _no_more_files_than(more: int) -> Iterator[None]:
    """The system opens no further files for this process, or no more than that at a time."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = [os.open(os.devnull, os.O_RDONLY) for _ in range(more + 1)]
    for file in free:
        os.close(file)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free[-1], before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_nobody_waits_while_a_new_index_is_opened_once(
    corpus: Corpus, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(corpus.path, index)
    service = open_search(index)
    may_go_on = threading.Event()
    opened = []

    def verify_slowly(generation: Path, stamp: Stamp) -> None:
        opened.append(generation.name)
        assert may_go_on.wait(20)
        verify(generation, stamp)

    monkeypatch.setattr("indexer.index.opened.verify", verify_slowly)
    corpus.put(make_question(99), MADE)
    build_index(corpus.path, index)
    with ThreadPoolExecutor(8) as visitors:
        assert set(visitors.map(lambda _: service.search(EVERYTHING).total, range(80))) == {30}
        assert soon(lambda: bool(opened))
        may_go_on.set()
        assert soon(lambda: service.info().questions == 31)
        assert set(visitors.map(lambda _: service.search(EVERYTHING).total, range(80))) == {31}
    assert opened == ["generation-2"]
    service.close()


def test_an_index_that_is_closed_while_it_opens_a_new_index_lets_go_of_that_too(
    corpus: Corpus, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(corpus.path, index)
    service = open_search(index)
    may_go_on = threading.Event()
    monkeypatch.setattr("indexer.index.opened.verify", lambda *_: may_go_on.wait(20))
    corpus.put(make_question(99), MADE)
    build_index(corpus.path, index)
    assert service.info().questions == 30
    assert soon(lambda: "open-index" in _threads())
    service.close()
    may_go_on.set()
    assert soon(lambda: "open-index" not in _threads())
    held = [file.readlink() for file in Path("/proc/self/fd").iterdir() if file.is_symlink()]
    assert not [file for file in held if file.is_relative_to(index)]


def _threads() -> list[str]:
    return [thread.name for thread in threading.enumerate()]


# Damage


def test_no_index_is_told_from_a_damaged_one(index: Path) -> None:
    with pytest.raises(IndexMissing, match="run `vraagbaak index` first"):
        open_search(index)
    index.mkdir()
    with pytest.raises(IndexMissing):
        open_search(index)


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(_flip, id="a bit flipped"),
        pytest.param(lambda path: os.truncate(path, path.stat().st_size // 2), id="halved"),
        pytest.param(lambda path: os.truncate(path, 0), id="emptied"),
        pytest.param(Path.unlink, id="missing"),
    ],
)
@pytest.mark.parametrize("name", ["*.trm", "*.pst", "questions.sqlite", "*.toc", "stamp.json", "../current.json"])
def test_a_damaged_index_is_called_damaged_and_built_anew(
    corpus: Corpus, index: Path, damage: "object", name: str
) -> None:
    build_index(corpus.path, index)
    folder = index / "generation-1"
    (path,) = [index / "current.json"] if name.startswith("..") else folder.glob(name)
    assert callable(damage)
    damage(path)
    expected = IndexMissing if name.startswith("..") and not path.exists() else IndexDamaged
    if name.endswith(".json") and damage is _flip:
        expected = IndexerError  # a flipped bit in plain JSON may also give another version, or none at all
    with pytest.raises(expected, match="run `vraagbaak index"):
        open_search(index)
    report = build_index(corpus.path, index)
    assert report.full
    assert search(index).total == 30


# What goes wrong while building


def test_a_build_that_fails_its_checks_is_not_served(
    corpus: Corpus, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(corpus.path, index)
    corpus.put(make_question(99), MADE)
    whole = ENGINE.write
    with monkeypatch.context() as patch:
        patch.setattr(ENGINE, "write", lambda new, base, gone, added: whole(new, base, gone, list(added)[1:]))
        with pytest.raises(BuildFailed, match="holds 30 questions, its stamp says 31"):
            build_index(corpus.path, index)
    assert search(index).total == 30
    assert folders(index) == {"generation-1"}
    assert build_index(corpus.path, index).total == 31


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_engine_that_fails_after_the_last_question_leaves_no_process_behind(
    corpus: Corpus, index: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException], each_engine: str
) -> None:
    def failing(new: Path, base: Path | None, gone: list[int], made: Iterable[object]) -> frozenset[str]:
        list(made)
        assert multiprocessing.active_children(), "they work while the engine writes"
        raise error("the engine's own")

    for module in (parts, profiles):
        monkeypatch.setattr(module, "_ALONE", 1)
    build_index(corpus.path, index)
    with monkeypatch.context() as patch:
        patch.setattr(engine_named(each_engine), "write", failing)
        with pytest.raises(error, match="the engine's own"):
            build_index(corpus.path, index, full=True, engine=each_engine)
    assert multiprocessing.active_children() == []
    assert folders(index) == {"generation-1"}
    assert build_index(corpus.path, index, full=True, engine=each_engine).total == 30


def test_a_corpus_that_changes_while_it_is_indexed_is_indexed_again(corpus: Corpus, index: Path) -> None:
    build_index(corpus.path, index)

    def change(done: int, total: int) -> None:
        corpus.put(make_question(7, title=f"Anders, bij {done} van {total}"), MADE)

    with pytest.raises(BuildFailed, match="the corpus changed while it was indexed: run `vraagbaak index` again"):
        build_index(corpus.path, index, full=True, progress=change)
    assert folders(index) == {"generation-1"}
    build_index(corpus.path, index)
    assert [hit.question.title for hit in search(index, SearchRequest("anders")).hits] == ["Anders, bij 30 van 30"]


def test_a_corpus_that_is_replaced_while_it_is_indexed_is_not_taken_for_the_other(
    corpus: Corpus, index: Path, tmp_path: Path
) -> None:
    with Corpus.create(tmp_path / "other.sqlite") as other:
        for number in range(1, 31):
            other.put(make_question(number, title="Van een ander"), MADE)
    corpus.close()  # so that all of it is in its file

    def replace(done: int, total: int) -> None:
        if done == total:
            (tmp_path / "other.sqlite").replace(corpus.path)

    with pytest.raises(BuildFailed, match="the corpus changed while it was indexed: run `vraagbaak index` again"):
        build_index(corpus.path, index, progress=replace)
    assert folders(index) == set()


def test_a_second_build_is_turned_away_and_told_by_whom(corpus: Corpus, index: Path) -> None:
    with (
        only_writer(index),
        pytest.raises(Busy, match=f"process {os.getpid()}"),
    ):
        build_index(corpus.path, index)
    assert build_index(corpus.path, index).total == 30


_CHILD = """
    import sys, time
    from pathlib import Path
    from indexer.index import build_index
    from indexer.index import gathering
    stop_at, index, engine = int(sys.argv[1]), Path(sys.argv[3]), sys.argv[4]
    def progress(done, total):
        if done == stop_at:
            print("there", flush=True)
            time.sleep(60)
    gathering._ALONE = 10
    build_index(Path(sys.argv[2]), index, full=True, engine=engine, progress=progress)
"""


@pytest.mark.parametrize("stop_at", [1, 15, 30])
def test_a_killed_build_changes_nothing_and_leaves_no_lock(
    corpus: Corpus, index: Path, stop_at: int, each_engine: str
) -> None:
    build_index(corpus.path, index, engine=each_engine)
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_CHILD), str(stop_at), str(corpus.path), str(index), each_engine],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as child:
        assert child.stdout
        assert child.stdout.readline() == b"there\n"
        with pytest.raises(Busy, match=f"process {child.pid}"):
            build_index(corpus.path, index)
        child.send_signal(signal.SIGKILL)
    assert folders(index) == {"generation-1", "generation-2"}
    assert search(index).total == 30
    corpus.put(make_question(99), MADE)
    report = build_index(corpus.path, index)
    assert (report.generation, report.full, report.total) == ("generation-2", False, 31)
    assert folders(index) == {"generation-1", "generation-2"}


def test_a_build_that_is_interrupted_cleans_up(corpus: Corpus, index: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(corpus.path, index, progress=interrupt)
    assert folders(index) == set()
    with pytest.raises(IndexMissing):
        open_search(index)


def test_too_little_room_is_told_before_anything_is_written(
    corpus: Corpus, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9 - 1000, 1000))
    with pytest.raises(OSError, match=r"a build needs some \d+ MB, 0 MB are free") as full:
        build_index(corpus.path, index)
    assert full.value.errno == errno.ENOSPC
    assert not index.exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "small"
    disk.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("a small disk cannot be mounted here: that needs root")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_disk_that_fills_up_leaves_the_old_index_serving(
    corpus: Corpus, small_disk: Path, monkeypatch: pytest.MonkeyPatch, each_engine: str
) -> None:
    index = small_disk / "index"
    build_index(corpus.path, index, engine=each_engine)
    monkeypatch.setattr(build, "_check_space", lambda *_: None)  # the disk fills up after it was measured
    room = shutil.disk_usage(small_disk).free
    size = sum(path.stat().st_size for path in (index / "generation-1").iterdir())
    for share in (0.0, 0.2, 0.4, 0.6, 0.8):
        filler = small_disk / "filler"
        filler.write_bytes(b"x" * (room - round(share * size)))
        with pytest.raises(OSError, match="No space left on device") as full:
            build_index(corpus.path, index, full=True)
        assert full.value.errno == errno.ENOSPC
        assert folders(index) == {"generation-1"}
        filler.unlink()
        assert search(index).total == 30
    assert build_index(corpus.path, index, full=True).generation == "generation-2"


@pytest.mark.parametrize("call", ["fsync", "create_file", "mkdir", "replace"])
def test_an_error_of_the_disk_at_any_step_leaves_the_old_index_or_the_new(
    corpus: Corpus, index: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    build_index(corpus.path, index)
    owner = {"fsync": os, "create_file": FileStorage, "mkdir": Path, "replace": Path}[call]
    whole = getattr(owner, call)
    served = 30
    for failing in range(100):
        corpus.put(make_question(700 + failing), MADE)
        calls = count()

        def fail(*args: object, calls: "count[int]" = calls, failing: int = failing, **options: object) -> object:
            if next(calls) == failing:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return whole(*args, **options)

        monkeypatch.setattr(owner, call, fail)
        try:
            served = build_index(corpus.path, index).total
        except OSError as error:
            assert error.errno == errno.EIO  # noqa: PT017  # only where one is raised
        finally:
            monkeypatch.undo()
        found = search(index).total
        assert found in (served, len(corpus))
        served = found
        if next(calls) <= failing:
            break
    assert failing > 0, "at least one call was made to fail"
    assert served == len(corpus)


def test_everything_is_on_disk_before_the_swap(corpus: Corpus, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: set[tuple[int, int]] = set()
    at_swap: list[set[tuple[int, int]]] = []

    def fsync(handle: "int | object") -> None:
        status = os.fstat(handle if isinstance(handle, int) else handle.fileno())  # type: ignore[attr-defined]
        synced.add((status.st_dev, status.st_ino))

    def swap(folder: Path, generation: Path) -> None:
        at_swap.append(set(synced))
        generations.swap(folder, generation)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(build, "swap", swap)
    build_index(corpus.path, index)
    generation = index / "generation-1"
    wanted = {(path.stat().st_dev, path.stat().st_ino) for path in (generation, *generation.iterdir())}
    assert wanted <= at_swap[0]
    assert {(path.stat().st_dev, path.stat().st_ino) for path in (index, index / "current.json")} <= synced


def test_a_corpus_that_changes_meanwhile_is_noticed(corpus: Corpus, index: Path) -> None:
    def change(done: int, total: int) -> None:
        if done == 5:
            with Corpus.create(corpus.path) as other:
                other.put(make_question(999), MADE)

    with pytest.raises(BuildFailed, match="run `vraagbaak index` again"):
        build_index(corpus.path, index, progress=change)
    assert build_index(corpus.path, index).total == 31


def test_probes_notice_a_question_that_is_not_the_one_of_the_corpus(corpus: Corpus, index: Path) -> None:
    build_index(corpus.path, index)
    folder = index / "generation-1"
    probes = [make_question(1, title="Iets anders"), make_question(31)]
    faults = faults_of(folder, read_stamp(folder).info, ENGINE, probes)
    assert faults == ["question 1 is not the one of the corpus", "question 31 is missing"]
    assert search(index, SearchRequest(chosen={Facet.PARTY: ("Lijst 1",)})).total == 10
