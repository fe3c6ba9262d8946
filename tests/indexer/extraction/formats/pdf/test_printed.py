"""Pages of PDFs as programs really print them: each is read as a person reads it.

The kinds come from public reports about other readers and from files of the Flemish parliament and government.
"""

import io
import zlib
from dataclasses import dataclass

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Text

from indexer.extraction import Anchors, Reading, Texts, join_readings, read_file
from indexer.extraction.formats.pdf.losses import losses_of
from indexer.extraction.formats.pdf.painting import Run
from indexer.extraction.formats.pdf.runs import Page, Pdf

ANCHORS = Anchors(12, "Speelpleinen - Verlichting", None, "An Peeters", "Jan Janssens")
QUESTION = (
    *("SCHRIFTELIJKE VRAAG", "nr. 12", "van AN PEETERS", "datum: 20 januari 2031", "aan JAN JANSSENS"),
    *("VLAAMS MINISTER VAN SPORT", "Speelpleinen - Verlichting", "1. Hoeveel lampen zijn er?", "2. Wat kosten ze?"),
)
HEADING = ("JAN JANSSENS", "VLAAMS MINISTER VAN SPORT", "ANTWOORD", "op vraag nr. 12 van 20 januari 2031")
HEADING_AND_ASKER = (*HEADING, "van AN PEETERS")
LONG = "De gemeenten kregen in het voorjaar een brief waarin staat welke lampen voor de premie in aanmerking komen en"


def at(x: float, y: float, text: str, size: float = 10) -> str:
    return f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n"


def column(*lines: str, x: float = 57, top: float = 780, leading: float = 13, size: float = 10) -> str:
    return "".join(at(x, top - leading * row, text, size) for row, text in enumerate(lines))


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0} {y0} m {x1} {y1} l S\n"


def grid(xs: tuple[float, ...], ys: tuple[float, ...]) -> str:
    down = "".join(rule(x, ys[0], x, ys[-1]) for x in xs)
    return "0.5 w\n" + down + "".join(rule(xs[0], y, xs[-1], y) for y in ys)


def pdf(*contents: str) -> bytes:
    """A PDF of pages with these contents, in Helvetica with the letters of Windows."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(contents)))
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(contents)} /Kids [{kids}] >>".encode(),
    ]
    objects.append(font.encode())
    for n, content in enumerate(contents):
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * n} 0 R "
        packed = zlib.compress(content.encode("cp1252"))
        objects.append((page + "/Resources << /Font << /F 3 0 R >> >> >>").encode())
        objects.append(f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream")
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + table + end.encode()


def answered(content: str, *, heading: tuple[str, ...] = HEADING_AND_ASKER, more: tuple[str, ...] = ()) -> bytes:
    """A question on one page, and its answer with this content below the heading on the next."""
    return pdf(column(*QUESTION), column(*heading) + content, *more)


def read(data: bytes) -> tuple[Reading, Texts]:
    reading = read_file(data, ANCHORS)
    return reading, join_readings([reading], [])


@dataclass(frozen=True)
class Case:
    """A page below the heading of an answer, and what the answer is."""

    content: str
    answer: str


CASES = {
    "what stands at the top is drawn last": Case(
        column("2. Tien euro.", top=640) + column("1. Er zijn er tien.", top=700),
        "1. Er zijn er tien.\n\n2. Tien euro.",
    ),
    "a first letter in a text object of its own": Case(
        "BT /F 1 Tf 11 0 0 11 57 689 Tm (N) Tj 11 0 0 11 57 768.2 Tm 0.72 -7.2 Td (aast die komen er vijf.) Tj ET\n",
        "Naast die komen er vijf.",
    ),
    "bold letters that are printed twice": Case(
        at(57, 700, "Er zijn er tien.") + at(57.2, 700, "Er zijn er tien."), "Er zijn er tien."
    ),
    "a letter that stands twice in a word is no letter printed twice": Case(
        at(57, 700, "a") + at(62.6, 700, "l") + at(64.8, 700, "l") + at(67, 700, "es"), "alles"
    ),
    "a figure to the left of the one before it": Case(
        at(346, 700, "65.812.226") + at(212, 699, "66.475.112"), "66.475.112 65.812.226"
    ),
    "a font that changes inside a word": Case(
        "BT /F 10 Tf 1 0 0 1 57 700 Tm (Lam) Tj /F 10 Tf (pen) Tj ( in parken.) Tj ET\n", "Lampen in parken."
    ),
    "words that are placed one by one to fill the line": Case(
        at(57, 700, "Er") + at(80, 700, "zijn") + at(110, 700, "er") + at(135, 700, "tien."), "Er zijn er tien."
    ),
    "a quotation that is narrower than the text": Case(
        column(LONG, LONG, "ook welke niet.", top=700)
        + column(
            *("Het agentschap stelt vast dat de ver-", "lichting op de speelpleinen de laat-"),
            *("ste jaren sterk is verbeterd, en dat", "de gemeenten daar zelf in investeren."),
            top=648,
        ),
        f"{LONG} {LONG} ook welke niet.\n\nHet agentschap stelt vast dat de verlichting op de speelpleinen de laatste "
        "jaren sterk is verbeterd, en dat de gemeenten daar zelf in investeren.",
    ),
    "a raised figure that no footnote explains": Case(
        at(57, 700, "De vloer is 14.200 m") + at(146.5, 703.6, "2", 6), "De vloer is 14.200 m\N{SUPERSCRIPT TWO}"
    ),
    "columns that are printed line by line across both": Case(
        "".join(
            at(57, 700 - 13 * n, f"Links staat regel {n} van de tekst hier")
            + at(310, 700 - 13 * n, f"Rechts staat regel {n} van de tekst")
            for n in range(6)
        ),
        " ".join(f"Links staat regel {n} van de tekst hier" for n in range(6))
        + " "
        + " ".join(f"Rechts staat regel {n} van de tekst" for n in range(6)),
    ),
}


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_a_page_is_read_as_it_is_printed(case: Case) -> None:
    _, texts = read(answered(case.content))
    assert texts.answer == case.answer


XS = (57.0, 103.0, 152.0, 240.0)
TABLES = {
    "columns without rules": (
        column("Provincie", "Antwerpen", "Limburg", top=690)
        + column("2029", "1.204", "804", x=220, top=690)
        + column("2030", "1.311", "811", x=300, top=690),
        (("Provincie", "2029", "2030"), ("Antwerpen", "1.204", "1.311"), ("Limburg", "804", "811")),
    ),
    "columns without rules, with a cell of two lines and an empty one": (
        column("Jaar van", "beslissing", top=690, leading=11)
        + column("Aantal in", "Limburg", x=160, top=690, leading=11)
        + at(260, 690, "Totaal")
        + "".join(
            at(57, y, year) + (at(180, y, few) if few else "") + at(270, y, all_)
            for y, year, few, all_ in ((662, "2028", "70", "688"), (645, "2029", "", "531"), (628, "2030", "38", "371"))
        ),
        (
            ("Jaar van beslissing", "Aantal in Limburg", "Totaal"),
            ("2028", "70", "688"),
            ("2029", "", "531"),
            ("2030", "38", "371"),
        ),
    ),
    "columns without rules below headings of several columns": (
        at(160, 690, "openbare pleinen")
        + at(320, 690, "andere")
        + "".join(
            at(57, y, a) + at(160, y, b) + at(230, y, c) + at(320, y, d)
            for y, a, b, c, d in (
                (675, "Jaar", "nieuw", "oud", "alle"),
                (660, "2029", "12", "40", "3"),
                (645, "2030", "14", "38", "5"),
            )
        ),
        (
            ("", "openbare pleinen", "", "andere"),
            ("Jaar", "nieuw", "oud", "alle"),
            ("2029", "12", "40", "3"),
            ("2030", "14", "38", "5"),
        ),
    ),
    "narrow cells that cut words and amounts": (
        grid(XS, (700, 663, 637))
        + column("Jaar", "Beslissin", "g", x=60, top=689, leading=11, size=9)
        + column("Toegekend", "e steun", x=106, top=689, leading=11, size=9)
        + at(155, 689, "aantal projecten", 9)
        + at(60, 652, "2028", 9)
        + column("14.282.6", "12,00", x=106, top=652, leading=11, size=9)
        + at(155, 652, "57", 9),
        (("Jaar Beslissing", "Toegekende steun", "aantal projecten"), ("2028", "14.282.612,00", "57")),
    ),
    "sideways": (
        "q 0 1 -1 0 595 0 cm\n"
        + grid((50, 200, 300), (500, 475, 450))
        + at(53, 488, "Provincie van de pleinen met lampen")
        + at(203, 488, "Aantal")
        + at(53, 463, "Limburg")
        + at(203, 463, "804")
        + "Q\n",
        (("Provincie van de pleinen met lampen", "Aantal"), ("Limburg", "804")),
    ),
}


@pytest.mark.parametrize(("content", "rows"), [pytest.param(*case, id=name) for name, case in TABLES.items()])
def test_a_table_is_read_by_its_columns(content: str, rows: tuple[tuple[str, ...], ...]) -> None:
    sideways = content.startswith("q 0 1")
    data = answered(at(57, 715, "1. Zie de tabel."), more=(content,)) if sideways else answered(content)
    assert [table.rows for table in read(data)[1].tables] == [rows]


def test_a_table_without_rules_goes_on_over_the_page() -> None:
    def part(top: float, *rows: tuple[str, str, str]) -> str:
        return "".join(
            at(57, top - 14 * n, a) + at(220, top - 14 * n, b) + at(300, top - 14 * n, c)
            for n, (a, b, c) in enumerate(rows)
        )

    head = ("Provincie", "2029", "2030")
    first = part(120, head, ("Antwerpen", "1.204", "1.311"), ("Limburg", "804", "811"))
    again = part(780, head, ("Oost-Vlaanderen", "990", "1.001"))
    [table] = read(answered(first, more=(again,)))[1].tables
    assert [row[0] for row in table.rows] == ["Provincie", "Antwerpen", "Limburg", "Oost-Vlaanderen"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            "".join(
                at(57, y, f"{n}.") + at(75, y, "a\\)") + at(95, y, LONG[:60]) for n, y in ((1, 700), (2, 680), (3, 660))
            ),
            id="labels that hang beside the text",
        ),
        pytest.param(
            "".join(
                at(57, y, f"{n}.") + at(75, y, "Inleiding") + at(500, y, "9") for n, y in ((1, 700), (2, 686), (3, 672))
            ),
            id="a table of contents",
        ),
        pytest.param(
            "".join(at(57 + 60 * k, y, "woorden") for y in (700, 687) for k in range(2)), id="two columns are too few"
        ),
    ],
)
def test_what_is_no_table_stays_text(content: str) -> None:
    assert read(answered(content))[1].tables == ()


def test_a_heading_with_a_space_between_its_letters_is_one() -> None:
    heading = (*HEADING_AND_ASKER[:2], "A N T W O O R D", *HEADING_AND_ASKER[3:])
    _, texts = read(answered(at(57, 700, "1. Er zijn er tien."), heading=heading))
    assert texts.answer == "1. Er zijn er tien."


# --- footnotes -----------------------------------------------------------------------------------------------------


def with_note(note: str) -> str:
    return (
        at(57, 700, "1. Het zijn er 14.200")
        + at(146.7, 703.6, "1", 6)
        + at(57, 674, "2. Tien euro per lamp, ook waar de lampen in parken staan.")
        + (note or at(57, 60, "1", 8) + at(62, 60, "Met de lampen in parken.", 8))
    )


@pytest.mark.parametrize(
    "note",
    [
        pytest.param("", id="a mark as large as the note"),
        pytest.param(at(57, 62.7, "1", 5) + at(78, 60, "Met de lampen in parken.", 8), id="a raised mark that hangs"),
        pytest.param(at(57, 60, "1 Met de lampen", 8) + at(57, 50, "in parken.", 8), id="a note of two lines"),
    ],
)
def test_a_footnote_goes_with_the_part_that_has_its_mark(note: str) -> None:
    reading, texts = read(answered(with_note(note)))
    assert [(part.label, part.answer) for part in texts.parts] == [
        ("1", "Het zijn er 14.200"),
        ("2", "Tien euro per lamp, ook waar de lampen in parken staan."),
    ]
    assert [tuple(note.model_dump().values()) for note in texts.footnotes] == [("1", "Met de lampen in parken.", "1")]
    assert (texts.answer or "").endswith("\n\n1 Met de lampen in parken.")
    assert reading.notes == ()


def test_a_footnote_of_two_paragraphs_has_its_mark_once() -> None:
    note = column(
        "1 Met de lampen in parken, op pleinen en", "in dreven.", "Zonder die langs wegen.", top=80, leading=10, size=8
    )
    _, texts = read(answered(with_note(note)))
    assert [(note.mark, note.text) for note in texts.footnotes] == [
        ("1", "Met de lampen in parken, op pleinen en in dreven.\nZonder die langs wegen.")
    ]
    assert (texts.answer or "").endswith("pleinen en in dreven.\n\nZonder die langs wegen.")


def test_a_footnote_that_nothing_refers_to_stands_at_the_end_and_is_said() -> None:
    content = at(57, 700, "1. Er zijn er tien.") + at(57, 60, "3 Cijfer van 1 maart.", 8)
    reading, texts = read(answered(content))
    assert texts.answer == "1. Er zijn er tien.\n\n3 Cijfer van 1 maart."
    assert reading.notes == ("footnote 3 stands at the end: its mark was not found in the text",)


# --- what is written over a page, and what is not sure -------------------------------------------------------------


def annotated(annotation: FreeText | Text) -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(answered(at(57, 700, "1. Er zijn er tien.")))))
    writer.add_annotation(page_number=1, annotation=annotation)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_text_box_over_the_page_is_read_in_its_place() -> None:
    _, texts = read(annotated(FreeText(text="Rechtzetting: het zijn er twaalf.", rect=(57, 600, 300, 630))))
    assert texts.answer == "1. Er zijn er tien.\n\nRechtzetting: het zijn er twaalf."


def test_a_note_that_is_only_shown_when_opened_is_said() -> None:
    reading, texts = read(annotated(Text(text="Klopt dit?", rect=(57, 600, 77, 620))))
    assert texts.answer == "1. Er zijn er tien."
    assert reading.notes == ("page 2 of 2 has 1 annotation with text that is not printed on it",)


@pytest.mark.parametrize(
    ("content", "doubt"),
    [
        pytest.param(
            grid((400, 480, 620), (700, 680, 660))
            + at(403, 688, "Jaar")
            + at(483, 688, "Aantal")
            + at(403, 668, "2030"),
            "it is cut off at the edge of the page",
            id="cut off at the edge",
        ),
        pytest.param(
            grid((57, 157, 257), (700, 680, 660))
            + at(60, 688, "Limburg")
            + at(160, 688, "1.204,50")
            + at(60, 668, "Antwerpen")
            + at(160, 668, "1.311,00"),
            "its first row may be no header",
            id="a row of amounts where the header should be",
        ),
        pytest.param(
            grid((400, 480, 620), (700, 680, 660))
            + at(403, 688, "Limburg")
            + at(483, 688, "1.204,50")
            + at(403, 668, "Antwerpen"),
            "it is cut off at the edge of the page and its first row may be no header",
            id="cut off at the edge, and a row of amounts where the header should be",
        ),
    ],
)
def test_a_table_that_may_have_lost_something_is_doubted(content: str, doubt: str) -> None:
    reading, texts = read(answered(content))
    assert [table.doubt for table in texts.tables] == [doubt]
    assert [table.has_header for table in texts.tables] == ["no header" not in doubt]
    assert reading.notes == (f"a table on page 2 may be incomplete: {doubt}",)


def test_a_page_that_prints_much_more_than_was_read_has_lost_text() -> None:
    read = (Run("De tekst van deze bladzijde is voor het grootste deel weg.", 70.0, 700.0, 11.0),)
    whole, short = (losses_of(Pdf((Page(1, 842.0, read, painted=n),), 1, None, is_whole=True)) for n in (60, 1_000))
    assert whole == ()
    assert short == (f"page 1 of 1 prints 1000 characters, and only {len(read[0].text)} were read",)
