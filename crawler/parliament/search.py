"""The document search: what it replies (contract, 2.4 to 2.6)."""

import re
from collections.abc import Iterable
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
    integer,
    last_first,
    mapping,
    repeated_keys,
    text,
    values,
)
from crawler.parliament.sieve import Sieve

# What differs between two replies about the same document.
_VOLATILE = {"index", "rank", "snippet"}
_LAST_NUMBER = re.compile(r"(?>.*/(?=\d))(\d{1,18})(?:[/?#]|$)", re.ASCII)
# More documents than any parliament has: a larger count would have the crawl ask for pages without end.
_MOST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One document in the search's reply, and the address that gave it, `came_from`.

    `key` tells apart the hits of one question, `digest` their versions; `repeated` are keys given more than once.
    """

    question: int
    key: str
    digest: str
    tags: dict[str, tuple[str, ...]]
    page_url: str | None
    ids_differ: bool
    came_from: str
    repeated: tuple[str, ...]

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
    """One page of results: `rows` as sent, `hits` those of written questions, `keys` what tells every row apart.

    `dropped` are rows that are no written question or name none, `nameless` those of them that are one.
    """

    count: int
    last: int | None
    rows: int
    keys: tuple[str, ...]
    hits: tuple[SearchHit, ...]
    facets: dict[str, tuple[str, ...]]
    dropped: int = 0
    nameless: int = 0


def parse_search(body: bytes, came_from: str = "", content_type: str | None = None) -> SearchPage:
    """Read a reply of the search, which came from that address, with that Content-Type. Raises NotUnderstood."""
    data = decode(body, content_type)
    if isinstance(data, dict) and len(data) == 1 and isinstance(inner := next(iter(data.values())), dict):
        data = inner
    if not isinstance(data, dict) or integer(data.get("count")) is None:
        reason = text(data.get("errors")) if isinstance(data, dict) else None
        raise NotUnderstood("not an answer of the search" + (f": {reason}" if reason else ""))
    count = integer(data["count"]) or 0
    if count > _MOST:
        raise NotUnderstood(f"the search cannot count {count} documents")
    rows = [row for row in values(data.get("result")) if isinstance(row, dict)]
    asked = [(row, tags) for row in rows if _is_written_question(tags := _tags(row), text(row.get("url")) or "")]
    hits = [hit for row, tags in asked if (hit := _hit(row, tags, came_from))]
    return SearchPage(
        count=count,
        last=integer(data.get("lastindex")),
        rows=len(rows),
        keys=tuple(text(row.get("id")) or text(row.get("url")) or _digest(row) for row in rows),
        hits=tuple(hits),
        facets=_facets(data),
        dropped=len(rows) - len(hits),
        nameless=len(asked) - len(hits),
    )


def by_key(hits: Iterable[SearchHit]) -> dict[tuple[int, str], SearchHit]:
    """The hits by question and key. Where a reply gives two of the same, the first counts."""
    different: dict[tuple[int, str], SearchHit] = {}
    for hit in hits:
        different.setdefault((hit.question, hit.key), hit)
    return different


def read_hits(hits: Iterable[SearchHit]) -> tuple[tuple[SearchHit, Facts], ...]:
    """Every different hit and the facts it tells, read once for all who need them."""
    return tuple((hit, search_facts([hit])) for hit in by_key(hits).values())


def search_facts(hits: list[SearchHit]) -> Facts:
    """What the hits of one question say of it. A hit of an attachment speaks last."""
    hits = sorted(hits, key=_is_attachment)

    def tag(*names: str) -> str | None:
        return next((hit.tags[name][0] for name in names for hit in hits if name in hit.tags), None)

    asker, minister = last_first(tag("vraagsteller")), last_first(tag("minister"))
    sieve = Sieve("search", hits[0].came_from if hits else "")
    sieve.repeated(key for hit in hits for key in hit.repeated)
    files = [
        FileLink(*file, None, _is_attachment(hit))
        for hit in hits
        for url in hit.tags.get("document", ())
        if (file := sieve.file(url))
    ]
    return Facts(
        number=sieve.number("number", tag("nummer")),
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
        page_url=next((address for hit in hits if (address := sieve.address(hit.page_url))), None),
        opendata_url=sieve.address(tag("opendata")),
        notes=sieve.notes,
    )


def _hit(row: dict[str, Any], tags: dict[str, tuple[str, ...]], came_from: str) -> SearchHit | None:
    # All three are read because each has been seen to be missing; they should agree.
    ids = [
        int(match[1])
        for match in (
            re.search(r"/schv/(\d{1,18})/?$", (tags.get("opendata") or ("",))[0], re.ASCII),
            _LAST_NUMBER.match(text(row.get("url")) or ""),
            re.search(r"be\.vlp\.feed/(\d{1,18})(?:/pfls/|/?$)", text(row.get("id")) or "", re.ASCII),
        )
        if match
    ]
    if not ids:
        return None
    return SearchHit(
        question=ids[0],
        key=text(row.get("id")) or str(ids[0]),
        digest=_digest(row),
        tags=tags,
        page_url=text(row.get("url")) or (tags.get("displayurl") or (None,))[0],
        ids_differ=len(set(ids)) > 1,
        came_from=came_from,
        repeated=repeated_keys(row),
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
    tags: dict[str, list[str]] = {}
    for tag in listed:
        if isinstance(tag, dict) and (name := text(tag.get("name"))):
            tags.setdefault(name, []).extend(value for item in values(tag.get("value")) if (value := text(item)))
    return {name: tuple(dict.fromkeys(kept)) for name, kept in tags.items() if kept}


def _facets(data: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """The names under each facet, both levels."""

    def names(facet: Any) -> list[str]:
        if not isinstance(facet, dict):
            return []
        own = text(facet.get("value")) or text(facet.get("name"))
        return ([own] if own else []) + [name for below in values(facet.get("facet")) for name in names(below)]

    return {
        category.casefold(): tuple(name for facet in values(listed.get("facet")) for name in names(facet))
        for listed in values(data.get("facet_category"))
        if isinstance(listed, dict) and (category := text(listed.get("name")))
    }


def _digest(row: dict[str, Any]) -> str:
    steady = {name: value for name, value in row.items() if name not in _VOLATILE}
    return checksum(steady)
