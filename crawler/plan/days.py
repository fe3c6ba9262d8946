"""Spans of days, each from its first to its last."""

from collections.abc import Iterable
from datetime import date, timedelta

DAY = timedelta(days=1)
Days = tuple[date, date]


def gaps(since: date, until: date, finished: Iterable[Days]) -> list[Days]:
    """What lies between two days and in no finished span, the newest first."""
    left = []
    for start, end in sorted(finished, key=lambda span: span[1], reverse=True):
        if start > end or end < since or start > until:
            continue
        if end < until:
            left.append((end + DAY, until))
        until = start - DAY
    return [*left, (since, until)] if until >= since else left


def merged(spans: Iterable[Days]) -> list[Days]:
    """The same days in as few spans as possible, the oldest first."""
    joined: list[Days] = []
    for since, until in sorted(span for span in spans if span[0] <= span[1]):
        if joined and since <= joined[-1][1] + DAY:
            joined[-1] = joined[-1][0], max(joined[-1][1], until)
        else:
            joined.append((since, until))
    return joined


def within(spans: Iterable[Days], since: date, until: date) -> list[Days]:
    """What of these spans lies between two days, the newest first."""
    cut = [(max(start, since), min(end, until)) for start, end in spans]
    return sorted(((start, end) for start, end in cut if start <= end), reverse=True)
