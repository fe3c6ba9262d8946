"""The pages about the source: what changed there, and what is held of it."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from starlette.requests import Request

from indexer.corpus.completeness import CompletenessReport
from indexer.search import SourceChanges
from web.figures import changes_page, completeness_page
from web.figures.paging import PAGE, page_number
from web.site.feeds import ENTRIES, feed_response
from web.site.formats import VARY, Form, form_of
from web.site.routing import get, json_answer
from web.site.site import Site

_CHANGES_FORMS = (Form.HTML, Form.JSON, Form.ATOM)
_COMPLETENESS_FORMS = (Form.HTML, Form.JSON, Form.CSV)

_Page = Annotated[str, Query(alias=PAGE, description=f"Pagina van {changes_page.PER_PAGE} wijzigingen, vanaf 1")]

_Year = Annotated[
    str,
    Query(alias=completeness_page.YEAR, description="Zittingsjaar (2023-2024) waarvan de pagina de ministers toont"),
]


def add_source_pages(router: APIRouter, site: Site) -> None:
    """Add the addresses of these pages to their room."""
    pages = _SourcePages(site)
    get(
        router,
        changes_page.PATH,
        pages.changes,
        forms=_CHANGES_FORMS,
        model=SourceChanges,
        summary="Wijzigingen aan de bron",
        description="Welke vragen na hun publicatie veranderden, en wat, de nieuwste eerst.",
    )
    get(
        router,
        completeness_page.PATH,
        pages.completeness,
        forms=_COMPLETENESS_FORMS,
        model=CompletenessReport,
        summary="Volledigheid",
        description="Wat er is van wat er zou moeten zijn, per minister en zittingsjaar, en hoe zeker de teksten zijn.",
    )


class _SourcePages:
    def __init__(self, site: Site) -> None:
        self._site = site

    def changes(self, request: Request, page: _Page = "1") -> Response:
        """What changed at the source, the newest first."""
        form = form_of(request, *_CHANGES_FORMS)
        number = page_number(page)
        if form is Form.ATOM:
            return feed_response(
                self._site,
                request,
                path=changes_page.PATH,
                title="Wijzigingen aan de bron",
                entries=changes_page.entries(self._site.search.changes(ENTRIES)),
            )
        found = self._site.search.changes(changes_page.PER_PAGE, changes_page.PER_PAGE * (number - 1))
        if form is Form.JSON:
            return json_answer(found, headers=VARY)
        return HTMLResponse(changes_page.changes_page(self._site.templates, found, number), headers=VARY)

    def completeness(self, request: Request, session_year: _Year = "") -> Response:
        """What is held of what there should be."""
        form = form_of(request, *_COMPLETENESS_FORMS)
        report = self._site.search.completeness()
        if session_year and session_year not in {one.session_year for one in report.coverage}:
            everything = f"Alle jaren staan op {completeness_page.PATH}."
            sentence = f"Van het zittingsjaar “{session_year[:40]}” zijn er geen genummerde vragen. {everything}"
            return self._site.problems.answer(request, 400, "Dit zittingsjaar hebben we niet", sentence)
        if form is Form.JSON:
            return json_answer(report, headers=VARY)
        if form is Form.CSV:
            return completeness_page.completeness_csv(report)
        return HTMLResponse(
            completeness_page.completeness_page(self._site.templates, report, session_year or None), headers=VARY
        )
