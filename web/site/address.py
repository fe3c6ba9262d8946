"""A search as its address: the Dutch parameters of `/`, read into a request and written back into links."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Annotated, Self, TypeVar
from urllib.parse import urlencode

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.requests import Request

from indexer.dutch import dates
from indexer.fields import field_of
from indexer.search import MAX_PER_PAGE, MAX_RESULTS, Facet, Order, SearchRequest
from web.site.errors import BadAddress

PER_PAGE = 20
"""Questions on a page where the address does not say."""

ORDERS = {"relevantie": Order.RELEVANCE, "nieuwste": Order.NEWEST, "oudste": Order.OLDEST, "wachttijd": Order.WAITING}

_Read = TypeVar("_Read")

_OPEN: dates.Span = (None, None)

_COUNT = re.compile(r"[1-9][0-9]{0,8}")


def _shown_as(text: str) -> str:
    """Control characters, which no search box can hold, become spaces."""
    return "".join(character if character >= " " and character != "\x7f" else " " for character in text)


def _plain(text: str) -> str:
    return _shown_as(text).strip()


def _plain_values(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_plain, values))))


_Text = Annotated[str, AfterValidator(_plain)]
_Choice = Annotated[str, AfterValidator(_shown_as)]
"""What nobody types, but chooses: it is one of those that there are, to the letter."""

_Values = Annotated[tuple[str, ...], AfterValidator(_plain_values)]


def _parameter(name: str) -> str:
    """What the address calls a facet."""
    return field_of(Facet(name)).dutch if name in set(Facet) else name


_FACETS = tuple(field_of(facet).dutch for facet in Facet)
_PARAMETERS = ("q", *_FACETS, "van", "tot", "sorteer", "letterlijk", "per_pagina", "pagina")
_PLACES = {name: place for place, name in enumerate(_PARAMETERS)}
"""Where each parameter stands among the others in an address."""


class SearchAddress(BaseModel):
    """The parameters of a search as they were typed. Reading them never fails; `request` says what cannot be."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, alias_generator=_parameter)

    query: _Text = Field(default="", alias="q", description="Woorden en zoektaal; leeg vindt alle vragen")
    theme: _Values = Field(default=(), description="Thema, herhaalbaar")
    minister: _Values = Field(default=(), description="Naam van de minister, herhaalbaar")
    asker: _Values = Field(default=(), description="Naam van de vraagsteller, herhaalbaar")
    party: _Values = Field(default=(), description="Fractie van de vraagsteller, herhaalbaar")
    session_year: _Values = Field(default=(), description="Zittingsjaar (2023-2024), herhaalbaar")
    legislature: _Values = Field(default=(), description="Legislatuur (2019-2024), herhaalbaar")
    answered: _Values = Field(default=(), description="Of er een antwoord is: ja of nee")
    on_time: _Values = Field(default=(), description="Of het antwoord er op tijd was: ja of nee")
    answer_kind: _Values = Field(default=(), description="Soort antwoord, herhaalbaar")
    content: _Values = Field(default=(), description="Wat erbij zit: tabel of bijlage, herhaalbaar")
    office: _Values = Field(default=(), description="Ambt van de minister, voluit, herhaalbaar")
    since: _Text = Field(
        default="",
        alias="van",
        description="Gesteld op of na deze dag, of vanaf deze maand of dit jaar (2023-12-31, 2023)",
    )
    until: _Text = Field(
        default="",
        alias="tot",
        description="Gesteld op of voor deze dag, of tot en met deze maand of dit jaar (2023-12-31, 2023)",
    )
    sort: _Choice = Field(
        default="",
        alias="sorteer",
        description="Volgorde; anders relevantie, of zonder woorden nieuwste",
        json_schema_extra={"enum": [*ORDERS, ""]},
    )
    plain: _Choice = Field(
        default="",
        alias="letterlijk",
        description="1: lees in q geen namen, nummers of kleine woorden, en toon alleen wat alle woorden heeft",
        json_schema_extra={"enum": ["1", "0", ""]},
    )
    per_page: _Choice = Field(
        default="",
        alias="per_pagina",
        description=f"Vragen op een pagina, 1 tot {MAX_PER_PAGE}; anders {PER_PAGE}",
        json_schema_extra={"pattern": "^([1-9][0-9]?|100)?$"},
    )
    page: _Choice = Field(
        default="",
        alias="pagina",
        description=f"Pagina, vanaf 1; bladeren kan tot resultaat {MAX_RESULTS}",
        json_schema_extra={"pattern": f"^({_COUNT.pattern})?$"},
    )

    @property
    def is_home(self) -> bool:
        """Whether nothing at all is asked, so that the newest questions stand first."""
        return not any(value for _, value in self.pairs())

    @property
    def is_filtered(self) -> bool:
        """Whether a choice or a date narrows the search."""
        return bool(self.since or self.until or any(self.chosen(facet) for facet in Facet))

    @property
    def since_shown(self) -> str:
        """The first day as a date field wants it (2023-12-31), or as it was typed where it is no date."""
        return _shown(self.since, 0)

    @property
    def until_shown(self) -> str:
        """The last day as a date field wants it, or as it was typed where it is no date."""
        return _shown(self.until, 1)

    def chosen(self, facet: Facet) -> tuple[str, ...]:
        """The values chosen in a facet."""
        values: tuple[str, ...] = getattr(self, facet.value)
        return values

    def request(self) -> SearchRequest:
        """The search to run. Without an order, words go by relevance and everything else newest first.

        Raises BadAddress for what is not a date, an order or a page.
        """
        problems: dict[str, str] = {}

        def read(parameter: str, text: str, reader: Callable[[str], _Read], default: _Read) -> _Read:
            try:
                return reader(text) if text else default
            except ValueError as error:
                problems[parameter] = str(error)
                return default

        spans = read("van", self.since, _from, _OPEN), read("tot", self.until, _up_to, _OPEN)
        since = max((first for first, _ in spans if first), default=None)
        until = min((last for _, last in spans if last), default=None)
        if since and until and since > until:
            problems["van"] = "De begindatum ligt na de einddatum: er kan niets tussen liggen."
        order = read("sorteer", self.sort, _order, Order.RELEVANCE if self.query else Order.NEWEST)
        plain = read("letterlijk", self.plain, _plain_or_not, False)
        per_page = read("per_pagina", self.per_page, _per_page, PER_PAGE)
        page = read("pagina", self.page, lambda text: _page(text, MAX_RESULTS // per_page), 1)
        if problems:
            raise BadAddress(problems)
        chosen = {facet: self.chosen(facet) for facet in Facet if self.chosen(facet)}
        return SearchRequest(self.query, chosen, since, until, order, page, per_page, plain)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The parameters that say something, with their values, in a fixed order."""
        yield "q", self.query
        for facet in Facet:
            yield from ((field_of(facet).dutch, value) for value in self.chosen(facet))
        yield from (("van", self.since), ("tot", self.until), ("sorteer", self.sort), ("letterlijk", self.plain))
        yield from (("per_pagina", self.per_page), ("pagina", self.page))

    def href(self, path: str = "/") -> str:
        """The address of this search, or of another page that remembers it."""
        said = urlencode([(name, value) for name, value in self.pairs() if value])
        return f"{path}?{said}" if said else path

    def in_form(self, form: str) -> str:
        """The address of this search in another form than a page."""
        href = self.href()
        return f"{href}{'&' if '?' in href else '?'}format={form}"

    def hrefs_choosing(self, facet: Facet, values: Iterable[str]) -> list[str]:
        """The address of `choosing` for each of these values, made quickly: a page has a hundred of them."""
        name = field_of(facet).dutch
        place = _PLACES[name]
        said = [pair for pair in self.pairs() if pair[1] and pair[0] != "pagina"]
        before = urlencode([pair for pair in said if _PLACES[pair[0]] <= place])
        after = urlencode([pair for pair in said if _PLACES[pair[0]] > place])
        return ["/?" + "&".join(filter(None, (before, urlencode({name: value}), after))) for value in values]

    def choosing(self, facet: Facet, value: str) -> Self:
        """This search with one more value chosen, from its first page."""
        return self._changed(**{facet.value: (*self.chosen(facet), value)})

    def dropping(self, facet: Facet, value: str) -> Self:
        """This search with one value no longer chosen, from its first page."""
        return self._changed(**{facet.value: tuple(held for held in self.chosen(facet) if held != value)})

    def asking(self, query: str) -> Self:
        """This search with other words, read as words are, from its first page."""
        return self._changed(query=query, plain="")

    def plainly(self) -> Self:
        """This search with its words searched as words and nothing else."""
        return self._changed(plain="1")

    def running(self, request: SearchRequest) -> Self:
        """The address of another search: in the order of this one, and as many on a page."""
        return self._changed(
            query=request.query,
            since=_changed_day(self.since, 0, request.since),
            until=_changed_day(self.until, 1, request.until),
            plain="1" if request.plain else "",
            **{facet.value: request.chosen.get(facet, ()) for facet in Facet},
        )

    def between(self, since: str, until: str) -> Self:
        """This search with other dates, from its first page."""
        return self._changed(since=since, until=until)

    def asked_in(self, period: str) -> Self:
        """This search of what was asked in a session year (2023-2024) or a month (2023-05), from its first page."""
        if len(period) == len("2023-05"):
            return self.between(period, period)
        return self.choosing(Facet.SESSION_YEAR, period)

    def unfiltered(self) -> Self:
        """Only the words and the order of this search."""
        return self.between("", "")._changed(**{facet.value: () for facet in Facet})

    def sorted_by(self, sort: str) -> Self:
        """This search in another order, from its first page."""
        return self._changed(sort=sort)

    def in_any_order(self) -> Self:
        """Only what this search asks for: not its order, nor how it is paged."""
        return self._changed(sort="", per_page="")

    def at_page(self, page: int) -> Self:
        """Another page of this search."""
        return self._changed(page=str(page) if page > 1 else "")

    def _changed(self, **fields: str | tuple[str, ...]) -> Self:
        return self.model_copy(update={"page": ""} | fields)


def remembered(request: Request) -> SearchAddress:
    """The search that led to another page, out of the address of that page: nothing in it is ever refused."""
    asked = request.query_params
    facets = {name: asked.getlist(name) for name in _FACETS if name in asked}
    return SearchAddress.model_validate({name: asked[name] for name in _PARAMETERS if name in asked} | facets)


def _from(text: str) -> dates.Span:
    """From the first day of a period on; a span (2023-01..2023-06) has an end of its own."""
    first, last = _days(text)
    return first, None if _is_period(text) else last


def _up_to(text: str) -> dates.Span:
    """Up to the last day of a period; a span has a beginning of its own."""
    first, last = _days(text)
    return None if _is_period(text) else first, last


def _days(text: str) -> dates.Span:
    try:
        return dates.span(text)
    except ValueError:
        raise ValueError(
            f"“{text}” is geen datum. Schrijf een dag als 31/12/2023 of 31 december 2023, een maand als 2023-12, "
            "een periode als 2023-01..2023-06."
        ) from None


def _is_period(text: str) -> bool:
    try:
        dates.period(text)
    except ValueError:
        return False
    return True


def _shown(text: str, end: int) -> str:
    try:
        day = dates.span(text)[end]
    except ValueError:
        return text
    return day.isoformat() if day else text


def _changed_day(typed: str, end: int, day: date | None) -> str:
    """A day as it was typed, where it is still the same one."""
    changed = day.isoformat() if day else ""
    return typed if typed and _shown(typed, end) == changed else changed


def _plain_or_not(text: str) -> bool:
    if text not in {"0", "1"}:
        raise ValueError(f"Letterlijk “{text}” kan niet. Kies 1 voor letterlijk zoeken, of 0.")
    return text == "1"


def _per_page(text: str) -> int:
    if not _COUNT.fullmatch(text) or int(text) > MAX_PER_PAGE:
        raise ValueError(f"“{text}” vragen op een pagina kan niet. Kies een getal van 1 tot {MAX_PER_PAGE}.")
    return int(text)


def _order(text: str) -> Order:
    if text not in ORDERS:
        raise ValueError(f"Sorteren op “{text}” kan niet. Kies relevantie, nieuwste, oudste of wachttijd.")
    return ORDERS[text]


def _page(text: str, last: int) -> int:
    if not _COUNT.fullmatch(text):
        raise ValueError(f"“{text}” is geen paginanummer. De eerste pagina is 1.")
    if int(text) > last:
        raise ValueError(
            f"Pagina {text} ligt te ver: bladeren kan tot pagina {last}. "
            "Maak de zoekopdracht smaller met een filter, een datum of een extra woord."
        )
    return int(text)
