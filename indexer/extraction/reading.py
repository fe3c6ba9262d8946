"""One file of a question -> the blocks of its question and its answer, and how the reading went."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from indexer.extraction.formats.doc.document import read_doc
from indexer.extraction.formats.docx.document import read_docx
from indexer.extraction.formats.kinds import Format, sniff
from indexer.extraction.formats.odf.sheet import read_ods
from indexer.extraction.formats.odf.text import read_odt
from indexer.extraction.formats.pdf.pages import read_pdf_body
from indexer.extraction.formats.pdf.scan import OCR_NOTE, read_scan
from indexer.extraction.formats.plain import is_table, is_text, read_plain
from indexer.extraction.formats.problems import Scanned, Unreadable
from indexer.extraction.formats.rtf.document import read_rtf
from indexer.extraction.formats.xls.workbook import read_xls
from indexer.extraction.formats.xlsx.workbook import read_xlsx
from indexer.extraction.formats.zipped import unzip
from indexer.extraction.structure.headings import NO_HEADER, Anchors, asked_together, split_sections
from indexer.extraction.structure.paragraphs import blocks
from indexer.extraction.structure.repeats import with_headings_apart
from indexer.extraction.text.lines import Block, Body

FileStatus = Literal["read", "partial", "scanned", "unreadable"]
Failure = Literal["passing", "fault"]
"""Why a reader did not come to the end of a file. What was passing (a limit of time or memory, a file that could not
be opened) may go better in another run, a fault of the reader in another version."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file yields. `question` and `answer` are the blocks of their bodies, empty where the file has none.

    `attachments` are the other files of a ZIP file, with their names. `failure` says why the reader did not come to the
    end.
    """

    status: FileStatus
    format: Format = Format.UNKNOWN
    question: tuple[Block, ...] = ()
    answer: tuple[Block, ...] = ()
    office: str | None = None
    answer_kind: str | None = None
    asked_together: tuple[tuple[str, int], ...] = ()
    attachments: tuple[tuple[str, "Reading"], ...] = ()
    pages: int | None = None
    notes: tuple[str, ...] = ()
    has_question: bool = False
    has_answer: bool = False
    failure: Failure | None = None

    @property
    def is_only_an_attachment(self) -> bool:
        """Whether the file was refused because it has no headings, and can be read without."""
        return self.status == "unreadable" and self.format in (Format.CSV, Format.TEXT)

    def without_blocks(self) -> "Reading":
        """The same without its texts."""
        return replace(self, question=(), answer=(), attachments=())


_READERS: dict[Format, Callable[[bytes], Body]] = {
    Format.PDF: read_pdf_body,
    Format.DOCX: read_docx,
    Format.OLE: read_doc,
    Format.RTF: read_rtf,
    Format.ODT: read_odt,
    Format.XLSX: read_xlsx,
    Format.ODS: read_ods,
    Format.XLS: read_xls,
}


def read_file(data: bytes, anchors: Anchors | None, *, ocr: bool = False) -> Reading:
    """Read the bytes of one file of question and answer, or of an attachment where `anchors` is None.

    An attachment is all answer. With `ocr` the images of a scan are read too; its status stays "scanned". Raises
    nothing but MemoryError, whatever the bytes are: the status and the notes say what went wrong.
    """
    kind = Format.UNKNOWN
    try:
        kind = sniff(data)
        return _read(data, kind, anchors, ocr=ocr)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - one file must not end the reading of all the others
        note = f"the file could not be read, through a fault of the reader: {type(error).__name__}"
        return Reading("unreadable", kind, notes=(note,), failure="fault")


def _read(data: bytes, kind: Format, anchors: Anchors | None, *, ocr: bool) -> Reading:
    if kind is Format.ZIP:
        return _read_zip(data, anchors, ocr=ocr)
    if kind is Format.UNKNOWN and is_text(data):
        return _read_plain(data, anchors)
    reader = _READERS.get(kind)
    if reader is None:
        return Reading("unreadable", kind, notes=(_why_not(kind),))
    try:
        body = reader(data)
    except Scanned as error:
        scan = Reading("scanned", kind, pages=error.pages, notes=error.notes, failure=_failure(error.is_cut))
        return _recognised(data, anchors, scan) if ocr and kind is Format.PDF else scan
    except Unreadable as error:
        return Reading("unreadable", kind, pages=error.pages, notes=error.notes, failure=_failure(error.is_cut))
    return _reading_of(body, kind, anchors)


def _read_plain(data: bytes, anchors: Anchors | None) -> Reading:
    """A plain text: any as an attachment; else only one with the headings of a question, and not a server's excuses."""
    kind = Format.CSV if is_table(data) else Format.TEXT
    try:
        body = read_plain(data)
    except Unreadable as error:
        return Reading("unreadable", kind, notes=error.notes)
    reading = _reading_of(body, kind, anchors)
    if anchors is None or reading.has_answer or not reading.has_question or NO_HEADER not in reading.notes:
        return reading
    return Reading("unreadable", kind, notes=(_why_not(kind),))


def _read_zip(data: bytes, anchors: Anchors | None, *, ocr: bool) -> Reading:
    """The files in a ZIP as one: question and answer from those that hold them, the others as attachments."""
    try:
        unzipped = unzip(data)
    except Unreadable as error:
        return Reading("unreadable", Format.ZIP, notes=error.notes)
    texts: list[Reading] = []
    attachments: list[tuple[str, Reading]] = []
    notes = list(unzipped.losses)
    for file in unzipped.files:
        if sniff(file.data) is Format.ZIP:
            notes.append(f"{file.name}: a ZIP file inside a ZIP file is not opened")
            continue
        is_attachment = file.role == "attachment"
        reading = read_file(file.data, None if is_attachment else anchors, ocr=ocr)
        notes += [f"{file.name}: {note}" for note in reading.notes]
        if is_attachment:
            attachments.append((file.name, reading))
        else:
            texts.append(_as_answer(reading) if file.role == "answer" else reading)
    return Reading(
        status=_worst([reading.status for reading in texts], lost=bool(unzipped.losses)),
        format=Format.ZIP,
        question=next((reading.question for reading in texts if reading.question), ()),
        answer=next((reading.answer for reading in texts if reading.answer), ()),
        has_question=any(reading.has_question for reading in texts),
        has_answer=any(reading.has_answer for reading in texts),
        office=next((reading.office for reading in texts if reading.office), None),
        answer_kind=next((reading.answer_kind for reading in texts if reading.answer_kind), None),
        asked_together=tuple(named for reading in texts for named in reading.asked_together),
        attachments=tuple(attachments),
        notes=tuple(notes),
        failure=worst_failure([*texts, *(reading for _, reading in attachments)]),
    )


def worst_failure(readings: Sequence[Reading]) -> Failure | None:
    """The failure of several files together: another run may do better as long as one of them is passing."""
    failures = {reading.failure for reading in readings}
    return "passing" if "passing" in failures else "fault" if "fault" in failures else None


def _as_answer(reading: Reading) -> Reading:
    """A file that is called an answer and has no heading is one."""
    if reading.answer or not reading.question:
        return reading
    return replace(reading, question=(), answer=reading.question, has_question=False, has_answer=True)


def _worst(statuses: Sequence[FileStatus], *, lost: bool) -> FileStatus:
    """The status of several files together: partial where some were read and others not."""
    if not statuses:
        return "unreadable"
    if all(status == statuses[0] for status in statuses) and not (lost and statuses[0] == "read"):
        return statuses[0]
    return "partial"


def _recognised(data: bytes, anchors: Anchors | None, scan: Reading) -> Reading:
    try:
        body = read_scan(data)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - the images of a damaged file make pypdf and Pillow raise any class
        return replace(scan, notes=(*scan.notes, f"the images could not be read: {type(error).__name__}"))
    found = _reading_of(body, scan.format, anchors)
    return replace(found, status="scanned", notes=(OCR_NOTE, *found.notes))


def _reading_of(body: Body, kind: Format, anchors: Anchors | None) -> Reading:
    status: FileStatus = "partial" if body.losses else "read"
    failure = _failure(body.is_cut)
    notes = (*body.losses, *body.remarks)
    if anchors is None:
        answer = tuple(blocks(body.lines))
        return Reading(status, kind, answer=answer, pages=body.pages, notes=notes, failure=failure)
    sections = split_sections(body.lines, anchors)
    question, together = asked_together(blocks(sections.question or ()))
    answer = tuple(blocks(with_headings_apart(sections.answer or ())))
    return Reading(
        status=status,
        format=kind,
        question=tuple(question),
        answer=answer,
        has_question=bool(question),
        has_answer=bool(answer),
        office=sections.office,
        answer_kind=sections.answer_kind,
        asked_together=tuple(together),
        pages=body.pages,
        notes=(*notes, *sections.notes),
        failure=failure,
    )


def _failure(is_cut: bool) -> Failure | None:
    return "passing" if is_cut else None


def _why_not(kind: Format) -> str:
    return f"the file is not a document but {'an' if kind[0] in 'AEIOaeio' else 'a'} {kind}"
