"""What was written over a page: text boxes and form fields, which are not in its content."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject
from pypdf.generic import ArrayObject, DictionaryObject

from indexer.extraction.formats.pdf.painting import Run, is_on_paper
from indexer.extraction.text.characters import safe

_MOST = 2_000
"""A page with more annotations is the work of a damaged or a hostile file."""
_LONGEST = 100_000
_HIDDEN = 0b100010
"""Flags of annotations that are not shown (ISO 32000, 12.5.3)."""
_SIZE, _LEADING = 10.0, 12.0
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Written:
    """The lines of text boxes and form fields, where they stand, and how many notes are only shown when opened."""

    runs: tuple[Run, ...] = ()
    unread: int = 0


def written_over(page: PageObject, origin: tuple[float, float]) -> Written:
    """What was written over a page whose lower left corner is `origin`."""
    runs: list[Run] = []
    unread = 0
    for annotation in _annotations(page):
        kind = annotation.get("/Subtype")
        if kind == "/FreeText":
            runs += _lines(annotation, _text(annotation.get("/Contents")), origin)
        elif kind == "/Widget":
            runs += _lines(annotation, _value(annotation), origin)
        elif kind not in ("/Link", "/Popup") and _text(annotation.get("/Contents")):
            unread += 1
    return Written(tuple(runs), unread)


def _annotations(page: PageObject) -> Iterator[DictionaryObject]:
    found = _resolved(page.get("/Annots"))
    for entry in list(found)[:_MOST] if isinstance(found, ArrayObject) else ():
        annotation = _resolved(entry)
        if isinstance(annotation, DictionaryObject):
            flags = _resolved(annotation.get("/F"))
            if not (isinstance(flags, int) and flags & _HIDDEN):
                yield annotation


def _value(field: DictionaryObject) -> str:
    """What was filled in; a field may have its kind and its value from those above it."""
    kind = value = None
    for _ in range(_DEEPEST):
        kind, value = kind or field.get("/FT"), value or field.get("/V")
        above = _resolved(field.get("/Parent"))
        if not isinstance(above, DictionaryObject):
            break
        field = above
    return _text(value) if kind in ("/Tx", "/Ch") else ""


def _lines(annotation: DictionaryObject, text: str, origin: tuple[float, float]) -> Iterator[Run]:
    left, top = _corner(annotation, origin)
    lines = [line for line in safe(text.replace("\r", "\n")).split("\n") if line.strip()]
    for row, line in enumerate(lines):
        yield Run(line, left, top - _SIZE - row * _LEADING, _SIZE)


def _corner(annotation: DictionaryObject, origin: tuple[float, float]) -> tuple[float, float]:
    """The upper left corner; that of the page where it has none."""
    box = _resolved(annotation.get("/Rect"))
    numbers = [_resolved(entry) for entry in box] if isinstance(box, ArrayObject) and len(box) == 4 else []
    sides = [float(side) for side in numbers if isinstance(side, int | float)]
    if len(sides) != 4 or not is_on_paper(*sides):
        return 0.0, 0.0
    return min(sides[0], sides[2]) - origin[0], max(sides[1], sides[3]) - origin[1]


def _text(entry: Any) -> str:
    found = _resolved(entry)
    return str(found)[:_LONGEST] if isinstance(found, str) else ""


def _resolved(entry: Any) -> Any:
    return entry.get_object() if hasattr(entry, "get_object") else entry
