"""Every page through axe-core: WCAG 2.2 AA and its best practices; those with most in them also dark and narrow."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.support.serving import bare_question, build_site_index, many_questions, served_index, whole_question
from web.site.config import SiteConfig

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = [
    pytest.param("/", id="home"),
    pytest.param("/?q=fietspaden&thema=Mobiliteit&fractie=Fietspartij&pagina=2&sorteer=oudste", id="results"),
    pytest.param("/?q=luchtballon&thema=Mobiliteit", id="nothing found"),
    pytest.param("/?q=fiets&van=gisteren&pagina=0", id="a wrong date"),
    pytest.param(f"/vragen/{whole_question().id}?q=wachtlijst", id="question with parts and tables"),
    pytest.param("/vragen/2000007", id="plain question"),
    pytest.param(f"/vragen/{bare_question().id}", id="question without anything"),
    pytest.param("/vragen/0", id="no such question"),
    pytest.param("/over", id="about"),
    pytest.param("/hulp", id="help"),
    pytest.param("/cijfers", id="figures"),
    pytest.param("/onbeantwoord", id="unanswered"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    index = build_site_index(tmp_path_factory.mktemp("axe"), [whole_question(), bare_question(), *many_questions()])
    with served_index(index, SiteConfig(contact="redactie@vraagbaak.example")) as url:
        yield url


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_barrier(browser: Browser, site: str, path: str) -> None:
    assert _barriers(browser, site, path, width=1440, dark=False) == []


@pytest.mark.parametrize("path", [PAGES[1], PAGES[3], PAGES[4], *PAGES[-2:]])
def test_axe_finds_no_barrier_on_a_phone_in_the_dark(browser: Browser, site: str, path: str) -> None:
    assert _barriers(browser, site, path, width=360, dark=True) == []


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/?q=wachtlijsten+fietspaden", id="some of the words"),
        pytest.param("/?q=fietspaden+luchtballon", id="most of the words, and offers"),
        pytest.param("/?q=fietspadne", id="a misspelt word"),
        pytest.param("/?q=vragen+van+Lotte+Verdonck&van=2024&tot=2024", id="understood, with a period"),
        pytest.param("/?q=nr.+7", id="a citation"),
        pytest.param("/?q=van+de&letterlijk=1", id="a plain search"),
        pytest.param("/?q=van+de", id="only stop words"),
        pytest.param("/?q=fietspaden&fractie=Niemand&tijdig=nee", id="filters that exclude everything"),
    ],
)
def test_axe_finds_no_barrier_in_any_state_of_the_results(browser: Browser, site: str, path: str) -> None:
    assert _barriers(browser, site, path, width=1440, dark=False) == []
    assert _barriers(browser, site, path, width=360, dark=True) == []


def _barriers(browser: Browser, site: str, path: str, *, width: int, dark: bool) -> list[str]:
    # axe is put into the page as a script, which the site itself forbids.
    context = browser.new_context(
        base_url=site,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach(folded => folded.open = true)")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    barriers = [
        f"{violation['id']}: {node['html']}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]
    context.close()
    return barriers
