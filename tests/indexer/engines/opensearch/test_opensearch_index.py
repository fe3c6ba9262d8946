"""What is OpenSearch's alone: where indices stand and which is served, builds that are killed, nodes that are, and what
an operator reads where a cluster cannot be used."""

import base64
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from indexer.corpus.store import Corpus, Made
from indexer.dutch.pieces import Pieces
from indexer.engines import OF_SERVERS, Filters, OpenIndex, batch_of, engine_named
from indexer.engines.opensearch import bulk, generations, schema
from indexer.engines.opensearch.bulk import Bulk
from indexer.engines.opensearch.cluster import Cluster as Connected
from indexer.engines.opensearch.settings import load_settings
from indexer.errors import BuildFailed, EngineUnavailable, IndexDamaged, QueryRefused
from indexer.fields import Facet, Order, Text
from indexer.index import build_index
from indexer.index.generations import read_pointer
from indexer.query.plan import Everything, Ids, Near, Prefer, Rows
from indexer.search import SearchRequest, open_search
from tests.support.engines import reaching
from tests.support.factory import make_question
from tests.support.gates import Answer, Gate, self_signed
from tests.support.generations import write
from tests.support.opensearch_nodes import Cluster, cluster_of
from tests.support.plans import questions
from tests.support.ports import free_port
from tests.support.reference import Reference
from tests.support.serving import served_index, soon

ROOT = Path(__file__).parents[4]
MADE = Made("fingerprint", 1)
SECRET = "geheim-w8woord"
BUS = Rows((("bus",),), tuple(Text))


@pytest.fixture
def cluster(nodes: Cluster) -> Iterator[Cluster]:
    """Three nodes, named by the settings, and an alias of its own for each test."""
    with reaching(*nodes.urls, shards=2, prefix=f"test{time.monotonic_ns()}"):
        yield nodes


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.create(tmp_path / "corpus.sqlite") as corpus:
        for question in questions(200):
            corpus.put(question, MADE)
        yield corpus


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def build(corpus: Corpus, index: Path, *, full: bool = False) -> str:
    """Build, and name the index of the generation that is served."""
    build_index(corpus.path, index, engine=OF_SERVERS, full=full)
    return index_of(index)


def index_of(index: Path) -> str:
    return generations.read(index / read_pointer(index).current).index


def aliased(cluster: Cluster) -> set[str]:
    """The indices that the alias names."""
    held = cluster.any("/_alias")
    prefix = load_settings().prefix
    return {name for name, one in held.items() if prefix in one["aliases"]}


def kept(cluster: Cluster) -> set[str]:
    """All indices whose names begin as the alias is called."""
    return set(cluster.any(f"/{load_settings().prefix}-*"))


def total(index: Path, query: str = "") -> int:
    with closing(open_search(index)) as service:
        return service.search(SearchRequest(query, order=Order.NEWEST)).total


# Generations


def test_the_alias_names_the_generation_that_is_served_and_the_one_before_is_kept(
    cluster: Cluster, corpus: Corpus, index: Path
) -> None:
    first = build(corpus, index)
    assert aliased(cluster) == kept(cluster) == {first}
    corpus.put(make_question(900, title="Zeldzaam"), MADE)
    second = build(corpus, index)
    assert aliased(cluster) == {second}
    assert kept(cluster) == {first, second}
    third = build(corpus, index, full=True)
    assert aliased(cluster) == {third}
    assert kept(cluster) == {second, third}
    assert total(index) == 201


def test_a_generation_keeps_the_name_of_its_index_and_no_way_to_it(
    cluster: Cluster, corpus: Corpus, index: Path
) -> None:
    build(corpus, index)
    held = (index / "generation-1" / generations.FILE).read_text()
    assert load_settings().prefix in held
    assert not [url for url in cluster.urls if url in held]


def test_an_index_has_the_shards_and_copies_that_are_set(nodes: Cluster, corpus: Corpus, index: Path) -> None:
    with reaching(*nodes.urls, shards=3, replicas=2, prefix="spread"):
        name = build(corpus, index)
    settings = nodes.any(f"/{name}/_settings")[name]["settings"]["index"]
    assert (settings["number_of_shards"], settings["number_of_replicas"]) == ("3", "2")
    assert nodes.any(f"/_cluster/health/{name}")["status"] == "green", "all copies are there when it is served"


def test_an_alias_that_a_killed_build_did_not_move_is_moved_by_the_next(
    cluster: Cluster, corpus: Corpus, index: Path
) -> None:
    first = build(corpus, index)
    corpus.put(make_question(900), MADE)
    second = build(corpus, index)
    actions = [{"add": {"index": first, "alias": load_settings().prefix}}]
    actions += [{"remove": {"index": second, "alias": load_settings().prefix}}]
    cluster.any("/_aliases", {"actions": actions})
    assert build(corpus, index) == second, "nothing changed"
    assert aliased(cluster) == {second}


def test_a_folder_that_begins_anew_writes_into_no_index_that_is_served(
    cluster: Cluster, corpus: Corpus, index: Path
) -> None:
    first = build(corpus, index)
    index.rename(index.with_name("put-aside"))
    second = build(corpus, index)
    assert second != first
    assert aliased(cluster) == kept(cluster) == {second}


_KILLED = """
    import sys, time
    from pathlib import Path
    from indexer.engines.opensearch import bulk
    from indexer.index import build_index, gathering
    bulk.REQUEST_BYTES = 2_000
    gathering._TOGETHER, gathering._ALONE = 10, 10
    def progress(done, total):
        if done == 150:
            time.sleep(1)  # until what was sent has come
            print("there", flush=True)
            time.sleep(60)
    build_index(Path(sys.argv[1]), Path(sys.argv[2]), full=True, engine=sys.argv[3], progress=progress)
"""


def test_a_build_that_was_killed_goes_on_and_the_alias_never_names_half(
    cluster: Cluster, corpus: Corpus, index: Path
) -> None:
    served = build(corpus, index)
    corpus.put(make_question(900, title="Zeldzaam"), MADE)
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_KILLED), str(corpus.path), str(index), OF_SERVERS],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as child:
        assert child.stdout
        assert child.stdout.readline() == b"there\n"
        child.send_signal(signal.SIGKILL)
    assert aliased(cluster) == {served}
    (half,) = kept(cluster) - {served}
    cluster.any(f"/{half}/_refresh", method="POST")
    before = cluster.any(f"/{half}/_count")["count"]
    assert 0 < before < 201
    assert total(index) == 200
    assert build(corpus, index, full=True) == half
    assert aliased(cluster) == {half}
    written = cluster.any(f"/{half}/_stats/indexing")["indices"][half]["primaries"]["indexing"]["index_total"]
    assert written == 201, "each question was sent once, by one build or the other"
    assert total(index) == 201


def test_a_build_that_goes_on_takes_out_what_is_no_longer_there_and_renews_what_changed(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "REQUEST_BYTES", 1)
    engine = engine_named(OF_SERVERS)
    (tmp_path / "one").mkdir()

    def held_already() -> int:
        (half,) = kept(cluster)
        cluster.any(f"/{half}/_refresh", method="POST")
        count: int = cluster.any(f"/{half}/_count")["count"]
        return count

    def broken() -> Iterator[object]:
        with_texts = [make_question(1, title="Een bus"), make_question(2, title="Een school"), make_question(3)]
        maker = engine.maker(tmp_path)
        yield from maker.add(batch_of(with_texts, Pieces()))
        assert soon(lambda: held_already() == 3)
        raise RuntimeError("a fault")

    with pytest.raises(RuntimeError, match="a fault"):
        engine.write(tmp_path / "one", None, (), broken())
    write(engine, tmp_path / "one", [make_question(2, title="Een bus"), make_question(3), make_question(4)])
    with closing(engine.open(tmp_path / "one")) as held:
        assert list(held.all_ids(Everything(), Filters(), Order.OLDEST)) == [2, 3, 4]
        assert list(held.all_ids(BUS, Filters(), Order.OLDEST)) == [2]


# What does not fit into one request


def test_words_near_each_other_are_found_whatever_number_of_rows_they_have(
    cluster: Cluster, corpus: Corpus, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(corpus, index)
    monkeypatch.setattr("indexer.engines.opensearch.compiling._MOST_SPANS", 4)
    rows = (("bus",), ("school",), ("de", "school"), ("jeugd",), ("het",), ("vzw",))
    with closing(engine_named(OF_SERVERS).open(index / "generation-1")) as held:
        for distance in (1, 4):
            plan = Near((rows, (("wachtlijst",),), rows[1:4]), distance, tuple(Text))
            expected = Reference(questions(200)).find(plan, Filters(), Order.NEWEST)
            assert list(held.all_ids(plan, Filters(), Order.NEWEST)) == expected
            assert 0 < len(expected) < 200


def test_sets_of_terms_and_of_ids_may_be_as_large_as_they_are(
    cluster: Cluster, corpus: Corpus, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(corpus, index)
    monkeypatch.setattr("indexer.engines.opensearch.compiling._MOST_TERMS", 7)
    with closing(engine_named(OF_SERVERS).open(index / "generation-1")) as held:
        wanted = frozenset(range(3, 90))
        assert set(held.all_ids(Ids(wanted), Filters(), Order.NEWEST)) == wanted
        assert held.holding(Everything(), range(1, 60)) == set(range(1, 60))


# Nodes that die


def test_a_killed_node_costs_no_search(cluster: Cluster, corpus: Corpus, index: Path) -> None:
    build(corpus, index)
    plan = Prefer(BUS, (Near(((("bus",),), (("school",),)), 5, tuple(Text)),))

    def everything(held: OpenIndex) -> object:
        return held.find(plan, Filters(), Order.RELEVANCE, range(20), tuple(Facet), lambda: None, months=True)

    with ExitStack() as stack:
        held = stack.enter_context(closing(engine_named(OF_SERVERS).open(index / read_pointer(index).current)))
        expected = everything(held)
        others: list[object] = []
        done = threading.Event()

        def search() -> None:
            while not done.is_set():
                try:
                    answer = everything(held)
                except Exception as error:  # noqa: BLE001  # whatever it is, it is one too many
                    others.append(error)
                else:
                    others.extend([] if answer == expected else [answer])

        searching = [threading.Thread(target=search) for _ in range(4)]
        for thread in searching:
            thread.start()
        try:
            for number in range(3):
                time.sleep(1)
                cluster.kill(number)
                time.sleep(3)
                cluster.restart(number)
                cluster.wait("green")
        finally:
            done.set()
            for thread in searching:
                thread.join()
    assert others == [], len(others)


def test_a_node_that_dies_while_an_index_is_built_costs_another_build_at_most(
    nodes: Cluster, corpus: Corpus, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may take with it what it had not yet written to its disk: then a count is wrong, and nothing is served."""
    monkeypatch.setattr(bulk, "REQUEST_BYTES", 2_000)
    with reaching(*nodes.urls, shards=3, prefix="dies"):
        served = build(corpus, index)
        corpus.put(make_question(900), MADE)
        back = threading.Thread(target=nodes.restart, args=(1,))

        def progress(done: int, total: int) -> None:
            if done == 100:
                nodes.kill(1)
                back.start()

        try:
            build_index(corpus.path, index, engine=OF_SERVERS, full=True, progress=progress)
        except (BuildFailed, EngineUnavailable):
            back.join()
            assert aliased(nodes) == {served}
            assert total(index) == 200
        back.join()
        new = build(corpus, index, full=True)
        assert aliased(nodes) == {new}
        assert total(index) == 201


def test_an_export_outlives_the_node_that_holds_its_point_in_time(
    cluster: Cluster, corpus: Corpus, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.engines.opensearch.searching._AT_ONCE", 20)
    build(corpus, index)
    with closing(engine_named(OF_SERVERS).open(index / "generation-1")) as held:
        expected = list(held.all_ids(Everything(), Filters(), Order.NEWEST))
        asked = 0

        def check() -> None:
            nonlocal asked
            asked += 1
            if asked == 6:
                cluster.kill(2)

        try:
            found = list(held.all_ids(Everything(), Filters(), Order.NEWEST, check))
        finally:
            cluster.restart(2)
            cluster.wait("green")
    assert asked > 8
    assert found == expected
    assert len(found) == 200


# What an operator reads


@contextmanager
def fails(*words: str, error: type[Exception] = EngineUnavailable) -> Iterator[None]:
    """The block raises one line that says all of this, and no secret."""
    with pytest.raises(error) as raised:
        yield
    said = str(raised.value)
    assert "\n" not in said
    assert SECRET not in said
    assert [word for word in words if word not in said] == [], said


def test_without_the_address_of_a_node_it_says_what_to_set(tmp_path: Path) -> None:
    with reaching(), fails("no node of OpenSearch is named", "--opensearch URL"):
        write(engine_named(OF_SERVERS), tmp_path, ())


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        pytest.param(
            {"urls": f"https://beheer:{SECRET}@example.org"}, "keep user and password out", id="in an address"
        ),
        pytest.param({"urls": "example.org:9200"}, "not the address of a node", id="no address"),
        pytest.param({"user": "beheer"}, "or neither", id="a user without a password"),
        pytest.param({"user": "beheer", "password": SECRET, "api_key": SECRET}, "not both", id="two ways in"),
        pytest.param({"ca": "/nowhere/ca.pem"}, "no such file", id="certificates that are not there"),
        pytest.param({"shards": "many"}, "SHARDS", id="no number"),
        pytest.param({"prefix": "Vraag Baak"}, "PREFIX", id="a name that cannot be"),
    ],
)
def test_a_setting_that_cannot_be_is_named(tmp_path: Path, settings: dict[str, str], said: str) -> None:
    with reaching("http://127.0.0.1:9"), pytest.MonkeyPatch.context() as patched:
        for name, value in settings.items():
            patched.setenv(f"VRAAGBAAK_OPENSEARCH_{name.upper()}", value)
        with fails(said):
            write(engine_named(OF_SERVERS), tmp_path, ())


def test_no_secret_is_in_what_is_printed_of_the_settings() -> None:
    with reaching("https://example.org", user="beheer", password=SECRET):
        assert SECRET not in f"{load_settings()!r} {load_settings()}"
    with reaching("https://example.org", api_key=SECRET):
        assert SECRET not in f"{load_settings()!r} {load_settings()}"


def test_a_cluster_that_is_down_is_said_to_be(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with reaching(url), fails("no node of OpenSearch answers", url, "start the cluster"):
        write(engine_named(OF_SERVERS), tmp_path, ())


@pytest.mark.parametrize(
    ("said", "named"),
    [
        pytest.param({"version": {"number": "8.15.0"}}, "answers Elasticsearch 8.15.0", id="Elasticsearch"),
        pytest.param({"version": {"number": "1.3.20", "distribution": "opensearch"}}, "opensearch 1.3.20", id="old"),
        pytest.param({"status": "ok"}, "answers something else", id="something else"),
    ],
)
def test_another_server_is_named(tmp_path: Path, said: dict[str, object], named: str) -> None:
    gate = Gate()
    gate.answers = lambda method, path: (HTTPStatus.OK, said)
    with reaching(gate.url), fails(named):
        write(engine_named(OF_SERVERS), tmp_path, ())
    gate.shut()


def test_the_key_opens_the_cluster_and_another_is_refused_in_one_line(
    cluster: Cluster, corpus: Corpus, index: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    encoded = base64.b64encode(f"beheer:{SECRET}".encode()).decode()
    gate = Gate(cluster.urls[0], key=f"Basic {encoded}")
    prefix = load_settings().prefix
    with reaching(gate.url, user="beheer", password="ander", prefix=prefix), fails("refuses the user or the key"):
        build(corpus, index)
    assert not kept(cluster)
    with reaching(gate.url, user="beheer", password=SECRET, prefix=prefix):
        build(corpus, index)
        assert total(index) == 200
    gate.key = f"ApiKey {SECRET}"
    with reaching(gate.url, user="beheer", password=SECRET), fails("refuses the user or the key"):
        open_search(index)
    with reaching(gate.url, api_key=SECRET):
        assert total(index) == 200
    gate.shut()
    assert SECRET not in caplog.text
    assert encoded not in caplog.text


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_certificates_are_checked_with_those_that_are_named(
    cluster: Cluster, corpus: Corpus, index: Path, tmp_path: Path
) -> None:
    build(corpus, index)
    certificate = self_signed(tmp_path)
    gate = Gate(cluster.urls[0], certificate=certificate)
    with reaching(gate.url), fails("certificate", "is not trusted", "VRAAGBAAK_OPENSEARCH_CA"):
        open_search(index)
    with reaching(gate.url, ca=certificate):
        assert total(index) == 200
    with reaching(gate.url, verify=False):
        assert total(index) == 200
    no_certificates = tmp_path / "empty.pem"
    no_certificates.touch()
    with reaching(gate.url, ca=no_certificates), fails("holds no certificates"):
        open_search(index)
    gate.shut()


def test_a_cluster_that_is_read_only_is_said_to_be_and_the_index_before_is_served(
    cluster: Cluster, corpus: Corpus, index: Path
) -> None:
    served = build(corpus, index)
    corpus.put(make_question(900), MADE)
    cluster.any("/_cluster/settings", {"transient": {"cluster.blocks.read_only": True}}, "PUT")
    try:
        with fails("is read-only", "take that block away"):
            build(corpus, index, full=True)
        assert total(index) == 200
    finally:
        cluster.any("/_cluster/settings", {"transient": {"cluster.blocks.read_only": None}}, "PUT")
    assert aliased(cluster) == {served}
    build(corpus, index)
    assert total(index) == 201


def test_a_cluster_whose_disks_are_full_is_said_to_be_and_the_index_before_is_served(
    nodes: Cluster, corpus: Corpus, index: Path
) -> None:
    """A node that wants more room on its disk than any has takes it for full: nodes of their own, as they stay so."""
    with cluster_of(1) as full, reaching(*full.urls, replicas=0):
        served = build(corpus, index)
        full.any("/written", {}, "PUT")
        marks = dict.fromkeys(("watermark.low", "watermark.high", "watermark.flood_stage"), "1000000gb")
        wanted = {"threshold_enabled": "true", **marks}
        settings = {f"cluster.routing.allocation.disk.{name}": value for name, value in wanted.items()}
        full.any("/_cluster/settings", {"transient": settings}, "PUT")
        assert soon(lambda: "create_index" in str(full.any("/_cluster/state/blocks")), 60)
        assert soon(lambda: "read_only_allow_delete" in str(full.any("/written/_settings")), 60)
        corpus.put(make_question(900), MADE)
        with fails("the disks", "are full", "run the same command again"):
            build(corpus, index, full=True)
        with fails("the disks", "are full"), Bulk(Connected(load_settings()), "written") as sending:
            sending.add(bulk.deleted(1))
        assert aliased(full) == {served}
        assert total(index) == 200


def test_an_index_that_the_cluster_does_not_have_is_damaged(cluster: Cluster, corpus: Corpus, index: Path) -> None:
    name = build(corpus, index)
    cluster.any(f"/{name}", method="DELETE")
    with fails("has no index", name, "--full", error=IndexDamaged):
        open_search(index)
    corpus.put(make_question(900), MADE)
    with fails("has no index", name, "--full", error=IndexDamaged):
        build(corpus, index)
    build(corpus, index, full=True)
    assert total(index) == 201


def test_a_search_that_the_cluster_gives_up_is_refused_as_too_slow(
    cluster: Cluster, corpus: Corpus, index: Path
) -> None:
    gate = Gate(cluster.urls[0])
    with reaching(gate.url, prefix=load_settings().prefix, search_seconds=3):
        build(corpus, index)
        with closing(engine_named(OF_SERVERS).open(index / "generation-1")) as held:
            asked: list[str] = []

            def answer(method: str, path: str) -> Answer | None:  # as 2.19 says it
                asked.append(path)
                cause = {"type": "task_cancelled_exception", "reason": "The parent task was cancelled, shouldn't start"}
                error = {"type": "search_phase_execution_exception", "root_cause": [cause]}
                return (500, {"error": error, "status": 500}) if "_search" in path else None

            gate.answers = answer
            with fails("stopped after 3 seconds", error=QueryRefused):
                held.find(BUS, Filters(), Order.NEWEST, range(9), (), lambda: None)
            assert "cancel_after_time_interval=3000ms" in asked[-1]
    gate.shut()


def too_much(times: int) -> "tuple[list[str], Callable[[str, str], Answer | None]]":
    """Answers to bulk requests of a node that has too much to do, so many times; and the requests."""
    asked: list[str] = []

    def answer(method: str, path: str) -> Answer | None:
        if "/_bulk" not in path:
            return None
        asked.append(path)
        return (429, {"error": {"type": "rejected_execution_exception"}}) if len(asked) <= times else None

    return asked, answer


def test_what_comes_too_fast_is_sent_again_more_slowly(
    cluster: Cluster, corpus: Corpus, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(bulk, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(bulk, "LONGEST_PAUSE", 0.03)
    monkeypatch.setattr("indexer.engines.opensearch.bulk.sleep", pauses.append)
    gate = Gate(cluster.urls[0])
    asked, gate.answers = too_much(4)
    with reaching(gate.url, prefix=load_settings().prefix):
        build(corpus, index)
        assert pauses == [0.01, 0.02, 0.03, 0.03]
        assert len(asked) == 5
        asked, gate.answers = too_much(1000)
        corpus.put(make_question(900), MADE)
        with fails("took nothing for minutes", "goes on where"):
            build(corpus, index, full=True)
        assert len(asked) == bulk.MOST_TRIES
    gate.shut()
    assert total(index) == 200


def test_a_question_that_is_not_taken_is_named(
    cluster: Cluster, corpus: Corpus, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = schema.mapping()
    del fields["properties"][schema.MONTH]
    monkeypatch.setattr("indexer.engines.opensearch.writer.mapping", lambda: fields)
    with pytest.raises(BuildFailed, match=r"does not take question \d+: .*month"):
        build(corpus, index)
    assert not aliased(cluster)


def test_the_command_line_names_the_cluster_and_says_in_one_line_where_it_is_down(
    cluster: Cluster, corpus: Corpus, tmp_path: Path
) -> None:
    def vraagbaak(command: str, url: str, *more: str) -> "subprocess.CompletedProcess[str]":
        settings = {name: value for name, value in os.environ.items() if not name.endswith("OPENSEARCH_URLS")}
        given = [command, *more, "--data", str(tmp_path), "--opensearch", url]
        run = [sys.executable, "-m", "vraagbaak", *given]
        return subprocess.run(run, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)

    corpus.put(make_question(900, title="Zeldzaam"), MADE)
    assert vraagbaak("index", cluster.urls[1], "--engine", OF_SERVERS).stderr == (
        "indexed: 201 questions, 201 in the index\n"
    )
    assert "Zeldzaam" in vraagbaak("search", cluster.urls[2], "zeldzaam").stdout
    down = f"http://127.0.0.1:{free_port()}"
    for command in (("search", "zeldzaam"), ("index",), ("serve",), ("export", "bus")):
        done = vraagbaak(command[0], down, *command[1:])
        assert (done.returncode, done.stdout) == (2, ""), command
        assert done.stderr.startswith(f"vraagbaak: no node of OpenSearch answers at {down}: start the cluster")
        assert done.stderr.count("\n") == 1


def test_visitors_are_told_that_searching_cannot_be_done_now(cluster: Cluster, corpus: Corpus, index: Path) -> None:
    gate = Gate(cluster.urls[0])
    with reaching(gate.url, prefix=load_settings().prefix):
        build(corpus, index)
        with served_index(index) as site:
            assert httpx.get(f"{site}/?q=bus").status_code == 200
            gate.shut()
            page = httpx.get(f"{site}/?q=school", headers={"Accept": "text/html"})
            assert (page.status_code, page.headers["Retry-After"]) == (503, "120")
            assert "Zoeken kan nu even niet" in page.text
            assert os.environ["VRAAGBAAK_OPENSEARCH_URLS"] not in page.text
            assert httpx.get(f"{site}/cijfers").status_code == 200, "what needs no search is there"
            gate.open()
            assert httpx.get(f"{site}/?q=jeugd").status_code == 200
    gate.shut()
