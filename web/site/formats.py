"""The forms in which the site answers at one address, and which of them a visitor wants."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from starlette.requests import Request

from web.site.errors import NotOffered

VARY = {"Vary": "Accept"}
"""Of what is answered in several forms at one address."""


class Form(StrEnum):
    """A form of an answer, by the name that `format=` gives it."""

    HTML = "html"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
    ATOM = "atom"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL = "csl"
    OPENSEARCH = "opensearch"
    DCAT = "dcat"


MEDIA_TYPES = {
    Form.HTML: "text/html",
    Form.JSON: "application/json",
    Form.CSV: "text/csv",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.JSONL: "application/x-ndjson",
    Form.ATOM: "application/atom+xml",
    Form.BIBTEX: "application/x-bibtex",
    Form.RIS: "application/x-research-info-systems",
    Form.CSL: "application/vnd.citationstyles.csl+json",
    Form.DCAT: "application/ld+json",
    Form.OPENSEARCH: "application/x-suggestions+json",
}

_WHOLE = (Form.CSV, Form.XLSX, Form.JSONL)


def attached(name: str) -> dict[str, str]:
    """The headers of a file that is kept under that name, in letters of ASCII, in one of several forms."""
    return VARY | {"Content-Disposition": f'attachment; filename="{name}"'}


def form_of(request: Request, *offered: Form) -> Form:
    """The form to answer in: `format` decides, else the Accept header, and the first offered where it has no
    preference. Raises NotOffered for a `format` that is none of them."""
    chosen = request.query_params.get("format")
    if chosen:
        if chosen not in offered:
            raise NotOffered(chosen, offered)
        return Form(chosen)
    return _preferred(request, offered)


def is_costly(request: Request) -> bool:
    """Whether a whole search is asked for as a file: a hundred times the work of a page."""
    chosen = request.query_params.get("format")
    return (chosen or _preferred(request, (Form.HTML, *_WHOLE))) in _WHOLE


def wants_json(request: Request) -> bool:
    """Whether to say in JSON why there is no page: to who asked for one in another form than HTML."""
    chosen = request.query_params.get("format")
    if chosen in set(Form):
        return chosen != Form.HTML
    return _preferred(request, (Form.HTML, Form.JSON)) is Form.JSON


def format_parameter(*offered: Form) -> dict[str, object]:
    """The description of an answer in these forms, for OpenAPI (of an operation)."""
    return {
        "parameters": [
            {
                "name": "format",
                "in": "query",
                "required": False,
                "description": "De vorm van het antwoord; gaat voor op de header Accept",
                "schema": {"type": "string", "enum": [*map(str, offered), ""]},
            }
        ]
    }


def _preferred(request: Request, offered: Sequence[Form]) -> Form:
    weights = _weights(",".join(request.headers.getlist("accept")))
    return max(offered, key=lambda form: _weight(weights, MEDIA_TYPES[form]))


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


def _weight(weights: Mapping[str, float], media_type: str) -> float:
    for media_range in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        if media_range in weights:
            return weights[media_range]
    return 0.0
