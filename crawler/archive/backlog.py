"""What is left to do: details and files that are new, may have changed, or failed and may be tried again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from crawler import clock
from crawler.archive.retries import is_parked, pause_after
from crawler.archive.writer import Ledger
from crawler.limits import A_MONTH, A_NIGHT, LAST_WEEKS, LAST_YEAR
from crawler.parliament.search import SearchHit

_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class FileCheck:
    """A file that is held and may have changed, with what tells the server which version that is."""

    pfile: int
    url: str
    etag: str | None
    last_modified: str | None


class Backlog:
    """What a run should ask for. A `patient` one leaves alone what failed lately; none tries what is parked."""

    def __init__(self, ledger: Ledger, *, patient: bool):
        self._ledger = ledger
        self._patient = patient

    def due_among(self, hits: Iterable[SearchHit], older_than: timedelta | None = None) -> set[int]:
        """Of which questions the details must be fetched: those new, changed, unanswered or never fetched.

        With `older_than` also those whose details were fetched longer ago.
        """
        due: set[int] = set()
        for hit in hits:
            held = self._ledger.rows(
                "SELECT due, answered, checked_by, crawled_at, (SELECT digest FROM record WHERE question = question.id "
                "AND source = 'search' AND key = ? ORDER BY number DESC LIMIT 1) FROM question WHERE id = ?",
                [hit.key, hit.question],
            )
            if not held:
                due.add(hit.question)
                continue
            is_due, answered, checked_by, crawled_at, known = held[0]
            is_old = older_than is not None and clock.age(crawled_at) >= older_than
            is_open = not answered and checked_by != self._ledger.run
            wanted = is_due or known != hit.digest or is_open or is_old
            if wanted and self._may_try("details", str(hit.question)):
                due.add(hit.question)
        return due

    def due_questions(self) -> list[int]:
        """The questions of which the details are still to be fetched, newest first."""
        rows = self._ledger.rows("SELECT id FROM question WHERE due ORDER BY id DESC")
        return [row[0] for row in rows if self._may_try("details", str(row[0]))]

    def due_unlisted(self) -> list[int]:
        """Questions that no search lists, as those given by link: unanswered ones each night, others once a month."""
        rows = self._ledger.rows(
            "SELECT id, answered, crawled_at FROM question WHERE id NOT IN (SELECT question FROM hit) AND id IN "
            "(SELECT question FROM record) ORDER BY id DESC"
        )
        return [
            question
            for question, answered, crawled_at in rows
            if clock.age(crawled_at) >= (A_MONTH if answered else A_NIGHT) and self._may_try("details", str(question))
        ]

    def has_checked(self, question: int, run: int | None = None) -> bool:
        """Whether this run, or that one, has fetched the details of a question."""
        values = [question, run or self._ledger.run]
        return bool(self._ledger.rows("SELECT 1 FROM question WHERE id = ? AND checked_by = ?", values))

    def due_members(self) -> list[int]:
        """The members whose records are still to be fetched."""
        rows = self._ledger.rows("SELECT id FROM member WHERE body IS NULL")
        return [row[0] for row in rows if self._may_try("member", str(row[0]))]

    def due_files(self, question: int | None = None) -> list[tuple[int, str]]:
        """The files that are not held, of a question that was asked for by name or of all, newest first."""
        rows = self._ledger.rows(
            "SELECT pfile, url FROM file WHERE (sha256 IS NULL OR NOT is_document) AND (:question IS NULL OR pfile IN "
            "(SELECT pfile FROM question_file WHERE question = :question)) ORDER BY pfile DESC",
            {"question": question},
        )
        return [(pfile, url) for pfile, url in rows if self.wants_file(pfile, named=question is not None)]

    def wants_file(self, pfile: int, *, named: bool = False) -> bool:
        """Whether a file should be asked for: no document is held, and it may be tried (again)."""
        rows = self._ledger.rows("SELECT sha256, is_document FROM file WHERE pfile = ?", [pfile])
        sha256, is_document = rows[0] if rows else (None, None)
        if sha256 and not self._ledger.file_path(sha256).is_file():
            sha256 = None
        if sha256 and is_document:
            return False
        # What came but is no document is usually the same the next time: never at once again.
        return self._may_try("file", str(pfile), came=sha256 is not None, named=named)

    def wants_member(self, member: int, asked_on: date | None) -> bool:
        """Whether a member's record should be asked for: it is not held, or is older than the question."""
        held = self._ledger.rows("SELECT fetched_at FROM member WHERE id = ? AND body IS NOT NULL", [member])
        wanted = not held or (asked_on is not None and held[0][0][:10] < asked_on.isoformat())
        return wanted and self._may_try("member", str(member))

    def files_held(self) -> int:
        """How many files the archive holds."""
        return int(self._ledger.rows("SELECT count(sha256) FROM file")[0][0])

    def files_to_check(self, most: int) -> list[FileCheck]:
        """Files of the last year that may have changed since they were last compared, those longest ago first.

        Those of the last weeks are compared each week, the others each month.
        """
        today = clock.today()
        rows = self._ledger.rows(
            "SELECT pfile, file.url, etag, last_modified, coalesce(checked_at, fetched_at), max(published) FROM file "
            "JOIN question_file USING (pfile) JOIN hit USING (question) "
            "WHERE is_document AND published >= ? GROUP BY pfile ORDER BY coalesce(checked_at, fetched_at)",
            [str(today - LAST_YEAR)],
        )
        checks: list[FileCheck] = []
        for pfile, url, etag, last_modified, checked_at, published in rows:
            pause = _A_WEEK if published >= str(today - LAST_WEEKS) else A_MONTH
            if len(checks) < most and clock.age(checked_at) >= pause and self._may_try("recheck", str(pfile)):
                checks.append(FileCheck(pfile, url, etag, last_modified))
        return checks

    def _may_try(self, kind: str, key: str, *, came: bool = False, named: bool = False) -> bool:
        """Whether something that perhaps failed before may be asked for now. `came`: it did not fail, but was odd."""
        failed = self._ledger.rows("SELECT count, run, last_at FROM failure WHERE kind = ? AND key = ?", [kind, key])
        if not failed:
            return True
        count, run, last_at = failed[0]
        if run == self._ledger.run or (is_parked(count) and not named):
            return False
        if named or not (self._patient or came):
            return True
        return clock.age(last_at) >= pause_after(count + came)
