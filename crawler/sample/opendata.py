"""The open data of the sample (contract, section 3), in irregular shapes too where a question asks for them."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

from crawler.sample.questions import SamplePerson, SampleQuestion

OPENDATA_PATH = "/e/opendata"


def question_record(question: SampleQuestion, base: str) -> dict[str, Any]:
    """The open data of one question, in the shapes that the question asks for."""
    record: dict[str, Any] = {
        "id": question.id,
        "vraagnummer": question.number,
        "zittingsjaar": question.session_year,
        "titel": question.title,
        "onderwerp": question.subject or question.title,
        "soort-antwoord": question.answer_kind,
        "tijdig": question.on_time,
        "thema": list(question.themes),
        "vraagsteller": _person(question.asker, base, question.asked_on),
        "minister": _person(question.minister, base, None),
        "procedureverloop": [{"status": status, "datum": _instant(day)} for status, day in procedure(question)],
        "bestand-ordered": [
            {"bestandsnaam": question.filename, "doel": "ANTWOORD", "URL": f"{base}/files/pfile?id={question.pfile}"}
        ],
        "bijlage": [],
        "link": [{"rel": "self", "href": f"{base}{OPENDATA_PATH}/schv/{question.id}"}],
    }
    if attachment := question.attachment:
        record["bijlage"].append(
            {
                "titel": attachment.title,
                "bestandsnaam": attachment.filename,
                "doel": "BIJLAGE",
                "url": f"{base}/pfile?id={attachment.pfile}",
            }
        )
    return _reshaped(record, question)


def _reshaped(record: dict[str, Any], question: SampleQuestion) -> dict[str, Any]:
    if "file as string" in question.shapes:
        record["bestand-ordered"] = record["bestand-ordered"][0]["URL"]
    if "no subject" in question.shapes:
        del record["onderwerp"], record["tijdig"], record["bijlage"]
    if "single values" in question.shapes:
        record = {key: _single(value) for key, value in record.items()}
    if "numbers as strings" in question.shapes:
        record = _in_strings(record)
    return record


def _single(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _in_strings(value: Any) -> Any:
    if isinstance(value, bool):
        return "J" if value else "N"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return [_in_strings(each) for each in value]
    if isinstance(value, dict):
        return {key: _in_strings(each) for key, each in value.items()}
    return value


def _person(person: SamplePerson, base: str, day: date | None) -> dict[str, Any]:
    record: dict[str, Any] = {"id": person.id, "voornaam": person.first_name, "naam": person.last_name}
    if day and person.party_in_records and (party := person.party_on(day)):
        record["fractie"] = _party(party)
    return {**record, "link": [{"rel": "self", "href": f"{base}{OPENDATA_PATH}/vv/{person.id}"}]}


def _party(name: str) -> dict[str, Any]:
    return {"id": -1 if name == "Onafhankelijke" else 9500 + sum(name.encode()) % 400, "naam": name}


def procedure(question: SampleQuestion) -> list[tuple[str, date]]:
    """The steps that a question went through, with their days."""
    steps = [("Vraag gesteld aan de minister", question.asked_on)]
    if question.answered_on:
        steps.append(("Tijdig beantwoord" if question.on_time else "Laattijdig beantwoord", question.answered_on))
    return steps


def _instant(day: date) -> str:
    """Just after midnight in Belgium, with the offset of winter or summer time."""
    starts, ends = _last_sunday(day.year, 3), _last_sunday(day.year, 10)
    return f"{day}T00:00:59+0{2 if starts < day <= ends else 1}00"


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=last.isoweekday() % 7)


def question_list(questions: Iterable[SampleQuestion], base: str) -> dict[str, Any]:
    """The open data of several questions at once."""
    return {"items": [{"schriftelijke-vraag": question_record(question, base)} for question in questions]}


def member_record(person: SamplePerson) -> dict[str, Any]:
    """A member with the history of party membership."""
    history = [
        {
            "datumVan": _instant(term.since),
            "datumTot": _instant(term.until) if term.until else None,
            "fractie": _party(term.what),
        }
        for term in person.parties
    ]
    return {
        "id": person.id,
        "voornaam": person.first_name,
        "naam": person.last_name,
        "lidmaatschap": history,
    }


def as_xml(name: str, record: dict[str, Any]) -> bytes:
    """A record as the open data sends it to whoever does not ask for JSON."""
    root = ElementTree.Element(name)
    _add_to(root, record)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _add_to(parent: ElementTree.Element, record: dict[str, Any]) -> None:
    for key, value in record.items():
        for each in value if isinstance(value, list) else [value]:
            child = ElementTree.SubElement(parent, key)
            if isinstance(each, dict):
                _add_to(child, each)
            elif each is not None:
                child.text = str(each).lower() if isinstance(each, bool) else str(each)
