"""One table of all that can be asked, counted, sorted and shown of a question: its Dutch name, its label, its kind."""

from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a query can name.

    `dutch` is what people type before the colon, and what the parameter of an address is called; `label` stands over it
    on a page.
    """

    column: Text | Facet | Number
    dutch: str
    label: str


FIELDS = (
    Field(Text.TITLE, "titel", "Titel"),
    Field(Text.QUESTION, "vraag", "Vraag"),
    Field(Text.ANSWER, "antwoord", "Antwoord"),
    Field(Facet.MINISTER, "minister", "Minister"),
    Field(Facet.ASKER, "vraagsteller", "Vraagsteller"),
    Field(Facet.PARTY, "fractie", "Fractie"),
    Field(Facet.THEME, "thema", "Thema"),
    Field(Facet.SESSION_YEAR, "zittingsjaar", "Zittingsjaar"),
    Field(Number.NUMBER, "nummer", "Nummer"),
    Field(Number.ASKED_ON, "datum", "Gesteld"),
    Field(Number.ANSWERED_ON, "beantwoord", "Beantwoord"),
    Field(Number.PUBLISHED_ON, "gepubliceerd", "Gepubliceerd"),
)
