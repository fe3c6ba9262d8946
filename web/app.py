"""The site as an application: its addresses, what each answers, and what every answer carries for safety."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.types import Scope

from indexer import dutch
from indexer.errors import IndexerError, QueryRefused
from indexer.question import WrittenQuestion
from indexer.search import SearchRequest, SearchService, SimilarQuestions
from web import similar, wording
from web.address import SearchAddress
from web.api import error_json, search_json, wants_json
from web.errors import BadAddress
from web.pages import STATIC, Pages
from web.safety import SAFETY_HEADERS, SafetyHeaders, refuse_long_addresses
from web.suggest import (
    DESCRIPTION_PATH,
    OPENSEARCH_DESCRIPTION,
    OPENSEARCH_SUGGESTIONS,
    SHORTLY,
    Suggested,
    opensearch_suggestions,
    suggested,
)

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")

_log = logging.getLogger(__name__)

_PROBLEMS = {
    404: ("Deze pagina bestaat niet", "Op dit adres staat niets. Misschien vind je wat je zoekt met de zoekbalk."),
    405: ("Dat kan hier niet", "Deze pagina kun je alleen opvragen: er valt niets naartoe te sturen."),
    500: ("Er ging iets mis", "Dat ligt aan Vraagbaak, niet aan jou. De fout is genoteerd. Probeer het later opnieuw."),
    503: (
        "Zoeken kan nu even niet",
        "De index van Vraagbaak kan op dit ogenblik niet gelezen worden. Probeer het over enkele minuten opnieuw.",
    ),
    414: ("Dit adres is te lang", "Je zoekopdracht telt te veel woorden of filters. Zoek met minder."),
}
_ID = re.compile(r"[0-9]{1,19}")
_EXAMPLE_NUMBER = 322
_VARY = {"Vary": "Accept"}
_FORMAT_PARAMETER = {
    "name": "format",
    "in": "query",
    "required": False,
    "description": "json of html; gaat voor op de header Accept",
    "schema": {"type": "string", "enum": ["json", "html"]},
}


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """What differs from one site to another.

    `allowed_hosts` are the names under which the site may be asked for ("*" for any). `contact` is a mail or web
    address for visitors. `demo` says on every page that the questions are invented.
    """

    title: str = "Vraagbaak"
    allowed_hosts: tuple[str, ...] = LOOPBACK_HOSTS
    contact: str | None = None
    demo: bool = False


_Typed = Annotated[str, Query(alias="q", description="Wat er tot nu toe getypt is")]
_SuggestedForm = Annotated[str, Query(alias="format", description="json, of opensearch zoals browsers het vragen")]


class _Static(StaticFiles):
    """Static files that a browser keeps for an hour; the addresses of stylesheet and script change when they do."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response


class Site:
    """What each address answers, over one index."""

    def __init__(self, search: SearchService, pages: Pages):
        self._search = search
        self._pages = pages

    def search(self, request: Request, address: Annotated[SearchAddress, Query()]) -> Response:
        """Questions that match, a page of them, with the counts of every filter."""
        try:
            page = self._search.search(address.request())
        except BadAddress as error:
            return self._refuse(request, address, error.problems)
        except QueryRefused as error:
            return self._refuse(request, address, {"q": wording.refusal(error)})
        if wants_json(request):
            return JSONResponse(search_json(address, page), headers=_VARY)
        if page.citation and page.total == 1 and page.hits and not page.request.plain:
            # The search that is remembered is the plain one: the other would lead here again.
            return RedirectResponse(address.plainly().href(f"/vragen/{page.hits[0].question.id}"), 303, _VARY)
        return HTMLResponse(self._pages.results(address, page), headers=_VARY)

    def question(self, request: Request, question_id: str, came_from: Annotated[SearchAddress, Query()]) -> Response:
        """One question, in the shape of the export. The other parameters are those of the search that found it."""
        question = self._search.get(int(question_id)) if _ID.fullmatch(question_id) else None
        if question is None:
            return self.problem(
                request, 404, "Deze vraag hebben we niet", _not_there(question_id), _number(question_id)
            )
        if wants_json(request):
            return JSONResponse(question.model_dump(mode="json"), headers=_VARY)
        found = self._search.similar(question.id) or SimilarQuestions()  # another index may have been swapped in
        return HTMLResponse(self._pages.question(question, came_from, found), headers=_VARY)

    def similar(self, question_id: str) -> Response:
        """The same question put to other ministers, and questions about the same."""
        found = self._search.similar(int(question_id)) if _ID.fullmatch(question_id) else None
        if found is None:
            return JSONResponse(error_json(_not_there(question_id)), 404)
        return JSONResponse(similar.similar_json(int(question_id), found).model_dump(mode="json"))

    def suggest(self, request: Request, typed: _Typed = "", form: _SuggestedForm = "json") -> Response:
        """What somebody who has typed this may mean: people, parties and themes, words, and titles of questions.

        With `format=opensearch` as browsers want it: what was typed, completions, descriptions, addresses."""
        suggestions = self._search.suggest(typed)
        if form == "opensearch":
            site = _address_of(request)
            return JSONResponse(
                opensearch_suggestions(typed, suggestions, site), headers=SHORTLY, media_type=OPENSEARCH_SUGGESTIONS
            )
        return JSONResponse(suggested(typed, suggestions).model_dump(mode="json"), headers=SHORTLY)

    def opensearch(self, request: Request) -> Response:
        """The site described for browsers that search it."""
        return Response(
            self._pages.opensearch(_address_of(request)), headers=SHORTLY, media_type=OPENSEARCH_DESCRIPTION
        )

    def help(self) -> Response:
        """How to search, with examples of what this archive has."""
        return HTMLResponse(self._pages.help(self._search.search(SearchRequest())))

    def about(self) -> Response:
        """What this site is."""
        return HTMLResponse(self._pages.about(self._search.info()))

    def health(self) -> Response:
        """Whether the index can be read, how much it holds and when it was built."""
        try:
            info = self._search.info()
        except IndexerError as error:
            return JSONResponse({"ok": False, "error": str(error)}, 503)
        return JSONResponse({"ok": True, "questions": info.questions, "built_at": info.built_at})

    def problem(
        self, request: Request, status: int, title: str, sentence: str, number: int = _EXAMPLE_NUMBER
    ) -> Response:
        """A page, or JSON, that says why there is no other; the page shows how to search for that number."""
        if wants_json(request):
            return JSONResponse(error_json(sentence), status, _VARY)
        return HTMLResponse(self._pages.problem(title, sentence, number), status, _VARY)

    def on_index_error(self, request: Request, error: Exception) -> Response:
        """The index cannot be read: not the visitor's doing, and it may pass."""
        _log.error("the index cannot be read: %s", error)
        response = self.problem(request, 503, *_PROBLEMS[503])
        response.headers["Retry-After"] = "120"
        return response

    def on_http_error(self, request: Request, error: Exception) -> Response:
        """No such page, not this way, too long."""
        assert isinstance(error, HTTPException)
        title, sentence = _PROBLEMS.get(error.status_code, ("Dit lukt niet", str(error.detail)))
        response = self.problem(request, error.status_code, title, sentence)
        response.headers.update(error.headers or {})
        return response

    def on_bug(self, request: Request, error: Exception) -> Response:
        """A fault of ours. This answer passes outside the middleware; the server logs the error after it."""
        response = self.problem(request, 500, *_PROBLEMS[500])
        response.headers.update(SAFETY_HEADERS)
        return response

    def _refuse(self, request: Request, address: SearchAddress, problems: Mapping[str, str]) -> Response:
        if wants_json(request):
            return JSONResponse(error_json(" ".join(problems.values()), problems), 400, _VARY)
        return HTMLResponse(self._pages.refused(address, problems), 400, _VARY)


def _not_there(question_id: str) -> str:
    return f"Op dit adres hoort een vraag met het kenmerk “{question_id[:40]}”, maar die is er niet."


def _number(question_id: str) -> int:
    """What was asked for, where it can be the number of a question: its page has another address."""
    return int(question_id) if re.fullmatch("[0-9]{1,5}", question_id) else _EXAMPLE_NUMBER


def _address_of(request: Request) -> str:
    """Where the site is, by the name under which it was asked."""
    return str(request.base_url).rstrip("/")


def robots() -> Response:
    """Every combination of filters is an address: a crawler would never be done."""
    return PlainTextResponse("User-agent: *\nDisallow: /?\nDisallow: /vragen/*?\nDisallow: /suggest\n")


def favicon() -> Response:
    """The icon, for who asks for it without reading a page."""
    return RedirectResponse("/static/favicon.svg", 308)


def create_app(search: SearchService, config: SiteConfig) -> FastAPI:
    """The site over an index that is open. Whoever opened it closes it."""
    dutch.stem("vraag")  # reads the dictionary of Dutch now, or the first visitor would wait for it
    site = Site(search, Pages(config.title, config.contact, config.demo))
    app = FastAPI(
        title=config.title,
        description="De schriftelijke vragen van het Vlaams Parlement. Bron: Vlaams Parlement.",
        # The pages of FastAPI that show the API load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(refuse_long_addresses)],
        middleware=[
            Middleware(SafetyHeaders),
            Middleware(TrustedHostMiddleware, allowed_hosts=config.allowed_hosts, www_redirect=False),
            Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5),
        ],
    )
    app.add_exception_handler(IndexerError, site.on_index_error)
    app.add_exception_handler(HTTPException, site.on_http_error)
    app.add_exception_handler(Exception, site.on_bug)
    app.mount("/static", _Static(directory=STATIC))
    in_two_forms: dict[str, Any] = {"openapi_extra": {"parameters": [_FORMAT_PARAMETER]}}
    record: dict[str, Any] = {"responses": {200: {"model": WrittenQuestion}}}
    for path, answer, options in (
        ("/", site.search, in_two_forms),
        ("/vragen/{question_id}", site.question, in_two_forms | record),
        (similar.PATH, site.similar, {"responses": {200: {"model": similar.Similar}}}),
        ("/suggest", site.suggest, {"responses": {200: {"model": Suggested}}}),
        (DESCRIPTION_PATH, site.opensearch, {"include_in_schema": False}),
        ("/gezondheid", site.health, {}),
        ("/hulp", site.help, {"include_in_schema": False}),
        ("/over", site.about, {"include_in_schema": False}),
        ("/robots.txt", robots, {"include_in_schema": False}),
        ("/favicon.ico", favicon, {"include_in_schema": False}),
    ):
        app.add_api_route(path, answer, methods=["GET"], **options)
        app.add_api_route(path, answer, methods=["HEAD"], include_in_schema=False)
    return app
