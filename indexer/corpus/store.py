"""The store of finished questions: one row a question, numbered by a revision counter (design: stage two).

Beside them stand what is known of their earlier versions, and of the source. A revision is given to every change, so
whoever follows the corpus (the index) asks for what came after the last revision it saw. SQLite in WAL mode with full
syncing: a killed writer loses at most its open transaction.
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from pydantic import TypeAdapter, ValidationError

from crawler.disk import disk_error, is_busy
from indexer.corpus.schema import NEWEST, SCHEMA_VERSION, bring_up_to_date
from indexer.corpus.source import SourceState
from indexer.errors import Busy, CorpusDamaged, CorpusMissing
from indexer.history.versions import Revision
from indexer.question import WrittenQuestion

_BATCH, _BATCH_SECONDS = 100, 5.0
"""How many changes, or the changes of how long, are committed together where the caller lets them."""

_REVISIONS = TypeAdapter(tuple[Revision, ...])
_NEXT = f"(SELECT max(({NEWEST['question']}), ({NEWEST['source']})) + 1)"


@dataclass(frozen=True, slots=True)
class History:
    """The revisions of a question, the oldest first, and by what the archive tells that there is more (`seen`)."""

    seen: str
    revisions: tuple[Revision, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """From what a question was made: the archive's fingerprint and the version of the extraction.

    `cut` counts the runs in a row that could not read its files to the end, because of what may pass.
    """

    fingerprint: str
    extraction: int
    cut: int = 0


class Stored(NamedTuple):
    """A question as a corpus holds it: whoever wants it reads it."""

    id: int
    json: str
    corpus: Path

    def question(self) -> WrittenQuestion:
        """The question. Raises CorpusDamaged."""
        with _whole(f"question {self.id}", self.corpus):
            return WrittenQuestion.model_validate_json(self.json)


class Corpus:
    """The corpus, open for reading or writing. Use it as a context manager."""

    def __init__(self, path: Path, connection: sqlite3.Connection):
        self.path = path
        self._db = connection
        self._in_batch = False
        self._in_batches = False
        self._waiting = 0
        self._committed_at = 0.0
        self._has_histories = False

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
            bring_up_to_date(connection)
            corpus._check_version()
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
        tables = ("question", "source") if self._has_histories else ("question",)
        return max(int(self._scalar(NEWEST[table])) for table in tables)

    def __len__(self) -> int:
        return int(self._scalar("SELECT count(*) FROM question"))

    def get(self, question_id: int) -> WrittenQuestion | None:
        """The question with that id, or None."""
        return next((stored.question() for stored in self.stored([question_id])), None)

    def stored(self, ids: Iterable[int]) -> list[Stored]:
        """The questions with these ids, in their order; one that is not there is left out."""
        with self._reading_errors():
            rows = (self._db.execute("SELECT id, json FROM question WHERE id = ?", [one]).fetchone() for one in ids)
            return [Stored(row[0], row[1], self.path) for row in rows if row]

    def __iter__(self) -> Iterator[WrittenQuestion]:
        """Every question, by id."""
        with self._reading_errors():
            for question_id, text in self._db.execute("SELECT id, json FROM question ORDER BY id"):
                yield Stored(question_id, text, self.path).question()

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

    def seen(self) -> dict[int, str]:
        """For every question whose history is kept, by what the archive told that there was more."""
        return dict(self._rows("SELECT question, seen FROM history")) if self._has_histories else {}

    def history(self, question_id: int) -> tuple[Revision, ...]:
        """The revisions of a question, the oldest first; none of one that did not change, or whose history is not
        known, as that of an imported one."""
        if not self._has_histories:
            return ()
        rows = self._rows("SELECT json FROM history WHERE question = ?", [question_id])
        return self._revisions(question_id, rows[0][0]) if rows else ()

    def histories_since(self, revision: int) -> Iterator[tuple[int, tuple[Revision, ...]]]:
        """The histories of the questions that came or changed after that revision, in order of revision."""
        if self._has_histories:
            with self._reading_errors():
                for row in self._db.execute(
                    "SELECT id, history.json FROM question JOIN history ON history.question = id WHERE revision > ? "
                    "ORDER BY revision",
                    [revision],
                ):
                    yield row[0], self._revisions(*row)

    @property
    def source(self) -> SourceState | None:
        """What the archive knew of the source; None of a corpus that has none behind it."""
        rows = self._rows("SELECT json FROM source") if self._has_histories else []
        with _whole("what is known of the source", self.path):
            return SourceState.model_validate_json(rows[0][0]) if rows else None

    def put_source(self, state: SourceState) -> None:
        """Keep what the archive knows of the source; a change of it is one of the corpus."""
        if state != self.source:
            with self._transaction():
                self._db.execute(
                    f"INSERT OR REPLACE INTO source (only, revision, json) VALUES (1, {_NEXT}, ?)",
                    [state.model_dump_json()],
                )

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

    def put(self, question: WrittenQuestion, made: Made, history: History | None = None) -> bool:
        """Store a question, and its history where one is given: without one, what is kept of it stays.

        Returns whether it differs from what was held (only then it gets a new revision).
        """
        text = question.model_dump_json()
        with self._transaction():
            held = self._db.execute("SELECT json FROM question WHERE id = ?", [question.id]).fetchone()
            has_new_history = history is not None and self._put_history(question.id, history)
            if held == (text,) and not has_new_history:
                self._db.execute(
                    "UPDATE question SET fingerprint = ?, extraction = ?, cut = ? WHERE id = ?",
                    [made.fingerprint, made.extraction, made.cut, question.id],
                )
                return False
            self._db.execute(
                "INSERT OR REPLACE INTO question (id, revision, json, fingerprint, extraction, cut) "
                f"VALUES (?, {_NEXT}, ?, ?, ?, ?)",
                [question.id, text, made.fingerprint, made.extraction, made.cut],
            )
            return True

    def _put_history(self, question_id: int, history: History) -> bool:
        """Whether the revisions differ from those that were kept."""
        text = _REVISIONS.dump_json(history.revisions).decode()
        held = self._db.execute("SELECT json FROM history WHERE question = ?", [question_id]).fetchone()
        self._db.execute("INSERT OR REPLACE INTO history VALUES (?, ?, ?)", [question_id, history.seen, text])
        return bool(held != (text,))

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
        version = self._scalar("PRAGMA user_version")
        self._has_histories = version > 1
        if not 1 <= version <= SCHEMA_VERSION:
            raise CorpusDamaged(
                f"{self.path} has corpus version {version}, this program reads {SCHEMA_VERSION}: "
                "move it away and run `vraagbaak extract`"
            )

    def _scalar(self, statement: str) -> int:
        with self._reading_errors():
            value: int = self._db.execute(statement).fetchone()[0]
            return value

    def _rows(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        with self._reading_errors():
            return list(self._db.execute(statement, values))

    def _revisions(self, question_id: int, text: str) -> tuple[Revision, ...]:
        with _whole(f"the history of question {question_id}", self.path):
            return _REVISIONS.validate_json(text)

    def _reading_errors(self) -> AbstractContextManager[None]:
        return _reading(self.path)


@contextmanager
def _whole(what: str, path: Path) -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        raise CorpusDamaged(
            f"{what} in {path} is not a whole record: move the corpus away and run `vraagbaak extract`"
        ) from error


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
