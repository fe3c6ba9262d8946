"""What a search found is marked in the texts of a page, and the rest of them stays what it is."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from parsel import Selector

from indexer.search import Facet, SearchRequest, SearchService, open_search
from tests.support.factory import make_question
from tests.support.serving import HOSTILE_TEXTS, build_site_index, whole_question
from web.questions.marking import FIRST, Marking

WHOLE = whole_question()


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    folder: Path = tmp_path_factory.mktemp("marking")
    roads = make_question(
        1_900_000, number=460, title="Fietspaden", question="Welke fietspaden?", asked_on=date(2024, 3, 4)
    )
    with closing(open_search(build_site_index(folder, [WHOLE, roads]))) as service:
        yield service


def _marking(search: SearchService, query: str, *, plain: bool = False) -> Marking:
    return Marking(search.marks(SearchRequest(query, plain=plain)))


def _marks(html: str) -> list[str]:
    return Selector(f"<p>{html}</p>").css("mark::text").getall()


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        pytest.param("wachtlijst", ["wachtlijsten"], id="another form"),
        pytest.param('"2.133 kinderen"', ["2.133 kinderen"], id="a phrase"),
        pytest.param("jaarverslagg kinderen", ["kinderen"], id="a word that was corrected beside one that was not"),
        pytest.param("kindren", ["kinderen"], id="a word that was corrected"),
        pytest.param("kinderen -fietspaden", ["kinderen"], id="not what is excluded"),
        pytest.param("minister:Hilde", [], id="not what is asked of a name"),
        pytest.param("", [], id="nothing of no query"),
        pytest.param("*", [], id="nothing of a query that is refused"),
    ],
)
def test_the_words_of_a_search_are_marked(search: SearchService, query: str, marked: list[str]) -> None:
    text = "Op de wachtlijsten staan 2.133 kinderen."
    found = _marks(_marking(search, query).answer(text))
    assert found == marked


def test_words_are_marked_in_the_texts_that_were_searched(search: SearchService) -> None:
    marking = _marking(search, "titel:wachtlijsten")
    assert _marks(marking.title("Wachtlijsten")) == ["Wachtlijsten"]
    assert _marks(marking.question("Wachtlijsten")) == []


def test_a_word_that_nobody_meant_to_be_corrected_is_not(search: SearchService) -> None:
    assert _marks(_marking(search, "kindren", plain=True).answer("kinderen")) == []


@pytest.mark.parametrize("plain", [False, True])
def test_nothing_is_marked_of_a_citation(search: SearchService, plain: bool) -> None:
    marking = _marking(search, "vraag nr. 460 van 4 maart 2024", plain=plain)
    assert _marks(marking.question("Zie vraag nr. 460 van 4 maart 2024.")) == []


def test_filters_mark_nothing_and_keep_nothing_from_being_marked(search: SearchService) -> None:
    marks = search.marks(SearchRequest("kinderen", {Facet.THEME: ("Onbestaand",)}))
    assert _marks(Marking(marks).answer("De kinderen")) == ["kinderen"]


def test_the_first_mark_below_the_title_can_be_linked_to(search: SearchService) -> None:
    marking = _marking(search, "kinderen")
    page = marking.title("Kinderen") + marking.question("De kinderen") + marking.answer("kinderen en kinderen")
    assert Selector(f"<p>{page}</p>").css("mark::attr(id)").getall() == [FIRST]
    assert 'De <mark id="gevonden">kinderen</mark>' in page
    assert marking.has_first


@pytest.mark.parametrize("hostile", HOSTILE_TEXTS)
@pytest.mark.parametrize("query", ["", "script run vet"])
def test_every_text_stays_text_to_the_letter(search: SearchService, hostile: str, query: str) -> None:
    text = f"Een  regel,\nnog een regel: {hostile}"
    html = _marking(search, query).question(text)
    paragraph = Selector(f"<p>{html}</p>").css("p")
    assert "".join(paragraph.css("*::text").getall()) == text
    assert {element.root.tag for element in paragraph.css("*")} <= {"p", "mark"}
