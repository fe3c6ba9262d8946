"""Records and readings -> the finished WrittenQuestion."""

from collections.abc import Sequence

from crawler.archive import ArchivedQuestion, StoredFile
from indexer.extraction.formats.kinds import MEDIA_TYPES
from indexer.extraction.reading import Reading
from indexer.extraction.structure.headings import Anchors
from indexer.extraction.text.characters import fold
from indexer.extraction.texts import Texts
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


def assemble(archived: ArchivedQuestion, readings: Sequence[Reading | None], texts: Texts) -> WrittenQuestion:
    """Join what the records say with what the files hold.

    `readings` runs parallel to `archived.files`; None stands for a file that is not held.
    """
    record = archived.record
    status, notes = _judge(archived, readings, texts)
    own = fold(record.minister.name) if record.minister else ""
    mains = [file for file in archived.files if not file.link.is_attachment]
    return WrittenQuestion(
        id=record.id,
        number=record.number,
        session_year=record.session_year,
        legislature=record.legislature,
        title=record.title,
        subject=record.subject if record.subject != record.title else None,
        themes=record.themes,
        asker=Asker(id=record.asker.id, name=record.asker.name, party=record.asker.party) if record.asker else None,
        minister=Minister(id=record.minister.id, name=record.minister.name, title=texts.office)
        if record.minister
        else None,
        asked_on=record.asked_on,
        answered_on=record.answered_on,
        published_on=record.published_on,
        on_time=record.on_time,
        answer_kind=record.answer_kind or texts.answer_kind,
        question=texts.question,
        answer=texts.answer,
        parts=texts.parts,
        tables=texts.tables,
        footnotes=texts.footnotes,
        asked_together=tuple(
            AskedTogether(minister=name, number=number) for name, number in texts.asked_together if fold(name) != own
        ),
        documents=tuple(_document(file, reading) for file, reading in zip(archived.files, readings, strict=True)),
        text_status=status,
        notes=(*record.notes, *notes),
        page_url=record.page_url,
        pdf_url=mains[0].link.url if mains else None,
        opendata_url=record.opendata_url,
        crawled_at=archived.crawled_at,
    )


def bare(archived: ArchivedQuestion, reason: str) -> WrittenQuestion:
    """A question whose records cannot be put together: that it exists, and why nothing else is known of it."""
    silent = dict.fromkeys(WrittenQuestion.model_fields)
    lists = dict.fromkeys(("themes", "parts", "tables", "footnotes", "asked_together", "documents"), ())
    known = {
        "id": archived.record.id,
        "text_status": "unreadable",
        "notes": (reason,),
        "crawled_at": archived.crawled_at,
    }
    return WrittenQuestion.model_validate(silent | lists | known)


def _judge(
    archived: ArchivedQuestion, readings: Sequence[Reading | None], texts: Texts
) -> tuple[TextStatus, tuple[str, ...]]:
    """The text status of a question, which its main files decide, and the notes that explain it."""
    pairs = list(zip(archived.files, readings, strict=True))
    mains = [reading for file, reading in pairs if reading and not file.link.is_attachment]
    notes = [note for reading in mains for note in reading.notes]
    for file, reading in pairs:
        if reading is None:
            notes.append(f"file {file.link.pfile} was not fetched: {file.failure or 'it is not in the archive'}")
        elif file.link.is_attachment:
            notes += [f"attachment {file.link.pfile}: {note}" for note in reading.notes]
    if not mains:
        if not archived.files:
            notes.append("the records name no file")
        return "missing", tuple(notes)
    if any(reading.status == "scanned" for reading in mains):
        return "scanned", tuple(notes)
    if not (texts.question or texts.answer):
        return "unreadable", tuple(notes)
    main_missing = any(reading is None and not file.link.is_attachment for file, reading in pairs)
    if main_missing or any(reading.status != "read" for reading in mains):
        return "partial", tuple(notes)
    if texts.question and texts.answer:
        return "complete", tuple(notes)
    if texts.question and archived.record.answered_on is None:
        return "no_answer", tuple(notes)
    notes.append("no answer was found in the document" if texts.question else "no question was found in the document")
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
    if reading and reading.has_question and not reading.has_answer:
        return "question"
    if reading and reading.has_answer and not reading.has_question:
        return "answer"
    return "question_and_answer"
