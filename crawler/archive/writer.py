"""The archive for writing: what a crawl fetched, one transaction a reply, and nothing worse over what is held.

A crawl that is killed at any moment goes on from here. What is left to do is in backlog.py, what the search listed
in listings.py, what was asked for in runs.py.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, Self

from crawler import clock
from crawler.archive.catalogue import CATALOGUE, create_catalogue, hold, reading
from crawler.archive.doubt import doubt, lost_fields
from crawler.archive.reader import Archive
from crawler.limits import A_NIGHT
from crawler.parliament.documents import breaks_off
from crawler.parliament.facts import Facts
from crawler.parliament.opendata import Detail, Fragment, digest, parties
from crawler.parliament.records import FileLink
from crawler.parliament.search import SearchHit
from crawler.reply import Reply


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong: `kind` is scope, search, hit, details, member, file or recheck, `key` says which, `count` how
    often."""

    kind: str
    key: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Stored:
    """How many records were stored, and how many of them lack what was held: they do not count yet."""

    count: int = 0
    doubted: int = 0

    def __add__(self, other: "Stored") -> "Stored":
        return Stored(self.count + other.count, self.doubted + other.doubted)


class Ledger(Archive):
    """The archive, held for writing by one crawl at a time; `run` is the run to which belongs what is stored."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, held: BinaryIO):
        super().__init__(folder, connection)
        self._lock = held
        self.run = 0

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the archive for writing, and make it where there is none. Raises ArchiveBusy or ArchiveDamaged."""
        held = hold(folder)
        try:
            ledger = cls(folder, create_catalogue(folder), held)
        except BaseException:
            held.close()
            raise
        ledger._files.remove_parts()
        return ledger

    def close(self) -> None:
        """Close the catalogue and let the next crawl in."""
        super().close()
        self._lock.close()

    # --- storing ---------------------------------------------------------------------------------

    def store_hits(self, reply: Reply, hits: Iterable[tuple[SearchHit, Facts]], due: Collection[int]) -> Stored:
        """Keep what the hits of a page of search results say, and which of their questions are due."""
        stored = doubted = 0
        with self.transaction():
            for hit, facts in hits:
                self.execute(
                    "INSERT INTO question (id, due, answered, crawled_at) VALUES (?, ?, ?, ?) "
                    "ON CONFLICT (id) DO UPDATE SET due = due OR excluded.due, "
                    "answered = answered OR excluded.answered",
                    [hit.question, hit.question in due, hit.answered, clock.stamp()],
                )
                self.execute(
                    "INSERT INTO hit (key, question, published) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
                    "question = excluded.question, published = coalesce(excluded.published, published), "
                    "missed_at = NULL, gone = 0",
                    [hit.key, hit.question, _iso(hit.listed_on)],
                )
                lost = self._store_record(hit.question, "search", hit.key, reply, hit.digest, facts)
                self._store_links(hit.question, facts.files)
                stored += 1
                if lost:
                    doubted += 1
                    self.store_failure("hit", hit.key, doubt(lost))
                else:
                    self._clear("hit", hit.key)
        return Stored(stored, doubted)

    def store_details(self, reply: Reply, details: Mapping[int, Detail]) -> Stored:
        """Keep the open data of questions."""
        with self.transaction():
            stored = [self._store_detail(question, "opendata", reply, detail) for question, detail in details.items()]
        return sum(stored, Stored())

    def store_page(self, reply: Reply, question: int, facts: Facts) -> Stored:
        """Keep the page of a question."""
        page = Detail(facts, hashlib.sha256(reply.body).hexdigest(), member=None)
        with self.transaction():
            return self._store_detail(question, "page", reply, page)

    def store_member(self, reply: Reply, member: int, record: Fragment) -> None:
        """Keep the record of a member, unless it has lost the parties that the one held tells of."""
        held = self.rows("SELECT body FROM member WHERE id = ? AND body IS NOT NULL", [member])
        with self.transaction():
            if held and parties(self._members(held[0][0])) and not parties(record):
                self.store_failure("member", str(member), doubt(["parties"]))
                return
            self.execute(
                "INSERT INTO member (id, body, digest, fetched_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE "
                "SET body = excluded.body, digest = excluded.digest, fetched_at = excluded.fetched_at",
                [member, self._store_body(reply), digest(record), clock.stamp()],
            )
            self._clear("member", member)

    def store_file(self, pfile: int, reply: Reply, odd: str | None) -> None:
        """Keep the bytes of a file. `odd` says why they are no document; then they never replace one that is."""
        if (held := self.held_document(pfile)) is not None and (worse := odd or _worse(held, reply.body)):
            with self.transaction():
                self.store_failure("recheck", str(pfile), worse)
            return
        sha256 = self._files.write(reply.body)
        with self.transaction():
            self.execute("INSERT INTO file (pfile, url) VALUES (?, ?) ON CONFLICT DO NOTHING", [pfile, reply.url])
            known = self.execute(
                "SELECT sha256 FROM file_version WHERE pfile = ? ORDER BY number DESC LIMIT 1", [pfile]
            ).fetchone()
            row = {
                "pfile": pfile,
                "sha256": sha256,
                "bytes": len(reply.body),
                "media_type": reply.media_type,
                "filename": reply.filename,
                "good": odd is None,
                "etag": reply.etag,
                "last_modified": reply.last_modified,
                "run": self.run,
                "now": clock.stamp(),
            }
            self.execute(
                # The same bytes keep their name where the server no longer says it.
                "UPDATE file SET media_type = CASE sha256 WHEN :sha256 THEN coalesce(:media_type, media_type) "
                "ELSE :media_type END, filename = CASE sha256 WHEN :sha256 THEN coalesce(:filename, filename) "
                "ELSE :filename END, sha256 = :sha256, bytes = :bytes, is_document = :good, etag = :etag, "
                "last_modified = :last_modified, fetched_at = :now, checked_at = :now WHERE pfile = :pfile",
                row,
            )
            if known != (sha256,):
                self.execute(
                    "INSERT INTO file_version (pfile, sha256, bytes, media_type, filename, run, seen_at, record) "
                    "VALUES (:pfile, :sha256, :bytes, :media_type, :filename, :run, :now, "
                    "(SELECT coalesce(max(number), 0) FROM record))",
                    row,
                )
            self._clear("recheck", pfile)
            if odd:
                self.store_failure("file", str(pfile), odd)
            else:
                self._clear("file", pfile)

    def keep_file(self, pfile: int) -> None:
        """The server says that a file is still what is held."""
        with self.transaction():
            self.execute("UPDATE file SET checked_at = ? WHERE pfile = ?", [clock.stamp(), pfile])
            self._clear("recheck", pfile)

    def held_document(self, pfile: int) -> bytes | None:
        """The document that is held of a file; None where there is none, or it is not on the disk."""
        rows = self.rows("SELECT sha256 FROM file WHERE pfile = ? AND is_document", [pfile])
        path = self.file_path(rows[0][0]) if rows else None
        return path.read_bytes() if path and path.is_file() else None

    def fail(self, kind: str, key: str, reason: str) -> None:
        """Record that something went wrong; it is tried again later."""
        with self.transaction():
            if kind == "details":
                self.execute(
                    "INSERT INTO question (id, due, crawled_at) VALUES (?, 1, ?) "
                    "ON CONFLICT (id) DO UPDATE SET due = 1",
                    [int(key), clock.stamp()],
                )
            self.store_failure(kind, key, reason)

    def forgive(self, failed: Iterable[tuple[str, str]]) -> None:
        """These failed because the service was down: that does not count against them."""
        with self.transaction():
            for kind, key in failed:
                self.execute(
                    "UPDATE failure SET count = max(count - 1, 0) WHERE kind = ? AND key = ? AND run = ?",
                    [kind, key, self.run],
                )

    def failures(self) -> tuple[Failure, ...]:
        """What went wrong in this run."""
        rows = self.rows("SELECT kind, key, reason, count FROM failure WHERE run = ? ORDER BY kind, key", [self.run])
        return tuple(Failure(*row) for row in rows)

    def failed_before(self, kind: str, key: int) -> bool:
        """Whether that went wrong in an earlier run, other than in an outage, and never went right since."""
        earlier = "SELECT 1 FROM failure WHERE kind = ? AND key = ? AND run != ? AND count > 0"
        return bool(self.rows(earlier, [kind, str(key), self.run]))

    def execute(self, statement: str, values: Iterable[object] | Mapping[str, object] = ()) -> sqlite3.Cursor:
        """Run a statement that writes, inside a transaction."""
        return self._db.execute(statement, values)  # type: ignore[arg-type]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written in the body is kept, or nothing."""
        with reading(self.folder / CATALOGUE):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                # A full disk may have rolled back already.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    # --- parts of these --------------------------------------------------------------------------

    def _store_detail(self, question: int, source: str, reply: Reply, detail: Detail) -> Stored:
        self.execute(
            "INSERT INTO question (id, due, answered, member, checked_by, crawled_at) VALUES (?, 0, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET due = 0, answered = answered OR excluded.answered, "
            "member = coalesce(excluded.member, member), checked_by = excluded.checked_by, "
            "crawled_at = excluded.crawled_at",
            [question, detail.facts.answered_on is not None, detail.member, self.run, clock.stamp()],
        )
        lost = self._store_record(question, source, "", reply, detail.digest, detail.facts)
        self._store_links(question, detail.facts.files)
        if detail.member is not None:
            self.execute("INSERT INTO member (id) VALUES (?) ON CONFLICT DO NOTHING", [detail.member])
        if lost:
            self.execute("UPDATE question SET due = 1 WHERE id = ?", [question])
            self.store_failure("details", str(question), doubt(lost))
        else:
            self._clear("details", question)
        return Stored(1, int(bool(lost)))

    def _store_record(
        self, question: int, source: str, key: str, reply: Reply, version: str, facts: Facts
    ) -> tuple[str, ...]:
        """Add a version of a record, if it is one; returns what it has lost, for which it does not count yet."""
        newest = self.execute(
            "SELECT number, body, digest, doubted, seen_at FROM record WHERE question = ? AND source = ? AND key = ? "
            "ORDER BY number DESC LIMIT 2",
            [question, source, key],
        ).fetchall()
        doubted = newest[0] if newest and newest[0][3] else None
        held = next((row for row in newest if not row[3]), None)
        lost: tuple[str, ...] = ()
        if held and held[2] != version:
            lost = lost_fields(self._facts(question, source, key, held[1]), facts)
        if doubted and doubted[2] == version:
            if clock.age(doubted[4]) < A_NIGHT:
                return lost
            self.execute("UPDATE record SET doubted = 0 WHERE number = ?", [doubted[0]])
            return ()
        if doubted:
            # It never counted, and the source did not stand by it.
            self.execute("DELETE FROM record WHERE number = ?", [doubted[0]])
        if not held or held[2] != version:
            self.execute(
                "INSERT INTO record (question, source, key, body, digest, run, seen_at, doubted) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [question, source, key, self._store_body(reply), version, self.run, clock.stamp(), bool(lost)],
            )
        return lost

    def _store_body(self, reply: Reply) -> str:
        sha256 = hashlib.sha256(reply.body).hexdigest()
        held = self.execute("SELECT 1 FROM body WHERE sha256 = ?", [sha256]).fetchone()
        if not held:
            self.execute(
                "INSERT INTO body (sha256, data, url, content_type) VALUES (?, ?, ?, ?)",
                [sha256, zlib.compress(reply.body), reply.url, reply.media_type],
            )
        return sha256

    def _store_links(self, question: int, links: Iterable[FileLink]) -> None:
        for link in links:
            self.execute("INSERT INTO file (pfile, url) VALUES (?, ?) ON CONFLICT DO NOTHING", [link.pfile, link.url])
            self.execute(
                "INSERT INTO question_file (question, pfile) VALUES (?, ?) ON CONFLICT DO NOTHING",
                [question, link.pfile],
            )

    def store_failure(self, kind: str, key: str, reason: str) -> None:
        """Record that something went wrong, inside a transaction."""
        self.execute(
            "INSERT INTO failure (kind, key, reason, count, run, last_at) VALUES (?, ?, ?, 1, ?, ?) "
            "ON CONFLICT (kind, key) DO UPDATE SET reason = excluded.reason, count = count + 1, "
            "run = excluded.run, last_at = excluded.last_at",
            [kind, key, reason, self.run, clock.stamp()],
        )

    def _clear(self, kind: str, key: int | str) -> None:
        self.execute("DELETE FROM failure WHERE kind = ? AND key = ?", [kind, str(key)])


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _worse(held: bytes, new: bytes) -> str | None:
    return "the file breaks off, which it did not before" if breaks_off(new) and not breaks_off(held) else None
