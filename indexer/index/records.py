"""The questions of a generation, each as its JSON, by id."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping

import zstandard

from indexer.fields import Text
from indexer.index.database import Database
from indexer.question import WrittenQuestion

TABLE = "CREATE TABLE record (id INTEGER PRIMARY KEY, json BLOB NOT NULL)"

LARGEST = 2**63 - 1
"""Of the numbers that SQLite holds."""

_LEVEL = 1
"""Of Zstandard: the higher ones take longer and hardly make it smaller."""


Packed = tuple[int, bytes]
"""The id of a question, and its JSON, compressed."""


class Records:
    """The questions of a finished generation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, question_id: int) -> WrittenQuestion | None:
        """The question with that id, or None."""
        if question_id > LARGEST:
            return None
        rows = self._database.rows("SELECT json FROM record WHERE id = ?", [question_id])
        return _unpacked(rows[0][0]) if rows else None

    def texts(self, ids: Collection[int]) -> Iterator[tuple[int, Mapping[str, str]]]:
        """The texts of these questions by their names, quicker than whole records. A question without one has ""."""
        for question_id, packed in self._database.rows_of("SELECT id, json FROM record WHERE id IN ({marks})", ids):
            held = json.loads(zstandard.decompress(packed))
            yield question_id, {text: held[text] or "" for text in Text}

    def ids(self) -> frozenset[int]:
        """The ids of all."""
        return frozenset(question_id for (question_id,) in self._database.rows("SELECT id FROM record"))

    def count(self) -> int:
        """How many there are."""
        return int(self._database.rows("SELECT count(*) FROM record")[0][0])


def packed(questions: Iterable[tuple[int, str]]) -> list[Packed]:
    """The records of questions, each given by its id and its JSON."""
    compressor = zstandard.ZstdCompressor(level=_LEVEL)
    return [(question_id, compressor.compress(text.encode())) for question_id, text in questions]


class RecordWriter:
    """Puts records into the file of a new generation, and takes them out."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, records: Iterable[Packed]) -> None:
        """Add records whose ids are not there."""
        self._connection.executemany("INSERT INTO record VALUES (?, ?)", records)

    def take(self, question_id: int) -> WrittenQuestion | None:
        """Take a question out, and give it back; None where it is not there."""
        row = self._connection.execute("DELETE FROM record WHERE id = ? RETURNING json", [question_id]).fetchone()
        return _unpacked(row[0]) if row else None


def _unpacked(packed: bytes) -> WrittenQuestion:
    return WrittenQuestion.model_validate_json(zstandard.decompress(packed))
