"""Old binary Word files are read without any program of the system: text, lists, tables, and honest failures."""

import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.extraction.formats.doc.document import read_doc
from indexer.extraction.formats.problems import Scanned, Unreadable
from indexer.extraction.text.lines import Body, Rows
from tests.support.doc_files import (
    DELETED,
    HIDDEN,
    IN_TABLE,
    Paragraph,
    in_list,
    level,
    make_doc,
    make_doc_95,
    make_ole,
    row,
)


def texts(body: Body) -> list[str]:
    return [line.text for line in body.lines if line.rows is None]


def tables(body: Body) -> list[Rows]:
    return [line.rows for line in body.lines if line.rows is not None]


def test_paragraphs_keep_their_accents_and_their_order() -> None:
    body = read_doc(make_doc([Paragraph("Hilâl Daniëls – 50 €"), Paragraph(""), Paragraph("Tweede\u00a0alinea")]))
    assert texts(body) == ["Hilâl Daniëls – 50 €", "Tweede alinea"]
    assert all(line.whole for line in body.lines)
    assert body.losses == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("op vraag\x0bvan An Peeters", ["op vraag", "van An Peeters"], id="a broken line"),
        pytest.param("regel een\x0cregel twee", ["regel een", "regel twee"], id="a new page"),
        pytest.param('zie \x13 HYPERLINK "x" \x14deze site\x15.', ["zie deze site."], id="only the result of a field"),
        pytest.param("\x13 PAGE \x15stil", ["stil"], id="a field without result"),
        pytest.param("a\x13 IF \x13 NUM \x147\x15 \x148\x15b", ["a8b"], id="a field inside the code of another"),
        pytest.param("niet\x1eleden", ["niet-leden"], id="a hyphen that does not break"),
        pytest.param("rege\x1fring", ["regering"], id="a hyphen that may be"),
        pytest.param("noot\x02 hier", ["noot hier"], id="the mark of a footnote"),
        pytest.param("een\ttab", ["een tab"], id="a tab"),
        pytest.param("musical \U0001d11e", ["musical \U0001d11e"], id="a character in two halves"),
    ],
)
def test_marks_in_the_text_are_followed(text: str, expected: list[str]) -> None:
    assert texts(read_doc(make_doc([Paragraph(text)]))) == expected


@pytest.mark.parametrize("properties", [pytest.param(DELETED, id="deleted"), pytest.param(HIDDEN, id="hidden")])
def test_text_that_is_not_printed_is_left_out(properties: bytes) -> None:
    body = read_doc(make_doc([Paragraph("wel niet toch", marked=("niet ", properties))]))
    assert texts(body) == ["wel toch"]


def test_a_symbol_is_the_character_it_stands_for() -> None:
    symbol = struct.pack("<HHH", 0x6A09, 3, 0x2265)
    assert texts(read_doc(make_doc([Paragraph("( 5", marked=("(", symbol))]))) == ["≥ 5"]


def test_paragraphs_of_lists_get_their_numbers() -> None:
    lists = [[level("\x00."), level("\x01)", 4), *[level("\x02")] * 7], [level("\uf0b7", 23)]]
    body = read_doc(
        make_doc(
            [
                Paragraph("Hoeveel?", properties=in_list(1)),
                Paragraph("Waar?", properties=in_list(1, 1)),
                Paragraph("Wanneer?", properties=in_list(1, 1)),
                Paragraph("Een punt", properties=in_list(2)),
                Paragraph("Waarom?", properties=in_list(1)),
                Paragraph("Hoe?", properties=in_list(1, 1)),
                Paragraph("Geen lijst"),
            ],
            lists=lists,
        )
    )
    assert texts(body) == [
        "1. Hoeveel?",
        "a) Waar?",
        "b) Wanneer?",
        "- Een punt",
        "2. Waarom?",
        "a) Hoe?",
        "Geen lijst",
    ]


def test_a_paragraph_over_two_pages_is_numbered_once() -> None:
    paragraphs = [Paragraph("Een\x0cvervolg", properties=in_list(1)), Paragraph("Twee", "\x0c", in_list(1))]
    assert texts(read_doc(make_doc(paragraphs, lists=[[level("\x00.")]]))) == ["1. Een", "vervolg", "2. Twee"]


def test_a_style_may_hold_the_number() -> None:
    body = read_doc(
        make_doc(
            [Paragraph("Een", style=1), Paragraph("tussenin"), Paragraph("Twee", style=1)],
            lists=[[level("\x00.")]],
            styles=[b"", in_list(1)],
        )
    )
    assert texts(body) == ["1. Een", "tussenin", "2. Twee"]


def test_a_table_is_rows_of_cells() -> None:
    body = read_doc(
        make_doc(
            [
                Paragraph("Aantal per jaar:"),
                *row("Jaar", "Aantal"),
                *row("2023", ""),
                Paragraph("2024", "\r", IN_TABLE),
                *row("(deels)", "1.250"),
                Paragraph("Na de tabel"),
            ]
        )
    )
    assert texts(body) == ["Aantal per jaar:", "Na de tabel"]
    assert tables(body) == [(("Jaar", "Aantal"), ("2023", ""), ("2024 (deels)", "1.250"))]


def test_a_cell_over_two_columns_stands_in_the_first() -> None:
    body = read_doc(
        make_doc(
            [
                *row("Provincie", "Aantal", edges=[0, 2000, 6000]),
                *row("", "2023", "2024", edges=[0, 2004, 4000, 6000]),
                *row("Limburg", "1", "2", edges=[0, 2000, 4001, 6000]),
            ]
        )
    )
    assert tables(body) == [(("Provincie", "Aantal", ""), ("", "2023", "2024"), ("Limburg", "1", "2"))]


def test_a_frame_around_text_is_no_table() -> None:
    assert texts(read_doc(make_doc([*row("ANTWOORD"), *row("op vraag nr. 1")]))) == ["ANTWOORD", "op vraag nr. 1"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(make_doc([Paragraph("x")], flags=0x0300), "password", id="encrypted"),
        pytest.param(make_ole({"WordDocument": b"\x9b\xa5"}), "neither 6, 95 nor 97", id="Word 2"),
        pytest.param(make_doc([Paragraph("")]), "holds no text", id="empty"),
        pytest.param(make_ole({"Workbook": b"x"}), "old Excel workbook", id="XLS"),
        pytest.param(make_ole({"PowerPoint Document": b"x"}), "PowerPoint", id="PPT"),
        pytest.param(make_ole({"EncryptedPackage": b"x"}), "password", id="encrypted DOCX"),
        pytest.param(make_ole({"Other": b"x"}), "no Word document", id="something else"),
        pytest.param(make_doc([Paragraph("x")])[:700], "damaged", id="cut off"),
        pytest.param(b"\xd0\xcf\x11\xe0", "damaged", id="only a signature"),
    ],
)
def test_a_file_without_text_says_why(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read_doc(data)


def test_files_of_word_95_are_read_but_for_the_numbers_of_their_lists() -> None:
    body = read_doc(
        make_doc_95(
            [
                Paragraph("Hilâl Daniëls", properties=b"\x0c\x02xx"),
                Paragraph("Jaar", "\x07", b"\x18\x01"),
                Paragraph("Aantal", "\x07", b"\x18\x01"),
                Paragraph("", "\x07", b"\x18\x01\x19\x01"),
                Paragraph("2023", "\x07", b"\x18\x01"),
                Paragraph("7", "\x07", b"\x18\x01"),
                Paragraph("", "\x07", b"\x18\x01\x19\x01"),
                Paragraph("wel niet toch", marked=("niet ", b"\x41\x01")),
            ]
        )
    )
    assert texts(body) == ["Hilâl Daniëls", "wel toch"]
    assert tables(body) == [(("Jaar", "Aantal"), ("2023", "7"))]
    assert body.losses == ("the numbers of lists are missing: Word 6 and 95 keep them in another way",)


def test_missing_text_is_told() -> None:
    data = bytearray(make_doc([Paragraph("tekst")]))
    main = data.index(struct.pack("<HH", 0xA5EC, 0xC1))
    struct.pack_into("<i", data, main + 64 + 12, 1_000)
    assert "only 6 of 1000 characters" in read_doc(bytes(data)).losses[0]


def test_a_scan_in_a_word_file_is_a_scan() -> None:
    with pytest.raises(Scanned):
        read_doc(make_doc([Paragraph("\x01"), Paragraph("")]))


WHOLE = make_doc(
    [
        Paragraph("Een", properties=in_list(1)),
        *row("a", "b", edges=[0, 1, 2]),
        Paragraph("Twee", marked=("w", DELETED)),
    ],
    lists=[[level("\x00.")] * 9],
    styles=[b"", in_list(1)],
)


@settings(max_examples=150, deadline=2_000)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_damage_is_read_or_refused_but_never_raises_anything_else(changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for place, byte in changes:
        data[place] = byte
    with suppress(Unreadable):
        body = read_doc(bytes(data))
        assert sum(len(line.text) for line in body.lines) < 10 * len(WHOLE)


@settings(max_examples=60, deadline=2_000)
@given(st.data())
def test_damage_in_the_numbers_of_the_header_never_raises_anything_else(data: st.DataObject) -> None:
    damaged = bytearray(WHOLE)
    start = WHOLE.index(struct.pack("<HH", 0xA5EC, 0xC1))
    for place in data.draw(st.lists(st.sampled_from([33, 62, 76, 152, *range(154, 800, 4)]), min_size=1, max_size=4)):
        value = data.draw(st.sampled_from([0, 1, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF]))
        struct.pack_into("<I", damaged, start + place, value)
    with suppress(Unreadable):
        read_doc(bytes(damaged))
