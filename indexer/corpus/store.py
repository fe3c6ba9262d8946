"""The store of finished questions: one row a question, numbered by a revision counter (design: stage two).

A revision is given to every change, so whoever follows the corpus (the index) asks for what came after the last
revision it saw. SQLite in WAL mode with full syncing: a killed writer loses at most its open transaction.
"""

import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from pydantic import ValidationError

from crawler.disk import disk_error, is_busy
from indexer.errors import Busy, CorpusDamaged, CorpusMissing
from indexer.question import WrittenQuestion

SCHEMA_VERSION = 1

_BATCH, _BATCH_SECONDS = 100, 5.0
"""How many changes, or the changes of how long, are committed together where the caller lets them."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS question (
    id          INTEGER PRIMARY KEY,
    revision    INTEGER NOT NULL UNIQUE,
    json        TEXT,                       -- the WrittenQuestion
    fingerprint TEXT,                       -- of what the archive held when it was made
    extraction  INTEGER,                    -- version of the extraction that made it
    cut         INTEGER NOT NULL DEFAULT 0  -- how many runs in a row could not read its files to the end
);
"""
_LATER_COLUMN = "ALTER TABLE question ADD COLUMN cut INTEGER NOT NULL DEFAULT 0"
"""For a corpus that was made before this column came. Who only reads does not miss it."""


@dataclass(frozen=True, slots=True)
class Made:
    """From what a question was made: the archive's fingerprint and the version of the extraction.

    `cut` counts the runs in a row that could not read its files to the end, because of what may pass.
    """

    fingerprint: str
    extraction: int
    cut: int = 0


class Stored(NamedTuple):
    """A question as a corpus holds it: whoever wants it reads it, perhaps in another process."""

    id: int
    json: str
    corpus: Path

    def question(self) -> WrittenQuestion:
        """The question. Raises CorpusDamaged."""
        try:
            return WrittenQuestion.model_validate_json(self.json)
        except ValidationError as error:
            raise CorpusDamaged(
                f"question {self.id} in {self.corpus} is not a whole record: "
                "move the corpus away and run `vraagbaak extract`"
            ) from error


class Corpus:
    """The corpus, open for reading or writing. Use it as a context manager."""

    def __init__(self, path: Path, connection: sqlite3.Connection):
        self.path = path
        self._db = connection
        self._in_batch = False
        self._in_batches = False
        self._waiting = 0
        self._committed_at = 0.0

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an existing corpus for reading. Raises CorpusMissing, CorpusDamaged, or OSError."""
        if not path.is_file():
            raise CorpusMissing(f"there is no corpus at {path}: run `vraagbaak extract` first")
        with _reading(path):
            corpus = cls(path, sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True))
            corpus._check_version()
        return corpus

    @classmethod
    def create(cls, path: Path) -> Self:
        """Open a corpus for writing, and make it where there is none. Raises CorpusDamaged, Busy, or OSError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with _reading(path):
            connection = sqlite3.connect(path, timeout=10)
            corpus = cls(path, connection)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
                with connection:
                    connection.executescript(_SCHEMA)
                    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
                    connection.execute(f"PRAGMA application_id = {secrets.randbelow(2**31 - 1) + 1}")
            corpus._check_version()
            if "cut" not in {row[1] for row in connection.execute("PRAGMA table_info(question)")}:
                connection.execute(_LATER_COLUMN)
        return corpus

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @property
    def identity(self) -> int:
        """A number that no other corpus has, so that revisions of two are never mixed up."""
        return self._scalar("PRAGMA application_id")

    @property
    def revision(self) -> int:
        """The newest revision; 0 for an empty corpus."""
        return int(self._scalar("SELECT coalesce(max(revision), 0) FROM question"))

    def __len__(self) -> int:
        return int(self._scalar("SELECT count(*) FROM question"))

    def get(self, question_id: int) -> WrittenQuestion | None:
        """The question with that id, or None."""
        with self._reading_errors():
            row = self._db.execute("SELECT id, json FROM question WHERE id = ?", [question_id]).fetchone()
        return Stored(row[0], row[1], self.path).question() if row else None

    def __iter__(self) -> Iterator[WrittenQuestion]:
        """Every question, by id."""
        with self._reading_errors():
            for question_id, text in self._db.execute("SELECT id, json FROM question ORDER BY id"):
                yield Stored(question_id, text, self.path).question()

    def changed_since(self, revision: int) -> Iterator[tuple[int, Stored]]:
        """The questions that came or changed after that revision, with their own, in order of revision."""
        with self._reading_errors():
            for own, question_id, text in self._db.execute(
                "SELECT revision, id, json FROM question WHERE revision > ? ORDER BY revision",
                [revision],
            ):
                yield own, Stored(question_id, text, self.path)

    def ids_changed_since(self, revision: int) -> list[int]:
        """The ids of the questions that came or changed after that revision, in order of revision."""
        with self._reading_errors():
            rows = self._db.execute("SELECT id FROM question WHERE revision > ? ORDER BY revision", [revision])
            return [row[0] for row in rows]

    def made(self) -> dict[int, Made]:
        """For every question, from what it was made."""
        with self._reading_errors():
            rows = self._db.execute("SELECT id, fingerprint, extraction, cut FROM question")
            return {row[0]: Made(*row[1:]) for row in rows}

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Everything that is put in the body becomes one transaction: all of it is kept, or none."""
        with self._transaction():
            self._in_batch = True
            try:
                yield
            finally:
                self._in_batch = False

    @contextmanager
    def batches(self) -> Iterator[None]:
        """What is put in the body is committed in batches, what is left when the body ends, however it ends.

        A writer that is killed loses at most the last batch.
        """
        self._in_batches = True
        self._committed_at = time.monotonic()
        try:
            yield
        finally:
            self._in_batches = False
            self._commit()

    def put(self, question: WrittenQuestion, made: Made) -> bool:
        """Store a question; returns whether it differs from what was held (only then it gets a new revision)."""
        text = question.model_dump_json()
        with self._transaction():
            held = self._db.execute("SELECT json FROM question WHERE id = ?", [question.id]).fetchone()
            if held == (text,):
                self._db.execute(
                    "UPDATE question SET fingerprint = ?, extraction = ?, cut = ? WHERE id = ?",
                    [made.fingerprint, made.extraction, made.cut, question.id],
                )
                return False
            self._db.execute(
                "INSERT OR REPLACE INTO question (id, revision, json, fingerprint, extraction, cut) "
                "VALUES (?, (SELECT coalesce(max(revision), 0) + 1 FROM question), ?, ?, ?, ?)",
                [question.id, text, made.fingerprint, made.extraction, made.cut],
            )
            return True

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """A transaction of its own, or the one of the batch that is going on."""
        with self._reading_errors():
            if self._in_batch:
                yield
            elif self._in_batches:
                yield
                self._waiting += 1
                if self._waiting >= _BATCH or time.monotonic() - self._committed_at > _BATCH_SECONDS:
                    self._commit()
            else:
                with self._db:
                    yield

    def _commit(self) -> None:
        with self._reading_errors():
            self._db.commit()
        self._waiting = 0
        self._committed_at = time.monotonic()

    def _check_version(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version != SCHEMA_VERSION:
            raise CorpusDamaged(
                f"{self.path} has corpus version {version}, this program reads {SCHEMA_VERSION}: "
                "move it away and run `vraagbaak extract`"
            )

    def _scalar(self, statement: str) -> int:
        with self._reading_errors():
            value: int = self._db.execute(statement).fetchone()[0]
            return value

    def _reading_errors(self) -> AbstractContextManager[None]:
        return _reading(self.path)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn what SQLite says of a corpus into errors for the person at the keyboard."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if is_busy(error):
            raise Busy(f"another run is writing {path}: wait until it is done") from error
        if disk := disk_error(error, path):
            raise disk from error
        raise CorpusDamaged(f"{path} is damaged ({error}): move it away and run `vraagbaak extract`") from error
