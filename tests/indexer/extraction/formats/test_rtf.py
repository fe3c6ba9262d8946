"""An RTF is read as it is printed, and no bytes make its reader fail otherwise than with a sentence."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.extraction.formats.problems import Scanned, Unreadable
from indexer.extraction.formats.rtf.document import read_rtf

HEAD = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset2 Symbol;}{\f2\fcharset204 Arial CYR;}}"


def texts(inside: bytes) -> list[str]:
    return [line.text for line in read_rtf(HEAD + inside + b"}").lines]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        pytest.param(
            rb"\pard Hil\'e2l Dani\'ebls\par \'80 50", ["Hilâl Daniëls", "€ 50"], id="letters of the code page"
        ),
        pytest.param(rb"\f2 \'cf\f0  en \'cf\par", ["П en Ï"], id="the code page of a font"),
        pytest.param(rb"\u8364? 50 \uc2\u233xyb\par", ["€ 50 éb"], id="Unicode with what stands for it"),
        pytest.param(rb"\u-10179?\u-8703?\par", ["\U0001f601"], id="a character in two halves"),
        pytest.param(b"een\r\ntwee\\\r\ndrie\\line vier\\par", ["eentwee", "drie", "vier"], id="lines"),
        pytest.param(rb"a\tab b\~c niet\_leden rege\-ring\par", ["a b c niet-leden regering"], id="special characters"),
        pytest.param(rb"\{x\} \\ \lquote y\rquote\par", ["{x} \\ ‘y’"], id="escaped signs"),
        pytest.param(
            rb"{\listtext 1.\tab}Een\par{\listtext\f1 \'b7\tab}punt\par", ["1. Een", "\uf0b7 punt"], id="lists"
        ),
        pytest.param(
            rb'{\field{\*\fldinst HYPERLINK "x"}{\fldrslt deze site}}\par', ["deze site"], id="the result of a field"
        ),
        pytest.param(rb"wel{\v niet}{\deleted weg}\v0 toch\par", ["weltoch"], id="hidden and deleted text"),
        pytest.param(
            rb"{\header kop\par}{\*\zomaar x}{\info{\title t}}tekst{\annotation noot}\par", ["tekst"], id="asides"
        ),
        pytest.param(rb"tekst{\*\cs7 }{a\*\cs7 b}\par", ["tekstab"], id="a star that begins no group"),
        pytest.param(b"a\\bin4 {}\\\\b\\par", ["ab"], id="binary data"),
        pytest.param(rb"zonder einde", ["zonder einde"], id="no end of paragraph"),
    ],
)
def test_text_is_read_as_it_is_printed(inside: bytes, expected: list[str]) -> None:
    assert texts(inside) == expected


def test_a_table_is_rows_of_cells() -> None:
    table = (
        rb"\trowd\cellx2000\cellx6000\pard\intbl Provincie\cell Aantal\cell\row"
        rb"\trowd\cellx2000\cellx4000\cellx6000\pard\intbl\cell 2023\cell 2024\cell\row"
        rb"\trowd\cellx2000\cellx4000\cellx6000\pard\intbl Lim\par burg\cell 1\cell 2\cell\row"
    )
    lines = read_rtf(HEAD + rb"Erv\'f3\'f3r\par" + table + rb"\pard Erna\par}").lines
    assert [line.text for line in lines] == ["Ervóór", "", "Erna"]
    assert lines[1].rows == (("Provincie", "Aantal", ""), ("", "2023", "2024"), ("Lim burg", "1", "2"))


def test_a_table_in_a_cell_is_a_table_of_its_own() -> None:
    inner = (
        rb"\pard\intbl\itap2 x\nestcell{\nonesttables\par}y\nestcell{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}"
    )
    table = (
        rb"\trowd\cellx2000\cellx6000\pard\intbl a\cell " + inner + inner + rb"\pard\intbl b\cell\row"
        rb"\trowd\cellx2000\cellx6000\pard\intbl c\cell d\cell\row"
    )
    rows = [line.rows for line in read_rtf(HEAD + table + b"}").lines]
    assert rows == [(("a", "b"), ("c", "d")), (("x", "y"), ("x", "y"))]


@pytest.mark.parametrize(
    ("data", "loss"),
    [
        pytest.param(HEAD + rb"tekst", "the end of the file is missing", id="cut off"),
    ],
)
def test_what_was_not_read_is_told(data: bytes, loss: str) -> None:
    body = read_rtf(data)
    assert [line.text for line in body.lines] == ["tekst"]
    assert loss in body.losses[0]


def test_a_scan_in_an_rtf_is_a_scan() -> None:
    with pytest.raises(Scanned):
        read_rtf(HEAD + rb"{\pict\wmetafile8 0102}\par}")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(HEAD + b"}", "holds no text", id="empty"),
        pytest.param(b"{\\rtf1" + b"{" * 10_000, "groups inside each other", id="too deep"),
    ],
)
def test_a_file_without_text_says_why(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read_rtf(data)


WORDS = [
    *(b"{", b"}", b"\\par ", b"\\cell ", b"\\row ", b"\\trowd", b"\\cellx", b"\\cellx99999999999", b"\\intbl ", b"x"),
    *(b"\\itap9999 ", b"\\nestcell ", b"\\nestrow ", b"\\u-99999 ", b"\\uc99 ", b"\\bin9999999 ", b"\\'", b"\\'8f"),
    *(b"\\*", b"\\ansicpg99999 ", b"\\ansicpg932 ", b"\\f7 ", b"\\fonttbl", b"\\fcharset128 ", b"\\", b"\r\n", b"\x00"),
]


@settings(max_examples=300, deadline=2_000)
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.binary(max_size=4)), max_size=60))
def test_control_words_in_any_order_never_raise_anything_else(words: list[bytes]) -> None:
    with suppress(Unreadable):
        body = read_rtf(b"{\\rtf1" + b"".join(words))
        assert all(line.text or line.rows for line in body.lines)
