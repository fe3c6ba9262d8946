"""A search without a network: pages of results, and hits published on days."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from crawler.parliament.addresses import Query
from crawler.parliament.search import SearchPage
from crawler.plan.windows import Results
from crawler.reply import Reply


def results(keys: Sequence[str], number: int, count: int | None = None) -> Results:
    """Page `number` of results with those keys, as the search gives them."""
    shown = keys[(number - 1) * 100 : number * 100] if number <= 100 else []
    last = (number - 1) * 100 + len(shown)
    page = SearchPage(len(keys) if count is None else count, last, len(shown), tuple(shown), (), {})
    return Results(Reply("https://example.org/", b""), page)


class Published:
    """A search over hits published on days, newest first, that counts what it is asked."""

    def __init__(self, days: Iterable[date]):
        self.days = sorted(days)
        self.asked: Counter[tuple[str, int]] = Counter()

    def count(self, since: date, until: date) -> int:
        """How many hits were published from one day to another."""
        return max(0, bisect_right(self.days, until) - bisect_left(self.days, since))

    async def ask(self, query: Query, number: int) -> Results:
        """One page of results."""
        self.asked[str(query), number] += 1
        assert query.since
        assert query.until
        first = bisect_left(self.days, query.since)
        return results([f"{n}" for n in reversed(range(first, first + self.count(query.since, query.until)))], number)
