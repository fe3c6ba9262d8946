"""The words of a generation as they are written, each with its term and the number of questions it stands in."""

import sqlite3
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from indexer import dutch
from indexer.dutch.spelling import Speller, sound
from indexer.index.database import Database
from indexer.index.parts import Parts

TABLE = """
CREATE TABLE word (
    folded    TEXT NOT NULL,     -- without accents and signs: what a prefix is held against
    written   TEXT NOT NULL,     -- in lower case
    term      TEXT NOT NULL,
    known     INTEGER NOT NULL,  -- whether the dictionary has it
    questions INTEGER NOT NULL,  -- in whose title, question or answer it stands
    PRIMARY KEY (folded, written)
) WITHOUT ROWID
"""

TRUSTED_TABLE = """
CREATE TABLE trusted (
    folded    TEXT PRIMARY KEY,  -- a word that is surely no mistake
    sound     TEXT NOT NULL,     -- what it sounds like
    questions INTEGER NOT NULL
) WITHOUT ROWID
"""

_TRUSTED = 1 / 10_000
"""The share of the questions that have a word which is trusted though the dictionary does not have it; at least two."""

_LEAST_LETTERS = 5
"""Of a word that is corrected by one which may be a mistake itself."""

_MOST_MEANT = 500
"""Trusted words that a misspelt one may stand for."""


Count = tuple[str, str, str, bool, int]
"""A row of the lexicon: a word, folded and as it is written, its term, whether the dictionary has it, and how many
questions have it, perhaps of some of all."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word as it is written, and how many questions it stands in."""

    word: str
    questions: int


class Lexicon:
    """The words of a finished generation."""

    def __init__(self, database: Database, parts: Parts) -> None:
        self._database = database
        self._parts = parts
        self._lock = threading.Lock()
        self._speller: Speller | None = None

    def terms(self, prefix: str, limit: int | None) -> set[str]:
        """The terms of the words that begin so, folded; once there are more than the limit, it stops."""
        rows = self._database.rows(
            "SELECT DISTINCT term FROM word WHERE folded >= ? AND folded < ? LIMIT ?",
            [prefix, prefix + "\U0010ffff", -1 if limit is None else limit + 1],
        )
        return {term for (term,) in rows}

    def terms_of(self, words: Collection[str]) -> set[str]:
        """The terms of those of these folded words that a text has."""
        rows = self._database.rows_of("SELECT DISTINCT term FROM word WHERE folded IN ({marks})", words)
        return {term for (term,) in rows}

    def matching(self, pattern: str, limit: int | None) -> set[str]:
        """The terms of the words that look so, folded: `*` is any letters or none, `?` is one; once there are more than
        the limit, it stops."""
        rows = self._database.rows(
            "SELECT DISTINCT term FROM word WHERE folded GLOB ? LIMIT ?",
            [pattern, -1 if limit is None else limit + 1],
        )
        return {term for (term,) in rows}

    def misspelt(self, word: str) -> set[str]:
        """The words, folded, that this one may be a misspelling of, rare ones too."""
        folded = dutch.fold(word)
        return {*self._one_letter_off(folded), *self._trusted().corrections(folded, _MOST_MEANT)}

    def corrections(self, word: str, limit: int) -> tuple[str, ...]:
        """The words that a misspelt one likely stands for, as they are mostly written: the nearest first, of those the
        most frequent.

        Words that can be trusted; where there is none, those that are one letter off, first the compounds among them,
        which may be rare.
        """
        folded = dutch.fold(word)
        found = self._trusted().corrections(folded, limit)
        if not found and len(folded) >= _LEAST_LETTERS:
            compounds_first = sorted(self._one_letter_off(folded), key=lambda other: not self._is_compound(other))
            found = tuple(compounds_first[:limit])
        return tuple(map(self._as_written, found))

    def knows(self, term: str) -> bool:
        """Whether a text has a word with that term, or a compound of which it is a part."""
        return bool(
            self._database.rows(
                "SELECT 1 FROM word WHERE term = ? UNION ALL SELECT 1 FROM part WHERE part = ? LIMIT 1", [term, term]
            )
        )

    def _trusted(self) -> Speller:
        """Read when the first word is to be corrected: 100,000 words take some tenths of a second."""
        with self._lock:
            if self._speller is None:
                self._speller = Speller(self._database.rows("SELECT folded, sound, questions FROM trusted"))
            return self._speller

    def _one_letter_off(self, word: str) -> list[str]:
        """The words that one letter more, less or other makes of a folded one, or two that change places; the most
        frequent first."""
        found = self._database.rows_of(
            "SELECT -sum(questions), folded FROM word WHERE folded IN ({marks}) GROUP BY folded",
            _one_letter_off(word) - {word},
        )
        return [folded for _, folded in sorted(found)]

    def _as_written(self, word: str) -> str:
        """How a folded word is mostly written."""
        rows = self._database.rows(
            "SELECT written FROM word WHERE folded = ? ORDER BY questions DESC, written LIMIT 1", [word]
        )
        return str(rows[0][0])

    def _is_compound(self, word: str) -> bool:
        return bool(self._parts.parts_of(word))

    def spellings(self, terms: Collection[str]) -> Mapping[str, tuple[Spelling, ...]]:
        """How each of these terms is written; a term that no text has is left out."""
        held: dict[str, list[Spelling]] = {}
        rows = self._database.rows_of("SELECT term, written, questions FROM word WHERE term IN ({marks})", terms)
        for term, written, questions in rows:
            held.setdefault(term, []).append(Spelling(written, questions))
        return {term: tuple(spellings) for term, spellings in held.items()}

    def words(self, terms: Collection[str]) -> frozenset[str]:
        """All words with any of these terms, as they are written."""
        rows = self._database.rows_of("SELECT written FROM word WHERE term IN ({marks})", terms)
        return frozenset(word for (word,) in rows)


class LexiconWriter:
    """Counts the words of questions into the file of a new generation, and out of it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, counts: Iterable[Count]) -> None:
        """Count the words of questions that came."""
        self._connection.executemany(
            "INSERT INTO word VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET known = excluded.known, questions = questions + excluded.questions",
            counts,
        )

    def take(self, counts: Sequence[Count]) -> None:
        """Count the words of questions that went."""
        self._connection.executemany(
            "UPDATE word SET questions = questions - ? WHERE folded = ? AND written = ?",
            ((questions, folded, written) for folded, written, *_, questions in counts),
        )
        self._connection.executemany(
            "DELETE FROM word WHERE folded = ? AND written = ? AND questions = 0",
            ((folded, written) for folded, written, *_ in counts),
        )

    def finish(self) -> None:
        """Make the words found by their terms, with all that is asked of them so."""
        self._connection.execute("CREATE INDEX IF NOT EXISTS word_by_term ON word (term, folded, written, questions)")


def write_trusted(connection: sqlite3.Connection) -> None:
    """Write anew which words are trusted: those of the dictionary, and those that enough questions have."""
    ((size,),) = connection.execute("SELECT count(*) FROM record").fetchall()
    # Very many words begin with a figure, which stands before all letters.
    words = connection.execute(
        "SELECT folded, sum(questions) AS held FROM word WHERE folded >= 'a' GROUP BY folded "
        "HAVING max(known) OR held >= ?",
        [max(2, _TRUSTED * size)],
    )
    connection.execute("DELETE FROM trusted")
    connection.executemany(
        "INSERT INTO trusted VALUES (?, ?, ?)",
        ((word, sound(word), questions) for word, questions in words if word.isalpha()),
    )


def _one_letter_off(word: str) -> set[str]:
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return {
        *(before + after[1:] for before, after in cuts if after),
        *(before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1),
        *(before + letter + after[1:] for before, after in cuts if after for letter in ascii_lowercase),
        *(before + letter + after for before, after in cuts for letter in ascii_lowercase),
    }
