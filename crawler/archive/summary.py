"""The archive in figures: what is held, what the runs did, what failed, and what the search lists no longer."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crawler.archive.catalogue import CATALOGUE
from crawler.archive.retries import is_parked
from crawler.errors import BadScope
from crawler.parliament.addresses import Query
from crawler.plan.days import DAY, Days, gaps, merged
from crawler.plan.scope import FIRST_DAY, CrawlScope, UpdateScope, read_scope

_Rows = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run: what it was asked, in words, when it began and ended, and why it stopped before it was done."""

    asked: str
    started_at: datetime
    finished_at: datetime | None
    stopped: str | None


@dataclass(frozen=True, slots=True)
class ParkedFailure:
    """What failed too often for a run to try it by itself, or cannot be; `question` is one it belongs to, where that is
    known."""

    kind: str
    key: str
    reason: str
    question: int | None


@dataclass(frozen=True, slots=True)
class ArchiveSummary:
    """How much the archive holds, in questions, files and bytes, how new that is, its runs, and what failed."""

    questions: int
    questions_without_details: int
    files: int
    files_no_document: int
    """Of the files held: what came in place of a document, as a page that says that there is none."""
    files_missing: int
    file_bytes: int
    catalogue_bytes: int
    crawled_at: datetime | None
    published_until: date | None
    """The newest day of publication of which something is held."""
    listed_years: tuple[str, ...]
    """The session years of which the search has listed all that was published until the newest record came."""
    stopped: str | None
    """Why the newest run stopped before it was done; None where it did not, or was killed."""
    last_finished: RunSummary | None
    unfinished: tuple[RunSummary, ...]
    """The newest first; the next nightly run goes on with all of them."""
    failures: dict[str, int]
    """By kind: scope, search, hit, details, member, file, recheck; the parked ones too."""
    oldest_failure: datetime | None
    """When what failed longest ago, and is not mended yet, last went wrong."""
    parked: tuple[ParkedFailure, ...]
    gone_documents: int
    """How many documents the search gave once and gives no longer; what is held of them stays."""
    gone_questions: tuple[int, ...]


def summarise(rows: _Rows, folder: Path) -> ArchiveSummary:
    """The figures of the archive in that folder, whose catalogue `rows` asks. Raises what `rows` raises."""
    files, odd, missing, size = rows(
        "SELECT count(sha256), count(sha256) FILTER (WHERE NOT is_document), count(*) - count(sha256), "
        "coalesce(sum(bytes), 0) FROM file"
    )[0]
    crawled_at = rows("SELECT max(crawled_at) FROM question")[0][0]
    # By the index on the days, from its end; a day that is not known comes last.
    published = rows("SELECT published FROM hit WHERE NOT gone ORDER BY published DESC LIMIT 1")
    failed = rows("SELECT kind, key, reason, count, last_at FROM failure ORDER BY kind, CAST(key AS INTEGER), key")
    stopped = rows("SELECT stopped FROM run ORDER BY id DESC LIMIT 1")
    finished = _runs(rows, "finished_at IS NOT NULL ORDER BY finished_at DESC, id DESC LIMIT 1")
    gone = rows("SELECT question, count(*) FROM hit WHERE gone GROUP BY question ORDER BY question")
    return ArchiveSummary(
        questions=rows("SELECT count(DISTINCT question) FROM record")[0][0],
        questions_without_details=rows("SELECT count(*) FROM question WHERE due")[0][0],
        files=files,
        files_no_document=odd,
        files_missing=missing,
        file_bytes=size,
        catalogue_bytes=(folder / CATALOGUE).stat().st_size,
        crawled_at=_moment(crawled_at),
        published_until=date.fromisoformat(published[0][0]) if published and published[0][0] else None,
        listed_years=tuple(_listed_years(rows, _moment(crawled_at))),
        stopped=stopped[0][0] if stopped else None,
        last_finished=finished[0] if finished else None,
        unfinished=_runs(rows, "finished_at IS NULL ORDER BY id DESC"),
        failures=dict(Counter(kind for kind, *_ in failed)),
        oldest_failure=_moment(min((last_at for *_, last_at in failed), default=None)),
        parked=_parked(rows, failed),
        gone_documents=sum(count for _, count in gone),
        gone_questions=tuple(question for question, _ in gone),
    )


def in_words(scope: CrawlScope | UpdateScope) -> str:
    """What a run was asked for, as a person would say it."""
    if isinstance(scope, UpdateScope):
        if scope.since is None:
            return "update"
        return "update of everything" if scope.since <= FIRST_DAY else f"update, published since {scope.since}"
    if scope.links:
        return _several("link", scope.links) if len(scope.links) == 1 else f"{len(scope.links):,} links"
    since = f" since {scope.since}" if scope.since else ""
    until = f" until {scope.until}" if scope.until else ""
    parts = [f"published{since}{until}"] if since or until else []
    if scope.session_years:
        parts.append(_several("session year", scope.session_years))
    if scope.themes:
        parts.append(_several("theme", scope.themes))
    return ", ".join(parts) or "everything"


def _listed_years(rows: _Rows, newest: datetime | None) -> Iterator[str]:
    listed: dict[str, list[Days]] = defaultdict(list)
    for query, since, until, on in rows("SELECT query, since, until, finished_on FROM finished_window"):
        listed[query].append((date.fromisoformat(since), min(date.fromisoformat(until), date.fromisoformat(on) - DAY)))
    if newest is None:
        return
    for first in range(1994, newest.year + 1):
        year = f"{first}-{first + 1}"
        # What is asked in the summer is published in autumn; what came yesterday may have been listed since.
        since = max(date(first, 9, 1), FIRST_DAY)
        until = min(date(first + 1, 12, 31), newest.date() - 2 * DAY)
        if since <= until and not gaps(since, until, merged(listed[str(Query())] + listed[year])):
            yield year


def _several(what: str, names: Sequence[str]) -> str:
    return f"{what}{'s' if len(names) > 1 else ''} {', '.join(names)}"


def _runs(rows: _Rows, which: str) -> tuple[RunSummary, ...]:
    return tuple(
        RunSummary(_asked(scope), datetime.fromisoformat(started_at), _moment(finished_at), stopped)
        for scope, started_at, finished_at, stopped in rows(
            f"SELECT scope, started_at, finished_at, stopped FROM run WHERE {which}"
        )
    )


def _asked(written: str) -> str:
    try:
        return in_words(read_scope(written))
    except BadScope:
        return written


def _parked(rows: _Rows, failed: Iterable[tuple[Any, ...]]) -> tuple[ParkedFailure, ...]:
    parked = [(kind, key, reason) for kind, key, reason, count, _ in failed if _is_given_up(kind, count)]
    if not parked:
        return ()
    # One pass over all files: no index leads from a file to its questions, and a join would pass over them each time.
    owners: dict[str, int] = {
        str(pfile): question
        for pfile, question in rows(
            "SELECT pfile, min(question) FROM question_file WHERE pfile IN "
            "(SELECT CAST(key AS INTEGER) FROM failure WHERE kind IN ('file', 'recheck')) GROUP BY pfile"
        )
    }
    return tuple(ParkedFailure(kind, key, reason, _question(kind, key, owners)) for kind, key, reason in parked)


def _is_given_up(kind: str, count: int) -> bool:
    # What a run was asked for and cannot be is never tried again; days that the search did not give are by every run.
    return kind == "scope" or (kind not in ("search", "hit") and is_parked(count))


def _question(kind: str, key: str, owners: Mapping[str, int]) -> int | None:
    """The question that what failed belongs to; a member's has many."""
    if kind == "details":
        return int(key)
    return owners.get(key) if kind in ("file", "recheck") else None


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
