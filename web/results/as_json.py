"""The JSON of a page of results."""

from typing import Any
from urllib.parse import quote

from indexer.search import Hit, Marked, SearchPage
from web.site.address import SearchAddress

# The summary leaves out what only the page of a question shows.
_NOT_IN_SUMMARY = {"question", "answer", "parts", "tables", "footnotes", "documents", "notes", "asked_together"}


def search_json(address: SearchAddress, page: SearchPage) -> dict[str, Any]:
    """A page of results of the search at that address."""
    return {
        "total": page.total,
        "page": page.request.page,
        "per_page": page.request.per_page,
        "sort": page.request.order.value,
        "reading": page.reading,
        "literal": page.literal,
        "understood": page.understood,
        "others": page.others,
        "corrections": [{"typed": one.typed, "instead": one.instead} for one in page.corrections],
        "offers": [
            {
                "kind": offer.kind,
                "subject": offer.subject,
                "path": address.running(offer.request).href(),
                "total": offer.total,
            }
            for offer in page.offers
        ],
        "hits": [_hit(hit) for hit in page.hits],
        "facets": {
            facet.value: [{"value": count.value, "count": count.count, "chosen": count.chosen} for count in counts]
            for facet, counts in page.facets.items()
        },
        "months": [{"month": f"{month:%Y-%m}", "count": count} for month, count in sorted(page.months.items())],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    summary = hit.question.model_dump(mode="json", exclude=_NOT_IN_SUMMARY)
    snippets = [
        {"source": snippet.source, "part": snippet.part, "text": _pieces(snippet.text)} for snippet in hit.snippets
    ]
    return summary | {
        "match": hit.match,
        "missing": list(hit.missing),
        "path": f"/vragen/{hit.question.id}{_anchor(hit)}",
        "snippets": snippets,
    }


def _anchor(hit: Hit) -> str:
    """The sub-question of the best passage, as the page names it."""
    part = hit.snippets[0].part if hit.snippets else None
    return f"#v{quote(part)}" if part else ""


def _pieces(marked: Marked) -> list[dict[str, Any]]:
    return [{"text": piece.text, "hit": piece.hit} for piece in marked]
