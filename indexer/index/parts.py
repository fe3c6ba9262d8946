"""The parts of the compounds of a generation: of each word that is one, the compounds that hold it."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain

from indexer import dutch
from indexer.dutch.compounds import Splitter, may_be_compound, substrings
from indexer.index.database import Database
from indexer.index.processes import shared_out

TABLE = """
CREATE TABLE part (
    part      TEXT NOT NULL,     -- the term of a part of a compound
    questions INTEGER NOT NULL,  -- in which the compound stands, however it is written; at most all
    term      TEXT NOT NULL,     -- of the compound
    PRIMARY KEY (part, questions DESC, term)
) WITHOUT ROWID
"""


Row = tuple[str, int, str]
"""A row with its number of questions below zero: so rows sort as they stand in the table."""

_ALONE = 20_000
"""Fewer terms than this are taken apart sooner than processes are started."""

_MANY = 50_000
"""Terms for which it takes less time to know the lengths of parts than to try all."""


class Parts:
    """The compounds of a finished generation."""

    def __init__(self, database: Database) -> None:
        self._database = database
        ((self._size,),) = database.rows("SELECT count(*) FROM record")

    def compounds(self, term: str, limit: int) -> tuple[str, ...]:
        """The terms of the compounds of which a term is a part, those that most questions hold first."""
        rows = self._database.rows(
            "SELECT term FROM part WHERE part = ? ORDER BY questions DESC, term LIMIT ?", [term, limit]
        )
        return tuple(term for (term,) in rows)

    def parts_of(self, word: str) -> tuple[str, ...]:
        """The smallest parts of a folded word in order, also where no text has the word; none where it is one word."""
        some = substrings(word)
        marks = ", ".join("?" * len(some))
        rows = self._database.rows(
            f"SELECT folded, sum(questions) FROM word WHERE folded IN ({marks}) GROUP BY folded "
            f"UNION ALL SELECT term, sum(questions) FROM word WHERE term IN ({marks}) GROUP BY term",
            [*some, *some],
        )
        return Splitter(_highest(rows), self._size, dutch.DICTIONARY).pieces(word)


@contextmanager
def writing_parts(connection: sqlite3.Connection) -> Iterator[None]:
    """Take all words of the lexicon apart, whatever was there before: what a part is depends on all of them.

    Where they are many processes do so while the body of the block runs. Raises BuildFailed where one dies.
    """
    ((size,),) = connection.execute("SELECT count(*) FROM record").fetchall()
    terms, attested = _words(connection, size)
    with shared_out(_rows, iter(terms), len(terms), attested, size, alone=_ALONE) as rows:
        del terms  # very many, and whoever takes them apart has them now
        yield
        connection.execute("DELETE FROM part")
        connection.executemany("INSERT INTO part VALUES (?, -?, ?)", chain.from_iterable(rows))


def _rows(batches: Iterable[Sequence[tuple[str, int]]], attested: Mapping[str, int], size: int) -> Iterator[list[Row]]:
    """The rows of each batch, sorted: the table is written fast from its beginning to its end."""
    for terms in batches:
        splitter = (Splitter if len(terms) < _MANY else Splitter.of_many)(attested, size, dutch.DICTIONARY.words)
        yield sorted((part, -questions, term) for term, questions in terms for part in splitter.parts(term))


def _words(connection: sqlite3.Connection, size: int) -> tuple[list[tuple[str, int]], Mapping[str, int]]:
    """The terms that may be compounds, with the questions that each stands in; and in how many each word stands, where
    these are enough to say something."""
    enough = Splitter.enough(size)
    # Very many words begin with a figure, which stands before all letters, and no compound does.
    sums = "SELECT {0}, sum(questions) FROM word WHERE {0} >= 'a' GROUP BY {0}"
    folded = connection.execute(sums.format("folded") + " HAVING sum(questions) >= ?", [enough])
    terms, frequent = [], []
    for term, questions in connection.execute(sums.format("term")):  # so many that they are held once
        if questions >= enough:
            frequent.append((term, questions))
        if may_be_compound(term):
            terms.append((term, min(questions, size)))
    return terms, _highest(chain(folded, frequent))


def _highest(rows: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    """Of each word the highest number: a base form stands for all its forms."""
    highest: dict[str, int] = {}
    for word, questions in rows:
        highest[word] = max(questions, highest.get(word, 0))
    return highest
