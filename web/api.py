"""The JSON of the pages, at the same addresses: which of the two a visitor wants, and what it holds."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from indexer.search import Hit, Marked, SearchPage

# The summary leaves out what only the page of a question shows.
_NOT_IN_SUMMARY = {"question", "answer", "parts", "tables", "footnotes", "documents", "notes", "asked_together"}


def wants_json(request: Request) -> bool:
    """Whether to answer with JSON: `format` decides, else the Accept header, and HTML where it has no preference."""
    chosen = request.query_params.get("format")
    if chosen in {"json", "html"}:
        return chosen == "json"
    weights = _weights(",".join(request.headers.getlist("accept")))
    return _weight(weights, "application", "json") > _weight(weights, "text", "html")


def search_json(page: SearchPage) -> dict[str, Any]:
    """A page of results."""
    return {
        "total": page.total,
        "page": page.request.page,
        "per_page": page.request.per_page,
        "sort": page.request.order.value,
        "reading": page.reading,
        "literal": page.literal,
        "hits": [_hit(hit) for hit in page.hits],
        "facets": {
            facet.value: [{"value": count.value, "count": count.count, "chosen": count.chosen} for count in counts]
            for facet, counts in page.facets.items()
        },
    }


def error_json(sentence: str, problems: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What went wrong; `problems` says it for each parameter."""
    return {"error": sentence} | ({"problems": dict(problems)} if problems else {})


def _hit(hit: Hit) -> dict[str, Any]:
    summary = hit.question.model_dump(mode="json", exclude=_NOT_IN_SUMMARY)
    snippets = [{"source": snippet.source, "text": _pieces(snippet.text)} for snippet in hit.snippets]
    return summary | {"path": f"/vragen/{hit.question.id}", "snippets": snippets}


def _pieces(marked: Marked) -> list[dict[str, Any]]:
    return [{"text": piece.text, "hit": piece.hit} for piece in marked]


def _weights(accept: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for entry in accept.split(","):
        media_range, *parameters = (part.strip().lower() for part in entry.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    weight = float(parameter[2:])
                except ValueError:
                    weight = 0.0
        weights[media_range] = weight
    return weights


def _weight(weights: Mapping[str, float], kind: str, subtype: str) -> float:
    for media_range in (f"{kind}/{subtype}", f"{kind}/*", "*/*"):
        if media_range in weights:
            return weights[media_range]
    return 0.0
