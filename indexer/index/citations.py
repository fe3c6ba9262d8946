"""What the questions of a generation cite: every citation in their texts, linked to the question that is meant."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from indexer.citing import Cited, Citing, Held, Links, Unlinked, Where, citations_in, sentence_around
from indexer.engines import Batch
from indexer.index.database import Database
from indexer.query import Names
from indexer.question import WrittenQuestion

TABLES = (
    """
CREATE TABLE citable (
    id          INTEGER PRIMARY KEY,
    number      INTEGER,
    session_year TEXT NOT NULL,
    asked_on    TEXT,
    answered_on TEXT,
    asker       TEXT NOT NULL,
    minister    TEXT NOT NULL,
    office      TEXT NOT NULL
)
""",
    """
CREATE TABLE citation (
    citing   INTEGER NOT NULL,
    place    INTEGER NOT NULL,  -- among the citations of the question, in the order of its texts
    text     TEXT NOT NULL,     -- question or answer; the tables that stand in neither count as of the answer
    part     TEXT,              -- the label of the part in which it stands
    words    TEXT NOT NULL,
    sentence TEXT NOT NULL,
    said     TEXT NOT NULL,     -- what it says of the question that it means, as JSON
    cited    INTEGER,           -- that question, where it is sure
    unlinked TEXT,              -- otherwise why not
    PRIMARY KEY (citing, place)
) WITHOUT ROWID
""",
    "CREATE INDEX cited_by ON citation (cited, citing) WHERE cited IS NOT NULL",
)

_COLUMNS = "citing, text, part, words, sentence, said, cited, unlinked"


class Citation(NamedTuple):
    """A citation in a text of the question `citing`: its words, its sentence, what it says, and the question that it
    means. Where that is not sure `cited` is None and `unlinked` says why."""

    citing: int
    text: Where
    part: str | None
    words: str
    sentence: str
    said: Cited
    cited: int | None
    unlinked: Unlinked | None


class Row(NamedTuple):
    """What a question is cited by and what it cites, as it is stored."""

    citable: tuple[Any, ...]
    citations: list[tuple[Any, ...]]


class Citations:
    """The citations of a finished generation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, question_id: int) -> list[Citation]:
        """All citations in the texts of a question, in their order."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM citation WHERE citing = ? ORDER BY place", [question_id])
        return [_citation(row) for row in rows]

    def to(self, question_id: int) -> list[Citation]:
        """The citations that mean a question, those of the newest question first."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM citation JOIN citable ON citable.id = citing "
            "WHERE cited = ? ORDER BY coalesce(citable.asked_on, '') DESC, citing DESC, place",
            [question_id],
        )
        return [_citation(row) for row in rows]


def rows_of(batch: Batch) -> list[Row]:
    """What questions are cited by, and what they cite."""
    return [_row(question) for question in batch.questions]


def _row(question: WrittenQuestion) -> Row:
    minister = question.minister
    citable = (
        question.id,
        question.number,
        question.session_year or "",
        question.asked_on.isoformat() if question.asked_on else None,
        question.answered_on.isoformat() if question.answered_on else None,
        question.asker.name if question.asker else "",
        minister.name if minister else "",
        (minister.title if minister else None) or "",
    )
    citations = [
        (place, question.id, where, _part(question, where, sentence), words, sentence, said.model_dump_json())
        for place, (where, words, sentence, said) in enumerate(_found(question))
    ]
    return Row(citable, citations)


class CitationWriter:
    """Puts in what questions cite, and links all of them once all questions are there."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, rows: Sequence[Row]) -> None:
        """Add questions that came."""
        self._connection.executemany(
            "INSERT INTO citable VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (row.citable for row in rows)
        )
        self._connection.executemany(
            f"INSERT INTO citation (place, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
            (citation for row in rows for citation in row.citations),
        )

    def take(self, rows: Sequence[Row]) -> None:
        """Take out questions that went, with what they cite."""
        ids = [(row.citable[0],) for row in rows]
        self._connection.executemany("DELETE FROM citable WHERE id = ?", ids)
        self._connection.executemany("DELETE FROM citation WHERE citing = ?", ids)

    def finish(self) -> None:
        """Link all citations anew: what one means depends on all questions that are held."""
        links = self._links()
        rows = self._connection.execute("SELECT citing, place, text, sentence, said FROM citation").fetchall()
        self._connection.executemany(
            "UPDATE citation SET cited = ?, unlinked = ? WHERE citing = ? AND place = ?", _linked(rows, links)
        )

    def _links(self) -> Links:
        held = [
            Held(question_id, number, year, _day(asked_on), _day(answered_on), *names)
            for question_id, number, year, asked_on, answered_on, *names in self._connection.execute(
                "SELECT id, number, session_year, asked_on, answered_on, asker, minister, office FROM citable "
                "ORDER BY id"
            )
        ]
        askers, ministers = Names({one.asker for one in held} - {""}), Names({one.minister for one in held} - {""})

        @lru_cache(maxsize=10_000)
        def called(names: Names, words: tuple[str, ...]) -> frozenset[str]:
            return names.called(words) or names.ending(words)

        return Links(held, lambda words: called(askers, tuple(words)), lambda words: called(ministers, tuple(words)))


def _linked(
    rows: Sequence[tuple[int, int, Where, str, str]], links: Links
) -> Iterator[tuple[int | None, str | None, int, int]]:
    for citing, place, where, sentence, said in rows:
        if question := links.get(citing):
            meant = links.meant(Cited.model_validate_json(said), Citing(question, where, sentence))
            cited, unlinked = (None, meant.value) if isinstance(meant, Unlinked) else (meant, None)
            yield cited, unlinked, citing, place


def _found(question: WrittenQuestion) -> Iterator[tuple[Where, str, str, Cited]]:
    """The citations in both texts, then those of tables that stand in neither."""
    known = set()
    texts: tuple[tuple[Where, str], ...] = (("question", question.question or ""), ("answer", question.answer or ""))
    for where, text in texts:
        for mention in citations_in(text):
            words = " ".join(text[mention.start : mention.end].split())
            known.add(words)
            yield where, words, sentence_around(text, mention.start, mention.end), mention.cited
    for text in (line for table in question.tables for line in table.text.split("\n")):
        for mention in citations_in(text):
            words = " ".join(text[mention.start : mention.end].split())
            if words not in known:
                yield "answer", words, sentence_around(text, mention.start, mention.end), mention.cited


def _part(question: WrittenQuestion, where: Where, sentence: str) -> str | None:
    sought = sentence.removeprefix("… ").removesuffix(" …")
    for part in question.parts:
        if sought in " ".join(((part.question if where == "question" else part.answer) or "").split()):
            return part.label
    notes = ((note.part, " ".join(f"{note.mark} {note.text}".split())) for note in question.footnotes)
    return next((part for part, text in notes if sought in text), None)


def _citation(row: Sequence[Any]) -> Citation:
    citing, text, part, words, sentence, said, cited, unlinked = row
    reason = Unlinked(unlinked) if unlinked else None
    return Citation(citing, text, part, words, sentence, Cited.model_validate_json(said), cited, reason)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
