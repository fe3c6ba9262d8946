"""Sub-questions stand beside their answers, and whatever the shape, all of both texts is on the page, once and open."""

import re
from collections import Counter
from datetime import date
from functools import partial

import pytest
from parsel import Selector, SelectorList

from indexer.extraction.reading import Reading
from indexer.extraction.text.lines import Block, Note
from indexer.extraction.texts import join_readings
from indexer.question import NO_HEADER, Footnote, Part, Table, WrittenQuestion, rows_text
from indexer.search import SimilarQuestions
from tests.support.factory import make_question
from tests.support.work import assert_linear
from web.questions.footnotes import noted_texts
from web.questions.page import question_page
from web.questions.pairs import cut, pairs
from web.site.address import SearchAddress
from web.site.config import SiteConfig
from web.site.templates import Templates

COSTS = (("", "2022", "2023"), ("Gent", "7", ""))
TABLE = Block(rows_text(COSTS), 1, COSTS)
FILE = Block("lijst.docx", 1)
"""Stands for an attachment."""
ONE_ROW = Block("Totaal\t12", 1, (("Totaal", "12"),))

THREE = ("De speelpleinen zijn in trek.", "1. Hoeveel zijn er?", "2. Wat kosten ze?", "3. Wie betaalt ze?")

Shown = list[tuple[str, str, str]]
"""Of each row: the labels of its questions, what answers them, and where else an answer of theirs stands."""


def read(question: tuple[str | Block, ...], answer: tuple[str | Block, ...]) -> WrittenQuestion:
    """The record that the extraction makes of these paragraphs and tables."""
    asked, answered = (
        tuple(text if isinstance(text, Block) else Block(text, 1) for text in side) for side in (question, answer)
    )
    attachments = [
        (block.text, Reading("read", answer=(Block("De lijst.", 1),))) for block in answered if block is FILE
    ]
    answered = tuple(block for block in answered if block is not FILE)
    texts = join_readings([Reading("read", question=asked, answer=answered)], attachments)
    return make_question(
        question=texts.question,
        answer=texts.answer,
        parts=texts.parts,
        tables=texts.tables,
        footnotes=texts.footnotes,
    )


def noting(text: str, *numbers: int) -> Block:
    """A paragraph that refers to these footnotes."""
    return Block(text, 1, refers=numbers)


def note(number: int, text: str, mark: str = "") -> Block:
    """A footnote, as it stands at the end of its text."""
    return Block(f"{mark or number} {text}", 1, note=Note(number, mark or str(number)))


SHAPES = [
    pytest.param(
        THREE,
        ("1. Tien.", "2. Veel.", "3. Ik."),
        [("1", "Tien.", ""), ("2", "Veel.", ""), ("3", "Ik.", "")],
        id="one by one",
    ),
    pytest.param(
        THREE,
        ("Vooraf dit.", "1. Tien.", "- Gent", "- Aalst", "2. Veel.", "3. Ik.", "Tot slot dit."),
        [("1", "Tien.\n\n- Gent\n- Aalst", ""), ("2", "Veel.", ""), ("3", "Ik.\n\nTot slot dit.", "")],
        id="before and after",
    ),
    pytest.param(
        THREE,
        ("1 en 2. Tien, en veel.", "3. Ik."),
        [("1 2", "Tien, en veel.", ""), ("3", "Ik.", "")],
        id="two together",
    ),
    pytest.param(
        THREE, ("Antwoord op de vragen 1 tot en met 3:", "Tien."), [("1 2 3", "Tien.", "")], id="all together"
    ),
    pytest.param(
        ("1.", "2. Waarom?"),
        ("1. Tien.", "2. Zo."),
        [("1", "Tien.", ""), ("2", "Zo.", "")],
        id="a number without a question",
    ),
    pytest.param(
        THREE,
        ("1. en 3. Tien.", "2. Veel."),
        [("1", "Tien.", ""), ("2", "Veel.", ""), ("3", "", "1")],
        id="not in order",
    ),
    pytest.param(
        THREE,
        ("1. Ja.", "2. Ja.", "3. Ja."),
        [("1", "Ja.", ""), ("2", "Ja.", ""), ("3", "Ja.", "")],
        id="the same to each",
    ),
    pytest.param(THREE, ("1. Tien.",), [("1", "Tien.", ""), ("2 3", "", "")], id="the others without a number"),
    pytest.param(
        THREE, ("2. Veel.",), [("1", "", ""), ("2", "Veel.", ""), ("3", "", "")], id="the first without a number"
    ),
    pytest.param(THREE, ("Er zijn er tien. Ze kosten veel. Dat betaal ik.",), None, id="nothing numbered"),
    pytest.param(
        THREE, ("Er zijn er tien.", TABLE, "Ze kosten veel."), None, id="a table in an answer without numbers"
    ),
    pytest.param(
        THREE,
        ("1. Zie:", TABLE, "2. Zie:", ONE_ROW, "3. Ik."),
        [("1", f"Zie:\n\n{TABLE.text}", ""), ("2", f"Zie:\n\n{ONE_ROW.text}", ""), ("3", "Ik.", "")],
        id="tables",
    ),
    pytest.param(
        THREE,
        ("1.", TABLE, "2.", TABLE, "3. Ik."),
        [("1", TABLE.text, ""), ("2", TABLE.text, ""), ("3", "Ik.", "")],
        id="nothing but a table",
    ),
    pytest.param(
        ("Wat kost het? Graag een antwoord:", "1. Wat kost het?", "2. Wie betaalt?"),
        ("Wie betaalt? Ik.", "1. Tien.", "2. Ik."),
        [("1", "Tien.", ""), ("2", "Ik.", "")],
        id="an introduction that says the same",
    ),
    pytest.param(
        ("Er waren 1. dit en 2. dat.", "1. Hoeveel?", "2. Waarom?"),
        ("1. Zie:", "1) a", "2) Daarom.", "2. Daarom."),
        [("1", "Zie:\n\n1) a\n\n2) Daarom.", ""), ("2", "Daarom.", "")],
        id="a list inside",
    ),
    pytest.param(
        THREE,
        ("Graag: 1. Tien (of elf). 2. en 3. De gemeente.",),
        [("1", "Tien (of elf).", ""), ("2 3", "De gemeente.", "")],
        id="glued",
    ),
    pytest.param(
        ("Graag:", "Vraag 1: Hoeveel?", "Vraag 2: Waarom?"),
        ("Ad 1. Tien.", "Ad 2. Op 2 mei."),
        [("1", "Tien.", ""), ("2", "Op 2 mei.", "")],
        id="words in the labels",
    ),
    pytest.param(
        ("1.1 Hoeveel?", "1.2 Waar?", "2.1 Waarom?"),
        ("1.1 Tien.", "1.2 Gent.", "2.1 Zo."),
        [("1", "1.1 Tien.\n\n1.2 Gent.", ""), ("2", "2.1 Zo.", "")],
        id="in steps",
    ),
    pytest.param(
        ("a) Hoeveel?", "b) Waarom?"),
        ("Vooraf.", "a) Tien.", "b) Zo."),
        [("a", "Tien.", ""), ("b", "Zo.", "")],
        id="letters",
    ),
    pytest.param(
        ("I. Hoeveel?", "II. Waarom?"),
        ("I. Tien.", "II. Zo."),
        [("I", "Tien.", ""), ("II", "Zo.", "")],
        id="Roman numerals",
    ),
    pytest.param(
        ("1 en 2. Hoeveel en waarom?", "3. Wie?"),
        ("1. Tien.", "2. Zo.", "3. Ik."),
        [("1 2", "Tien. Zo.", ""), ("3", "Ik.", "")],
        id="two asked together",
    ),
    pytest.param(THREE, ("1. Tien.", "2. en 3. Veel.", "3. Ik ook."), None, id="one of two that is answered twice"),
    pytest.param(
        ("Graag:", noting("1. Hoeveel?", 1), "2. Waarom?", note(1, "In het park.")),
        ("1. Tien.", "2. Zo."),
        [("1", "Tien.", ""), ("2", "Zo.", "")],
        id="a footnote of the question",
    ),
    pytest.param(
        (noting("Vooraf.", 1), "1. Hoeveel?", noting("2. Waarom?", 2), note(1, "Dit."), note(2, "Dat.", "*")),
        (noting("Vooraf.", 1), noting("1. Tien.", 2, 3), "2. Zo.", *(note(n, "Zie elders.") for n in (1, 2, 3))),
        [("1", "Tien.", ""), ("2", "Zo.", "")],
        id="footnotes of both, some in the introductions",
    ),
    pytest.param(
        (noting("1. Hoeveel?", 1), "2. Waarom?", note(1, "Hetzelfde.")),
        (noting("1. en 2. Tien.", 1), "Bijlagen: lijst.docx", note(1, "Hetzelfde."), note(2, "(2) Nergens.", "(2)")),
        [("1 2", "Tien.", "")],
        id="the same footnote in both, and a list of attachments",
    ),
    pytest.param(
        ("1. Hoeveel?", noting("2. Waarom?", 1), note(1, "Een wet."), note(1, "En een decreet.")),
        ("1. Tien.", noting("2. Zo.", 1), note(1, "Tien."), note(1, "Zo.")),
        [("1", "Tien.", ""), ("2", "Zo.", "")],
        id="footnotes of two paragraphs, which say what a part says",
    ),
    pytest.param(
        ("1. Hoeveel?", "2. Waarom?"),
        ("1. Tien.", noting("2. Zo.", 1), note(1, "Tien."), FILE),
        [("1", "Tien.", ""), ("2", "Zo.", "")],
        id="a footnote before the text of an attachment",
    ),
    pytest.param(
        (noting("Hoeveel zijn er?", 1), note(1, "In het park.")),
        (noting("Tien.", 1), note(1, "Of elf.", "*"), FILE),
        None,
        id="footnotes without parts",
    ),
    pytest.param((noting("1. Hoeveel?", 1), "2. Waarom?", note(1, "Dit.")), (), None, id="a footnote and no answer"),
    pytest.param(THREE, (), None, id="no answer"),
    pytest.param(("Hoeveel zijn er?",), ("Tien.",), None, id="no parts"),
]


@pytest.mark.parametrize(("question", "answer", "rows"), SHAPES)
def test_sub_questions_stand_beside_what_answers_them(
    question: tuple[str | Block, ...], answer: tuple[str | Block, ...], rows: Shown | None
) -> None:
    found = pairs(read(question, answer))
    shown = found and [
        (" ".join(row.labels), " ".join(section.text for section in row.answers), " ".join(row.see))
        for row in found.rows
    ]
    assert shown == rows


@pytest.mark.parametrize(("question", "answer", "rows"), SHAPES)
def test_all_of_both_texts_stands_open_on_the_page_and_once(
    question: tuple[str | Block, ...], answer: tuple[str | Block, ...], rows: Shown | None
) -> None:
    record = read(question, answer)
    page = _page(record)
    assert not page.css(".text details")
    assert len(page.css("article table")) == len(record.tables)
    for furniture in page.css(".text h2, .text h3, .text figcaption, .side, .unpaired"):
        furniture.drop()
    labels = {"antwoord", "de", "en", "met", "op", "tot", "vraag", "vragen"}

    def words(text: str) -> Counter[str]:
        found = re.findall(r"[^\W_]+", text.replace("\t", " "))
        return Counter(word for word in found if len(word) > 2 and word.lower() not in labels)

    assert words(" ".join(page.css(".text *::text").getall())) == words(f"{record.question} {record.answer or ''}")
    cells = sorted(cell for table in record.tables for row in table.rows for cell in row)
    assert sorted("".join(cell.css("::text").getall()) for cell in page.css("td, th")) == cells


def test_an_introduction_that_says_what_a_part_says_is_kept() -> None:
    text = "Wat kost het?\n\nSpeelpleinen zijn duur. Graag een antwoord:\n\n1. Wat kost het?\n\n2. Wie betaalt?"
    found = cut(text, {"1": "Wat kost het?", "2": "Wie betaalt?"})
    assert found is not None
    assert found.lead == "Wat kost het?\n\nSpeelpleinen zijn duur. Graag een antwoord:"
    assert [section.text for section in found.sections] == ["Wat kost het?", "Wie betaalt?"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("Iets anders.", {"1": "Hoeveel?"}, id="not in the text"),
        pytest.param("Hoeveel?", {"1": "Hoeveel?"}, id="no label"),
        pytest.param("2. Hoeveel?", {"1": "Hoeveel?"}, id="another label"),
        pytest.param("1. Nee: hoeveel?", {"1": "hoeveel?"}, id="words in between"),
        pytest.param("1. Hoeveel?", {"1" * 5_000: "Hoeveel?"}, id="a label that nobody can count to"),
        pytest.param("1. Hoeveel?\n\n2. Waarom?", {"1": "Waarom?", "2": "Hoeveel?"}, id="labels exchanged"),
    ],
)
def test_a_part_is_never_put_where_it_does_not_stand(text: str, parts: dict[str, str]) -> None:
    assert cut(text, parts) is None


def test_what_no_part_covers_follows_in_its_place() -> None:
    found = cut("1. Tien.\n\n4. Dit.\n\n2. Veel.\n\nBijlage: lijst.docx\n\nGent.", {"1": "Tien.", "2": "Veel."})
    assert found is not None
    assert [section.rest for section in found.sections] == ["4. Dit.", "Bijlage: lijst.docx\n\nGent."]
    page = _page(
        make_question(
            question="1. Hoeveel?\n\n2. Waarom?",
            answer="1. Tien.\n\n4. Dit.\n\n2. Veel.\n\nBijlage: lijst.docx\n\nGent.",
            parts=(
                Part(label="1", question="Hoeveel?", answer="Tien."),
                Part(label="2", question="Waarom?", answer="Veel."),
            ),
        )
    )
    assert [" ".join(rest.css("p:not(.side) *::text, p:not(.side)::text").getall()) for rest in page.css(".rest")] == [
        "4.   Dit.", "Bijlage: lijst.docx Gent.",
    ]  # fmt: skip


def test_an_answer_to_several_parts_is_shown_at_the_first_of_them_and_the_others_lead_there() -> None:
    page = _page(read(THREE, ("1. en 3. Tien.", "2. Veel.")))
    assert page.css("#v3 .answered a::attr(href)").getall() == ["#v1"]
    grouped = _page(read(THREE, ("1 en 2. Tien.", "3. Ik.")))
    assert grouped.css("h3 a::text").getall() == ["1 en 2", "3"]
    assert grouped.css("#v1 .asked .side::text").getall() == ["Vraag 1", "Vraag 2"]
    assert grouped.css("#v1 #v2")


def test_an_answer_that_only_refers_to_another_leads_to_it_and_stays_as_it_is() -> None:
    page = _page(read(THREE, ("1. Tien.", "2. Veel.", "3. Zie antwoord op vraag 1.")))
    assert page.css("#v3 .answered > p:not(.side)::text").getall()[0] == "Zie antwoord op vraag 1."
    assert page.css("#v3 .refers a::attr(href)").getall() == ["#v1"]
    assert not page.css("#v1 .refers, #v2 .refers")


@pytest.mark.parametrize("parts", [True, False])
def test_a_question_without_an_answer_says_so_once(parts: bool) -> None:
    record = read(THREE, ()).model_copy(update={"text_status": "no_answer", "answered_on": None})
    page = _page(record if parts else record.model_copy(update={"parts": ()}))
    assert [text.strip() for text in page.css(".text h2::text, .unpaired::text").getall()] == ["Vraag"]
    assert len(page.css(".status > p")) == 1


def _page(question: WrittenQuestion) -> Selector:
    templates, found, today = Templates(SiteConfig()), SimilarQuestions(), date(2024, 5, 2)
    return Selector(question_page(templates, question, SearchAddress(), found, today, address=""))


def test_a_part_without_an_answer_can_be_linked_to_where_it_is_asked() -> None:
    asked = {"1": "Hoeveel?", "2": "Waarom?", "3": "Waar?"}
    parts = tuple(Part(label=label, question=text, answer=None) for label, text in asked.items())
    page = _page(make_question(question="Vooraf.\n\n1. Hoeveel?\n2. Waarom?\n\n3. Waar?", parts=parts))
    assert {label: _first_text(page.css(f"#v{label}")) for label in asked} == asked


def test_parts_of_which_one_is_not_found_in_the_text_are_linked_to_the_question() -> None:
    parts = (Part(label="1", question="Hoeveel?", answer="Tien."), Part(label="2", question="Nergens?", answer=None))
    page = _page(make_question(question="1. Hoeveel?", answer="1. Tien.", parts=parts))
    assert page.css("section[aria-labelledby=vraag] > span::attr(id)").getall() == ["v1", "v2"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Vooraf.\n\n1. Hoeveel? 2. Waarom?", id="in a line"),
        pytest.param("1.\tHoeveel?\n2.\tWaarom?", id="in a table"),
        pytest.param("- 1. Hoeveel?\n- 2. Waarom?", id="in bullets"),
    ],
)
def test_where_a_part_can_be_linked_to_the_text_is_not_cut(text: str) -> None:
    parts = (Part(label="1", question="Hoeveel?", answer=None), Part(label="2", question="Waarom?", answer=None))
    record = make_question(question=text, answer="Neen.", parts=parts)
    with_parts, without = _page(record), _page(record.model_copy(update={"parts": ()}))
    blocks = "section[aria-labelledby=vraag] > :not(span)"
    assert with_parts.css(blocks).getall() == without.css(blocks).getall()
    assert {"v1", "v2"} == {*with_parts.css(".text span::attr(id)").getall()}


def _first_text(mark: SelectorList[Selector]) -> str | None:
    return mark.xpath("following-sibling::p[1]/span[not(@class)]/text()").get()


@pytest.mark.parametrize("in_text", [True, False])
def test_a_table_that_may_be_incomplete_says_so_on_the_page(in_text: bool) -> None:
    table = Table(part=None, caption=None, page=1, rows=COSTS, doubt=NO_HEADER)
    record = make_question(answer=TABLE.text if in_text else "Zie bijlage.", parts=(), tables=(table,))
    doubt = " ".join(_page(record).css("#tabel-1 .doubt::text").getall())
    assert "de eerste rij is misschien geen kop" in doubt
    assert "Vergelijk met het document" in doubt


def test_a_footnote_stands_with_the_part_that_has_its_mark_and_others_at_the_end() -> None:
    asked = (noting("Vooraf.", 1), noting("1. Hoeveel?", 2), "2. Waarom?", note(1, "Dit."), note(2, "Dat.", "*"))
    answered = ("1. Tien.", noting("2. Zo.", 2), note(1, "Nergens."), note(2, "In Gent."), FILE)
    page = _page(read(asked, answered))
    assert _notes(page.css("#v1 .asked")) == ["* Dat."]
    assert _notes(page.css("#v2 .answered")) == ["2 In Gent."]
    last = page.css(".part")[-1]
    assert _notes(last) == ["1 Dit.", "1 Nergens."]
    assert last.css(".side::text").getall() == ["Voetnoot bij de vraag", "Voetnoot bij het antwoord"]
    assert len(_notes(page)) == 4


def test_without_parts_footnotes_stand_below_their_text_and_before_its_attachments() -> None:
    page = _page(read((noting("Hoeveel?", 1), note(1, "Dit.")), (noting("Tien.", 1), note(1, "Dat."), FILE)))
    question, answer = page.css(".text > section")
    assert _notes(question) == ["1 Dit."]
    assert _notes(answer) == ["1 Dat."]
    assert answer.css(".footnotes ~ p::text").getall() == ["Bijlage: lijst.docx", "De lijst."]


@pytest.mark.parametrize(
    ("notes", "shown"),
    [
        pytest.param([("1", "Dit."), ("1", "Dat.")], ["1 Dit.", "1 Dat."], id="as the record has them"),
        pytest.param([("1", "Dit.")], ["1 Dit."], id="none of the answer"),
        pytest.param([("1", "Iets anders.")], [], id="in neither text"),
        pytest.param([("1", "Dat."), ("1", "Dit.")], [], id="exchanged"),
    ],
)
def test_footnotes_that_are_not_where_the_record_says_stay_in_the_text(
    notes: list[tuple[str, str]], shown: list[str]
) -> None:
    footnotes = tuple(Footnote(mark=mark, text=text, part=None) for mark, text in notes)
    page = _page(make_question(question="Hoeveel?\n\n1 Dit.", answer="Tien.\n\n1 Dat.", footnotes=footnotes))
    assert _notes(page) == shown
    text = " ".join(page.css(".text *::text").getall())
    assert [text.count(word) for word in ("Hoeveel?", "Tien.", "Dit.", "Dat.")] == [1, 1, 1, 1]


def test_the_work_of_finding_footnotes_grows_with_the_texts_and_not_with_their_square() -> None:
    def find(count: int) -> None:
        same = Footnote(mark="1", text="a", part=None)
        texts = "\n\n".join(["1 a"] * count)
        notes = (*[same] * (count // 2), same.model_copy(update={"text": "b"}))
        noted_texts(make_question(question=texts, answer=texts, footnotes=notes))

    assert_linear(partial(find, 2_000), partial(find, 16_000))


def _notes(part: Selector | SelectorList[Selector]) -> list[str]:
    return [" ".join("".join(note.css("*::text").getall()).split()) for note in part.css(".footnotes .numbered")]


@pytest.mark.parametrize("in_text", [True, False])
def test_a_table_without_a_header_has_no_header_cells(in_text: bool) -> None:
    table = Table(part=None, caption=None, page=1, rows=COSTS, doubt=NO_HEADER)
    page = _page(make_question(answer=TABLE.text if in_text else "Zie bijlage.", parts=(), tables=(table,)))
    assert not page.css("th")
    assert len(page.css("tbody tr")) == len(COSTS)


def test_what_the_extraction_was_not_sure_of_is_said_in_dutch() -> None:
    note = f"a table on page 1 may be incomplete: {NO_HEADER}"
    table = Table(part=None, caption=None, page=1, rows=COSTS, doubt=NO_HEADER)
    page = _page(make_question(answer=TABLE.text, parts=(), tables=(table,), notes=(note,)))
    assert page.css(".notes li bdi::text").getall() == [
        "Een tabel op bladzijde 1 is misschien niet volledig: de eerste rij is misschien geen kop."
    ]
    assert NO_HEADER not in page.get()
