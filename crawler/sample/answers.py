"""What the parliament's services would answer over the sample: pure functions, a question in, an answer out.

The shapes are those of the document search, the open data and the pages of a question (contract, sections 2 to 5),
the irregular ones included where a question of the sample asks for them.
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from html import escape
from typing import Any
from urllib.parse import quote, unquote
from xml.etree import ElementTree

from crawler.sample.questions import Sample, SamplePerson, SampleQuestion, prose

PAGE_PATH = "/parlementaire-documenten/schriftelijke-vragen"
OPENDATA_PATH = "/e/opendata"
LARGEST_PAGE = 100

Metatags = list[tuple[str, str]]

_INMETA = re.compile(r"inmeta:(?P<name>\w+)(?P<kind>=|:daterange:)(?P<value>.+?)(?=\s*inmeta:|$)")
_DATERANGE = re.compile(r"(?P<since>\d{4}-\d\d-\d\d)?\.\.(?P<until>\d{4}-\d\d-\d\d)?(?P<words>.*)")


# --- search --------------------------------------------------------------------------------------------------------


def search(sample: Sample, base: str, segment: str, parameters: dict[str, str]) -> dict[str, Any]:
    """Answer a query of the document search; `segment` is the last part of the path, still percent-encoded."""
    query, _, required = segment.partition("&requiredfields=")
    required = unquote(required) or parameters.get("requiredfields", "")
    hits = [hit for hit in _hits(sample, base) if _matches(hit, query, required)]
    hits.sort(key=lambda hit: str(hit["date"]), reverse=True)
    size = min(_number(parameters.get("max"), 10), LARGEST_PAGE)
    first = (_number(parameters.get("page"), 1) - 1) * size
    shown = hits[first : first + size]
    return {
        "count": str(len(hits)),
        "firstindex": str(first + 1),
        "lastindex": str(first + len(shown)),
        "result": [_without_text(hit, index) for index, hit in enumerate(shown, first + 1)],
        "facet_category": _facets(hits),
    }


def _number(text: str | None, default: int) -> int:
    return max(int(text), 1) if text and text.isdecimal() else default


def _hits(sample: Sample, base: str) -> Iterable[dict[str, Any]]:
    for question in sample.questions:
        yield _hit(question, base, pfile=question.pfile, kind="Antwoord")
        if question.attachment:
            yield _hit(question, base, pfile=question.attachment.pfile, kind="bijlage")
        if "found twice" in question.shapes:
            yield _hit(question, base, pfile=None, kind="Antwoord")
    yield _interpellation(sample.questions[0], base)


def _hit(question: SampleQuestion, base: str, *, pfile: int | None, kind: str) -> dict[str, Any]:
    page = f"{base}{PAGE_PATH}/{question.id}"
    mimetype = "application/pdf" if kind == "Antwoord" else "application/vnd.ms-excel"
    tags: Metatags = [
        ("soort", "SCHV"),
        ("paginatype", "Parlementair document"),
        ("aggregaat", "Vraag of interpellatie"),
        ("aggregaattype", "Schriftelijke vraag"),
        ("initiatief", "Schriftelijke vraag"),
        ("documenttype", kind),
        ("nummer", str(question.number)),
        ("zittingsjaar", question.session_year),
        ("legislatuur", question.legislature),
        ("titel", question.title),
        ("onderwerp", question.subject or question.title),
        *(("thema", theme) for theme in question.themes),
        ("vraagsteller", _last_name_first(question.asker)),
        ("minister", _last_name_first(question.minister)),
        ("themadatum", question.asked_on.isoformat()),
        ("publicatiedatum", question.published_on.isoformat()),
        ("mimetype", mimetype),
        ("displayurl", page),
        ("opendata", f"{base}{OPENDATA_PATH}/schv/{question.id}"),
    ]
    if question.answered_on:
        tags.append(("statusdatumSchvBeantwoord", question.answered_on.isoformat()))
    if pfile:
        tags.append(("document", f"{base}/pfile?id={pfile}"))
    texts = [question.title, *question.themes, prose(question.question), prose(question.answer)]
    return {
        "id": f"http://be.vlp.feed/{question.id}" + (f"/pfls/{pfile}" if pfile else ""),
        "date": question.published_on.isoformat(),
        "mimetype": mimetype,
        "title": question.title,
        "snippet": prose(question.question)[:160],
        "url": page,
        "metatags": tags,
        "text": " ".join(["Schriftelijke vraag", question.asker.name, question.minister.name, *texts]),
    }


def _interpellation(like: SampleQuestion, base: str) -> dict[str, Any]:
    """A hit that is not a written question: a query that does not filter finds such things too."""
    return {
        "id": "http://be.vlp.feed/9900900",
        "date": like.published_on.isoformat(),
        "mimetype": "text/html",
        "title": like.title,
        "snippet": "",
        "url": f"{base}/nl/parlementair-werk/commissies/vragen-en-interpellaties/9900900",
        "metatags": [
            ("soort", "VI"),
            ("paginatype", "Parlementair document"),
            ("aggregaat", "Vraag of interpellatie"),
            ("aggregaattype", "Vraag om uitleg"),
            ("titel", like.title),
            ("publicatiedatum", like.published_on.isoformat()),
            ("zittingsjaar", like.session_year),
            *(("thema", theme) for theme in like.themes),
            ("opendata", f"{base}{OPENDATA_PATH}/vi/9900900"),
        ],
        "text": f"Vraag om uitleg {like.title}",
    }


def _matches(hit: dict[str, Any], query: str, required: str) -> bool:
    tags: Metatags = hit["metatags"]
    words: list[str] = []
    for piece in map(unquote, query.split("+")):
        words += _INMETA.sub("", piece).split()
        for condition in _INMETA.finditer(piece):
            name, value = condition["name"], condition["value"].strip()
            if condition["kind"] == "=":
                if (name, value) not in tags:
                    return False
            elif dates := _DATERANGE.fullmatch(value):
                words += dates["words"].split()
                since, until = dates["since"] or "", dates["until"] or "9"
                if not any(tag == name and since <= day <= until for tag, day in tags):
                    return False
    text = str(hit["text"]).casefold()
    return all(word.casefold() in text for word in words) and _has_required(tags, required)


def _has_required(tags: Metatags, required: str) -> bool:
    """`a:x.b:y|b:z`: the dot is AND, the bar is OR."""
    known = {f"{name}:{value}" for name, value in tags}
    return all(not known.isdisjoint(group.split("|")) for group in required.split(".") if group)


def _without_text(hit: dict[str, Any], index: int) -> dict[str, Any]:
    tags = [{"name": name, "value": value} for name, value in hit["metatags"]]
    shown = {key: value for key, value in hit.items() if key != "text"}
    return {**shown, "index": str(index), "rank": "0", "metatags": {"metatag": tags}}


def _facets(hits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    categories = {
        "Thema": "thema",
        "Minister": "minister",
        "Zittingsjaar": "zittingsjaar",
        "Aggregaat Type": "aggregaattype",
    }
    counts = {
        name: Counter(value for hit in hits for tag, value in hit["metatags"] if tag == name)
        for name in categories.values()
    }
    return [
        {
            "name": category,
            "facet": [{"name": value, "count": str(count)} for value, count in counts[tag].most_common()],
        }
        for category, tag in categories.items()
    ]


def _last_name_first(person: SamplePerson) -> str:
    return f"{person.last_name}, {person.first_name}"


# --- open data -----------------------------------------------------------------------------------------------------


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
        "procedureverloop": [{"status": status, "datum": _instant(day)} for status, day in _procedure(question)],
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


def _procedure(question: SampleQuestion) -> list[tuple[str, date]]:
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
                child.text = str(each)


# --- pages ---------------------------------------------------------------------------------------------------------


def question_page(question: SampleQuestion) -> str:
    """The page of a question on the parliament's site, reduced to what it says."""
    asker = f'<a href="/nl/volksvertegenwoordigers/{question.asker.id}">{escape(_with_party(question))}</a>'
    themes = "".join(
        f'<dd><a href="/nl/parlementaire-documenten?thema={quote(theme)}">{escape(theme)}</a></dd>'
        for theme in question.themes
    )
    steps = "".join(
        f"<tr><td>{escape(status)}</td><td>{day.isoformat()}</td></tr>" for status, day in _procedure(question)
    )
    attachment = question.attachment
    files = f'<li>{escape(question.filename)} <a href="/files/pfile?id={question.pfile}">Download pdf</a></li>' + (
        f'<li>{escape(attachment.title)} <a href="/pfile?id={attachment.pfile}">Download bijlage</a></li>'
        if attachment
        else ""
    )
    return f"""<!doctype html>
<html lang="nl">
<head><meta charset="utf-8"><title>{escape(question.title)} | Vlaams Parlement</title></head>
<body>
<main>
<p>Schriftelijke vraag {question.number} ({question.session_year})</p>
<h1>{escape(question.title)}</h1>
<dl>
<dt>Vraagsteller</dt><dd>{asker}</dd>
<dt>Minister</dt><dd>{escape(question.minister.name)}</dd>
<dt>Thema</dt>{themes}
</dl>
<table>{steps}</table>
<ul>{files}</ul>
</main>
</body>
</html>
"""


def _with_party(question: SampleQuestion) -> str:
    asker, party = question.asker, question.asker.party_on(question.asked_on)
    return f"{asker.name} ({party})" if party and asker.party_in_records else asker.name
