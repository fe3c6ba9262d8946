"""Pages of results made by hand: each state that a search can bring, for tests of how it is shown."""

from dataclasses import replace
from datetime import date
from typing import Any

from indexer.fields import Text
from indexer.search import (
    Correction,
    Facet,
    FacetCount,
    Hit,
    Match,
    Offer,
    OfferKind,
    Piece,
    SearchPage,
    SearchRequest,
    Snippet,
)
from tests.support.factory import make_question
from tests.support.serving import whole_question

YEARS = {date(year, month, 1): 1 + (year * month) % 17 for year in range(2009, 2025) for month in (2, 5, 11)}
FACETS = {
    Facet.THEME: (FacetCount("Welzijn", 31, False), FacetCount("Jeugd", 12, False)),
    Facet.SESSION_YEAR: tuple(FacetCount(year, 9, False) for year in ("2021-2022", "2023-2024", "2022-2023")),
    Facet.ANSWERED: (FacetCount("ja", 40, False), FacetCount("nee", 2, False)),
    Facet.ON_TIME: (FacetCount("nee", 22, False), FacetCount("ja", 18, False)),
    Facet.CONTENT: (FacetCount("bijlage", 4, False), FacetCount("tabel", 9, False)),
}


def made_page(query: str, hits: tuple[Hit, ...] = (), **fields: Any) -> SearchPage:
    """A page of results for a query; `fields` replace any field of it."""
    values: dict[str, Any] = {
        "request": SearchRequest(query),
        "total": sum(hit.match is Match.ALL for hit in hits),
        "hits": hits,
        "facets": FACETS,
        "reading": query,
        "literal": False,
        "seconds": 0.0,
        "months": YEARS,
        "others": sum(hit.match is not Match.ALL for hit in hits),
    }
    return SearchPage(**(values | fields))


def made_hit(question_id: int, *, part: str | None = None, **fields: Any) -> Hit:
    """A question that was found, with a passage of its answer, in a sub-question where that is given."""
    question = make_question(question_id)
    title = (Piece("Wachtlijsten", True), Piece(" in de jeugdhulp", False))
    passage = (Piece("Op 31 december 2023 stonden 2.133 kinderen op de ", False), Piece("wachtlijst", True))
    return replace(Hit(question, None, title, (Snippet(Text.ANSWER, passage, part),)), **fields)


def made_pages() -> dict[str, SearchPage]:
    """The states, each by the query that brings it."""
    known = made_hit(whole_question().id, part="1")
    few = (known, made_hit(1_800_002, part="3", match=Match.SOME, missing=("luchtballon",)))
    lacking = made_hit(1_800_003, match=Match.SOME, missing=("luchtballon", "zeppelin"))
    pages = [
        made_page("wachtlijst", (known, made_hit(1_800_002))),
        made_page("wachtlijst luchtballon", (*few, lacking)),
        made_page(
            "wagtlijst jeugdhulp",
            (replace(known, match=Match.CORRECTED), replace(few[0], match=Match.CORRECTED)),
            corrections=(Correction("wagtlijst", "wachtlijst"),),
            offers=(
                Offer(OfferKind.SPELLED, "wachtlijst jeugdhulp", SearchRequest("wachtlijst jeugdhulp"), 12),
                Offer(OfferKind.WITHOUT_WORD, "wagtlijst", SearchRequest("jeugdhulp"), 40),
            ),
        ),
        made_page("minister hellemans over jeugd", (known,), reading="jeugd, minister Bram Hellemans", understood=True),
        made_page("nr. 322", (known, made_hit(1_800_004)), reading="nummer 322", understood=True, citation=True),
        made_page("322 (2023-2024)", (known,), reading="nummer 322", understood=True, citation=True),
        made_page("van de", (known,), reading="van en de (alleen stopwoorden)"),
        made_page(
            "wachtlijst zeppelin luchtballon",
            (lacking,),
            total=0,
            offers=(
                Offer(OfferKind.ONLY_WORD, "wachtlijst", SearchRequest("wachtlijst"), 34),
                Offer(OfferKind.WITHOUT_WORD, "zeppelin", SearchRequest("wachtlijst luchtballon"), 1),
            ),
        ),
    ]
    return {page.request.query: page for page in pages}
