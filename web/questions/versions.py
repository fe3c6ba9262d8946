"""The versions of a question: when it changed at the source, and what changed, in Dutch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from pydantic import BaseModel, Field

from indexer.dutch.dates import day_in_dutch
from indexer.history.text_diff import Passage, passages
from indexer.history.versions import (
    AnyChange,
    Change,
    FileChange,
    ListedChange,
    Revision,
    TablesChange,
    TextChange,
    listed,
)
from indexer.question import Document
from web.site.wording import dutch_number, file_size

PATH = "/vragen/{question_id}/versies"

_FACTS = {
    "title": "Titel",
    "subject": "Onderwerp",
    "number": "Nummer",
    "session_year": "Zittingsjaar",
    "themes": "Thema’s",
    "asker": "Vraagsteller",
    "minister": "Minister",
    "asked_together": "Ook gevraagd aan",
    "asked_on": "Gesteld op",
    "answered_on": "Beantwoord op",
    "published_on": "Gepubliceerd op",
    "on_time": "Op tijd beantwoord",
    "answer_kind": "Soort antwoord",
    "text_status": "Toestand van de tekst",
    "question": "Tekst van de vraag",
    "answer": "Tekst van het antwoord",
}
_VALUES = {
    "yes": "ja",
    "no": "nee",
    "complete": "volledig",
    "partial": "onvolledig",
    "no answer": "zonder antwoord",
    "scanned": "alleen als scan",
    "unreadable": "onleesbaar",
    "missing": "geen bestand",
}


class Versions(BaseModel):
    """The versions of a question as programs are given them."""

    id: int = Field(description="Het kenmerk van de vraag")
    revisions: tuple[Revision, ...] = Field(
        description="De versies die gezien zijn, de oudste eerst; leeg waar de vraag nooit veranderde"
    )


@dataclass(frozen=True, slots=True)
class Said:
    """A change in Dutch: what changed (`name`), and how: from one value to another, or in one phrase (`how`), with the
    passages of a text that changed."""

    name: str
    before: str | None = None
    after: str | None = None
    how: str | None = None
    passages: tuple[Passage, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}: {self.how or f'{self.before} → {self.after}'}"


@dataclass(frozen=True, slots=True)
class VersionSeen:
    """A version of a question: its anchor on the page, when it was first seen (None: not known), and what made it
    differ from the one before."""

    anchor: str
    seen_at: datetime | None
    changes: tuple[Said, ...]


def versions_of(revisions: Sequence[Revision]) -> tuple[VersionSeen, ...]:
    """The versions that the source made, the newest first, and last the first; none where it never changed anything
    that is shown."""
    changed = [
        VersionSeen(anchor(place), revision.seen_at, tuple(_said_whole(change) for change in revision.at_source))
        for place, revision in enumerate(revisions)
        if place and revision.at_source
    ]
    if not changed:
        return ()
    return (*reversed(changed), VersionSeen(anchor(0), revisions[0].seen_at, ()))


def anchor(place: int) -> str:
    """Where the page of a question shows the revision at that place among its own, from 0."""
    return f"versie-{place + 1}"


def path_to(question_id: int, place: int) -> str:
    """The address of a revision on the page of its question."""
    return f"/vragen/{question_id}#{quote(anchor(place))}"


def said(change: ListedChange) -> Said:
    """A change as it stands in a list of many."""
    match change:
        case FileChange():
            return Said(_file_name(change), how=_file_change(change.before, change.after))
        case TablesChange():
            return Said("Tabellen", how=", ".join(_tables_change(change)) or "anders ingedeeld")
        case TextChange():
            return Said(_FACTS[change.field], how=_text_change(change))
        case Change():
            return _fact_change(_FACTS.get(change.field, change.field), change)


def _said_whole(change: AnyChange) -> Said:
    short = listed(change)
    if not isinstance(short, TextChange) or not isinstance(change, Change):
        return said(short)
    if change.before is None or change.after is None:
        return said(short)
    found = passages(change.before, change.after)
    return Said(
        _FACTS[change.field], how=None if found else "alleen anders ingedeeld in regels of alinea’s", passages=found
    )


def _fact_change(name: str, change: Change) -> Said:
    if change.before is None and change.after is not None:
        return Said(name, how=f"{_value(change.field, change.after)} (eerst niet gegeven)")
    if change.before is not None and change.after is None:
        return Said(name, how=f"niet meer gegeven (was {_value(change.field, change.before)})")
    return Said(name, _value(change.field, change.before or ""), _value(change.field, change.after or ""))


def _text_change(change: TextChange) -> str:
    if change.words_before is None:
        return f"nieuw ({_count(change.words_after or 0, 'woord', 'woorden')})"
    if change.words_after is None:
        return f"niet meer aanwezig (was {_count(change.words_before, 'woord', 'woorden')})"
    words = (f"{dutch_number(words)}" for words in (change.words_before, change.words_after))
    return f"gewijzigd ({' → '.join(words)} woorden)"


def _value(field: str, value: str) -> str:
    if field in ("on_time", "text_status"):
        return _VALUES.get(value, value)
    if field.endswith("_on"):
        return day_in_dutch(date.fromisoformat(value))
    return value


def _file_name(change: FileChange) -> str:
    name = next((one.filename for one in (change.after, change.before) if one and one.filename), None)
    return f"Bestand {name or change.pfile}"


def _file_change(before: Document | None, after: Document | None) -> str:
    if before is None:
        return f"toegevoegd{_size(after)}"
    if after is None:
        return "wordt niet meer genoemd"
    if before.sha256 == after.sha256:
        return f"heette {before.filename or 'eerst niets'}"
    if before.sha256 is None:
        return f"nu opgehaald{_size(after)}"
    return f"vervangen door een ander bestand{_size(after)}"


def _size(document: Document | None) -> str:
    return f" ({file_size(document.bytes)})" if document and document.bytes is not None else ""


def _tables_change(change: TablesChange) -> Iterator[str]:
    counted = (
        (change.tables_added, "tabel", "tabellen", "erbij"),
        (change.tables_removed, "tabel", "tabellen", "weg"),
        (change.rows_added, "rij", "rijen", "erbij"),
        (change.rows_removed, "rij", "rijen", "weg"),
        (change.cells_changed, "cel", "cellen", "gewijzigd"),
    )
    for number, one, several, what in counted:
        if number:
            yield f"{_count(number, one, several)} {what}"


def _count(number: int, one: str, several: str) -> str:
    return f"1 {one}" if number == 1 else f"{dutch_number(number)} {several}"
