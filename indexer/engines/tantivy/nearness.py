"""Words near each other, read from the texts themselves: Tantivy knows of two words where they are near, no more."""

from bisect import bisect_left
from collections.abc import Iterator

from tantivy import Query, Searcher

from indexer.engines.protocol import Check
from indexer.engines.tantivy.schema import places, term_of
from indexer.fields import Number, Text
from indexer.query.plan import Near, Row


def verified(searcher: Searcher, candidates: Query, near: Near, text: Text, check: Check) -> Iterator[int]:
    """The ids of those candidates in which the words stand near each other in a text."""
    words = tuple(tuple(tuple(map(term_of, row)) for row in rows) for rows in near.words)
    terms = {term for rows in words for row in rows for term in row}
    hits = searcher.search(candidates, max(searcher.num_docs, 1), count=False, order_by_field=Number.ID).hits
    for question_id, address in hits:
        check()
        stream = searcher.doc(address).get_first(text) or ""
        if _stand_near(places(stream, terms), words, near.distance):
            yield question_id


def _stand_near(held: dict[str, set[int]], words: tuple[tuple[Row, ...], ...], distance: int) -> bool:
    begins = [sorted(set[int]().union(*(_begins(held, row) for row in rows))) for rows in words]
    return all(begins) and any(
        all(_has_between(others, first, first + distance) for others in begins) for first in set[int]().union(*begins)
    )


def _begins(held: dict[str, set[int]], row: Row) -> set[int]:
    """Where a row begins."""
    starts = held.get(row[0], set())
    return {start for start in starts if all(start + at in held.get(term, ()) for at, term in enumerate(row))}


def _has_between(ascending: list[int], first: int, last: int) -> bool:
    at = bisect_left(ascending, first)
    return at < len(ascending) and ascending[at] <= last
