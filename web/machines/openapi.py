"""The description of the site for programs (OpenAPI): what its routes say, and what any address may answer."""

from typing import Any

from fastapi import FastAPI

from web.site.formats import MEDIA_TYPES, Form
from web.site.problems import Problem
from web.site.routing import UNDESCRIBED

_REFERENCE = {"$ref": "#/components/schemas/Problem"}
_SAID = {
    "304": "Wat If-None-Match noemt, is nog hetzelfde",
    "400": "Een parameter kan niet, of de site wordt onder een naam gevraagd die ze niet kent",
    "404": "Dat is er niet",
    "406": "Deze vorm is er hier niet; het antwoord noemt die er zijn",
    "414": "Het adres is te lang",
    "429": "Te veel vragen na elkaar; Retry-After zegt na hoeveel seconden het weer kan",
    "503": "De index kan nu niet gelezen worden",
}
_RETRY_AFTER = {"Retry-After": {"description": "Seconden", "schema": {"type": "integer", "minimum": 1}}}
_BINARY = {Form.XLSX}


def describe(app: FastAPI) -> None:
    """Let an application describe itself so, once it has all its routes."""
    by_routes = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(by_routes())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _completed(schema: dict[str, Any]) -> dict[str, Any]:
    schemas = schema.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = Problem.model_json_schema()
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            _complete(path, operation)
    return schema


def _complete(path: str, operation: dict[str, Any]) -> None:
    if operation.get("description") == UNDESCRIBED:
        del operation["description"]
    responses = operation["responses"]
    responses.pop("422", None)  # what FastAPI would answer to what cannot be
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "format" and "enum" in parameter["schema"]:
            _say_forms(responses["200"].setdefault("content", {}), parameter["schema"]["enum"])
    for status in _statuses(path, operation):
        responses.setdefault(status, _problem(status))


def _say_forms(content: dict[str, Any], forms: list[str]) -> None:
    for form in map(Form, filter(None, forms)):
        text = {"type": "string", "format": "binary"} if form in _BINARY else {"type": "string"}
        described = {} if form in (Form.OPENSEARCH, Form.CSL, Form.DCAT) else text
        content.setdefault(MEDIA_TYPES[form], {"schema": described})
    if Form.JSON not in forms:
        content.pop("application/json", None)


def _statuses(path: str, operation: dict[str, Any]) -> list[str]:
    names = {parameter["name"] for parameter in operation.get("parameters", ())}
    needless = {"404"} if "{" not in path else set()
    if "format" not in names:
        needless.add("406")
    return [status for status in _SAID if status not in needless]


def _problem(status: str) -> dict[str, Any]:
    if status == "304":
        return {"description": _SAID[status]}
    content: dict[str, Any] = {"application/json": {"schema": _REFERENCE}, "text/html": {"schema": {"type": "string"}}}
    if status == "400":
        content["text/plain"] = {"schema": {"type": "string"}}
    described = {"description": _SAID[status], "content": content}
    return described | ({"headers": _RETRY_AFTER} if status in ("429", "503") else {})
