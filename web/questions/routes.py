"""The page of a question, and the questions like it."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.requests import Request

from indexer.question import WrittenQuestion
from indexer.search import Marks, SimilarQuestions
from web.questions import similar, table_page, versions
from web.questions.as_json import QuestionJson, question_json
from web.questions.bibliography import ENTRIES
from web.questions.page import question_page
from web.site.address import SearchAddress, remembered
from web.site.errors import BadAddress
from web.site.formats import MEDIA_TYPES, VARY, Form, attached, form_of, wants_json
from web.site.problems import EXAMPLE_NUMBER, error_json
from web.site.routing import get, json_answer
from web.site.site import Site
from web.site.today import today

_FORMS = (Form.HTML, Form.JSON, *ENTRIES)
_TABLE_FORMS = (Form.HTML, Form.JSON, Form.CSV, Form.XLSX)
_ID = re.compile(r"[0-9]{1,19}")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")

_Id = Annotated[
    str,
    Path(description="Kenmerk van de vraag", json_schema_extra={"pattern": f"^{_ID.pattern}$"}, examples=["1809299"]),
]
_Number = Annotated[
    str,
    Path(description="Plaats van de tabel", json_schema_extra={"pattern": f"^{_NUMBER.pattern}$"}, examples=["1"]),
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
        model=QuestionJson,
        summary="Een vraag",
        description="De vraag zoals de export haar geeft. Andere parameters zijn die van de zoekopdracht ervoor.",
    )
    get(
        router,
        table_page.PATH,
        questions.table,
        forms=_TABLE_FORMS,
        model=table_page.TableJson,
        summary="Een tabel van een vraag",
        description="Een tabel met haar rijen, naar haar plaats in de vraag, vanaf 1.",
    )
    get(
        router,
        similar.PATH,
        questions.similar,
        model=similar.Similar,
        summary="Vragen zoals deze",
        description="Dezelfde vraag aan andere ministers, en vragen over hetzelfde, de gelijkste eerst.",
    )
    get(
        router,
        versions.PATH,
        questions.versions,
        model=versions.Versions,
        summary="De versies van een vraag",
        description="Wanneer de vraag aan de bron veranderde, en wat: teksten in hun geheel, van voor en van na.",
    )
    return router


class _Questions:
    def __init__(self, site: Site) -> None:
        self._site = site

    def question(self, request: Request, question_id: _Id, came_from: _CameFrom) -> Response:
        """One question, in the shape of the export. The other parameters are those of the search that found it."""
        form = form_of(request, *_FORMS)
        question = self._held(question_id)
        if question is None:
            return self._missing(request, question_id)
        address = f"{self._site.address(request)}/vragen/{question.id}"
        if form in ENTRIES:
            return _entry(form, question, address)
        found = self._site.search.similar(question.id) or SimilarQuestions()  # another index may have been swapped in
        cites, cited_by = self._site.search.cites(question.id), self._site.search.cited_by(question.id)
        if form is Form.JSON:
            return json_answer(question_json(question, found, today(), cites=cites, cited_by=cited_by), headers=VARY)
        page = question_page(
            self._site.templates,
            question,
            came_from,
            found,
            today(),
            address=address,
            revisions=self._site.search.revisions(question.id),
            cites=cites,
            cited_by=cited_by,
            marks=self._marks(came_from),
        )
        return HTMLResponse(page, headers=VARY)

    def table(self, request: Request, question_id: _Id, number: _Number) -> Response:
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
            return json_answer(table_page.table_json(question, place), headers=VARY)
        return Response(
            table_page.table_file(question, place, form),
            headers=attached(table_page.file_name(question, place, form)),
            media_type=MEDIA_TYPES[form],
        )

    def similar(self, question_id: _Id) -> Response:
        """The same question put to other ministers, and questions about the same."""
        found = self._site.search.similar(int(question_id)) if _ID.fullmatch(question_id) else None
        if found is None:
            return JSONResponse(error_json(_not_there(question_id)), 404)
        return json_answer(similar.similar_json(int(question_id), found))

    def versions(self, question_id: _Id) -> Response:
        """When a question changed at the source, and what."""
        question = self._held(question_id)
        if question is None:
            return JSONResponse(error_json(_not_there(question_id)), 404)
        return json_answer(versions.Versions(id=question.id, revisions=self._site.search.revisions(question.id)))

    def _marks(self, came_from: SearchAddress) -> Marks:
        """What marks the words of the search that led to a question; nothing of one that cannot be."""
        try:
            return self._site.search.marks(came_from.request())
        except BadAddress:
            return Marks()

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


def _entry(form: Form, question: WrittenQuestion, address: str) -> Response:
    """The question in a list of sources, as a file."""
    write, ending = ENTRIES[form]
    headers = attached(f"vraag-{question.id}.{ending}")
    media_type = f"{MEDIA_TYPES[form]}; charset=utf-8"
    return Response(write(question, address, today()), headers=headers, media_type=media_type)


def _not_there(question_id: str) -> str:
    return f"Op dit adres hoort een vraag met het kenmerk “{question_id[:40]}”, maar die is er niet."


def _number(question_id: str) -> int:
    """What was asked for, where it can be the number of a question: its page has another address."""
    return int(question_id) if re.fullmatch("[0-9]{1,5}", question_id) else EXAMPLE_NUMBER
