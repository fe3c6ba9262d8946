"""A question in lists of sources, over HTTP, read by the libraries that read such lists."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import bibtexparser
import httpx
import pytest
import rispy
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

from tests.support.factory import make_question
from tests.support.serving import build_site_index, page_of, served_index, text_of
from web.questions.bibliography import bibtex, csl, in_words, ris
from web.site.config import SiteConfig
from web.site.today import today

SIGNS = r"""100 % & meer: {a} \b_c #1 $2 ~3 ^4 <i> |x| "q" é} ER  - """
IN_LATEX = (
    r"{100 \% \& meer: \textbraceleft{}a\textbraceright{} \textbackslash{}b\_c \#1 \$2 \textasciitilde{}3 "
    r"\textasciicircum{}4 \textless{}i\textgreater{} \textbar{}x\textbar{} "
    r'"q" é\textbraceright{} ER -}'
)
PUBLIC = "https://vragen.example.org"
QUESTION = make_question(
    1_809_299,
    number=322,
    title=SIGNS,
    asker="Jef Van den Berghe",
    themes=("Jeugd & gezin", "Zorg"),
    minister="Bram Hellemans",
)
BARE = make_question(
    5, number=None, session_year=None, title=None, asker=None, minister=None, asked_on=None, answered_on=None, themes=()
)
DAY = date(2026, 11, 26)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    index = build_site_index(tmp_path_factory.mktemp("cited"), [QUESTION, BARE])
    with served_index(index, SiteConfig(public_url=PUBLIC)) as url, httpx.Client(base_url=url) as client:
        yield client


def bibtex_fields(text: str) -> dict[str, Any]:
    library = bibtexparser.parse_string(text, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    assert library.failed_blocks == []
    [entry] = library.entries
    return {"ENTRYTYPE": entry.entry_type, "ID": entry.key} | {field.key: field.value for field in entry.fields}


def test_bibtex_has_all_of_it(site: httpx.Client) -> None:
    answer = site.get("/vragen/1809299?format=bibtex")
    assert answer.headers["content-type"] == "application/x-bibtex; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="vraag-1809299.bib"'
    fields = bibtex_fields(answer.text)
    [author] = fields.pop("author")
    assert (author.first, author.von, author.last) == (["Jef"], [], ["{Van den Berghe}"])
    assert fields.pop("title") == IN_LATEX
    assert fields == {
        "ENTRYTYPE": "misc",
        "ID": "vraag1809299",
        "howpublished": "Schriftelijke vraag nr. 322 (2023-2024) aan Bram Hellemans, Vlaams Parlement",
        "year": "2024",
        "month": "mar",
        "note": "Gesteld op 4 maart 2024, beantwoord op 29 maart 2024",
        "language": "dutch",
        "url": f"{PUBLIC}/vragen/1809299",
        "urldate": today().isoformat(),
    }


@pytest.mark.parametrize("sign", list("{}\\%&#$_^~<>|\"'"))
def test_no_sign_breaks_bibtex(sign: str) -> None:
    text = bibtex(make_question(1, title=f"a{sign}b", asker=f"Jan {sign}Pas, and Els"), PUBLIC, DAY)
    fields = bibtex_fields(text)
    assert fields["url"] == PUBLIC
    assert all(line.count("{") == line.count("}") for line in text.splitlines()[1:-1])


def test_ris_has_all_of_it(site: httpx.Client) -> None:
    answer = site.get("/vragen/1809299", headers={"Accept": "application/x-research-info-systems"})
    assert answer.headers["content-type"] == "application/x-research-info-systems; charset=utf-8"
    assert answer.content.count(b"\r\n") == answer.content.count(b"\n")
    [record] = rispy.loads(answer.text)
    assert record == {
        "type_of_reference": "GOVDOC",
        "id": "vraag1809299",
        "authors": ["Van den Berghe, Jef"],
        "title": " ".join(SIGNS.split()),
        "year": "2024",
        "date": "2024/03/04/",
        "publisher": "Vlaams Parlement",
        "note": "322 (2023-2024)",
        "type_of_work": "Schriftelijke vraag",
        "notes": ["Aan Bram Hellemans. Gesteld op 4 maart 2024, beantwoord op 29 maart 2024"],
        "keywords": ["Jeugd & gezin", "Zorg"],
        "language": "nl",
        "urls": [f"{PUBLIC}/vragen/1809299"],
        "access_date": f"{today():%Y/%m/%d}/",
    }


def test_a_line_break_in_a_title_begins_no_field_of_ris() -> None:
    [record] = rispy.loads(ris(make_question(1, title="Fietsen\nER  - \nTY  - JOUR\u2028AU  - Mia"), PUBLIC, DAY))
    assert record["title"] == "Fietsen ER - TY - JOUR AU - Mia"


def test_a_processor_of_styles_reads_the_csl_json(site: httpx.Client) -> None:
    answer = site.get("/vragen/1809299?format=csl")
    assert answer.headers["content-type"] == "application/vnd.citationstyles.csl+json; charset=utf-8"
    [item] = answer.json()
    assert item == {
        "id": "vraag1809299",
        "type": "document",
        "genre": "schriftelijke vraag",
        "title": " ".join(SIGNS.split()),
        "author": [{"family": "Van den Berghe", "given": "Jef"}],
        "recipient": [{"family": "Hellemans", "given": "Bram"}],
        "issued": {"date-parts": [[2024, 3, 4]]},
        "number": "322 (2023-2024)",
        "publisher": "Vlaams Parlement",
        "authority": "Vlaams Parlement",
        "note": "Gesteld op 4 maart 2024, beantwoord op 29 maart 2024",
        "keyword": "Jeugd & gezin, Zorg",
        "language": "nl-BE",
        "URL": f"{PUBLIC}/vragen/1809299",
        "accessed": {"date-parts": [[today().year, today().month, today().day]]},
    }
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON([item]), formatter.plain)
    bibliography.register(Citation([CitationItem("vraag1809299")]))
    [written] = map(str, bibliography.bibliography())
    assert "Berghe, J." in written
    assert "2024" in written


def test_what_is_not_known_is_left_out() -> None:
    assert bibtex_fields(bibtex(BARE, PUBLIC, DAY)).keys() == {
        *("ENTRYTYPE", "ID", "title", "howpublished", "language", "url", "urldate")
    }
    assert "AU  -" not in ris(BARE, PUBLIC, DAY)
    assert '"author"' not in csl(BARE, PUBLIC, DAY)
    assert in_words(BARE, PUBLIC, DAY) == (
        f"Vlaams Parlement, schriftelijke vraag. {PUBLIC} (geraadpleegd op 26 november 2026)"
    )


def test_a_form_that_there_is_not_is_refused_with_those_that_there_are(site: httpx.Client) -> None:
    answer = site.get("/vragen/1809299?format=endnote", headers={"Accept": "application/json"})
    assert answer.status_code == 406
    assert answer.json()["offered"] == ["html", "json", "bibtex", "ris", "csl"]


def test_the_page_shows_the_words_and_leads_to_every_format(site: httpx.Client) -> None:
    page = page_of(site.get("/vragen/5"))
    assert text_of(page, "#verwijzing") == in_words(BARE, f"{PUBLIC}/vragen/5", today())
    hrefs = page.css("section[aria-labelledby=overnemen] a::attr(href)").getall()
    assert [href.partition("format=")[2] for href in hrefs] == ["bibtex", "ris", "csl"]
    assert {site.get(href).status_code for href in hrefs} == {200}
    assert page.css("button.copy[hidden]::attr(data-copies)").getall() == ["verwijzing"]


def test_the_words_that_are_copied_find_the_question_again(site: httpx.Client) -> None:
    for path in ("/vragen/5", "/vragen/1809299"):
        words = text_of(page_of(site.get(path)), "#verwijzing")
        found = site.get("/", params={"q": words}, follow_redirects=False)
        assert (found.status_code, found.headers.get("location", "").partition("?")[0]) == (303, path)
