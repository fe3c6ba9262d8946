"""Datasette over questions and an FTS5 table of their texts, as an application for uvicorn.

    python -m uvicorn --factory benchmarks.datasette_peer:app --workers 2

The file is named by VRAAGBAAK_BENCHMARK_DATABASE.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.peers import ROWS, texts_of
from benchmarks.searches import Search
from indexer.fields import Facet, values_of
from indexer.question import WrittenQuestion

DATABASE = "VRAAGBAAK_BENCHMARK_DATABASE"
COLUMNS = (Facet.MINISTER, Facet.ASKER, Facet.PARTY, Facet.SESSION_YEAR)
"""The facets that have one value a question, so that a column holds them."""


def build(path: Path, questions: Iterable[WrittenQuestion]) -> None:
    """Write the table of questions and the FTS5 table over it, as `sqlite-utils enable-fts` would."""
    columns = ", ".join(f"{facet} TEXT" for facet in COLUMNS)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "CREATE TABLE question "
            f"(id INTEGER PRIMARY KEY, title TEXT, question TEXT, answer TEXT, names TEXT, {columns})"
        )
        marks = ", ".join("?" * (5 + len(COLUMNS)))
        for one in questions:
            held = values_of(one)
            values = [next(iter(held[facet]), None) for facet in COLUMNS]
            db.execute(f"INSERT INTO question VALUES ({marks})", (one.id, *texts_of(one), *values))
        for facet in COLUMNS:
            db.execute(f"CREATE INDEX question_{facet} ON question ({facet})")
        db.execute(
            "CREATE VIRTUAL TABLE question_fts USING fts5 (title, question, answer, names, "
            "tokenize='unicode61 remove_diacritics 2', content='question', content_rowid='id')"
        )
        db.execute("INSERT INTO question_fts (question_fts) VALUES ('rebuild')")


def address(search: Search, database: str) -> str | None:
    """The page of Datasette for a search; None for one that it has no address for."""
    if search.facet and search.facet not in COLUMNS:
        return None
    quoted = [f'"{word}"' for word in search.words]
    words = f'"{" ".join(search.words)}"' if search.phrase else quoted[0] + "*" if search.prefix else " ".join(quoted)
    asked = {"_search": words, "_searchmode": "raw", "_size": str(ROWS)} if search.words else {"_size": str(ROWS)}
    return f"/{database}/question?" + urlencode(asked | ({search.facet.value: search.value} if search.facet else {}))


def app() -> Callable[..., Any]:
    """The application, with Datasette's own settings."""
    from datasette.app import Datasette

    made: Callable[..., Any] = Datasette(files=[os.environ[DATABASE]]).app()
    return made
