"""What this site is."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from web.site.routing import get
from web.site.site import Site


def routes(site: Site) -> APIRouter:
    """The addresses of this room."""

    def about() -> Response:
        """What this site is."""
        return HTMLResponse(
            site.templates.write("site/about.html", info=site.search.info(), figures=site.search.figures())
        )

    router = APIRouter()
    get(router, "/over", about, response_class=HTMLResponse, summary="Over deze site")
    return router
