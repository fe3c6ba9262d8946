"""The search page, the suggestions of its box, and how to search."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.requests import Request

from indexer.errors import QueryRefused
from indexer.search import SearchRequest
from web.results import taking
from web.results.as_json import SearchResults, search_results
from web.results.examples import examples
from web.results.feed import search_feed
from web.results.page import refused_page, results_page
from web.results.suggest import Suggested, opensearch_suggestions, suggested
from web.site import wording
from web.site.address import SearchAddress
from web.site.caching import SHORTLY
from web.site.errors import BadAddress
from web.site.formats import MEDIA_TYPES, VARY, Form, form_of
from web.site.problems import error_json
from web.site.routing import LOCATION, get, json_answer
from web.site.site import Site

_FORMS = (Form.HTML, Form.JSON, *taking.TAKEN, Form.ATOM)
_SUGGESTED_FORMS = (Form.JSON, Form.OPENSEARCH)

_Typed = Annotated[str, Query(alias="q", description="Wat er tot nu toe getypt is")]


def routes(site: Site) -> APIRouter:
    """The addresses of this room."""
    router = APIRouter()
    results = _Results(site)
    get(
        router,
        "/",
        results.search,
        forms=_FORMS,
        model=SearchResults,
        summary="Zoeken",
        description="Een pagina van wat gevonden werd, met het aantal vragen achter elk filter. Als csv, xlsx of jsonl "
        "alles wat gevonden werd, als atom de nieuwste vragen daarvan.",
        responses={303: {"description": "De zoekopdracht noemt één vraag: daarheen", "headers": LOCATION}},
    )
    get(
        router,
        "/suggest",
        results.suggest,
        forms=_SUGGESTED_FORMS,
        model=Suggested,
        summary="Voorstellen tijdens het typen",
        description="Mensen, fracties, thema's, woorden en titels. `format=opensearch` is de vorm die browsers vragen.",
    )
    get(router, "/hulp", results.help, response_class=HTMLResponse, summary="Zo zoek je")
    return router


class _Results:
    def __init__(self, site: Site) -> None:
        self._site = site

    def search(self, request: Request, address: Annotated[SearchAddress, Query()]) -> Response:
        """Questions that match: a page of them with the counts of every filter, or all of them as a file, or the newest
        as a feed."""
        form = form_of(request, *_FORMS)
        try:
            if form in taking.TAKEN:
                return self._take(form, address, head=request.method == "HEAD")
            if form is Form.ATOM:
                return search_feed(self._site, request, address)
            page = self._site.search.search(address.request())
        except BadAddress as error:
            return self._refuse(form, address, error.problems)
        except QueryRefused as error:
            return self._refuse(form, address, {"q": wording.refusal(error)})
        if form is Form.JSON:
            return json_answer(search_results(address, page), headers=VARY)
        if page.citation and page.total == 1 and page.hits and not page.request.plain:
            # The search that is remembered is the plain one: the other would lead here again.
            return RedirectResponse(address.plainly().href(f"/vragen/{page.hits[0].question.id}"), 303, VARY)
        return HTMLResponse(results_page(self._site.templates, address, page), headers=VARY)

    def _take(self, form: Form, address: SearchAddress, *, head: bool) -> Response:
        search, asked = self._site.search, address.request()
        if form is Form.XLSX:
            taking.check_fits(search.search(replace(asked, page=1, per_page=1)).total)
        return taking.taken(form, search.matching(asked, bounded=True), address.query, head=head)

    def suggest(self, request: Request, typed: _Typed = "") -> Response:
        """What somebody who has typed this may mean: people, parties and themes, words, and titles of questions.

        With `format=opensearch` as browsers want it: what was typed, completions, descriptions, addresses."""
        form = form_of(request, *_SUGGESTED_FORMS)
        suggestions = self._site.search.suggest(typed)
        if form is Form.OPENSEARCH:
            found = opensearch_suggestions(typed, suggestions, self._site.address(request))
            return JSONResponse(found, headers=SHORTLY, media_type=MEDIA_TYPES[form])
        return json_answer(suggested(typed, suggestions), headers=SHORTLY)

    def help(self) -> Response:
        """How to search, with examples of what this archive has."""
        newest = self._site.search.search(SearchRequest())
        return HTMLResponse(self._site.templates.write("results/help.html", examples=examples(newest)))

    def _refuse(self, form: Form, address: SearchAddress, problems: Mapping[str, str]) -> Response:
        if form is not Form.HTML:
            return JSONResponse(error_json(" ".join(problems.values()), problems), 400, VARY)
        return HTMLResponse(refused_page(self._site.templates, address, problems), 400, VARY)
