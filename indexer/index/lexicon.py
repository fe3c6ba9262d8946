"""The words of a generation as they are written, each with its term and the number of questions it stands in."""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from string import ascii_lowercase

from indexer import dutch
from indexer.fields import Text, text_of
from indexer.index.database import Database
from indexer.question import WrittenQuestion

TABLE = """
CREATE TABLE word (
    folded    TEXT NOT NULL,     -- without accents and signs: what a prefix is held against
    written   TEXT NOT NULL,     -- in lower case
    term      TEXT NOT NULL,
    questions INTEGER NOT NULL,  -- in whose title, question or answer it stands
    PRIMARY KEY (folded, written)
) WITHOUT ROWID
"""

_HELD = 200_000
"""Words that are counted in memory before they are written."""

_PARAMETERS = 500
"""The most that are put into one statement."""

_SHORTEST_CORRECTED = 4
"""Letters of a word that is corrected."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word as it is written, and how many questions it stands in."""

    word: str
    questions: int


class Lexicon:
    """The words of a finished generation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def terms(self, prefix: str, limit: int | None) -> set[str]:
        """The terms of the words that begin so, folded; once there are more than the limit, it stops."""
        rows = self._database.rows(
            "SELECT DISTINCT term FROM word WHERE folded >= ? AND folded < ? LIMIT ?",
            [prefix, prefix + "\U0010ffff", -1 if limit is None else limit + 1],
        )
        return {term for (term,) in rows}

    def terms_of(self, words: Collection[str]) -> set[str]:
        """The terms of those of these folded words that a text has. Of at most some hundreds."""
        marks = ", ".join("?" * len(words))
        rows = self._database.rows(f"SELECT DISTINCT term FROM word WHERE folded IN ({marks})", [*words])
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
        """The words, folded, that one letter more, less or other makes of this one, or two that change places."""
        return {folded for folded, _, _ in self._near(word)}

    def corrections(self, word: str, limit: int) -> tuple[str, ...]:
        """The words that `misspelt` finds as they are mostly written, those that most questions hold first; but the
        first letter of a word is seldom wrong. Of short words there are too many to tell."""
        folded = dutch.fold(word)
        if len(folded) < _SHORTEST_CORRECTED:
            return ()
        found: dict[str, tuple[bool, int, str]] = {}
        for other, written, questions in self._near(word):
            found[other] = max(found.get(other, (False, 0, "")), (other[0] == folded[0], questions, written))
        return tuple(written for _, _, written in sorted(found.values(), reverse=True)[:limit])

    def _near(self, word: str) -> Iterator[tuple[str, str, int]]:
        """The words that are one letter off, folded and as they are written, and how many questions each stands in."""
        near = sorted(_one_letter_off(dutch.fold(word)))
        for first in range(0, len(near), _PARAMETERS):
            some = near[first : first + _PARAMETERS]
            marks = ", ".join("?" * len(some))
            yield from self._database.rows(
                f"SELECT folded, written, questions FROM word WHERE folded IN ({marks})", some
            )

    def spellings(self, terms: Collection[str]) -> Mapping[str, tuple[Spelling, ...]]:
        """How each of these terms is written; a term that no text has is left out."""
        held: dict[str, list[Spelling]] = {}
        wanted = sorted(terms)
        for first in range(0, len(wanted), _PARAMETERS):
            some = wanted[first : first + _PARAMETERS]
            marks = ", ".join("?" * len(some))
            rows = self._database.rows(f"SELECT term, written, questions FROM word WHERE term IN ({marks})", some)
            for term, written, questions in rows:
                held.setdefault(term, []).append(Spelling(written, questions))
        return {term: tuple(spellings) for term, spellings in held.items()}


class LexiconWriter:
    """Counts the words of questions into the file of a new generation, and out of it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._counts: Counter[str] = Counter()

    def put(self, question: WrittenQuestion) -> None:
        """Count the words of a question that came."""
        self._counts.update(_words(question))
        if len(self._counts) > _HELD:
            self._flush()

    def take(self, question: WrittenQuestion) -> None:
        """Count the words of a question that went."""
        self._counts.subtract(_words(question))

    def finish(self) -> None:
        """Write what is still counted in memory."""
        self._flush()
        self._connection.execute("CREATE INDEX IF NOT EXISTS word_by_term ON word (term)")

    def _flush(self) -> None:
        rows = sorted((*dutch.analyse(word), word, count) for word, count in self._counts.items() if count)
        self._connection.executemany(
            "INSERT INTO word (folded, term, written, questions) VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET questions = questions + excluded.questions",
            rows,
        )
        self._connection.executemany(
            "DELETE FROM word WHERE folded = ? AND written = ? AND questions = 0",
            [(folded, written) for folded, _, written, count in rows if count < 0],
        )
        self._counts.clear()


def _one_letter_off(word: str) -> set[str]:
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return {
        *(before + after[1:] for before, after in cuts if after),
        *(before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1),
        *(before + letter + after[1:] for before, after in cuts if after for letter in ascii_lowercase),
        *(before + letter + after for before, after in cuts for letter in ascii_lowercase),
    }


def _words(question: WrittenQuestion) -> set[str]:
    return dutch.words("\n".join(text_of(question, text) for text in Text))
