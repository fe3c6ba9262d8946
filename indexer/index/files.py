"""The files of a generation, each with the questions it belongs to: an address of a file names them."""

import re
import sqlite3

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


class Files:
    """The files of a finished generation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def questions_with(self, file: int) -> frozenset[int]:
        """The ids of the questions that have the file with that number."""
        rows = self._database.rows("SELECT question FROM file WHERE file = ?", [file])
        return frozenset(question for (question,) in rows)


class FileWriter:
    """Puts the files of questions into the file of a new generation, and takes them out."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, question: WrittenQuestion) -> None:
        """Add the files of a question that came."""
        self._connection.executemany("INSERT OR IGNORE INTO file VALUES (?, ?)", _rows(question))

    def take(self, question: WrittenQuestion) -> None:
        """Take out the files of a question that went."""
        self._connection.executemany("DELETE FROM file WHERE file = ? AND question = ?", _rows(question))

    def finish(self) -> None:
        """Nothing is kept in memory."""


def _rows(question: WrittenQuestion) -> list[tuple[int, int]]:
    files = {document.pfile for document in question.documents}
    if found := _IN_ADDRESS.search(question.pdf_url or ""):
        files.add(int(found[1]))
    return [(file, question.id) for file in files]
