"""The bytes of a content stream -> its operations (ISO 32000, 7.8.2), a token at a time.

pypdf reads a byte at a time, which takes up to a quarter of the time of a whole extraction.
"""

import functools
import re
from io import BytesIO
from typing import Any

from pypdf.generic import ArrayObject, NameObject, read_object

Operation = tuple[Any, bytes]

_LONGEST, _LONGEST_ARRAY = 2_000_000, 100_000
"""The bytes of a stream and of an array that cannot be more tokens than pypdf allows."""

_SPACE = rb"[\x00\t\n\f\r ]"
_END = rb"(?=[\s()<>\[\]{}/%]|\Z)"
_NUMBER = rb"[+-]?(?:\d{1,20}|(?=\.?\d)\d{0,20}\.\d{0,20})(?![+,\-.0-9])"
_STRING = rb"\((?:[^()\\]++|\\(?:[nrtbf()\\]|[0-3][0-7]{2}))*+\)"
_HEX = rb"<[0-9A-Fa-f]*+>"
_NAME = rb"/[!\"$&'*-.0-;=?-Z\\^-z|~]{0,99}+" + _END
_OPERATOR = rb"(?!R[^A-Za-z])[A-Za-z'\"][^\s()<>\[\]{}/%]{0,99}+" + _END
"""`1 0 R` is a reference, which has no place here."""
_ARRAY = rb"\[(?:" + _SPACE + rb"|" + _NUMBER + rb"|" + _STRING + rb"|" + _HEX + rb")*+\]"

_TOKEN = re.compile(
    rb"(?:" + _SPACE + rb"|%[^\r\n]*+)*+"
    rb"(?:(" + _NUMBER + rb")|(" + _OPERATOR + rb")|(" + _ARRAY + rb")|(" + _STRING + rb")|(" + _HEX + rb")"
    rb"|(" + _NAME + rb")|([(<\[/])|(\Z))"
)
_ELEMENT = re.compile(rb"(" + _NUMBER + rb")|(" + _STRING + rb")|" + _HEX)
_NUMBERS, _OPERATORS, _ARRAYS, _STRINGS, _HEXES, _NAMES, _OTHERS = range(1, 8)

_ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_name = functools.lru_cache(maxsize=1024)(lambda token: NameObject(token.decode("ascii")))


def operations_of(data: bytes) -> list[Operation] | None:
    """The operations of a content stream; None where it has anything that only pypdf should judge.

    Numbers and strings are plain ones of Python. Raises what pypdf raises for the objects that are left to it.
    """
    if len(data) > _LONGEST:
        return None
    found: list[Operation] = []
    operands: list[Any] = []
    place = 0
    while token := _TOKEN.match(data, place):
        place = token.end()
        kind = token.lastindex
        if kind == _NUMBERS:
            operands.append(_number(token[1]))
        elif kind == _OPERATORS:
            operator = token[2]
            if operator == b"BI":  # the image follows, between tokens
                return None
            found.append((operands, operator))
            operands = []
        elif kind == _ARRAYS and len(token[3]) < _LONGEST_ARRAY:
            operands.append(ArrayObject(map(_element, _ELEMENT.finditer(token[3]))))
        elif kind == _STRINGS:
            operands.append(_string(token[4]))
        elif kind == _HEXES:
            operands.append(_hex(token[5]))
        elif kind == _NAMES:
            operands.append(_name(token[6]))
        elif kind in (_ARRAYS, _OTHERS):
            stream = BytesIO(data)
            stream.seek(token.start(kind))
            operands.append(read_object(stream, None, "bytes"))
            place = stream.tell()
        else:
            return found
    return None


def _element(match: re.Match[bytes]) -> float | bytes:
    if match.lastindex == 1:
        return _number(match[1])
    return _string(match[2]) if match.lastindex == 2 else _hex(match[0])


def _number(token: bytes) -> float:
    return float(token) if b"." in token else int(token)


def _string(token: bytes) -> bytes:
    return _ESCAPED.sub(_escaped, token[1:-1]) if b"\\" in token else token[1:-1]


def _escaped(match: re.Match[bytes]) -> bytes:
    text = match[1]
    return bytes((int(text, 8),)) if len(text) == 3 else _ESCAPES.get(text, text)


def _hex(token: bytes) -> bytes:
    digits = token[1:-1].decode("ascii")
    return bytes.fromhex(digits if len(digits) % 2 == 0 else digits + "0")
