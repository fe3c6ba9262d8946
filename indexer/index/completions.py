"""What somebody who began to type may mean: the values of facets, and the words of the lexicon, that begin so."""

import re
import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from heapq import nsmallest
from itertools import groupby
from typing import NamedTuple

from indexer import dutch
from indexer.fields import Facet
from indexer.index.database import Database

TABLE = """
CREATE TABLE completion (
    begun     TEXT NOT NULL,     -- the first letters of words, folded
    place     INTEGER NOT NULL,  -- among the words that begin so, the most frequent first
    written   TEXT NOT NULL,     -- of all forms of a word, the most frequent
    term      TEXT NOT NULL,
    questions INTEGER NOT NULL,  -- in which it stands as it is written here
    PRIMARY KEY (begun, place)
) WITHOUT ROWID
"""

SUGGESTED = (Facet.MINISTER, Facet.ASKER, Facet.PARTY, Facet.THEME)
"""The facets whose values are offered to somebody who types."""

LEAST_LETTERS = 2
"""Of a word, before others are offered that begin so."""

_KEPT = 40
"""Words that are kept ready for each beginning."""

_KEPT_LETTERS = (2, 3)
"""Beginnings so long stand for tens of thousands of words: theirs are kept ready. Longer ones are looked up."""

_STOP_WORDS = ", ".join(map(repr, sorted(dutch.STOP_WORDS)))
# What holds a figure is none, but for covid-19 and its like: most are words with the mark of a footnote.
_IS_WORD = f"""
    (folded NOT GLOB '*[0-9]*' OR written GLOB '[^0-9]*-*') AND folded NOT IN ({_STOP_WORDS})
"""
# Of the forms of a word, the bare columns are those of the row that has the most questions.
_LOOK_UP = f"""
    SELECT written, term, max(questions) AS questions, sum(questions) AS total FROM word
    WHERE folded >= ? AND folded < ? AND {_IS_WORD}
    GROUP BY term ORDER BY total DESC, written LIMIT ?
"""
_WORDS = f"""
    SELECT folded, written, term, questions FROM word
    WHERE length(folded) >= {LEAST_LETTERS} AND {_IS_WORD} ORDER BY folded, written
"""

_PARTICLES = "van vande vanden vander de den der het t ten ter te la le du di d"
PARTICLES = frozenset(_PARTICLES.split())
"""Words of names that count with the word behind them."""

_NO_LETTERS = re.compile(r"[\W_]+")


_Word = tuple[str, str, str, int]
"""Of the lexicon: folded, as it is written, its term, and how many questions have it."""


class Completion(NamedTuple):
    """A word as it is written, the term it is searched by, and how many questions it stands in so written."""

    written: str
    term: str
    questions: int


class Words:
    """The words of a finished generation by how they begin."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def beginning(self, begun: str, limit: int) -> list[Completion]:
        """The most frequent words that begin so, folded; of all forms of one, the most frequent. No figures, no stop
        words, at most 40."""
        limit = min(limit, _KEPT)
        if len(begun) < LEAST_LETTERS:
            return []
        if len(begun) in _KEPT_LETTERS:
            statement = "SELECT written, term, questions FROM completion WHERE begun = ? AND place <= ? ORDER BY place"
            return [Completion(*row) for row in self._database.rows(statement, [begun, limit])]
        rows = self._database.rows(_LOOK_UP, [begun, begun + "\U0010ffff", limit])
        return [Completion(written, term, questions) for written, term, questions, _ in rows]


class Values:
    """The values of a facet by how their words begin. Made once for an index."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._units = {value: _units(value) for value in counts}
        self._by_unit = sorted((unit, value) for value, units in self._units.items() for unit in units)

    def beginning(self, typed: str) -> list[tuple[str, int]]:
        """The values with a word for each word typed that begins so, whatever their order, the most frequent first.

        A particle counts with the word behind it: `van den b`, `vandenb` and `b` all begin Van den Bossche.
        """
        *others, last = _joined(typed) or [""]
        if not last:
            return []
        found = {
            value
            for value in self._with_unit(last)
            if all(any(unit.startswith(other) for unit in self._units[value]) for other in others)
        }
        return sorted(((value, self._counts[value]) for value in found), key=lambda one: (-one[1], one[0]))

    def _with_unit(self, begun: str) -> Iterator[str]:
        for place in range(bisect_left(self._by_unit, (begun,)), len(self._by_unit)):
            unit, value = self._by_unit[place]
            if not unit.startswith(begun):
                return
            yield value


def keep_ready(connection: sqlite3.Connection) -> None:
    """Keep the words of the lexicon, once it is whole, that short beginnings stand for."""
    connection.execute("DELETE FROM completion")
    connection.executemany("INSERT INTO completion VALUES (?, ?, ?, ?, ?)", _ready(connection.execute(_WORDS)))


def _ready(words: Iterable[_Word]) -> Iterator[tuple[str, int, str, str, int]]:
    """The rows of all short beginnings, of words in the order of the alphabet."""
    two, three = _KEPT_LETTERS
    for begun, of_two in groupby(words, lambda word: word[0][:two]):
        alike = list(of_two)
        yield from _most_frequent(begun, alike)
        for longer, of_three in groupby(alike, lambda word: word[0][:three]):
            if len(longer) == three:
                yield from _most_frequent(longer, of_three)


def _most_frequent(begun: str, words: Iterable[_Word]) -> Iterator[tuple[str, int, str, str, int]]:
    """The rows of one beginning."""
    forms: dict[str, tuple[int, str, int]] = {}  # of each term all questions, its most frequent form, and those of that
    for _, written, term, questions in words:
        total, form, most = forms.get(term, (0, "", 0))
        forms[term] = (total + questions, written, questions) if questions > most else (total + questions, form, most)
    kept = nsmallest(_KEPT, ((-total, written, term, most) for term, (total, written, most) in forms.items()))
    for place, (_, written, term, questions) in enumerate(kept, 1):
        yield begun, place, written, term, questions


def _joined(text: str) -> list[str]:
    """The words of a text, folded, without signs, particles before the word that they belong to."""
    words: list[str] = []
    particle = ""
    for word in (_NO_LETTERS.sub("", dutch.fold(chunk)) for chunk in text.split()):
        if word in PARTICLES:
            particle += word
        elif word:
            words.append(particle + word)
            particle = ""
    return [*words, particle] if particle else words


def _units(value: str) -> frozenset[str]:
    """All that a value may be found by the beginning of."""
    chunks = value.split()
    units = {token.word for token in dutch.tokens(value)}
    units.update(_NO_LETTERS.sub("", dutch.fold(chunk)) for chunk in chunks)
    units.update(unit for first in range(len(chunks)) for unit in _joined(" ".join(chunks[first:]))[:1])
    return frozenset(units - {""})
