"""What one source says of a question, and how the sources are joined into one record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from crawler.parliament.records import FileLink, Person, QuestionRecord

# First sitting of each legislature of the Flemish Parliament since it is elected directly.
_LEGISLATURES = (
    (date(2024, 6, 18), "2024-2029"),
    (date(2019, 6, 18), "2019-2024"),
    (date(2014, 6, 17), "2014-2019"),
    (date(2009, 6, 30), "2009-2014"),
    (date(2004, 7, 6), "2004-2009"),
    (date(1999, 7, 6), "1999-2004"),
    (date(1995, 6, 13), "1995-1999"),
)
LEGISLATURES = tuple(name for _, name in _LEGISLATURES)
"""The legislatures that are known, the newest first."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The fields of a QuestionRecord as far as one source gives them."""

    number: int | None = None
    session_year: str | None = None
    legislature: str | None = None
    title: str | None = None
    subject: str | None = None
    themes: tuple[str, ...] = ()
    asker: Person | None = None
    minister: Person | None = None
    asked_on: date | None = None
    answered_on: date | None = None
    published_on: date | None = None
    on_time: bool | None = None
    answer_kind: str | None = None
    files: tuple[FileLink, ...] = ()
    page_url: str | None = None
    opendata_url: str | None = None
    notes: tuple[str, ...] = ()
    """What the source says that cannot be, and was left out."""


def join(question_id: int, sources: Sequence[Facts], party: str | None = None) -> QuestionRecord:
    """One record out of several sources, the best first. `party` is what the member's own record says of that day."""
    values: dict[str, Any] = {
        name: next((value for source in sources if (value := getattr(source, name)) not in (None, ())), None)
        for name in (field.name for field in fields(Facts))
    }
    values["themes"] = values["themes"] or ()
    values["files"] = _files(sources)
    values["notes"] = tuple(dict.fromkeys(note for source in sources for note in source.notes))
    values["asker"] = _person((source.asker for source in sources), party)
    values["minister"] = _person(source.minister for source in sources)
    values["legislature"] = values["legislature"] or legislature_on(values["asked_on"])
    if _same(values["subject"], values["title"]):
        values["subject"] = None
    return QuestionRecord(id=question_id, **values)


def legislature_on(day: date | None) -> str | None:
    """The legislature in which that day falls."""
    return next((name for start, name in _LEGISLATURES if day and day >= start), None)


def _files(sources: Iterable[Facts]) -> tuple[FileLink, ...]:
    """Every file once, as the best source describes it; those of question and answer before the attachments."""
    links: dict[int, FileLink] = {}
    for source in sources:
        for link in source.files:
            links.setdefault(link.pfile, link)
    return tuple(sorted(links.values(), key=lambda link: link.is_attachment))


def _person(people: Iterable[Person | None], party: str | None = None) -> Person | None:
    known = [person for person in people if person]
    if not known:
        return None
    own_party = known[0].party or party
    return replace(
        known[0],
        id=next((person.id for person in known if person.id is not None), None),
        party=own_party or next((person.party for person in known if person.party), None),
    )


def _same(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one.casefold() == other.casefold()
