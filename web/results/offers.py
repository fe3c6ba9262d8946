"""What to search for instead, in words: the offers of a page of results that has nothing."""

from dataclasses import dataclass

from indexer.fields import Facet, field_of
from indexer.search import Offer, OfferKind, SearchPage, SearchRequest
from web.site import wording
from web.site.address import SearchAddress

_TEXTS = {
    OfferKind.SPELLED: "Zoek naar",
    OfferKind.WITHOUT_FILTER: "Zoek zonder filter",  # a day: `vanaf 4 maart 2024`
    OfferKind.WITHOUT_FILTERS: "Zoek zonder filters",
    OfferKind.WITHOUT_QUOTES: "Zoek zonder aanhalingstekens naar",
    OfferKind.WITHOUT_WORD: "Zoek zonder",
    OfferKind.ONLY_WORD: "Zoek alleen naar",
    OfferKind.BEGINNING: "Zoek woorden die zo beginnen:",
    OfferKind.PLAIN: "Zoek letterlijk naar",
}
"""What each does, in the order of the page: what changes least comes first."""


@dataclass(frozen=True, slots=True)
class Another:
    """Another search: what it does, with what, how many questions it finds, and its address."""

    text: str
    subject: str
    total: int
    address: SearchAddress


def others(address: SearchAddress, page: SearchPage) -> tuple[Another, ...]:
    """The offers of a page, in the order in which they are shown."""
    kinds = list(_TEXTS)
    return tuple(
        _another(address, page.request, offer) for offer in sorted(page.offers, key=lambda one: kinds.index(one.kind))
    )


def excluding(page: SearchPage) -> Offer | None:
    """The offer of the same words without any filter: what it finds, the filters exclude."""
    if not _is_filtered(page.request):
        return None
    same_words = (offer for offer in page.offers if offer.request.query == page.request.query)
    return next((offer for offer in same_words if not _is_filtered(offer.request)), None)


def _another(address: SearchAddress, request: SearchRequest, offer: Offer) -> Another:
    text, subject = _TEXTS[offer.kind], offer.subject
    match offer.kind:
        case OfferKind.WITHOUT_FILTER:
            if facet := _facet_gone(request, offer.request):
                text = f"{text} {field_of(facet).label.lower()}"
                subject = wording.facet_value(facet, subject)
        case OfferKind.WITHOUT_FILTERS:
            subject = ""
        case OfferKind.PLAIN | OfferKind.SPELLED:
            subject = offer.request.query
        case _ if _is_filtered(request) and not _is_filtered(offer.request):
            text = text.replace("Zoek ", "Zoek zonder filters ", 1).replace("filters zonder", "filters en zonder")
    return Another(text, subject, offer.total, address.running(offer.request))


def _facet_gone(request: SearchRequest, other: SearchRequest) -> Facet | None:
    """The facet of which the other search has fewer values; None where it is a day that went."""
    return next(
        (facet for facet, values in request.chosen.items() if set(values) - set(other.chosen.get(facet, ()))), None
    )


def _is_filtered(request: SearchRequest) -> bool:
    return bool(request.since or request.until or any(request.chosen.values()))
