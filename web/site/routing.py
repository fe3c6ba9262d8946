"""Adding an address to a room, with what the description of the site (OpenAPI) says of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from web.site.formats import Form, format_parameter

LOCATION = {"Location": {"description": "Het andere adres", "schema": {"type": "string"}}}
"""The header of an answer that leads elsewhere, as OpenAPI describes it."""

UNDESCRIBED = "-"
"""Stands where there is no description: FastAPI would show the docstring of the function, which is for programmers."""


def get(
    router: APIRouter,
    path: str,
    answer: Callable[..., Any],
    *,
    forms: Sequence[Form] = (),
    model: type[BaseModel] | None = None,
    media_type: str | None = None,
    responses: Mapping[int | str, dict[str, Any]] | None = None,
    **options: Any,
) -> None:
    """Answer at this address, to HEAD too.

    `forms` are those that `format=` may choose, `model` is what the JSON is, `media_type` that of an answer that is
    neither of this site's JSON nor a page. `summary` and `description` are Dutch: they stand on the page about the API.
    The other `options` are those of FastAPI's routes; what every address may answer besides need not be said.
    """
    described = dict(responses or {})
    options.setdefault("description", UNDESCRIBED)
    if model:
        described[200] = {"model": model} | described.get(200, {})
    if media_type:
        described[200] = {
            "content": {media_type: {"schema": {"type": "object" if "json" in media_type else "string"}}}
        } | described.get(200, {})
        options.setdefault("response_class", Response)
    if forms:
        options["openapi_extra"] = format_parameter(*forms) | options.get("openapi_extra", {})
    router.add_api_route(path, answer, methods=["GET"], responses=described, **options)
    router.add_api_route(path, answer, methods=["HEAD"], include_in_schema=False)


def json_answer(model: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A model as JSON."""
    return Response(model.model_dump_json(), status, headers, media_type="application/json")
