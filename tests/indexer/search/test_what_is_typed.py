"""What people type, and the questions that it must find, over a real index on disk of every engine."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from indexer.engines import ENGINES
from indexer.index import build_index
from indexer.index.contents import ContentsVocabulary
from indexer.query import read
from indexer.question import Document, Minister, Table
from indexer.search import SearchRequest, SearchService, open_search
from indexer.search.results import Match
from tests.support.contents import contents_of
from tests.support.engines import engine_for
from tests.support.factory import make_question
from tests.support.generations import put_into
from web.site.wording import citation

HOME_AFFAIRS = Minister(
    id=1, name="Joris Jambaer", title="Vlaams minister van Binnenlands Bestuur, Inburgering en Wonen"
)
JUSTICE = Minister(id=2, name="Marc Geerts", title="Vlaams minister van Justitie en Handhaving")
SCHOOLS = Minister(id=3, name="Els Van Den Bossche", title="Vlaams minister van Onderwijs")


def file(number: int) -> Document:
    address = f"https://docs.vlaamsparlement.be/pfile?id={number}"
    return Document(
        pfile=number,
        url=address,
        filename="tabellen.xlsx",
        media_type=None,
        role="attachment",
        sha256=None,
        bytes=None,
        pages=None,
    )


RADICAL = make_question(
    1100001,
    number=322,
    session_year="2023-2024",
    asked_on=date(2024, 3, 4),
    answered_on=date(2024, 4, 8),
    title="Radicalisering – “Aanpak” in de gemeenten: stand van zaken",
    question="Hoeveel gemeenten hebben een aanpak van radicalisering?",
    answer="Er zijn 50.000 euro aan subsidies.",
    asker="Berta Pas",
    party="N-VA",
    minister=HOME_AFFAIRS,
    themes=("Radicalisering",),
    on_time=False,
    pdf_url="https://docs.vlaamsparlement.be/pfile?id=1200001",
)
PRISONS = make_question(
    1100002,
    number=322,
    session_year="2016-2017",
    legislature="2014-2019",
    asked_on=date(2017, 3, 15),
    answered_on=None,
    title="Gevangenissen",
    question="Hoe staat het met de gevangenissen en de politie?",
    answer=None,
    asker="Berta Pas",
    party="N-VA",
    minister=JUSTICE,
    themes=("Justitie",),
    on_time=None,
    answer_kind=None,
    text_status="no_answer",
)
CYCLING = make_question(
    1100003,
    number=460,
    session_year="2016-2017",
    legislature="2014-2019",
    asked_on=date(2017, 2, 3),
    answered_on=date(2017, 3, 6),
    title="Fietsen naar school",
    question="Wordt de fiets of de auto gebruikt? De wachtlijst voor wie hulp nodig heeft.",
    answer="De wachtlijsten in de jeugdhulp zijn lang.",
    asker="Piet De Man",
    party="CD&V",
    minister=SCHOOLS,
    themes=("Onderwijs",),
    answer_kind="Gecoördineerd antwoord",
    tables=(Table(part=None, caption=None, page=1, rows=(("a", "b"), ("1", "2"))),),
    documents=(file(1300003),),
)
TRAFFIC = make_question(
    1100004,
    number=461,
    session_year="2022-2023",
    asked_on=date(2023, 5, 20),
    answered_on=date(2023, 6, 20),
    title="Auto's in het hoger onderwijs",
    question="Hoeveel auto's staan bij de scholen voor hoger onderwijs? Is dit een pas verworven recht?",
    answer="In 2020 waren er 40.000; de jeugdhulp heeft wachtlijsten.",
    asker="Ann Groen",
    party="Groen",
    minister=SCHOOLS,
    themes=("Onderwijs",),
)
CARE = make_question(
    1100005,
    number=9,
    session_year="2020-2021",
    asked_on=date(2020, 10, 1),
    answered_on=date(2020, 11, 1),
    title="Arbeidshandicap en zorgverlof",
    question="Onderwijs en thuiszorg van De Lijn en De Werkvennootschap.",
    answer="Jeugdhulp: er is, helaas en nog steeds, een lange wachtlijst. De politie niet.",
    asker="Tom Vandamme",
    party="Open Vld",
    minister="Rik Verhulst",
    themes=("Welzijn",),
)
ALL = (RADICAL, PRISONS, CYCLING, TRAFFIC, CARE)


@pytest.fixture(scope="module", params=ENGINES)
def search(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    folder = tmp_path_factory.mktemp("typed")
    put_into(folder / "corpus.sqlite", ALL)
    with engine_for(request.param, request) as engine:
        build_index(folder / "corpus.sqlite", folder / "index", engine=engine.name)
        with closing(open_search(folder / "index")) as service:
            yield service


def finds(search: SearchService, query: str, *, plain: bool = False) -> set[int]:
    hits = search.search(SearchRequest(query, plain=plain)).hits
    return {hit.question.id - 1100000 for hit in hits if hit.match is Match.ALL}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("322 (2023-2024)", {1}, id="number and session year"),
        pytest.param("322 (2023–2024)", {1}, id="session year with a dash"),
        pytest.param("322 2023/2024", {1}, id="session year with a slash"),
        pytest.param("322/2023-2024", {1}, id="number and session year as one"),
        pytest.param("https://example.org/vraagbaak/vragen/1100003", {3}, id="page here, in a folder"),
        pytest.param("SV 322 (2023-24)", {1}, id="short session year"),
        pytest.param("nr. 322", {1, 2}, id="number"),
        pytest.param("nr. 322 (2023-2024)", {1}, id="number with its mark, and session year"),
        pytest.param("nr 322 van 2023-2024", {1}, id="of a session year"),
        pytest.param("SV 322", {1, 2}, id="kind in short"),
        pytest.param("SV 322 (2023-2024)", {1}, id="kind in short, and session year"),
        pytest.param("schriftelijke vraag nr. 322 van 4 maart 2024", {1}, id="day"),
        pytest.param("schriftelijke vraag nr. 322 van 8 april 2024", {1}, id="day of the answer"),
        pytest.param("vraag nr. 460 van 3 februari 2017 van Piet De Man", {3}, id="day and asker"),
        pytest.param("Antwoord op vraag nr. 460 van 03/02/2017 van PIET DE MAN", {3}, id="heading of a document"),
        pytest.param(
            "SCHRIFTELIJKE VRAAG nr. 322 van BERTA PAS datum: 4 maart 2024 aan JORIS JAMBAER VLAAMS MINISTER VAN "
            "BINNENLANDS BESTUUR, INBURGERING EN WONEN",
            {1},
            id="whole heading of a document",
        ),
        pytest.param("nr. 460 - Fietsen naar school", {3}, id="number and title"),
        pytest.param("SV 322 aan de minister van Justitie", {2}, id="number and office"),
        pytest.param("SV322 N-VA", {1, 2}, id="number and party"),
        pytest.param("id 1100001", {1}, id="id with its name"),
        pytest.param("nr. 322 van Berta Pas aan minister Geerts", {2}, id="asker and minister"),
        pytest.param("nr. 322 Jambaer", {1}, id="a name alone"),
        pytest.param("vraag 322 Pas", {1, 2}, id="without a mark"),
        pytest.param("1100001", {1}, id="id"),
        pytest.param("vraag 1100001", {1}, id="id with a word"),
        pytest.param("http://localhost:8000/vragen/1100003?q=fiets", {3}, id="page here"),
        pytest.param("vraagbaak.example/vragen/1100003", {3}, id="page here, without https"),
        pytest.param(CYCLING.page_url, {3}, id="page at the parliament"),
        pytest.param(f"<{CYCLING.page_url}>.", {3}, id="page in brackets"),
        pytest.param("www.vlaamsparlement.be/nl/parlementaire-documenten/schriftelijke-vragen/1100003", {3}, id="nl"),
        pytest.param(CYCLING.opendata_url, {3}, id="record"),
        pytest.param(RADICAL.pdf_url, {1}, id="file"),
        pytest.param("https://docs.vlaamsparlement.be/files/pfile?id=1300003", {3}, id="attachment"),
        *(
            pytest.param(citation(question), {question.id - 1100000}, id=f"citation of {question.id}")
            for question in ALL
        ),
        pytest.param(
            citation(
                make_question(
                    1,
                    number=None,
                    session_year=None,
                    asker=None,
                    minister=None,
                    asked_on=None,
                    answered_on=None,
                    title=RADICAL.title,
                )
            ),
            {1},
            id="only a title",
        ),
        pytest.param(
            f"Vlaams Parlement, schriftelijke vraag nr. 322 (2023-2024) van Berta Pas: “{'Een lange titel ' * 30}”.",
            {1},
            id="longer than a query, with another title",
        ),
    ],
)
def test_a_citation_finds_its_question(search: SearchService, text: str, expected: set[int]) -> None:
    page = search.search(SearchRequest(text))
    assert page.citation
    assert finds(search, text) == expected
    assert page.reading


def test_several_questions_of_one_number_are_listed_newest_first(search: SearchService) -> None:
    assert [hit.question.id for hit in search.search(SearchRequest("nr. 322")).hits] == [1100001, 1100002]


@pytest.mark.parametrize(
    "text", ["nr. 999", "1100099", "322 (1999-2000)", "SV 322 van 5 mei 2001", "https://example.org/vragen/77", "322"]
)
def test_what_names_no_question_is_searched_as_words(search: SearchService, text: str) -> None:
    assert not search.search(SearchRequest(text)).citation
    assert finds(search, text) == finds(search, text, plain=True)


@pytest.mark.parametrize(
    ("text", "expected", "reading"),
    [
        pytest.param("vragen van Berta Pas", {1, 2}, "vraagsteller Berta Pas", id="asker"),
        pytest.param("vragen van mevrouw Pas", {1, 2}, "vraagsteller Berta Pas", id="asker with a title"),
        pytest.param(
            "vraag van Pas over radicalisering", {1}, "radicalisering, vraagsteller Berta Pas", id="last name"
        ),
        pytest.param("vragen van PIET DE MAN", {3}, "vraagsteller Piet De Man", id="capitals"),
        pytest.param("vragen van de man", {3}, "vraagsteller Piet De Man", id="last name that looks like words"),
        pytest.param(
            "minister Jambaer over radicalisering", {1}, "radicalisering, minister Joris Jambaer", id="minister"
        ),
        pytest.param(
            "minister van den bossche", {3, 4}, "minister Els Van Den Bossche", id="last name of several words"
        ),
        pytest.param("minister vandenbossche", {3, 4}, "minister Els Van Den Bossche", id="written as one"),
        pytest.param("Pas aan Geerts", {2}, "vraagsteller Berta Pas, minister Marc Geerts", id="who to whom"),
        pytest.param(
            "van Pas aan minister Geerts", {2}, "vraagsteller Berta Pas, minister Marc Geerts", id="by whom to whom"
        ),
        pytest.param(
            "vragen van Pas en De Man aan minister Jambaer",
            {1},
            "(vraagsteller Berta Pas of vraagsteller Piet De Man), minister Joris Jambaer",
            id="several askers",
        ),
        pytest.param("vragen aan Jambaer", {1}, "minister Joris Jambaer", id="to whom"),
        pytest.param("N-VA politie", {2}, "politie, fractie N-VA", id="party"),
        pytest.param("nva", {1, 2}, "fractie N-VA", id="party without its sign"),
        pytest.param("CD&V", {3}, "fractie CD&V", id="party with a sign"),
        pytest.param("cd&v", {3}, "fractie CD&V", id="party in small letters"),
        pytest.param("openvld", {5}, "fractie Open Vld", id="party written as one"),
        pytest.param("open vld", {5}, "fractie Open Vld", id="party in two words"),
        pytest.param("fractie Groen", {4}, "fractie Groen", id="party that is a word"),
        pytest.param("vragen van Groen", {4}, "fractie Groen", id="by a party"),
        pytest.param("CD&V of Groen", {3, 4}, "fractie CD&V of fractie Groen", id="a party and a word"),
        pytest.param("N-VA of CD&V", {1, 2, 3}, "fractie N-VA of fractie CD&V", id="either party"),
        pytest.param(
            "minister van Justitie gevangenissen", {2}, "gevangenissen, minister bevoegd voor Justitie", id="office"
        ),
        pytest.param(
            "minister bevoegd voor Onderwijs", {3, 4}, "minister bevoegd voor Onderwijs", id="office in words"
        ),
        pytest.param(
            "minister van Binnenlands Bestuur en Wonen",
            {1},
            "minister bevoegd voor Binnenlands Bestuur en Wonen",
            id="two parts of an office",
        ),
        pytest.param("thema onderwijs", {3, 4}, "thema Onderwijs", id="theme"),
        pytest.param("zittingsjaar 2016-2017 politie", {2}, "politie, zittingsjaar 2016-2017", id="session year"),
        pytest.param(
            "vraagsteller:de man", {3}, "vraagsteller Piet De Man", id="last name of several words in a field"
        ),
        pytest.param(
            "minister:Els van den Bossche fietsen",
            {3},
            "fietsen, minister Els Van Den Bossche",
            id="whole name in a field",
        ),
        pytest.param("fractie:open vld", {5}, "fractie Open Vld", id="party of two words in a field"),
        pytest.param("Berta Pas", {1, 2}, '"Berta Pas"', id="whole name"),
        pytest.param("Pas Berta", {1, 2}, '"Berta Pas"', id="last name first"),
        pytest.param("B. Pas", {1, 2}, '"Berta Pas"', id="initial"),
        pytest.param("de man p.", {3}, '"Piet De Man"', id="initial after the last name"),
        pytest.param(
            "vragen van P. De Man en B. Pas",
            {1, 2, 3},
            "vraagsteller Piet De Man of vraagsteller Berta Pas",
            id="askers by their initials",
        ),
        pytest.param("vragen van Pas in 2017", {2}, "vraagsteller Berta Pas, gevraagd in 2017", id="asker and year"),
        pytest.param("vragen van 2017 politie", {2}, "politie, gevraagd in 2017", id="of a year"),
        pytest.param("vragen uit maart 2017", {2}, "gevraagd in maart 2017", id="of a month"),
        pytest.param("schriftelijke vraag van 4 maart 2024", {1}, "gevraagd op 4 maart 2024", id="of a day"),
        pytest.param("vragen sinds mei 2023", {1, 4}, "gevraagd vanaf 1 mei 2023", id="since a month"),
        pytest.param("vanaf 2020", {1, 4, 5}, "gevraagd vanaf 1 januari 2020", id="since a year"),
        pytest.param(
            "tussen 2017 en 2020", {2, 3, 5}, "gevraagd van 1 januari 2017 tot en met 31 december 2020", id="between"
        ),
        pytest.param(
            "wachtlijsten in 2020", {4, 5}, "wachtlijsten en (gevraagd in 2020 of 2020)", id="a year of either kind"
        ),
        pytest.param("fiets of radicalisering", {1, 3}, "fiets of radicalisering", id="or"),
        pytest.param("Van Fiets of Radicalisering", {1, 3}, "Fiets of Radicalisering", id="or of a name with van"),
        pytest.param("van den Fiets of Radicalisering", {1, 3}, "Fiets of Radicalisering", id="or after van den"),
        pytest.param("fiets en/of radicalisering", {1, 3}, "fiets of radicalisering", id="and/or"),
        pytest.param("onderwijs niet hoger", {5}, "onderwijs, niet hoger", id="not"),
        pytest.param('"de fiets" of gevangenissen', {2, 3}, '"de fiets" of gevangenissen', id="or of a phrase"),
    ],
)
def test_names_dates_and_small_operators_are_understood_and_said(
    search: SearchService, text: str, expected: set[int], reading: str
) -> None:
    page = search.search(SearchRequest(text))
    assert finds(search, text) == expected
    assert page.understood
    assert page.reading == reading


@pytest.mark.parametrize(
    "text",
    [
        "pas",
        "Groen",
        "De Man",
        "De Lijn en De Werkvennootschap",
        "hoeveel kinderen zijn er niet ingeënt of getest",
        "wachtlijsten niet betaald",
        "sociale fiets of private auto",
        "er is geen wachtlijst of politie",
        "2020",
        "minister",
        "vragen van iedereen",
        "vragen over de fiets",
        "minister van alles",
        "pas verworven",
        "9 oktober 2020",
        "322 Pas",
        "322 2024",
        'vraag "Fietsen naar school"',
    ],
)
def test_what_may_be_words_stays_words(search: SearchService, text: str) -> None:
    assert not search.search(SearchRequest(text)).understood
    assert finds(search, text) == finds(search, text, plain=True)


@pytest.mark.parametrize(
    ("text", "reading"),
    [("spa", "spa"), ("water van Spa", "water en Spa"), ("SPA", "fractie SP.A"), ("sp.a", "fractie SP.A")],
)
def test_a_word_of_the_dictionary_is_a_party_only_as_the_party_is_written(text: str, reading: str) -> None:
    with contents_of(make_question(party="SP.A")) as contents:
        assert read(text, ContentsVocabulary(contents)).reading == reading


@pytest.mark.parametrize("text", ["vragen van Berta Pas", "fiets of auto", "in 2020", "nr. 322", "N-VA politie"])
def test_the_plain_reading_is_of_words(search: SearchService, text: str) -> None:
    page = search.search(SearchRequest(text, plain=True))
    assert not page.understood
    assert not page.citation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("datum:maart 2017", {2}, id="month in words"),
        pytest.param("datum:04/03/2024", {1}, id="day with slashes"),
        pytest.param("datum:4 maart 2024", {1}, id="day in words"),
        pytest.param("radicalisering datum:4 maart 2024", {1}, id="after a word"),
        pytest.param("datum:maart 2017 gevangenissen", {2}, id="before a word"),
        pytest.param("datum:2023-01..2023-06", {4}, id="span"),
        pytest.param("datum:2023..", {1, 4}, id="open span"),
        pytest.param("datum:..2017", {2, 3}, id="span without a beginning"),
        pytest.param("datum:>2023", {1}, id="after"),
        pytest.param("datum:<2017", set(), id="before"),
        pytest.param("datum:sinds maart 2020", {1, 4, 5}, id="since"),
        pytest.param('datum:"tussen 2017 en 2020"', {2, 3, 5}, id="between"),
        pytest.param("beantwoord:2017", {3}, id="year of the answer"),
        pytest.param("beantwoord:nee", {2}, id="not answered"),
        pytest.param("beantwoord:ja", {1, 3, 4, 5}, id="answered"),
        pytest.param("tijdig:nee", {1}, id="late"),
        pytest.param("soort:gecoördineerd", {3}, id="kind of answer"),
        pytest.param("met:tabel", {3}, id="with a table"),
        pytest.param("met:bijlage", {3}, id="with an attachment"),
        pytest.param("legislatuur:2014-2019", {2, 3}, id="legislature"),
        pytest.param("ambt:justitie", {2}, id="office"),
        pytest.param("“De Lijn”", {5}, id="curly quotes"),
        pytest.param("=wachtlijsten", {3, 4}, id="exact"),
        pytest.param("=WACHTLIJSTEN", {3, 4}, id="exact, but for capitals"),
        pytest.param("=wachtlijst", {3, 5}, id="exact, where other forms are longer"),
        pytest.param('="wachtlijsten jeugdhulp"', set(), id="exact phrase that no text has"),
        pytest.param('="lange wachtlijst"', {5}, id="exact phrase"),
        pytest.param('="langer wachtlijsten"', set(), id="exact phrase in other forms"),
        pytest.param("vraag:=wachtlijsten", set(), id="exact in a field"),
        pytest.param("wachtlijst -=wachtlijsten", {5}, id="not exact"),
        pytest.param("=gecoordineerd", set(), id="exact in its accents"),
        pytest.param("=pas", {1, 2, 4}, id="exact, in a text or a name"),
        pytest.param('"lange wachtlijst"~3', {5}, id="near"),
        pytest.param('"helaas wachtlijst"~5', {5}, id="as far as it says"),
        pytest.param('"helaas wachtlijst"~4', set(), id="no farther"),
        pytest.param('"wachtlijst helaas"~5', {5}, id="near in any order"),
        pytest.param("*handicap", {5}, id="end of a word"),
        pytest.param("gevangen*sen", {2}, id="a star inside a word"),
        pytest.param("gevangeniss?n", {2}, id="any letter"),
        pytest.param("*zorg*", {5}, id="inside a word"),
        pytest.param("minister:*bossche", {3, 4}, id="end of a name"),
        pytest.param("gevangnissen~", {2}, id="a letter left out"),
        pytest.param("gevangenisen~", {2}, id="a letter not doubled"),
        pytest.param("50 000", {1}, id="number with a space"),
        pytest.param("50.000", {1}, id="number with a point"),
        pytest.param("50000", {1}, id="number without a sign"),
        pytest.param("40 000", {4}, id="another number"),
        pytest.param("zorg? fiets? wachtlijst?", set(), id="question marks at the end are no wildcards"),
    ],
)
def test_the_language_finds_what_it_says(search: SearchService, text: str, expected: set[int]) -> None:
    page = search.search(SearchRequest(text))
    assert finds(search, text) == expected
    assert not page.literal


def test_only_what_is_written_exactly_so_is_marked(search: SearchService) -> None:
    hits = search.search(SearchRequest("=wachtlijsten fiets*")).hits
    marked = {piece.text for hit in hits for snippet in hit.snippets for piece in snippet.text if piece.hit}
    assert marked == {"wachtlijsten", "fiets"}


def test_only_stop_words_are_searched_and_said(search: SearchService) -> None:
    page = search.search(SearchRequest("er is"))
    assert page.reading == "er en is (alleen stopwoorden)"
    assert page.total
