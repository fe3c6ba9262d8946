"""What a browser or a program keeps of the site, and how it learns that it may go on keeping it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from indexer.corpus.store import Corpus, Made
from indexer.index import build_index
from tests.support.factory import make_question
from tests.support.serving import build_site_index, many_questions, served_index, soon, whole_question
from web.site.caching import Answer, KeptAnswers

WHOLE = whole_question()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_site_index(tmp_path_factory.mktemp("caching"), [WHOLE, *many_questions()])


@pytest.fixture(scope="module")
def site(index: Path) -> Iterator[httpx.Client]:
    with served_index(index) as url, httpx.Client(base_url=url) as client:
        yield client


PATHS = ("/", "/?q=fietspaden", f"/vragen/{WHOLE.id}", "/over", "/hulp", "/?q=fietspaden&format=json")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_somebody_has_still_is_not_sent_again(site: httpx.Client, path: str, method: str) -> None:
    first = site.request(method, path)
    assert first.headers["cache-control"] == "public, no-cache"
    again = site.request(method, path, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert set(first.headers.get("vary", "").split(", ")) <= {*again.headers["vary"].split(", "), ""}


def test_every_address_and_form_has_an_etag_of_its_own(site: httpx.Client) -> None:
    asked = [(path, {}) for path in PATHS] + [("/", {"Accept": "application/json"})]
    tags = [site.get(path, headers=headers).headers["etag"] for path, headers in asked]
    assert len(set(tags)) == len(asked)


def test_an_etag_of_another_address_is_no_reason_to_send_nothing(site: httpx.Client) -> None:
    other = site.get("/?q=fietspaden").headers["etag"]
    assert site.get("/?q=wachtlijsten", headers={"If-None-Match": other}).status_code == 200


@pytest.mark.parametrize("path", ["/niets", "/vragen/0", "/?van=morgen", "/?format=xml"])
def test_what_went_wrong_is_not_kept(site: httpx.Client, path: str) -> None:
    assert "etag" not in site.get(path).headers


def test_the_health_of_the_site_is_never_kept(site: httpx.Client) -> None:
    assert site.get("/gezondheid").headers["cache-control"] == "no-store"
    assert site.get("/health").json() == site.get("/gezondheid").json()


def test_pages_go_compressed_to_who_can_read_that(site: httpx.Client) -> None:
    packed = site.get("/", headers={"Accept-Encoding": "gzip"})
    plain = site.get("/", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert "Accept-Encoding" in plain.headers["vary"]


def test_another_index_makes_everything_new(tmp_path: Path) -> None:
    index = build_site_index(tmp_path, many_questions())
    with served_index(index) as url:
        before = {path: httpx.get(url + path).headers["etag"] for path in ("/", "/?q=fietspaden", "/over")}
        with Corpus.create(tmp_path / "corpus.sqlite") as corpus:
            corpus.put(make_question(5, title="Nog een fietspad"), Made("fingerprint", 1))
        build_index(tmp_path / "corpus.sqlite", index)
        assert soon(lambda: httpx.get(f"{url}/gezondheid").json()["questions"] == 46)
        for path, tag in before.items():
            answer = httpx.get(url + path, headers={"If-None-Match": tag})
            assert (answer.status_code, answer.headers["etag"] != tag) == (200, True), path


def test_two_processes_over_one_index_give_the_same_etags(index: Path) -> None:
    with served_index(index) as first, served_index(index) as second:
        tags = {httpx.get(url, headers={"Host": "localhost"}).headers["etag"] for url in (first, second)}
    assert len(tags) == 1


def test_what_was_answered_once_is_not_looked_up_again(site: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first = site.get("/?q=fietspaden+gemeente")
    searches: list[object] = []
    monkeypatch.setattr("indexer.search.service.answer", lambda *asked: searches.append(asked))
    again = site.get("/?q=fietspaden+gemeente")
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]
    assert site.get("/?q=fietspaden+gemeente", headers={"Accept-Encoding": "identity"}).status_code == 500
    assert len(searches) == 1, "who cannot read it compressed is answered anew"


def test_as_many_answers_are_kept_as_have_room_and_the_oldest_go_first() -> None:
    kept = KeptAnswers(32 * 100)
    for number in range(40):
        kept.put(number, Answer({"headers": []}, bytes(100)))
        kept.get(0)
    assert [number for number in range(40) if kept.get(number)] == [0, *range(9, 40)]
    kept.put("large", Answer({"headers": []}, bytes(101)))
    assert kept.get("large") is None
