"""Prints the files of the sample (data/sample/files) from its texts: `python data/sample/make.py`.

A tool for maintainers: run it after changing a question and commit what it writes. It needs the `dev` extra, the
Liberation fonts (fonts-liberation) and, for the scanned question, pdftoppm (poppler-utils). The same texts, fonts and
versions give the same bytes.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from fpdf import FPDF
from fpdf.enums import TableHeadingsDisplay, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from crawler.sample.questions import Block, SamplePerson, SampleQuestion, Table, read_sample

FONTS = Path("/usr/share/fonts/truetype/liberation")
FACES = {"serif": "LiberationSerif", "sans": "LiberationSans"}
MARGIN = 25  # mm
LINE = 5.2  # mm from one printed line to the next
INDENT = 8  # mm that a numbered paragraph hangs in
BULLET_INDENT = 5
SCAN_DPI = 100

MONTHS = [
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
]

_LABEL = re.compile(r"(?P<label>\d+(?:-\d+)?\.|[a-z]\)|-) +(?P<text>.+)")
_LONG_WORD = re.compile(r"[^\W\d_]{9,}")
_SYLLABLE_END = re.compile(
    r"(?<=[aeiouy])(?=(?:[bcdfgklmnprstvwz]|sch|ch|st)[aeiouyé])|(?<=[aeiouy][lmnrs])(?=[bdfgkpstvwz][aeiouy])"
)

ERROR_PAGE = """<!DOCTYPE html>
<html lang="nl">
<head><meta charset="utf-8"><title>Er is een fout opgetreden</title></head>
<body>
<h1>Er is een fout opgetreden</h1>
<p>Het gevraagde document is tijdelijk niet beschikbaar. Probeer het later opnieuw.</p>
</body>
</html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a file is laid out: the [layout] of a question. `number` and `session_year` may stand in the running head."""

    font: str = "serif"
    centred: bool = False
    running_head: str = ""
    footer: str = ""
    answer_heading: str = "three lines"
    bullet: str = "•"
    hyphenate: bool = False
    repeat_table_heading: bool = False


class Document(FPDF):
    """An A4 page as a word processor would set it."""

    def __init__(self, layout: Layout, running_head: str, pages: int):
        super().__init__(format="A4")
        self._layout = layout
        self._running_head = running_head
        self._pages = pages
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, MARGIN)
        for style, suffix in (("", "Regular"), ("B", "Bold")):
            self.add_font("text", style, FONTS / f"{FACES[layout.font]}-{suffix}.ttf")
        self.set_font("text", size=11)

    def close(self) -> None:
        """Close the font files."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def header(self) -> None:
        """The running head."""
        if self._running_head:
            self._set_small(14, self._running_head)
            self.set_y(MARGIN)

    def footer(self) -> None:
        """The page number."""
        if self._layout.footer:
            self._set_small(-16, self._layout.footer.format(page=self.page_no(), pages=self._pages))

    def _set_small(self, y: float, text: str) -> None:
        self.set_y(y)
        self.set_font("text", size=9)
        self.cell(w=0, h=LINE, text=text, align="C")
        self.set_font("text", size=11)

    def print_heading(self, lines: list[str]) -> None:
        """Lines of a letterhead."""
        for line in lines:
            self._print_lines(line, indent=0, align="C" if self._layout.centred else "L")

    def print_blocks(self, blocks: tuple[Block, ...]) -> None:
        """The paragraphs and tables of a text."""
        for block in blocks:
            self.ln(LINE / 2)
            if isinstance(block, Table):
                self._print_table(block)
            elif match := _LABEL.fullmatch(block):
                self._print_labelled(match["label"], match["text"])
            else:
                self._print_lines(block, indent=0)

    def _print_labelled(self, label: str, text: str) -> None:
        indent = INDENT
        if not label[0].isdigit():
            self.set_x(MARGIN + INDENT)
            indent += BULLET_INDENT
        if self.will_page_break(LINE):
            x = self.x
            self.add_page()
            self.set_x(x)
        shown = self._layout.bullet if label == "-" else label
        width = self.get_string_width(shown + " ")
        self.cell(w=width, h=LINE, text=shown)
        self._print_lines(text, indent=max(indent, self.x - MARGIN))

    def _print_lines(self, text: str, *, indent: float, align: str = "L") -> None:
        if self._layout.hyphenate:
            text = _LONG_WORD.sub(_with_soft_hyphens, text)
        self.set_x(MARGIN + indent)
        self.multi_cell(w=0, h=LINE, text=text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _print_table(self, table: Table) -> None:
        longest = [max(6, *(len(cell) for cell in column)) for column in zip(*table.rows, strict=True)]
        repeat = self._layout.repeat_table_heading
        self.set_font("text", size=9)
        with self.table(
            col_widths=longest,
            text_align="LEFT",
            line_height=LINE - 0.6,
            padding=0.7,
            headings_style=FontFace(emphasis="BOLD"),
            repeat_headings=TableHeadingsDisplay.ON_TOP_OF_EVERY_PAGE if repeat else TableHeadingsDisplay.NONE,
        ) as printed:
            for cells in table.rows:
                printed.row(cells)
        self.set_font("text", size=11)


def print_pdf(question: SampleQuestion) -> bytes:
    """The file of question and answer as a PDF."""
    pages = 0
    while True:  # the footer may name the number of pages, which is known only once they are set
        with closing(_set_pages(question, pages)) as document:
            if document.page == pages:
                return bytes(document.output())
            pages = document.page


def _set_pages(question: SampleQuestion, pages: int) -> Document:
    layout = Layout(**question.layout)
    running_head = layout.running_head.format(number=question.number, session_year=question.session_year)
    document = Document(layout, running_head, pages)
    document.set_creation_date(_noon(question.published_on))
    document.set_title(f"Schriftelijke vraag nr. {question.number}")
    document.set_lang("nl-BE")
    document.add_page()
    document.print_heading(_question_heading(question))
    document.ln(LINE)
    document.set_font("text", "B", 11)
    document.print_heading([question.title])
    document.set_font("text", "", 11)
    document.print_blocks(question.question)
    if question.together:
        asked = ", ".join(f"{minister} ({number})" for minister, number in question.together)
        document.print_blocks((f"Deze vraag werd gesteld aan de ministers {asked}",))
    if question.answer:
        document.add_page()
        document.print_heading(_answer_heading(question, layout))
        document.print_blocks(question.answer)
    return document


def _question_heading(question: SampleQuestion) -> list[str]:
    return [
        "SCHRIFTELIJKE VRAAG",
        f"nr. {question.number}",
        f"van {question.asker.name.upper()}",
        f"datum: {_in_words(question.asked_on)}",
        f"aan {question.minister.name.upper()}",
        _office(question.minister, question.asked_on),
    ]


def _answer_heading(question: SampleQuestion, layout: Layout) -> list[str]:
    on_question = f"op vraag nr. {question.number} van {_in_words(question.asked_on)}"
    asker = f"van {question.asker.name.upper()}"
    marker = {
        "three lines": ["ANTWOORD", on_question, asker],
        "one line": [f"ANTWOORD {on_question} {asker}"],
        "sentence": [f"Antwoord , {on_question}", asker],
    }[layout.answer_heading]
    day = question.answered_on or question.asked_on
    return [question.minister.name.upper(), _office(question.minister, day), *marker]


def _office(minister: SamplePerson, day: date) -> str:
    office = minister.office_on(day)
    if office is None:
        raise ValueError(f"{minister.name} is no minister on {day}: see people.toml")
    return office.upper()


def _in_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _with_soft_hyphens(word: re.Match[str]) -> str:
    """A long word with soft hyphens at its plainest syllables, three letters from either end."""
    text = word[0]
    ends = [match.start() for match in _SYLLABLE_END.finditer(text) if 3 <= match.start() <= len(text) - 3]
    for end in reversed(ends):
        text = f"{text[:end]}\N{SOFT HYPHEN}{text[end:]}"
    return text


def scan(pdf: bytes, day: date) -> bytes:
    """The pages of a PDF as grey images in a new one."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source.pdf")
        source.write_bytes(pdf)
        options = ["-r", str(SCAN_DPI), "-gray", "-jpeg", "-jpegopt", "quality=45"]
        subprocess.run(["pdftoppm", *options, str(source), str(Path(folder, "page"))], check=True)
        document = FPDF(format="A4")
        document.set_creation_date(_noon(day))
        for image in sorted(Path(folder).glob("*.jpg")):
            document.add_page()
            document.image(image, x=0, y=0, w=document.w, h=document.h)
        return bytes(document.output())


def spreadsheet(table: Table) -> bytes:
    """An XLSX workbook with one sheet of texts."""
    rows = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row) + "</row>"
        for row in table.rows
    )
    office = "http://schemas.openxmlformats.org"
    main = f"{office}/spreadsheetml/2006/main"
    document = f"{office}/officeDocument/2006/relationships"
    package = f"{office}/package/2006"
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{media}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{media}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{document}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{document}"><sheets>'
        '<sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{document}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
    }
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name)  # of 1980-01-01, so that the bytes do not depend on the day
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}')
    return buffer.getvalue()


def write_files(question: SampleQuestion, folder: Path) -> None:
    """Write the file of a question, in the state it has in the sample, and its attachment."""
    path = folder / f"{question.pfile}.pdf"
    match question.file:
        case "whole":
            path.write_bytes(print_pdf(question))
        case "scan":
            path.write_bytes(scan(print_pdf(question), question.published_on))
        case "damaged":
            pdf = print_pdf(question)
            path.write_bytes(pdf[: len(pdf) // 2])
        case "html":
            path.with_suffix(".html").write_text(ERROR_PAGE, encoding="utf-8")
        case "missing":
            pass
    if question.attachment:
        (folder / f"{question.attachment.pfile}.xlsx").write_bytes(spreadsheet(question.attachment.table))


def main() -> int:
    """Write every file of the sample; returns the exit status."""
    sample = read_sample()
    if not FONTS.is_dir() or not shutil.which("pdftoppm"):
        print("install the Liberation fonts (fonts-liberation) and pdftoppm (poppler-utils)", file=sys.stderr)
        return 2
    sample.files.mkdir(exist_ok=True)
    for question in sample.questions:
        write_files(question, sample.files)
    print(f"wrote the files of {len(sample.questions)} questions to {sample.files}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
