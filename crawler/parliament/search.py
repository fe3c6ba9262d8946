"""The document search: what it answers (contract, 2.4 to 2.6)."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from crawler.parliament.addresses import file_url, pfile_of, public
from crawler.parliament.facts import Facts
from crawler.parliament.shapes import NotUnderstood, day, decode, integer, last_first, mapping, text, values
from crawler.records import FileLink, Person

# What differs between two answers about the same document.
_VOLATILE = {"index", "rank", "snippet"}


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One document in the search's answer. `key` tells apart the hits of one question, `digest` their versions."""

    question: int
    key: str
    digest: str
    tags: dict[str, tuple[str, ...]]
    page_url: str | None
    ids_differ: bool

    @property
    def answered(self) -> bool:
        """Whether the search knows of an answer."""
        return "statusdatumSchvBeantwoord" in self.tags

    @property
    def listed_on(self) -> date | None:
        """The day of publication by which the search finds it."""
        return day(next(iter(self.tags.get("publicatiedatum", ())), None))


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results: `rows` as sent, `hits` those of written questions, `keys` what tells every row apart."""

    count: int
    last: int | None
    rows: int
    keys: tuple[str, ...]
    hits: tuple[SearchHit, ...]
    facets: dict[str, tuple[str, ...]]

    @property
    def dropped(self) -> int:
        """Rows that are no written question, or name no question."""
        return self.rows - len(self.hits)


def parse_search(body: bytes) -> SearchPage:
    """Read an answer of the search. Raises NotUnderstood."""
    answer = decode(body)
    if isinstance(answer, dict) and len(answer) == 1 and isinstance(inner := next(iter(answer.values())), dict):
        answer = inner
    if not isinstance(answer, dict) or integer(answer.get("count")) is None:
        reason = text(answer.get("errors")) if isinstance(answer, dict) else None
        raise NotUnderstood("not an answer of the search" + (f": {reason}" if reason else ""))
    rows = [row for row in values(answer.get("result")) if isinstance(row, dict)]
    return SearchPage(
        count=integer(answer["count"]) or 0,
        last=integer(answer.get("lastindex")),
        rows=len(rows),
        keys=tuple(text(row.get("id")) or text(row.get("url")) or _digest(row) for row in rows),
        hits=tuple(hit for row in rows if (hit := _hit(row))),
        facets=_facets(answer),
    )


def search_facts(hits: list[SearchHit]) -> Facts:
    """What the hits of one question say of it. A hit of an attachment speaks last."""
    hits = sorted(hits, key=_is_attachment)

    def tag(*names: str) -> str | None:
        return next((hit.tags[name][0] for name in names for hit in hits if name in hit.tags), None)

    asker, minister = last_first(tag("vraagsteller")), last_first(tag("minister"))
    files = [
        FileLink(pfile, file_url(url, pfile), None, _is_attachment(hit))
        for hit in hits
        for url in hit.tags.get("document", ())
        if (pfile := pfile_of(url))
    ]
    return Facts(
        number=integer(tag("nummer")),
        session_year=tag("zittingsjaar"),
        legislature=tag("legislatuur"),
        title=tag("titel", "onderwerp"),
        subject=tag("onderwerp"),
        themes=tuple(dict.fromkeys(theme for hit in hits for theme in hit.tags.get("thema", ()))),
        asker=Person(None, asker) if asker else None,
        minister=Person(None, minister) if minister else None,
        asked_on=day(tag("themadatum")),
        answered_on=day(tag("statusdatumSchvBeantwoord")),
        published_on=day(tag("publicatiedatum", "eerstepublicatie")),
        files=tuple(files),
        page_url=next((hit.page_url for hit in hits if hit.page_url), None),
        opendata_url=public(url) if (url := tag("opendata")) else None,
    )


def _hit(row: dict[str, Any]) -> SearchHit | None:
    tags = _tags(row)
    if not _is_written_question(tags, text(row.get("url")) or ""):
        return None
    # All three are read because each has been seen to be missing; they should agree.
    found = [
        int(match[1])
        for match in (
            re.search(r"/schv/(\d{1,18})/?$", (tags.get("opendata") or ("",))[0]),
            re.search(r"/(\d{1,18})(?:[/?#]|$)(?!.*/\d)", text(row.get("url")) or ""),
            re.search(r"be\.vlp\.feed/(\d{1,18})(?:/pfls/|/?$)", text(row.get("id")) or ""),
        )
        if match
    ]
    if not found:
        return None
    page_url = text(row.get("url")) or (tags.get("displayurl") or (None,))[0]
    return SearchHit(
        question=found[0],
        key=text(row.get("id")) or str(found[0]),
        digest=_digest(row),
        tags=tags,
        page_url=public(page_url) if page_url else None,
        ids_differ=len(set(found)) > 1,
    )


def _is_written_question(tags: dict[str, tuple[str, ...]], url: str) -> bool:
    if kinds := tags.get("soort"):
        return "SCHV" in (kind.upper() for kind in kinds)
    named = {name.casefold() for tag in ("aggregaattype", "initiatief") for name in tags.get(tag, ())}
    addresses = " ".join((url, *tags.get("opendata", ())))
    return "schriftelijke vraag" in named or "/schriftelijke-vragen/" in addresses or "/schv/" in addresses


def _is_attachment(hit: SearchHit) -> bool:
    return "bijlage" in (kind.casefold() for kind in hit.tags.get("documenttype", ()))


def _tags(row: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """The metatags by name; names repeat, and every value counts."""
    metatags = row.get("metatags")
    listed = values(mapping(metatags).get("metatag")) or values(metatags) or values(row.get("metatag"))
    found: dict[str, list[str]] = {}
    for tag in listed:
        if isinstance(tag, dict) and (name := text(tag.get("name"))):
            found.setdefault(name, []).extend(value for one in values(tag.get("value")) if (value := text(one)))
    return {name: tuple(dict.fromkeys(given)) for name, given in found.items() if given}


def _facets(answer: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """The names under each facet, both levels."""

    def names(facet: Any) -> list[str]:
        if not isinstance(facet, dict):
            return []
        own = text(facet.get("value")) or text(facet.get("name"))
        return ([own] if own else []) + [name for below in values(facet.get("facet")) for name in names(below)]

    return {
        category.casefold(): tuple(name for facet in values(found.get("facet")) for name in names(facet))
        for found in values(answer.get("facet_category"))
        if isinstance(found, dict) and (category := text(found.get("name")))
    }


def _digest(row: dict[str, Any]) -> str:
    steady = {name: value for name, value in row.items() if name not in _VOLATILE}
    return hashlib.sha256(json.dumps(steady, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
