"""Questions as JSON Lines or CSV, written beside the target and renamed when complete.

JSON Lines holds the record as it is. CSV holds the same fields flattened: objects become columns, lists of words are
joined with "; ", lists of objects stay JSON inside their cell. Cells that a spreadsheet would run as a formula are
made harmless (OWASP ASVS 1.2.10).
"""

import csv
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, TextIO

from indexer.question import Asker, Minister, WrittenQuestion


class ExportFormat(StrEnum):
    """The formats an export can have."""

    JSONL = "jsonl"
    CSV = "csv"


_OBJECTS = {"asker": tuple(Asker.model_fields), "minister": tuple(Minister.model_fields)}

CSV_COLUMNS: tuple[str, ...] = tuple(
    column
    for field in WrittenQuestion.model_fields
    for column in ([f"{field}_{name}" for name in _OBJECTS[field]] if field in _OBJECTS else [field])
)

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")


def export(questions: Iterable[WrittenQuestion], target: Path | None, format: ExportFormat) -> int:
    """Write the questions to `target`, or to standard output where it is None. Returns how many were written.

    The target appears only when it is complete; what stood there before stays until then.
    """
    with _opened(target, bom=format is ExportFormat.CSV) as out:
        return _write_csv(questions, out) if format is ExportFormat.CSV else _write_jsonl(questions, out)


def _write_jsonl(questions: Iterable[WrittenQuestion], out: TextIO) -> int:
    count = 0
    for question in questions:
        out.write(question.model_dump_json() + "\n")
        count += 1
    return count


def _write_csv(questions: Iterable[WrittenQuestion], out: TextIO) -> int:
    writer = csv.writer(out)
    writer.writerow(CSV_COLUMNS)
    count = 0
    for question in questions:
        writer.writerow(csv_row(question))
        count += 1
    return count


def csv_row(question: WrittenQuestion) -> list[str]:
    """The cells of a question, in the order of CSV_COLUMNS. None becomes an empty cell."""
    record = question.model_dump(mode="json")
    cells: list[Any] = []
    for field, value in record.items():
        if field in _OBJECTS:
            cells += [(value or {}).get(name) for name in _OBJECTS[field]]
        else:
            cells.append(value)
    return [_cell(value) for value in cells]


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case list() if all(isinstance(item, str) for item in value):
            return harmless("; ".join(value))
        case list():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return harmless(str(value))


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


@contextmanager
def _opened(target: Path | None, *, bom: bool) -> Iterator[TextIO]:
    if target is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
