"""Many copies of the site: behind a real nginx, on one folder, and on a folder that is copied."""

import itertools
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from indexer.corpus.store import Corpus, Made
from indexer.errors import IndexMissing
from indexer.index import build_index
from indexer.index.generations import read_pointer, read_stamp, verify
from indexer.search import open_search
from tests.support.balanced import FROM, NAME, Copies, copies, nginx_command, tool
from tests.support.commands import ROOT
from tests.support.factory import make_question
from tests.support.serving import build_site_index, many_questions, soon

SEARCH = "/?q=fietspaden"
COPY = ROOT / "deploy" / "copy-index.sh"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    build_site_index(folder, many_questions())
    return folder


@pytest.fixture(scope="module")
def site(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copies]:
    for name in ("nginx", "openssl"):
        tool(name)
    with copies(tmp_path_factory.mktemp("nginx"), data) as running:
        yield running


def add(data: Path, number: int) -> None:
    """Another question, and an index that holds it."""
    with Corpus.create(data / "corpus.sqlite") as corpus:
        corpus.put(make_question(number, title=f"Nieuw over onderwerp{number}"), Made("fingerprint", 1))
    build_index(data / "corpus.sqlite", data / "index")


# --- behind nginx ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "copies_named"), [("nginx.conf", {}), ("nginx.cluster.conf", {"web1": "127.0.0.1", "web2": "127.0.0.2"})]
)
def test_nginx_finds_nothing_wrong_with_the_configuration(
    tmp_path: Path, file: str, copies_named: dict[str, str]
) -> None:
    done = subprocess.run(
        [*nginx_command(tmp_path, file, copies_named), "-t"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, "warn" in done.stderr) == (0, False), done.stderr


def test_a_visitor_stays_with_a_copy_and_visitors_are_spread(site: Copies) -> None:
    addresses = [f"198.51.100.{number}" for number in range(1, 17)]
    for address in addresses:
        with site.visitor(address) as visitor:
            assert [visitor.get("/gezondheid").status_code for _ in range(2)] == [200, 200]
    asked = {address: {copy for visitor, copy, _ in site.asked() if visitor == address} for address in addresses}
    assert {len(of_one) for of_one in asked.values()} == {1}
    assert set.union(*asked.values()) == {f"127.0.0.1:{port}" for port in site.ports}


def test_a_new_generation_is_followed_by_all_and_their_etags_agree(site: Copies, data: Path) -> None:
    with site.copy(0) as first, site.copy(1) as second:
        before = [copy.get(SEARCH).headers["etag"] for copy in (first, second)]
        add(data, 3_000_001)
        for copy in (first, second):
            assert soon(lambda: copy.get("/vragen/3000001").status_code == 200)  # noqa: B023
        after = [copy.get(SEARCH).headers["etag"] for copy in (first, second)]
    assert (len(set(before)), len(set(after))) == (1, 1)
    assert before != after


def test_what_a_visitor_holds_of_one_copy_is_good_for_the_other(site: Copies) -> None:
    with site.visitor() as visitor:
        answer = visitor.get(SEARCH, headers={"Accept-Encoding": "gzip"})
        headers = {"If-None-Match": answer.headers["etag"]}
        assert answer.headers["content-encoding"] == "gzip"
    with site.copy(0) as first, site.copy(1) as second:
        through_proxy = {**headers, "X-Forwarded-Proto": "https"}
        assert [copy.get(SEARCH, headers=through_proxy).status_code for copy in (first, second)] == [304, 304]


def test_addresses_are_written_as_the_visitor_asked_for_them(site: Copies) -> None:
    with site.visitor() as visitor:
        assert f"https://{NAME}/vragen/2000001" in visitor.get("/vragen/2000001").text
    plain = f"{site.plain}/vragen/2000001?x=1"
    with site.visitor() as visitor:
        moved = visitor.get(plain)
        assert (moved.status_code, moved.headers["location"]) == (301, f"https://{NAME}/vragen/2000001?x=1")
        assert visitor.get("/metrics").status_code == 404


def test_a_limit_is_that_of_the_visitor_whatever_it_says_of_itself(site: Copies) -> None:
    with site.visitor("203.0.113.1") as greedy, site.visitor("203.0.113.2") as other:
        statuses = [greedy.get(f"/?q=fietspad+{number}").status_code for number in range(40)]
        assert set(statuses) == {200, 429}
        assert greedy.get("/?q=fiets", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 429
        assert other.get("/?q=fiets").status_code == 200


def test_no_request_fails_when_a_copy_is_killed_under_load(site: Copies) -> None:
    killed, answered = threading.Event(), [[] for _ in range(6)]  # type: list[list[int]]

    def search(number: int) -> None:
        """New searches, each from another address: so both copies are always answering some, and no limit is met."""
        after = 0
        with site.visitor() as visitor:
            for count in itertools.count():
                after += killed.is_set()
                address = {FROM: f"10.0.{number}.{count % 256}"}
                answered[number].append(visitor.get(f"/?q=fietspad+{number}x{count}", headers=address).status_code)
                if after == 8:
                    return

    with ThreadPoolExecutor(6) as threads:
        searching = [threads.submit(search, number) for number in range(6)]
        assert soon(lambda: min(map(len, answered)) > 5)
        site.kill(0)
        killed.set()
    assert [one.exception() for one in searching] == [None] * 6
    assert {status for statuses in answered for status in statuses} == {200}
    dead, alive = (f"127.0.0.1:{port}" for port in site.ports)
    assert any(copies == f"{dead}, {alive}" for _, copies, _ in site.asked())  # the dead one was asked first


# --- on a folder that is copied -------------------------------------------------------------------------------------


def copy_index(source: Path, target: Path, **environment: str) -> None:
    subprocess.run(
        [COPY, source, target],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The data folder of a machine that builds."""
    tool("rsync")
    (tmp_path / "source").mkdir()
    build_site_index(tmp_path / "source", many_questions())
    return tmp_path / "source"


def held(index: Path) -> int:
    with closing(open_search(index)) as service:
        return sum(service.get(number) is not None for number in (3_000_001, 3_000_002, 3_000_003))


def test_a_copied_folder_is_followed(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    copy_index(source / "index", target)
    with closing(open_search(target)) as service:
        assert service.get(3_000_001) is None
        for number in (3_000_001, 3_000_002, 3_000_003):
            add(source, number)
            copy_index(source / "index", target)
            assert soon(lambda: service.get(number) is not None)  # noqa: B023
    assert sorted(path.name for path in target.iterdir()) == sorted(path.name for path in (source / "index").iterdir())


def test_a_copy_that_a_build_overtakes_is_whole_at_every_step(source: Path, tmp_path: Path) -> None:
    """Between any two steps of the copy another index is built, and what stands in the copy then can be served."""
    target, states = tmp_path / "copy", tmp_path / "states"
    copy_index(source / "index", target)
    states.mkdir()
    (tmp_path / "bin").mkdir()
    wrapper = tmp_path / "bin" / "rsync"
    # After each rsync: keep the state of the copy, and swap in what was built before, as a build would.
    wrapper.write_text(
        f"""#!/bin/sh
        {shutil.which("rsync")} "$@" || exit 1
        step=$(ls {states} | wc -l)
        cp -a {target} {states}/$step
        cp -a {tmp_path}/next/. {source}/index/
        """
    )
    wrapper.chmod(0o755)
    add(source, 3_000_001)
    shutil.copytree(source, tmp_path / "ahead")
    add(tmp_path / "ahead", 3_000_002)
    (tmp_path / "ahead" / "index").rename(tmp_path / "next")
    copy_index(source / "index", target, PATH=f"{wrapper.parent}:{os.environ['PATH']}")
    assert [held(state) for state in sorted(states.iterdir())] == [0, 1]
    assert read_pointer(source / "index") != read_pointer(target)
    copy_index(source / "index", target)
    assert held(target) == 2


def test_a_copy_that_is_cut_off_leaves_what_was_served(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    copy_index(source / "index", target)
    add(source, 3_000_001)
    served = read_pointer(target)
    # Half of the copy: the generations without the note, the newest of them without its last files.
    newest = read_pointer(source / "index").current
    shutil.copytree(
        source / "index" / newest, target / newest, ignore=shutil.ignore_patterns("stamp.json", "questions*")
    )
    assert read_pointer(target) == served
    assert held(target) == 0
    copy_index(source / "index", target)
    verify(target / newest, read_stamp(target / newest))
    assert held(target) == 1


def test_an_index_that_is_not_there_is_not_copied(tmp_path: Path) -> None:
    tool("rsync")
    with pytest.raises(subprocess.CalledProcessError):
        copy_index(tmp_path / "nothing", tmp_path / "copy")
    with pytest.raises(IndexMissing):
        read_pointer(tmp_path / "copy")
