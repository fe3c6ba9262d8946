"""Adding an address to a room."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter


def get(router: APIRouter, path: str, answer: Callable[..., Any], **options: Any) -> None:
    """Answer at this address, to HEAD too; `options` are those of FastAPI's routes."""
    router.add_api_route(path, answer, methods=["GET"], **options)
    router.add_api_route(path, answer, methods=["HEAD"], include_in_schema=False)
