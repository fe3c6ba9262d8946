"""The page of figures, and that of questions without an answer."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from starlette.requests import Request

from indexer.figures.models import Figures, ProfileKind, Waiting
from indexer.figures.waiting import MAX_PER_PAGE, WaitingRequest
from web.figures.figures_page import PATH as FIGURES
from web.figures.figures_page import TABLES, figures_csv, figures_page
from web.figures.paging import PAGE, page_number
from web.figures.source import add_source_pages
from web.figures.waiting_page import LATE, PARAMETERS, href, waiting_csv, waiting_page, waiting_title
from web.figures.waiting_page import PATH as WAITING
from web.site.errors import BadAddress
from web.site.feeds import ENTRIES, feed_response, question_entry
from web.site.formats import VARY, Form, form_of
from web.site.routing import get, json_answer
from web.site.site import Site
from web.site.today import today

_FIGURE_FORMS = (Form.HTML, Form.JSON, Form.CSV)
_WAITING_FORMS = (Form.HTML, Form.JSON, Form.CSV, Form.ATOM)

_Year = Annotated[str, Query(alias="zittingsjaar", description="Alleen van dit zittingsjaar (2023-2024)")]
_Table = Annotated[str, Query(alias="tabel", description=f"Welke tabel als CSV: {', '.join(TABLES)}")]
_Slug = Annotated[str, Query(description="Alleen hiervan: het laatste deel van het adres van de pagina ervan")]
_Late = Annotated[str, Query(alias=LATE, description="1: alleen waarvan de termijn voorbij is")]
_Page = Annotated[str, Query(alias=PAGE, description=f"Pagina van {MAX_PER_PAGE} vragen, vanaf 1")]


def routes(site: Site) -> APIRouter:
    """The addresses of this room."""
    router = APIRouter()
    pages = _FigurePages(site)
    get(
        router,
        FIGURES,
        pages.figures,
        forms=_FIGURE_FORMS,
        model=Figures,
        summary="Cijfers",
    )
    get(
        router,
        WAITING,
        pages.waiting,
        forms=_WAITING_FORMS,
        model=Waiting,
        summary="Vragen zonder antwoord",
    )
    add_source_pages(router, site)
    return router


class _FigurePages:
    def __init__(self, site: Site) -> None:
        self._site = site

    def figures(self, request: Request, session_year: _Year = "", table: _Table = TABLES[0]) -> Response:
        """What can be counted: questions over time, days to answer as a spread, how many were in time."""
        form = form_of(request, *_FIGURE_FORMS)
        figures = self._site.search.figures(session_year or None)
        if figures is None:
            sentence = f"Van het zittingsjaar “{session_year[:40]}” zijn er geen vragen. Die van alle jaren: {FIGURES}."
            raise BadAddress({"zittingsjaar": sentence})
        if form is Form.JSON:
            return json_answer(figures, headers=VARY)
        if form is Form.CSV:
            if table not in TABLES:
                raise BadAddress({"tabel": f"De tabel “{table[:40]}” is er niet. Kies uit {', '.join(TABLES)}."})
            return figures_csv(figures, table)
        years = [one.name for one in reversed(self._site.search.profiles(ProfileKind.SESSION_YEAR))]
        return HTMLResponse(figures_page(self._site.templates, figures, years), headers=VARY)

    def waiting(
        self,
        request: Request,
        minister: _Slug = "",
        fractie: _Slug = "",
        thema: _Slug = "",
        late: _Late = "",
        page: _Page = "1",
    ) -> Response:
        """The questions without an answer, the longest waiting first, with the working days that each has waited."""
        form = form_of(request, *_WAITING_FORMS)
        number = page_number(page)
        if late not in ("", "0", "1"):
            raise BadAddress({LATE: f"“{late[:40]}” kan niet. Kies 1 voor wat te laat is, of laat het weg."})
        given = zip(PARAMETERS.values(), (minister, fractie, thema), strict=True)
        chosen = {kind: slug for kind, slug in given if slug}
        per_page = MAX_PER_PAGE if form in (Form.HTML, Form.JSON) else None
        asked = WaitingRequest(chosen, late == "1", number, per_page)
        found = self._site.search.waiting(asked, today())
        if form is Form.JSON:
            return json_answer(found, headers=VARY)
        if form is Form.CSV:
            return waiting_csv(found)
        if form is Form.ATOM:
            newest = [one.id for one in found.questions if one.asked_on][: -ENTRIES - 1 : -1]
            held = filter(None, map(self._site.search.get, newest))
            title = waiting_title(found, asked)
            return feed_response(self._site, request, path=href(asked), title=title, entries=map(question_entry, held))
        return HTMLResponse(waiting_page(self._site.templates, found, asked), headers=VARY)
