"""The server around the site: its socket, its patience, its processes, and what it says."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import httpx
import pytest

from indexer.errors import IndexMissing
from indexer.search import open_search
from tests.support.factory import make_question
from tests.support.serving import build_site_index, served_index, soon, whole_question
from web.serve import HEADER_SECONDS, ImpatientProtocol, listen, run_site, site_url
from web.site.config import SiteConfig
from web.site.errors import CannotListen

ROOT = Path(__file__).parents[2]
_HEALTH = b"GET /gezondheid HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
RUN = """
import sys
from pathlib import Path
from web.site.config import SiteConfig
from web.serve import run_site

if __name__ == "__main__":
    run_site(Path(sys.argv[1]), SiteConfig(), port=0, workers=int(sys.argv[2]))
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_site_index(tmp_path_factory.mktemp("serve"), [whole_question()])


def test_a_port_in_use_is_one_clear_sentence(index: Path) -> None:
    with listen("127.0.0.1", 0) as held:
        port = held.getsockname()[1]
        with pytest.raises(CannotListen, match=rf"^port {port} on 127\.0\.0\.1 is in use .* --port$"):
            run_site(index, SiteConfig(), port=port)


@pytest.mark.parametrize(
    ("host", "port", "sentence"),
    [
        pytest.param("192.0.2.1", 0, "cannot listen on 192.0.2.1 port 0: ", id="an address of another machine"),
        pytest.param("geen.host.invalid", 0, "cannot listen on geen.host.invalid port 0: ", id="no such name"),
        pytest.param("127.0.0.1", 70_000, "port 70000 cannot be: ", id="no such port"),
    ],
)
def test_where_it_cannot_listen_it_says_why(host: str, port: int, sentence: str) -> None:
    with pytest.raises(CannotListen, match=f"^{sentence}"):
        listen(host, port)


def test_no_index_is_told_before_anything_is_served(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        run_site(tmp_path / "index", SiteConfig(), port=0, announce=pytest.fail)


@pytest.mark.parametrize(("host", "shown"), [("0.0.0.0", "127.0.0.1"), ("127.0.0.1", "127.0.0.1")])
def test_the_address_told_is_one_that_a_browser_here_can_open(host: str, shown: str) -> None:
    with listen(host, 0) as listener:
        assert site_url(listener) == f"http://{shown}:{listener.getsockname()[1]}"


def test_a_body_follows_its_headers_at_once() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize("workers", [1, 2])
def test_it_says_only_where_it_serves_and_stops_when_told(index: Path, workers: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(index), str(workers)] if workers == 1 else _as_file(index, workers),
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert soon(lambda: httpx.get(f"{url}/gezondheid", timeout=10).json()["questions"] == 1, seconds=60)
    finally:
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=20)
    assert (output, errors) == ("", "")


def _as_file(index: Path, workers: int) -> list[str]:
    """Worker processes import the program's main module again, so it has to be a file."""
    script = index.parent / "run.py"
    script.write_text(RUN, encoding="utf-8")
    return [sys.executable, str(script), str(index), str(workers)]


def test_half_a_request_is_not_waited_for(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.serve.HEADER_SECONDS", 0.3)
    halves = [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "]
    with served_index(index) as url:
        for half in halves:
            with _connected(url) as connection:
                connection.sendall(half)
                _read_until_closed(connection)


def test_half_a_second_request_is_not_waited_for_either(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.serve.HEADER_SECONDS", 0.3)
    with served_index(index) as url, _connected(url) as connection:
        connection.sendall(_HEALTH)
        _receive_answer(connection)
        connection.sendall(b"GET / HT")
        _read_until_closed(connection)


def test_a_trickle_of_headers_does_not_hold_a_connection(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.serve.HEADER_SECONDS", 0.4)
    with served_index(index) as url, _connected(url) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        assert soon(lambda: _is_closed(connection, b"X-Slow: 1\r\n"))


def test_many_half_requests_do_not_keep_others_out(index: Path) -> None:
    with served_index(index) as url:
        halves = [_connected(url) for _ in range(200)]
        try:
            for half in halves:
                half.sendall(b"GET / HTTP/1.1\r\n")
            assert httpx.get(f"{url}/gezondheid", timeout=HEADER_SECONDS / 2).status_code == 200
        finally:
            for half in halves:
                half.close()


def test_a_connection_in_use_is_kept_over_several_requests(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.serve.HEADER_SECONDS", 0.3)
    with served_index(index) as url, _connected(url) as connection:
        for _ in range(4):
            connection.sendall(_HEALTH)
            assert _receive_answer(connection).startswith(b"HTTP/1.1 200 OK")
            time.sleep(0.2)


@pytest.fixture(scope="module")
def long_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    question = make_question(1, answer="Dit antwoord houdt niet op. " * 5_000)
    return build_site_index(tmp_path_factory.mktemp("long"), [question])


_PAGE = b"GET /vragen/1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
_LAST_PAGE = _PAGE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")


@pytest.mark.parametrize("asked", [_LAST_PAGE, _PAGE * 2 + _LAST_PAGE], ids=["one page", "many pages"])
def test_an_answer_that_nobody_takes_does_not_hold_a_connection(
    long_pages: Path, monkeypatch: pytest.MonkeyPatch, asked: bytes
) -> None:
    monkeypatch.setattr("web.serve.TAKING_SECONDS", 0.2)
    with served_index(long_pages, send_buffer=4_096) as url, _connected(url, receive_buffer=4_096) as connection:
        connection.sendall(asked)
        time.sleep(1)
        received = _receive_all(connection)
    assert received.startswith(b"HTTP/1.1 200 OK")
    assert received.count(b"</html>") < asked.count(b"GET"), "the rest was given up"


def test_an_answer_that_is_taken_slowly_comes_whole(long_pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.serve.TAKING_SECONDS", 0.5)
    monkeypatch.setattr("web.serve.LEAST_TAKEN", 1)
    with served_index(long_pages, send_buffer=4_096) as url, _connected(url, receive_buffer=4_096) as connection:
        connection.sendall(_PAGE * 2 + _LAST_PAGE)
        received = _receive_all(connection, pause=0.02)
    assert received.count(b"</html>") == 3


def test_headers_beyond_all_measure_are_refused(index: Path) -> None:
    with served_index(index) as url, _connected(url) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nX-Long: " + b"a" * 40_000)
        assert connection.recv(4_096).startswith(b"HTTP/1.1 400 ")
        assert httpx.get(f"{url}/gezondheid").status_code == 200


def test_the_server_uses_the_impatient_protocol(index: Path) -> None:
    from web.app import create_app
    from web.serve import server_config

    with closing(open_search(index)) as search:
        assert server_config(create_app(search, SiteConfig()), SiteConfig()).http is ImpatientProtocol


def _connected(url: str, receive_buffer: int | None = None) -> socket.socket:
    host, port = url.removeprefix("http://").split(":")
    connection = socket.socket()
    connection.settimeout(10)
    if receive_buffer is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.connect((host, int(port)))
    return connection


def _receive_all(connection: socket.socket, pause: float = 0) -> bytes:
    """What comes until the connection ends, in small pieces."""
    received = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(4_096):
            received += piece
            time.sleep(pause)
    return received


def _receive_answer(connection: socket.socket) -> bytes:
    received = b""
    while not received.endswith(b"}"):
        received += connection.recv(4_096)
    return received


def _is_closed(connection: socket.socket, data: bytes) -> bool:
    try:
        connection.sendall(data)
    except OSError:  # a broken pipe or a reset, as the system has it
        return True
    time.sleep(0.05)
    return False


def _read_until_closed(connection: socket.socket) -> None:
    """Read until the other side closes the connection; raises TimeoutError where it never does."""
    while connection.recv(65_536):
        pass
