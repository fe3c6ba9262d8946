"""The page of a question, whatever its layout."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parliament.facts import Facts
from crawler.parliament.page import parse_page
from crawler.parliament.records import FileLink, Person
from crawler.parliament.shapes import NotUnderstood
from tests.support.records import PAGE

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


@given(st.text())
def test_no_page_is_too_odd_to_read(html: str) -> None:
    assert parse_page((LISTS + html).encode("utf-8", "replace"), PAGE).title is not None
