"""What the benchmarks of the crawl measure with."""

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks.update import kind_of

ROOT = Path(__file__).parents[2]
SEARCH = "/api/search/query/+inmeta:publicatiedatum:daterange:2009-01-01..2019-12-31?page=1&max=100"


@contextmanager
def generated(*options: str) -> Iterator[httpx.Client]:
    """A client of a generated parliament in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.parliament", "--port", "0", "--questions", "40", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            site = server.stdout.readline().split()[-1]
            with httpx.Client(base_url=site, headers={"Accept": "application/json"}) as client:
                yield client
        finally:
            server.terminate()


def found(client: httpx.Client) -> dict[str, str]:
    """The address of the file of each hit, and when it was published."""
    hits = client.get(SEARCH).raise_for_status().json()["result"]
    tags = [{tag["name"]: tag["value"] for tag in hit["metatags"]["metatag"]} for hit in hits]
    return {one["document"]: one["publicatiedatum"] for one in tags}


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with generated() as client:
        yield client


def test_each_question_has_a_file_of_its_own_of_a_usual_size(client: httpx.Client) -> None:
    files = found(client)
    bodies = {client.get(address).raise_for_status().content for address in files}
    assert len(bodies) == len(files) == 40
    assert all(body.startswith(b"%PDF-") and body.rstrip().endswith(b"%%EOF") for body in bodies)
    assert all(25_000 < len(body) < 35_000 for body in bodies)


def test_they_are_spread_over_ten_years_and_what_is_published_later_can_be_hidden(client: httpx.Client) -> None:
    days = found(client)
    assert {day[:4] for day in days.values()} == {str(year) for year in range(2009, 2020)}
    with generated("--until", "2018-06-30") as earlier:
        held = found(earlier)
    assert sorted(held.values()) == sorted(day for day in days.values() if day <= "2018-06-30")
    assert 30 < len(held) < len(days)


@pytest.mark.parametrize(("header", "given"), [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")])
def test_a_file_that_is_held_is_not_sent_again(client: httpx.Client, header: str, given: str) -> None:
    address = next(iter(found(client)))
    first = client.get(address)
    again = client.get(address, headers={header: first.headers[given]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, headers={"If-None-Match": '"another"'}).content == first.content


def test_requests_are_logged_with_the_moment_when_they_came(tmp_path: Path) -> None:
    log = tmp_path / "requests.jsonl"
    began = time.time()
    with generated("--latency", "0.3", "--log", str(log)) as client:
        client.get("/robots.txt")
        client.get("/nowhere")
    lines: list[dict[str, Any]] = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(one["path"], one["status"], one["open"]) for one in lines] == [
        ("/robots.txt", 200, 1),
        ("/nowhere", 404, 1),
    ]
    assert began <= lines[0]["t"] < lines[0]["t"] + 0.3 <= lines[1]["t"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (SEARCH, "search"),
        ("/e/opendata/schv/1", "open data"),
        ("/e/opendata/schv/lijst?id=1,2", "open data"),
        ("/e/opendata/vv/9001?lang=nl", "members"),
        ("/pfile?id=1", "files"),
        ("/files/pfile?id=1", "files"),
        ("/robots.txt", "robots"),
        ("/nl/parlementaire-documenten/schriftelijke-vragen/1", "pages"),
    ],
)
def test_requests_are_told_apart_by_what_they_are_for(path: str, kind: str) -> None:
    assert kind_of(path) == kind


def extraction(folder: Path) -> subprocess.CompletedProcess[str]:
    """A round of the benchmark of extraction over the files in a folder."""
    command = [sys.executable, "-m", "benchmarks.extract", "--rounds", "1", "--seconds", "0", str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def test_the_extraction_is_measured_with_files_that_an_archive_keeps_without_their_names(tmp_path: Path) -> None:
    (tmp_path / "00").mkdir()
    (tmp_path / "00" / "text.pdf").write_text("no PDF")
    shutil.copy(ROOT / "data" / "sample" / "files" / "9800001.pdf", tmp_path / "00" / "a1b2c3")
    done = extraction(tmp_path)
    assert done.stdout.startswith("1 files, "), done.stderr
    paces = re.findall(r"([\d.]+) pages/s", done.stdout)
    assert len(paces) == 4
    assert all(float(pace) > 0 for pace in paces)


def test_a_folder_without_pdfs_gives_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    done = extraction(tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"no PDF that pypdf can read in: {tmp_path}\n"
