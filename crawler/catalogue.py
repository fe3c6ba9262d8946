"""The archive's catalogue: one SQLite database, and the folder of files beside it named by their sha256."""

import fcntl
import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from crawler.errors import ArchiveBusy, ArchiveDamaged, ArchiveMissing

SCHEMA_VERSION = 1
CATALOGUE = "catalogue.sqlite"
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE}

_SCHEMA = """
-- An answer as it came. One answer may tell of many questions.
CREATE TABLE body (
    sha256       TEXT PRIMARY KEY,
    data         BLOB NOT NULL,             -- compressed with zlib
    url          TEXT NOT NULL,             -- from where it came first
    content_type TEXT
);
-- A question the crawl knows of. `due`: its details must still be fetched.
CREATE TABLE question (
    id         INTEGER PRIMARY KEY,
    due        INTEGER NOT NULL,
    answered   INTEGER NOT NULL DEFAULT 0,
    member     INTEGER,                     -- whose own record tells the asker's party
    checked_by INTEGER,                     -- the run that last fetched the details
    crawled_at TEXT NOT NULL
);
CREATE INDEX question_due ON question (id) WHERE due;
-- What a source says of a question. Rows are only added: the newest of a source and key counts.
CREATE TABLE record (
    number   INTEGER PRIMARY KEY,
    question INTEGER NOT NULL,
    source   TEXT NOT NULL,                 -- search, opendata or page
    key      TEXT NOT NULL,                 -- tells apart several of one source, as the hits of a search
    body     TEXT NOT NULL REFERENCES body,
    digest   TEXT NOT NULL                  -- of this question's part of the body
);
CREATE INDEX record_question ON record (question, number);
-- A member whose record was needed.
CREATE TABLE member (
    id         INTEGER PRIMARY KEY,
    body       TEXT REFERENCES body,        -- NULL: still to be fetched
    digest     TEXT,
    fetched_at TEXT
);
-- A file that records name. Its bytes are in the folder of files.
CREATE TABLE file (
    pfile         INTEGER PRIMARY KEY,
    url           TEXT NOT NULL,
    sha256        TEXT,                     -- NULL: not held
    bytes         INTEGER,
    media_type    TEXT,
    filename      TEXT,                     -- as the server called it
    is_document   INTEGER,                  -- whether the bytes are of a known kind of document
    etag          TEXT,                     -- these two let it be asked for later only if it changed
    last_modified TEXT,
    fetched_at    TEXT
);
CREATE INDEX file_missing ON file (pfile) WHERE sha256 IS NULL OR NOT is_document;
CREATE TABLE question_file (
    question INTEGER NOT NULL,
    pfile    INTEGER NOT NULL,
    PRIMARY KEY (question, pfile)
) WITHOUT ROWID;
-- What went wrong and has not gone right since.
CREATE TABLE failure (
    kind    TEXT NOT NULL,                  -- search, details, member or file
    key     TEXT NOT NULL,
    reason  TEXT NOT NULL,
    count   INTEGER NOT NULL,
    run     INTEGER NOT NULL,               -- in which it last went wrong
    last_at TEXT NOT NULL,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE TABLE run (
    id          INTEGER PRIMARY KEY,
    scope       TEXT NOT NULL,
    started_at  TEXT NOT NULL,
    finished_at TEXT                        -- NULL: to be resumed
);
-- The windows of publication days of which everything that the search gave is stored.
CREATE TABLE finished_window (
    run     INTEGER NOT NULL REFERENCES run,
    query   TEXT NOT NULL,
    since   TEXT NOT NULL,
    until   TEXT NOT NULL,
    finished_on TEXT NOT NULL               -- the day in Belgium
);
"""


def open_catalogue(folder: Path) -> sqlite3.Connection:
    """The catalogue for reading. Raises ArchiveMissing or ArchiveDamaged."""
    path = folder / CATALOGUE
    if not path.is_file():
        raise ArchiveMissing(f"there is no archive at {folder}: run `vraagbaak crawl` first")
    with reading(path):
        connection = sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)
        _check_version(connection, path)
    return connection


def create_catalogue(folder: Path) -> sqlite3.Connection:
    """The catalogue for writing, made where there is none. Raises ArchiveDamaged."""
    path = folder / CATALOGUE
    with reading(path):
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
            connection.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
        _check_version(connection, path)
    return connection


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != SCHEMA_VERSION:
        raise ArchiveDamaged(
            f"{path} has archive version {version}, this program reads {SCHEMA_VERSION}: use the program that made it"
        )


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what SQLite says of a catalogue into errors for the person at the keyboard."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code in _FULL:
            raise OSError(28, "no space left on the disk", str(path)) from error
        if code == sqlite3.SQLITE_BUSY:
            raise ArchiveBusy(f"another program is writing {path}: wait until it is done") from error
        raise ArchiveDamaged(
            f"{path} cannot be read ({error}): put a copy back, or move the archive away and crawl again"
        ) from error


class Files:
    """The folder of files: each named by its sha256, written whole or not at all."""

    def __init__(self, folder: Path):
        self._folder = folder / "files"

    def path(self, sha256: str) -> Path:
        """Where a file with that sha256 stands, or would stand."""
        if len(sha256) != 64 or not all(c in "0123456789abcdef" for c in sha256):
            raise ArchiveDamaged(f"{sha256!r} is not the sha256 of a file")
        return self._folder / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes:
        """The bytes, checked against their name. Raises ArchiveDamaged."""
        path = self.path(sha256)
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise ArchiveDamaged(f"the file {path} is missing: run `vraagbaak crawl` to fetch it again") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ArchiveDamaged(f"the file {path} is not what was stored: remove it and run `vraagbaak crawl`")
        return data

    def write(self, data: bytes) -> str:
        """Store the bytes so that they survive a power cut, and return their sha256."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        if path.is_file() and path.stat().st_size == len(data):
            return sha256
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            _sync_folder(self._folder)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as part:
            try:
                part.write(data)
                part.flush()
                os.fsync(part.fileno())
                Path(part.name).replace(path)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise
        _sync_folder(path.parent)
        return sha256

    def remove_parts(self) -> None:
        """Remove what a killed crawl left half written."""
        for part in self._folder.glob("*/.part-*"):
            part.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def lock(folder: Path) -> IO[str]:
    """Hold the archive for writing until the returned file is closed. Raises ArchiveBusy at once if it is held.

    The kernel frees the lock when its holder dies, however it dies.
    """
    folder.mkdir(parents=True, exist_ok=True)
    held = (folder / "lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        held.seek(0)
        holder = held.read().strip() or "unknown"
        held.close()
        raise ArchiveBusy(
            f"another crawl (process {holder}) is writing to {folder}: wait until it is done, or stop it"
        ) from error
    held.truncate(0)
    held.write(str(os.getpid()))
    held.flush()
    return held
