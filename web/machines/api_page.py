"""The description of the site for programs (OpenAPI) as a page that people read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_KINDS = {
    "string": "tekst",
    "integer": "geheel getal",
    "number": "getal",
    "boolean": "true of false",
    "null": "null",
    "object": "object",
}
_FORMATS = {"date": "dag (2023-12-31)", "date-time": "ogenblik (2023-12-31T08:30:00Z)", "binary": "bestand"}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is, in Dutch, and the name of the shape that it has, where it is described by itself."""

    words: str
    shape: str | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter of an address, or a field of a shape."""

    name: str
    kind: Kind
    description: str
    required: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address may answer: the status, when, and in which media types."""

    status: str
    description: str
    media_types: tuple[str, ...]
    shape: str | None


@dataclass(frozen=True, slots=True)
class Address:
    """An address, what it is for, what it may be asked and what it then answers."""

    path: str
    summary: str
    description: str
    parameters: tuple[Value, ...]
    answers: tuple[Answer, ...]

    @property
    def anchor(self) -> str:
        """Where the page shows it."""
        return "adres-" + (self.path.strip("/").translate({ord(sign): "-" for sign in "/{}."}) or "zoeken")

    @property
    def can_be_opened(self) -> bool:
        """Whether it is an address as it stands."""
        return "{" not in self.path


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape of JSON, field by field."""

    name: str
    description: str
    fields: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ApiPage:
    """All addresses, the statuses that several of them answer, and all shapes."""

    addresses: tuple[Address, ...]
    shapes: tuple[Shape, ...]


def readable(schema: Mapping[str, Any]) -> ApiPage:
    """The description as plain data for a page."""
    return ApiPage(
        tuple(_address(path, operations["get"]) for path, operations in schema["paths"].items() if "get" in operations),
        tuple(_shape(name, described) for name, described in sorted(schema["components"]["schemas"].items())),
    )


def _address(path: str, operation: Mapping[str, Any]) -> Address:
    return Address(
        path,
        operation.get("summary", ""),
        operation.get("description", ""),
        tuple(_parameter(one) for one in operation.get("parameters", ())),
        tuple(_answer(status, one) for status, one in sorted(operation["responses"].items())),
    )


def _parameter(parameter: Mapping[str, Any]) -> Value:
    required = parameter.get("required", False)
    return Value(parameter["name"], _kind(parameter["schema"]), parameter.get("description", ""), required)


def _answer(status: str, response: Mapping[str, Any]) -> Answer:
    content = response.get("content", {})
    json = content.get("application/json", {}).get("schema", {})
    description = "" if response["description"] == "Successful Response" else response["description"]
    return Answer(status, description, tuple(content), _kind(json).shape if json else None)


def _shape(name: str, described: Mapping[str, Any]) -> Shape:
    required = described.get("required", ())
    fields = tuple(
        Value(field, _kind(schema), schema.get("description", ""), field in required)
        for field, schema in described.get("properties", {}).items()
    )
    if not fields:
        fields = (Value("", _kind(described), "", True),)
    return Shape(name, " ".join(described.get("description", "").split()), fields)


def _kind(schema: Mapping[str, Any]) -> Kind:
    kinds = list(dict.fromkeys(_kinds(schema)))
    shapes = [kind.shape for kind in kinds if kind.shape]
    return Kind(" of ".join(kind.words for kind in kinds if kind.words), shapes[0] if shapes else None)


def _kinds(schema: Mapping[str, Any]) -> Iterator[Kind]:
    if reference := schema.get("$ref"):
        yield Kind("", reference.rpartition("/")[2])
    elif "enum" in schema:
        yield from (Kind(f"“{value}”" if value != "" else "leeg") for value in schema["enum"])
    elif "const" in schema:
        yield Kind(str(schema["const"]).lower())
    elif several := schema.get("anyOf") or schema.get("oneOf"):
        for one in several:
            yield from _kinds(one)
    elif schema.get("type") == "array":
        of = _kind(schema.get("items", {}))
        yield Kind(f"lijst van {of.words}" if of.words else "lijst van", of.shape)
    elif schema.get("type") == "object" and isinstance(of_values := schema.get("additionalProperties"), Mapping):
        of = _kind(of_values)
        yield Kind(f"object met {of.words}" if of.words else "object met", of.shape)
    else:
        yield Kind(_FORMATS.get(schema.get("format", "")) or _KINDS.get(schema.get("type", ""), "wat dan ook"))
