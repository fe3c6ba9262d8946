"""The titles of a generation by the words in them, the last perhaps only begun, the newest first."""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from indexer import dutch
from indexer.engines import Batch
from indexer.fields import Text
from indexer.index.database import Database
from indexer.question import WrittenQuestion

if TYPE_CHECKING:  # needs numpy, and whoever serves an index may do without
    from indexer.dutch.pieces import Word

TABLES = (
    """
CREATE TABLE title (
    place INTEGER PRIMARY KEY,  -- the newer a question the higher: the day it was asked, and behind it the id
    id    INTEGER NOT NULL UNIQUE,
    title TEXT NOT NULL
)
""",
    # No text is kept here a second time. The words are cut and folded before: SQLite only parts them at their spaces.
    """
CREATE VIRTUAL TABLE title_word USING fts5 (
    term, word, content = '', columnsize = 0, detail = 'column', prefix = '1 2 3', tokenize = 'ascii'
)
""",
)

_DAY = 1 << 40
"""Places a day. Higher ids than this are out of order within their day, and nothing else."""

_TOGETHER = 5_000
"""Titles that are put in together, by their places: FTS5 writes all it holds whenever a place is below the last one."""


class Title(NamedTuple):
    """The title of a question, as it stands in its record."""

    question_id: int
    title: str


class Row(NamedTuple):
    """A title on its way into the file: where it stands unless another does, and its terms and folded words by the
    alphabet."""

    place: int
    question_id: int
    title: str
    terms: str
    words: str


class Titles:
    """The titles of a finished generation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def holding(self, words: Sequence[str], begun: str, limit: int) -> list[Title]:
        """The newest titles that hold each of these words in any of its forms, and a word that begins so.

        All are folded; of `begun`, "" asks for nothing.
        """
        wanted = [f'term : "{dutch.stem(word)}"' for word in words]
        if begun:
            wanted.append(f'word : "{begun}" *')
        if not wanted:
            return []
        rows = self._database.rows(
            "SELECT id, title FROM (SELECT rowid FROM title_word WHERE title_word MATCH ? ORDER BY rowid DESC LIMIT ?) "
            "AS found JOIN title ON place = found.rowid ORDER BY place DESC",
            [" AND ".join(wanted), limit],
        )
        return [Title(*row) for row in rows]


def rows_of(batch: Batch) -> list[Row]:
    """The titles of questions that have one."""
    titles = zip(batch.questions, batch.texts[Text.TITLE], strict=True)
    return [
        _row(question, question.title, batch.pieces.words_of(pieces)) for question, pieces in titles if question.title
    ]


def _row(question: WrittenQuestion, title: str, words: "Collection[Word]") -> Row:
    day = question.asked_on.toordinal() if question.asked_on else 0
    terms, folded = {word.term for word in words}, {word.folded for word in words}
    return Row(day * _DAY + question.id % _DAY, question.id, title, " ".join(sorted(terms)), " ".join(sorted(folded)))


class TitleWriter:
    """Puts titles into the file of a new generation, and takes them out."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._waiting: list[Row] = []

    def put(self, rows: Iterable[Row]) -> None:
        """Add the titles of questions that came."""
        self._waiting += rows
        if len(self._waiting) >= _TOGETHER:
            self._write()

    def take(self, rows: Iterable[Row]) -> None:
        """Take out the titles of questions that went."""
        self._write()
        for row in rows:
            for (place,) in self._connection.execute(
                "DELETE FROM title WHERE id = ? RETURNING place", [row.question_id]
            ).fetchall():
                self._connection.execute(
                    "INSERT INTO title_word (title_word, rowid, term, word) VALUES ('delete', ?, ?, ?)",
                    [place, row.terms, row.words],
                )

    def finish(self) -> None:
        """Write what waits."""
        self._write()

    def _write(self) -> None:
        for row in sorted(self._waiting):
            place = self._free_place(row.place)
            self._connection.execute("INSERT INTO title VALUES (?, ?, ?)", [place, row.question_id, row.title])
            self._connection.execute(
                "INSERT INTO title_word (rowid, term, word) VALUES (?, ?, ?)", [place, row.terms, row.words]
            )
        self._waiting = []

    def _free_place(self, place: int) -> int:
        while self._connection.execute("SELECT 1 FROM title WHERE place = ?", [place]).fetchone():
            place += 1
        return place
