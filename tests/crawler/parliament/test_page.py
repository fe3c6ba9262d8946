"""The page of a question, whatever its layout."""

from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parliament.facts import Facts
from crawler.parliament.page import parse_page
from crawler.parliament.records import FileLink, Person
from crawler.parliament.shapes import NotUnderstood
from tests.support.records import PAGE
from tests.support.work import assert_linear

LISTS = """<h1>Speelplein - Verlichting</h1><p>Schriftelijke vraag nr. 12 (2030-2031)</p>
<dl><dt>Thema's</dt><dd><a href="/t">Sport</a>, <a href="/u">Jeugdwerk</a></dd>
<dt>Vraagsteller:</dt><dd><a href="/nl/volksvertegenwoordigers/9001">An Peeters (sp·a)</a></dd>
<dt>Bevraagde minister</dt><dd>Jan Van den Bossche</dd></dl>
<table><tr><th>Vraag gesteld aan de minister</th><td>20 januari 2031</td></tr>
<tr><td>Tijdig beantwoord</td><td>14/02/2031</td></tr></table>
<ul><li>12.pdf <a href="/files/pfile?id=9980001">Download pdf</a></li></ul>"""


LINES = """<h1>Speelplein - Verlichting</h1><div>Schriftelijke vraag</div>
<p>Nummer: 12</p><p>Zittingsjaar: 2030-2031</p><p>Thema: Sport, Jeugdwerk</p>
<p>Vraagsteller: <a href="/volksvertegenwoordigers/9001">Peeters, An</a> (sp·a)</p><p>Minister: Van den Bossche, Jan</p>
<ul><li>Vraag gesteld aan de minister: 2031-01-20</li><li>Tijdig beantwoord: 14-02-2031</li></ul>
<p>12.pdf <a href="https://www.vlaamsparlement.be/files/pfile?id=9980001">pdf</a></p>"""


SEVERAL = LISTS.replace('<a href="/t">Sport</a>, <a href="/u">Jeugdwerk</a>', "Sport</dd><dd>Jeugdwerk")


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(LISTS, id="lists"),
        pytest.param(LINES, id="lines"),
        pytest.param(SEVERAL, id="several descriptions of a term"),
        pytest.param(f"<!doctype html><meta charset=utf-8><title>x</title><main>{LISTS}</main>", id="no body tag"),
    ],
)
def test_a_page_is_read_whatever_its_layout(html: str) -> None:
    assert parse_page(html.encode(), PAGE) == Facts(
        number=12,
        session_year="2030-2031",
        title="Speelplein - Verlichting",
        themes=("Sport", "Jeugdwerk"),
        asker=Person(9001, "An Peeters", "sp·a"),
        minister=Person(None, "Jan Van den Bossche"),
        asked_on=date(2031, 1, 20),
        answered_on=date(2031, 2, 14),
        on_time=True,
        files=(FileLink(9980001, "https://www.vlaamsparlement.be/files/pfile?id=9980001", "12.pdf", False),),
        page_url=PAGE,
    )


@pytest.mark.parametrize("html", ["", "<h1>Onderhoud</h1>", "<p>Schriftelijke vraag zonder titel</p>"])
def test_another_page_is_refused(html: str) -> None:
    with pytest.raises(NotUnderstood, match="not the page of a written question"):
        parse_page(html.encode(), PAGE)


HEAD = "<p>Schriftelijke vraag nr. 12 (2030-2031)</p><h1>Speelplein</h1>"
HOSTILE = {
    "descriptions": "<dt>Thema</dt><dd>x</dd>",
    "descriptions in each other": "<dl><dt>Thema<dd>x" * 30 + "</dl>" * 30,
    "lines in each other": "<ul><li>x" * 50 + "</ul>" * 50,
    "divisions in each other": "<div>x" * 100 + "</div>" * 100,
    "rows": "<tr><td>Thema<td>x",
    "links in one line": '<a href="/files/pfile?id=5">x</a>',
    "letters beside a link": "a" * 50,
    "spaces": " " * 50,
    "brackets": "( " * 25,
    "a question without a number": "schriftelijke vraag nr. ",
    "ends of what did not begin": "<b>" * 100 + "</i>" * 300 + "</b>" * 100,
}
"""Parts of pages that can be repeated without end."""


@pytest.mark.parametrize("part", HOSTILE.values(), ids=HOSTILE)
def test_the_work_of_a_page_grows_with_its_size_and_not_with_its_square(part: str) -> None:
    def page(size: int) -> bytes:
        return f'{HEAD}<dl><li><a href="/files/pfile?id=5">12</a> {part * (size // len(part))}'.encode()

    assert_linear(partial(parse_page, page(8_000), PAGE), partial(parse_page, page(64_000), PAGE))


def test_an_element_with_many_attributes_is_read_at_once() -> None:
    def page(count: int) -> bytes:
        return f"{HEAD}<div {' '.join(f'a{n}=1' for n in range(count))}>".encode()

    assert_linear(partial(parse_page, page(5_000), PAGE), partial(parse_page, page(40_000), PAGE))


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ("<div>" * 5_000, "more than 128 elements inside each other"),
        ("<b>" * 1_000 + "</i>" * 100_000, "more than 128 elements inside each other"),
        ("<p>" * 60_000, "more than 50,000 elements"),
    ],
)
def test_a_page_that_no_site_would_make_is_refused_with_its_reason(part: str, reason: str) -> None:
    with pytest.raises(NotUnderstood, match=reason):
        parse_page((HEAD + part).encode(), PAGE)


def test_scripts_and_characters_that_are_no_text_are_left_out() -> None:
    html = f"{HEAD}<p>Thema: Sport<script>1</script><style>2</style>&#1;\x02\uffff</p><p>Onderwerp: Een\x03twee</p>"
    page = parse_page(html.encode(), PAGE)
    assert (page.themes, page.subject) == (("Sport",), "Een twee")


@given(st.text())
def test_no_page_is_too_odd_to_read(html: str) -> None:
    assert parse_page((LISTS + html).encode("utf-8", "replace"), PAGE).title is not None
