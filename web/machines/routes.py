"""What programs ask for: the site's description, its health, what crawlers may read."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from starlette.requests import Request

from indexer.errors import IndexerError
from web.machines import api_page, dcat, description, downloads, sitemap
from web.site.caching import SHORTLY, UNKEPT
from web.site.formats import VARY, Form, form_of
from web.site.routing import get, json_answer
from web.site.site import Site

_Part = Annotated[str, Path(description="Naam van het deel", json_schema_extra={"pattern": sitemap.NAME.pattern})]
_DOWNLOAD_FORMS = (Form.HTML, Form.JSON, Form.DCAT)
_BYTES = {"type": "string", "format": "binary"}
_FILE_CONTENT = {media_type: {"schema": _BYTES} for media_type in (*downloads.MEDIA_TYPES.values(), "application/json")}
_ROBOTS = (
    "User-agent: *\nAllow: /static/\nDisallow: /*?\nDisallow: /suggest\nDisallow: /metrics\nDisallow: /mcp\n"
    "Disallow: /vragen/*/vergelijkbaar\n"
)


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
        machines.robots,
        media_type="text/plain",
        summary="Wat zoekmachines mogen lezen",
    )
    get(
        router,
        sitemap.INDEX,
        machines.sitemap_index,
        media_type=sitemap.MEDIA_TYPE,
        summary="Alle pagina’s, voor zoekmachines",
        description="Waar de delen van de sitemap staan.",
    )
    get(
        router,
        sitemap.PART,
        machines.sitemap_part,
        media_type=sitemap.MEDIA_TYPE,
        summary="Een deel van de sitemap",
        description="`paginas`, of `vragen-1` en verder: elk hoogstens 50.000 adressen.",
    )
    get(
        router,
        downloads.PATH,
        machines.offered,
        forms=_DOWNLOAD_FORMS,
        model=downloads.Downloads,
        summary="Alles meenemen",
        description="De bestanden met alle vragen, met datum en sha256; `dcat` is een catalogus volgens DCAT-AP.",
    )
    get(
        router,
        downloads.FILE,
        machines.download,
        media_type="application/octet-stream",
        responses={200: {"content": _FILE_CONTENT}, 206: {"description": "Een stuk", "content": _FILE_CONTENT}},
        summary="Een bestand met vragen",
        description="Of zijn manifest. Stukken kunnen gevraagd worden (Range).",
    )
    get(
        router,
        dcat.PATH,
        machines.catalogue,
        media_type=dcat.MEDIA_TYPE,
        summary="Catalogus voor opendataportalen",
        description="De downloads volgens DCAT-AP, als JSON-LD.",
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

    def robots(self, request: Request) -> Response:
        """Every combination of filters is an address with a `?`: a crawler would never be done."""
        return PlainTextResponse(f"{_ROBOTS}Sitemap: {self._site.address(request)}{sitemap.INDEX}\n", headers=SHORTLY)

    def sitemap_index(self, request: Request) -> Response:
        """Where the parts of the sitemap are."""
        return sitemap.index(self._site.templates, self._site.search, self._site.address(request))

    def sitemap_part(self, request: Request, part: _Part) -> Response:
        """A part of the sitemap."""
        found = sitemap.part(self._site.templates, self._site.search, self._site.address(request), part)
        return found or self._site.problems.not_found(request)

    def offered(self, request: Request) -> Response:
        """What can be taken along whole."""
        form = form_of(request, *_DOWNLOAD_FORMS)
        held = downloads.dumps(self._site.config.downloads)
        if form is Form.JSON:
            return json_answer(downloads.Downloads(dumps=held), headers=SHORTLY | VARY)
        if form is Form.DCAT:
            return self._dcat(request, held)
        page = self._site.templates.write("machines/downloads.html", dumps=held, info=self._site.search.info())
        return HTMLResponse(page, headers=SHORTLY | VARY)

    def download(self, request: Request, name: str) -> Response:
        """A dump, or its manifest."""
        found = downloads.file_named(self._site.config.downloads, name)
        if found is None:
            return self._site.problems.not_found(request)
        file, media_type, identity = found
        headers = {"ETag": f'"{identity}"', "Cache-Control": "public, no-cache"}
        if f'"{identity}"' in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return FileResponse(file, media_type=media_type, filename=name, headers=headers)

    def catalogue(self, request: Request) -> Response:
        """The downloads as a catalogue for portals of open data."""
        return self._dcat(request, downloads.dumps(self._site.config.downloads))

    def _dcat(self, request: Request, held: tuple[downloads.Dump, ...]) -> Response:
        described = dcat.catalogue(
            held,
            site=self._site.address(request),
            title=self._site.config.title,
            built_at=self._site.search.info().built_at,
            contact=self._site.config.contact,
        )
        return JSONResponse(described, headers=SHORTLY | VARY, media_type=dcat.MEDIA_TYPE)

    def api(self, request: Request) -> Response:
        """Every address of the site for who writes programs."""
        described = api_page.readable(request.app.openapi())
        return HTMLResponse(
            self._site.templates.write("machines/api.html", api=described, assistants=self._site.config.assistants)
        )


def favicon() -> Response:
    """The icon, for who asks for it without reading a page."""
    return RedirectResponse("/static/favicon.svg", 308)
