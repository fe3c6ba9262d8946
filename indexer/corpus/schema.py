"""The tables of a corpus, and what makes a corpus of an older version one of this."""

import secrets
import sqlite3

SCHEMA_VERSION = 2

_HISTORIES = """
-- Of the questions that changed at the source. `seen`: by what the archive tells that there is more.
CREATE TABLE history (
    question INTEGER PRIMARY KEY,
    seen     TEXT NOT NULL,
    json     TEXT NOT NULL                  -- a list of Revision, the oldest first
);
CREATE TABLE source (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    revision INTEGER NOT NULL,
    json     TEXT NOT NULL                  -- the SourceState
);
"""
"""What came with version 2."""

_QUESTIONS = """
CREATE TABLE question (
    id          INTEGER PRIMARY KEY,
    revision    INTEGER NOT NULL UNIQUE,
    json        TEXT,                       -- the WrittenQuestion
    fingerprint TEXT,                       -- of what the archive held when it was made
    extraction  INTEGER,                    -- version of the extraction that made it
    cut         INTEGER NOT NULL DEFAULT 0  -- how many runs in a row could not read its files to the end
);
"""
_STEPS = {0: _QUESTIONS + _HISTORIES, 1: _HISTORIES}
"""By the version that a corpus has: what makes it one of this. Who only reads an older one finds no histories in it."""

_LATER_COLUMN = "ALTER TABLE question ADD COLUMN cut INTEGER NOT NULL DEFAULT 0"
"""For a corpus that was made before this column came. Who only reads does not miss it."""

NEWEST = {table: f"SELECT coalesce(max(revision), 0) FROM {table}" for table in ("question", "source")}
"""The newest revision in each table that has some."""


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Make the tables of a new corpus, or what an older one lacks; one of a later version is left as it is."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        connection.execute(f"PRAGMA application_id = {secrets.randbelow(2**31 - 1) + 1}")
    elif "cut" not in {row[1] for row in connection.execute("PRAGMA table_info(question)")}:
        connection.execute(_LATER_COLUMN)
    if version in _STEPS:
        connection.executescript(f"BEGIN; {_STEPS[version]} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
