"""What a page lists, as an Atom feed (RFC 4287).

An id is made of what it stands for and of nothing else, so that it is the same after a rebuild and on whatever host
the site is served: a name-based UUID (RFC 9562) of the path. A `tag:` would need a host that the site owns.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from fastapi.responses import Response
from lxml import etree
from starlette.requests import Request

from indexer.question import WrittenQuestion
from web.site import wording
from web.site.caching import SHORTLY
from web.site.formats import MEDIA_TYPES, VARY, Form
from web.site.site import Site

ENTRIES = 50
"""The newest that a feed holds; a reader asks again before there are as many new ones."""

SOURCE = "Vlaams Parlement"
RIGHTS = "Bron: Vlaams Parlement, Modellicentie Gratis Hergebruik Vlaanderen v1.0"

_ATOM = "http://www.w3.org/2005/Atom"
_NAMESPACES: Any = {None: _ATOM}  # the stubs of lxml know no default namespace
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""
_SUMMARY = 400
"""Characters of a question's text that its entry shows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that a page lists.

    `path` is its address on this site. The id is made of that, or of `key` where one address stands for several
    entries. `updated` is when it last became something else to a reader; it has a time zone.
    """

    path: str
    title: str
    updated: datetime
    published: datetime | None = None
    summary: str = ""
    authors: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    key: str = ""


def feed_response(site: Site, request: Request, *, path: str, title: str, entries: Iterable[Entry]) -> Response:
    """The feed of the page at `path`: its address on this site with all that the page depends on but `format`."""
    built = datetime.fromisoformat(site.search.info().built_at)
    feed = atom(entries, site=site.address(request), path=path, title=f"{title} – {site.config.title}", built=built)
    return Response(feed, headers=SHORTLY | VARY, media_type=MEDIA_TYPES[Form.ATOM])


def question_entry(question: WrittenQuestion) -> Entry:
    """A question: new when it is asked, something else when it is answered or published."""
    days = [day for day in (question.asked_on, question.answered_on, question.published_on) if day]
    asker, minister = question.asker, question.minister
    return Entry(
        path=f"/vragen/{question.id}",
        title=question.title or "Zonder titel",
        updated=_moment(max(days)) if days else question.crawled_at,
        published=_moment(question.asked_on) if question.asked_on else None,
        summary=f"{wording.citation(question)}\n\n{_shortened(question.question or '')}".strip(),
        authors=tuple(one.name for one in (asker, minister) if one),
        themes=question.themes,
    )


def atom(entries: Iterable[Entry], *, site: str, path: str, title: str, built: datetime) -> bytes:
    """A feed as UTF-8. `site` is the site's address without a slash at the end; `built` says when an empty feed was
    last something else."""
    listed = tuple(entries)
    itself = f"{site}{path}{'&' if '?' in path else '?'}format={Form.ATOM}"
    feed = _element(
        "feed",
        _element("id", _urn(path)),
        _element("title", title),
        _element("updated", _rfc3339(max((entry.updated for entry in listed), default=built))),
        _element("link", rel="self", type=MEDIA_TYPES[Form.ATOM], href=itself),
        _element("link", rel="alternate", type=MEDIA_TYPES[Form.HTML], href=site + path),
        _element("author", _element("name", SOURCE)),
        _element("rights", RIGHTS),
        _element("generator", "Vraagbaak"),
        *(_entry(entry, site) for entry in listed),
    )
    feed.set(_LANGUAGE, "nl")
    return etree.tostring(feed, encoding="utf-8", xml_declaration=True)


def _entry(entry: Entry, site: str) -> etree._Element:
    return _element(
        "entry",
        _element("id", _urn(entry.key or entry.path)),
        _element("title", entry.title),
        _element("updated", _rfc3339(entry.updated)),
        *([_element("published", _rfc3339(entry.published))] if entry.published else ()),
        _element("link", rel="alternate", type=MEDIA_TYPES[Form.HTML], href=site + entry.path),
        *(_element("author", _element("name", name)) for name in entry.authors if name.strip()),
        *(_element("category", term=theme) for theme in entry.themes if theme.strip()),
        *([_element("summary", entry.summary)] if entry.summary else ()),
    )


def _element(name: str, *content: str | etree._Element, **attributes: str) -> etree._Element:
    clean = {attribute: _xml(value) for attribute, value in attributes.items()}
    element = etree.Element(f"{{{_ATOM}}}{name}", clean, _NAMESPACES)
    for one in content:
        if isinstance(one, str):
            element.text = _xml(one)
        else:
            element.append(one)
    return element


def _xml(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def _urn(what: str) -> str:
    return uuid5(NAMESPACE_URL, f"vraagbaak:{what}").urn


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SUMMARY else words[:_SUMMARY].rsplit(" ", 1)[0] + " …"
