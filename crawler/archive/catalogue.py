"""The archive's catalogue: one SQLite database, and the lock that lets one crawl write."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from crawler.disk import Held, disk_error, is_busy, lock
from crawler.errors import ArchiveBusy, ArchiveDamaged, ArchiveMissing

SCHEMA_VERSION = 2
CATALOGUE = "catalogue.sqlite"

# What came with version 2.
_HISTORY = """
-- Every content that a file has had, the newest last; the bytes of all of them are kept.
CREATE TABLE file_version (
    number     INTEGER PRIMARY KEY,
    pfile      INTEGER NOT NULL,
    sha256     TEXT NOT NULL,
    bytes      INTEGER NOT NULL,
    media_type TEXT,
    filename   TEXT,
    run        INTEGER,
    seen_at    TEXT,
    record     INTEGER NOT NULL             -- the newest record at that moment: clocks jump, this order does not
);
CREATE INDEX file_version_pfile ON file_version (pfile, number);
-- A hit of the search: what should be found again when the same days are asked for.
CREATE TABLE hit (
    key       TEXT PRIMARY KEY,
    question  INTEGER NOT NULL,
    published TEXT,                         -- the day by which the search finds it
    missed_at TEXT,                         -- when its days were asked for and it was not among them
    gone      INTEGER NOT NULL DEFAULT 0    -- two crawls, a day apart, missed it
) WITHOUT ROWID;
CREATE INDEX hit_published ON hit (published);
-- By how much the search counts more than it gives, in these days.
CREATE TABLE surplus (
    since  TEXT NOT NULL,
    until  TEXT NOT NULL,
    extra  INTEGER NOT NULL
);
"""

_SCHEMA = f"""
-- A reply as it came. One may tell of many questions.
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
-- What a source says of a question. Versions are only added, and the newest of a source and key counts; one that was
-- doubted, and that the source did not stand by, goes.
CREATE TABLE record (
    number   INTEGER PRIMARY KEY,
    question INTEGER NOT NULL,
    source   TEXT NOT NULL,                 -- search, opendata or page
    key      TEXT NOT NULL,                 -- tells apart several of one source, as the hits of a search
    body     TEXT NOT NULL REFERENCES body,
    digest   TEXT NOT NULL,                 -- of this question's part of the body
    run      INTEGER,                       -- in which it was first seen, and when
    seen_at  TEXT,
    doubted  INTEGER NOT NULL DEFAULT 0     -- it lacks what was there before: counts once a later crawl says the same
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
    fetched_at    TEXT,                     -- when these bytes came
    checked_at    TEXT                      -- when the server last said that they still are what it has
);
CREATE INDEX file_missing ON file (pfile) WHERE sha256 IS NULL OR NOT is_document;
CREATE TABLE question_file (
    question INTEGER NOT NULL,
    pfile    INTEGER NOT NULL,
    PRIMARY KEY (question, pfile)
) WITHOUT ROWID;
-- What went wrong and has not gone right since.
CREATE TABLE failure (
    kind    TEXT NOT NULL,                  -- scope, search, hit, details, member, file, or recheck of a file held
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
    finished_at TEXT,                       -- NULL: to be resumed
    looked_back INTEGER NOT NULL DEFAULT 0, -- whether it looked back over a whole year
    stopped     TEXT                        -- why it stopped before it was done, where that was no accident
);
-- The windows of publication days of which everything that the search gave is stored.
CREATE TABLE finished_window (
    run     INTEGER NOT NULL,
    purpose TEXT NOT NULL DEFAULT '',       -- a nightly run asks for the same days for different reasons
    query   TEXT NOT NULL,
    since   TEXT NOT NULL,
    until   TEXT NOT NULL,
    finished_on TEXT NOT NULL               -- the day in Belgium
);
{_HISTORY}"""

# What made an archive of an older version into one of the next.
_MIGRATIONS = {
    1: f"""
    ALTER TABLE record ADD COLUMN run INTEGER;
    ALTER TABLE record ADD COLUMN seen_at TEXT;
    ALTER TABLE record ADD COLUMN doubted INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE file ADD COLUMN checked_at TEXT;
    ALTER TABLE run ADD COLUMN looked_back INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE run ADD COLUMN stopped TEXT;
    ALTER TABLE finished_window ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
    {_HISTORY}
    INSERT INTO file_version (pfile, sha256, bytes, media_type, filename, seen_at, record)
        SELECT pfile, sha256, bytes, media_type, filename, fetched_at, (SELECT coalesce(max(number), 0) FROM record)
        FROM file WHERE sha256 IS NOT NULL;
    -- By which day the search finds them it tells when it lists them again.
    INSERT OR IGNORE INTO hit (key, question) SELECT key, question FROM record WHERE source = 'search';
    """,
}


def open_catalogue(folder: Path) -> sqlite3.Connection:
    """The catalogue for reading. Raises ArchiveMissing, ArchiveDamaged, or OSError where the disk is full."""
    path = folder / CATALOGUE
    if not path.is_file():
        raise ArchiveMissing(f"there is no archive at {folder}: run `vraagbaak crawl` first")
    with reading(path):
        connection = sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)
        _check_version(connection, path)
    return connection


def create_catalogue(folder: Path) -> sqlite3.Connection:
    """The catalogue for writing, made where there is none. Raises ArchiveDamaged, or OSError where the disk is full."""
    path = folder / CATALOGUE
    with reading(path):
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        version = _version(connection)
        if version == 0:
            connection.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
        elif version in _MIGRATIONS:
            connection.executescript(f"BEGIN; {_MIGRATIONS[version]} PRAGMA user_version = {version + 1}; COMMIT;")
        _check_version(connection, path)
    return connection


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    version = _version(connection)
    if version in _MIGRATIONS:
        raise ArchiveDamaged(
            f"{path} has archive version {version}, this program reads {SCHEMA_VERSION}: "
            "run `vraagbaak crawl` or `vraagbaak update`, which brings it up to date"
        )
    if version != SCHEMA_VERSION:
        raise ArchiveDamaged(
            f"{path} has archive version {version}, this program reads {SCHEMA_VERSION}: use the program that made it"
        )


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what SQLite says of a catalogue into errors for the person at the keyboard."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if disk := disk_error(error, path):
            raise disk from error
        if is_busy(error):
            raise ArchiveBusy(f"another program is writing {path}: wait until it is done") from error
        raise ArchiveDamaged(
            f"{path} cannot be read ({error}): put a copy back, or move the archive away and crawl again"
        ) from error


def hold(folder: Path) -> BinaryIO:
    """Hold the archive for writing until what is returned is closed. Raises ArchiveBusy at once if it is held."""
    try:
        return lock(folder / "lock")
    except Held as holder:
        raise ArchiveBusy(
            f"another crawl (process {holder}) is writing to {folder}: wait until it is done, or stop it"
        ) from None
