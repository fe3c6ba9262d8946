"""Addresses of the parliament's services: how to ask, and what an address names (contract, 2.1, 2.2, 3.1, 4, 5)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from crawler.config import CrawlConfig
from crawler.errors import BadScope
from crawler.parliament.hosts import is_parliament, official
from crawler.parliament.shapes import integer

PAGE_SIZE = 100
"""Hits a page of search results: more is refused."""
RESULT_LIMIT = 10_000
"""Hits the search gives of one query at most."""

_FEED = "be.vlp.feed"
_QUESTION_PATHS = (
    re.compile(r"^(?:/nl)?/parlementaire-documenten/schriftelijke-vragen/(\d{1,18})(?![0-9])"),
    re.compile(r"/opendata/schv/(\d{1,18})/?$"),
)
_FEED_PATH = re.compile(r"^/(\d{1,18})(?:/pfls/\d+)?/?$")

_REQUIRED = {
    1: "paginatype:Parlementair document.aggregaat:Vraag of interpellatie.initiatief:Schriftelijke vraag",
    2: "paginatype:Parlementair document.aggregaat:Vraag of interpellatie.aggregaattype:Schriftelijke vraag",
    3: "aggregaattype:Schriftelijke vraag",
}


@dataclass(frozen=True, slots=True)
class Query:
    """What the search is asked: questions published from `since` to `until`, of a session year, with a theme."""

    since: date | None = None
    until: date | None = None
    session_year: str | None = None
    theme: str | None = None

    def __str__(self) -> str:
        parts = [self.session_year, f"theme {self.theme}" if self.theme else None]
        if self.since or self.until:
            parts.append(f"published {self.since or ''}..{self.until or ''}")
        return ", ".join(part for part in parts if part) or "everything"


class Addresses:
    """The addresses to ask, on the hosts that the configuration names."""

    def __init__(self, config: CrawlConfig):
        self._config = config

    def search(self, query: Query, page: int, size: int = PAGE_SIZE) -> str:
        """One page of search results, newest first; pages count from 1."""
        terms = []
        if query.since or query.until:
            terms.append(f"inmeta:publicatiedatum:daterange:{query.since or ''}..{query.until or ''}")
        if query.session_year:
            terms.append(f"inmeta:zittingsjaar={quote(query.session_year, safe='')}")
        if query.theme:
            terms.append(f"inmeta:thema={quote(query.theme, safe='')}")
        parameters = {"collection": "vp_collection", "page": page, "max": size, "sort": "date"}
        required = _REQUIRED[self._config.selection]
        path = "+" + "+".join(terms) if terms else "+"
        if self._config.selection == 3:
            parameters["requiredfields"] = required
        else:
            path += "&requiredfields=" + quote(required, safe=":.")
        return f"{self._config.search_url}/{path}?{urlencode(parameters, quote_via=quote, safe=':')}"

    def details(self, ids: Iterable[int]) -> str:
        """Open data of several questions."""
        return f"{self._config.opendata_url}/schv/lijst?id={','.join(map(str, ids))}"

    def detail(self, question: int) -> str:
        """Open data of one question."""
        return f"{self._config.opendata_url}/schv/{question}"

    def member(self, member: int) -> str:
        """A member, with the parties over time."""
        return f"{self._config.opendata_url}/vv/{member}?lang=nl"

    def page(self, question: int) -> str:
        """The page of a question on the site."""
        return f"{self._config.pages_url}/parlementaire-documenten/schriftelijke-vragen/{question}"

    def file(self, pfile: int, url: str) -> str:
        """A file, in the form of address that its record used, always on the configured host."""
        folder = "/files" if "/files/" in urlsplit(url).path else ""
        return f"{self._config.files_url}{folder}/pfile?id={pfile}"

    def allowed(self, url: str) -> str | None:
        """The address as it may be asked (with https on the parliament's hosts), or None if it may not.

        Only the configured hosts and, unless one site stands for all of them, the parliament's own (contract, 10.4).
        """
        if _origin(url) in {_origin(base) for base in self._bases}:
            return url
        return None if self._config.site else official(url)

    def question(self, link: str) -> int:
        """The id of the question that an address names, in any of its forms. Raises BadScope."""
        link = link.strip()
        if re.fullmatch(r"\d{1,18}", link, re.ASCII):
            return int(link)
        try:
            parts = urlsplit(link if "://" in link else f"https://{link}")
            host = parts.hostname
        except ValueError:
            parts, host = urlsplit(""), None
        forms: tuple[re.Pattern[str], ...] = ()
        if host == _FEED:
            forms = (_FEED_PATH,)
        elif is_parliament(parts.geturl()) or host in {urlsplit(base).hostname for base in self._bases}:
            forms = _QUESTION_PATHS
        for form in forms:
            if match := form.search(parts.path):
                return int(match[1])
        raise BadScope(
            f"{link!r} is not the address of a written question: expected one like "
            "https://www.vlaamsparlement.be/parlementaire-documenten/schriftelijke-vragen/1809299"
        )

    @property
    def _bases(self) -> Iterator[str]:
        config = self._config
        yield from (config.search_url, config.opendata_url, config.files_url, config.pages_url)


def pfile_of(url: str) -> int | None:
    """The number of the file that an address names, on any host and with or without `/files`."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return integer(parse_qs(parts.query).get("id")) if parts.path.endswith("/pfile") else None


def _origin(url: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return "", "", None
