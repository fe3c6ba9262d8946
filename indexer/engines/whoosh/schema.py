"""What Whoosh holds of a question: the fields of its index."""

from whoosh import columns, fields, formats

from indexer.fields import Facet, Number, Text

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
