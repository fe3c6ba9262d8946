"""What changed at the source and what is held of it, over the whole way: crawled twice, extracted, indexed, served."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import etree
from playwright.sync_api import Browser

from indexer.corpus.completeness import CompletenessReport
from indexer.corpus.histories import history
from indexer.corpus.source import GivenUp, SourceState
from indexer.corpus.store import Corpus, History, Made
from indexer.history.versions import Revision, compare
from indexer.index import build_index
from indexer.question import Document
from indexer.search import SourceChanges
from tests.support.changed import crawled_twice
from tests.support.factory import make_question
from tests.support.parliament_stub import Parliament, serving
from tests.support.serving import build_site_index, hostile_questions, page_of, served_index, text_of
from web.questions.versions import Versions

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ATOM = {"a": "http://www.w3.org/2005/Atom"}
MADE = Made("fingerprint", 1)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of two nightly runs, between which question 7 changed and question 8 did not."""
    with serving(Parliament()) as parliament:
        return crawled_twice(tmp_path_factory.mktemp("changed"), parliament)


@pytest.fixture(scope="module")
def crawled(data: Path) -> Iterator[httpx.Client]:
    with served_index(data / "index") as url, httpx.Client(base_url=url) as client:
        yield client


@pytest.fixture(scope="module")
def many_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with everything these pages can show: more than a page of changes, years known and not, hostile texts."""
    folder = tmp_path_factory.mktemp("many")
    with Corpus.create(folder / "corpus.sqlite") as corpus:
        for place in range(1, 61):
            first = make_question(place, number=place, answer=None, answered_on=None, text_status="no_answer")
            last = make_question(place, number=place, documents=(_document(place),))
            revisions = (
                Revision(seen_at=_night(place), title=first.title, files=0, changes=()),
                Revision(seen_at=_night(place + 3), title=last.title, files=1, changes=compare(first, last)),
            )
            corpus.put(last, MADE, History("2", revisions))
        notes = ("the pages are images without text", "iets wat een ander schreef")
        corpus.put(make_question(90, number=70, text_status="scanned", notes=notes), MADE)
        corpus.put(make_question(91, number=3, session_year="2021-2022", minister="Nora Wielaert"), MADE)
        corpus.put(make_question(92, number=None), MADE)
        hostile = hostile_questions()[0]
        changed = hostile.model_copy(update={"title": f"{hostile.title} opnieuw", "documents": (_document(5),)})
        changes = compare(hostile.model_copy(update={"documents": ()}), changed)
        corpus.put(
            changed,
            MADE,
            History("2", tuple(Revision(seen_at=None, title="x", files=0, changes=one) for one in ((), changes))),
        )
        given_up = (
            GivenUp(kind="file", key="4711", reason="HTTP 404", question=90),
            GivenUp(kind="member", key="3", reason="ValueError: <script>", question=None),
        )
        corpus.put_source(
            SourceState(
                listed_years=("2023-2024",),
                published_until=date(2024, 4, 2),
                without_details=1,
                files_missing=2,
                failures={"file": 1, "member": 1},
                given_up=given_up,
                gone=(91,),
            )
        )
    build_index(folder / "corpus.sqlite", folder / "index")
    with served_index(folder / "index") as url:
        yield url


@pytest.fixture
def many(many_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=many_url) as client:
        yield client


def _night(number: int) -> datetime:
    return datetime(2024, 1, 1, 2, tzinfo=UTC) + timedelta(days=number)


def _document(pfile: int) -> Document:
    return Document(
        pfile=pfile, url="https://docs.vlaamsparlement.be/pfile?id=1", filename="12.pdf", media_type="application/pdf",
        role="question_and_answer", sha256="a" * 64, bytes=1_000, pages=1,
    )  # fmt: skip


# --- a question that changed -----------------------------------------------------------------------------------------


def test_the_page_of_a_question_shows_what_changed_in_it(crawled: httpx.Client) -> None:
    page = page_of(crawled.get("/vragen/7"))
    newest, first = page.css(".versions li")
    assert [" ".join(one.css("dt ::text").getall()) for one in newest.css("dl > div")][:2] == ["Titel", "Thema’s"]
    passage = newest.css(".passage")
    assert passage.css("del::text").get() == "22"
    assert passage.css("ins::text").get() == "23"
    assert "De lampen branden tot geschrapt: 22; nieuw: 23; uur. Dat blijft zo." in " ".join(
        "".join(passage.css("::text").getall()).split()
    )
    assert text_of(first, "h3").endswith("voor het eerst gezien")
    assert first.css("dl").get() is None


def test_a_question_that_never_changed_has_no_versions(crawled: httpx.Client) -> None:
    assert page_of(crawled.get("/vragen/8")).css(".versions").get() is None
    assert Versions.model_validate_json(crawled.get("/vragen/8/versies").text).revisions == ()


def test_the_versions_are_those_of_the_archive_in_full(crawled: httpx.Client, data: Path) -> None:
    found = Versions.model_validate_json(crawled.get("/vragen/7/versies").text)
    assert list(found.revisions) == history(data / "archive", 7)


def test_versions_of_a_question_that_is_not_there_are_not_found(crawled: httpx.Client) -> None:
    for question in ("404", "9" * 19, "x"):
        answer = crawled.get(f"/vragen/{question}/versies")
        assert (answer.status_code, list(answer.json())) == (404, ["error"])


# --- all changes -----------------------------------------------------------------------------------------------------


def test_the_list_of_changes_leads_to_the_version_on_the_page(crawled: httpx.Client) -> None:
    page = page_of(crawled.get("/wijzigingen"))
    (hit,) = page.css(".hit")
    assert text_of(hit, "h2") == "Speelplein - Lampen"
    assert [" ".join("".join(one.css("::text").getall()).split()) for one in hit.css(".changed li")][:2] == [
        "Titel was: Speelplein - Verlichting → is nu: Speelplein - Lampen",
        "Thema’s was: Sport, Jeugdwerk → is nu: Sport, Energie",
    ]
    href = hit.css("h2 a::attr(href)").get()
    assert href == "/vragen/7#versie-2"
    assert page_of(crawled.get("/vragen/7")).css("li#versie-2").get()


def test_changes_are_there_for_programs_and_readers_of_feeds(crawled: httpx.Client) -> None:
    found = SourceChanges.model_validate_json(crawled.get("/wijzigingen", params={"format": "json"}).text)
    assert (found.total, [one.question for one in found.changes]) == (1, [7])
    answer = crawled.get("/wijzigingen", params={"format": "atom"})
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = etree.fromstring(answer.content)
    (link,) = feed.xpath("a:entry/a:link/@href", namespaces=ATOM)
    assert str(link).endswith("/vragen/7#versie-2")
    (summary,) = feed.xpath("a:entry/a:summary/text()", namespaces=ATOM)
    assert "Titel: Speelplein - Verlichting → Speelplein - Lampen" in str(summary)


def test_changes_are_paged_and_the_last_page_says_where_the_list_ends(many: httpx.Client) -> None:
    first = page_of(many.get("/wijzigingen"))
    assert len(first.css(".hit")) == 50
    assert text_of(first, ".tally") == "61 wijzigingen opgemerkt."
    second = page_of(many.get(first.css(".paging a[rel=next]::attr(href)").get() or ""))
    assert (len(second.css(".hit")), second.css("ol.hits::attr(start)").get()) == (11, "51")
    assert "Dag niet bekend" in text_of(second.css(".hit")[-1], ".kicker")
    beyond = page_of(many.get("/wijzigingen?pagina=9"))
    assert beyond.css(".empty a::attr(href)").get() == "/wijzigingen"
    assert len(etree.fromstring(many.get("/wijzigingen?format=atom").content).xpath("a:entry", namespaces=ATOM)) == 50


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e3", "9" * 40])
def test_a_page_that_cannot_be_is_refused(many: httpx.Client, page: str) -> None:
    assert many.get("/wijzigingen", params={"pagina": page}).status_code == 400


def test_an_index_without_changes_says_so(tmp_path: Path) -> None:
    with served_index(build_site_index(tmp_path, [make_question(1)])) as url:
        page = page_of(httpx.get(f"{url}/wijzigingen"))
        assert "Nog geen enkele vraag is veranderd" in text_of(page, ".empty")
        report = CompletenessReport.model_validate_json(httpx.get(f"{url}/volledigheid?format=json").text)
        assert report.source is None
        assert "niet bekend of er vragen ontbreken" in text_of(page_of(httpx.get(f"{url}/volledigheid")), ".status")


# --- completeness ----------------------------------------------------------------------------------------------------


def test_what_is_missing_is_told_where_it_is_known(many: httpx.Client) -> None:
    page = page_of(many.get("/volledigheid"))
    rows = {
        text_of(row, "th"): ["".join(cell.css("::text").getall()) for cell in row.css("td")]
        for row in page.css("[aria-label='Tabel per zittingsjaar'] tbody tr")
    }
    assert rows["2023-2024"][:3] == ["61", "70", "9"]
    assert rows["2021-2022"][:3] == ["1", "?", "?"]
    assert "/volledigheid?zittingsjaar=2023-2024#ministers" in page.css("tbody a::attr(href)").getall()
    chosen = page_of(many.get("/volledigheid?zittingsjaar=2023-2024"))
    assert text_of(chosen, "a[aria-current=true]") == "2023-2024"
    ministers = chosen.css("[aria-label='Tabel per minister'] tbody")
    assert "Ontbreekt: 61-69" in text_of(ministers, "tbody")
    assert ministers.css("th a::attr(href)").get() == "/ministers/bram-hellemans"


def test_a_session_year_that_is_not_there_is_refused(many: httpx.Client) -> None:
    answer = many.get("/volledigheid?zittingsjaar=1999-2000", headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "1999-2000" in answer.text


def test_how_sure_the_text_is_is_said_in_dutch(many: httpx.Client) -> None:
    page = page_of(many.get("/volledigheid"))
    notes = {text_of(row, "th"): text_of(row, "td") for row in page.css("[aria-labelledby=opmerkingen] tbody tr")}
    assert notes == {"De bladzijden zijn afbeeldingen (scans) zonder tekst.": "1", "Een andere opmerking.": "2"}
    states = {text_of(row, "th"): text_of(row, "td") for row in page.css("[aria-labelledby=toestand] tbody tr")}
    assert states["Alleen als scan"] == "1"


def test_what_could_not_be_had_is_named_with_its_question(many: httpx.Client) -> None:
    page = page_of(many.get("/volledigheid"))
    given_up = [" ".join("".join(one.css("::text").getall()).split()) for one in page.css("#opgegeven + ul li")]
    assert given_up == [
        "Bestand 4711, van vraag 90: het bestaat niet aan de bron.",
        "Gegevens van een parlementslid 3.",
    ]
    assert page.css("#weg ~ ul a::attr(href)").getall() == ["/vragen/91"]


def test_completeness_can_be_taken_along(many: httpx.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(many.get("/volledigheid?format=csv").content.decode("utf-8-sig"))))
    assert [(row["session_year"], row["minister"], row["missing_numbers"]) for row in rows][-2:] == [
        ("2023-2024", "Bram Hellemans", "61-69"),
        ("2021-2022", "Nora Wielaert", ""),
    ]
    assert (rows[-1]["missing"], rows[-1]["text_missing"]) == ("", "0")
    report = CompletenessReport.model_validate_json(many.get("/volledigheid?format=json").text)
    assert report.unplaced == 1


def test_the_archive_knows_what_it_was_asked_for(crawled: httpx.Client) -> None:
    report = CompletenessReport.model_validate_json(crawled.get("/volledigheid?format=json").text)
    assert report.source
    assert (report.source.without_details, report.source.failures) == (0, {})
    assert report.source.published_until
    assert report.certainty.questions == 2


@pytest.mark.parametrize(("path", "form"), [("/wijzigingen", "csv"), ("/volledigheid", "atom")])
def test_a_form_that_a_page_does_not_have_is_refused_with_those_it_has(
    many: httpx.Client, path: str, form: str
) -> None:
    answer = many.get(path, params={"format": form})
    assert answer.status_code == 406
    assert "json" in answer.json()["offered"]


# --- for everybody ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/wijzigingen", "/wijzigingen?pagina=2", "/volledigheid", "/vragen/7#versie-2"])
@pytest.mark.parametrize(("width", "dark"), [(1440, False), (360, True)])
def test_axe_finds_no_barrier(browser: Browser, many_url: str, path: str, width: int, dark: bool) -> None:
    context = browser.new_context(
        base_url=many_url,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto(path)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    barriers = [f"{one['id']}: {node['html']}" for one in found.response["violations"] for node in one["nodes"]]
    context.close()
    assert barriers == []


@pytest.mark.parametrize("path", ["/wijzigingen", "/wijzigingen?pagina=2", "/volledigheid", "/vragen/7"])
def test_a_narrow_screen_is_not_scrolled_sideways_and_no_script_is_needed(
    browser: Browser, many_url: str, path: str
) -> None:
    context = browser.new_context(base_url=many_url, viewport={"width": 320, "height": 700}, java_script_enabled=False)
    page = context.new_page()
    page.goto(path)
    assert page.locator("h1").is_visible()
    width = page.locator("html").bounding_box()
    assert width is not None
    context.close()
    scripted = browser.new_context(base_url=many_url, viewport={"width": 320, "height": 700})
    page = scripted.new_page()
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    scripted.close()


def test_what_went_and_came_is_to_be_seen_on_paper(browser: Browser, many_url: str) -> None:
    page = browser.new_page(base_url=many_url)
    page.goto("/wijzigingen")
    page.emulate_media(media="print")
    lines = page.evaluate(
        "['del', 'ins'].map(name => getComputedStyle(document.querySelector(`.changed ${name}`)).textDecorationLine)"
    )
    assert lines == ["line-through", "underline"]
    page.close()
