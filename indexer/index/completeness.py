"""What a generation holds of what there should be: what counts of each question, and all of it counted anew."""

import sqlite3
from collections.abc import Sequence

from indexer.corpus.completeness import Completeness, CompletenessReport, Holding, holding_of
from indexer.corpus.source import SourceState
from indexer.engines import Batch
from indexer.index.database import Database

TABLES = (
    """
CREATE TABLE holding (
    question INTEGER PRIMARY KEY,
    json     TEXT NOT NULL
)
""",
    """
CREATE TABLE completeness (
    json TEXT NOT NULL  -- one row
)
""",
)


Row = tuple[int, str]
"""The id of a question, and what counts of it as JSON."""


def rows_of(batch: Batch) -> list[Row]:
    """What counts of questions."""
    return [(question.id, holding_of(question).model_dump_json()) for question in batch.questions]


class Holdings:
    """The completeness of a finished generation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def report(self) -> CompletenessReport:
        """What is held of what there should be."""
        ((text,),) = self._database.rows("SELECT json FROM completeness")
        return CompletenessReport.model_validate_json(text)


class HoldingWriter:
    """Puts what counts of questions into the file of a new generation, and takes it out."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.source: SourceState | None = None

    def put(self, rows: Sequence[Row]) -> None:
        """Add what counts of questions that came."""
        self._connection.executemany("INSERT INTO holding VALUES (?, ?)", rows)

    def take(self, rows: Sequence[Row]) -> None:
        """Take out what counted of questions that went."""
        self._connection.executemany("DELETE FROM holding WHERE question = ?", [row[:1] for row in rows])

    def finish(self) -> None:
        """Count all anew, with what is known of the source."""
        counted = Completeness()
        for (text,) in self._connection.execute("SELECT json FROM holding"):
            counted.count(Holding.model_validate_json(text))
        self._connection.execute("DELETE FROM completeness")
        report = counted.report(self.source).model_dump_json()
        self._connection.execute("INSERT INTO completeness VALUES (?)", [report])
