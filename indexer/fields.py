"""One table of all that can be asked, counted, sorted and shown of a question: its Dutch name, its label, its kind."""

from dataclasses import dataclass
from enum import StrEnum

from indexer.question import WrittenQuestion


class Text(StrEnum):
    """The texts in which words are looked for."""

    TITLE = "title"
    QUESTION = "question"
    ANSWER = "answer"


class Facet(StrEnum):
    """The fields whose values are counted and can be chosen."""

    THEME = "theme"
    MINISTER = "minister"
    ASKER = "asker"
    PARTY = "party"
    SESSION_YEAR = "session_year"


class Number(StrEnum):
    """The fields that hold a whole number or a day."""

    ID = "id"
    NUMBER = "number"
    ASKED_ON = "asked_on"
    ANSWERED_ON = "answered_on"
    PUBLISHED_ON = "published_on"


Column = Text | Facet | Number

DAYS = frozenset({Number.ASKED_ON, Number.ANSWERED_ON, Number.PUBLISHED_ON})
"""The numbers that are days: they count as `date.toordinal`."""


class Order(StrEnum):
    """Order of results. Newest and oldest go by the day a question was asked; those without one come last in both.

    Of one day the higher id comes first, among the oldest the lower. Equals by relevance come newest first.
    """

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a query can name.

    `dutch` is what people type before the colon, and what the parameter of an address is called; `label` stands over it
    on a page; `said` comes before its value where a query is said back.
    """

    column: Column
    dutch: str
    label: str
    said: str


FIELDS = (
    Field(Text.TITLE, "titel", "Titel", "titel bevat"),
    Field(Text.QUESTION, "vraag", "Vraag", "vraag bevat"),
    Field(Text.ANSWER, "antwoord", "Antwoord", "antwoord bevat"),
    Field(Facet.MINISTER, "minister", "Minister", "minister bevat"),
    Field(Facet.ASKER, "vraagsteller", "Vraagsteller", "vraagsteller bevat"),
    Field(Facet.PARTY, "fractie", "Fractie", "fractie bevat"),
    Field(Facet.THEME, "thema", "Thema", "thema bevat"),
    Field(Facet.SESSION_YEAR, "zittingsjaar", "Zittingsjaar", "zittingsjaar"),
    Field(Number.NUMBER, "nummer", "Nummer", "nummer"),
    Field(Number.ASKED_ON, "datum", "Gesteld", "gevraagd"),
    Field(Number.ANSWERED_ON, "beantwoord", "Beantwoord", "beantwoord"),
    Field(Number.PUBLISHED_ON, "gepubliceerd", "Gepubliceerd", "gepubliceerd"),
)
COLUMNS = {field.dutch: field.column for field in FIELDS}
"""The column of each name that can be typed."""

_BY_COLUMN = {field.column: field for field in FIELDS}


def field_of(column: Column) -> Field:
    """The row of the table for a column that has a name. Raises KeyError."""
    return _BY_COLUMN[column]


def text_of(question: WrittenQuestion, text: Text) -> str:
    """A text of a question; "" where it has none."""
    return getattr(question, text.value) or ""


def values_of(question: WrittenQuestion, facet: Facet) -> tuple[str, ...]:
    """The values that a question has for a facet."""
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


def number_of(question: WrittenQuestion, number: Number) -> int | None:
    """A number of a question, days as `date.toordinal`; None where it has none."""
    if number in DAYS:
        day = getattr(question, number.value)
        return day.toordinal() if day else None
    value: int | None = getattr(question, number.value)
    return value
