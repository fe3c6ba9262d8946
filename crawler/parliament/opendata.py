"""Open data: the records of questions and of members (contract, 3.1 and 3.2)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from crawler.parliament.facts import Facts
from crawler.parliament.records import FileLink, Person
from crawler.parliament.shapes import (
    NotUnderstood,
    checksum,
    day,
    decode,
    first,
    integer,
    mapping,
    repeated_keys,
    text,
    truth,
    values,
)
from crawler.parliament.sieve import Sieve

ASKED = re.compile(r"\b(gesteld|ingediend)\b", re.IGNORECASE)
ANSWERED = re.compile(r"(?<!niet )\b(beantwoord|antwoord ontvangen)\b", re.IGNORECASE)
_LATE = re.compile(r"\b(laattijdig|niet tijdig|te laat)\b", re.IGNORECASE)
_IN_TIME = re.compile(r"\btijdig\b", re.IGNORECASE)
_QUESTION_KEYS = {"vraagnummer", "titel", "onderwerp", "vraagsteller", "procedureverloop", "bestand-ordered"}
_MEMBER_KEYS = {"lidmaatschap", "voornaam", "naam"}

Fragment = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Detail:
    """What open data says of a question: the facts, what changes when its record does, and the member whose own record
    must tell the party."""

    facts: Facts
    digest: str
    member: int | None


def parse_questions(body: bytes, content_type: str | None = None) -> dict[int, Fragment]:
    """The records of written questions in a reply with that Content-Type, listed or wrapped: the first of each id.
    Raises NotUnderstood."""
    records: dict[int, Fragment] = {}
    for record in _records(decode(body, content_type), _QUESTION_KEYS):
        if question := integer(record["id"]):
            records.setdefault(question, record)
    return records


def parse_member(body: bytes, content_type: str | None = None) -> Fragment:
    """The record of a member, in a reply with that Content-Type. Raises NotUnderstood."""
    record = next(_records(decode(body, content_type), _MEMBER_KEYS), None)
    if record is None:
        raise NotUnderstood("not the record of a member")
    return record


def digest(record: Fragment) -> str:
    """What changes when the record does."""
    return checksum(record)


def question_facts(record: Fragment, came_from: str = "") -> Facts:
    """What the record of a question says of it. `came_from` is the address that gave it."""
    sieve = Sieve("open data", came_from)
    sieve.repeated(repeated_keys(record))
    steps = [
        (status, day(step.get("datum")))
        for step in values(record.get("procedureverloop"))
        if isinstance(step, dict) and (status := text(step.get("status")))
    ]
    titel, onderwerp = text(record.get("titel")), text(record.get("onderwerp"))
    on_time = truth(record.get("tijdig"))
    return Facts(
        number=sieve.number("number", record.get("vraagnummer")),
        session_year=text(record.get("zittingsjaar")),
        legislature=text(record.get("legislatuur")),
        title=titel or onderwerp,
        subject=onderwerp,
        themes=_themes(record),
        asker=_person(record.get("vraagsteller"), sieve, "the asker's id"),
        minister=_person(record.get("minister"), sieve, "the minister's id"),
        asked_on=date_of(steps, ASKED),
        answered_on=date_of(steps, ANSWERED),
        published_on=day(record.get("publicatiedatum")),
        on_time=on_time if on_time is not None else in_time(status for status, _ in steps),
        answer_kind=text(record.get("soort-antwoord")),
        files=tuple(_files(record, sieve)),
        opendata_url=_own_address(record, sieve),
        notes=sieve.notes,
    )


def read_detail(record: Fragment, came_from: str) -> Detail:
    """The record of a question, which that address gave, read once for all who need it."""
    facts = question_facts(record, came_from)
    return Detail(facts, digest(record), _member_needed(facts))


def date_of(steps: list[tuple[str, date | None]], wanted: re.Pattern[str]) -> date | None:
    """The day of the first step of the procedure with such a status."""
    return next((on for status, on in steps if on and wanted.search(status)), None)


def in_time(statuses: Iterator[str]) -> bool | None:
    """Whether the statuses say that the answer came in time; None where they do not tell."""
    for status in statuses:
        if ANSWERED.search(status):
            if _LATE.search(status):
                return False
            if _IN_TIME.search(status):
                return True
    return None


def parties(member: Fragment) -> list[tuple[date, date, str]]:
    """The parties to which a member belonged, each with its first and last day (contract, 5: `lidmaatschap`)."""
    periods = []
    for period in values(member.get("lidmaatschap")):
        if isinstance(period, dict) and (party := _party(period)):
            periods.append((day(period.get("datumVan")) or date.min, day(period.get("datumTot")) or date.max, party))
    return periods


def party_on(member: Fragment, on: date | None) -> str | None:
    """The party to which a member belonged on a day; where several fit, the one that began last."""
    fitting = [(start, party) for start, end, party in parties(member) if on and start <= on <= end]
    return max(fitting)[1] if fitting else None


def _member_needed(facts: Facts) -> int | None:
    """The member whose own record must tell the party, because the record of the question does not."""
    return facts.asker.id if facts.asker and not facts.asker.party else None


def _records(value: Any, keys: set[str], depth: int = 0) -> Iterator[Fragment]:
    """Every record in a reply, whatever it is wrapped in."""
    if isinstance(value, list):
        for item in value:
            yield from _records(item, keys, depth + 1)
    elif isinstance(value, dict):
        if integer(value.get("id")) is not None and keys & value.keys():
            yield value
        elif depth < 6:
            for item in value.values():
                yield from _records(item, keys, depth + 1)


def _themes(record: Fragment) -> tuple[str, ...]:
    listed = values(record.get("thema")) or values(record.get("themas"))
    inner = [item.get("thema") or item.get("naam") if isinstance(item, dict) else item for item in listed]
    return tuple(dict.fromkeys(theme for outer in inner for item in values(outer) if (theme := text(item))))


def _person(value: Any, sieve: Sieve, whose_id: str) -> Person | None:
    person = mapping(value)
    name = " ".join(part for key in ("voornaam", "naam") if (part := text(person.get(key))))
    if not name:
        return None
    party = _party(person) or _party(mapping(person.get("contact")))
    return Person(sieve.number(whose_id, person.get("id")), name, party)


def _party(owner: Fragment) -> str | None:
    party = first(owner.get("fractie"))
    return text(party.get("naam")) if isinstance(party, dict) else text(party)


def _files(record: Fragment, sieve: Sieve) -> Iterator[FileLink]:
    for key in ("bestand-ordered", "bestand", "document", "bijlage"):
        for entry in values(record.get(key)):
            named: Fragment = {}
            for name, value in entry.items() if isinstance(entry, dict) else [("url", entry)]:
                named.setdefault(name.casefold(), value)
            if file := sieve.file(text(named.get("url"))):
                purpose = (text(named.get("doel")) or "").casefold()
                yield FileLink(
                    pfile=file[0],
                    url=file[1],
                    filename=text(named.get("bestandsnaam")),
                    is_attachment=key == "bijlage" or purpose == "bijlage",
                )


def _own_address(record: Fragment, sieve: Sieve) -> str | None:
    links = (link for link in values(record.get("link")) if isinstance(link, dict) and text(link.get("rel")) == "self")
    return next((address for link in links if (address := sieve.address(text(link.get("href"))))), None)
