"""One file of a question -> the blocks of its question and its answer, and how the reading went."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from indexer.extraction.formats import Format, sniff
from indexer.extraction.headings import Anchors, asked_together, split_sections
from indexer.extraction.layout import blocks
from indexer.extraction.lines import Block, Body
from indexer.extraction.pages import read_pdf_body
from indexer.extraction.problems import Scanned, Unreadable
from indexer.extraction.scan import OCR_NOTE, read_scan

FileStatus = Literal["read", "partial", "scanned", "unreadable"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file yields. `question` and `answer` are the blocks of their bodies, empty where the file has none."""

    status: FileStatus
    format: Format = Format.UNKNOWN
    question: tuple[Block, ...] = ()
    answer: tuple[Block, ...] = ()
    office: str | None = None
    answer_kind: str | None = None
    asked_together: tuple[tuple[str, int], ...] = ()
    pages: int | None = None
    notes: tuple[str, ...] = ()
    has_question: bool = False
    has_answer: bool = False

    def without_blocks(self) -> "Reading":
        """The same without its texts."""
        return replace(self, question=(), answer=())


_READERS: dict[Format, Callable[[bytes], Body]] = {
    Format.PDF: read_pdf_body,
}


def read_file(data: bytes, anchors: Anchors | None, *, ocr: bool = False) -> Reading:
    """Read the bytes of one file of question and answer, or of an attachment where `anchors` is None.

    An attachment is all answer. With `ocr` the images of a scan are read too; its status stays "scanned". Never raises
    for bad bytes: the status and the notes say what went wrong.
    """
    kind = sniff(data)
    reader = _READERS.get(kind)
    if reader is None:
        return Reading("unreadable", kind, notes=(_why_not(kind),))
    try:
        body = reader(data)
    except Scanned as error:
        scan = Reading("scanned", kind, pages=error.pages, notes=error.notes)
        return _recognised(data, anchors, scan) if ocr else scan
    except Unreadable as error:
        return Reading("unreadable", kind, pages=error.pages, notes=error.notes)
    return _reading_of(body, kind, anchors)


def _recognised(data: bytes, anchors: Anchors | None, scan: Reading) -> Reading:
    try:
        body = read_scan(data)
    except Exception as error:  # noqa: BLE001 - the images of a damaged file make pypdf and Pillow raise any class
        return replace(scan, notes=(*scan.notes, f"the images could not be read: {type(error).__name__}"))
    found = _reading_of(body, scan.format, anchors)
    return replace(found, status="scanned", notes=(OCR_NOTE, *found.notes))


def _reading_of(body: Body, kind: Format, anchors: Anchors | None) -> Reading:
    status: FileStatus = "partial" if body.losses else "read"
    if anchors is None:
        return Reading(status, kind, answer=tuple(blocks(body.lines)), pages=body.pages, notes=body.losses)
    sections = split_sections(body.lines, anchors)
    question, together = asked_together(blocks(sections.question or ()))
    answer = tuple(blocks(sections.answer or ()))
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
        notes=(*body.losses, *sections.notes),
    )


def _why_not(kind: Format) -> str:
    name = f"an {kind}" if kind[0] in "AEIOaeio" else f"a {kind}"
    if kind in (Format.HTML, Format.EMPTY, Format.UNKNOWN):
        return f"the file is not a document but {name}"
    return f"the file is {name}, which cannot be read"
