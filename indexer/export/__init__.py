"""Questions as files that others can build on: a module a format, one way to put a file in its place.

A file is written beside its target and renamed when it is complete; what stood there before stays until then. A
manifest beside it (manifest.py) says what it is. Of several exports to one target the last to be complete stands
there, with its own manifest.
"""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TextIO

from crawler.disk import sync
from indexer.errors import ExportRefused
from indexer.export.manifest import describe, manifest_of
from indexer.export.place import beside, one_at_a_time
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


_ENDINGS = {
    ".jsonl": ExportFormat.JSONL,
    ".ndjson": ExportFormat.JSONL,
    ".csv": ExportFormat.CSV,
    ".xlsx": ExportFormat.XLSX,
    ".parquet": ExportFormat.PARQUET,
    ".sqlite": ExportFormat.SQLITE,
    ".sqlite3": ExportFormat.SQLITE,
    ".db": ExportFormat.SQLITE,
}
"""What the name of a file may end in, in any case of letters."""

TextWriter = Callable[[Iterable[WrittenQuestion], TextIO], int]
FileWriter = Callable[[Iterable[WrittenQuestion], Path], tuple[int, tuple[str, ...]]]


def format_for(target: Path | None, given: ExportFormat | None) -> ExportFormat:
    """The format of an export: the one given, or else the one that the name of its file ends in; JSON Lines where
    neither says. Raises ExportRefused where the two differ, and for an ending that is no format's where none is given.
    """
    ending = target.suffix.lower() if target else ""
    named = _ENDINGS.get(ending)
    if given and named and given is not named:
        raise ExportRefused(f"{target} is named as {named}, but --format says {given}: change one of the two")
    if ending and not (given or named):
        raise ExportRefused(
            f"{target} does not say in what format: end its name in {', '.join(_ENDINGS)}, or give --format"
        )
    return given or named or ExportFormat.JSONL


def is_named_as_export(text: str) -> bool:
    """Whether a text ends as the name of an exported file does."""
    return Path(text).suffix.lower() in _ENDINGS


def check_target(target: Path) -> None:
    """Raises ExportRefused where no file can be put: before work is done for it."""
    if target.is_dir():
        raise ExportRefused(f"{target} is a folder: name a file in it with --output")
    if target.exists() and not target.is_file():
        raise ExportRefused(f"{target} is no ordinary file: name another with --output")
    if not target.parent.is_dir():
        raise ExportRefused(f"there is no folder {target.parent}: make it, or name a file elsewhere with --output")


def export(
    questions: Iterable[WrittenQuestion],
    target: Path | None,
    format: ExportFormat,
    *,
    query: str | None = None,
    replace: bool = True,
    separator: str | None = None,
) -> Exported:
    """Write the questions to `target` with a manifest beside it, or to standard output where it is None.

    `query` is what found the questions, for the manifest; without `replace` a file that stands there stays. `separator`
    stands between the cells of CSV, a comma where it is None. Raises ExportRefused where a file stands there, or where
    the format needs one or has no separator, LibraryMissing where it needs a library that is not
    installed, and OSError.
    """
    if separator and format is not ExportFormat.CSV:
        raise ExportRefused(f"an export as {format} has no separator: leave it out, or choose csv")
    write = _file_writer(format, separator)
    if target is None:
        return Exported(_text_writer(format, separator)(questions, sys.stdout))
    check_target(target)
    manifest = manifest_of(target)
    with beside(target) as part, beside(manifest) as manifest_part:
        count, notes = write(questions, part)
        description = describe(part, target.name, format=format.value, count=count, notes=notes, query=query)
        manifest_part.write_text(description.model_dump_json(indent=2) + "\n", encoding="utf-8")
        sync(part)
        sync(manifest_part)
        with one_at_a_time(target.parent):
            if target.exists() and not replace:
                raise already_there(target)
            # In this order an export that is killed leaves no manifest, and never that of another file.
            manifest.unlink(missing_ok=True)
            sync(target.parent)
            part.replace(target)
            manifest_part.replace(manifest)
            sync(target.parent)
    return Exported(count, notes)


def already_there(target: Path) -> ExportRefused:
    """What is said where a file would be overwritten."""
    return ExportRefused(f"{target} exists already: name another file, or add --force to overwrite it")


def _text_writer(format: ExportFormat, separator: str | None) -> TextWriter:
    from indexer.export import csv, jsonl

    match format:
        case ExportFormat.JSONL:
            return jsonl.write
        case ExportFormat.CSV:
            return partial(csv.write, separator=separator or csv.SEPARATOR)
        case _:
            raise ExportRefused(f"an export as {format} is no text: name a file for it with --output")


def _file_writer(format: ExportFormat, separator: str | None) -> FileWriter:
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
            return _text_file(_text_writer(format, separator), bom=format is ExportFormat.CSV)


def _text_file(write: TextWriter, *, bom: bool) -> FileWriter:
    def write_file(questions: Iterable[WrittenQuestion], path: Path) -> tuple[int, tuple[str, ...]]:
        with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as out:
            return write(questions, out), ()

    return write_file
