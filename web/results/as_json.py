"""The JSON of a page of results."""

from datetime import date

from pydantic import BaseModel, Field

from indexer.fields import Facet, Order, Text
from indexer.question import Asker, Instant, Minister, TextStatus, Whole
from indexer.search import Hit, Marked, Match, OfferKind, SearchPage
from web.site.address import SearchAddress
from web.site.links import fragment


class MarkedPiece(BaseModel):
    """A run of plain text; `hit` is true where it matched the query."""

    text: str
    hit: bool


class Passage(BaseModel):
    """A passage around what matched, the text that it comes from, and the label of the sub-question it stands in."""

    source: Text
    part: str | None
    text: tuple[MarkedPiece, ...]


class FoundQuestion(BaseModel):
    """A question that was found: its record but for the texts, and how it matches. `path` opens its best passage."""

    id: Whole
    number: Whole | None
    session_year: str | None
    legislature: str | None
    title: str | None
    subject: str | None
    themes: tuple[str, ...]
    asker: Asker | None
    minister: Minister | None
    asked_on: date | None
    answered_on: date | None
    published_on: date | None
    on_time: bool | None
    answer_kind: str | None
    text_status: TextStatus
    page_url: str | None
    pdf_url: str | None
    opendata_url: str | None
    crawled_at: Instant
    match: Match
    missing: tuple[str, ...] = Field(description="Woorden van de zoekopdracht die deze vraag niet heeft")
    path: str
    snippets: tuple[Passage, ...]


class Corrected(BaseModel):
    """A word that no text has, and the one that was searched for instead."""

    typed: str
    instead: str


class OfferedSearch(BaseModel):
    """Another search that finds something, its address, and how many questions it finds."""

    kind: OfferKind
    subject: str
    path: str
    total: int


class FacetValue(BaseModel):
    """How many questions have this value, all choices applied but those of its own facet."""

    value: str
    count: int
    chosen: bool


class MonthCount(BaseModel):
    """How many of the questions were asked in a month (`2023-05`)."""

    month: str = Field(pattern=r"^[0-9]{4}-[0-9]{2}$")
    count: int


class SearchResults(BaseModel):
    """A page of results. `total` counts the questions that match all that was asked; `others` of the hits match
    less."""

    total: int
    page: int
    per_page: int
    sort: Order
    reading: str = Field(description="Hoe de zoekopdracht gelezen werd")
    literal: bool
    understood: bool
    others: int
    corrections: tuple[Corrected, ...]
    offers: tuple[OfferedSearch, ...]
    hits: tuple[FoundQuestion, ...]
    facets: dict[Facet, tuple[FacetValue, ...]]
    months: tuple[MonthCount, ...]


_OF_RECORD = FoundQuestion.model_fields.keys() - {"match", "missing", "path", "snippets"}


def search_results(address: SearchAddress, page: SearchPage) -> SearchResults:
    """A page of results of the search at that address."""
    return SearchResults(
        total=page.total,
        page=page.request.page,
        per_page=page.request.per_page,
        sort=page.request.order,
        reading=page.reading,
        literal=page.literal,
        understood=page.understood,
        others=page.others,
        corrections=tuple(Corrected(typed=one.typed, instead=one.instead) for one in page.corrections),
        offers=tuple(
            OfferedSearch(
                kind=offer.kind,
                subject=offer.subject,
                path=address.running(offer.request).href(),
                total=offer.total,
            )
            for offer in page.offers
        ),
        hits=tuple(map(found_question, page.hits)),
        facets={
            facet: tuple(FacetValue(value=one.value, count=one.count, chosen=one.chosen) for one in counts)
            for facet, counts in page.facets.items()
        },
        months=tuple(
            MonthCount(month=month.isoformat()[:7], count=count) for month, count in sorted(page.months.items())
        ),
    )


def found_question(hit: Hit) -> FoundQuestion:
    """A question that was found, as the JSON has it."""
    return FoundQuestion(
        **{name: getattr(hit.question, name) for name in _OF_RECORD},
        match=hit.match,
        missing=hit.missing,
        path=f"/vragen/{hit.question.id}{_anchor(hit)}",
        snippets=tuple(Passage(source=one.source, part=one.part, text=_pieces(one.text)) for one in hit.snippets),
    )


def _anchor(hit: Hit) -> str:
    """The sub-question of the best passage, as the page names it."""
    part = hit.snippets[0].part if hit.snippets else None
    return fragment(part)


def _pieces(marked: Marked) -> tuple[MarkedPiece, ...]:
    return tuple(MarkedPiece(text=piece.text, hit=piece.hit) for piece in marked)
