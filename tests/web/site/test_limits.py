"""How much one visitor may ask for at a time."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.serving import build_site_index, page_of, served_index, text_of, whole_question
from web.site.config import SiteConfig
from web.site.limits import BURST_SECONDS, Allowances

BURST = int(BURST_SECONDS)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_site_index(tmp_path_factory.mktemp("limits"), [whole_question()])


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a test takes, no allowance fills again meanwhile."""
    monkeypatch.setattr("web.site.limits.monotonic", lambda: 1_000.0)


@pytest.fixture
def site(index: Path) -> Iterator[httpx.Client]:
    """A site behind a proxy on this machine, which gives a visitor one search a second."""
    with served_index(index, SiteConfig(rate=1)) as url, httpx.Client(base_url=url) as client:
        yield client


def search(site: httpx.Client, visitor: str, path: str = "/?q=wachtlijst", **headers: str) -> httpx.Response:
    return site.get(path, headers={"X-Forwarded-For": visitor, **headers})


def spend(site: httpx.Client, visitor: str) -> httpx.Response:
    """Search until it is refused."""
    answers = (search(site, visitor, f"/?q=wachtlijst+{number}") for number in range(10 * BURST))
    return next(answer for answer in answers if answer.status_code != 200)


def test_who_asks_too_much_at_once_is_asked_to_wait_and_others_are_not(site: httpx.Client) -> None:
    refused = spend(site, "203.0.113.5")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert text_of(page_of(refused), "h1") == "Even wachten"
    assert search(site, "203.0.113.6").status_code == 200
    as_json = search(site, "203.0.113.5", "/?q=jeugdhulp", Accept="application/json")
    assert as_json.json()["error"].startswith("Van dit adres kwamen te veel vragen")


@pytest.mark.parametrize(("path", "accept"), [("/?q=wachtlijst&format=csv", "*/*"), ("/?q=wachtlijst", "text/csv")])
def test_a_whole_search_costs_as_much_as_many_pages_however_it_is_asked_for(
    site: httpx.Client, path: str, accept: str
) -> None:
    assert search(site, "203.0.113.5", path, Accept=accept).headers["content-type"].startswith("text/csv")
    assert search(site, "203.0.113.5").status_code == 429


def test_what_costs_nothing_is_never_refused(site: httpx.Client) -> None:
    assert spend(site, "203.0.113.5").status_code == 429
    for path in ("/gezondheid", "/health", "/robots.txt", "/static/style.css"):
        assert search(site, "203.0.113.5", path).status_code == 200


def test_a_household_of_ipv6_is_one_visitor(site: httpx.Client) -> None:
    spend(site, "2001:db8:0:1::1")
    assert search(site, "2001:db8:0:1:ffff::2", "/?q=jeugdhulp").status_code == 429
    assert search(site, "2001:db8:0:2::1").status_code == 200


def test_who_comes_from_this_machine_is_not_limited(site: httpx.Client) -> None:
    assert {site.get("/").status_code for _ in range(2 * BURST)} == {200}


def test_no_limit_is_none(index: Path) -> None:
    with served_index(index, SiteConfig(rate=0)) as url, httpx.Client(base_url=url) as client:
        assert {search(client, "203.0.113.5").status_code for _ in range(2 * BURST)} == {200}


def test_a_proxy_that_is_not_trusted_is_not_believed(index: Path) -> None:
    """Whoever asks cannot become another visitor by saying so."""
    config = SiteConfig(rate=1, proxies=("192.0.2.1",))
    with served_index(index, config) as url, httpx.Client(base_url=url) as client:
        assert {search(client, "203.0.113.5").status_code for _ in range(2 * BURST)} == {200}


def test_what_somebody_has_still_costs_nothing(site: httpx.Client) -> None:
    tag = search(site, "203.0.113.5").headers["etag"]
    spend(site, "203.0.113.5")
    kept = search(site, "203.0.113.5", **{"If-None-Match": tag})
    assert kept.status_code == 304


def test_an_allowance_fills_again_with_time_and_never_beyond_its_size() -> None:
    allowances = Allowances(2)
    whole = 2 * BURST
    assert [allowances.spend("a", 1, 0.0) for _ in range(whole)] == [0] * whole
    assert allowances.spend("a", 1, 0.0) == 1
    assert allowances.spend("a", 4, 0.0) == 2, "the wait is as long as it takes to save up what it costs"
    assert allowances.spend("a", 4, 2.0) == 0
    assert [allowances.spend("a", 1, 10_000.0) for _ in range(whole + 1)] == [0] * whole + [1]


def test_what_costs_more_than_can_be_saved_up_is_given_to_a_whole_allowance() -> None:
    allowances = Allowances(1)
    assert allowances.spend("a", 1_000, 0.0) == 0
    assert allowances.spend("a", 1_000, 1.0) == BURST - 1


def test_visitors_are_forgotten_before_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.site.limits._MAX_VISITORS", 3)
    allowances = Allowances(1)
    for visitor in "abcdefgh":
        allowances.spend(visitor, 1, 0.0)
    assert len(allowances._buckets) == 3
