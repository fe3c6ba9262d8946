"""An Excel workbook: a sheet of questions, one of their numbered parts, one of the rows of their tables. On each the
names of the columns stand in bold and in sight, with a filter, and columns are as wide as what they hold, within
bounds.

Every text is written as a text, never as a formula. What Excel cannot hold is cut, counted, and told in the notes.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from io import SEEK_SET, BufferedWriter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from indexer.export.flat import COLUMNS, flat, joined
from indexer.question import WrittenQuestion

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_CHARACTERS = 32_767

_NARROWEST, _WIDEST = 8, 60
"""Widths of a column, in characters."""
_FILTER_BUTTON = 3
"""Characters of a heading that the button of its filter hides."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_DAY = date(1900, 3, 1)
"""Excel counts a 29 February 1900 that never was; before it its dates are wrong."""
_DATES = {"asked_on", "answered_on", "published_on"}
_IN_OWN_SHEET = {"parts", "tables"}
_PART_COLUMNS = ("id", "label", "question", "answer")
_TABLE_COLUMNS = ("id", "table", "part", "caption", "page", "doubt", "row")


def write(questions: Iterable[WrittenQuestion], path: Path) -> tuple[int, tuple[str, ...]]:
    """Write the workbook; returns how many questions it holds, and what did not fit."""
    cut: Counter[str] = Counter()
    count = 0
    with _saved(path) as book:
        main = _Sheet(book, "vragen", COLUMNS, cut)
        parts = _Sheet(book, "deelvragen", _PART_COLUMNS, cut)
        tables = _Sheet(book, "tabellen", _TABLE_COLUMNS, cut)
        for question in questions:
            main.add(_main_row(question))
            for part in question.parts:
                parts.add((question.id, part.label, part.question, part.answer))
            for place, table in enumerate(question.tables, 1):
                for line, row in enumerate(table.rows, 1):
                    tables.add((question.id, place, table.part, table.caption, table.page, table.doubt, line, *row))
            count += 1
        for sheet in (main, parts, tables):
            sheet.finish()
    return count, (*_told(cut), *(note for sheet in (main, parts, tables) for note in sheet.notes()))


def fitting(text: str) -> str:
    """As much of a text as a cell of Excel holds."""
    return _short(_legal(text))


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)


def _short(text: str) -> str:
    # Excel counts in UTF-16, where some characters are two.
    encoded = text.encode("utf-16-le") if len(text) > MAX_CHARACTERS // 2 else b""
    return text if len(encoded) <= 2 * MAX_CHARACTERS else encoded[: 2 * MAX_CHARACTERS].decode("utf-16-le", "ignore")


@contextmanager
def _saved(path: Path) -> Iterator[Workbook]:
    """A workbook that is saved in the end. Its rows wait in a temporary folder, so that memory stays flat."""
    with TemporaryDirectory(prefix="vraagbaak-") as folder, path.open("wb", buffering=0) as raw:
        book = Workbook(
            _Target(raw),
            {
                "constant_memory": True,
                "tmpdir": folder,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "default_date_format": "yyyy-mm-dd",
            },
        )
        try:
            yield book
            book.close()
        except FileCreateError as error:
            # The library wraps what the system said.
            raise error.args[0] from None
        finally:
            # Of a workbook that breaks off the library leaves these open.
            for sheet in book.worksheets():
                sheet.row_data_fh.close()


class _Target(BufferedWriter):
    """The file of a workbook. Once the disk has refused something, the rest is dropped: the library closes the package
    again when it is forgotten, where nobody could catch what the disk says then."""

    has_failed = False
    _place = 0
    """Where it would stand, had nothing failed."""

    def write(self, data: Any) -> int:
        if self.has_failed:
            self._place += len(data)
            return len(data)
        with self._noting_failure():
            return super().write(data)

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        if self.has_failed:
            self._place = offset
            return offset
        with self._noting_failure():
            return super().seek(offset, whence)

    def tell(self) -> int:
        return self._place if self.has_failed else super().tell()

    def flush(self) -> None:
        if not self.has_failed:
            with self._noting_failure():
                super().flush()

    @contextmanager
    def _noting_failure(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            self.has_failed = True
            raise


class _Sheet:
    """A sheet that goes on in a next one (`vragen 2`) where it is full."""

    def __init__(self, book: Workbook, name: str, columns: Sequence[str], cut: Counter[str]):
        self._book, self._name, self._columns, self._cut = book, name, columns, cut
        self._bold = book.add_format({"bold": True})
        self._sheets = 0
        self._open()

    def add(self, row: Sequence[Any]) -> None:
        if self._rows == MAX_ROWS - 1:
            self.finish()
            self._open()
        if len(row) > MAX_COLUMNS:
            self._cut["columns"] += 1
        self._rows += 1
        for column, value in enumerate(row[:MAX_COLUMNS]):
            self._write(column, value)

    def finish(self) -> None:
        """What can be said of a sheet once all its rows are there."""
        self._sheet.autofilter(0, 0, self._rows, len(self._columns) - 1)
        for column, width in self._widths.items():
            self._sheet.set_column(column, column, min(max(width, _NARROWEST), _WIDEST))

    def notes(self) -> Iterable[str]:
        if self._sheets > 1:
            yield f"{self._name} goes on over {self._sheets} sheets: Excel holds {MAX_ROWS:,} rows on one"

    def _open(self) -> None:
        self._sheets += 1
        name = self._name if self._sheets == 1 else f"{self._name} {self._sheets}"
        self._sheet: Worksheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        self._sheet.write_row(0, 0, self._columns, self._bold)
        self._rows = 0
        self._widths = {column: len(name) + _FILTER_BUTTON for column, name in enumerate(self._columns)}

    def _write(self, column: int, value: Any) -> None:
        if value is None:
            return
        self._widths[column] = max(self._widths.get(column, 0), len(str(value)[: _WIDEST + 1]))
        if isinstance(value, str):
            self._sheet.write_string(self._rows, column, self._fitting(value))
        else:
            self._sheet.write(self._rows, column, value)

    def _fitting(self, text: str) -> str:
        legal = _legal(text)
        if len(legal) < len(text):
            self._cut["illegal"] += 1
        short = _short(legal)
        if len(short) < len(legal):
            self._cut["long"] += 1
        return short


def _main_row(question: WrittenQuestion) -> list[Any]:
    return [_value(name, value) for name, value in zip(COLUMNS, flat(question), strict=True)]


def _value(name: str, value: Any) -> Any:
    if name in _IN_OWN_SHEET:
        return len(value)
    if name in _DATES and value is not None:
        day = date.fromisoformat(value)
        return day if day >= _FIRST_DAY else value
    return joined(value) if isinstance(value, list) else value


def _told(cut: Counter[str]) -> Iterable[str]:
    if cut["long"]:
        yield f"{cut['long']:,} cells were cut: Excel holds {MAX_CHARACTERS:,} characters in one"
    if cut["illegal"]:
        yield f"{cut['illegal']:,} cells lost characters that Excel cannot hold"
    if cut["columns"]:
        yield f"{cut['columns']:,} rows of tables were cut: Excel holds {MAX_COLUMNS:,} columns"
