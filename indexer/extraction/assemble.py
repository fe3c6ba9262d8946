"""Records and readings -> the finished WrittenQuestion."""

from collections.abc import Sequence

from crawler.archive import ArchivedQuestion, StoredFile
from indexer.extraction.fold import fold
from indexer.extraction.formats import MEDIA_TYPES
from indexer.extraction.headings import Anchors
from indexer.extraction.reading import Reading
from indexer.question import AskedTogether, Asker, Document, Minister, Role, TextStatus, WrittenQuestion


def anchors_of(archived: ArchivedQuestion) -> Anchors:
    """What the records of a question say, by which its documents are recognised."""
    record = archived.record
    return Anchors(
        number=record.number,
        title=record.title,
        subject=record.subject,
        asker=record.asker.name if record.asker else None,
        minister=record.minister.name if record.minister else None,
    )


def assemble(archived: ArchivedQuestion, readings: Sequence[Reading | None]) -> WrittenQuestion:
    """Join what the records say with what the files hold.

    `readings` runs parallel to `archived.files`; None stands for a file that was not read: not held, or an attachment.
    """
    record = archived.record
    mains = [
        (file, reading) for file, reading in zip(archived.files, readings, strict=True) if not file.link.is_attachment
    ]
    texts = [reading for _, reading in mains if reading is not None]
    question = next((reading.question for reading in texts if reading.question), None)
    answer = next((reading.answer for reading in texts if reading.answer), None)
    office = next((reading.office for reading in texts if reading.office), None)
    status, notes = _judge(archived, texts, question, answer)
    own = fold(record.minister.name) if record.minister else ""
    return WrittenQuestion(
        id=record.id,
        number=record.number,
        session_year=record.session_year,
        legislature=record.legislature,
        title=record.title,
        subject=record.subject if record.subject != record.title else None,
        themes=record.themes,
        asker=Asker(id=record.asker.id, name=record.asker.name, party=record.asker.party) if record.asker else None,
        minister=Minister(id=record.minister.id, name=record.minister.name, title=office) if record.minister else None,
        asked_on=record.asked_on,
        answered_on=record.answered_on,
        published_on=record.published_on,
        on_time=record.on_time,
        answer_kind=record.answer_kind or next((r.answer_kind for r in texts if r.answer_kind), None),
        question=question,
        answer=answer,
        parts=(),
        tables=(),
        asked_together=tuple(
            AskedTogether(minister=name, number=number)
            for reading in texts
            for name, number in reading.asked_together
            if fold(name) != own
        ),
        documents=tuple(_document(file, reading) for file, reading in zip(archived.files, readings, strict=True)),
        text_status=status,
        notes=notes,
        page_url=record.page_url,
        pdf_url=next((file.link.url for file, _ in mains), None),
        opendata_url=record.opendata_url,
        crawled_at=archived.crawled_at,
    )


def _judge(
    archived: ArchivedQuestion, texts: Sequence[Reading], question: str | None, answer: str | None
) -> tuple[TextStatus, tuple[str, ...]]:
    """The text status of a question, and the notes that explain it."""
    notes = [note for reading in texts for note in reading.notes]
    failures = [
        f"file {file.link.pfile} was not fetched: {file.failure or 'it is not in the archive'}"
        for file in archived.files
        if file.sha256 is None
    ]
    notes += failures
    if not texts:
        if not archived.files:
            notes.append("the records name no file")
        return "missing", tuple(notes)
    if not (question or answer):
        return ("scanned" if any(r.status == "scanned" for r in texts) else "unreadable"), tuple(notes)
    main_failed = any(file.sha256 is None for file in archived.files if not file.link.is_attachment)
    if main_failed or any(reading.status != "read" for reading in texts):
        return "partial", tuple(notes)
    if question and answer:
        return "complete", tuple(notes)
    if question and archived.record.answered_on is None:
        return "no_answer", tuple(notes)
    notes.append("no answer was found in the document" if question else "no question was found in the document")
    return "partial", tuple(notes)


def _document(file: StoredFile, reading: Reading | None) -> Document:
    return Document(
        pfile=file.link.pfile,
        url=file.link.url,
        filename=file.link.filename,
        media_type=(MEDIA_TYPES.get(reading.format) if reading else None) or file.media_type,
        role=_role(file, reading),
        sha256=file.sha256,
        bytes=file.bytes,
        pages=reading.pages if reading else None,
    )


def _role(file: StoredFile, reading: Reading | None) -> Role:
    if file.link.is_attachment:
        return "attachment"
    if reading and reading.question and not reading.answer:
        return "question"
    if reading and reading.answer and not reading.question:
        return "answer"
    return "question_and_answer"
