"""The archive for writing: what a crawl has done, what is left to do, and what went wrong.

Everything is stored in one transaction per answer, so that a crawl killed at any moment goes on from there.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import IO, Self

from crawler.answer import Answer
from crawler.archive import Archive
from crawler.catalogue import CATALOGUE, create_catalogue, lock, reading
from crawler.parliament.addresses import Query
from crawler.parliament.facts import Facts
from crawler.parliament.opendata import Fragment, asker_needing_party, digest, question_facts
from crawler.parliament.search import SearchHit, search_facts
from crawler.parliament.shapes import BRUSSELS
from crawler.records import FileLink

# A file that came but is no document is usually the same the next time: asked again some days, then no more.
_ODD_FILE_TRIES = 3
_ODD_FILE_PAUSE = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong: `kind` is search, details, member or file, `key` says which, `count` how often so far."""

    kind: str
    key: str
    reason: str
    count: int


class Ledger(Archive):
    """The archive, held for writing by one crawl at a time."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, held: IO[str]):
        super().__init__(folder, connection)
        self._lock = held
        self.run = 0

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the archive for writing, and make it where there is none. Raises ArchiveBusy or ArchiveDamaged."""
        held = lock(folder)
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

    # --- runs and their windows ------------------------------------------------------------------

    def begin(self, scope: str) -> bool:
        """Begin a run, or go on with the unfinished one of the same scope; returns whether it goes on."""
        unfinished = self._rows(
            "SELECT id FROM run WHERE scope = ? AND finished_at IS NULL ORDER BY id DESC LIMIT 1", [scope]
        )
        with self._transaction():
            if unfinished:
                self.run = unfinished[0][0]
                # What went wrong the last time is tried again, also within the same run.
                self._db.execute("UPDATE failure SET run = 0 WHERE run = ?", [self.run])
            else:
                started = self._db.execute("INSERT INTO run (scope, started_at) VALUES (?, ?)", [scope, _now()])
                self.run = started.lastrowid or 0
        return bool(unfinished)

    def finish(self) -> None:
        """The run has done all there was to do."""
        with self._transaction():
            self._db.execute("UPDATE run SET finished_at = ? WHERE id = ?", [_now(), self.run])
            # Every window was asked for again: what is still missing failed in this run.
            self._db.execute("DELETE FROM failure WHERE kind = 'search' AND run != ?", [self.run])
            self._db.execute("DELETE FROM finished_window WHERE run = ?", [self.run])

    def finished_windows(self, query: Query) -> list[tuple[date, date]]:
        """The windows of publication days of that query, whatever its dates, that this run has finished."""
        found = []
        today = datetime.now(BRUSSELS).date()
        for since, until, on in self._rows(
            "SELECT since, until, finished_on FROM finished_window WHERE run = ? AND query = ?",
            [self.run, _undated(query)],
        ):
            last, day = date.fromisoformat(until), date.fromisoformat(on)
            # More may have been published later on the day on which a window was finished.
            whole = last if last < day or day == today else day - timedelta(days=1)
            found.append((date.fromisoformat(since), whole))
        return found

    def finish_window(self, query: Query) -> None:
        """Everything the search gave of that window is stored."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO finished_window (run, query, since, until, finished_on) VALUES (?, ?, ?, ?, ?)",
                [self.run, _undated(query), str(query.since), str(query.until), str(datetime.now(BRUSSELS).date())],
            )

    # --- what is left to do ----------------------------------------------------------------------

    def due_among(self, hits: Iterable[SearchHit]) -> set[int]:
        """Of which questions the details must be fetched: those new, changed, unanswered or never fetched."""
        due: set[int] = set()
        for hit in hits:
            held = self._rows(
                "SELECT due, answered, checked_by, (SELECT digest FROM record WHERE question = question.id "
                "AND source = 'search' AND key = ? ORDER BY number DESC LIMIT 1) FROM question WHERE id = ?",
                [hit.key, hit.question],
            )
            if not held:
                due.add(hit.question)
                continue
            is_due, answered, checked_by, known = held[0]
            changed = known != hit.digest
            if (is_due or changed or (not answered and checked_by != self.run)) and not (
                self._failed_now("details", hit.question)
            ):
                due.add(hit.question)
        return due

    def due_questions(self) -> list[int]:
        """The questions of which the details are still to be fetched, newest first."""
        rows = self._rows(
            "SELECT id FROM question WHERE due AND NOT EXISTS (SELECT 1 FROM failure WHERE kind = 'details' "
            "AND key = CAST(question.id AS TEXT) AND run = ?) ORDER BY id DESC",
            [self.run],
        )
        return [row[0] for row in rows]

    def has_checked(self, question: int) -> bool:
        """Whether this run has fetched the details of a question."""
        return bool(self._rows("SELECT 1 FROM question WHERE id = ? AND checked_by = ?", [question, self.run]))

    def due_members(self) -> list[int]:
        """The members whose records are still to be fetched."""
        return [row[0] for row in self._rows("SELECT id FROM member WHERE body IS NULL")]

    def due_files(self, question: int | None = None) -> list[tuple[int, str]]:
        """The files that are not held, of one question or of all, with their addresses, newest first."""
        rows = self._rows(
            "SELECT pfile, url FROM file WHERE (sha256 IS NULL OR NOT is_document) AND (:question IS NULL OR pfile IN "
            "(SELECT pfile FROM question_file WHERE question = :question)) ORDER BY pfile DESC",
            {"question": question},
        )
        return [(pfile, url) for pfile, url in rows if self.wants_file(pfile)]

    def wants_file(self, pfile: int) -> bool:
        """Whether a file should be asked for: it is not held, and was not tried in this run."""
        rows = self._rows("SELECT sha256, is_document FROM file WHERE pfile = ?", [pfile])
        sha256, is_document = rows[0] if rows else (None, None)
        if sha256 and not self.file_path(sha256).is_file():
            sha256 = None
        if sha256 and is_document:
            return False
        tried = self._rows("SELECT count, run, last_at FROM failure WHERE kind = 'file' AND key = ?", [str(pfile)])
        if not tried:
            return True
        count, run, last_at = tried[0]
        if run == self.run:
            return False
        if sha256 is None:
            return True
        age = abs(datetime.now(UTC) - datetime.fromisoformat(last_at))
        return count < _ODD_FILE_TRIES and age > _ODD_FILE_PAUSE

    def wants_member(self, member: int, asked_on: date | None) -> bool:
        """Whether a member's record should be asked for: it is not held, or is older than the question."""
        held = self._rows("SELECT fetched_at FROM member WHERE id = ? AND body IS NOT NULL", [member])
        return not held or (asked_on is not None and held[0][0][:10] < asked_on.isoformat())

    # --- storing ---------------------------------------------------------------------------------

    def store_hits(self, answer: Answer, hits: Iterable[SearchHit], due: set[int]) -> None:
        """Keep what a page of search results says, and which of its questions are due."""
        with self._transaction():
            for hit in hits:
                self._db.execute(
                    "INSERT INTO question (id, due, answered, crawled_at) VALUES (?, ?, ?, ?) "
                    "ON CONFLICT (id) DO UPDATE SET due = due OR excluded.due, "
                    "answered = answered OR excluded.answered",
                    [hit.question, hit.question in due, hit.answered, _now()],
                )
                self._store_record(hit.question, "search", hit.key, answer, hit.digest)
                self._store_links(hit.question, search_facts([hit]).files)

    def store_details(self, answer: Answer, records: Mapping[int, Fragment]) -> None:
        """Keep the open data of questions."""
        with self._transaction():
            for question, record in records.items():
                facts = question_facts(record)
                self._store_detail(question, "opendata", answer, digest(record), facts, asker_needing_party(record))

    def store_page(self, answer: Answer, question: int, facts: Facts) -> None:
        """Keep the page of a question."""
        with self._transaction():
            self._store_detail(question, "page", answer, hashlib.sha256(answer.body).hexdigest(), facts, None)

    def store_member(self, answer: Answer, member: int, record: Fragment) -> None:
        """Keep the record of a member."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO member (id, body, digest, fetched_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE "
                "SET body = excluded.body, digest = excluded.digest, fetched_at = excluded.fetched_at",
                [member, self._store_body(answer), digest(record), _now()],
            )
            self._clear("member", member)

    def store_file(self, pfile: int, answer: Answer, odd: str | None) -> None:
        """Keep the bytes of a file. `odd` says why they are no document; then they never replace one that is."""
        sha256 = self._files.write(answer.body)
        with self._transaction():
            self._db.execute("INSERT INTO file (pfile, url) VALUES (?, ?) ON CONFLICT DO NOTHING", [pfile, answer.url])
            self._db.execute(
                "UPDATE file SET sha256 = :sha256, bytes = :bytes, media_type = :media_type, filename = :filename, "
                "is_document = :good, etag = :etag, last_modified = :last_modified, fetched_at = :now "
                "WHERE pfile = :pfile AND (:good OR sha256 IS NULL OR NOT is_document)",
                {
                    "sha256": sha256,
                    "bytes": len(answer.body),
                    "media_type": answer.media_type,
                    "filename": answer.filename,
                    "good": odd is None,
                    "etag": answer.etag,
                    "last_modified": answer.last_modified,
                    "now": _now(),
                    "pfile": pfile,
                },
            )
            if odd:
                self._store_failure("file", str(pfile), odd)
            else:
                self._clear("file", pfile)

    def fail(self, kind: str, key: str, reason: str) -> None:
        """Record that something went wrong; it is tried again in the next run."""
        with self._transaction():
            if kind == "details":
                self._db.execute(
                    "INSERT INTO question (id, due, crawled_at) VALUES (?, 1, ?) "
                    "ON CONFLICT (id) DO UPDATE SET due = 1",
                    [int(key), _now()],
                )
            self._store_failure(kind, key, reason)

    def failures(self) -> tuple[Failure, ...]:
        """What went wrong in this run."""
        rows = self._rows("SELECT kind, key, reason, count FROM failure WHERE run = ? ORDER BY kind, key", [self.run])
        return tuple(Failure(*row) for row in rows)

    def failed_before(self, kind: str, key: int) -> bool:
        """Whether that went wrong in an earlier run, and never went right since."""
        earlier = "SELECT 1 FROM failure WHERE kind = ? AND key = ? AND run != ?"
        return bool(self._rows(earlier, [kind, str(key), self.run]))

    # --- parts of these --------------------------------------------------------------------------

    def _store_detail(
        self, question: int, source: str, answer: Answer, version: str, facts: Facts, member: int | None
    ) -> None:
        self._db.execute(
            "INSERT INTO question (id, due, answered, member, checked_by, crawled_at) VALUES (?, 0, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET due = 0, answered = answered OR excluded.answered, "
            "member = excluded.member, checked_by = excluded.checked_by, crawled_at = excluded.crawled_at",
            [question, facts.answered_on is not None, member, self.run, _now()],
        )
        self._store_record(question, source, "", answer, version)
        self._store_links(question, facts.files)
        if member is not None:
            self._db.execute("INSERT INTO member (id) VALUES (?) ON CONFLICT DO NOTHING", [member])
        self._clear("details", question)

    def _store_record(self, question: int, source: str, key: str, answer: Answer, version: str) -> None:
        known = self._db.execute(
            "SELECT digest FROM record WHERE question = ? AND source = ? AND key = ? ORDER BY number DESC LIMIT 1",
            [question, source, key],
        ).fetchone()
        if known != (version,):
            self._db.execute(
                "INSERT INTO record (question, source, key, body, digest) VALUES (?, ?, ?, ?, ?)",
                [question, source, key, self._store_body(answer), version],
            )

    def _store_body(self, answer: Answer) -> str:
        sha256 = hashlib.sha256(answer.body).hexdigest()
        held = self._db.execute("SELECT 1 FROM body WHERE sha256 = ?", [sha256]).fetchone()
        if not held:
            self._db.execute(
                "INSERT INTO body (sha256, data, url, content_type) VALUES (?, ?, ?, ?)",
                [sha256, zlib.compress(answer.body), answer.url, answer.media_type],
            )
        return sha256

    def _store_links(self, question: int, links: Iterable[FileLink]) -> None:
        for link in links:
            self._db.execute(
                "INSERT INTO file (pfile, url) VALUES (?, ?) ON CONFLICT DO NOTHING", [link.pfile, link.url]
            )
            self._db.execute(
                "INSERT INTO question_file (question, pfile) VALUES (?, ?) ON CONFLICT DO NOTHING",
                [question, link.pfile],
            )

    def _store_failure(self, kind: str, key: str, reason: str) -> None:
        self._db.execute(
            "INSERT INTO failure (kind, key, reason, count, run, last_at) VALUES (?, ?, ?, 1, ?, ?) "
            "ON CONFLICT (kind, key) DO UPDATE SET reason = excluded.reason, count = count + 1, "
            "run = excluded.run, last_at = excluded.last_at",
            [kind, key, reason, self.run, _now()],
        )

    def _clear(self, kind: str, key: int) -> None:
        self._db.execute("DELETE FROM failure WHERE kind = ? AND key = ?", [kind, str(key)])

    def _failed_now(self, kind: str, key: int) -> bool:
        return bool(
            self._rows("SELECT 1 FROM failure WHERE kind = ? AND key = ? AND run = ?", [kind, str(key), self.run])
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
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


def _undated(query: Query) -> str:
    return str(replace(query, since=None, until=None))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
