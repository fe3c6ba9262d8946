"""Text cut into paragraphs, bullets, numbered lines and tables."""

import pytest

from indexer.question import Table, rows_text
from web.questions.prose import Block, Bullets, Paragraph, Rows, blocks, runs
from web.questions.tables import QuestionTables, table_view

NO_TABLES = QuestionTables((), ())


def table(rows: tuple[tuple[str, ...], ...]) -> Table:
    return Table(part=None, caption=None, page=None, rows=rows)


def loose(rows: tuple[tuple[str, ...], ...]) -> Rows:
    """A table that only the text has."""
    return Rows(table_view(table(rows), None))


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
            (Paragraph("Zie:"), loose((("Jaar", "Aantal", ""), ("2023", "", "5"))), Paragraph("Na.")),
            id="a table in its place",
        ),
        pytest.param("een\ttab", (Paragraph("een\ttab"),), id="one line with a tab is no table"),
        pytest.param("-5 graden", (Paragraph("-5 graden"),), id="a minus is no bullet"),
    ],
)
def test_a_text_is_cut_into_what_a_page_shows(text: str, expected: tuple[Block, ...]) -> None:
    assert blocks(text, NO_TABLES) == expected


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param((("Jaar", "Aantal"),), id="one row"),
        pytest.param((("Jaar",), ("2023",)), id="one column"),
        pytest.param((("", "2022"), ("Gent", "")), id="empty at the edges"),
        pytest.param((("- min", "5"), ("- max", "7")), id="like bullets"),
        pytest.param((("1. Een", "5"), ("2. Twee", "7")), id="like numbered lines"),
    ],
)
def test_a_table_of_the_record_is_a_table_in_the_text(rows: tuple[tuple[str, ...], ...]) -> None:
    text = f"Zie:\n\n{rows_text(rows)}\n\nNa."
    tables = QuestionTables([table(rows)], [text])
    assert blocks(text, tables) == (Paragraph("Zie:"), Rows(table_view(table(rows), 1)), Paragraph("Na."))


WIDE = (tuple(f"Kolom {place}" for place in range(20)), tuple(str(place) for place in range(20)))


def test_a_wide_table_is_a_run_by_itself() -> None:
    small, wide = loose((("a", "b"), ("c", "d"))), loose(WIDE)
    before, after = Paragraph("Voor."), Paragraph("Na.")
    assert runs((before, small, wide, wide, after)) == ((before, small), (wide,), (wide,), (after,))
    assert runs(()) == ()
