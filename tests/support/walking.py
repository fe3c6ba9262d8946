"""Walks through a site as a visitor who follows every link, and keeps the pages met."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

import httpx
from parsel import Selector


@dataclass(frozen=True, slots=True)
class Met:
    """A reply that was met: its address, and the page and the text of the link that led there."""

    address: str
    response: httpx.Response
    found_on: str
    link: str

    @property
    def is_page(self) -> bool:
        """Whether it is a page for people."""
        return self.response.headers.get("content-type", "").startswith("text/html")

    @property
    def page(self) -> Selector:
        """Its HTML, to select from."""
        return Selector(self.response.text)


def walk(client: httpx.Client, *starts: str, each: int = 4) -> Iterator[Met]:
    """Every reply that links lead to from these addresses: of addresses of one kind (the same path but for figures and
    names, with as many parameters, in the same form) at most so many. Links to other sites are not followed."""
    waiting = deque((start, "", "") for start in starts)
    seen: set[str] = set()
    of_kind: Counter[str] = Counter()
    while waiting:
        address, found_on, link = waiting.popleft()
        kind = _kind(address)
        if address in seen or of_kind[kind] >= each:
            continue
        seen.add(address)
        of_kind[kind] += 1
        met = Met(address, client.get(address, follow_redirects=True), found_on, link)
        yield met
        if met.is_page:
            waiting.extend((to, address, text) for to, text in _links(client, met))


def _links(client: httpx.Client, met: Met) -> Iterator[tuple[str, str]]:
    own = urlsplit(str(client.base_url))
    for link in met.page.css("a[href], link[href][rel~=alternate], link[rel=canonical], area[href]"):
        target = urlsplit(urljoin(str(met.response.url), urldefrag(link.attrib["href"]).url))
        if (target.scheme, target.netloc) == (own.scheme, own.netloc):
            yield target.path + (f"?{target.query}" if target.query else ""), link.css("*::text").get(link.root.tag)


def _kind(address: str) -> str:
    parts = urlsplit(address)
    folder, _, last = unquote(parts.path).rpartition("/")
    named = f"{folder}/*" if folder else re.sub(r"\d+", "N", last)
    parameters = dict(parse_qsl(parts.query))
    form = parameters.pop("format", "html")
    return f"{re.sub(r'[0-9]+', 'N', named)} with {min(len(parameters), 2)} as {form}"
