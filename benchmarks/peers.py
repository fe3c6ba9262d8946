"""What searches are measured against, over the same texts: SQLite's FTS5, and Tantivy as it comes."""

import re
import sqlite3
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, Protocol

from benchmarks.searches import Search
from indexer.fields import COUNTED, Facet, values_of
from indexer.question import WrittenQuestion

ROWS = 20
"""How many questions a page has."""

_SNIPPET_WORDS, _SNIPPET_CHARACTERS = 30, 230
_WEIGHTS = "4.0, 1.2, 1.0, 1.0"
_TERM = re.compile(r'"[^"]*"|\S+')
_TEXTS = ["title", "question", "answer", "names"]
_MONTH = "month"


def texts_of(question: WrittenQuestion) -> tuple[str, str, str, str]:
    """Title, question, answer, and the names of asker and minister."""
    people = (question.asker, question.minister)
    names = " ".join(person.name for person in people if person)
    return question.title or "", question.question or "", question.answer or "", names


class Fts5:
    """A table of FTS5 with unicode61, ordered by bm25(). It does not stem."""

    counts = False

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(folder / "fts5.sqlite")

    def build(self, questions: Iterable[WrittenQuestion]) -> None:
        """Make the tables and fill them, once."""
        with self._db:
            self._db.execute(
                "CREATE VIRTUAL TABLE page USING fts5(title, question, answer, names, "
                "tokenize='unicode61 remove_diacritics 2')"
            )
            self._db.execute("CREATE TABLE value (facet, value, id, PRIMARY KEY (facet, value, id)) WITHOUT ROWID")
            for one in questions:
                self._db.execute(
                    "INSERT INTO page (rowid, title, question, answer, names) VALUES (?, ?, ?, ?, ?)",
                    (one.id, *texts_of(one)),
                )
                held = values_of(one)
                self._db.executemany(
                    "INSERT INTO value VALUES (?, ?, ?)",
                    [(facet, value, one.id) for facet in COUNTED for value in held[facet]],
                )

    def best(self, match: str) -> list[int]:
        """The ids of the best rows."""
        rows = self._db.execute(
            f"SELECT rowid FROM page WHERE page MATCH ? AND rank MATCH 'bm25({_WEIGHTS})' ORDER BY rank LIMIT {ROWS}",
            [match],
        )
        return [row[0] for row in rows]

    def page(self, search: Search, *, counted: bool = False) -> int:
        """The total, and the first rows with their texts and a snippet; returns the total. It cannot count facets."""
        where, values = ["page MATCH ?"] if search.words else [], [_fts5_words(search)] if search.words else []
        if search.facet:
            # The plus keeps SQLite from asking for each of these ids whether the words match.
            where.append(
                ("+" if search.words else "") + "rowid IN (SELECT id FROM value WHERE facet = ? AND value = ?)"
            )
            values += [search.facet, search.value]
        condition = " AND ".join(where) or "true"
        (total,) = self._db.execute(f"SELECT count(*) FROM page WHERE {condition}", values).fetchone()
        texts = "rowid, title, question, answer"
        if search.words:
            # By rank, and not by bm25(): so the snippets are made of the rows that are shown, and not of all.
            self._db.execute(
                f"SELECT {texts}, snippet(page, -1, '[', ']', '…', {_SNIPPET_WORDS}) FROM page WHERE {condition} "
                f"AND rank MATCH 'bm25({_WEIGHTS})' ORDER BY rank LIMIT {ROWS}",
                values,
            ).fetchall()
        else:
            self._db.execute(
                f"SELECT {texts} FROM page WHERE {condition} ORDER BY rowid DESC LIMIT {ROWS}", values
            ).fetchall()
        return int(total)

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _fts5_words(search: Search) -> str:
    quoted = [f'"{word}"' for word in search.words]
    return f'"{" ".join(search.words)}"' if search.phrase else quoted[0] + "*" if search.prefix else " ".join(quoted)


def fts5_match(query: str, words: Literal["all", "any"]) -> str:
    """What somebody typed as FTS5 writes it: its words, and as they stand what is quoted or hyphenated."""
    terms = (term.replace('"', "") for term in _TERM.findall(query))
    quoted = [f'"{term}"' for term in terms if any(map(str.isalnum, term))]
    return (" OR " if words == "any" else " ").join(quoted)


class BareTantivy:
    """An index of Tantivy with its Dutch stemmer, written by as many threads as it thinks best.

    Raises ImportError where it is not installed.
    """

    counts = True

    def __init__(self, folder: Path) -> None:
        import tantivy

        folder.mkdir(parents=True, exist_ok=True)
        schema = tantivy.SchemaBuilder().add_integer_field("id", stored=True, indexed=True, fast=True)
        schema = schema.add_integer_field(_MONTH, fast=True)
        for name in _TEXTS:
            schema = schema.add_text_field(name, stored=True, tokenizer_name="dutch")
        for facet in COUNTED:
            schema = schema.add_text_field(_field(facet), tokenizer_name="raw", index_option="basic", fast=True)
        self._tantivy = tantivy
        self._index = tantivy.Index(schema.build(), path=str(folder))
        steps = (tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold(), tantivy.Filter.stemmer("dutch"))
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        for step in steps:
            analyzer = analyzer.filter(step)
        self._index.register_tokenizer("dutch", analyzer.build())

    def build(self, questions: Iterable[WrittenQuestion]) -> None:
        """Index the questions."""
        writer = self._index.writer()
        for one in questions:
            values: dict[str, Any] = dict(zip(_TEXTS, texts_of(one), strict=True))
            held = values_of(one)
            values |= {_field(facet): list(held[facet]) for facet in COUNTED}
            if one.asked_on:
                values[_MONTH] = one.asked_on.year * 12 + one.asked_on.month
            writer.add_document(self._tantivy.Document(id=one.id, **values))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def best(self, query: str) -> list[int]:
        """The ids of the best questions, as its own parser reads what somebody typed: with any of the words."""
        # Without boosts: its scores of several fields add up, and a title that counts for more makes it worse.
        parsed, _ = self._index.parse_query_lenient(query, _TEXTS)
        searcher = self._index.searcher()
        hits = searcher.search(parsed, ROWS, count=False).hits
        return [int(searcher.doc(address)["id"][0]) for _, address in hits]

    def page(self, search: Search, *, counted: bool = False) -> int:
        """The total, the first questions with a snippet of the answer or else of the question, and where asked all
        facets and months counted; returns the total."""
        searcher, query = self._index.searcher(), self._query(search)
        newest = None if search.words else "id"
        found: Any = searcher.search(query, ROWS, order_by_field=newest)  # its stub does not know the count
        generators = [
            self._tantivy.SnippetGenerator.create(searcher, query, self._index.schema, name)
            for name in ("answer", "question")
        ]
        for generator in generators:
            generator.set_max_num_chars(_SNIPPET_CHARACTERS)
        for _, address in found.hits:
            document = searcher.doc(address)
            snippets = (generator.snippet_from_doc(document) for generator in generators)
            next((snippet.to_html() for snippet in snippets if snippet.highlighted()), "")
        if counted:
            searcher.aggregate(query, _COUNTS)
        return int(found.count)

    def close(self) -> None:
        """There is nothing to close."""

    def _query(self, search: Search) -> Any:
        query, schema = self._tantivy.Query, self._index.schema
        parts = []
        if search.prefix:
            of_field = [
                query.fuzzy_term_query(schema, name, search.words[0], distance=0, prefix=True) for name in _TEXTS
            ]
            parts.append(query.boolean_query([(self._tantivy.Occur.Should, one) for one in of_field]))
        elif search.words:
            words = " ".join(search.words)
            words = f'"{words}"' if search.phrase else words
            parts.append(self._index.parse_query(words, _TEXTS, conjunction_by_default=True))
        if search.facet:
            chosen = query.term_query(schema, _field(search.facet), search.value)
            parts.append(query.const_score_query(chosen, 0.0))
        if not parts:
            return query.all_query()
        return query.boolean_query([(self._tantivy.Occur.Must, one) for one in parts])


def _field(facet: Facet) -> str:
    return f"of_{facet}"


_COUNTS = {_field(facet): {"terms": {"field": _field(facet), "size": 10_000}} for facet in COUNTED} | {
    _MONTH: {"histogram": {"field": _MONTH, "interval": 1}}
}


class Peer(Protocol):
    """What a peer can do in the benchmark of search. `counts` says whether it can count facets."""

    counts: bool

    def build(self, questions: Iterable[WrittenQuestion]) -> None:
        """Index the questions, once."""

    def page(self, search: Search, *, counted: bool = False) -> int:
        """Make the first page, perhaps with all counts; returns the total."""

    def close(self) -> None:
        """Release the files."""


PEERS: dict[str, Callable[[Path], Peer]] = {"FTS5": Fts5, "bare tantivy": BareTantivy}
"""The peers by name, each made from the folder that it may write in."""


def installed(names: Iterable[str]) -> list[str]:
    """Those of the engines and peers whose library is installed."""
    return [name for name in names if find_spec("tantivy") or "tantivy" not in name]
