"""What pypdf does anew for every page, every letter and every byte, done once or in one piece: a quarter of its time.

It gives what pypdf gives; only who asks for it, with `shortcuts`, has it so.
"""

import functools
import operator
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from pypdf._codecs import encoding_dict_from_named_encoding
from pypdf._text_extraction import RTL_CHARACTER_PATTERN, _text_extractor
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    _data_structures,
)
from pypdf.generic._font import Font

from indexer.extraction.formats.pdf.content import operations_of

_EVERY_WAY = (0, 90, 180, 270)
"""The directions of text that pypdf knows."""

_read_font = Font.from_font_resource
_read_text, _show_text = _text_extractor.get_text_operands, _text_extractor.get_display_str  # type: ignore[attr-defined]
_read_object = _data_structures.read_object
_parse = ContentStream._parse_content_stream
_known_encoding = functools.cache(encoding_dict_from_named_encoding)
_known_fonts: ContextVar["dict[int, _Known] | None"] = ContextVar("_known_fonts", default=None)


@contextmanager
def shortcuts() -> Iterator[None]:
    """While this lasts, pypdf reads each font once, and numbers, names and content streams a token at a time."""
    token = _known_fonts.set({})
    try:
        yield
    finally:
        _known_fonts.reset(token)


class _Widths(dict[str, float]):
    """The widths of the letters of a font, each looked for once."""

    def __init__(self, font: Font) -> None:
        self._font = font

    def __missing__(self, letter: str) -> float:
        font = self._font
        width = self[letter] = font.space_width if letter == font.space_char else font.get_text_width(letter)
        return width


@dataclass(frozen=True, slots=True)
class _Known:
    """A font, with its dictionary so that nothing else gets the id of either; `names` are the letters of its codes."""

    dictionary: DictionaryObject
    font: Font
    widths: _Widths
    names: dict[int, str]


def _font(font: DictionaryObject) -> Font:
    known = _known_fonts.get()
    if known is None:
        return _read_font(font)
    if id(font) not in known:
        found = _read_font(font)
        names = {
            ord(code): name for code, name in found.character_map.items() if isinstance(code, str) and len(code) == 1
        }
        known[id(font)] = known[id(found)] = _Known(font, found, _Widths(found), names)
    return known[id(font)].font


def _encoding(encoding: str) -> dict[int, str]:
    return encoding_dict_from_named_encoding(encoding) if _known_fonts.get() is None else _known_encoding(encoding)


def _text(operands: Any, user: Any, matrix: Any, font: Font, orientations: Any) -> tuple[str, bool, float]:
    known = (_known_fonts.get() or {}).get(id(font))
    shown = operands[0]
    if known is None or orientations != _EVERY_WAY or type(shown) is not bytes:
        found: tuple[str, bool, float] = _read_text(operands, user, matrix, font, orientations)
        return found
    if isinstance(font.encoding, str):
        try:
            text = shown.decode(font.encoding, "surrogatepass")
        except UnicodeDecodeError:
            text = shown.decode(font.encoding, "replace")
        codes = text
    else:
        named = font.encoding.get
        text = "".join([named(code, chr(code)) for code in shown])
        codes = shown.decode("latin-1")
    return text, False, functools.reduce(operator.add, map(known.widths.__getitem__, codes), 0.0)


def _shown(
    text: str, user: Any, matrix: Any, resource: Any, font: Font, codes: str, *more: Any
) -> tuple[str, bool, str]:
    known = (_known_fonts.get() or {}).get(id(font))
    if known is not None and not more[1]:  # from left to right
        letters = codes.translate(known.names)
        if letters.isascii() or RTL_CHARACTER_PATTERN.search(letters) is None:
            return text + letters, False, ""
    found: tuple[str, bool, str] = _show_text(text, user, matrix, resource, font, codes, *more)
    return found


_OBJECT = re.compile(
    rb"(?P<name>/[!\"$&'*-.0-;=?-Z\\^-z|~]{0,99}+(?=[\s()<>\[\]{}/%]))"
    rb"|(?P<object>\d{1,7}) (?P<generation>\d{1,5}) R(?=[^A-Za-z])"
    rb"|(?P<number>-?\d{1,9}(?:\.\d{0,9})?)(?=[\s<>\[\]()/])(?!\s+\d+\s+R)"
    rb"|\[(?P<numbers>(?:\d{1,9}[ \r\n]{1,2}+){0,9999}+\d{1,9}[ \r\n]?)\]"
)


def _object(stream: Any, pdf: Any, forced_encoding: Any = None, *, parsing_budget: Any = None) -> Any:
    found = None if _known_fonts.get() is None else _OBJECT.match(stream.getbuffer(), stream.tell())
    if found is None or (found.lastgroup == "generation" and pdf is None):
        return _read_object(stream, pdf, forced_encoding, parsing_budget=parsing_budget)
    stream.seek(found.end())
    kind = found.lastgroup
    if kind == "name":
        return NameObject(found[0].decode("ascii"))
    if kind == "number":
        return FloatObject(found[0]) if b"." in found[0] else NumberObject(found[0])
    if kind == "numbers":
        return ArrayObject(map(NumberObject, found["numbers"].split()))
    return IndirectObject(int(found["object"]), int(found["generation"]), pdf)


def _content(stream: ContentStream, data: Any) -> None:
    is_quick = _known_fonts.get() is not None and stream.forced_encoding == "bytes"
    found = operations_of(data.read()) if is_quick else None
    if found is None:
        _parse(stream, data)
    else:
        stream._operations = found


Font.from_font_resource = staticmethod(_font)  # type: ignore[method-assign, assignment]
ContentStream._parse_content_stream = _content  # type: ignore[method-assign, assignment]
_text_extractor.encoding_dict_from_named_encoding = _encoding  # type: ignore[attr-defined]
_text_extractor.get_text_operands = _text  # type: ignore[attr-defined, assignment]
_text_extractor.get_display_str = _shown  # type: ignore[attr-defined, assignment]
_data_structures.read_object = _object
