"""A question as one flat row, for formats that know no objects: those become columns of their own."""

import json
from typing import Any

from indexer.question import Asker, Minister, WrittenQuestion

_OBJECTS = {"asker": tuple(Asker.model_fields), "minister": tuple(Minister.model_fields)}

COLUMNS: tuple[str, ...] = tuple(
    column
    for field in WrittenQuestion.model_fields
    for column in ([f"{field}_{name}" for name in _OBJECTS[field]] if field in _OBJECTS else [field])
)


def flat(question: WrittenQuestion) -> list[Any]:
    """The values of a question as JSON has them, in the order of COLUMNS."""
    values: list[Any] = []
    for field, value in question.model_dump(mode="json").items():
        if field in _OBJECTS:
            values += [(value or {}).get(name) for name in _OBJECTS[field]]
        else:
            values.append(value)
    return values


def joined(items: list[Any]) -> str:
    """A list as one text: words joined with "; ", objects as JSON."""
    if all(isinstance(item, str) for item in items):
        return "; ".join(items)
    return json.dumps(items, ensure_ascii=False)
