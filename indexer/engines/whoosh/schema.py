"""What Whoosh holds of a question: the fields, and a question turned into them."""

from array import array
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Codec

from indexer import dutch
from indexer.engine import Facet
from indexer.question import WrittenQuestion

SCHEMA_VERSION = 2
"""Raised with every change to the fields or to what they hold: an index of another version is made again."""

TEXT_FIELDS = ("title", "question", "answer")
LENGTH = "_length"
"""Ends the name of the column that holds how many words a text has."""

DATE_FIELDS = ("asked_on", "answered_on", "published_on")
ABSENT = 0
"""Stands for no number and no date in the columns; neither is ever zero."""


class Places(formats.Format):  # type: ignore[misc]  # Whoosh has no types
    """A posting that holds the places of a term as plain 32-bit numbers: far quicker to read than Whoosh's own."""


def places_in(posting: bytes) -> "array[int]":
    """The places that a posting holds, ascending."""
    return array("I", posting)


class AnalysedText(fields.FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A text that indexer.dutch has analysed: a mapping of terms to their places."""

    def __init__(self) -> None:
        super().__init__(Places(), analyzer=None)

    def index(self, value: Mapping[str, list[int]], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Whoosh's way in: term, frequency, weight and the bytes of the posting."""
        for term, places in value.items():
            yield term.encode(), len(places), float(len(places)), array("I", places).tobytes()


class Values(fields.FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A set of whole values, taken as they are."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), analyzer=None)

    def index(self, value: set[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Whoosh's way in: each value once."""
        for one in value:
            yield one.encode(), 1, 1.0, b""


class Codec(W3Codec):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's own, without the lengths in every posting: they serve its own way of searching, and take half the
    time of a build."""

    length_stats = False


def schema() -> fields.Schema:
    """The fields. `words` holds what a prefix cannot find by its stem; `record` the question itself, as JSON."""
    column = fields.COLUMN(columns.NumericColumn("q", default=ABSENT))  # 64 bits
    return fields.Schema(
        id=fields.NUMERIC(int, bits=64, signed=False, shift_step=0, sortable=True, unique=True),
        number=column,
        **dict.fromkeys(DATE_FIELDS, column),
        **{name: AnalysedText() for name in TEXT_FIELDS},
        **{name + LENGTH: column for name in TEXT_FIELDS},
        words=Values(),
        **{facet.value: Values() for facet in Facet},
        text_status=Values(),
        record=fields.STORED(),
    )


def document(question: WrittenQuestion) -> dict[str, Any]:
    """A question as the fields of the schema; absent values are left out."""
    texts = {name: getattr(question, name) or "" for name in TEXT_FIELDS}
    values: dict[str, Any] = {
        "id": question.id,
        "number": question.number,
        "words": set().union(*map(dutch.irregular_words, texts.values())),
        "text_status": {question.text_status},
        "record": question.model_dump_json(),
    }
    for name, text in texts.items():
        values[name] = places = dutch.positions(text)
        values[name + LENGTH] = sum(map(len, places.values()))
    values |= {name: _ordinal(getattr(question, name)) for name in DATE_FIELDS}
    values |= {facet.value: set(facet_values(question, facet)) for facet in Facet}
    return {name: value for name, value in values.items() if value not in (None, set(), {})}


def facet_values(question: WrittenQuestion, facet: Facet) -> tuple[str, ...]:
    """The values a question has for a facet."""
    asker, minister = question.asker, question.minister
    value: str | None
    match facet:
        case Facet.THEME:
            return question.themes
        case Facet.MINISTER:
            value = minister.name if minister else None
        case Facet.ASKER:
            value = asker.name if asker else None
        case Facet.PARTY:
            value = asker.party if asker else None
        case Facet.SESSION_YEAR:
            value = question.session_year
    return (value,) if value else ()


def _ordinal(day: date | None) -> int | None:
    return day.toordinal() if day else None
