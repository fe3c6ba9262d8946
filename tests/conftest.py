"""What several test files share: an empty archive, the sample crawled for real, and a real browser."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from crawler.archive.runs import Runs
from crawler.archive.writer import Ledger
from crawler.sample import serve_sample
from tests.support.clocks import Clock
from tests.support.opensearch_nodes import WANTED, Cluster, cluster_of, why_not
from tests.support.parliament_stub import Parliament, serving

ROOT = Path(__file__).parents[1]
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


# How fast examples are made says something of the machine, not of the program.
settings.register_profile("patient", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("patient")


_LONG = ("browser", "accessibility", "every_page", "contract")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole runs and browsers first: processes share the tests by the file, and a file that takes long and comes last
    keeps only one of them busy."""
    items.sort(key=lambda item: not (item.path.parent.name == "whole" or item.path.stem.endswith(_LONG)))


@pytest.fixture(scope="session")
def nodes() -> Iterator[Cluster]:
    """Three nodes of OpenSearch, where they can be started. A test that kills one starts it again."""
    if reason := why_not():
        (pytest.fail if WANTED in os.environ else pytest.skip)(reason)
    with cluster_of(3) as cluster:
        yield cluster


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time of the crawl, which stands still until a test moves it."""
    return Clock(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where an archive may be made."""
    return tmp_path / "archive"


@pytest.fixture
def ledger(folder: Path) -> Iterator[Ledger]:
    """An empty archive, open for writing, with a run begun. Ask for `clock` before it to stop its time."""
    with Ledger.open(folder) as opened:
        Runs(opened).begin("{}")
        yield opened


@pytest.fixture(scope="session")
def sample_site() -> Iterator[str]:
    """The address of a server of the sample."""
    with serve_sample() as site:
        yield site


@pytest.fixture(scope="session")
def sample_data(sample_site: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the archive, corpus and index of the sample, made by the command line. Not to be changed."""
    data = tmp_path_factory.mktemp("sample") / "data"
    done = subprocess.run(
        [sys.executable, "vraagbaak.py", "update", "--data", str(data), "--site", sample_site, "--pause", "0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1, done.stderr  # the sample has files that fail on purpose
    assert (data / "index").is_dir(), done.stderr
    return data


@pytest.fixture
def parliament() -> Iterator[Parliament]:
    """A stand-in for the parliament's services, empty and well-behaved until a test changes that."""
    with serving(Parliament()) as served:
        yield served


@pytest.fixture
def eager_threads() -> Iterator[None]:
    """Threads that take turns all the time, so that what they should not share is caught."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium. Without one on this machine the tests that need it are skipped, but fail in CI.

    One for each module: while it is open, Playwright keeps an event loop running in the thread of the tests.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium on this machine: CI has to install it")
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=BROWSER_ARGUMENTS)
        yield started
        started.close()
