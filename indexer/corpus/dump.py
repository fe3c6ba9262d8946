"""Reading dumps: every line (a row, in Parquet) as a question, or as what is wrong with it."""

import json
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError

from indexer.errors import ImportRefused
from indexer.export.manifest import check_manifest
from indexer.question import WrittenQuestion

MAX_LINE = 64 * 2**20
"""Bytes of a line. No question comes near it; a file without line ends would fill the memory."""
_FIRST_LINES = 100
"""How many lines may be broken before a file is taken for something else."""
_BOM = b"\xef\xbb\xbf"
_PARQUET = b"PAR1"
_OTHER_KINDS = {
    b"\x1f\x8b": "is compressed with gzip: unpack it first",
    b"\x28\xb5\x2f\xfd": "is compressed with Zstandard: unpack it first",
    b"PK\x03\x04": "is an Excel workbook or a ZIP file: import a dump in JSON Lines or Parquet",
    b"SQLite format 3": "is an SQLite database: import a dump in JSON Lines or Parquet",
}


@dataclass(frozen=True, slots=True)
class Bad:
    """A line that is no whole question, and why."""

    reason: str


Lines = Generator[tuple[int, WrittenQuestion | Bad], None, None]
"""The number of a line, counted from 1, and what it holds. Lines without anything are left out."""


def open_dump(dump: Path) -> tuple[Lines, int]:
    """The lines of a dump, and how many there are.

    Raises ImportRefused for a file of another kind, or one that its manifest does not describe, and LibraryMissing
    for Parquet without its library; while reading, ImportRefused for a Parquet file that is damaged.
    """
    if not dump.is_file():
        raise ImportRefused(f"there is no file {dump}: name a dump in JSON Lines or Parquet")
    with dump.open("rb") as file:
        start = file.read(16)
    for magic, kind in _OTHER_KINDS.items():
        if start.startswith(magic):
            raise ImportRefused(f"{dump} {kind}")
    check_manifest(dump)
    if start.startswith(_PARQUET):
        return _rows(dump), _count_rows(dump)
    _check_json_lines(dump)
    return _json_lines(dump), _count_lines(dump)


def _check_json_lines(dump: Path) -> None:
    """Look at the first lines: one must be an object with most fields of a question. An empty file is an empty dump."""
    first = list(islice(_raw_lines(dump), _FIRST_LINES))
    if any(line is not None and line.strip() for line in first) and not any(map(_is_like_a_question, first)):
        raise ImportRefused(
            f"{dump} holds no questions: import a dump in JSON Lines or Parquet, as `vraagbaak export` makes"
        )


def _is_like_a_question(line: bytes | None) -> bool:
    try:
        record = json.loads(line or b"")
    except (ValueError, RecursionError):
        return False
    fields = WrittenQuestion.model_fields
    return isinstance(record, dict) and 2 * len(fields.keys() & record.keys()) > len(fields)


def _json_lines(dump: Path) -> Lines:
    for number, line in enumerate(_raw_lines(dump), 1):
        if line is None:
            yield number, Bad(f"is longer than {MAX_LINE:,} bytes")
        elif line.strip():
            yield number, _question(line.strip())


def _raw_lines(dump: Path) -> Iterator[bytes | None]:
    """The lines of a file; None for one that is longer than any question."""
    with dump.open("rb") as file:
        if file.read(len(_BOM)) != _BOM:
            file.seek(0)
        while line := file.readline(MAX_LINE):
            if len(line) == MAX_LINE and not line.endswith(b"\n"):
                _skip_line(file)
                yield None
            else:
                yield line


def _skip_line(file: BinaryIO) -> None:
    while (rest := file.readline(MAX_LINE)) and not rest.endswith(b"\n"):
        pass


def _count_lines(dump: Path) -> int:
    with dump.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))


def _rows(dump: Path) -> Lines:
    from indexer.export import parquet

    try:
        for number, row in enumerate(parquet.read(dump), 1):
            yield number, _question(row)
    except parquet.UNREADABLE as error:
        raise ImportRefused(f"{dump} is damaged ({_first_line(error)}): get it again") from error


def _count_rows(dump: Path) -> int:
    from indexer.export import parquet

    try:
        lacking = parquet.lacking(dump)
        if lacking:
            raise ImportRefused(f"{dump} holds no questions (it has no column {lacking[0]}): import another dump")
        return parquet.count(dump)
    except parquet.UNREADABLE as error:
        raise ImportRefused(f"{dump} is damaged ({_first_line(error)}): get it again") from error


def _question(source: bytes | dict[str, Any]) -> WrittenQuestion | Bad:
    try:
        if isinstance(source, bytes):
            question = WrittenQuestion.model_validate_json(source, strict=True)
        else:
            question = WrittenQuestion.model_validate(source)
    except ValidationError as error:
        return Bad(_wrong_with(error))
    return question


def _wrong_with(error: ValidationError) -> str:
    """The first fault, in one line, without the text in which it lies."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    reason = " ".join(first["msg"].split()).replace(" at line 1 column", " at column")
    return f"is no whole question: {place}: {reason}" if place else f"is no whole question: {reason}"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
