"""What programs ask for: the site's description, its health, what crawlers may read."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.requests import Request

from indexer.errors import IndexerError
from web.machines import description
from web.site.caching import SHORTLY
from web.site.routing import get
from web.site.site import Site


def routes(site: Site) -> APIRouter:
    """The addresses of this room."""
    router = APIRouter()
    machines = _Machines(site)
    get(router, description.PATH, machines.opensearch, include_in_schema=False)
    get(router, "/gezondheid", machines.health)
    get(router, "/robots.txt", robots, include_in_schema=False)
    get(router, "/favicon.ico", favicon, include_in_schema=False)
    return router


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
            return JSONResponse({"ok": False, "error": str(error)}, 503)
        return JSONResponse({"ok": True, "questions": info.questions, "built_at": info.built_at})


def robots() -> Response:
    """Every combination of filters is an address: a crawler would never be done."""
    return PlainTextResponse("User-agent: *\nDisallow: /?\nDisallow: /vragen/*?\nDisallow: /suggest\n")


def favicon() -> Response:
    """The icon, for who asks for it without reading a page."""
    return RedirectResponse("/static/favicon.svg", 308)
