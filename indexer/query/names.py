"""The values of a facet by the words in them, so that a part of a name finds it."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache

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
        self._whole: dict[str, set[str]] = {}
        self._endings: dict[str, set[str]] = {}
        self._shortened: dict[tuple[str, str], set[str]] = {}
        for value in self._values:
            parts = value.split()
            for first in range(len(parts)):
                # The last name may come first: Verdonck Lotte.
                self._whole.setdefault(name_key([*parts[first:], *parts[:first]]), set()).add(value)
                if first:
                    self._endings.setdefault(name_key(parts[first:]), set()).add(value)
            if len(parts) > 1:
                for initials in {parts[0][0], "".join(part[0] for part in parts[0].split("-") if part)}:
                    self._shortened.setdefault((name_key([initials]), name_key(parts[1:])), set()).add(value)

    def called(self, words: Sequence[str]) -> frozenset[str]:
        """The values that are written with these words, whatever their signs and capitals: `nva` is N-VA. A first name
        may be its initials, before the last name or after it: L. Verdonck."""
        if whole := self._whole.get(name_key(words)):
            return frozenset(whole)
        for at in range(1, len(words)):
            before, after = name_key(words[:at]), name_key(words[at:])
            if shortened := self._shortened.get((before, after)) or self._shortened.get((after, before)):
                return frozenset(shortened)
        return frozenset()

    def ending(self, words: Iterable[str]) -> frozenset[str]:
        """The values that end with these words, as the name of a person does with the last name."""
        return frozenset(self._endings.get(name_key(words), ()))

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

    def matching(self, pattern: str) -> frozenset[str]:
        """The values with a word that looks so: `*` is any letters or none, `?` is one."""
        return frozenset().union(*(values for word, values in self._words if fnmatchcase(word, pattern)))

    def beginning(self, text: str) -> frozenset[str]:
        """The values that begin with this text."""
        return frozenset(value for value in self._values if value.startswith(text))


def name_key(words: Iterable[str]) -> str:
    """What stays of a name whatever its signs, its capitals and its spaces: cdv, vandenbossche."""
    return "".join(map(_key, words))


@lru_cache(maxsize=10_000)
def _key(word: str) -> str:
    return "".join(filter(str.isalnum, dutch.fold(word)))
