"""The site as an application: its rooms, and what every answer carries for safety."""

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response
from starlette.types import Scope

import web.figures.routes
import web.machines.routes
import web.profiles.routes
import web.questions.routes
import web.results.routes
import web.site.routes
from indexer import dutch
from indexer.search import SearchService
from web.machines import openapi
from web.site.config import SiteConfig
from web.site.safety import SafetyHeaders, refuse_long_addresses
from web.site.site import Site
from web.site.templates import STATIC

_ROOMS = (
    web.results.routes,
    web.questions.routes,
    web.profiles.routes,
    web.figures.routes,
    web.machines.routes,
    web.site.routes,
)


class _Static(StaticFiles):
    """Static files that a browser keeps for an hour; the addresses of stylesheet and script change when they do."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response


def create_app(search: SearchService, config: SiteConfig) -> FastAPI:
    """The site over an index that is open. Whoever opened it closes it."""
    dutch.stem("vraag")  # reads the dictionary of Dutch now, or the first visitor would wait for it
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
    site = Site.over(search, config)
    site.problems.handle(app)
    app.mount("/static", _Static(directory=STATIC))
    for room in _ROOMS:
        app.include_router(room.routes(site))
    openapi.describe(app)
    return app
