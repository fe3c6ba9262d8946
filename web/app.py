"""The site as an application: its rooms, and what every answer carries for safety."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

from anyio import to_thread
from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

import web.figures.routes
import web.machines.routes
import web.profiles.routes
import web.questions.routes
import web.results.routes
import web.site.routes
from indexer import dutch
from indexer.search import SearchService
from web.assistants.room import AssistantsRoom
from web.machines import downloads, openapi
from web.machines.metrics import Measured, Metrics
from web.machines.metrics import routes as of_metrics
from web.site.caching import FollowsIndex
from web.site.config import SiteConfig
from web.site.here import KnowsWhere
from web.site.limits import Limits
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


_GARBAGE = 20_000
"""New objects after which a process looks for garbage. A page makes very many, nearly all of which go by themselves: to
look as often as Python does by itself takes a twentieth of a page."""

THREADS = 6
"""Pages that a process makes at a time. Python runs one thread after the other, so that more of them make none sooner:
all become late together, and what is answered at once, out of memory, waits for them."""


class _Static(StaticFiles):
    """Static files that a browser keeps for an hour; the addresses of stylesheet and script change when they do."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response


class _Compressed(GZipMiddleware):
    """Compresses what the site writes; a dump goes as it is, or no part of it could be asked for."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        as_it_is = scope["type"] == "http" and scope["path"].startswith(f"{downloads.PATH}/")
        await (self.app if as_it_is else super().__call__)(scope, receive, send)


def create_app(search: SearchService, config: SiteConfig) -> FastAPI:
    """The site over an index that is open. Whoever opened it closes it."""
    dutch.stem("vraag")  # reads the dictionary of Dutch now, or the first visitor would wait for it
    site = Site.over(search, config)
    routers = [room.routes(site) for room in _ROOMS]
    middleware = [
        Middleware(SafetyHeaders),
        Middleware(TrustedHostMiddleware, allowed_hosts=config.allowed_hosts, www_redirect=False),
        Middleware(FollowsIndex, generation=search.generation, site=repr(config)),
        Middleware(KnowsWhere, public_url=config.public_url),
        Middleware(_Compressed, minimum_size=1_000, compresslevel=5),
        Middleware(Limits, rate=config.rate, problems=site.problems),
    ]
    if config.metrics:
        metrics = Metrics(search)
        routers.append(of_metrics(metrics))
        known = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
        middleware.insert(0, Middleware(Measured, metrics=metrics, routes=known))
    assistants = AssistantsRoom(site) if config.assistants else None

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        gc.freeze()  # what is there now stays
        gc.set_threshold(_GARBAGE)
        async with assistants.running(app) if assistants else nullcontext():
            yield

    app = FastAPI(
        title=config.title,
        description="De schriftelijke vragen van het Vlaams Parlement. Bron: Vlaams Parlement.",
        # The pages of FastAPI that show the API load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(refuse_long_addresses)],
        middleware=middleware,
        lifespan=lifespan,
    )
    site.problems.handle(app)
    app.mount("/static", _Static(directory=STATIC))
    for router in routers:
        app.include_router(router)
    if assistants:
        app.router.routes.extend(assistants.routes)
    openapi.describe(app)
    return app
