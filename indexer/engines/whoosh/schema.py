"""What Whoosh holds of a question: the fields of its index, and a question as the plain values that go into them."""

from datetime import date
from typing import NamedTuple

from whoosh import columns, fields, formats

from indexer.fields import Facet, Number, Text
from indexer.question import WrittenQuestion

SCHEMA_VERSION = 2
"""Raised with every change to the fields or to what they hold: an index of another version is made again."""

INDEX_NAME = "MAIN"
"""Begins the name of every file of the index; Whoosh's own choice."""

ABSENT = -(2**63)
"""Stands in a column for no number and no day."""


def length_of(text: Text) -> str:
    """The column with the number of words of a text."""
    return f"{text}_length"


def schema() -> fields.Schema:
    """Terms of the texts with their places, values of the facets, and columns of 64-bit numbers."""
    column = fields.COLUMN(columns.NumericColumn("q", default=ABSENT))
    return fields.Schema(
        **{text.value: fields.FieldType(formats.Positions(), analyzer=None) for text in Text},
        **{facet.value: fields.FieldType(formats.Existence(), analyzer=None) for facet in Facet},
        **dict.fromkeys((*Number, *map(length_of, Text)), column),
    )


class Entry(NamedTuple):
    """What is indexed of a question, in the orders of Number, Text and Facet: all that a process is sent of it."""

    numbers: tuple[int, ...]
    texts: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]


def entry(question: WrittenQuestion) -> Entry:
    """A question as what is indexed of it."""
    return Entry(
        tuple(_number(getattr(question, number)) for number in Number),
        tuple(getattr(question, text) or "" for text in Text),
        tuple(_values(question, facet) for facet in Facet),
    )


def _number(value: int | date | None) -> int:
    if value is None:
        return ABSENT
    return value.toordinal() if isinstance(value, date) else value


def _values(question: WrittenQuestion, facet: Facet) -> tuple[str, ...]:
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
