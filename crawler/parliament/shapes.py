"""The irregular shapes in which the services answer, read tolerantly (contract, 3.2, 3.3 and 10.1).

Every value may be a string or a number, one or a list, null or absent; yes and no may be letters; JSON may be XML.
"""

import json
import re
import unicodedata
from datetime import date, datetime
from email.message import Message
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree

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
_LINE_BREAK = re.compile(r"[ \t]*[\t\r\n\v\f\x85\u2028\u2029]\s*")
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_ISO_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_ISO_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})")


class NotUnderstood(ValueError):
    """An answer that is not what was asked for; the message says what it is instead."""


def decode(body: bytes) -> Any:
    """The data in a JSON or XML answer. Raises NotUnderstood for anything else, also with a success status."""
    stripped = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not stripped:
        raise NotUnderstood("an empty answer")
    if stripped[:1] == b"<":
        return _decode_xml(stripped)
    try:
        return json.loads(stripped, parse_constant=_no_constant)
    except UnicodeDecodeError:
        return _decode_json(stripped.decode("cp1252", errors="replace"))
    except (ValueError, RecursionError) as error:
        raise NotUnderstood(f"not JSON ({_start_of(stripped)})") from error


def values(value: Any) -> list[Any]:
    """One or several or none, always as a list without empty ones."""
    if isinstance(value, list):
        return [one for one in value if one not in (None, "", [], {})]
    return [] if value in (None, "", [], {}) else [value]


def first(value: Any) -> Any:
    """The first of one or several; None where there is none."""
    found = values(value)
    return found[0] if found else None


def mapping(value: Any) -> dict[str, Any]:
    """The first of one or several if it is an object, else an empty one."""
    found = first(value)
    return found if isinstance(found, dict) else {}


def text(value: Any) -> str | None:
    """One line of text, its inner spaces as they are; None for what is empty or not a plain value."""
    value = first(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    line = str(value)
    if not line.isprintable():
        line = _LINE_BREAK.sub(" ", line)
        # Control characters, lone surrogates and changes of writing direction have no place in a line of text.
        line = "".join(c for c in line if unicodedata.category(c) not in ("Cc", "Cs") and c not in _BIDI)
    return line.strip() or None


def integer(value: Any) -> int | None:
    """A whole number, also out of a string."""
    value = first(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    # Longer digits than any id or number: not one, and int() would be slow on it.
    return int(value) if isinstance(value, str) and re.fullmatch(r"\s*\d{1,18}\s*", value, re.ASCII) else None


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
    name = text(message.get_filename())
    return re.split(r"[/\\]", name)[-1] or None if name else None


def _decode_json(written: str) -> Any:
    try:
        return json.loads(written, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood(f"not JSON ({_start_of(written.encode())})") from error


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")  # a Python that reads it would take it for a title


def _decode_xml(body: bytes) -> Any:
    start = body[:300].lower()
    if b"<html" in start or b"<!doctype html" in start:
        raise NotUnderstood("HTML instead of data")
    if b"<!doctype" in body.lower():
        raise NotUnderstood("XML with a document type, which data has no need of")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        return _plain(etree.fromstring(body, parser))
    except etree.XMLSyntaxError as error:
        raise NotUnderstood(f"neither JSON nor whole XML ({_start_of(body)})") from error


def _plain(element: etree._Element) -> Any:
    children: dict[str, Any] = {}
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name, value = etree.QName(child).localname, _plain(child)
        if name in children:
            earlier = children[name]
            children[name] = [*earlier, value] if isinstance(earlier, list) else [earlier, value]
        else:
            children[name] = value
    return children or (element.text or "").strip()


def _start_of(body: bytes) -> str:
    return "it begins with " + repr(body[:20].decode("utf-8", errors="replace"))
