"""The SQLite file of a generation: what an index holds of its questions whatever its engine.

A module for each thing it holds: records, lexicon, parts, statistics, files, titles, citations, completions, facts,
profiles. The file never changes once its generation is finished.
"""

import shutil
import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from crawler.disk import disk_error
from indexer.errors import IndexDamaged, IndexOutdated
from indexer.index.generations import REBUILD

FILE = "questions.sqlite"
VERSION = 6
"""Raised with every change to the tables: an index with another is made again."""

_AT_ONCE = 200
"""Values that one statement asks for."""


class Database:
    """The file of a finished generation, open for reading. Threads may share it.

    One connection, opened at once: the folder may be removed while the generation is still in use.
    """

    def __init__(self, generation: Path) -> None:
        """Raises OSError, IndexDamaged or IndexOutdated."""
        self._path = generation / FILE
        self._path.stat()
        self._lock = threading.Lock()
        with ExitStack() as opened, self._reading_errors():
            uri = self._path.resolve().as_uri() + "?mode=ro&immutable=1"
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._connection = opened.enter_context(closing(connection))
            ((version,),) = connection.execute("PRAGMA user_version").fetchall()
            if version != VERSION:
                raise IndexOutdated(f"{generation} was made by another version of this program: {REBUILD}")
            opened.pop_all()

    def rows(self, statement: str, parameters: Sequence[object] = ()) -> list[Any]:
        """All rows that a statement gives. Raises IndexDamaged."""
        with self._reading_errors(), self._lock:
            return self._connection.execute(statement, parameters).fetchall()

    def rows_of(self, statement: str, values: Collection[int] | Collection[str]) -> Iterator[Any]:
        """All rows that a statement gives for these values, some of which take the place of `{marks}` in it at a time.
        Raises IndexDamaged."""
        wanted: Sequence[int | str] = sorted(values)
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first : first + _AT_ONCE]
            yield from self.rows(statement.format(marks=", ".join("?" * len(some))), some)

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    @contextmanager
    def _reading_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(f"{self._path} cannot be read ({error}): {REBUILD}") from error


@contextmanager
def writing(generation: Path, base: Path | None, tables: Sequence[str]) -> Iterator[sqlite3.Connection]:
    """The file of a new generation: a copy of the base's, or one with these tables, empty.

    Nobody reads it before it is whole and synced, so SQLite keeps no journal. Raises OSError where the disk is full.
    """
    path = generation / FILE
    if base:
        shutil.copyfile(base / FILE, path)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        if not base:
            for table in tables:
                connection.execute(table)
            connection.execute(f"PRAGMA user_version = {VERSION}")
        yield connection
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if disk := disk_error(error, path):
            raise disk from error
        raise
    finally:
        connection.close()


def space_needed(corpus_bytes: int, base: Path | None) -> int:
    """How many bytes the file of a new generation may take at most, over such a corpus or beside a base."""
    return 2 * (base / FILE).stat().st_size if base else corpus_bytes * 3 // 2


def check_version(generation: Path) -> None:
    """Raises FileNotFoundError, IndexDamaged, or IndexOutdated where the file has other tables."""
    Database(generation).close()
