"""Footnotes, text boxes and tables in cells of word processors' files: whose they are, and nothing is lost."""

import pytest

from indexer.extraction.formats.doc.document import read_doc
from indexer.extraction.formats.docx.document import read_docx
from indexer.extraction.formats.rtf.document import read_rtf
from indexer.extraction.reading import read_file
from indexer.extraction.structure.headings import Anchors
from indexer.extraction.text.lines import Body
from indexer.extraction.texts import join_readings
from tests.indexer.extraction.formats.test_docx import docx, p, part, relations, tbl, tc, tr
from tests.indexer.extraction.formats.test_rtf import HEAD
from tests.support.doc_files import BOX, ENDNOTE, NOTE, Paragraph, make_doc

ANCHORS = Anchors(12, "Speelpleinen", None, "An Peeters", "Jan Janssens")
TEXT = (
    *("SCHRIFTELIJKE VRAAG", "nr. 12", "van AN PEETERS", "Speelpleinen", "1. Hoeveel?", "2. Waar?"),
    *("ANTWOORD", "op vraag nr. 12 van 20 januari 2031", "van AN PEETERS", "1. Het zijn er 14.200{}.", "2. In Gent."),
)


def note(number: int, kind: str = "footnote", own: str = "") -> str:
    custom = f' w:customMarkFollows="1"/><w:t>{own}</w:t>' if own else "/>"
    return f'</w:t></w:r><w:r><w:{kind}Reference w:id="{number}"{custom}</w:r><w:r><w:t>'


def with_parts(body: str, *, footnotes: str = "", endnotes: str = "", settings: str = "") -> bytes:
    names = {"footnotes": "footnotes.xml", "endnotes": "endnotes.xml", "settings": "settings.xml"}
    return docx(
        body,
        **{
            "word/_rels/document.xml.rels": relations(**names),
            "word/footnotes.xml": part("footnotes", footnotes),
            "word/endnotes.xml": part("endnotes", endnotes),
            "word/settings.xml": part("settings", settings),
        },
    )


def docx_note(number: int, text: str, kind: str = "footnote") -> str:
    return f'<w:{kind} w:id="{number}"><w:p><w:r><w:{kind}Ref/></w:r><w:r><w:t> {text}</w:t></w:r></w:p></w:{kind}>'


def rtf(*paragraphs: str) -> bytes:
    return HEAD + "".join(rf"{text}\par " for text in paragraphs).encode("latin-1") + b"}"


RTF_NOTE = r"{\super\chftn}{\footnote\pard{\super\chftn} Met parken.\par en pleinen}"
FILES = {
    "DOCX": with_parts("".join(map(p, TEXT)).format(note(7)), footnotes=docx_note(7, "Met parken. en pleinen")),
    "RTF": rtf(*TEXT).replace(b"{}", RTF_NOTE.encode()),
    "RTF of LibreOffice": rtf(*TEXT).replace(
        b"{}", rb"{\super \chftn{\*\footnote\chftn\pard  Met parken. en pleinen}}"
    ),
    "DOC": make_doc([Paragraph(text.replace("{}", NOTE)) for text in TEXT], notes=[f"{NOTE} Met parken. en pleinen"]),
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_a_footnote_stands_once_below_the_text_and_with_the_part_that_has_its_mark(data: bytes) -> None:
    reading = read_file(data, ANCHORS)
    texts = join_readings([reading], [])
    assert reading.status == "read"
    assert texts.answer == "1. Het zijn er 14.200.\n\n2. In Gent.\n\n1 Met parken. en pleinen"
    assert [(found.mark, found.text, found.part) for found in texts.footnotes] == [("1", "Met parken. en pleinen", "1")]
    assert [part.answer for part in texts.parts] == ["Het zijn er 14.200.", "In Gent."]


Shown = list[str | tuple[str, str]]


def shown(body: Body) -> Shown:
    return [(line.note.mark, line.text) if line.note else line.text for line in body.lines if line.rows is None]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(
            with_parts(p(f"a{note(2)} b{note(3)}"), footnotes=docx_note(3, "y") + docx_note(2, "x")),
            ["a b", ("1", "x"), ("2", "y")],
            id="by their order in the text",
        ),
        pytest.param(
            with_parts(p(f"a{note(2, 'endnote')}"), endnotes=docx_note(2, "x", "endnote")),
            ["a", ("i", "x")],
            id="endnote",
        ),
        pytest.param(
            with_parts(p(f"a{note(2, own='*')} b{note(3)}"), footnotes=docx_note(2, "* x") + docx_note(3, "y")),
            ["a b", ("*", "x"), ("1", "y")],
            id="a mark of its own",
        ),
        pytest.param(
            with_parts(
                p(f"a{note(2)}"),
                footnotes=docx_note(2, "x"),
                settings='<w:footnotePr><w:numFmt w:val="upperRoman"/><w:numStart w:val="4"/></w:footnotePr>',
            ),
            ["a", ("IV", "x")],
            id="another way to count",
        ),
        pytest.param(with_parts(p(f"a{note(9)} b"), footnotes=docx_note(2, "x")), ["a b"], id="no such note"),
    ],
)
def test_footnotes_of_a_docx(data: bytes, expected: Shown) -> None:
    assert shown(read_docx(data)) == expected


def test_footnotes_that_cannot_be_read_are_told() -> None:
    body = read_docx(docx(p(f"a{note(2)}"), **{"word/footnotes.xml": "geen XML"}))
    assert shown(body) == ["a"]
    assert [loss for loss in body.losses if "the footnotes may be missing" in loss]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(rf"a{RTF_NOTE} b", ["a b", ("1", "Met parken. en pleinen")], id="footnote"),
        pytest.param(r"a{\super\chftn}{\footnote\ftnalt\chftn x}", ["a", ("1", "x")], id="endnote"),
        pytest.param(
            r"\ftnnrlc a{\footnote\chftn x} b{\footnote\chftn y}", ["a b", ("i", "x"), ("ii", "y")], id="Roman"
        ),
        pytest.param(r"a{\super *}{\footnote * x} b", ["a b", ("*", "x")], id="a mark of its own"),
        pytest.param(r"{\header kop{\footnote\chftn x}}a", ["a"], id="in a running head"),
        pytest.param(r"a{\footnote\chftn x", ["a", ("1", "x")], id="cut off"),
    ],
)
def test_footnotes_of_an_rtf(text: str, expected: Shown) -> None:
    assert shown(read_rtf(rtf(text))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            r"a{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt kader\par twee}}} b", ["a b", "kader", "twee"], id="box"
        ),
        pytest.param(
            r"a{\shp{\*\shpinst{\shptxt kader}}{\shprslt{\*\do\dptxbx{\dptxbxtext kader}}}}", ["a", "kader"], id="once"
        ),
        pytest.param(r"a{\*\do\dptxbx{\dptxbxtext kader\par}}", ["a", "kader"], id="of an old program"),
        pytest.param(r"{\header {\shp{\*\shpinst{\shptxt kop}}}}a", ["a"], id="in a running head"),
        pytest.param(
            r"a{\shp{\*\shpinst{\shptxt een{\shp{\*\shpinst{\shptxt twee}}}}}}", ["a", "een", "twee"], id="in a box"
        ),
    ],
)
def test_text_boxes_of_an_rtf_follow_their_paragraph(text: str, expected: Shown) -> None:
    assert [*filter(None, shown(read_rtf(rtf(text))))] == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(
            make_doc(
                [Paragraph(f"a{NOTE} b{ENDNOTE}"), Paragraph("c")], notes=[f"{NOTE} x"], endnotes=[f"{ENDNOTE} y"]
            ),
            ["a b", ("1", "x"), ("i", "y"), "c"],
            id="footnote and endnote",
        ),
        pytest.param(
            make_doc([Paragraph(f"a{BOX}"), Paragraph("b")], boxes=["kader", "los"]),
            ["a", "kader", "b", "los"],
            id="text boxes, one in a group of drawings",
        ),
    ],
)
def test_footnotes_and_text_boxes_of_a_doc(data: bytes, expected: Shown) -> None:
    body = read_doc(data)
    assert shown(body) == expected
    assert body.losses == ()


def test_a_table_in_a_cell_is_a_table_of_its_own_behind_the_outer_one() -> None:
    inner = tbl(tr(tc("x"), tc("y")), tr(tc("1"), tc("2")))
    outer = tbl(tr(tc("a"), f"<w:tc>{p('b')}{inner}</w:tc>"), tr(tc("c"), tc("d")))
    rows = [line.rows for line in read_docx(docx(outer)).lines]
    assert rows == [(("a", "b"), ("c", "d")), (("x", "y"), ("1", "2"))]


def test_a_footnote_in_a_table_follows_the_table() -> None:
    table = tbl(tr(tc("Jaar"), tc("Aantal")), tr(tc("2030"), tc(f"14.200{note(2)}")))
    body = read_docx(with_parts(table + p("b"), footnotes=docx_note(2, "x")))
    assert body.lines[0].rows == (("Jaar", "Aantal"), ("2030", "14.200"))
    assert shown(body) == [("1", "x"), "b"]
