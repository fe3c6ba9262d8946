"""The page of a question, and the questions like it."""

import re
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.requests import Request

from indexer.question import WrittenQuestion
from indexer.search import SimilarQuestions
from web.questions import similar, table_page
from web.questions.as_json import QuestionJson, question_json
from web.questions.page import question_page
from web.site.address import SearchAddress
from web.site.formats import MEDIA_TYPES, VARY, Form, form_of, format_parameter, wants_json
from web.site.problems import error_json
from web.site.routing import get
from web.site.site import Site
from web.site.today import today

_FORMS = (Form.HTML, Form.JSON)
_TABLE_FORMS = (Form.HTML, Form.JSON, Form.CSV, Form.XLSX)
_ID = re.compile(r"[0-9]{1,19}")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
_EXAMPLE_NUMBER = 322


def routes(site: Site) -> APIRouter:
    """The addresses of this room."""
    router = APIRouter()
    questions = _Questions(site)
    get(
        router,
        "/vragen/{question_id}",
        questions.question,
        openapi_extra=format_parameter(*_FORMS),
        responses={200: {"model": QuestionJson}},
    )
    get(
        router,
        table_page.PATH,
        questions.table,
        openapi_extra=format_parameter(*_TABLE_FORMS),
        responses={200: {"model": table_page.TableJson}},
    )
    get(router, similar.PATH, questions.similar, responses={200: {"model": similar.Similar}})
    return router


class _Questions:
    def __init__(self, site: Site) -> None:
        self._site = site

    def question(self, request: Request, question_id: str, came_from: Annotated[SearchAddress, Query()]) -> Response:
        """One question, in the shape of the export. The other parameters are those of the search that found it."""
        form = form_of(request, *_FORMS)
        question = self._held(question_id)
        if question is None:
            return self._missing(request, question_id)
        found = self._site.search.similar(question.id) or SimilarQuestions()  # another index may have been swapped in
        if form is Form.JSON:
            return JSONResponse(question_json(question, found, today()).model_dump(mode="json"), headers=VARY)
        return HTMLResponse(question_page(self._site.templates, question, came_from, found, today()), headers=VARY)

    def table(self, request: Request, question_id: str, number: str) -> Response:
        """One table of a question, by its place in the record, from 1."""
        form = form_of(request, *_TABLE_FORMS)
        question = self._held(question_id)
        if question is None:
            return self._missing(request, question_id)
        place = int(number) if _NUMBER.fullmatch(number) else 0
        if not 1 <= place <= len(question.tables):
            return self._no_table(request, question, number)
        if form is Form.HTML:
            return HTMLResponse(table_page.table_page(self._site.templates, question, place), headers=VARY)
        if form is Form.JSON:
            return JSONResponse(table_page.table_json(question, place).model_dump(mode="json"), headers=VARY)
        name = table_page.file_name(question, place, form)
        return Response(
            table_page.table_file(question, place, form),
            headers=VARY | {"Content-Disposition": f'attachment; filename="{name}"'},
            media_type=MEDIA_TYPES[form],
        )

    def similar(self, question_id: str) -> Response:
        """The same question put to other ministers, and questions about the same."""
        found = self._site.search.similar(int(question_id)) if _ID.fullmatch(question_id) else None
        if found is None:
            return JSONResponse(error_json(_not_there(question_id)), 404)
        return JSONResponse(similar.similar_json(int(question_id), found).model_dump(mode="json"))

    def _held(self, question_id: str) -> WrittenQuestion | None:
        return self._site.search.get(int(question_id)) if _ID.fullmatch(question_id) else None

    def _missing(self, request: Request, question_id: str) -> Response:
        title, sentence = "Deze vraag hebben we niet", _not_there(question_id)
        return self._site.problems.answer(request, 404, title, sentence, _number(question_id))

    def _no_table(self, request: Request, question: WrittenQuestion, number: str) -> Response:
        count = len(question.tables)
        held = "geen tabellen" if count == 0 else "1 tabel" if count == 1 else f"{count} tabellen"
        sentence = f"Deze vraag heeft {held}, en geen met het nummer “{number[:40]}”."
        if wants_json(request):
            return JSONResponse(error_json(sentence), 404, VARY)
        page = self._site.templates.write("questions/no_table.html", sentence=sentence, question=question)
        return HTMLResponse(page, 404, VARY)


def _not_there(question_id: str) -> str:
    return f"Op dit adres hoort een vraag met het kenmerk “{question_id[:40]}”, maar die is er niet."


def _number(question_id: str) -> int:
    """What was asked for, where it can be the number of a question: its page has another address."""
    return int(question_id) if re.fullmatch("[0-9]{1,5}", question_id) else _EXAMPLE_NUMBER
