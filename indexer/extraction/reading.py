"""One file of a question -> its question and answer, and how the reading went."""

from dataclasses import dataclass
from typing import Literal

from indexer.extraction.formats import Format, sniff
from indexer.extraction.headings import Anchors, asked_together, split_sections
from indexer.extraction.layout import blocks, joined
from indexer.extraction.pages import body_lines
from indexer.extraction.pdf import MAX_CHARACTERS, MAX_PAGES, Pdf, read_pdf

FileStatus = Literal["read", "partial", "scanned", "unreadable"]

_FEW_LETTERS = 20
"""Fewer letters a page than this, where a text layer is declared, means that the text was lost on the way."""
_MANY_UNKNOWN = 0.02
"""More replacement characters among the letters than this means that the text is not what was printed."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file yields. `question` and `answer` are body texts, None where the file has none."""

    status: FileStatus
    format: Format = Format.UNKNOWN
    question: str | None = None
    answer: str | None = None
    office: str | None = None
    answer_kind: str | None = None
    asked_together: tuple[tuple[str, int], ...] = ()
    pages: int | None = None
    notes: tuple[str, ...] = ()


def read_file(data: bytes, anchors: Anchors) -> Reading:
    """Read the bytes of one file. Never raises for bad bytes: the status and the notes say what went wrong."""
    kind = sniff(data)
    if kind is Format.PDF:
        return _read_pdf(data, anchors)
    if kind in (Format.HTML, Format.EMPTY, Format.UNKNOWN):
        return Reading("unreadable", kind, notes=(f"the file is not a document but {_article(kind)}",))
    # The place of the readers for Word, Excel and ZIP files: each takes bytes and gives a Reading.
    return Reading("unreadable", kind, notes=(f"the file is {_article(kind)}, which cannot be read yet",))


def _article(kind: Format) -> str:
    return f"an {kind}" if kind[0] in "AEIOaeio" else f"a {kind}"


def _read_pdf(data: bytes, anchors: Anchors) -> Reading:
    pdf = read_pdf(data)
    if pdf.problem:
        return Reading("unreadable", Format.PDF, notes=(pdf.problem,))
    notes = _page_notes(pdf)
    letters = sum(c.isalpha() for page in pdf.pages for line in page.lines for run in line for c in run.text)
    if letters == 0:
        return _without_text(pdf, notes)
    losses = [*notes, *_silent_losses(pdf, letters)]
    sections = split_sections(body_lines(pdf.pages), anchors)
    question, together = asked_together(blocks(sections.question or ()))
    return Reading(
        status="partial" if losses else "read",
        format=Format.PDF,
        question=joined(question) or None,
        answer=joined(blocks(sections.answer or ())) or None,
        office=sections.office,
        answer_kind=sections.answer_kind,
        asked_together=tuple(together),
        pages=pdf.page_count,
        notes=(*losses, *sections.notes),
    )


def _page_notes(pdf: Pdf) -> list[str]:
    count = pdf.page_count or 0
    notes = [f"page {page.number} of {count} could not be read: {page.failure}" for page in pdf.pages if page.failure]
    if len(pdf.pages) < count:
        notes.append(
            f"only the first {len(pdf.pages)} of {count} pages were read: "
            f"a document may have {MAX_PAGES} pages and {MAX_CHARACTERS} characters"
        )
    if not pdf.is_whole:
        notes.append("the end of the file is missing: text may have been lost")
    return notes


def _without_text(pdf: Pdf, notes: list[str]) -> Reading:
    if any(page.has_images for page in pdf.pages) and not any(page.failure for page in pdf.pages):
        return Reading("scanned", Format.PDF, pages=pdf.page_count, notes=(*notes, "the pages are images without text"))
    if any(page.has_fonts for page in pdf.pages):
        notes.append("the file has a text layer, but it yields no letters")
    elif not notes:
        notes.append("the pages are empty")
    return Reading("unreadable", Format.PDF, pages=pdf.page_count, notes=tuple(notes))


def _silent_losses(pdf: Pdf, letters: int) -> list[str]:
    """What pypdf does not report: pages that should have text and give almost none, and characters it cannot name."""
    losses = []
    if letters < _FEW_LETTERS * len(pdf.pages) and any(page.has_fonts for page in pdf.pages):
        losses.append(f"only {letters} letters on {len(pdf.pages)} pages: most of the text could not be read")
    for page in pdf.pages:
        if page.has_images and not page.lines and not page.failure:
            losses.append(f"page {page.number} of {pdf.page_count} is an image without text")
    unknown = sum(run.text.count("\ufffd") for page in pdf.pages for line in page.lines for run in line)
    if unknown > _MANY_UNKNOWN * letters:
        losses.append(f"{unknown} characters could not be decoded")
    return losses
