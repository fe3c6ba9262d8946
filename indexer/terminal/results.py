"""A page of results as plain text for a terminal."""

import textwrap
from collections.abc import Iterator
from itertools import groupby

from indexer import dutch
from indexer.search import Hit, Marked, Match, Offer, OfferKind, SearchPage
from indexer.terminal.filters import filters_of, named
from indexer.terminal.questions import WIDTH, indented_reference

_OFFERS = {
    OfferKind.WITHOUT_FILTER: "without the filter {}",
    OfferKind.WITHOUT_FILTERS: "without filters",
    OfferKind.WITHOUT_WORD: "without {}: {query}",
    OfferKind.ONLY_WORD: "only {}",
    OfferKind.WITHOUT_QUOTES: "without quotes: {query}",
    OfferKind.SPELLED: "spelled {}",
    OfferKind.BEGINNING: "words that begin so: {}",
    OfferKind.PLAIN: "as plain words: --plain {}",
}


def result_lines(page: SearchPage, site: str | None = None, columns: int | None = None) -> Iterator[str]:
    """A page of results: how much was found, how the query was read and what narrows it, the hits with their best
    passage, and what to search for instead where there is none.

    `site` is where the site is, for the addresses of its pages; without it those of the parliament are given.
    `columns` is how wide the terminal is, None where it is written to none.
    """
    width = min(WIDTH, columns or WIDTH)
    yield _count(page)
    if narrowed := "; ".join(filters_of(page.request)):
        yield f"with {narrowed}"
    if page.literal:
        yield "(the query could not be read as it stands, so its words were searched as they are)"
    if page.understood:
        yield "(--plain searches for the words as they stand)"
    for match, hits in groupby(page.hits, key=lambda hit: hit.match):
        if match is Match.CORRECTED:
            yield from ("", f"with words corrected{_corrections(page)}:")
        elif match is Match.SOME:
            yield from ("", f"with most of the words{_corrections(page)}:")
        for hit in hits:
            yield ""
            yield from _hit_lines(hit, site, width)
    if not page.total:
        yield from _other_ways(page)


def _count(page: SearchPage) -> str:
    shown = sum(hit.match is Match.ALL for hit in page.hits)
    first = (page.request.page - 1) * page.request.per_page
    some = f"{first + 1:,} to {first + shown:,} of " if first and shown else f"{shown:,} of "
    count = f"{some if shown < page.total else ''}{page.total:,} question{'' if page.total == 1 else 's'}"
    return f"{count} for: {page.reading}" if page.reading else count


def _other_ways(page: SearchPage) -> Iterator[str]:
    """What to do where nothing matches all that was asked."""
    unknown = list(_unknown_values(page))
    if unknown:
        yield from ("", *unknown)
    if page.offers:
        yield from ("", "other searches:")
    for offer in page.offers:
        yield f"  {_offer(offer)}: {offer.total:,}"
    if not (page.hits or page.offers or unknown):
        yield from ("", "try another spelling, or fewer words; `vraagbaak search --help` lists what narrows a search")


def _unknown_values(page: SearchPage) -> Iterator[str]:
    """The values chosen that no question here has, with those that hold them as a part."""
    for facet, values in page.request.chosen.items():
        counts = [count for count in page.facets.get(facet, ()) if count.count]
        for value in values if facet in page.facets else ():
            if value in {count.value for count in counts}:
                continue
            like = [count.value for count in counts if dutch.fold(value) in dutch.fold(count.value)][:5]
            meant = f": did you mean {' or '.join(map(_quoted, like))}?" if like else ""
            yield f"no question here has {named(facet)} {_quoted(value)}{meant}"


def _offer(offer: Offer) -> str:
    subject = f"{named(offer.facet)} {offer.subject}" if offer.facet else offer.subject
    return _OFFERS[offer.kind].format(subject, query=offer.request.query)


def _quoted(name: str) -> str:
    return f'"{name}"'


def _corrections(page: SearchPage) -> str:
    instead = ", ".join(f"{one.instead} for {one.typed}" for one in page.corrections)
    return f" ({instead})" if instead else ""


def _hit_lines(hit: Hit, site: str | None, width: int) -> Iterator[str]:
    yield f"{hit.question.id}  {_plain(hit.title) or '(no title)'}"
    yield indented_reference(hit.question)
    if hit.missing:
        yield f"    without: {', '.join(hit.missing)}"
    for snippet in hit.snippets[:1]:
        part = f"{snippet.part}. " if snippet.part else ""
        passage = part + " ".join(_plain(snippet.text).split())
        yield from textwrap.wrap(passage, width, initial_indent="    ", subsequent_indent="    ")
    if address := f"{site}/vragen/{hit.question.id}" if site else hit.question.page_url:
        yield f"    {address}"


def _plain(marked: Marked) -> str:
    return "".join(piece.text for piece in marked)
