"""A document is cut at its headings, whichever of the known ways they are written."""

import pytest

from indexer.extraction.structure.headings import Anchors, Sections, asked_together, sentence_case, split_sections
from indexer.extraction.text.lines import Block, Line

ANCHORS = Anchors(12, "Speelplein - Verlichting", None, "An Peeters", "Jan Janssens")

HEADER = [
    "SCHRIFTELIJKE VRAAG",
    "nr. 12",
    "van AN PEETERS",
    "datum: 20 januari 2031",
    "aan JAN JANSSENS",
    "VICEMINISTER-PRESIDENT VAN DE VLAAMSE REGERING, VLAAMS MINISTER VAN",
    "BINNENLANDS BESTUUR EN SPORT",
    "Speelplein - Verlichting",
]
QUESTION = ["Het speelplein is donker.", "1. Waarom?"]
SIGNATURE = [
    "JAN JANSSENS",
    "VICEMINISTER-PRESIDENT VAN DE VLAAMSE REGERING, VLAAMS MINISTER VAN",
    "BINNENLANDS BESTUUR EN SPORT",
]
HEADING = ["ANTWOORD", "op vraag nr. 12 van 20 januari 2031", "van AN PEETERS"]
ANSWER = ["1. Daarom."]


def split(*texts: str, anchors: Anchors = ANCHORS) -> Sections:
    return split_sections([Line(text, 1, 70.0, 700.0 - 14 * row, 11.0) for row, text in enumerate(texts)], anchors)


def body(lines: tuple[Line, ...] | None) -> list[str] | None:
    return None if lines is None else [line.text for line in lines]


def test_a_modern_document_is_cut_into_question_and_answer() -> None:
    found = split(*HEADER, *QUESTION, *SIGNATURE, *HEADING, *ANSWER)
    assert (body(found.question), body(found.answer), found.notes) == (QUESTION, ANSWER, ())
    assert found.office == (
        "Viceminister-president van de Vlaamse Regering, Vlaams minister van Binnenlands Bestuur en Sport"
    )


@pytest.mark.parametrize(
    "heading",
    [
        pytest.param(["ANTWOORD", "op vraag nr. 12 van 20 januari 2031", "van AN PEETERS"], id="three lines"),
        pytest.param(["ANTWOORD op vraag nr. 12 van 20 januari 2031 van AN PEETERS"], id="one line"),
        pytest.param(["antwoord op vraag nr. 12 van 20 januari 2031"], id="small letters"),
        pytest.param(["antwoord  ,  op vraag nr. 12 van 20 januari 2031"], id="comma between spaces"),
        pytest.param(["antwoord , op vraag nr. 12", "van 20/01/2031"], id="date in figures"),
        pytest.param(["Antwoord op schriftelijke vraag nr. 12 van 20 januari 2031"], id="schriftelijke"),
        pytest.param(
            ["GECOÖRDINEERD ANTWOORD", "op vraag nr. 12 van 20 januari 2031", "van AN PEETERS"], id="coordinated"
        ),
        pytest.param(["AANVULLEND ANTWOORD", "op vraag nr. 12 van 20 januari 2031"], id="additional"),
        pytest.param(["VOORLOPIG ANTWOORD", "op vraag nr. 12 van 20 januari 2031"], id="provisional"),
        pytest.param(["ANTWOORD"], id="bare"),
        pytest.param(["Antwoord"], id="bare in a bulletin"),
    ],
)
def test_the_answer_begins_below_its_heading(heading: list[str]) -> None:
    found = split(*HEADER, *QUESTION, *SIGNATURE, *heading, *ANSWER)
    assert (body(found.question), body(found.answer)) == (QUESTION, ANSWER)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("ANTWOORD", "Antwoord"),
        ("GECOÖRDINEERD ANTWOORD", "Gecoördineerd antwoord"),
        ("VOORLOPIG ANTWOORD", "Voorlopig antwoord"),
    ],
)
def test_the_heading_tells_the_kind_of_answer(word: str, kind: str) -> None:
    assert split(*HEADER, *QUESTION, word, "op vraag nr. 12 van 20 januari 2031", *ANSWER).answer_kind == kind


BULLETIN = [
    "JAN JANSSENS",
    "VLAAMS MINISTER VAN SPORT",
    "Vraag nr. 11 van 9 januari 2006 van BO MAES",
    "Zwembaden - Water",
    "Is het water warm?",
    "Antwoord",
    "Ja.",
    "Vraag nr. 12",
    "van 20 januari 2006",
    "van mevrouw AN PEETERS",
    "Speelplein - Verlichting",
    "Het speelplein is donker. Waarom?",
    "Antwoord",
    "Daarom.",
    "ELS DE WIT",
    "VLAAMS MINISTER VAN CULTUUR",
    "Vraag nr. 12 (zitting 2005-2006) van 3 februari 2006 van de heer TOM CLAES",
    "Musea - Bezoekers",
    "Hoeveel?",
    "Antwoord",
    "Veel.",
]


def test_a_question_is_found_in_a_bulletin_of_many() -> None:
    found = split(*BULLETIN)
    assert body(found.question) == ["Het speelplein is donker. Waarom?"]
    assert body(found.answer) == ["Daarom."]


def test_a_number_that_a_bulletin_holds_twice_is_told_by_the_asker() -> None:
    found = split(*BULLETIN, anchors=Anchors(12, "Musea - Bezoekers", None, "Tom Claes", "Els De Wit"))
    assert (body(found.question), body(found.answer)) == (["Hoeveel?"], ["Veel."])


def test_an_answer_that_is_only_mentioned_is_no_heading() -> None:
    mention = "antwoord op vraag nr. 8 van 3 mei 2030 van de collega bleek dat dit niet kon."
    assert split(*HEADER, "In uw", mention).answer is None


def test_the_heading_with_the_number_of_the_question_wins_over_another() -> None:
    other = "antwoord op vraag nr. 8 van 3 mei 2030"
    found = split(*HEADER, *QUESTION, other, *SIGNATURE, *HEADING, *ANSWER)
    assert body(found.answer) == ANSWER


def test_the_name_below_the_number_belongs_to_the_heading_only_if_it_is_a_name() -> None:
    found = split(*HEADER, *QUESTION, "ANTWOORD op vraag nr. 12 van 20 januari 2031", "van mening verschillen mag.")
    assert body(found.answer) == ["van mening verschillen mag."]


def test_another_minister_may_answer() -> None:
    found = split(*HEADER, *QUESTION, "ELS MAES", "VLAAMS MINISTER VAN SPORT", *HEADING, *ANSWER)
    assert body(found.question) == QUESTION


def test_a_header_without_aan_is_read() -> None:
    header = [line.removeprefix("aan ") for line in HEADER]
    assert body(split(*header, *QUESTION).question) == QUESTION


def test_a_title_over_several_lines_is_found() -> None:
    anchors = Anchors(12, "Speelplein in Sint-Niklaas - Verlichting en veiligheid", None, "An Peeters", "Jan Janssens")
    found = split(
        *HEADER[:-1], "Speelplein in Sint-", "Niklaas - Verlichting", "en veiligheid", *QUESTION, anchors=anchors
    )
    assert (body(found.question), found.notes) == (QUESTION, ())


def test_a_title_that_differs_from_the_record_stays_in_the_text_and_is_noted() -> None:
    found = split(*HEADER[:-1], "Iets heel anders", *QUESTION)
    assert body(found.question) == ["Iets heel anders", *QUESTION]
    assert found.notes == ("the title of the record does not stand in the document",)


def test_a_file_with_only_an_answer_has_no_question() -> None:
    found = split("antwoord ,  op vraag nr. 12 van 20 januari 2031", *ANSWER)
    assert (found.question, body(found.answer)) == (None, ANSWER)


def test_names_with_particles_and_accents_are_recognised() -> None:
    anchors = Anchors(12, "Speelplein - Verlichting", None, "Daniëlle Van den Bossche-D'Haese", "Jan Janssens")
    header = [line.replace("AN PEETERS", "DANIËLLE VAN DEN BOSSCHE-D’HAESE") for line in HEADER]
    found = split(
        *header, *QUESTION, *SIGNATURE, *HEADING[:2], "van DANIËLLE VAN DEN BOSSCHE-D’HAESE", *ANSWER, anchors=anchors
    )
    assert (body(found.question), body(found.answer)) == (QUESTION, ANSWER)


def test_the_ministers_asked_together_are_read_and_taken_out() -> None:
    named = "Deze vraag werd gesteld aan de ministers Jan Janssens (12), Els Maes (34) en Bo De Wit (5)"
    kept, found = asked_together([Block("Waarom?", 1), Block(named, 1)])
    assert kept == [Block("Waarom?", 1)]
    assert found == [("Jan Janssens", 12), ("Els Maes", 34), ("Bo De Wit", 5)]


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("VLAAMS MINISTER VAN ECONOMIE, WERK EN LANDBOUW", "Vlaams minister van Economie, Werk en Landbouw"),
        ("MINISTER-PRESIDENT VAN DE VLAAMSE REGERING", "Minister-president van de Vlaamse Regering"),
        ("Vlaams minister van Sport", "Vlaams minister van Sport"),
    ],
)
def test_an_office_is_written_in_sentence_case(printed: str, written: str) -> None:
    assert sentence_case(printed) == written
