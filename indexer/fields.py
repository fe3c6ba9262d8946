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
    LEGISLATURE = "legislature"
    ANSWERED = "answered"
    ON_TIME = "on_time"
    ANSWER_KIND = "answer_kind"
    CONTENT = "content"
    OFFICE = "office"


COUNTED = tuple(facet for facet in Facet if facet is not Facet.OFFICE)
"""The facets that stand beside results. An office is long, and has few holders: they are counted by name."""


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

    Of one day the higher id comes first, among the oldest the lower. Equals by relevance come newest first. By waiting
    come those without an answer, the oldest first, then the others, first those whose answer took longest (`waited`).
    """

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    WAITING = "waiting"


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
    Field(Facet.LEGISLATURE, "legislatuur", "Legislatuur", "legislatuur"),
    Field(Facet.ON_TIME, "tijdig", "Termijn", "tijdig beantwoord:"),
    Field(Facet.ANSWER_KIND, "soort", "Soort antwoord", "soort antwoord bevat"),
    Field(Facet.CONTENT, "met", "Inhoud", "met"),
    Field(Facet.OFFICE, "ambt", "Ambt", "ambt van de minister bevat"),
    Field(Facet.ANSWERED, "beantwoord", "Antwoord", "beantwoord:"),
    Field(Number.NUMBER, "nummer", "Nummer", "nummer"),
    Field(Number.ASKED_ON, "datum", "Gesteld", "gevraagd"),
    Field(Number.ANSWERED_ON, "beantwoord", "Beantwoord", "beantwoord"),
    Field(Number.PUBLISHED_ON, "gepubliceerd", "Gepubliceerd", "gepubliceerd"),
)
COLUMNS: dict[str, Column] = {**{field.dutch: field.column for field in FIELDS}, "partij": Facet.PARTY}
"""The column of each name that can be typed, with the other name that people use for a party. `beantwoord` is the day,
and the facet where `YES` or `NO` follows it."""

YES, NO = "ja", "nee"
TABLE, ATTACHMENT = "tabel", "bijlage"

_BY_COLUMN = {field.column: field for field in FIELDS}


def field_of(column: Column) -> Field:
    """The row of the table for a column that has a name. Raises KeyError."""
    return _BY_COLUMN[column]


def text_of(question: WrittenQuestion, text: Text) -> str:
    """A text of a question; "" where it has none."""
    return getattr(question, text.value) or ""


def values_of(question: WrittenQuestion) -> dict[Facet, tuple[str, ...]]:
    """The values that a question has for each facet, each value once."""
    asker, minister = question.asker, question.minister
    attached = any(document.role == "attachment" for document in question.documents)
    at_most_one = {
        Facet.MINISTER: minister.name if minister else None,
        Facet.ASKER: asker.name if asker else None,
        Facet.PARTY: asker.party if asker else None,
        Facet.SESSION_YEAR: question.session_year,
        Facet.LEGISLATURE: question.legislature,
        Facet.ANSWERED: YES if question.is_answered else NO,
        Facet.ON_TIME: None if question.on_time is None else YES if question.on_time else NO,
        Facet.ANSWER_KIND: question.answer_kind,
        Facet.OFFICE: minister.title if minister else None,
    }
    return {
        Facet.THEME: tuple(dict.fromkeys(question.themes)),
        Facet.CONTENT: (*((TABLE,) if question.tables else ()), *((ATTACHMENT,) if attached else ())),
        **{facet: (value,) if value else () for facet, value in at_most_one.items()},
    }


def number_of(question: WrittenQuestion, number: Number) -> int | None:
    """A number of a question, days as `date.toordinal`; None where it has none."""
    if number in DAYS:
        day = getattr(question, number.value)
        return day.toordinal() if day else None
    value: int | None = getattr(question, number.value)
    return value


def waited(asked_on: int | None, answered_on: int | None) -> tuple[int, int]:
    """What questions are sorted by, ascending, by how long they waited: days as `date.toordinal`."""
    if asked_on is None:
        return 2, 0
    return (0, asked_on) if answered_on is None else (1, asked_on - answered_on)
