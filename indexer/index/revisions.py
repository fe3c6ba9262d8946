"""How the questions of a generation changed at the source: the revisions of each, and all changes, the newest first."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import zstandard
from pydantic import TypeAdapter

from indexer.history.versions import ListedChange, Revision, listed
from indexer.index.database import Database
from indexer.index.records import LARGEST

TABLES = (
    """
CREATE TABLE revision (
    question INTEGER PRIMARY KEY,
    json     BLOB NOT NULL      -- a list of Revision, the oldest first, compressed
)
""",
    """
CREATE TABLE change (
    question INTEGER NOT NULL,
    place    INTEGER NOT NULL,  -- of the revision among those of the question, from 0
    seen_at  TEXT NOT NULL,     -- in UTC; '' where it is not known
    json     TEXT NOT NULL,     -- a list of ListedChange
    PRIMARY KEY (question, place)
) WITHOUT ROWID
""",
    "CREATE INDEX change_seen ON change (seen_at, question, place)",
)

_REVISIONS = TypeAdapter(tuple[Revision, ...])
_LISTED = TypeAdapter(tuple[ListedChange, ...])
_LEVEL = 6
"""Of Zstandard: two versions of a text are nearly the same."""


class ChangedQuestion(NamedTuple):
    """A question that changed at the source: when a crawl saw it (None: not known), which of its revisions that is
    (from 0), and what changed."""

    question: int
    place: int
    seen_at: datetime | None
    changes: tuple[ListedChange, ...]


class Revisions:
    """The revisions of a finished generation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, question_id: int) -> tuple[Revision, ...]:
        """The revisions of a question, the oldest first; none of one that was never seen to change."""
        if question_id > LARGEST:
            return ()
        rows = self._database.rows("SELECT json FROM revision WHERE question = ?", [question_id])
        return _REVISIONS.validate_json(zstandard.decompress(rows[0][0])) if rows else ()

    def count(self) -> int:
        """How many changes there are."""
        return int(self._database.rows("SELECT count(*) FROM change")[0][0])

    def newest(self, limit: int, offset: int = 0) -> tuple[ChangedQuestion, ...]:
        """Changes of all questions, the newest first, after so many of them."""
        rows = self._database.rows(
            "SELECT question, place, seen_at, json FROM change ORDER BY seen_at DESC, question DESC, place DESC "
            "LIMIT ? OFFSET ?",
            [limit, offset],
        )
        return tuple(
            ChangedQuestion(
                question, place, datetime.fromisoformat(seen_at) if seen_at else None, _LISTED.validate_json(text)
            )
            for question, place, seen_at, text in rows
        )


class RevisionWriter:
    """Puts the revisions of questions into the file of a new generation, and takes them out."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put_history(self, question_id: int, revisions: tuple[Revision, ...]) -> None:
        """Add the revisions of a question that came."""
        if len(revisions) < 2:
            return
        packed = zstandard.compress(_REVISIONS.dump_json(revisions), _LEVEL)
        self._connection.execute("INSERT INTO revision VALUES (?, ?)", [question_id, packed])
        self._connection.executemany(
            "INSERT INTO change VALUES (?, ?, ?, ?)",
            (
                (question_id, place, revision.seen_at.isoformat() if revision.seen_at else "", text.decode())
                for place, revision in enumerate(revisions)
                if (changes := revision.at_source) and (text := _LISTED.dump_json(tuple(map(listed, changes))))
            ),
        )

    def take_out(self, ids: Iterable[int]) -> None:
        """Take out the revisions of questions that went."""
        gone = [[question_id] for question_id in ids]
        for table in ("revision", "change"):
            self._connection.executemany(f"DELETE FROM {table} WHERE question = ?", gone)
