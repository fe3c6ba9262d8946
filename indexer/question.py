"""A finished written question: the record that every export, engine and page shares (docs/schema.md)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from crawler.parliament.hosts import official

SCHEMA_VERSION = 2
"""Of the record, told in every dump. Raise it when a field comes, goes or changes its meaning."""

Whole = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""An id, a number or a count: what every format and every engine can hold."""


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return value.astimezone(UTC)


def _iso(value: datetime) -> str:
    return value.isoformat(timespec="seconds").replace("+00:00", "Z")


Instant = Annotated[
    datetime,
    AfterValidator(_in_utc),
    PlainSerializer(_iso, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
"""A moment, in UTC; written to the second (`2024-05-01T06:30:00Z`)."""

NO_HEADER = "its first row may be no header"
"""The doubt about a table whose first row is one of data."""


def has_header(doubt: str | None) -> bool:
    """Whether the first row of a table in that doubt is a header."""
    return NO_HEADER not in (doubt or "")


def rows_text(rows: Iterable[Iterable[str]]) -> str:
    """A table as a text holds it (docs/schema.md): one row a line, cells separated by tabs."""
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)


TextStatus = Literal["complete", "partial", "no_answer", "scanned", "unreadable", "missing"]
Role = Literal["question_and_answer", "question", "answer", "attachment"]


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Asker(_Plain):
    """The member who asked, first name first, with the party on the day of the question."""

    id: Whole | None
    name: str
    party: str | None


class Minister(_Plain):
    """The minister who was asked; `title` as the document words it, in sentence case."""

    id: Whole | None
    name: str
    title: str | None


class Part(_Plain):
    """A numbered sub-question with its answer; None where no answer could be paired with it."""

    label: str
    question: str
    answer: str | None


class Table(_Plain):
    """A table as rows of cells, the header first; `part` is the label of its part, `page` counts from 1.

    `doubt` says why the table may be incomplete.
    """

    part: str | None
    caption: str | None
    page: Whole | None
    rows: tuple[tuple[str, ...], ...]
    doubt: str | None = None

    @property
    def has_header(self) -> bool:
        """Whether the first row is one."""
        return has_header(self.doubt)

    @property
    def text(self) -> str:
        """As a text holds it."""
        return rows_text(self.rows)


class Footnote(_Plain):
    """A footnote with its mark as printed; `part` is the label of the part that refers to it."""

    mark: str
    text: str
    part: str | None


class AskedTogether(_Plain):
    """Another minister who was asked the same, and the number the question has there."""

    minister: str
    number: Whole


class Document(_Plain):
    """A file of the question. `sha256` is in hexadecimal; `pages` is None where the file has none or cannot be read."""

    pfile: Whole
    url: str
    filename: str | None
    media_type: str | None
    role: Role
    sha256: str | None
    bytes: Whole | None
    pages: Whole | None


class WrittenQuestion(_Plain):
    """One written question. A field that the source does not give is None: never left out, never guessed.

    What has a default came with a later version of the schema: an older dump does not have it.
    """

    id: Whole
    number: Whole | None
    session_year: str | None
    legislature: str | None
    title: str | None
    subject: str | None
    themes: tuple[str, ...]
    asker: Asker | None
    minister: Minister | None
    asked_on: date | None
    answered_on: date | None
    published_on: date | None
    on_time: bool | None
    answer_kind: str | None
    question: str | None
    answer: str | None
    parts: tuple[Part, ...]
    tables: tuple[Table, ...]
    footnotes: tuple[Footnote, ...] = ()
    asked_together: tuple[AskedTogether, ...]
    documents: tuple[Document, ...]
    text_status: TextStatus
    notes: tuple[str, ...]
    page_url: str | None
    pdf_url: str | None
    opendata_url: str | None
    crawled_at: Instant

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer: its text, or the day it was given."""
        return self.answered_on is not None or bool(self.answer)


def is_official(url: str | None) -> bool:
    """Whether an address is one of the parliament's: an imported dump may name any."""
    return url is not None and official(url) is not None
