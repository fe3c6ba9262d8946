"""What pypdf does anew for every page, every letter and every byte of a document, done once: a fifth of its time.

It gives what pypdf gives; only who asks for it, with `shortcuts`, has it so.
"""

import functools
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from pypdf._codecs import encoding_dict_from_named_encoding
from pypdf._text_extraction import _text_extractor
from pypdf._utils import read_until_regex
from pypdf.generic import (
    DictionaryObject,
    PdfObject,
    _base,
    _data_structures,
    create_string_object,
    read_string_from_stream,
)
from pypdf.generic._font import Font

_read_font = Font.from_font_resource
_known_encoding = functools.cache(encoding_dict_from_named_encoding)
_known_fonts: ContextVar[dict[int, tuple[DictionaryObject, Font]] | None] = ContextVar("_known_fonts", default=None)
_PLAIN_STRING = re.compile(rb"\(([^()\\]*)\)")
"""A string of a content stream (ISO 32000, 7.3.4.2) that means what it says."""
_COMMON_LENGTH, _COMMON_NAME = 256, 16


@contextmanager
def shortcuts() -> Iterator[None]:
    """While this lasts, pypdf reads each font once, and plain strings and short names in one piece."""
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


def _string(stream: Any, forced_encoding: Any = None) -> PdfObject:
    if _known_fonts.get() is None:
        return read_string_from_stream(stream, forced_encoding)
    start = stream.tell()
    plain = _PLAIN_STRING.match(stream.read(_COMMON_LENGTH))
    if plain is None:
        stream.seek(start)
        return read_string_from_stream(stream, forced_encoding)
    stream.seek(start + plain.end())
    return create_string_object(plain[1], forced_encoding)


def _until(*, stream: Any, regex: re.Pattern[bytes], length: int = sys.maxsize) -> bytes:
    if _known_fonts.get() is not None:
        start = stream.tell()
        token: bytes = stream.read(_COMMON_NAME)
        end = regex.search(token)
        stream.seek(start + end.start() if end else start)
        if end and len(token) < length:
            return token[: end.start()]
        stream.seek(start)
    return read_until_regex(stream=stream, regex=regex, length=length)


Font.from_font_resource = staticmethod(_font)  # type: ignore[method-assign, assignment]
_text_extractor.encoding_dict_from_named_encoding = _encoding  # type: ignore[attr-defined]
_data_structures.read_string_from_stream = _string  # type: ignore[attr-defined, assignment]
_base.read_until_regex = _data_structures.read_until_regex = _until  # type: ignore[attr-defined]
