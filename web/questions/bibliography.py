"""A question as an entry in a list of sources: in words, and for programs that keep such lists (BibTeX, RIS, CSL-JSON).

Each names its address and the day it was looked up.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from indexer.dutch.dates import day_in_dutch
from indexer.question import WrittenQuestion
from web.site.formats import Form
from web.site.wording import citation

_PARLIAMENT = "Vlaams Parlement"

Entry = Callable[[WrittenQuestion, str, date], str]
"""A question, its absolute address, and the day it was looked up -> the entry."""


def in_words(question: WrittenQuestion, address: str, looked_up: date) -> str:
    """An entry that people read."""
    return f"{citation(question)} {address} (geraadpleegd op {day_in_dutch(looked_up)})"


def bibtex(question: WrittenQuestion, address: str, looked_up: date) -> str:
    """An entry that BibTeX and biber read, as UTF-8."""
    asked_on = question.asked_on
    fields = {
        "author": _braced(_bibtex_name(question.asker.name)) if question.asker else "",
        "title": _braced(_braced(_latex(_title(question)))),  # braces of its own keep its capitals
        "howpublished": _braced(_latex(_kind(question))),
        "year": _braced(str(asked_on.year)) if asked_on else "",
        "month": _MONTHS[asked_on.month - 1] if asked_on else "",
        "note": _braced(_latex(_days(question))),
        "language": _braced("dutch"),
        "url": _braced(address),
        "urldate": _braced(looked_up.isoformat()),
    }
    lines = (f"  {name} = {value}," for name, value in fields.items() if value)
    return "\n".join([f"@misc{{{_key(question)},", *lines, "}", ""])


def ris(question: WrittenQuestion, address: str, looked_up: date) -> str:
    """A record in the format of Research Information Systems, whose lines end as it wants them."""
    asked_on = question.asked_on
    tags = [
        ("TY", "GOVDOC"),
        ("ID", _key(question)),
        ("AU", ", ".join(filter(None, _names(question.asker.name))) if question.asker else ""),
        ("TI", _title(question)),
        ("PY", str(asked_on.year) if asked_on else ""),
        ("DA", f"{asked_on:%Y/%m/%d}/" if asked_on else ""),
        ("PB", _PARLIAMENT),
        ("M1", _number(question)),
        ("M3", "Schriftelijke vraag"),
        ("N1", ". ".join(filter(None, (_first_capital(_to(question)), _days(question))))),
        *(("KW", _line(theme)) for theme in question.themes),
        ("LA", "nl"),
        ("UR", address),
        ("Y2", f"{looked_up:%Y/%m/%d}/"),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in (*(one for one in tags if one[1]), ("ER", "")))


def csl(question: WrittenQuestion, address: str, looked_up: date) -> str:
    """A list of one item in the JSON of the Citation Style Language (its schema of input data, 1.0.2)."""
    item = {
        "id": _key(question),
        "type": "document",
        "genre": "schriftelijke vraag",
        "title": _title(question),
        "author": [_csl_name(question.asker.name)] if question.asker else None,
        "recipient": [_csl_name(question.minister.name)] if question.minister else None,
        "issued": _csl_day(question.asked_on) if question.asked_on else None,
        "number": _number(question),
        "publisher": _PARLIAMENT,
        "authority": _PARLIAMENT,
        "note": _days(question),
        "keyword": ", ".join(map(_line, question.themes)),
        "language": "nl-BE",
        "URL": address,
        "accessed": _csl_day(looked_up),
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False)


ENTRIES: Mapping[Form, tuple[Entry, str]] = MappingProxyType(
    {Form.BIBTEX: (bibtex, "bib"), Form.RIS: (ris, "ris"), Form.CSL: (csl, "json")}
)
"""The formats for programs, each with the ending of its file."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The abbreviations that every style of BibTeX knows."""

_LATEX = str.maketrans(
    {
        # BibTeX counts braces, also those behind a backslash.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "\\": r"\textbackslash{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        **{sign: f"\\{sign}" for sign in "#$%&_"},
    }
)
_NO_LINE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_NO_SURNAME = re.compile(r"[{}\\,]|\sand\s", re.IGNORECASE)


def _key(question: WrittenQuestion) -> str:
    return f"vraag{question.id}"


def _title(question: WrittenQuestion) -> str:
    return _line(question.title or "") or "Zonder titel"


def _line(text: str) -> str:
    """A text on one line, without what is no character to read."""
    return _NO_LINE.sub(" ", text).strip()


def _number(question: WrittenQuestion) -> str:
    """The number with its session year: it counts from 1 in each."""
    year = f"({question.session_year})" if question.session_year else ""
    return _line(f"{question.number} {year}") if question.number is not None else _line(year)


def _kind(question: WrittenQuestion) -> str:
    number = f"nr. {_number(question)}" if question.number is not None else _number(question)
    return ", ".join((" ".join(filter(None, ("Schriftelijke vraag", number, _to(question)))), _PARLIAMENT))


def _to(question: WrittenQuestion) -> str:
    return f"aan {_line(question.minister.name)}" if question.minister else ""


def _days(question: WrittenQuestion) -> str:
    days = (("gesteld", question.asked_on), ("beantwoord", question.answered_on))
    said = ", ".join(f"{what} op {day_in_dutch(day)}" for what, day in days if day)
    return _first_capital(said)


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _names(name: str) -> tuple[str, str]:
    """The last name with its particles, and the first."""
    given, _, family = _line(name).partition(" ")
    return (family, given) if family else (given, "")


def _bibtex_name(name: str) -> str:
    family, given = _names(name)
    if not given or _NO_SURNAME.search(name):
        return _braced(_latex(_line(name)))  # what BibTeX would take apart wrongly
    # In Flanders a name is sorted by its particles, of which BibTeX would make the smaller part that stands before it.
    return f"{_braced(_latex(family)) if ' ' in family else _latex(family)}, {_latex(given)}"


def _csl_name(name: str) -> dict[str, str]:
    family, given = _names(name)
    return {"family": family, "given": given} if given else {"literal": family}


def _csl_day(day: date) -> dict[str, Any]:
    return {"date-parts": [[day.year, day.month, day.day]]}


def _braced(text: str) -> str:
    return f"{{{text}}}" if text else ""


def _latex(text: str) -> str:
    return text.translate(_LATEX)
