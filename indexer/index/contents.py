"""What an index holds whatever its engine: records, words, compounds, counts, titles, files and figures of its
questions."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol

from indexer import dutch
from indexer.corpus.source import SourceState
from indexer.errors import QueryRefused
from indexer.fields import Facet
from indexer.history.versions import Revision
from indexer.index import (
    citations,
    completeness,
    completions,
    facts,
    files,
    lexicon,
    parts,
    profiles,
    records,
    revisions,
    statistics,
    titles,
)
from indexer.index.citations import Citations, CitationWriter
from indexer.index.completeness import Holdings, HoldingWriter
from indexer.index.completions import Words
from indexer.index.database import Database, writing
from indexer.index.facts import Facts, FactWriter
from indexer.index.files import Files, FileWriter
from indexer.index.gathering import Gathered, gathered_of
from indexer.index.lexicon import Lexicon, LexiconWriter, write_trusted
from indexer.index.parts import Parts, writing_parts
from indexer.index.profiles import Profiles, writing_profiles
from indexer.index.records import Records, RecordWriter
from indexer.index.revisions import Revisions, RevisionWriter
from indexer.index.statistics import Statistics, StatisticsWriter
from indexer.index.titles import Titles, TitleWriter
from indexer.query import Names
from indexer.query.plan import Plan, Rows

_TABLES = (
    records.TABLE,
    lexicon.TABLE,
    lexicon.TRUSTED_TABLE,
    parts.TABLE,
    statistics.TABLE,
    files.TABLE,
    completions.TABLE,
    *titles.TABLES,
    *facts.TABLES,
    *profiles.TABLES,
    *citations.TABLES,
    *revisions.TABLES,
    *completeness.TABLES,
)


_REMEMBERED = 100
"""Exact words, with the questions that have them."""


class Contents:
    """What a finished generation holds, open for reading. Threads may share it."""

    def __init__(self, generation: Path) -> None:
        """Raises OSError, IndexDamaged or IndexOutdated."""
        self._database = Database(generation)
        self.records = Records(self._database)
        self.parts = Parts(self._database)
        self.lexicon = Lexicon(self._database, self.parts)
        self.statistics = Statistics(self._database)
        self.files = Files(self._database)
        self.titles = Titles(self._database)
        self.words = Words(self._database)
        self.facts = Facts(self._database)
        self.profiles = Profiles(self._database)
        self.citations = Citations(self._database)
        self.revisions = Revisions(self._database)
        self.completeness = Holdings(self._database)

    def close(self) -> None:
        """Release the file."""
        self._database.close()


class ContentsVocabulary:
    """The words and values of a generation, as queries are lowered with them."""

    def __init__(self, contents: Contents, find: Callable[[Plan], Collection[int]] | None = None) -> None:
        """`find` gives the ids that a plan finds; without it all questions are looked through."""
        self._contents = contents
        self._find = find or (lambda plan: contents.records.ids())
        self._written: dict[Rows, frozenset[int]] = {}
        self.terms = contents.lexicon.terms
        self.terms_of = contents.lexicon.terms_of
        self.compounds = contents.parts.compounds
        self.matching = contents.lexicon.matching
        self.misspelt = contents.lexicon.misspelt
        self.with_file = contents.files.questions_with
        self._names = {facet: Names(contents.statistics.counts(facet)) for facet in Facet}

    def names(self, facet: Facet) -> Names:
        """The values of a facet."""
        return self._names[facet]

    def written(self, rows: Rows, limit: int | None) -> frozenset[int]:
        """The ids of the questions in one of whose texts a row is `rows.written`, as it is there.

        Raises QueryRefused where more questions than the limit would have to be read.
        """
        if rows not in self._written:
            found = frozenset(self._find(Rows(rows.rows, rows.texts)))
            if not self._is_always(rows):
                found = self._read(rows, found, limit)
            if len(self._written) >= _REMEMBERED:
                self._written.clear()
            self._written[rows] = found
        return self._written[rows]

    def _is_always(self, rows: Rows) -> bool:
        """Whether its words are written in no other way."""
        words = dutch.words(rows.written or "")
        spellings = self._contents.lexicon.spellings({term for row in rows.rows for term in row})
        return all(spelling.word in words for some in spellings.values() for spelling in some) and len(words) == 1

    def _read(self, rows: Rows, found: frozenset[int], limit: int | None) -> frozenset[int]:
        if limit is not None and len(found) > limit:
            raise QueryRefused(
                "too_common",
                f"`={rows.written}` may stand in {len(found)} questions, {limit} is the most: write it without =",
                limit=limit,
                term=f"={rows.written}",
            )
        looks = dutch.as_written(rows.written or "")
        return frozenset(
            question_id
            for question_id, texts in self._contents.records.texts(found)
            if any(looks.search(dutch.lower_case(texts[text])) for text in rows.texts)
        )


class _Writer(Protocol):
    """Puts rows into the file of a new generation, and takes them out."""

    def put(self, rows: Sequence[Any]) -> None: ...

    def take(self, rows: Sequence[Any]) -> None: ...

    def finish(self) -> None: ...


class ContentsWriter:
    """Fills the file of a new generation while the engine fills its own."""

    def __init__(self, connection: sqlite3.Connection, of_words: ExitStack, of_facts: ExitStack) -> None:
        """Processes that make something of all words, and of all facts, are started on these: closing one writes what
        they made."""
        self._connection = connection
        self._of_words, self._of_facts = of_words, of_facts
        self._records = RecordWriter(connection)
        self._revisions = RevisionWriter(connection)
        self._holdings = HoldingWriter(connection)
        self._words = LexiconWriter(connection)
        self._writers: tuple[_Writer, ...] = (  # each of what the function at the same place of ROWS_OF gives
            StatisticsWriter(connection),
            FileWriter(connection),
            TitleWriter(connection),
            FactWriter(connection),
            CitationWriter(connection),
            self._holdings,
        )

    def take_out(self, ids: Collection[int]) -> None:
        """Take these questions out, where they are there."""
        self._revisions.take_out(ids)
        for gathered in gathered_of(filter(None, map(self._records.take, ids))):
            self._words.take(gathered.words)
            for writer, rows in zip(self._writers, gathered.rows, strict=True):
                writer.take(rows)

    def putting(self, questions: Iterable[Gathered]) -> Iterator[Any]:
        """Put in what was gathered of questions, as it passes; what remains of it is the engine's. While that still
        writes the last of it, processes take words apart and count for profiles."""
        for gathered in questions:
            self._records.put(gathered.records)
            self._words.put(gathered.words)
            for writer, rows in zip(self._writers, gathered.rows, strict=True):
                writer.put(rows)
            yield from gathered.made
        self._of_facts.enter_context(writing_profiles(self._connection))
        self._words.finish()
        self._of_words.enter_context(writing_parts(self._connection))

    def put_history(self, question_id: int, revisions: tuple[Revision, ...]) -> None:
        """Put in how a question that passed changed at the source."""
        self._revisions.put_history(question_id, revisions)

    def put_source(self, source: SourceState | None) -> None:
        """Count completeness by what is known of the source."""
        self._holdings.source = source

    def finish(self) -> None:
        """Write what is still held in memory, and what is made of all of it but for the parts of words."""
        for writer in self._writers:
            writer.finish()
        write_trusted(self._connection)
        completions.keep_ready(self._connection)
        self._of_facts.close()


@contextmanager
def writing_contents(generation: Path, base: Path | None) -> Iterator[ContentsWriter]:
    """The contents of a new generation: those of the base to begin with, or none. Raises OSError on a full disk."""
    with writing(generation, base, _TABLES) as connection, ExitStack() as of_words, ExitStack() as of_facts:
        writer = ContentsWriter(connection, of_words, of_facts)
        yield writer
        writer.finish()
