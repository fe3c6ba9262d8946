"""The site under load: while indexes are swapped in, and while it is stopped."""

import http.client
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from indexer.corpus.store import Corpus, Made
from indexer.index import build_index
from tests.support.factory import make_question
from tests.support.serving import build_site_index, many_questions, served_index, soon

ROOT = Path(__file__).parents[2]
PATHS = ("/?q=fietspaden&format=json", "/", "/vragen/2000001", "/suggest?q=fie", "/vragen/2000001/vergelijkbaar")
VISITORS = 6


@dataclass
class Seen:
    """What visitors were answered (address, status, whether it came whole), what broke off, and how often nobody
    answered."""

    answers: list[tuple[str, int, bool]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    refused: int = 0


@contextmanager
def visitors(url: str) -> Iterator[Seen]:
    """Visitors who ask for one page after the other over connections of their own, until the block ends."""
    seen, done = Seen(), threading.Event()
    threads = [threading.Thread(target=_visit, args=(url, number, seen, done)) for number in range(VISITORS)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        done.set()
        for thread in threads:
            thread.join()


def _visit(url: str, number: int, seen: Seen, done: threading.Event) -> None:
    with closing(http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)) as connection:
        while not done.is_set() and seen.refused <= 10 * VISITORS:
            _ask(connection, PATHS[number % len(PATHS)], seen)
            number += 1


def _ask(connection: http.client.HTTPConnection, path: str, seen: Seen) -> None:
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
    except OSError:  # not one byte of an answer: nobody is there any more
        seen.refused += 1
        connection.close()
        return
    try:
        body = answer.read()
    except (OSError, http.client.HTTPException) as error:
        seen.broken.append(f"{path}: {error!r}")
    else:
        seen.answers.append((path, answer.status, len(body) == int(answer.headers["content-length"])))


def test_no_request_fails_while_indexes_are_swapped_in(tmp_path: Path) -> None:
    index, corpus = build_site_index(tmp_path, many_questions()), tmp_path / "corpus.sqlite"
    with served_index(index) as url, visitors(url) as seen:
        for number in range(5):
            with Corpus.create(corpus) as questions:
                questions.put(make_question(5 + number, title="Nog een fietspad"), Made("fingerprint", 1))
            build_index(corpus, index, full=number % 2 == 0)
            assert soon(lambda: httpx.get(f"{url}/gezondheid").json()["questions"] == 46 + number)  # noqa: B023
    assert (seen.broken, seen.refused) == ([], 0)
    assert {(status, whole) for _, status, whole in seen.answers} == {(200, True)}
    assert {path for path, _, _ in seen.answers} == set(PATHS)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_site_that_is_stopped_ends_what_it_answers_and_takes_nothing_more(tmp_path: Path, workers: int) -> None:
    build_site_index(tmp_path, many_questions())
    command = [sys.executable, "vraagbaak.py", "serve", "--port", "0", "--workers", str(workers), "--data", tmp_path]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        url = server.stderr.readline().split()[2]
        assert soon(lambda: httpx.get(f"{url}/gezondheid").status_code == 200, seconds=60)
        with visitors(url) as seen:
            assert soon(lambda: len(seen.answers) > 50)
            server.send_signal(signal.SIGTERM)
            assert server.wait(20) in (0, -signal.SIGTERM)
            assert soon(lambda: seen.refused > VISITORS)
    assert seen.broken == []
    assert {(status, whole) for _, status, whole in seen.answers} == {(200, True)}
