"""What programs ask for: the site's description, its health, what crawlers may read."""

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from starlette.requests import Request

from indexer.errors import IndexerError
from web.machines import api_page, description
from web.site.caching import SHORTLY, UNKEPT
from web.site.routing import get, json_answer
from web.site.site import Site


def routes(site: Site) -> APIRouter:
    """The addresses of this room."""
    router = APIRouter()
    machines = _Machines(site)
    get(
        router,
        description.PATH,
        machines.opensearch,
        media_type=description.MEDIA_TYPE,
        summary="De zoekbalk van je browser",
        description="De site beschreven voor browsers (OpenSearch 1.1).",
    )
    for path in ("/gezondheid", "/health"):
        get(
            router,
            path,
            machines.health,
            model=Health,
            responses={503: {"model": Unhealthy}},
            summary="Gaat het goed?",
            description="Hoeveel vragen er zijn en wanneer de index gemaakt is, of dat hij niet gelezen kan worden.",
        )
    get(
        router,
        "/robots.txt",
        robots,
        media_type="text/plain",
        summary="Wat zoekmachines mogen lezen",
    )
    get(router, "/api", machines.api, response_class=HTMLResponse, summary="Deze beschrijving, leesbaar")
    get(router, "/favicon.ico", favicon, include_in_schema=False)
    return router


class Health(BaseModel):
    """The index can be read."""

    ok: Literal[True] = True
    questions: int
    built_at: str = Field(description="Wanneer de index gemaakt is (ISO 8601, UTC)")


class Unhealthy(BaseModel):
    """The index cannot be read."""

    ok: Literal[False] = False
    error: str


class _Machines:
    def __init__(self, site: Site) -> None:
        self._site = site

    def opensearch(self, request: Request) -> Response:
        """The site described for browsers that search it."""
        described = description.opensearch_description(
            self._site.templates, self._site.config.title, self._site.address(request)
        )
        return Response(described, headers=SHORTLY, media_type=description.MEDIA_TYPE)

    def health(self) -> Response:
        """Whether the index can be read, how much it holds and when it was built."""
        try:
            info = self._site.search.info()
        except IndexerError as error:
            return json_answer(Unhealthy(error=str(error)), 503, UNKEPT)
        return json_answer(Health(questions=info.questions, built_at=info.built_at), headers=UNKEPT)

    def api(self, request: Request) -> Response:
        """Every address of the site for who writes programs."""
        described = api_page.readable(request.app.openapi())
        return HTMLResponse(self._site.templates.write("machines/api.html", api=described))


def robots() -> Response:
    """Every combination of filters is an address: a crawler would never be done."""
    return PlainTextResponse("User-agent: *\nDisallow: /?\nDisallow: /vragen/*?\nDisallow: /suggest\n")


def favicon() -> Response:
    """The icon, for who asks for it without reading a page."""
    return RedirectResponse("/static/favicon.svg", 308)
