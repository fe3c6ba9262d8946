"""The values of a facet by the words in them, so that a part of a name finds it."""

from bisect import bisect_left
from collections.abc import Iterable

from indexer import dutch
from indexer.query.plan import Row


class Names:
    """Names, parties, themes or session years. Made once for an index."""

    def __init__(self, values: Iterable[str]) -> None:
        self._values = sorted(values)
        self._terms: dict[str, set[tuple[str, int]]] = {}  # of each term, the values and the places where it stands
        words: dict[str, set[str]] = {}
        for value in self._values:
            for token in dutch.tokens(value):
                self._terms.setdefault(token.term, set()).add((value, token.position))
                words.setdefault(token.word, set()).add(value)
        self._words = sorted(words.items())

    def with_row(self, row: Row) -> frozenset[str]:
        """The values in which these terms stand next to each other."""
        starts = set(self._terms.get(row[0], ()))
        for offset, term in enumerate(row[1:], start=1):
            starts &= {(value, place - offset) for value, place in self._terms.get(term, ())}
        return frozenset(value for value, _ in starts)

    def with_prefix(self, prefix: str) -> frozenset[str]:
        """The values with a word that begins so."""
        first = bisect_left(self._words, (prefix,))
        held: set[str] = set()
        for word, values in self._words[first:]:
            if not word.startswith(prefix):
                break
            held |= values
        return frozenset(held)

    def beginning(self, text: str) -> frozenset[str]:
        """The values that begin with this text."""
        return frozenset(value for value in self._values if value.startswith(text))
