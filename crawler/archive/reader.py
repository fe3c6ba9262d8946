"""The archive for reading: what the parliament sent, byte for byte, and the questions it tells of.

    archive/catalogue.sqlite     what was seen, fetched and failed, and the records as they came
    archive/files/ab/abcd...     the files, named by their sha256

Records are parsed when they are read, so a better parser needs no new crawl.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from crawler.archive.catalogue import CATALOGUE, open_catalogue, reading
from crawler.archive.files import Files
from crawler.archive.summary import ArchiveSummary, summarise
from crawler.errors import ArchiveDamaged
from crawler.parliament.encoding import decoded
from crawler.parliament.facts import Facts, join
from crawler.parliament.opendata import parse_member, parse_questions, party_on, question_facts
from crawler.parliament.page import parse_page
from crawler.parliament.records import ArchivedQuestion, FileLink, QuestionRecord, StoredFile
from crawler.parliament.search import SearchHit, by_key, parse_search, search_facts
from crawler.parliament.shapes import LARGEST, NotUnderstood

# The best first: what a later source says counts where those before it are silent.
_SOURCES = ("opendata", "page", "search")
_CALLED = {"opendata": "open data", "page": "page", "search": "search"}
_BODIES_IN_MEMORY = 32
_FILES_OF_QUESTIONS = (
    "question_file JOIN file USING (pfile) LEFT JOIN failure ON kind = 'file' AND key = CAST(pfile AS TEXT)"
)
_Values = Sequence[object] | Mapping[str, object]
_Parts = dict[tuple[str, str], object]


class Record(NamedTuple):
    """A version of what a source says of a question: the digest of its part of a body, and when it was first seen."""

    number: int
    source: str
    key: str
    body: str
    digest: str
    run: int | None
    seen_at: str | None


class HeldFile(NamedTuple):
    """What is held of a file (None: nothing), and why it is not, or not a document."""

    sha256: str | None
    bytes: int | None
    media_type: str | None
    filename: str | None
    failure: str | None


class Archive:
    """The archive, open for reading. Use it as a context manager."""

    def __init__(self, folder: Path, connection: sqlite3.Connection):
        self.folder = folder
        self._db = connection
        self._files = Files(folder)
        # Neighbours in the archive came in the same replies, so a few parsed ones serve many questions.
        self._search_hits = lru_cache(_BODIES_IN_MEMORY)(self._parse_search_hits)
        self._opendata_facts = lru_cache(_BODIES_IN_MEMORY)(self._parse_opendata)
        self._members = lru_cache(1024)(self._parse_member)
        self._doubt = lru_cache(_BODIES_IN_MEMORY)(self._find_doubt)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open an existing archive. Raises ArchiveMissing or ArchiveDamaged."""
        return cls(folder, open_catalogue(folder))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the catalogue."""
        self._db.close()

    def __len__(self) -> int:
        return int(self.rows("SELECT count(DISTINCT question) FROM record")[0][0])

    def fingerprints(self) -> dict[int, str]:
        """For every question what changes when one of its records or files does."""
        return {question: _fingerprint(parts) for question, parts in sorted(self._parts().items())}

    def question(self, question_id: int) -> ArchivedQuestion:
        """The question with that id. Raises KeyError if it is not held, ArchiveDamaged if it cannot be read."""
        question = self.joined(question_id, self.records(question_id), self._held_files(question_id))
        return replace(question, fingerprint=_fingerprint(self._parts(question_id)[question_id]))

    def records(self, question_id: int) -> list[Record]:
        """Every version of the records of a question that counts or did, the oldest first. Raises KeyError."""
        rows = []
        if abs(question_id) <= LARGEST:  # else SQLite would not even look
            rows = self.rows(
                "SELECT number, source, key, body, digest, run, seen_at FROM record WHERE question = ? "
                "AND NOT doubted ORDER BY number",
                [question_id],
            )
        if not rows:
            raise KeyError(question_id)
        return [Record(*row) for row in rows]

    def joined(
        self, question_id: int, records: Iterable[Record], held: Mapping[int, HeldFile], fingerprint: str = ""
    ) -> ArchivedQuestion:
        """The question that these records tell of, with these files. The last record of a source and key counts."""
        newest = {(record.source, record.key): record for record in records}
        crawled_at, member = self.rows(
            "SELECT crawled_at, body FROM question LEFT JOIN member ON member.id = question.member "
            "WHERE question.id = ?",
            [question_id],
        )[0]
        record = self._join(question_id, newest.values(), member)
        files = _stored_files(record.files, held)
        return ArchivedQuestion(
            record=replace(record, files=tuple(file.link for file in files)),
            files=files,
            crawled_at=datetime.fromisoformat(crawled_at),
            fingerprint=fingerprint,
        )

    def questions(self, ids: Iterable[int] | None = None) -> Iterator[ArchivedQuestion]:
        """Those questions, or all, by id."""
        if ids is None:
            ids = [row[0] for row in self.rows("SELECT DISTINCT question FROM record")]
        for question_id in sorted(ids):
            yield self.question(question_id)

    def file_path(self, sha256: str) -> Path:
        """Where the file with that sha256 stands."""
        return self._files.path(sha256)

    def file_bytes(self, sha256: str) -> bytes:
        """The file with that sha256. Raises ArchiveDamaged if it is missing or not what was stored."""
        return self._files.read(sha256)

    def summary(self) -> ArchiveSummary:
        """How much is held, what the runs did and what failed."""
        return summarise(self.rows, self.folder)

    def _parts(self, question_id: int | None = None) -> dict[int, _Parts]:
        """What the fingerprints are made of: the digests of records and files, of one question or of all."""
        only = "" if question_id is None else "WHERE {} = ?"
        values = [] if question_id is None else [question_id]
        parts: dict[int, _Parts] = {}
        for question, source, key, digest in self._iterate(
            "SELECT question, source, key, digest FROM record WHERE NOT doubted "
            f"{only.format('question').replace('WHERE', 'AND')} ORDER BY number",
            values,
        ):
            parts.setdefault(question, {})[source, key] = digest
        for question, member, digest in self._iterate(
            "SELECT question.id, member.id, digest FROM question JOIN member ON member.id = question.member "
            + only.format("question.id"),
            values,
        ):
            if question in parts:
                parts[question]["member", str(member)] = digest
        for question, pfile, sha256, reason in self._iterate(
            f"SELECT question, pfile, sha256, reason FROM {_FILES_OF_QUESTIONS} {only.format('question')}", values
        ):
            if question in parts:
                parts[question]["file", str(pfile)] = (sha256, reason)
        return parts

    def _join(self, question_id: int, records: Collection[Record], member_body: str | None) -> QuestionRecord:
        sources: dict[str, Facts] = {}
        hits = []
        try:
            for record in records:
                if record.source == "search":
                    hits.append(self._search_hits(record.body)[question_id, record.key])
                else:
                    sources[record.source] = self._facts(question_id, record.source, record.key, record.body)
            if hits:
                sources["search"] = search_facts(hits)
            facts = [sources[name] for name in _SOURCES if name in sources]
            asked_on = join(question_id, facts).asked_on
            party = party_on(self._members(member_body), asked_on) if member_body else None
        except (NotUnderstood, KeyError) as error:
            raise ArchiveDamaged(
                f"question {question_id} in {self.folder} cannot be read from its stored records ({error!r})"
            ) from error
        joined = join(question_id, facts, party)
        doubts = [f"{_CALLED[record.source]}: {doubt}" for record in records if (doubt := self._doubt(record.body))]
        return replace(joined, notes=tuple(dict.fromkeys((*joined.notes, *doubts))))

    def _facts(self, question_id: int, source: str, key: str, body: str) -> Facts:
        """What one record says. Raises KeyError or NotUnderstood where its body does not hold it."""
        match source:
            case "search":
                return search_facts([self._search_hits(body)[question_id, key]])
            case "opendata":
                return self._opendata_facts(body)[question_id]
            case _:
                return parse_page(*self._body(body))

    def _held_files(self, question_id: int) -> dict[int, HeldFile]:
        rows = self.rows(
            f"SELECT pfile, sha256, bytes, media_type, filename, reason FROM {_FILES_OF_QUESTIONS} WHERE question = ?",
            [question_id],
        )
        return {row[0]: HeldFile(*row[1:]) for row in rows}

    def _parse_search_hits(self, sha256: str) -> dict[tuple[int, str], SearchHit]:
        return by_key(parse_search(*self._body(sha256)).hits)

    def _parse_opendata(self, sha256: str) -> dict[int, Facts]:
        body, url, content_type = self._body(sha256)
        records = parse_questions(body, content_type)
        return {question: question_facts(record, url) for question, record in records.items()}

    def _parse_member(self, sha256: str) -> dict[str, Any]:
        body, _, content_type = self._body(sha256)
        return parse_member(body, content_type)

    def _find_doubt(self, sha256: str) -> str | None:
        """Why a reply may have been written in another encoding than it was read in."""
        body, _, content_type = self._body(sha256)
        return decoded(body, content_type).doubt

    def _body(self, sha256: str) -> tuple[bytes, str, str | None]:
        """A reply as it came, from where, and what the server called it."""
        rows = self.rows("SELECT data, url, content_type FROM body WHERE sha256 = ?", [sha256])
        try:
            data = zlib.decompress(rows[0][0])
        except (IndexError, zlib.error) as error:
            raise ArchiveDamaged(f"an answer in {self.folder / CATALOGUE} is missing or damaged") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ArchiveDamaged(f"an answer in {self.folder / CATALOGUE} is not what was stored")
        return data, rows[0][1], rows[0][2]

    def rows(self, statement: str, values: _Values = ()) -> list[tuple[Any, ...]]:
        """What the catalogue answers. Raises ArchiveDamaged."""
        return list(self._iterate(statement, values))

    def _iterate(self, statement: str, values: _Values = ()) -> Iterator[tuple[Any, ...]]:
        with reading(self.folder / CATALOGUE):
            yield from self._db.execute(statement, values)


def _stored_files(links: Iterable[FileLink], held: Mapping[int, HeldFile]) -> tuple[StoredFile, ...]:
    files = []
    for link in links:
        file = held.get(link.pfile) or HeldFile(None, None, None, None, None)
        files.append(
            StoredFile(
                link=replace(link, filename=link.filename or file.filename),
                sha256=file.sha256,
                bytes=file.bytes,
                media_type=file.media_type,
                failure=file.failure or (None if file.sha256 else "not fetched yet"),
            )
        )
    return tuple(files)


def _fingerprint(parts: _Parts) -> str:
    return hashlib.sha256(repr(sorted(parts.items())).encode()).hexdigest()[:32]
