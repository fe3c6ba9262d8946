"""What Prometheus reads of the site."""

import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.support.serving import build_site_index, many_questions, served_index, soon
from web.site.config import SiteConfig

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("metrics")
    build_site_index(folder, many_questions())
    return folder


def samples(url: str) -> dict[tuple[str, str, str], float]:
    """Every value that is told, by its name, address and status."""
    answer = httpx.get(f"{url}/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["cache-control"] == "no-store"
    return {
        (one.name, one.labels.get("address", ""), one.labels.get("status", "")): one.value
        for family in text_string_to_metric_families(answer.text)
        for one in family.samples
        if "le" not in one.labels
    }


def test_requests_are_counted_by_the_pattern_of_their_address_and_their_status(data: Path) -> None:
    with served_index(data / "index", SiteConfig(metrics=True)) as url, httpx.Client(base_url=url) as client:
        tag = client.get("/?q=fietspaden").headers["etag"]
        client.get("/?q=fietspaden", headers={"If-None-Match": tag})
        for path in ("/vragen/2000001", "/vragen/2000002", "/vragen/1", "/niets", "/nergens", "/static/style.css"):
            client.get(path)
        client.get("/", headers={"Host": "elders.example"})
        counted = samples(url)
    requests = {key[1:]: value for key, value in counted.items() if key[0] == "vraagbaak_requests_total"}
    assert requests == {
        ("/", "200"): 1,
        ("/", "304"): 1,
        ("/", "400"): 1,
        ("/vragen/{question_id}", "200"): 2,
        ("/vragen/{question_id}", "404"): 1,
        ("(none)", "404"): 2,
        ("/static", "200"): 1,
    }
    assert counted["vraagbaak_request_seconds_count", "/vragen/{question_id}", ""] == 3


def test_the_index_tells_what_it_holds_and_how_old_it_is(data: Path) -> None:
    with served_index(data / "index", SiteConfig(metrics=True)) as url:
        counted = samples(url)
    assert counted["vraagbaak_index_up", "", ""] == 1
    assert counted["vraagbaak_questions", "", ""] == 45
    assert 0 <= counted["vraagbaak_index_age_seconds", "", ""] < 3600


def test_they_are_nobodys_business_unless_that_is_said(data: Path) -> None:
    with served_index(data / "index") as url:
        assert httpx.get(f"{url}/metrics").status_code == 404


def test_worker_processes_count_together(data: Path) -> None:
    command = [sys.executable, "vraagbaak.py", "serve", "--port", "0", "--workers", "2", "--metrics", "--data", data]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr
            url = server.stderr.readline().split()[2]
            assert soon(lambda: httpx.get(f"{url}/gezondheid").status_code == 200, seconds=60)
            before = samples(url)["vraagbaak_requests_total", "/gezondheid", "200"]
            for _ in range(20):  # each over a connection of its own, so that both workers have some
                httpx.get(f"{url}/gezondheid")
            seen = {samples(url)["vraagbaak_requests_total", "/gezondheid", "200"] for _ in range(8)}
        finally:
            server.send_signal(signal.SIGTERM)
    assert seen == {before + 20}
