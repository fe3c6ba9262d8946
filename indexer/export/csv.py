"""CSV: the record flattened, every cell a text that no spreadsheet runs (OWASP ASVS 1.2.10)."""

import csv
from collections.abc import Iterable
from typing import Any, TextIO

from indexer.export.flat import COLUMNS, flat, joined
from indexer.question import WrittenQuestion

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")


def write(questions: Iterable[WrittenQuestion], out: TextIO) -> int:
    """Write a row of names and a row a question; returns how many questions. None becomes an empty cell."""
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    count = 0
    for question in questions:
        writer.writerow(_cell(value) for value in flat(question))
        count += 1
    out.flush()
    return count


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
