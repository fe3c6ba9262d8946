"""CSV: the record flattened, every cell a text that no spreadsheet runs (OWASP ASVS 1.2.10)."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from indexer.export.flat import COLUMNS, flat, joined
from indexer.question import WrittenQuestion

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")


SEPARATOR = ","
BOM = "\ufeff"
"""By this at its beginning Excel knows that a file is UTF-8."""


def write(questions: Iterable[WrittenQuestion], out: TextIO, separator: str = SEPARATOR) -> int:
    """Write a row of names and a row a question; returns how many questions."""
    rows = 0
    for row in lines(questions, separator):
        out.write(row)
        rows += 1
    out.flush()
    return rows - 1


def lines(questions: Iterable[WrittenQuestion], separator: str = SEPARATOR) -> Iterator[str]:
    """A row of names and a row a question, each with what ends it. None becomes an empty cell."""
    writer = csv.writer(_Echo(), delimiter=separator)
    yield writer.writerow(COLUMNS)
    for question in questions:
        yield writer.writerow(_cell(value) for value in flat(question))


class _Echo:
    """A file that gives back what is written to it, so that a row can be sent on as soon as it is made."""

    def write(self, text: str) -> str:
        return text


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case list():
            return harmless(joined(value))
        case _:
            return harmless(str(value))


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return "'" + text if text.startswith(_FORMULA_STARTS) else text
