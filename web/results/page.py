"""The search page: what it shows of the results, worked out as plain data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from indexer.fields import field_of
from indexer.search import MAX_RESULTS, Facet, FacetCount, SearchPage, respelled
from web.results import taking
from web.results.chips import chips
from web.results.feed import feed_title
from web.results.offers import excluding, others
from web.results.timeline import timeline
from web.site import wording
from web.site.address import ORDERS, SearchAddress
from web.site.templates import Templates

_TEMPLATE = "results/search.html"
_INDENT = re.compile(r"\n\s+")
_VALUES_IN_SIGHT = 8
# A page with a thousand links helps nobody; the rest is found by typing the name.
_VALUES_LISTED = 16
_ASCENDING = (Facet.ANSWERED, Facet.ON_TIME)
_DESCENDING = (Facet.SESSION_YEAR, Facet.LEGISLATURE, Facet.CONTENT)
"""The facets whose values stand in the order of the values themselves, however often each occurs."""


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value of a facet, and the address where it is chosen, or no longer is."""

    value: str
    count: int
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class FacetList:
    """A facet as it is shown: some values in sight, some folded away, some left out."""

    label: str
    parameter: str
    in_sight: tuple[FacetLink, ...]
    folded: tuple[FacetLink, ...]
    left_out: int

    @property
    def folded_is_chosen(self) -> bool:
        """Whether a value that is folded away is chosen, so that the list has to be open."""
        return any(link.chosen for link in self.folded)


@dataclass(frozen=True, slots=True)
class Paging:
    """Where this page stands; in `pages` None is a gap. `cut_off` says that there is more than can be paged through."""

    current: int
    last: int
    pages: tuple[int | None, ...]
    cut_off: bool


def results_page(templates: Templates, address: SearchAddress, page: SearchPage) -> str:
    """The search page with what was found, and other searches to try where that is nothing."""
    page_of_results = templates.write(
        _TEMPLATE,
        address=address,
        page=page,
        problems={},
        chips=chips(address),
        orders=tuple(ORDERS.items()),
        lesser_matches=tuple(wording.LESSER_MATCHES.items()),
        corrected=respelled(address.query, page.corrections),
        only_stop_words=wording.has_only_stop_words(address.query),
        timeline=timeline(address, page.request, page.months),
        facets=_facet_lists(address, page.facets),
        offers=others(address, page),
        excluding=excluding(page),
        paging=_paging(page),
        takeable=taking.takeable(page.total),
        most_in_workbook=taking.MOST_IN_WORKBOOK,
        feed_title=feed_title(address),
    )
    return _INDENT.sub("\n", page_of_results)  # two kilobytes of sixty, and no space that anybody sees


def refused_page(templates: Templates, address: SearchAddress, problems: Mapping[str, str]) -> str:
    """The search page with the form as it was filled in, and what is wrong with it."""
    return templates.write(
        _TEMPLATE,
        address=address,
        page=None,
        problems=problems,
        chips=chips(address),
        timeline=None,
        facets=(),
    )


def _facet_lists(address: SearchAddress, facets: Mapping[Facet, tuple[FacetCount, ...]]) -> tuple[FacetList, ...]:
    return tuple(
        _facet_list(address, facet, facets.get(facet, ()))
        for facet in Facet
        if facets.get(facet) or address.chosen(facet)
    )


def _facet_list(address: SearchAddress, facet: Facet, counts: tuple[FacetCount, ...]) -> FacetList:
    # A chosen value stays in the list when nothing has it, or there would be no way to take it off here.
    missing = set(address.chosen(facet)) - {count.value for count in counts}
    counts += tuple(FacetCount(value, 0, True) for value in address.chosen(facet) if value in missing)
    shown = _in_order(facet, counts)
    listed = [count for place, count in enumerate(shown) if place < _VALUES_LISTED or count.chosen]
    hrefs = address.hrefs_choosing(facet, [count.value for count in listed])
    links = [
        FacetLink(
            wording.facet_value(facet, count.value),
            count.count,
            count.chosen,
            address.dropping(facet, count.value).href() if count.chosen else href,
        )
        for count, href in zip(listed, hrefs, strict=True)
    ]
    # Folding one or two values away costs more than it saves.
    edge = _VALUES_IN_SIGHT if len(links) > _VALUES_IN_SIGHT + 2 else len(links)
    return FacetList(
        field_of(facet).label,
        field_of(facet).dutch,
        tuple(links[:edge]),
        tuple(links[edge:]),
        len(shown) - len(links),
    )


def _in_order(facet: Facet, counts: tuple[FacetCount, ...]) -> list[FacetCount]:
    """Years newest first, and yes before no; of the others the chosen first, then as they came."""
    if facet in _ASCENDING or facet in _DESCENDING:
        return sorted(counts, key=lambda count: count.value, reverse=facet in _DESCENDING)
    return sorted(counts, key=lambda count: not count.chosen)


def _paging(page: SearchPage) -> Paging:
    needed = max(1, -(-page.total // page.request.per_page))
    deepest = MAX_RESULTS // page.request.per_page
    last = min(needed, deepest)
    current = page.request.page
    near = {1, last, *range(max(1, current - 2), min(last, current + 2) + 1)}
    pages: list[int | None] = []
    for number in sorted(near):
        if pages and pages[-1] is not None and number > pages[-1] + 1:
            pages.append(None)
        pages.append(number)
    return Paging(current, last, tuple(pages), needed > deepest)
