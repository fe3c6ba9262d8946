"""Assistants at an address of the site."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.requests import Request

from web import assistants
from web.site.site import Site


class AssistantsRoom:
    """The routes where assistants are answered, and what has to run for as long as they are served.

    Raises LibraryMissing.
    """

    def __init__(self, site: Site) -> None:
        module = assistants.load()

        def address(request: Request | None) -> str | None:
            return site.address(request) if request else None

        server = module.assistants_server(site.search, title=site.config.title, address=address)
        self.routes, self._run = module.http_routes(server)

    @asynccontextmanager
    async def running(self, app: FastAPI) -> AsyncIterator[None]:
        """Answers assistants for as long as the application runs."""
        async with self._run():
            yield
