"""The pages, or JSON, that say why there is no other."""

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request

from indexer.errors import IndexerError
from web.site.errors import BadAddress, NotOffered
from web.site.formats import VARY, wants_json
from web.site.safety import SAFETY_HEADERS
from web.site.templates import Templates

_log = logging.getLogger(__name__)

_PROBLEMS = {
    404: ("Deze pagina bestaat niet", "Op dit adres staat niets. Misschien vind je wat je zoekt met de zoekbalk."),
    405: ("Dat kan hier niet", "Deze pagina kun je alleen opvragen: er valt niets naartoe te sturen."),
    500: ("Er ging iets mis", "Dat ligt aan Vraagbaak, niet aan jou. De fout is genoteerd. Probeer het later opnieuw."),
    503: (
        "Zoeken kan nu even niet",
        "De index van Vraagbaak kan op dit ogenblik niet gelezen worden. Probeer het over enkele minuten opnieuw.",
    ),
    429: (
        "Even wachten",
        "Van dit adres kwamen te veel vragen na elkaar. Probeer het over {wait} opnieuw, of vraag minder tegelijk.",
    ),
    414: ("Dit adres is te lang", "Je zoekopdracht telt te veel woorden of filters. Zoek met minder."),
}
EXAMPLE_NUMBER = 322
"""Of a question, where none is known that was meant."""


class Problem(BaseModel):
    """Why there is no answer, as programs are given it."""

    error: str = Field(description="Wat er niet kan, in een zin")
    problems: dict[str, str] = Field(default={}, description="Voor elke parameter waar iets mee is: wat")
    offered: tuple[str, ...] = Field(default=(), description="Bij 406: de vormen die er wel zijn")


def error_json(sentence: str, problems: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What went wrong; `problems` says it for each parameter."""
    return {"error": sentence} | ({"problems": dict(problems)} if problems else {})


class Problems:
    """Answers for what cannot be answered."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    def handle(self, app: FastAPI) -> None:
        """Let an application answer with these whatever goes wrong."""
        app.add_exception_handler(BadAddress, self._on_bad_address)
        app.add_exception_handler(NotOffered, self._on_not_offered)
        app.add_exception_handler(RequestValidationError, self._on_invalid)
        app.add_exception_handler(IndexerError, self._on_index_error)
        app.add_exception_handler(HTTPException, self._on_http_error)
        app.add_exception_handler(Exception, self._on_bug)

    def answer(
        self, request: Request, status: int, title: str, sentence: str, number: int = EXAMPLE_NUMBER
    ) -> Response:
        """A page, or JSON, that says why there is no other; the page shows how to search for that number."""
        if wants_json(request):
            return JSONResponse(error_json(sentence), status, VARY)
        page = self._templates.write("site/problem.html", title=title, sentence=sentence, number=number)
        return HTMLResponse(page, status, VARY)

    def not_found(self, request: Request) -> Response:
        """There is nothing at this address."""
        return self.answer(request, 404, *_PROBLEMS[404])

    def too_often(self, request: Request, wait: int) -> Response:
        """Too much was asked for in too little time; it can be asked again after so many seconds."""
        title, sentence = _PROBLEMS[429]
        seconds = "een seconde" if wait == 1 else f"{wait} seconden"
        response = self.answer(request, 429, title, sentence.format(wait=seconds))
        response.headers["Retry-After"] = str(wait)
        return response

    def _on_bad_address(self, request: Request, error: Exception) -> Response:
        """A parameter that cannot be, of an address that says itself what it can be."""
        assert isinstance(error, BadAddress)
        return self.answer(request, 400, "Dit adres klopt niet", str(error))

    def _on_not_offered(self, request: Request, error: Exception) -> Response:
        """A form that this page does not have: those that it has, each with its address."""
        assert isinstance(error, NotOffered)
        if wants_json(request):
            return JSONResponse(error_json(str(error)) | {"offered": list(error.offered)}, 406, VARY)
        links = {form: str(request.url.include_query_params(format=form)) for form in error.offered}
        page = self._templates.write("site/not_offered.html", sentence=str(error), links=links)
        return HTMLResponse(page, 406, VARY)

    def _on_invalid(self, request: Request, error: Exception) -> Response:
        """A parameter that cannot be, of an address that reads its parameters strictly."""
        assert isinstance(error, RequestValidationError)
        names = dict.fromkeys(str(one["loc"][-1]) for one in error.errors())
        problems = {name: f"Wat er bij “{name}” staat, kan niet." for name in names}
        if wants_json(request):
            return JSONResponse(error_json(" ".join(problems.values()), problems), 400, VARY)
        return self.answer(request, 400, "Dit adres kan niet", " ".join(problems.values()))

    def _on_index_error(self, request: Request, error: Exception) -> Response:
        """The index cannot be read: not the visitor's doing, and it may pass."""
        _log.error("the index cannot be read: %s", error)
        response = self.answer(request, 503, *_PROBLEMS[503])
        response.headers["Retry-After"] = "120"
        return response

    def _on_http_error(self, request: Request, error: Exception) -> Response:
        """No such page, not this way, too long."""
        assert isinstance(error, HTTPException)
        title, sentence = _PROBLEMS.get(error.status_code, ("Dit lukt niet", str(error.detail)))
        response = self.answer(request, error.status_code, title, sentence)
        response.headers.update(error.headers or {})
        if error.status_code == 405:
            response.headers["Allow"] = "GET, HEAD"
        return response

    def _on_bug(self, request: Request, error: Exception) -> Response:
        """A fault of ours. This answer passes outside the middleware; the server logs the error after it."""
        response = self.answer(request, 500, *_PROBLEMS[500])
        response.headers.update(SAFETY_HEADERS)
        return response
