"""The values of every facet in a generation, and how many questions have each."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping

from indexer.engines import Batch
from indexer.fields import Facet, values_of
from indexer.index.database import Database

TABLE = """
CREATE TABLE statistic (
    facet     TEXT NOT NULL,
    value     TEXT NOT NULL,
    questions INTEGER NOT NULL,
    PRIMARY KEY (facet, value)
) WITHOUT ROWID
"""


Value = tuple[str, str]
"""A facet, and a value of it."""


class Statistics:
    """The figures of a finished generation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self, facet: Facet) -> Mapping[str, int]:
        """Every value that a question has, in the order of the alphabet, and how many have it."""
        return dict(self._database.rows("SELECT value, questions FROM statistic WHERE facet = ?", [facet.value]))


def rows_of(batch: Batch) -> list[Value]:
    """The values of questions, each once a question."""
    return [
        (facet.value, value)
        for question in batch.questions
        for facet, values in values_of(question).items()
        for value in values
    ]


class StatisticsWriter:
    """Counts the values of questions into the file of a new generation, and out of it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._counts: Counter[Value] = Counter()

    def put(self, rows: Iterable[Value]) -> None:
        """Count the values of questions that came."""
        self._counts.update(rows)

    def take(self, rows: Iterable[Value]) -> None:
        """Count the values of questions that went."""
        self._counts.subtract(rows)

    def finish(self) -> None:
        """Write what was counted; values that no question has any more go."""
        self._connection.executemany(
            "INSERT INTO statistic VALUES (?, ?, ?) "
            "ON CONFLICT DO UPDATE SET questions = questions + excluded.questions",
            [(facet, value, count) for (facet, value), count in self._counts.items() if count],
        )
        self._connection.execute("DELETE FROM statistic WHERE questions = 0")
