"""Extraction on other machines: real schedulers and workers of Dask on loopback, which are killed and come back."""

import os
import re
import shutil
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Archive
from crawler.archive.runs import Runs
from crawler.archive.writer import Ledger
from indexer.corpus.cluster import ClusterReaders
from indexer.corpus.extract import ExtractReport, extract
from indexer.corpus.store import Corpus
from indexer.corpus.workers import Limits
from indexer.errors import ClusterFailed, LibraryMissing
from indexer.notes import NoteKind, read_note
from tests.indexer.corpus.test_extract import endless_pdf
from tests.indexer.corpus.test_unreadable import ANCHORS, hold, stored
from tests.indexer.extraction.test_awkward import SENTENCE, pages, shown
from tests.support.balanced import certificate
from tests.support.commands import ROOT, started, vraagbaak
from tests.support.dask_cluster import DaskCluster, dask_cluster, kill
from tests.support.serving import soon


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """A cluster of one worker. Not to be killed."""
    with dask_cluster(tmp_path_factory.mktemp("cluster")) as running:
        running.worker()
        yield running


@pytest.fixture
def data(sample_data: Path, tmp_path: Path) -> Path:
    """The sample's archive in a folder of its own."""
    shutil.copytree(sample_data / "archive", tmp_path / "archive")
    return tmp_path


@pytest.fixture
def own(tmp_path: Path) -> Iterator[DaskCluster]:
    """A scheduler without workers, which the test may kill."""
    (tmp_path / "dask").mkdir()
    with dask_cluster(tmp_path / "dask") as running:
        yield running


def run(data: Path, cluster: DaskCluster | str, **options: Any) -> ExtractReport:
    address = cluster if isinstance(cluster, str) else cluster.address
    return extract(data / "archive", data / "corpus.sqlite", cluster=address, **options)


def rows(corpus: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything that a corpus holds, in the order of writing."""
    with closing(sqlite3.connect(corpus)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: list(connection.execute(f"SELECT * FROM {table}")) for table in sorted(tables)}


def at(done: int, act: Callable[[], object]) -> Callable[[int, int], None]:
    """Do something once so many questions are done."""
    return lambda now, total: act() if now == done else None  # type: ignore[func-returns-value]


# --- the corpus is that of local workers ----------------------------------------------------------------------------


def test_the_corpus_is_that_of_an_undisturbed_run_when_one_of_two_workers_is_killed(
    sample_data: Path, data: Path, own: DaskCluster
) -> None:
    first, second = own.worker(), own.worker()
    assert soon(lambda: own.log().count("Register worker") == 2)

    def kill_while_it_reads() -> bool:
        was_reading = soon(lambda: own.is_reading(first))
        kill(first)
        return was_reading

    with ThreadPoolExecutor(1) as threads:
        killed: list[Future[bool]] = []
        report = run(data, own, progress=at(3, lambda: killed.append(threads.submit(kill_while_it_reads))))
        assert [one.result() for one in killed] == [True]
    assert report.extracted == report.held > 20
    assert (first.poll(), second.poll()) == (-9, None)
    assert rows(data / "corpus.sqlite") == rows(sample_data / "corpus.sqlite")


def test_the_command_reads_on_a_cluster_where_one_is_named(sample_data: Path, data: Path, cluster: DaskCluster) -> None:
    done = vraagbaak("extract", "--data", data, "--cluster", cluster.address.removeprefix("tcp://"))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("extracted: ")
    assert rows(data / "corpus.sqlite") == rows(sample_data / "corpus.sqlite")
    again = vraagbaak("update", "--help")
    assert "VRAAGBAAK_CLUSTER" in again.stdout


def test_a_file_has_the_limits_and_the_notes_that_it_has_at_home(tmp_path: Path, cluster: DaskCluster) -> None:
    limits = Limits(seconds=1)
    with Ledger.open(tmp_path / "archive") as ledger:
        Runs(ledger).begin("{}")
        hold(ledger, 1, endless_pdf())
        hold(ledger, 2, pages(shown(SENTENCE)))
        hold(ledger, 3, pages(shown(SENTENCE, b"gone tomorrow")))
        Runs(ledger).finish()
    with Archive.open(tmp_path / "archive") as archive:
        archive.file_path(archive.question(3).files[0].sha256 or "").unlink()
    report = run(tmp_path, cluster, limits=limits)
    (tmp_path / "corpus.sqlite").rename(tmp_path / "cluster.sqlite")
    extract(tmp_path / "archive", tmp_path / "corpus.sqlite", limits=limits)
    assert rows(tmp_path / "cluster.sqlite") == rows(tmp_path / "corpus.sqlite")
    assert report.unfinished == 2
    with Corpus.open(tmp_path / "cluster.sqlite") as corpus:
        notes = [question.notes[0] for question in corpus if question.text_status == "unreadable"]
    assert notes == [
        "reading the file took longer than 1 s and was stopped",
        "the file could not be opened: No such file or directory",
    ]


def test_a_file_that_its_workers_die_of_is_recorded_and_the_others_are_read(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "archive") as ledger:
        Runs(ledger).begin("{}")
        hold(ledger, 1, endless_pdf())
        hold(ledger, 2, pages(shown(SENTENCE)))
        Runs(ledger).finish()
    (tmp_path / "dask").mkdir()
    with dask_cluster(tmp_path / "dask", DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as cluster:
        command = started("extract", "--data", tmp_path, "--cluster", cluster.address)
        for _ in range(2):  # once with what the worker had besides, once alone
            worker = cluster.worker()
            assert soon(lambda: cluster.is_reading(worker))  # noqa: B023
            kill(worker)
        cluster.worker()
        _, printed = command.communicate(timeout=60)
    assert (command.returncode, "1 unreadable" in printed) == (0, True), printed
    with Corpus.open(tmp_path / "corpus.sqlite") as corpus:
        first, second = corpus
        assert [corpus.made()[number].cut for number in (1, 2)] == [1, 0]  # the next run tries the first again
    assert first.notes == ("reading the file ended the reader (workers of the cluster lost over it: 1)",)
    assert read_note(first.notes[0]).kind is NoteKind.READER_ENDED
    assert SENTENCE.decode() in (second.question or "")


def test_what_is_sent_is_encrypted_where_dask_is_told_to(tmp_path: Path) -> None:
    """By Dask's own settings, as docs/running.md names them."""
    certificate(tmp_path)
    tls = "DASK_DISTRIBUTED__COMM__TLS__"
    settings = {"DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "True", f"{tls}CA_FILE": str(tmp_path / "fullchain.pem")}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        settings[f"{tls}{role}__CERT"] = str(tmp_path / "fullchain.pem")
        settings[f"{tls}{role}__KEY"] = str(tmp_path / "privkey.pem")
    with Ledger.open(tmp_path / "archive") as ledger:
        Runs(ledger).begin("{}")
        hold(ledger, 1, pages(shown(SENTENCE)))
        Runs(ledger).finish()
    (tmp_path / "dask").mkdir()
    with dask_cluster(tmp_path / "dask", "tls", **settings) as cluster:
        cluster.worker()
        assert cluster.address.startswith("tls://")
        options = ("extract", "--data", tmp_path, "--cluster", cluster.address)
        done = vraagbaak(*options, env={**os.environ, **settings})
        plain = vraagbaak(*options, "--all")
    assert (done.returncode, done.stderr[:27]) == (0, "extracted: 1 of 1 questions")
    assert (plain.returncode, len(plain.stderr.splitlines())) == (2, 1), plain.stderr


# --- clusters that fail ---------------------------------------------------------------------------------------------


def failure(data: Path, cluster: DaskCluster | str, **options: Any) -> str:
    """What a run that fails says of its cluster."""
    with pytest.raises(ClusterFailed) as raised:
        run(data, cluster, **options)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_without_the_library_it_says_what_to_install(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "indexer.corpus.cluster")
    with pytest.raises(LibraryMissing, match=r'run `pip install "vraagbaak\[cluster\]"`$'):
        run(data, "tcp://127.0.0.1:8786")


def test_a_cluster_that_cannot_be_reached_is_named(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
    said = failure(data, address, patience=0.5)
    assert said.startswith(f"the cluster at {address} could not be reached within 0.5 s")


def test_a_cluster_without_workers_is_waited_for_and_named(data: Path, own: DaskCluster) -> None:
    said = failure(data, own, patience=0.5)
    assert said.startswith(f"the cluster at {own.address} has had no workers for 0.5 s: start some with `dask worker")


@pytest.mark.parametrize("lost", ["scheduler", "worker"])
def test_a_cluster_that_goes_away_leaves_what_was_extracted(data: Path, own: DaskCluster, lost: str) -> None:
    processes = {"scheduler": own.scheduler, "worker": own.worker()}
    said = failure(data, own, patience=1.5, progress=at(3, lambda: kill(processes[lost])))
    assert {"scheduler": "was lost", "worker": "has had no workers for 1.5 s"}[lost] in said
    assert said.endswith("what was extracted is kept, and the next run goes on from there")
    report = extract(data / "archive", data / "corpus.sqlite")
    assert report.extracted <= report.held - 3


@pytest.fixture
def other_pypdf(tmp_path: Path) -> str:
    """What makes a worker one with another version of pypdf, as PYTHONPATH."""
    installed = tmp_path / "other" / "pypdf-0.0.1.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: pypdf\nVersion: 0.0.1\n")
    return f"{installed.parent}:{ROOT}"


OTHER = rf"the worker tcp://\S+ has pypdf 0.0.1, and this run {version('pypdf')}: install the same versions on both"


def test_a_worker_of_another_version_is_refused(data: Path, own: DaskCluster, other_pypdf: str) -> None:
    own.worker(PYTHONPATH=other_pypdf)
    assert re.fullmatch(OTHER, failure(data, own))


def test_a_worker_of_another_version_that_comes_later_is_refused(
    tmp_path: Path, own: DaskCluster, other_pypdf: str
) -> None:
    own.worker()
    file = stored(tmp_path / "file", pages(shown(SENTENCE)))
    with ClusterReaders(own.address, Limits()) as readers:
        assert readers.read([file], ANCHORS)().readings[0].pages == 1
        own.worker(PYTHONPATH=other_pypdf)
        assert soon(lambda: own.log().count("Register worker") == 2)
        waiting = [readers.read([file], ANCHORS) for _ in range(8)]
        with pytest.raises(ClusterFailed, match=OTHER):
            [wait() for wait in waiting]


def test_a_worker_without_the_program_is_refused(data: Path, own: DaskCluster, tmp_path: Path) -> None:
    (tmp_path / "other" / "indexer").mkdir(parents=True)
    (tmp_path / "other" / "indexer" / "__init__.py").touch()
    own.worker(PYTHONPATH=str(tmp_path / "other"))
    said = failure(data, own)
    assert re.match(r"the worker tcp://\S+ cannot run vraagbaak as it is here \(.*No module named 'indexer", said)


def test_a_worker_that_may_start_no_processes_is_refused(data: Path, own: DaskCluster) -> None:
    own.worker("--nanny")
    assert "may start no processes: start it with `dask worker --no-nanny`" in failure(data, own)


def test_a_worker_under_a_nanny_reads_where_it_may_start_processes(data: Path, own: DaskCluster) -> None:
    own.worker("--nanny", DASK_DISTRIBUTED__WORKER__DAEMON="False")
    report = run(data, own)
    assert (report.extracted, report.unfinished) == (report.held, 0)


def test_a_run_has_workers_of_its_own_or_a_cluster(tmp_path: Path) -> None:
    both = vraagbaak("extract", "--data", tmp_path, "--workers", 2, "--cluster", "tcp://127.0.0.1:8786")
    wrong = vraagbaak("extract", "--data", tmp_path, "--cluster", "127.0.0.1")
    assert (both.returncode, wrong.returncode) == (2, 2)
    assert "give --workers or --cluster" in both.stderr
    assert "'127.0.0.1' is not the address of a Dask scheduler: write it as tcp://192.0.2.10:8786" in wrong.stderr
