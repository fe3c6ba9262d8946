"""OpenDocument files, old Excel workbooks, tables of values and plain text are read like any other file."""

import io
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.extraction.formats.kinds import Format, sniff
from indexer.extraction.formats.odf.text import read_odt
from indexer.extraction.formats.problems import Scanned, Unreadable
from indexer.extraction.reading import read_file
from indexer.extraction.structure.headings import Anchors
from indexer.extraction.text.lines import Body, Rows
from indexer.extraction.texts import join_readings
from tests.support.doc_files import make_ole

ANCHORS = Anchors(12, "Speelpleinen", None, "An Peeters", "Jan Janssens")
HEADER = ("SCHRIFTELIJKE VRAAG", "nr. 12", "van AN PEETERS", "Speelpleinen")
ANSWER = ("ANTWOORD", "op vraag nr. 12 van 20 januari 2031", "van AN PEETERS")
MIMETYPE = "application/vnd.oasis.opendocument."

LISTS = (
    '<text:list-style style:name="L1">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>'
    '<text:list-level-style-bullet text:level="3" text:bullet-char="•"/></text:list-style>'
    '<style:style style:name="P1" style:family="paragraph" style:list-style-name="L1"/>'
    '<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
)


def odf(kind: str, body: str, **more: str) -> bytes:
    names = ("office", "text", "table", "style", "draw", "xml")
    spaces = " ".join(f'xmlns:{name}="urn:{name}"' for name in names if name != "xml")
    element = "spreadsheet" if kind == "spreadsheet" else "text"
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{LISTS}</office:automatic-styles>"
        f"<office:body><office:{element}>{body}</office:{element}></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", MIMETYPE + kind)
        for name, text in {"content.xml": content, "manifest.rdf": "<rdf/>", "meta.xml": "<m/>", **more}.items():
            package.writestr(name, text)
    return buffer.getvalue()


def p(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def items(*texts: str, more: str = "", inner: str = "") -> str:
    found = "".join(f"<text:list-item>{p(text)}</text:list-item>" for text in texts)
    nested = f"<text:list-item>{inner}</text:list-item>" if inner else ""
    return f'<text:list text:style-name="L1"{more}>{found}{nested}</text:list>'


def row(*cells: str) -> str:
    inside = "".join(f"<table:table-cell>{p(cell)}</table:table-cell>" for cell in cells)
    return f"<table:table-row>{inside}</table:table-row>"


Shown = list[str | tuple[str, str] | Rows]


def shown(body: Body) -> Shown:
    return [line.rows or ((line.note.mark, line.text) if line.note else line.text) for line in body.lines]


NOTE = (
    '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
    f"<text:note-body>{p('Met parken.')}</text:note-body></text:note>"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(p("een<text:s text:c='2'/>twee<text:tab/>drie"), ["een twee drie"], id="spaces"),
        pytest.param(p("een<text:line-break/>twee"), ["een", "twee"], id="a broken line"),
        pytest.param(p("een\n  twee"), ["een twee"], id="a line end of the file"),
        pytest.param(p('wel<text:span text:style-name="T1"> niet</text:span> toch'), ["wel toch"], id="hidden"),
        pytest.param(f"<text:section><text:h>Kop</text:h>{p('tekst')}</text:section>", ["Kop", "tekst"], id="section"),
        pytest.param(f"<text:tracked-changes>{p('weg')}</text:tracked-changes>{p('tekst')}", ["tekst"], id="deleted"),
        pytest.param(p(f"het zijn er 14.200{NOTE}."), ["het zijn er 14.200.", ("1", "Met parken.")], id="footnote"),
        pytest.param(
            p(f"a<draw:frame><draw:text-box>{p('kader')}</draw:text-box></draw:frame>b"), ["ab", "kader"], id="text box"
        ),
        pytest.param(items("een", "twee") + items("drie"), ["1. een", "2. twee", "1. drie"], id="two lists"),
        pytest.param(
            items("een", more=' text:continue-numbering="true"')
            + items("twee", more=' text:continue-numbering="true"'),
            ["1. een", "2. twee"],
            id="a list that goes on",
        ),
        pytest.param(
            items("een", more=' xml:id="x"') + items("los") + items("twee", more=' text:continue-list="x"'),
            ["1. een", "1. los", "2. twee"],
            id="a list that goes on with another",
        ),
        pytest.param(
            items("een", inner=f"{p('twee')}<text:list><text:list-item>{p('a')}</text:list-item></text:list>"),
            ["1. een", "2. twee", "a) a"],
            id="a list in a list",
        ),
        pytest.param(
            '<text:list text:style-name="L1"><text:list-item text:start-value="4">'
            f"{p('vier')}{p('meer')}</text:list-item>"
            f"<text:list-item>{p('vijf')}</text:list-item></text:list>",
            ["4. vier", "meer", "5. vijf"],
            id="a number that was chosen",
        ),
        pytest.param(
            f"<text:list><text:list-item>{p('een', 'P1')}</text:list-item></text:list>",
            ["1. een"],
            id="by its paragraphs",
        ),
        pytest.param(
            f"<table:table><table:table-header-rows>{row('Jaar', 'Aantal')}</table:table-header-rows>"
            f"{row('2030', '1.204')}</table:table>",
            [(("Jaar", "Aantal"), ("2030", "1.204"))],
            id="table",
        ),
        pytest.param(
            '<table:table><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>A</text:p>'
            f"</table:table-cell><table:covered-table-cell/></table:table-row>{row('1', '2')}</table:table>",
            [(("A", ""), ("1", "2"))],
            id="a cell over two columns",
        ),
    ],
)
def test_an_odt_is_read_as_it_is_printed(body: str, expected: Shown) -> None:
    assert shown(read_odt(odf("text", body))) == expected


def test_an_odt_gives_question_and_answer_and_no_attachments() -> None:
    body = "".join(map(p, HEADER)) + items("Hoeveel?", "Waar?") + "".join(map(p, ANSWER)) + items("Tien.", "Gent.")
    reading = read_file(odf("text", body), ANCHORS)
    assert (reading.status, reading.format, reading.attachments, reading.notes) == ("read", Format.ODT, (), ())
    parts = join_readings([reading], []).parts
    assert [(part.question, part.answer) for part in parts] == [("Hoeveel?", "Tien."), ("Waar?", "Gent.")]


@pytest.mark.parametrize(
    ("data", "note"),
    [
        pytest.param(odf("text", ""), "holds no text", id="empty"),
        pytest.param(odf("text", "", **{"META-INF/manifest.xml": "<encryption-data/>"}), "password", id="locked"),
        pytest.param(odf("presentation", p("x")), "neither a text nor a spreadsheet", id="presentation"),
        pytest.param(odf("spreadsheet", "<table:table/>"), "is empty", id="empty spreadsheet"),
        pytest.param(odf("text", "", **{"content.xml": "geen XML"}), "damaged", id="damaged"),
    ],
)
def test_what_cannot_be_read_of_an_opendocument_file_is_said_in_one_note(data: bytes, note: str) -> None:
    reading = read_file(data, ANCHORS)
    assert reading.status == "unreadable"
    assert len(reading.notes) == 1
    assert note in reading.notes[0]


def test_an_ods_is_a_table_for_each_sheet_that_is_shown() -> None:
    cell = '<table:table-cell table:number-columns-repeated="{}">{}</table:table-cell>'
    repeated = "<table:table-row{}>" + cell + "</table:table-row>"
    empty = repeated.format(' table:number-rows-repeated="1048000"', 16384, "")
    twice = repeated.format("", 2, p("x"))
    sheets = (
        f'<table:table table:name="Steden">{row("Stad", "Aantal")}{twice}{empty}</table:table>'
        f'<table:table table:name="Weg" table:style-name="ta2">{row("verborgen")}</table:table>'
    )
    reading = read_file(odf("spreadsheet", sheets), None)
    assert [block.rows or block.text for block in reading.answer] == ["Steden", (("Stad", "Aantal"), ("x", "x"))]
    table = join_readings([], [("lijst.ods", reading)]).tables[0]
    assert (table.caption, table.page) == ("lijst.ods: Steden", None)


def record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def xls(*cells: tuple[int, int, str | float], encrypted: bool = False) -> bytes:
    """A workbook of one sheet in the form of Excel 5 (BIFF5), the shortest that says all it must."""
    end = record(0x0A, b"")
    begin = [record(0x809, struct.pack("<HHHH", 0x0500, kind, 0, 0)) for kind in (0x05, 0x10)]
    fonts = record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + b"\x05Arial") * 5
    formats = record(0xE0, struct.pack("<HHHHHHHH", 0, 0, 0xFFF5, 0x20, 0, 0, 0, 0)) * 16
    head = (
        begin[0]
        + (record(0x2F, bytes(4)) if encrypted else b"")
        + record(0x42, struct.pack("<H", 1252))
        + fonts
        + formats
    )
    name = b"Steden"
    sheet_at = len(head) + 4 + 7 + len(name) + len(end)
    place = record(0x85, struct.pack("<IHB", sheet_at, 0, len(name)) + name)
    rows = b"".join(
        record(0x204, struct.pack("<HHHH", row, column, 15, len(value)) + value.encode("cp1252"))
        if isinstance(value, str)
        else record(0x203, struct.pack("<HHHd", row, column, 15, value))
        for row, column, value in cells
    )
    book = head + place + end + begin[1] + rows + end
    return make_ole({"Book": book + bytes(max(0, 4096 - len(book)))})


def test_an_old_excel_workbook_is_a_table_for_each_sheet() -> None:
    data = xls((0, 0, "Stad"), (0, 1, "Aantal"), (1, 0, "Liège"), (1, 1, 14200.5))
    assert sniff(data) is Format.XLS
    reading = read_file(data, None)
    assert (reading.status, reading.notes) == ("read", ())
    assert [block.rows or block.text for block in reading.answer] == [
        "Steden", (("Stad", "Aantal"), ("Liège", "14200,5")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "note"),
    [
        pytest.param(make_ole({"Workbook": b"x"}), "the old Excel workbook is damaged", id="damaged"),
        pytest.param(xls(), "the old Excel workbook is empty", id="empty"),
        pytest.param(xls((0, 0, "x"), encrypted=True), "password", id="locked"),
    ],
)
def test_an_old_excel_workbook_that_cannot_be_read_says_so(data: bytes, note: str) -> None:
    reading = read_file(data, None)
    assert reading.status == "unreadable"
    assert note in reading.notes[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_values_are_a_table_whatever_parts_them_and_however_they_are_written(delimiter: str, encoding: str) -> None:
    text = '"Stad ";Aantal;Per jaar\r\nLiège;14.200;"a""b"\r\n;;\r\nMünchen;7;\r\n'.replace(";", delimiter)
    reading = read_file(text.encode(encoding), None)
    rows = (("Stad", "Aantal", "Per jaar"), ("Liège", "14.200", 'a"b'), ("München", "7", ""))
    assert (reading.status, reading.format, [block.rows for block in reading.answer]) == ("read", Format.CSV, [rows])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Eén alinea.\n\nNog één.", ["Eén alinea.", "Nog één."], id="paragraphs"),
        pytest.param("Er is brood, kaas.\nEr is melk, thee.", ["Er is brood, kaas.", "Er is melk, thee."], id="prose"),
        pytest.param(
            "Deze zin is met de hand gebroken op een plaats\nwaar hij vol was en gaat op een volgende\nregel verder.",
            ["Deze zin is met de hand gebroken op een plaats waar hij vol was en gaat op een volgende regel verder."],
            id="broken by hand",
        ),
    ],
)
def test_a_plain_text_is_its_paragraphs(text: str, expected: list[str]) -> None:
    for encoding in ("utf-8", "cp1252"):
        reading = read_file(text.encode(encoding), None)
        assert (reading.status, [block.text for block in reading.answer]) == ("read", expected)


def test_a_plain_text_is_a_question_only_with_its_headings() -> None:
    text = "\n".join((*HEADER, "1. Hoeveel?", *ANSWER, "1. Tien."))
    assert join_readings([read_file(text.encode(), ANCHORS)], []).answer == "1. Tien."
    refused = read_file(b"Service unavailable", ANCHORS)
    assert (refused.status, refused.question) == ("unreadable", ())
    assert read_file(b"\x00\x01\x02" * 40, None).status == "unreadable"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_is_read_or_refused_but_never_raises_anything_else(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([odf("text", items("een")), xls((0, 0, "x")), b"a;b\nc;d\n" * 9]))
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Scanned, Unreadable):
        assert read_file(bytes(broken), None).failure != "fault"
