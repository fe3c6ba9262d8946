"""The facts of a generation: a short row a question, of which figures are counted."""

import json
import sqlite3
import threading
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from indexer.engines import Batch
from indexer.figures.facts import Fact, fact_of
from indexer.index.database import Database

TABLES = (
    """
CREATE TABLE fact (
    question     INTEGER PRIMARY KEY,
    number       INTEGER,
    title        TEXT,
    session_year TEXT,
    minister     TEXT,
    office       TEXT,
    asker        TEXT,
    party        TEXT,
    themes       TEXT NOT NULL,     -- a JSON list
    asked_on     INTEGER,           -- days as date.toordinal
    answered_on  INTEGER,
    published_on INTEGER,
    answered     INTEGER NOT NULL,
    on_time      INTEGER
)
""",
    "CREATE INDEX fact_waiting ON fact (asked_on, question) WHERE answered = 0",
)


Row = tuple[Any, ...]
"""A fact as it is stored."""


class Facts:
    """The facts of a finished generation."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._waiting: tuple[Fact, ...] | None = None

    def waiting(self) -> tuple[Fact, ...]:
        """The questions without an answer, the longest waiting first, those whose day is not known last. Read once."""
        with self._lock:
            if self._waiting is None:
                rows = self._database.rows(
                    "SELECT * FROM fact WHERE answered = 0 ORDER BY asked_on IS NULL, asked_on, question"
                )
                self._waiting = tuple(map(fact_in, rows))
            return self._waiting

    def last_days(self, after: int, limit: int) -> list[tuple[int, date | None]]:
        """Questions by their ids, the first above `after`, each with the last of its days."""
        rows = self._database.rows(
            "SELECT question, max(coalesce(asked_on, 0), coalesce(answered_on, 0), coalesce(published_on, 0)) "
            "FROM fact WHERE question > ? ORDER BY question LIMIT ?",
            [after, limit],
        )
        return [(question, _day(last)) for question, last in rows]

    def starts(self, size: int) -> list[int]:
        """The id before the first of every part of so many questions, by their ids."""
        rows = self._database.rows(
            "SELECT question FROM (SELECT question, row_number() OVER (ORDER BY question) AS place FROM fact) "
            "WHERE place % ? = 0 ORDER BY question",
            [size],
        )
        return [0, *(question for (question,) in rows)]


def rows_of(batch: Batch) -> list[Row]:
    """The facts of questions."""
    return [_row(fact_of(question)) for question in batch.questions]


class FactWriter:
    """Puts facts into the file of a new generation, and takes them out."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, rows: Iterable[Row]) -> None:
        """Add the facts of questions that came."""
        self._connection.executemany(f"INSERT INTO fact VALUES ({', '.join('?' * 14)})", rows)

    def take(self, rows: Iterable[Row]) -> None:
        """Take out the facts of questions that went."""
        self._connection.executemany("DELETE FROM fact WHERE question = ?", ([row[0]] for row in rows))

    def finish(self) -> None:
        """Nothing waits to be written."""


def all_rows(connection: sqlite3.Connection) -> list[Row]:
    """Every fact of a file that is being written."""
    return connection.execute("SELECT * FROM fact ORDER BY question").fetchall()


def _row(fact: Fact) -> Row:
    return (
        fact.id,
        fact.number,
        fact.title,
        fact.session_year,
        fact.minister,
        fact.office,
        fact.asker,
        fact.party,
        json.dumps(fact.themes),
        *(day.toordinal() if day else None for day in (fact.asked_on, fact.answered_on, fact.published_on)),
        fact.answered,
        fact.on_time,
    )


def fact_in(row: Row) -> Fact:
    """A fact that is stored."""
    *texts, themes, asked_on, answered_on, published_on, answered, on_time = row
    question, number, title, session_year, minister, office, asker, party = texts
    return Fact(
        question,
        number,
        title,
        session_year,
        minister,
        office,
        asker,
        party,
        _themes(themes),
        _day(asked_on),
        _day(answered_on),
        _day(published_on),
        bool(answered),
        None if on_time is None else bool(on_time),
    )


@lru_cache(maxsize=10_000)
def _themes(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))


def _day(ordinal: int | None) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None
