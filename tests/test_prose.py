"""Text cut into paragraphs, bullets and numbered lines."""

import pytest

from web.prose import Bullets, Paragraph, Rows, blocks, lead_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", (), id="nothing"),
        pytest.param(" \n\n \n", (), id="only space"),
        pytest.param("Een.\n\nTwee.", (Paragraph("Een."), Paragraph("Twee.")), id="paragraphs"),
        pytest.param("Eerste regel\ntweede regel", (Paragraph("Eerste regel\ntweede regel"),), id="lines stay"),
        pytest.param("- a\n- b", (Bullets(("a", "b")),), id="bullets line by line"),
        pytest.param("- a\n\n- b", (Bullets(("a", "b")),), id="bullets apart"),
        pytest.param("Zie:\n- a\n- b\n\nNa.", (Paragraph("Zie:"), Bullets(("a", "b")), Paragraph("Na.")), id="mixed"),
        pytest.param("- a\nloopt door", (Bullets(("a\nloopt door",)),), id="a bullet of two lines"),
        pytest.param("1. Hoeveel?", (Paragraph("Hoeveel?", "1."),), id="number"),
        pytest.param("a) in 2022", (Paragraph("in 2022", "a)"),), id="letter"),
        pytest.param("2.1. Waarom?", (Paragraph("Waarom?", "2.1."),), id="number in two steps"),
        pytest.param("6.\n\na) Een", (Paragraph("", "6."), Paragraph("Een", "a)")), id="a number by itself"),
        pytest.param("1. Een\n2. Twee", (Paragraph("Een", "1."), Paragraph("Twee", "2.")), id="numbers line by line"),
        pytest.param("2023. Dat jaar", (Paragraph("2023. Dat jaar"),), id="a year is no label"),
        pytest.param(
            "Zie:\n\nJaar\tAantal\t\n2023\t\t5\n\nNa.",
            (Paragraph("Zie:"), Rows((("Jaar", "Aantal", ""), ("2023", "", "5"))), Paragraph("Na.")),
            id="a table in its place",
        ),
        pytest.param("een\ttab", (Paragraph("een\ttab"),), id="one line with a tab is no table"),
        pytest.param("-5 graden", (Paragraph("-5 graden"),), id="a minus is no bullet"),
    ],
)
def test_a_text_is_cut_into_what_a_page_shows(text: str, expected: tuple[Paragraph | Bullets | Rows, ...]) -> None:
    assert blocks(text) == expected


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        pytest.param("Inleiding.\n\n1. Hoeveel?\n\n2. Wat?", "Hoeveel?", "Inleiding.", id="number left off the part"),
        pytest.param("Inleiding.\n\n1. Hoeveel?", "1. Hoeveel?", "Inleiding.", id="number kept in the part"),
        pytest.param("1. Hoeveel?", "Hoeveel?", "", id="no introduction"),
        pytest.param("Iets anders.", "Hoeveel?", "", id="part not found"),
        pytest.param("Sinds 2023\n\n1) Hoeveel?", "Hoeveel?", "Sinds 2023", id="a year before the number stays"),
    ],
)
def test_the_lead_in_is_what_stands_before_the_first_part(text: str, part: str, expected: str) -> None:
    assert lead_in(text, part) == expected
