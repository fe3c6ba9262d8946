"""What the parliament's services say of a written question, as plain data (contract.md, sections 2 to 5).

Everything but the id may be absent: a service that leaves a field out gives None, never a guess.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Person:
    """A member or a minister; `name` has the first name first. `party` is the party on the day of the question."""

    id: int | None
    name: str
    party: str | None = None


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file that a record names. `is_attachment` is false for the file(s) of question and answer."""

    pfile: int
    url: str
    filename: str | None
    is_attachment: bool


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    """One written question as its records describe it, all sources joined. Dates are calendar dates in Belgium.

    `notes` say what was left out of the records, because it cannot be.
    """

    id: int
    number: int | None
    session_year: str | None
    legislature: str | None
    title: str | None
    subject: str | None
    themes: tuple[str, ...]
    asker: Person | None
    minister: Person | None
    asked_on: date | None
    answered_on: date | None
    published_on: date | None
    on_time: bool | None
    answer_kind: str | None
    files: tuple[FileLink, ...]
    page_url: str | None
    opendata_url: str | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a question and what became of it: held (`sha256` set) or not (`failure` says why).

    `media_type` is what the server called it, which is often wrong: the bytes decide.
    """

    link: FileLink
    sha256: str | None
    bytes: int | None
    media_type: str | None
    failure: str | None


@dataclass(frozen=True, slots=True)
class ArchivedQuestion:
    """A question as the archive holds it. `fingerprint` changes when any record or file of it changes."""

    record: QuestionRecord
    files: tuple[StoredFile, ...]
    crawled_at: datetime
    fingerprint: str
