"""What stands in a cell of a spreadsheet, as a Dutch reader sees it: 1.234,5 and 12 %, but dates as ISO writes them."""

import re
from datetime import date, datetime, time
from typing import Protocol

from indexer.extraction.text.characters import safe

_NUMBER = re.compile(r"(?P<digits>[#0?,]*[#0?])(?:\.(?P<decimals>[0#?]+))?")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.')
_SIGNIFICANT = 11
"""How many digits Excel shows of a number without a format."""


class Cell(Protocol):
    """A cell of openpyxl."""

    @property
    def value(self) -> object: ...
    @property
    def number_format(self) -> str: ...


def printed(cell: Cell) -> str:
    """The value of a cell as text; empty where it has none.

    A float that stands for a whole number is written as one. Of number formats the decimals, the points between
    thousands, the percent sign and a currency are followed.
    """
    found = cell.value
    if isinstance(found, bool):
        return "WAAR" if found else "ONWAAR"
    if isinstance(found, int | float):
        return _formatted(found, cell.number_format or "General")
    if isinstance(found, datetime):
        return found.date().isoformat() if found.time() == time() else found.isoformat(" ", "minutes")
    if isinstance(found, date):
        return found.isoformat()
    if isinstance(found, time):
        return found.isoformat("seconds" if found.second else "minutes")
    return " ".join(safe(str(found)).replace("\u00ad", "").split()) if found is not None else ""


def _formatted(number: int | float, form: str) -> str:
    sections = form.split(";")
    section = sections[1] if number < 0 and len(sections) > 1 and sections[1] else sections[0]
    bare = _LITERAL.sub("", section)
    shape = _NUMBER.search(bare)
    if shape is None or number != number or abs(number) >= 1e15 or re.search(r"[/Ee@]", bare):
        return _plain(number)
    if "%" in bare:
        number *= 100
    decimals = shape["decimals"] or ""
    text = f"{number:,.{min(len(decimals), 15)}f}"
    whole, _, rest = text.partition(".")
    rest = rest[: decimals.count("0")] + rest[decimals.count("0") :].rstrip("0")
    whole = whole.replace(",", "." if "," in shape["digits"] else "")
    text = f"{whole},{rest}" if rest else whole
    return f"{text}%" if "%" in bare else _with_currency(text, section)


def _with_currency(text: str, section: str) -> str:
    sign = section.find("€")
    if sign < 0:
        return text
    digits = re.search(r"[#0?]", section)
    return f"€ {text}" if digits and sign < digits.start() else f"{text} €"


def _plain(number: int | float) -> str:
    if isinstance(number, float) and number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return str(number) if isinstance(number, int) else f"{number:.{_SIGNIFICANT}g}".replace(".", ",")
