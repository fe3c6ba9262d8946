"""An SQLite database of plain tables with keys, indexes and a full-text table: Datasette opens it as it is.

It is built in a file that nobody sees yet, so without a journal: a file that breaks off is thrown away.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from crawler.disk import disk_error
from indexer.question import SCHEMA_VERSION, WrittenQuestion

_TABLES = """
CREATE TABLE questions (
    id INTEGER PRIMARY KEY,
    number INTEGER,
    session_year TEXT,
    legislature TEXT,
    title TEXT,
    subject TEXT,
    asker_id INTEGER,
    asker_name TEXT,
    asker_party TEXT,
    minister_id INTEGER,
    minister_name TEXT,
    minister_title TEXT,
    asked_on TEXT,
    answered_on TEXT,
    published_on TEXT,
    on_time INTEGER,
    answer_kind TEXT,
    question TEXT,
    answer TEXT,
    text_status TEXT NOT NULL,
    page_url TEXT,
    pdf_url TEXT,
    opendata_url TEXT,
    crawled_at TEXT NOT NULL
);
CREATE TABLE themes (
    question_id INTEGER NOT NULL REFERENCES questions (id),
    position INTEGER NOT NULL,
    theme TEXT NOT NULL,
    PRIMARY KEY (question_id, position)
);
CREATE TABLE parts (
    question_id INTEGER NOT NULL REFERENCES questions (id),
    position INTEGER NOT NULL,
    label TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT,
    PRIMARY KEY (question_id, position)
);
CREATE TABLE tables (
    question_id INTEGER NOT NULL REFERENCES questions (id),
    position INTEGER NOT NULL,
    part TEXT,
    caption TEXT,
    page INTEGER,
    rows TEXT NOT NULL,  -- JSON: a list of rows, each a list of cells
    doubt TEXT,
    PRIMARY KEY (question_id, position)
);
CREATE TABLE footnotes (
    question_id INTEGER NOT NULL REFERENCES questions (id),
    position INTEGER NOT NULL,
    mark TEXT NOT NULL,
    text TEXT NOT NULL,
    part TEXT,
    PRIMARY KEY (question_id, position)
);
CREATE TABLE asked_together (
    question_id INTEGER NOT NULL REFERENCES questions (id),
    position INTEGER NOT NULL,
    minister TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (question_id, position)
);
CREATE TABLE documents (
    question_id INTEGER NOT NULL REFERENCES questions (id),
    position INTEGER NOT NULL,
    pfile INTEGER NOT NULL,
    url TEXT NOT NULL,
    filename TEXT,
    media_type TEXT,
    role TEXT NOT NULL,
    sha256 TEXT,
    bytes INTEGER,
    pages INTEGER,
    PRIMARY KEY (question_id, position)
);
CREATE TABLE notes (
    question_id INTEGER NOT NULL REFERENCES questions (id),
    position INTEGER NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (question_id, position)
);
"""

_INDEXES = """
CREATE INDEX questions_published_on ON questions (published_on);
CREATE INDEX questions_asked_on ON questions (asked_on);
CREATE INDEX questions_session_year_number ON questions (session_year, number);
CREATE INDEX questions_asker_name ON questions (asker_name);
CREATE INDEX questions_minister_name ON questions (minister_name);
CREATE INDEX questions_text_status ON questions (text_status);
CREATE INDEX themes_theme ON themes (theme);
CREATE INDEX documents_pfile ON documents (pfile);
"""

_FULL_TEXT = """
CREATE VIRTUAL TABLE questions_fts USING fts5 (
    title, question, answer, content="questions", content_rowid="id", tokenize="unicode61 remove_diacritics 2"
);
INSERT INTO questions_fts (questions_fts) VALUES ('rebuild');
"""


def write(questions: Iterable[WrittenQuestion], path: Path) -> tuple[int, tuple[str, ...]]:
    """Write the database; returns how many questions it holds, and a note where it has no full-text table."""
    count = 0
    with _full_disk(path), closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        db.executescript(_TABLES)
        db.execute("BEGIN")
        for question in questions:
            _insert(db, question)
            count += 1
        db.execute("COMMIT")
        db.executescript(_INDEXES)
        notes = _add_full_text(db)
    return count, notes


def _add_full_text(db: sqlite3.Connection) -> tuple[str, ...]:
    if not db.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()[0]:
        return ("no full-text table: the SQLite of this machine has no FTS5",)
    db.executescript(_FULL_TEXT)
    return ()


def _insert(db: sqlite3.Connection, question: WrittenQuestion) -> None:
    record = question.model_dump(mode="json")
    lists = {name: record.pop(name) for name in ("parts", "tables", "footnotes", "asked_together", "documents")}
    lists["themes"] = [{"theme": theme} for theme in record.pop("themes")]
    lists["notes"] = [{"note": note} for note in record.pop("notes")]
    for name, fields in (("asker", ("id", "name", "party")), ("minister", ("id", "name", "title"))):
        person = record.pop(name) or {}
        record |= {f"{name}_{field}": person.get(field) for field in fields}
    _insert_row(db, "questions", record)
    for table, rows in lists.items():
        for position, row in enumerate(rows, 1):
            _insert_row(db, table, {"question_id": question.id, "position": position} | row)


def _insert_row(db: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", [_value(value) for value in row.values()])


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    # SQLite would end a text at its first NUL.
    return value.replace("\0", "") if isinstance(value, str) else value


@contextmanager
def _full_disk(path: Path) -> Iterator[None]:
    """Says plainly that the disk is full, as other formats do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if disk := disk_error(error, path):
            raise disk from error
        raise
