"""The page of a question over HTTP: its clocks, the list of its parts, its tables, its states and where it is from."""

import csv
from collections.abc import Iterator
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import httpx
import openpyxl
import pytest
from parsel import Selector

from indexer.question import NO_HEADER, Minister, Part, Table, WrittenQuestion, rows_text
from tests.support.factory import make_question
from tests.support.serving import (
    HOSTILE_TEXTS,
    bare_question,
    build_site_index,
    hostile_questions,
    page_of,
    served_index,
    text_of,
    whole_question,
)

WHOLE = whole_question()
ELSEWHERE = WHOLE.model_copy(
    update={"id": 1_809_300, "number": 256, "minister": Minister(id=1, name="Hanne Dockx", title=None), "parts": ()}
)
WIDE = (("Gemeente", *(str(year) for year in range(2005, 2025))), ("Gent", *("9.999" for _ in range(20))))
LONG = "Speelpleinen zijn in trek bij kinderen en jongeren. " * 60
ASKED = {"1": "Hoeveel zijn er?", "2": "Wie betaalt ze?", "3": "Waarom?"}


def unanswered(question_id: int, **fields: object) -> WrittenQuestion:
    nothing = {"answer": None, "answered_on": None, "published_on": None, "on_time": None, "answer_kind": None}
    return make_question(question_id, **({**nothing, "text_status": "no_answer"} | fields))


QUESTIONS = {
    "late": make_question(11, asked_on=date(2023, 3, 6), answered_on=date(2023, 5, 30), published_on=date(2023, 6, 1),
        on_time=False,
    ),
    "not counted": make_question(12, asked_on=date(2023, 7, 3), answered_on=date(2023, 9, 15), on_time=True),
    "otherwise": make_question(13, on_time=False),
    "waiting": unanswered(14, asked_on=date(2020, 3, 2)),
    "without days": make_question(15, asked_on=None, answered_on=None, published_on=None, on_time=None),
    "taken back": unanswered(16, answer_kind="Ingetrokken"),
    "unpaired": make_question(
        17,
        question=f"{LONG}\n\n1. Hoeveel zijn er?\n\n2. Wie betaalt ze?\n\n3. Waarom?",
        answer=f"Er zijn er tien.\n\n{rows_text(WIDE)}\n\nDe gemeenten betalen.",
        parts=tuple(Part(label=label, question=text, answer=None) for label, text in ASKED.items()),
        tables=(Table(part=None, caption=None, page=1, rows=WIDE, doubt=NO_HEADER),),
    ),
    "together": make_question(
        18,
        question="1. Hoeveel zijn er?\n\n2. Wie betaalt ze?\n\n3. Waarom?",
        answer=f"1 en 3. Zie:\n\n{rows_text(WIDE)}\n\nEn dat was het.\n\n2. Ik.",
        parts=tuple(
            Part(label=label, question=ASKED[label], answer=text)
            for label, text in (
                ("1", f"Zie:\n\n{rows_text(WIDE)}\n\nEn dat was het."),
                ("2", "Ik."),
                ("3", f"Zie:\n\n{rows_text(WIDE)}\n\nEn dat was het."),
            )
        ),
        tables=(Table(part="1", caption=None, page=1, rows=WIDE),),
    ),
    "formulas": make_question(
        19,
        tables=(Table(part=None, caption="=cmd|'/c calc'!A1", page=1, rows=(("=1+1", "+2"), ("@SUM(A1)", "-3+4"))),),
    ),
    "unreadable": make_question(
        20, question=None, answer=None, text_status="unreadable", documents=WHOLE.documents[:1],
        notes=("the file is damaged (Stream has ended unexpectedly)",),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder: Path = tmp_path_factory.mktemp("question")
    questions = [WHOLE, ELSEWHERE, bare_question(), *QUESTIONS.values(), *hostile_questions()]
    with served_index(build_site_index(folder, questions)) as url, httpx.Client(base_url=url) as client:
        yield client


def page(site: httpx.Client, name: str, **search: str) -> Selector:
    return page_of(site.get(f"/vragen/{QUESTIONS[name].id}", params=search))


def explained(question: Selector) -> list[str]:
    return question.css(".counting li::text").getall()


# --- the clocks -----------------------------------------------------------------------------------------------------


def test_the_clocks_say_how_many_working_days_and_whether_that_is_on_time(site: httpx.Client) -> None:
    late = page(site, "late")
    assert late.css(".leg.overdue dt::text").getall() == ["Van vraag tot antwoord"]
    assert text_of(late, ".leg .days") == "57 werkdagen"
    assert text_of(late, ".leg .late") == "te laat"


def test_the_days_are_explained_with_the_holidays_and_the_pauses(site: httpx.Client) -> None:
    said = explained(page(site, "late"))
    assert said[0].startswith("Geteld van de dag na 6 maart 2023 tot en met 30 mei 2023: maandag tot en met vrijdag")
    assert "Paasmaandag (10 april 2023)" in said[1]
    assert "Pinkstermaandag (29 mei 2023)" in said[1]
    assert "in de week van de vraag zelf" in said[2]
    assert "in de tweede week van de paasvakantie" in said[2]
    assert "Volgens het parlement kwam het antwoord te laat." in said


def test_days_that_do_not_count_for_the_term_are_said_beside_the_norm(site: httpx.Client) -> None:
    question = page(site, "not counted")
    assert "tellen mee, norm: 20" in text_of(question, ".leg .norm")
    assert text_of(question, ".leg .verdict") == "op tijd"
    assert "Feestdag van de Vlaamse Gemeenschap (11 juli 2023)" in explained(question)[1]


def test_where_the_parliament_says_another_thing_that_is_said(site: httpx.Client) -> None:
    assert "Volgens het parlement kwam het antwoord te laat. Uit de datums hierboven volgt dat niet." in explained(
        page(site, "otherwise")
    )


def test_a_question_without_an_answer_has_a_clock_that_runs(site: httpx.Client) -> None:
    question = page(site, "waiting")
    assert text_of(question, ".leg dt") == "Wacht op antwoord"
    assert text_of(question, ".leg .late") == "te laat"
    assert question.css(".stop dd::text").getall()[-1].strip() == "nog niet"
    found = site.get("/vragen/14?format=json").json()["working_days"]
    assert found["to_answer"] is None
    assert found["waiting"] > 1_000


def test_a_question_without_days_has_no_clocks(site: httpx.Client) -> None:
    assert not page(site, "without days").css(".clocks")
    assert site.get("/vragen/15?format=json").json()["working_days"] == dict.fromkeys(
        ("to_answer", "to_publish", "waiting")
    )


# --- the list of its parts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["unpaired", "together"])
def test_a_long_page_lists_its_parts_and_every_entry_leads_somewhere(site: httpx.Client, name: str) -> None:
    question = page(site, name)
    links = question.css(".contents a::attr(href)").getall()
    assert {"#v1", "#v2", "#v3", "#tabel-1"} <= set(links)
    ids = question.xpath("//@id").getall()
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in question.xpath("//@href[starts-with(., '#')]").getall()} <= set(ids)


def test_a_short_page_has_no_list(site: httpx.Client) -> None:
    assert not page(site, "late").css(".contents, .to-contents")


# --- answers --------------------------------------------------------------------------------------------------------


def test_an_answer_to_several_is_shown_as_such_and_a_wide_table_across_both_columns(site: httpx.Client) -> None:
    first, _, third = page(site, "together").css(".part")
    assert first.css(".pair > *").xpath("@class").getall() == ["asked", "answered", "across", "answered"]
    assert text_of(first, ".pair > :nth-child(4)") == "En dat was het."
    assert text_of(third, ".unpaired") == "Zie het antwoord bij 1."


def test_an_answer_that_is_not_numbered_stands_whole_and_says_so(site: httpx.Client) -> None:
    question = page(site, "unpaired")
    assert text_of(question, "section[aria-labelledby=antwoord] .unpaired").startswith("Dit antwoord is niet genummerd")
    assert "De gemeenten betalen." in text_of(question, "section[aria-labelledby=antwoord]")
    assert not question.css(".text details")


# --- tables ---------------------------------------------------------------------------------------------------------


def test_a_table_leads_to_its_own_page_and_to_its_files(site: httpx.Client) -> None:
    links = page(site, "unpaired").css("#tabel-1 .table-files a::attr(href)").getall()
    assert links == [f"/vragen/17/tabellen/1{form}" for form in ("", "?format=csv", "?format=xlsx")]
    kinds = [site.get(link).headers["content-type"].partition(";")[0] for link in links]
    assert kinds == [
        "text/html", "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]  # fmt: skip


def test_a_table_can_be_had_in_every_form_with_the_same_cells(site: httpx.Client) -> None:
    rows = [list(row) for row in WIDE]
    address = "/vragen/18/tabellen/1"
    assert site.get(address, params={"format": "json"}).json()["rows"] == rows
    assert list(csv.reader(StringIO(site.get(address, params={"format": "csv"}).content.decode("utf-8-sig")))) == rows
    book = openpyxl.load_workbook(BytesIO(site.get(address, params={"format": "xlsx"}).content))
    assert [cell.value for cell in book.worksheets[0][2]] == ["Gent", *([9_999] * 20)]
    shown = page_of(site.get(address))
    assert shown.css("tbody tr > *::text").getall() == rows[1]
    assert "Tabel 1 bij vraag nr. 118" in text_of(shown, "title")
    assert shown.css(".back a::attr(href)").get() == "/vragen/18#tabel-1"


def test_a_table_is_kept_under_a_name_that_says_which(site: httpx.Client) -> None:
    named = site.get("/vragen/18/tabellen/1?format=csv").headers["content-disposition"]
    assert named == 'attachment; filename="vraag-18-tabel-1.csv"'


def test_no_cell_of_a_table_is_a_formula_in_its_files(site: httpx.Client) -> None:
    for row in csv.reader(StringIO(site.get("/vragen/19/tabellen/1?format=csv").content.decode("utf-8-sig"))):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]
    book = openpyxl.load_workbook(BytesIO(site.get("/vragen/19/tabellen/1?format=xlsx").content))
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} == {"s"}


def test_the_doubt_about_a_table_is_said_in_dutch_wherever_it_is_shown(site: httpx.Client) -> None:
    for path in ("/vragen/17", "/vragen/17/tabellen/1"):
        assert "de eerste rij is misschien geen kop" in text_of(page_of(site.get(path)), ".doubt")


@pytest.mark.parametrize("number", ["0", "2", "-1", "01", "abc", "9" * 40, "%00", "1.0"])
def test_a_table_that_is_not_there_leads_to_those_that_are(site: httpx.Client, number: str) -> None:
    response = site.get(f"/vragen/17/tabellen/{number}")
    assert response.status_code == 404
    links = page_of(response).css(".ways-on a::attr(href)").getall()
    assert links == ["/vragen/17/tabellen/1", "/vragen/17"]
    told = site.get(f"/vragen/17/tabellen/{number}", headers={"Accept": "application/json"})
    assert (told.status_code, "error" in told.json()) == (404, True)


def test_a_table_of_a_question_that_is_not_there_is_a_404(site: httpx.Client) -> None:
    response = site.get("/vragen/999/tabellen/1")
    assert (response.status_code, text_of(page_of(response), "h1")) == (404, "Deze vraag hebben we niet")


def test_a_form_that_a_table_does_not_have_is_refused_with_those_that_it_has(site: httpx.Client) -> None:
    response = site.get("/vragen/17/tabellen/1?format=xml")
    assert response.status_code == 406
    assert set(page_of(response).css("main a::text").getall()) == {"html", "json", "csv", "xlsx"}


@pytest.mark.parametrize("place", range(len(HOSTILE_TEXTS)))
def test_hostile_cells_are_text_on_the_page_of_a_table(site: httpx.Client, place: int) -> None:
    shown = page_of(site.get(f"/vragen/{hostile_questions()[place].id}/tabellen/1"))
    assert not shown.css("script:not([src^='/static/']), img, svg, iframe, style")
    assert not shown.xpath("//@*[starts-with(name(), 'on')] | //@autofocus | //@style")
    assert HOSTILE_TEXTS[place] in shown.css("tbody td::text, tbody th::text").getall()


# --- states ---------------------------------------------------------------------------------------------------------


def test_the_title_holds_the_number_and_the_year(site: httpx.Client) -> None:
    title = text_of(page_of(site.get(f"/vragen/{WHOLE.id}")), "title")
    assert title.startswith("Nr. 322 (2023-2024): Wachtlijsten in de jeugdhulp")


@pytest.mark.parametrize(
    ("name", "badge", "on"),
    [
        ("waiting", "nog geen antwoord", "Kijk na op vlaamsparlement.be"),
        ("taken back", "ingetrokken", "Kijk na op vlaamsparlement.be"),
        ("unreadable", "bestand onleesbaar", "Open een_heel_lange"),
    ],
)
def test_every_state_of_a_text_is_said_with_a_way_on(site: httpx.Client, name: str, badge: str, on: str) -> None:
    question = page(site, name)
    assert text_of(question, ".badge") == badge
    assert any(text_of(way, "li").startswith(on) for way in question.css(".status .ways-on li"))


def test_a_question_that_waits_leads_to_others_that_wait(site: httpx.Client) -> None:
    links = page(site, "waiting").css(".status .ways-on a::attr(href)").getall()
    (others,) = [link for link in links if "beantwoord=nee" in link]
    assert site.get(others, headers={"Accept": "application/json"}).json()["total"] == 2


# --- where it is from, and what is like it --------------------------------------------------------------------------


def test_the_source_is_said_with_the_hash_and_the_time(site: httpx.Client) -> None:
    source = page_of(site.get(f"/vragen/{WHOLE.id}")).css("section[aria-labelledby=bron]")
    assert "op 3 april 2024 om 4.00 uur" in text_of(source, "p")
    assert source.css("time::attr(datetime)").get() == "2024-04-03T02:00:00+00:00"
    assert source.css("code::text").getall() == ["a" * 64]
    assert "niets onzekers" in " ".join(source.css("p::text").getall())


def test_the_same_question_elsewhere_is_shown_with_what_was_answered(site: httpx.Client) -> None:
    together = page_of(site.get(f"/vragen/{WHOLE.id}")).css("section[aria-labelledby=elders]")
    assert together.css("li > a::attr(href)").getall() == [f"/vragen/{ELSEWHERE.id}"]
    assert text_of(together, ".answer-state") == "Antwoord op 29 maart 2024"
    assert text_of(together, ".answer-opening").startswith("Ik verwijs vooraf naar het jaarverslag.")


def test_the_words_of_the_search_are_marked_and_the_first_is_led_to(site: httpx.Client) -> None:
    question = page_of(site.get(f"/vragen/{WHOLE.id}", params={"q": "kinderen"}))
    assert "kinderen" in question.css(".part mark::text").getall()
    assert question.css(".back a::attr(href)").getall()[-1] == "#gevonden"
    assert len(question.css("#gevonden")) == 1
    assert not page_of(site.get(f"/vragen/{WHOLE.id}")).css("mark")


def test_a_search_that_cannot_be_marks_nothing(site: httpx.Client) -> None:
    response = site.get(f"/vragen/{WHOLE.id}", params={"q": "kinderen", "van": "eergisteren"})
    assert response.status_code == 200
    assert not page_of(response).css("mark")


def test_cells_and_bullets_are_marked_too(site: httpx.Client) -> None:
    assert "Gent" in page(site, "together", q="gent").css("#tabel-1 tbody mark::text").getall()
    whole = page_of(site.get(f"/vragen/{WHOLE.id}", params={"q": "2.133 OF 300"}))
    assert "300" in whole.css("li mark::text").getall()


def test_the_json_has_the_record_the_working_days_and_what_is_like_it(site: httpx.Client) -> None:
    found = site.get(f"/vragen/{WHOLE.id}?format=json").json()
    assert found["working_days"] == {"to_answer": 19, "to_publish": 1, "waiting": None}
    assert set(found["similar"]) <= {question.id for question in QUESTIONS.values()} | {ELSEWHERE.id}
