"""What Whoosh holds of a question: the fields of its index, and a question as the plain values that go into them."""

from typing import NamedTuple

from whoosh import columns, fields, formats

from indexer.fields import Facet, Number, Text, number_of, text_of, values_of
from indexer.question import WrittenQuestion

SCHEMA_VERSION = 5
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
    numbers = (number_of(question, number) for number in Number)
    return Entry(
        tuple(ABSENT if number is None else number for number in numbers),
        tuple(text_of(question, text) for text in Text),
        tuple(values_of(question, facet) for facet in Facet),
    )
