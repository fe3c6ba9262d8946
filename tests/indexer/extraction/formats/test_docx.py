"""A DOCX is read as it is printed: numbers of lists, tables, tracked changes, fields; and nothing makes it grow."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.extraction.formats.docx.document import read_docx
from indexer.extraction.formats.problems import Scanned, Unreadable
from indexer.extraction.text.lines import Body, Rows

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def part(name: str, inside: str, namespace: str = W) -> str:
    return f'<?xml version="1.0"?><w:{name} xmlns:w="{namespace}" xmlns:mc="urn:mc" xmlns:v="urn:v">{inside}</w:{name}>'


def zipped(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()


def relations(**targets: str) -> str:
    found = "".join(f'<Relationship Id="r{t}" Type="urn:x/{t}" Target="{name}"/>' for t, name in targets.items())
    return f'<Relationships xmlns="urn:r">{found}</Relationships>'


def docx(body: str, numbering: str = "", styles: str = "", **more: str | bytes) -> bytes:
    return zipped(
        {
            "_rels/.rels": relations(officeDocument="word/document.xml"),
            "word/_rels/document.xml.rels": relations(numbering="numbering.xml", styles="styles.xml"),
            "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
            "word/numbering.xml": part("numbering", numbering),
            "word/styles.xml": part("styles", styles),
            **more,
        }
    )


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def in_list(number: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def level(depth: int, text: str, style: str = "decimal", more: str = "") -> str:
    shape = f'<w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{depth}">{shape}</w:lvl>'


def abstract(number: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


def use(number: int, of: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tr(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    grid = '<w:gridCol w:w="2000"/>' * 3
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def texts(body: Body) -> list[str]:
    return [line.text for line in body.lines if line.rows is None]


def tables(body: Body) -> list[Rows]:
    return [line.rows for line in body.lines if line.rows is not None]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        pytest.param(p("Hilâl Daniëls"), ["Hilâl Daniëls"], id="accents"),
        pytest.param("<w:p><w:r><w:t>een</w:t><w:br/><w:t>twee</w:t></w:r></w:p>", ["een", "twee"], id="a broken line"),
        pytest.param("<w:p><w:r><w:t>een</w:t><w:tab/><w:t>twee</w:t></w:r></w:p>", ["een twee"], id="a tab"),
        pytest.param(
            "<w:p><w:r><w:t>niet</w:t><w:noBreakHyphen/><w:t>leden</w:t></w:r></w:p>", ["niet-leden"], id="a hyphen"
        ),
        pytest.param(
            "<w:p><w:del><w:r><w:delText>weg</w:delText></w:r></w:del><w:ins><w:r><w:t>nieuw</w:t></w:r></w:ins></w:p>",
            ["nieuw"],
            id="tracked changes",
        ),
        pytest.param(
            "<w:p><w:moveFrom><w:r><w:t>weg</w:t></w:r></w:moveFrom>"
            "<w:moveTo><w:r><w:t>hier</w:t></w:r></w:moveTo></w:p>",
            ["hier"],
            id="moved text",
        ),
        pytest.param(p("een ", "<w:rPr><w:del/></w:rPr>") + p("twee"), ["een twee"], id="a deleted end of paragraph"),
        pytest.param(
            '<w:p><w:hyperlink><w:r><w:t>deze site</w:t></w:r></w:hyperlink><w:fldSimple w:instr="PAGE">'
            "<w:r><w:t> 7</w:t></w:r></w:fldSimple></w:p>",
            ["deze site 7"],
            id="links and fields",
        ),
        pytest.param(
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>IF x</w:instrText><w:t>code</w:t>'
            '<w:fldChar w:fldCharType="separate"/><w:t>uitkomst</w:t><w:fldChar w:fldCharType="end"/></w:r></w:p>',
            ["uitkomst"],
            id="the result of a field",
        ),
        pytest.param(
            "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>" + p("besturing") + "</w:sdtContent></w:sdt>",
            ["besturing"],
            id="a content control",
        ),
        pytest.param(
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>geheim</w:t></w:r><w:r><w:t>open</w:t></w:r></w:p>",
            ["open"],
            id="hidden text",
        ),
        pytest.param('<w:p><w:r><w:sym w:char="2265"/><w:t> 5</w:t></w:r></w:p>', ["≥ 5"], id="a symbol"),
        pytest.param(
            "<w:p><w:r><w:t>noot</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>", ["noot"], id="a footnote"
        ),
        pytest.param(
            "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>" + p("kader") + "</w:txbxContent></mc:Choice>"
            "<mc:Fallback><w:txbxContent>" + p("kader") + "</w:txbxContent></mc:Fallback></mc:AlternateContent>"
            "<w:t>tekst</w:t></w:r></w:p>",
            ["tekst", "kader"],
            id="a text box, once",
        ),
    ],
)
def test_text_is_read_as_it_is_printed(inside: str, expected: list[str]) -> None:
    body = read_docx(docx(inside))
    assert texts(body) == expected
    assert all(line.whole for line in body.lines)
    assert body.losses == ()


QUESTION_LIST = abstract(1, level(0, "%1."), level(1, "%2)", "lowerLetter"), level(2, "%1.%3", "decimal"))


def test_numbers_of_lists_stand_before_their_paragraphs() -> None:
    numbering = QUESTION_LIST + abstract(2, level(0, "\uf0b7", "bullet")) + use(1, 1) + use(2, 2)
    inside = (
        p("Een", in_list(1)) + p("a", in_list(1, 1)) + p("b", in_list(1, 1)) + p("punt", in_list(2)) + p("los")
        + p("Twee", in_list(1)) + p("a", in_list(1, 1)) + p("diep", in_list(1, 2))
    )  # fmt: skip
    assert texts(read_docx(docx(inside, numbering))) == [
        *("1. Een", "a) a", "b) b", "- punt", "los", "2. Twee", "a) a", "2.1 diep"),
    ]


def test_lists_of_one_definition_count_on_unless_they_begin_anew() -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = QUESTION_LIST + use(1, 1) + use(2, 1) + use(3, 1, again)
    inside = p("a", in_list(1)) + p("b", in_list(2)) + p("c", in_list(3)) + p("d", in_list(3))
    assert texts(read_docx(docx(inside, numbering))) == ["1. a", "2. b", "1. c", "2. d"]


def test_an_empty_paragraph_counts_but_only_in_a_cell_is_its_number_all_there_is() -> None:
    table = tbl(*(tr(f"<w:tc>{p('', in_list(2))}</w:tc>", tc(text)) for text in ("Gent", "Aalst")))
    inside = p("a", in_list(1)) + p("", in_list(1)) + p("c", in_list(1)) + table
    body = read_docx(docx(inside, QUESTION_LIST + abstract(2, level(0, "%1.")) + use(1, 1) + use(2, 2)))
    assert texts(body) == ["1. a", "3. c"]
    assert tables(body) == [(("1.", "Gent"), ("2.", "Aalst"))]


def test_a_level_may_never_restart() -> None:
    numbering = abstract(1, level(0, "%1."), level(1, "%2)", more='<w:lvlRestart w:val="0"/>')) + use(1, 1)
    inside = p("a", in_list(1)) + p("b", in_list(1, 1)) + p("c", in_list(1)) + p("d", in_list(1, 1))
    assert texts(read_docx(docx(inside, numbering))) == ["1. a", "1) b", "2. c", "2) d"]


def test_a_style_may_hold_the_list_and_a_paragraph_may_leave_it() -> None:
    styles = (
        f'<w:style w:styleId="Vraag"><w:pPr>{in_list(1)}</w:pPr></w:style>'
        '<w:style w:styleId="Vervolg"><w:basedOn w:val="Vraag"/></w:style>'
        '<w:style w:styleId="Kring"><w:basedOn w:val="Kring"/></w:style>'
    )
    inside = (
        p("a", '<w:pStyle w:val="Vraag"/>') + p("b", '<w:pStyle w:val="Vervolg"/>')
        + p("c", '<w:pStyle w:val="Vraag"/>' + in_list(0)) + p("d", '<w:pStyle w:val="Kring"/>')
    )  # fmt: skip
    assert texts(read_docx(docx(inside, QUESTION_LIST + use(1, 1), styles))) == ["1. a", "2. b", "c", "d"]


def test_a_table_keeps_merged_and_empty_cells_in_their_columns() -> None:
    span, start, goes_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = tbl(
        tr(tc("Provincie", start), tc("Aantal", span)),
        tr(tc("Provincie", goes_on), tc("2023"), tc("2024")),
        "<w:sdt><w:sdtContent>" + tr(tc("Limburg"), tc(""), tc("1.250")) + "</w:sdtContent></w:sdt>",
    )
    body = read_docx(docx(p("Tabel 1") + table + p("Erna")))
    assert [line.text for line in body.lines] == ["Tabel 1", "", "Erna"]
    assert tables(body) == [(("Provincie", "Aantal", ""), ("", "2023", "2024"), ("Limburg", "", "1.250"))]


def test_a_frame_around_the_text_is_no_table() -> None:
    inner = tbl(tr(tc("x"), tc("y")), tr(tc("1"), tc("2")))
    body = read_docx(docx(tbl(tr(f"<w:tc>{p('ANTWOORD')}{inner}</w:tc>"))))
    assert texts(body) == ["ANTWOORD"]
    assert tables(body) == [(("x", "y"), ("1", "2"))]


def test_strict_documents_and_other_names_of_parts_are_read() -> None:
    data = zipped(
        {
            "_rels/.rels": relations(officeDocument="/word/document2.xml"),
            "word/document2.xml": part("document", f"<w:body>{p('strikt')}</w:body>", STRICT),
        }
    )
    assert texts(read_docx(data)) == ["strikt"]


def test_damaged_xml_is_read_as_far_as_it_goes_and_the_loss_is_told() -> None:
    whole = part("document", f"<w:body>{p('een')}{p('twee')}</w:body>")
    body = read_docx(zipped({"word/document.xml": whole[: whole.index("twee") + 4]}))
    assert texts(body) == ["een", "twee"]
    assert len(body.losses) == 1
    assert "damaged" in body.losses[0]


def test_a_document_taken_in_is_told() -> None:
    assert "was not read" in read_docx(docx(p("tekst") + "<w:altChunk/>")).losses[0]


def test_a_scan_in_a_word_file_is_a_scan() -> None:
    with pytest.raises(Scanned):
        read_docx(docx("<w:p/>", **{"word/media/image1.png": b"x"}))


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(docx(""), "holds no text", id="empty"),
        pytest.param(zipped({"word/x.xml": "<x/>"}), "the part with its text is missing", id="no text part"),
        pytest.param(zipped({"word/document.xml": ""}), "is not XML", id="an empty part"),
        pytest.param(zipped({"word/document.xml": BOMB + "<x>&b;</x>"}), "entities", id="entities"),
        pytest.param(zipped({"word/document.xml": b" " * 50_000_001}), "more than 50 MB", id="a part that grows"),
        pytest.param(zipped({f"word/{i}.xml": b" " * 50_000_000 for i in range(5)}), "200 MB", id="a bomb"),
        pytest.param(zipped({f"word/{i}": b"" for i in range(5_001)}), "5001 files", id="many members"),
        pytest.param(docx(p("tekst"))[:-30], "damaged", id="cut off"),
        pytest.param(b"PK\x03\x04", "damaged", id="only a signature"),
    ],
)
def test_a_file_without_text_says_why(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read_docx(data)


def test_a_size_that_is_a_lie_is_found_out() -> None:
    data = docx(p("tekst") + " " * 3_000_000)
    place = data.index(b"word/document.xml", data.index(b"PK\x01\x02")) - 46
    lying = data[: place + 24] + (100).to_bytes(4, "little") + data[place + 28 :]
    with pytest.raises(Unreadable, match="damaged"):
        read_docx(lying)


WHOLE = docx(p("Een", in_list(1)) + tbl(tr(tc("a"), tc("b")), tr(tc("c"), tc("d"))), QUESTION_LIST + use(1, 1))


@settings(max_examples=150, deadline=2_000)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_damage_is_read_or_refused_but_never_raises_anything_else(changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for place, byte in changes:
        data[place] = byte
    with suppress(Unreadable):
        read_docx(bytes(data))


VALUES = st.sampled_from(["", "-1", "0", "1", "9", "99999999999", "x", "%1%1%1", "bullet", "none", "continue"])
NAMES = ["p", "r", "t", "tbl", "tr", "tc", "pPr", "numPr", "numId", "ilvl", "fldChar", "sym", "gridSpan", "br", "sdt"]


@settings(max_examples=100, deadline=2_000)
@given(
    st.recursive(
        st.tuples(st.sampled_from(NAMES), VALUES, st.just("x")).map(lambda n: f'<w:{n[0]} w:val="{n[1]}">x</w:{n[0]}>'),
        lambda inner: st.tuples(st.sampled_from(NAMES), st.lists(inner, max_size=4)).map(
            lambda n: f"<w:{n[0]}>{''.join(n[1])}</w:{n[0]}>"
        ),
        max_leaves=30,
    )
)
def test_elements_in_any_order_never_raise_anything_else(inside: str) -> None:
    with suppress(Unreadable):
        body = read_docx(docx(inside, QUESTION_LIST + use(1, 1)))
        for rows in tables(body):
            assert len({len(row) for row in rows}) == 1
