"""What pypdf does anew for every page, every letter and every byte, done once or in one piece: a quarter of its time.

It gives what pypdf gives; only who asks for it, with `shortcuts`, has it so.
"""

import functools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from pypdf._codecs import encoding_dict_from_named_encoding
from pypdf._text_extraction import _text_extractor
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

_read_font = Font.from_font_resource
_read_object = _data_structures.read_object
_parse = ContentStream._parse_content_stream
_known_encoding = functools.cache(encoding_dict_from_named_encoding)
_known_fonts: ContextVar[dict[int, tuple[DictionaryObject, Font]] | None] = ContextVar("_known_fonts", default=None)


@contextmanager
def shortcuts() -> Iterator[None]:
    """While this lasts, pypdf reads each font once, and numbers, names and content streams a token at a time."""
    token = _known_fonts.set({})
    try:
        yield
    finally:
        _known_fonts.reset(token)


def _font(font: DictionaryObject) -> Font:
    known = _known_fonts.get()
    if known is None:
        return _read_font(font)
    if id(font) not in known:
        found = _read_font(font)
        found.get_text_width = functools.cache(found.get_text_width)  # type: ignore[method-assign]
        known[id(font)] = (font, found)  # with the dictionary, so that no other gets its id
    return known[id(font)][1]


def _encoding(encoding: str) -> dict[int, str]:
    return encoding_dict_from_named_encoding(encoding) if _known_fonts.get() is None else _known_encoding(encoding)


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
_data_structures.read_object = _object
