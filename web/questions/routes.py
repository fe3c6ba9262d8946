"""The page of a question, and the questions like it."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.requests import Request

from indexer.question import WrittenQuestion
from indexer.search import SimilarQuestions
from web.questions import similar
from web.questions.page import question_page
from web.site.address import SearchAddress, remembered
from web.site.formats import VARY, Form, form_of
from web.site.problems import error_json
from web.site.routing import get, json_answer
from web.site.site import Site

_FORMS = (Form.HTML, Form.JSON)
_ID = re.compile(r"[0-9]{1,19}")
_EXAMPLE_NUMBER = 322

_Id = Annotated[
    str,
    Path(description="Kenmerk van de vraag", json_schema_extra={"pattern": f"^{_ID.pattern}$"}, examples=["1809299"]),
]
_CameFrom = Annotated[SearchAddress, Depends(remembered)]


def routes(site: Site) -> APIRouter:
    """The addresses of this room."""
    router = APIRouter()
    questions = _Questions(site)
    get(
        router,
        "/vragen/{question_id}",
        questions.question,
        forms=_FORMS,
        model=WrittenQuestion,
        summary="Een vraag",
        description="De vraag zoals de export haar geeft. Andere parameters zijn die van de zoekopdracht ervoor.",
    )
    get(
        router,
        similar.PATH,
        questions.similar,
        model=similar.Similar,
        summary="Vragen zoals deze",
        description="Dezelfde vraag aan andere ministers, en vragen over hetzelfde, de gelijkste eerst.",
    )
    return router


class _Questions:
    def __init__(self, site: Site) -> None:
        self._site = site

    def question(self, request: Request, question_id: _Id, came_from: _CameFrom) -> Response:
        """One question, in the shape of the export. The other parameters are those of the search that found it."""
        form = form_of(request, *_FORMS)
        question = self._site.search.get(int(question_id)) if _ID.fullmatch(question_id) else None
        if question is None:
            title, sentence = "Deze vraag hebben we niet", _not_there(question_id)
            return self._site.problems.answer(request, 404, title, sentence, _number(question_id))
        if form is Form.JSON:
            return json_answer(question, headers=VARY)
        found = self._site.search.similar(question.id) or SimilarQuestions()  # another index may have been swapped in
        return HTMLResponse(question_page(self._site.templates, question, came_from, found), headers=VARY)

    def similar(self, question_id: _Id) -> Response:
        """The same question put to other ministers, and questions about the same."""
        found = self._site.search.similar(int(question_id)) if _ID.fullmatch(question_id) else None
        if found is None:
            return JSONResponse(error_json(_not_there(question_id)), 404)
        return json_answer(similar.similar_json(int(question_id), found))


def _not_there(question_id: str) -> str:
    return f"Op dit adres hoort een vraag met het kenmerk “{question_id[:40]}”, maar die is er niet."


def _number(question_id: str) -> int:
    """What was asked for, where it can be the number of a question: its page has another address."""
    return int(question_id) if re.fullmatch("[0-9]{1,5}", question_id) else _EXAMPLE_NUMBER
