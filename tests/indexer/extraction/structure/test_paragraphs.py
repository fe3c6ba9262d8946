"""Lines of a document become paragraphs: running heads go, wrapped lines join, broken words are mended."""

from collections.abc import Sequence

import pytest

from indexer.extraction.formats.pdf.pages import body_lines
from indexer.extraction.formats.pdf.painting import Run
from indexer.extraction.formats.pdf.runs import Page
from indexer.extraction.structure.paragraphs import blocks, joined
from indexer.extraction.text.lines import Block, Line

FULL = "Deze regel loopt helemaal door tot aan de rechterkant van de bladspiegel en"
"""A line that fills the measure: whatever follows was wrapped."""


def lines(*texts: str, leading: float = 14.0, page: int = 1) -> list[Line]:
    return [Line(text, page, 70.0, 700.0 - leading * row, 11.0) for row, text in enumerate(texts)]


def paragraphs(found: Sequence[Line]) -> list[str]:
    return [block.text for block in blocks(found)]


def page(number: int, *body: str, head: str | None = None, foot: str | None = None) -> Page:
    found = [Run(line.text, line.x, line.y, line.size) for line in lines(*body, page=number)]
    if head:
        found.insert(0, Run(head, 70.0, 810.0, 9.0))
    if foot:
        found.append(Run(foot, 290.0, 40.0, 9.0))
    return Page(number, 842.0, tuple(found))


def texts(found: Sequence[Line]) -> list[str]:
    return [line.text for line in found]


def test_wrapped_lines_become_one_paragraph() -> None:
    assert paragraphs(lines(FULL, FULL, "hier eindigt de alinea.")) == [f"{FULL} {FULL} hier eindigt de alinea."]


def test_a_line_that_ends_before_the_margin_ends_its_paragraph() -> None:
    assert paragraphs(lines(FULL, "en hier stopt het.", FULL, "einde.")) == [
        f"{FULL} en hier stopt het.",
        f"{FULL} einde.",
    ]


def test_a_larger_distance_between_lines_starts_a_paragraph() -> None:
    above, below = lines(FULL, FULL), lines(FULL, "slot.")
    moved = [Line(line.text, 1, line.x, line.y - 50, line.size) for line in below]
    assert len(paragraphs([*above, *moved])) == 2


@pytest.mark.parametrize("bullet", ["•", "·", "\uf0b7", "–", "-", "o", "▪", "*"])
def test_every_bullet_becomes_a_hyphen(bullet: str) -> None:
    found = paragraphs(lines(FULL + ":", f"{bullet} fietsers;", f"{bullet} voetgangers."))
    assert found[1:] == ["- fietsers;", "- voetgangers."]


def test_a_dash_that_a_wrapped_sentence_begins_a_line_with_is_no_bullet() -> None:
    assert len(paragraphs(lines(FULL, "– zoals de minister eerder zei – blijft dit zo."))) == 1


@pytest.mark.parametrize("label", ["1.", "2)", "1.1.", "a)", "b.", "1.a"])
def test_a_numbered_line_starts_a_paragraph(label: str) -> None:
    assert paragraphs(lines(FULL + " klaar.", f"{label} Hoeveel aanvragen waren er?"))[1].startswith(label)


def test_a_number_at_the_start_of_a_wrapped_line_is_no_label() -> None:
    found = paragraphs(
        lines(FULL + " artikel", "5. van het decreet bepaalt dit, zo staat het in de memorie van", "ooit.")
    )
    assert len(found) == 1


def test_bullets_of_one_list_follow_each_other_without_a_blank_line() -> None:
    assert (
        joined(Block(text, 1) for text in ("Namelijk:", "- een;", "- twee.", "Klaar."))
        == "Namelijk:\n\n- een;\n- twee.\n\nKlaar."
    )


@pytest.mark.parametrize(
    ("above", "below", "whole"),
    [
        pytest.param("het bestuurs-", "of regeringsniveau", "het bestuurs- of regeringsniveau", id="suspended"),
        pytest.param("de rust-", "en verzorgingstehuizen", "de rust- en verzorgingstehuizen", id="suspended-en"),
        pytest.param("in West-", "Vlaanderen is", "in West-Vlaanderen is", id="name"),
        pytest.param("de COVID-", "maatregelen", "de COVID-maatregelen", id="capitals"),
        pytest.param("een niet-", "erkende club", "een niet-erkende club", id="niet"),
        pytest.param("de procureur-", "generaal zei", "de procureur-generaal zei", id="office"),
        pytest.param("bij auto-", "ongevallen met", "bij auto-ongevallen met", id="clashing-vowels"),
        pytest.param("de onderwijs-", "instellingen in", "de onderwijsinstellingen in", id="broken"),
        pytest.param("de Vereni-", "ging van steden", "de Vereniging van steden", id="broken-capital"),
        pytest.param("een zacht\u00ad", "gebroken woord", "een zachtgebroken woord", id="soft-hyphen-at-the-end"),
        pytest.param("zacht\u00adgebroken en onder-", "handeld", "zachtgebroken en onderhandeld", id="soft-hyphen"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line(above: str, below: str, whole: str) -> None:
    fill = FULL[: len(FULL) - len(above)]
    assert paragraphs(lines(f"{fill} {above}", f"{below} {FULL}"))[0] == f"{fill} {whole} {FULL}"


def test_a_text_that_is_not_hyphenated_keeps_the_hyphens_it_breaks_lines_at() -> None:
    found = paragraphs(lines(*[FULL] * 40, FULL[:-6] + " buurt-", "informatienetwerken"))
    assert found[0].endswith(" buurt-informatienetwerken")


def test_a_word_that_stands_whole_elsewhere_is_mended() -> None:
    found = paragraphs(lines("Wachtlijsten groeien.", *[FULL] * 40, FULL[:-6] + " wacht-", "lijsten"))
    assert found[-1].endswith(" wachtlijsten")


def test_running_heads_and_page_numbers_go() -> None:
    pages = [page(n, FULL, "slot.", head="Schriftelijke vraag nr. 12", foot=f"Pagina {n} van 3") for n in (1, 2, 3)]
    assert texts(body_lines(pages)) == [FULL, "slot."] * 3


def test_bare_page_numbers_go_also_from_a_single_page() -> None:
    assert texts(body_lines([page(1, FULL, foot="1")])) == [FULL]


def test_a_number_in_the_margin_that_is_not_the_page_number_stays() -> None:
    assert texts(body_lines([page(1, FULL, foot="48")])) == [FULL, "48"]


def test_a_line_that_stands_on_one_page_only_is_no_running_head() -> None:
    pages = [page(1, FULL, head="Bijlage"), page(2, FULL), page(3, FULL)]
    assert "Bijlage" in texts(body_lines(pages))


def test_footnotes_follow_the_text_that_runs_on_over_the_page() -> None:
    first = page(1, FULL, FULL)
    note = Run("1 Zie het jaarverslag.", 70.0, 60.0, 8.0)
    first = Page(1, 842.0, (*first.runs, note))
    second = page(2, "en hier eindigt de zin.")
    assert paragraphs(body_lines([first, second])) == [
        f"{FULL} {FULL} en hier eindigt de zin.",
        "1 Zie het jaarverslag.",
    ]
