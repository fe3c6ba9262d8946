"""Tables on a terminal line up, whatever they hold and however narrow it is."""

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from indexer.terminal.tables import table_lines

PROVINCES = (
    ("Provincie", "2021", "2022", "Opmerking"),
    ("Antwerpen", "1.234", "12", "nog niet volledig geteld"),
    ("Limburg", "5", "1.000.000", "-"),
    ("Gent [b]", "-", "3,5 %", ""),
)


def shown(rows: Sequence[Sequence[str]], width: int | None, *, has_header: bool = True) -> str:
    return "\n".join(table_lines(rows, width, has_header=has_header))


def test_words_stand_left_and_figures_right() -> None:
    assert shown(PROVINCES, None) == (
        "Provincie    2021        2022   Opmerking\n"
        f"{'─' * 56}\n"
        "Antwerpen   1.234          12   nog niet volledig geteld\n"
        "Limburg         5   1.000.000   -\n"
        "Gent [b]        -       3,5 %"
    )


def test_cells_are_wrapped_between_words_where_the_terminal_is_narrow() -> None:
    assert shown(PROVINCES, 44) == (
        "Provincie    2021        2022   Opmerking\n"
        "────────────────────────────────────────────\n"
        "Antwerpen   1.234          12   nog niet\n"
        "                                volledig\n"
        "                                geteld\n"
        "Limburg         5   1.000.000   -\n"
        "Gent [b]        -       3,5 %"
    )


def test_where_not_even_that_fits_each_row_is_a_block() -> None:
    assert shown(PROVINCES[:3], 24) == (
        "Provincie: Antwerpen\n2021: 1.234\n2022: 12\nOpmerking: nog niet\n  volledig geteld\n\n"
        "Provincie: Limburg\n2021: 5\n2022: 1.000.000\nOpmerking: -"
    )


def test_a_table_without_a_header_has_no_rule() -> None:
    assert shown((("a", "1"), ("bb", "22")), None, has_header=False) == "a     1\nbb   22"
    assert shown((("a", "1"), ("bb", "22")), 4, has_header=False) == "a\n1\n\nbb\n22"


def test_wide_letters_count_for_what_they_take() -> None:
    lines = shown((("naam", "n"), ("日本語", "1"), ("abc", "2")), None).splitlines()
    assert [cell_len(line) for line in lines if not line.startswith("─")] == [10, 10, 10]


@pytest.mark.parametrize("rows", [(), ((),), (("",),)])
def test_nothing_is_no_table(rows: Sequence[Sequence[str]]) -> None:
    assert shown(rows, 80).strip(" ─\n") == ""


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=30), max_size=6)),
    st.integers(20, 100),
    st.booleans(),
)
@example([["", "ா"]], 20, False)
def test_nothing_of_a_table_is_lost(rows: list[list[str]], width: int, has_header: bool) -> None:
    inked = "".join(shown(rows, width, has_header=has_header).split()).replace("─", "")
    for cell in (cell for row in rows[int(has_header) :] for cell in row):
        assert all(character in inked for character in "".join(cell.split()).replace("─", ""))
