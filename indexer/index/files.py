"""The files of a generation, each with the questions it belongs to: an address of a file names them."""

import re
import sqlite3
from collections.abc import Iterable

from indexer.engines import Batch
from indexer.index.database import Database
from indexer.question import WrittenQuestion

TABLE = """
CREATE TABLE file (
    file     INTEGER NOT NULL,  -- its number at the parliament
    question INTEGER NOT NULL,
    PRIMARY KEY (file, question)
) WITHOUT ROWID
"""

_IN_ADDRESS = re.compile(r"/pfile\?id=(\d{1,18})(?!\d)", re.ASCII)


Row = tuple[int, int]
"""A file, and a question that has it."""


class Files:
    """The files of a finished generation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def questions_with(self, file: int) -> frozenset[int]:
        """The ids of the questions that have the file with that number."""
        rows = self._database.rows("SELECT question FROM file WHERE file = ?", [file])
        return frozenset(question for (question,) in rows)


def rows_of(batch: Batch) -> list[Row]:
    """The files of questions."""
    return [(file, question.id) for question in batch.questions for file in _files(question)]


def _files(question: WrittenQuestion) -> set[int]:
    files = {document.pfile for document in question.documents}
    if found := _IN_ADDRESS.search(question.pdf_url or ""):
        files.add(int(found[1]))
    return files


class FileWriter:
    """Puts the files of questions into the file of a new generation, and takes them out."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, rows: Iterable[Row]) -> None:
        """Add the files of questions that came."""
        self._connection.executemany("INSERT OR IGNORE INTO file VALUES (?, ?)", rows)

    def take(self, rows: Iterable[Row]) -> None:
        """Take out the files of questions that went."""
        self._connection.executemany("DELETE FROM file WHERE file = ? AND question = ?", rows)

    def finish(self) -> None:
        """Nothing is kept in memory."""
