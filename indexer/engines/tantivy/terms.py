"""The terms of an index: in how many questions each stands, and queries for them, put together."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from tantivy import Occur, Query, Schema, Searcher

from indexer.fields import Text

_ALONE = 1_000
"""Terms that are looked up one by one; a set of more Tantivy looks for in the whole list of terms of each segment."""


class Counts:
    """In how many questions each term stands in a text."""

    def __init__(self, searcher: Searcher, text: Text) -> None:
        self._count = partial(searcher.doc_freq, text)
        self._held: dict[str, int] = {}

    def of(self, terms: Sequence[str]) -> Iterator[tuple[str, int]]:
        """Each of these terms with its count."""
        new = [term for term in terms if term not in self._held]
        self._held.update(zip(new, map(self._count, new), strict=True))
        return zip(terms, map(self._held.__getitem__, terms), strict=True)


def having(schema: Schema, field: str, terms: Sequence[str] | Sequence[int]) -> list[Query]:
    """What has any of these terms in a field. Queries for one term each are what Tantivy unites soonest."""
    if len(terms) > _ALONE:
        return [Query.term_set_query(schema, field, terms)]
    return [Query.term_query(schema, field, term, "basic") for term in terms]


def any_of(queries: Iterable[Query], least: int = 1) -> Query:
    """What at least so many of the queries find."""
    held = list(queries)
    if len(held) == least == 1:
        return held[0]
    return Query.boolean_query([(Occur.Should, one) for one in held], least) if held else Query.empty_query()


def all_of(queries: Iterable[Query]) -> Query:
    """What all of the queries find."""
    return Query.boolean_query([(Occur.Must, one) for one in queries])


def unscored(query: Query) -> Query:
    """The same, which counts nothing."""
    return Query.const_score_query(query, 0.0)
