"""All pages of the site for search engines (sitemaps.org 0.9): an index, the pages, and the questions in parts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from fastapi.responses import Response

from indexer.figures.models import ProfileKind
from indexer.search import SearchService
from web.site.caching import SHORTLY
from web.site.links import ROOMS, profile_path
from web.site.templates import Templates

INDEX = "/sitemap.xml"
PART = "/sitemaps/{part}.xml"
PAGES = "paginas"
MEDIA_TYPE = "application/xml"

PART_SIZE = 50_000
"""Addresses that a sitemap may hold."""

_PAGES = ("/", "/hulp", "/over", "/api", "/downloads", "/wijzigingen", "/volledigheid")


@dataclass(frozen=True, slots=True)
class Listed:
    """An address, and the day of the last change that is known."""

    address: str
    changed: date | None = None


def index(templates: Templates, search: SearchService, site: str) -> Response:
    """Where every part of the sitemap is; `site` is the site's address without a slash at the end."""
    count = -(-search.info().questions // PART_SIZE)
    names = [PAGES, *(f"vragen-{part}" for part in range(1, count + 1))]
    return _xml(templates, "machines/sitemap_index.xml", (Listed(site + PART.format(part=name)) for name in names))


def part(templates: Templates, search: SearchService, site: str, name: str) -> Response | None:
    """One part of the sitemap; None where there is none of that name."""
    if name == PAGES:
        return _xml(templates, "machines/sitemap.xml", (Listed(site + path) for path in _paths(search)))
    number = name.removeprefix("vragen-")
    if not (number.isascii() and number.isdecimal() and len(number) < 6 and number == str(int(number))):
        return None
    listed = search.listed(PART_SIZE, int(number))
    if not listed:
        return None
    return _xml(templates, "machines/sitemap.xml", (Listed(f"{site}/vragen/{id_}", last) for id_, last in listed))


def _paths(search: SearchService) -> Iterator[str]:
    yield from _PAGES
    yield from (path for path, _ in ROOMS)
    for kind in ProfileKind:
        yield from (profile_path(kind, one.slug) for one in search.profiles(kind))


def _xml(templates: Templates, template: str, listed: Iterable[Listed]) -> Response:
    return Response(templates.write(template, listed=listed), headers=SHORTLY, media_type=MEDIA_TYPE)
