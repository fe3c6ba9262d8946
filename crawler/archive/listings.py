"""What the search listed: which days were asked for, what it gave of them, and what it gives no longer."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta

from crawler import clock
from crawler.archive.writer import Ledger
from crawler.errors import SourceChanged
from crawler.limits import A_MONTH, A_NIGHT, FEW, is_alarming
from crawler.parliament.addresses import Query
from crawler.plan.days import DAY, Days, merged

_FOUR_WEEKS = timedelta(days=28)
_SAME_WEEKDAY = timedelta(days=364)
"""A year ago, on the same day of the week."""


class Listings:
    """The windows of publication days that were listed, and their hits. `limit`: the share that may vanish at once."""

    def __init__(self, ledger: Ledger, limit: float):
        self._ledger = ledger
        self._limit = limit

    def finished(self, query: Query, purpose: str = "") -> list[Days]:
        """The days of that query, whatever its own, that this run has listed for that purpose."""
        spans = []
        today = clock.today()
        for since, until, on in self._ledger.rows(
            "SELECT since, until, finished_on FROM finished_window WHERE run = ? AND purpose = ? AND query = ?",
            [self._ledger.run, purpose, _undated(query)],
        ):
            last, day = date.fromisoformat(until), date.fromisoformat(on)
            # More may have been published later on the day on which a window was finished.
            spans.append((date.fromisoformat(since), last if last < day or day == today else day - DAY))
        return spans

    def covered(self, query: Query) -> list[Days]:
        """The days of that query that any run has listed whole, itself or with everything else of those days."""
        return _surely(
            self._ledger.rows(
                "SELECT since, until, finished_on FROM finished_window WHERE query IN (?, ?)",
                [_undated(query), _undated(Query())],
            )
        )

    def held(self, since: date, until: date) -> int:
        """How many hits of those days the search should count, by what it gave of them before."""
        hits = self._count("published BETWEEN ? AND ? AND NOT gone", since, until)
        extra = self._ledger.rows(
            "SELECT coalesce(sum(extra), 0) FROM surplus WHERE since >= ? AND until <= ?", [str(since), str(until)]
        )
        return hits + int(extra[0][0])

    def finish(self, query: Query, keys: Collection[str], counted: int, purpose: str = "") -> None:
        """Everything the search gave of that window is stored: the hits with these keys.

        Raises SourceChanged, and keeps no such thing, where far fewer came than before.
        """
        since, until = query.since or date.min, query.until or date.max
        with self._ledger.transaction():
            if replace(query, since=None, until=None) == Query():
                self._note_missing(since, until, keys)
                self._note_surplus(since, until, counted)
            # Where nothing at all is held, a search that gives nothing may as well be broken: it is asked again.
            if keys or self._ledger.rows("SELECT 1 FROM hit LIMIT 1"):
                self._ledger.execute(
                    "INSERT INTO finished_window (run, purpose, query, since, until, finished_on) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    [self._ledger.run, purpose, _undated(query), str(since), str(until), str(clock.today())],
                )

    def tidy(self) -> None:
        """Join the windows of finished runs, and forget the failures of windows that were listed since and the scopes
        that were dropped a month ago."""
        ended = "run NOT IN (SELECT id FROM run WHERE finished_at IS NULL)"
        with self._ledger.transaction():
            for (query,) in self._ledger.rows(f"SELECT DISTINCT query FROM finished_window WHERE {ended}"):
                rows = self._ledger.rows(
                    f"SELECT since, until, finished_on FROM finished_window WHERE query = ? AND {ended}", [query]
                )
                self._ledger.execute(f"DELETE FROM finished_window WHERE query = ? AND {ended}", [query])
                for since, until in _surely(rows):
                    self._ledger.execute(
                        "INSERT INTO finished_window (run, query, since, until, finished_on) VALUES (0, ?, ?, ?, ?)",
                        [query, str(since), str(until), str(until + DAY)],
                    )
            for (key,) in self._ledger.rows(
                "SELECT key FROM failure WHERE kind = 'search' AND run != ?", [self._ledger.run]
            ):
                if self._is_covered(key):
                    self._ledger.execute("DELETE FROM failure WHERE kind = 'search' AND key = ?", [key])
            for key, dropped_at in self._ledger.rows("SELECT key, last_at FROM failure WHERE kind = 'scope'"):
                if clock.age(dropped_at) >= A_MONTH:
                    self._ledger.execute("DELETE FROM failure WHERE kind = 'scope' AND key = ?", [key])

    def _is_covered(self, window: str) -> bool:
        match = re.fullmatch(r"(?:(.*), )?published (\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)", window)
        if not match:
            return True
        rows = self._ledger.rows(
            "SELECT 1 FROM finished_window WHERE query = ? AND since <= ? AND until >= ?",
            [match[1] or str(Query()), match[2], match[3]],
        )
        return bool(rows)

    def _note_missing(self, since: date, until: date, keys: Collection[str]) -> None:
        held = self._ledger.rows(
            "SELECT key, missed_at FROM hit WHERE published BETWEEN ? AND ? AND NOT gone", [str(since), str(until)]
        )
        missing = [(key, missed_at) for key, missed_at in held if key not in keys]
        said = f"the search gives {len(keys):,} documents published {since}..{until}"
        advice = "nothing was taken away; run `vraagbaak check` to see what has changed at the source"
        if is_alarming(len(missing), len(held), self._limit):
            raise SourceChanged(f"{said}, and no longer {len(missing):,} of the {len(held):,} that are held: {advice}")
        if not keys and until - since >= _FOUR_WEEKS:
            usual = self._count("published BETWEEN ? AND ?", since - _SAME_WEEKDAY, until - _SAME_WEEKDAY)
            if usual > FEW:
                raise SourceChanged(f"{said}, where there were {usual:,} a year before: {advice}")
        for key, missed_at in missing:
            sure = missed_at and clock.age(missed_at) >= A_NIGHT
            self._ledger.execute(
                "UPDATE hit SET missed_at = coalesce(missed_at, ?), gone = ? WHERE key = ?",
                [clock.stamp(), bool(sure), key],
            )
            if sure:
                self._ledger.execute("DELETE FROM failure WHERE kind = 'hit' AND key = ?", [key])

    def _note_surplus(self, since: date, until: date, counted: int) -> None:
        self._ledger.execute("DELETE FROM surplus WHERE since <= ? AND until >= ?", [str(until), str(since)])
        # Hits that are missed still count as held: so the days differ, and are listed again until it is sure.
        extra = counted - self._count("published BETWEEN ? AND ? AND missed_at IS NULL", since, until)
        if extra:
            self._ledger.execute("INSERT INTO surplus VALUES (?, ?, ?)", [str(since), str(until), extra])

    def _count(self, condition: str, since: date, until: date) -> int:
        rows = self._ledger.rows(f"SELECT count(*) FROM hit WHERE {condition}", [str(since), str(until)])
        return int(rows[0][0])


def _undated(query: Query) -> str:
    return str(replace(query, since=None, until=None))


def _surely(windows: Iterable[tuple[str, str, str]]) -> list[Days]:
    """The days of finished windows of which all was published by then; none where the clock was ahead of today."""
    today = clock.today()
    spans = []
    for since, until, on in windows:
        finished_on = date.fromisoformat(on)
        if finished_on <= today:
            spans.append((date.fromisoformat(since), min(date.fromisoformat(until), finished_on - DAY)))
    return merged(spans)
