"""The irregular shapes in which the services reply, read tolerantly (contract, 3.2, 3.3 and 10.1).

Every value may be a string or a number, one or a list, null or absent; yes and no may be letters; JSON may be XML.
"""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from email.message import Message
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree

from crawler.parliament.encoding import decoded

LARGEST = 2**63 - 1
"""No number or id is larger: databases and indexes hold 64 bits."""

DATA_LIMIT = 16 * 1024 * 1024
"""Bytes above which no reply with data is read: a hundred hits or records have a thirtieth of that."""

BRUSSELS = ZoneInfo("Europe/Brussels")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "jan"),
            ("februari", "feb"),
            ("maart", "mrt"),
            ("april", "apr"),
            ("mei",),
            ("juni", "jun"),
            ("juli", "jul"),
            ("augustus", "aug"),
            ("september", "sep", "sept"),
            ("oktober", "okt"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}

_YES = {"j", "ja", "y", "yes", "true", "1", "tijdig"}
_NO = {"n", "nee", "neen", "no", "false", "0", "laattijdig", "niet tijdig", "te laat"}
_WORD_DATE = re.compile(r"\b(\d{1,2})\s+([a-z]+)\.?\s+(\d{4})\b", re.IGNORECASE)
_DAY_FIRST = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_XML_DECLARATION = re.compile(r"^<\?xml[^>]*>")
_SPACE = re.compile(r"\s+")
_LINE_BREAKS = frozenset("\t\r\n\v\f\x85\u2028\u2029")
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_ISO_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_ISO_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})")


_DEPTH = 64
"""Lists and objects inside each other; what is nested deeper is left out."""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
"""A string of JSON, or what begins or ends a list or an object."""
_LONGEST_WHOLE = 40
"""Digits of a number. A longer one is kept as it is written: int() would be slow on it, or refuse."""


class Repeated(list[Any]):
    """The values of a key that an object of JSON gives more than once, in their order; those of lists all together."""


class NotUnderstood(ValueError):
    """A reply that is not what was asked for; the message says what it is instead."""


def decode(body: bytes, content_type: str | None = None) -> Any:
    """The data in a JSON or XML reply that came with that Content-Type. Raises NotUnderstood for anything else, also
    with a success status.

    A key that an object gives more than once has all its values, as elements of XML have. A number that is not whole
    stays as it is written; NaN and the infinities, which JSON does not know, are null.
    """
    written = decoded(body, content_type).text.lstrip("\ufeff \t\r\n")
    if not written:
        raise NotUnderstood("an empty answer")
    return _decode_xml(written) if written[0] == "<" else _decode_json(written)


def checksum(value: Any) -> str:
    """What changes when data does, in hexadecimal."""
    written = json.dumps(value, sort_keys=True, ensure_ascii=False)
    # JSON can hold half of a surrogate pair (\\ud800), which no encoding of Unicode can.
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def repeated_keys(value: Any) -> tuple[str, ...]:
    """The keys that data, or an object in it, gave more than once."""
    return tuple(dict.fromkeys(_repeated_keys(value)))


def values(value: Any) -> list[Any]:
    """One or several or none, always as a list without empty ones."""
    if isinstance(value, list):
        return [item for item in value if item not in (None, "", [], {})]
    return [] if value in (None, "", [], {}) else [value]


def first(value: Any) -> Any:
    """The first of one or several; None where there is none."""
    several = values(value)
    return several[0] if several else None


def mapping(value: Any) -> dict[str, Any]:
    """The first of one or several if it is an object, else an empty one."""
    one = first(value)
    return one if isinstance(one, dict) else {}


def text(value: Any) -> str | None:
    """One line of text, its inner spaces as they are; None for what is empty or not a plain value."""
    value = first(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    line = str(value)
    if not line.isprintable():
        line = _SPACE.sub(lambda spaces: spaces[0] if _LINE_BREAKS.isdisjoint(spaces[0]) else " ", line)
        # Control characters, lone surrogates and changes of writing direction have no place in a line of text.
        line = "".join(c for c in line if unicodedata.category(c) not in ("Cc", "Cs") and c not in _BIDI)
    return line.strip() or None


def integer(value: Any) -> int | None:
    """A whole number from 0 to LARGEST, also out of a string."""
    value = first(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        # Longer digits than any id or number: not one, and int() would be slow on it.
        value = int(value) if re.fullmatch(r"\s*\d{1,19}\s*", value, re.ASCII) else None
    return value if isinstance(value, int) and 0 <= value <= LARGEST else None


def truth(value: Any) -> bool | None:
    """Yes or no: a boolean, a letter, or the Dutch word for being in time."""
    value = first(value)
    if isinstance(value, bool):
        return value
    word = (text(value) or "").casefold()
    return True if word in _YES else False if word in _NO else None


def day(value: Any) -> date | None:
    """The calendar date in Belgium of an instant or of a date in one of the usual spellings."""
    written = text(value)
    if written is None:
        return None
    try:
        if instant := _ISO_INSTANT.search(written):
            return datetime.fromisoformat(instant[0]).astimezone(BRUSSELS).date()
        if iso := _ISO_DATE.search(written.split("T")[0]):
            return date.fromisoformat(iso[0])
        if numbers := _DAY_FIRST.search(written):
            return date(int(numbers[3]), int(numbers[2]), int(numbers[1]))
        if (words := _WORD_DATE.search(written)) and words[2].casefold() in MONTHS:
            return date(int(words[3]), MONTHS[words[2].casefold()], int(words[1]))
    except (ValueError, OverflowError):
        return None
    return None


def last_first(name: str | None) -> str | None:
    """`Peeters, An` as `An Peeters`; a name without exactly one comma stays as it is."""
    if not name or name.count(",") != 1:
        return name
    last, given = (part.strip() for part in name.split(","))
    return f"{given} {last}".strip()


def filename_in(disposition: str | None) -> str | None:
    """The name that a Content-Disposition header gives, without any folders."""
    message = Message()
    message["Content-Disposition"] = (text(disposition) or "").encode("ascii", "replace").decode()
    try:
        name = text(message.get_filename())
    except (ValueError, LookupError, TypeError):
        return None  # in an encoding that is none for text, or in parts that Python cannot put in order
    return re.split(r"[/\\]", name)[-1] or None if name else None


def _decode_json(written: str) -> Any:
    try:
        return json.loads(
            _shallow(written),
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=str,
            parse_constant=lambda name: None,
        )
    except ValueError as error:
        raise NotUnderstood(f"not JSON ({_start_of(written)})") from error


def _whole(written: str) -> int | str:
    return int(written) if len(written) <= _LONGEST_WHOLE else written


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        times = Counter(key for key, _ in pairs)
        members |= {key: Repeated() for key in members if times[key] > 1}
        for key, value in pairs:
            if times[key] > 1:
                members[key].extend(values(value))
    return members


def _repeated_keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, Repeated) and (named := text(key)):
                yield named
            yield from _repeated_keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _repeated_keys(inner)


def _shallow(written: str) -> str:
    """JSON without what is nested too deep: whoever goes through it would run out of stack."""
    kept, start, depth = [], 0, 0
    for token in _TOKEN.finditer(written):
        match token[0]:
            case "[" | "{":
                depth += 1
                if depth == _DEPTH + 1:
                    kept.append(written[start : token.start()] + "null")
            case "]" | "}":
                if depth == _DEPTH + 1:
                    start = token.end()
                depth -= 1
    return "".join(kept) + written[start:] if depth <= _DEPTH else "".join(kept)


def _decode_xml(written: str) -> Any:
    start = written[:300].lower()
    if "<html" in start or "<!doctype html" in start:
        raise NotUnderstood("HTML instead of data")
    if "<!doctype" in written.lower():
        raise NotUnderstood("XML with a document type, which data has no need of")
    # What it says of its encoding is done; half a surrogate pair has no place in it.
    body = _XML_DECLARATION.sub("", written, count=1).encode("utf-8", "replace")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        return _plain(etree.fromstring(body, parser))
    except etree.XMLSyntaxError as error:
        raise NotUnderstood(f"neither JSON nor whole XML ({_start_of(written)})") from error


def _plain(element: etree._Element) -> Any:
    children: dict[str, Any] = {}
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name, value = etree.QName(child).localname, _plain(child)
        if name in children:
            if not isinstance(children[name], list):
                children[name] = [children[name]]
            children[name].append(value)
        else:
            children[name] = value
    return children or (element.text or "").strip()


def _start_of(written: str) -> str:
    return f"it begins with {written[:20]!r}"
