"""What the searches are measured against, over the same texts: SQLite's FTS5, and Tantivy as it comes."""

import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from indexer.question import WrittenQuestion

_TERM = re.compile(r'"[^"]*"|\S+')
_WEIGHTS = "4.0, 1.2, 1.0, 1.0"
_TEXTS = ["title", "question", "answer", "names"]


def texts_of(question: WrittenQuestion) -> tuple[str, str, str, str]:
    """Title, question, answer, and the names of asker and minister."""
    people = (question.asker, question.minister)
    names = " ".join(person.name for person in people if person)
    return question.title or "", question.question or "", question.answer or "", names


class Fts5:
    """A table of FTS5 with unicode61, ordered by bm25(). It does not stem."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path)

    def build(self, questions: Iterable[WrittenQuestion]) -> None:
        """Make the table and fill it."""
        with self._db:
            self._db.execute(
                "CREATE VIRTUAL TABLE page USING fts5(title, question, answer, names, "
                "tokenize='unicode61 remove_diacritics 2')"
            )
            self._db.executemany(
                "INSERT INTO page (rowid, title, question, answer, names) VALUES (?, ?, ?, ?, ?)",
                ((one.id, *texts_of(one)) for one in questions),
            )

    def best(self, match: str, limit: int) -> list[int]:
        """The ids of the best rows."""
        rows = self._db.execute(
            f"SELECT rowid FROM page WHERE page MATCH ? ORDER BY bm25(page, {_WEIGHTS}) LIMIT {limit}", [match]
        )
        return [row[0] for row in rows]

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def fts5_match(query: str, words: Literal["all", "any"]) -> str:
    """A query as FTS5 writes it: its words, and as they stand what is quoted or hyphenated."""
    terms = (term.replace('"', "") for term in _TERM.findall(query))
    quoted = [f'"{term}"' for term in terms if any(map(str.isalnum, term))]
    return (" OR " if words == "any" else " ").join(quoted)


class BareTantivy:
    """An index of Tantivy with its Dutch stemmer, asked through its own parser of queries, which finds any word.

    Raises ImportError where it is not installed.
    """

    def __init__(self, folder: Path) -> None:
        import tantivy

        folder.mkdir(exist_ok=True)
        schema = tantivy.SchemaBuilder().add_integer_field("id", stored=True, indexed=True, fast=True)
        for name in _TEXTS:
            schema = schema.add_text_field(name, stored=True, tokenizer_name="dutch")
        self._tantivy = tantivy
        self._index = tantivy.Index(schema.build(), path=str(folder))
        steps = (tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold(), tantivy.Filter.stemmer("dutch"))
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        for step in steps:
            analyzer = analyzer.filter(step)
        self._index.register_tokenizer("dutch", analyzer.build())

    def build(self, questions: Iterable[WrittenQuestion], threads: int = 0) -> None:
        """Index the questions, by as many threads as Tantivy thinks best or as given."""
        writer = self._index.writer(num_threads=threads)
        for one in questions:
            texts = dict(zip(_TEXTS, texts_of(one), strict=True))
            writer.add_document(self._tantivy.Document(id=one.id, **texts))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def best(self, query: str, limit: int) -> list[int]:
        """The ids of the best questions."""
        searcher = self._index.searcher()
        hits = searcher.search(self._parsed(query), limit, count=False).hits
        return [int(searcher.doc(address)["id"][0]) for _, address in hits]

    def _parsed(self, query: str) -> Any:
        # Without boosts: its scores of several fields add up, and a title that counts for more makes it worse.
        return self._index.parse_query_lenient(query, _TEXTS)[0]
