"""What the document search would answer over the sample (contract, section 2): pure functions."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote

from crawler.sample.opendata import OPENDATA_PATH
from crawler.sample.page import PAGE_PATH
from crawler.sample.questions import Sample, SamplePerson, SampleQuestion, prose

LARGEST_PAGE = 100
FACETS = {"Thema": "thema", "Minister": "minister", "Zittingsjaar": "zittingsjaar", "Aggregaat Type": "aggregaattype"}

Metatags = list[tuple[str, str]]

_INMETA = re.compile(r"inmeta:(?P<name>\w+)(?P<kind>=|:daterange:)(?P<value>.+?)(?=\s*inmeta:|$)")
_DATERANGE = re.compile(r"(?P<since>\d{4}-\d\d-\d\d)?\.\.(?P<until>\d{4}-\d\d-\d\d)?(?P<words>.*)")


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that the search knows; `text` is what free words are looked for in."""

    id: str
    published_on: date
    mimetype: str
    title: str
    snippet: str
    url: str
    tags: Metatags
    text: str

    def as_result(self, index: int) -> dict[str, Any]:
        """The hit as an entry of `result`."""
        return {
            "id": self.id,
            "index": str(index),
            "rank": "0",
            "date": self.published_on.isoformat(),
            "mimetype": self.mimetype,
            "title": self.title,
            "snippet": self.snippet,
            "url": self.url,
            "metatags": {"metatag": [{"name": name, "value": value} for name, value in self.tags]},
        }


def search(sample: Sample, base: str, segment: str, parameters: dict[str, str]) -> dict[str, Any]:
    """Answer a query of the document search; `segment` is the last part of the path, still percent-encoded."""
    query, _, required = segment.partition("&requiredfields=")
    required = unquote(required) or parameters.get("requiredfields", "")
    hits = [hit for hit in _hits(sample, base) if _matches(hit, query, required)]
    hits.sort(key=lambda hit: hit.published_on, reverse=True)
    size = min(_number(parameters.get("max"), 10), LARGEST_PAGE)
    first = (_number(parameters.get("page"), 1) - 1) * size
    shown = hits[first : first + size]
    return {
        "count": str(len(hits)),
        "firstindex": str(first + 1),
        "lastindex": str(first + len(shown)),
        "result": [hit.as_result(index) for index, hit in enumerate(shown, first + 1)],
        "facet_category": _facets(hits),
    }


def _number(text: str | None, default: int) -> int:
    return max(int(text), 1) if text and text.isdecimal() else default


def _hits(sample: Sample, base: str) -> Iterable[Hit]:
    for question in sample.questions:
        yield _hit(question, base, pfile=question.pfile, kind="Antwoord")
        if question.attachment:
            yield _hit(question, base, pfile=question.attachment.pfile, kind="bijlage")
        if "found twice" in question.shapes:
            yield _hit(question, base, pfile=None, kind="Antwoord")
    yield _interpellation(sample.questions[0], base)


def _hit(question: SampleQuestion, base: str, *, pfile: int | None, kind: str) -> Hit:
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
    return Hit(
        id=f"http://be.vlp.feed/{question.id}" + (f"/pfls/{pfile}" if pfile else ""),
        published_on=question.published_on,
        mimetype=mimetype,
        title=question.title,
        snippet=prose(question.question)[:160],
        url=page,
        tags=tags,
        text=" ".join(["Schriftelijke vraag", question.asker.name, question.minister.name, *texts]),
    )


def _interpellation(like: SampleQuestion, base: str) -> Hit:
    """A hit that is not a written question: a query that does not filter finds such things too."""
    return Hit(
        id="http://be.vlp.feed/9900900",
        published_on=like.published_on,
        mimetype="text/html",
        title=like.title,
        snippet="",
        url=f"{base}/nl/parlementair-werk/commissies/vragen-en-interpellaties/9900900",
        tags=[
            ("soort", "VI"),
            ("paginatype", "Parlementair document"),
            ("aggregaat", "Vraag of interpellatie"),
            ("aggregaattype", "Vraag om uitleg"),
            ("titel", like.title),
            ("zittingsjaar", like.session_year),
            *(("thema", theme) for theme in like.themes),
            ("publicatiedatum", like.published_on.isoformat()),
            ("opendata", f"{base}{OPENDATA_PATH}/vi/9900900"),
        ],
        text=f"Vraag om uitleg {like.title}",
    )


def _matches(hit: Hit, query: str, required: str) -> bool:
    words: list[str] = []
    for piece in map(unquote, query.split("+")):
        words += _INMETA.sub("", piece).split()
        for condition in _INMETA.finditer(piece):
            name, value = condition["name"], condition["value"].strip()
            if condition["kind"] == "=":
                if (name, value) not in hit.tags:
                    return False
            elif dates := _DATERANGE.fullmatch(value):
                words += dates["words"].split()
                since, until = dates["since"] or "", dates["until"] or "9"
                if not any(tag == name and since <= day <= until for tag, day in hit.tags):
                    return False
    text = hit.text.casefold()
    return all(word.casefold() in text for word in words) and _has_required(hit.tags, required)


def _has_required(tags: Metatags, required: str) -> bool:
    """`a:x.b:y|b:z`: the dot is AND, the bar is OR."""
    known = {f"{name}:{value}" for name, value in tags}
    return all(not known.isdisjoint(group.split("|")) for group in required.split(".") if group)


def _facets(hits: list[Hit]) -> list[dict[str, Any]]:
    return [{"name": category, "facet": _counted(tag, hits)} for category, tag in FACETS.items()]


def _counted(tag: str, hits: list[Hit]) -> list[dict[str, str]]:
    counts = Counter(value for hit in hits for name, value in hit.tags if name == tag)
    return [{"name": value, "count": str(count)} for value, count in counts.most_common()]


def _last_name_first(person: SamplePerson) -> str:
    return f"{person.last_name}, {person.first_name}"
