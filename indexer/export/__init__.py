"""Questions as files that others can build on: a module a format, one way to put a file in its place.

A file is written beside its target and renamed when it is complete; what stood there before stays until then. A
manifest beside it (manifest.py) says what it is.
"""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from indexer.errors import ExportRefused
from indexer.export.manifest import describe, manifest_of, write_manifest
from indexer.export.place import beside, put_in_place
from indexer.question import WrittenQuestion


class ExportFormat(StrEnum):
    """The formats an export can have."""

    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    SQLITE = "sqlite"


@dataclass(frozen=True, slots=True)
class Exported:
    """How many questions were written, and what a reader of the file has to know: what was cut, what it lacks."""

    count: int
    notes: tuple[str, ...] = ()


TextWriter = Callable[[Iterable[WrittenQuestion], TextIO], int]
FileWriter = Callable[[Iterable[WrittenQuestion], Path], tuple[int, tuple[str, ...]]]


def export(
    questions: Iterable[WrittenQuestion], target: Path | None, format: ExportFormat, *, query: str | None = None
) -> Exported:
    """Write the questions to `target` with a manifest beside it, or to standard output where it is None.

    `query` is what found the questions, for the manifest. Raises ExportRefused where the format needs a file or a
    library that is not installed.
    """
    write = _file_writer(format)
    if target is None:
        return Exported(_text_writer(format)(questions, sys.stdout))
    if target.is_dir():
        raise ExportRefused(f"{target} is a folder: name a file in it with --output")
    with beside(target) as part:
        count, notes = write(questions, part)
        description = describe(part, format=format.value, count=count, notes=notes, query=query)
        # Until the new manifest is there, none: one of the file before would tell lies about this one.
        manifest_of(target).unlink(missing_ok=True)
        put_in_place(part, target)
    write_manifest(target, description)
    return Exported(count, notes)


def _text_writer(format: ExportFormat) -> TextWriter:
    from indexer.export import csv, jsonl

    match format:
        case ExportFormat.JSONL:
            return jsonl.write
        case ExportFormat.CSV:
            return csv.write
        case _:
            raise ExportRefused(f"an export as {format} is no text: name a file for it with --output")


def _file_writer(format: ExportFormat) -> FileWriter:
    """The writer of a format. Imported only when asked for: a search should not wait for Arrow to load."""
    match format:
        case ExportFormat.XLSX:
            from indexer.export import xlsx

            return xlsx.write
        case ExportFormat.PARQUET:
            from indexer.export import parquet

            return parquet.write
        case ExportFormat.SQLITE:
            from indexer.export import sqlite

            return sqlite.write
        case _:
            return _text_file(_text_writer(format), bom=format is ExportFormat.CSV)


def _text_file(write: TextWriter, *, bom: bool) -> FileWriter:
    def write_file(questions: Iterable[WrittenQuestion], path: Path) -> tuple[int, tuple[str, ...]]:
        with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as out:
            return write(questions, out), ()

    return write_file
