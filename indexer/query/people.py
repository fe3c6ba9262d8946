"""People, parties, offices and themes of an archive, found among words: by a whole name, or by a last name."""

from collections.abc import Callable, Container, Sequence
from functools import partial

from indexer import dutch
from indexer.fields import Facet
from indexer.query.names import Names
from indexer.query.tree import Named
from indexer.query.vocabulary import Vocabulary

_LONGEST = 8
"""Words of a name."""

_ARTICLES = frozenset({"de", "het"})
_TITLES = frozenset({"heer", "mevrouw", "mevr", "mw", "dhr"})

Found = tuple[Named, int]
"""What was found, and the place after its last word."""


class People:
    """Finds names at a place among words."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._names: Callable[[Facet], Names] = vocabulary.names

    def person(self, facet: Facet, words: Sequence[str], at: int) -> Found | None:
        """Whoever is called so, by the whole name or the last one."""
        names = self._names(facet)
        at = _after_any(words, _after_any(words, at, {"de"}) if word_at(words, at + 1) in _TITLES else at, _TITLES)
        return _longest(facet, words, at, lambda some: names.called(some) or names.ending(some))

    def whole(self, facet: Facet, words: Sequence[str], at: int) -> Found | None:
        """The value that is written so from beginning to end."""
        return _longest(facet, words, at, self._names(facet).called)

    def party(self, words: Sequence[str], at: int) -> Found | None:
        """A party, with or without its article."""
        return self.whole(Facet.PARTY, words, _after_any(words, at, _ARTICLES)) or self.whole(Facet.PARTY, words, at)

    def office(self, words: Sequence[str], at: int) -> Found | None:
        """The ministers in whose office these words stand: `Binnenlands Bestuur en Inburgering`."""
        names = self._names(Facet.OFFICE)
        first = _after_any(words, at, _ARTICLES)
        if first >= len(words) or word_at(words, first) in dutch.STOP_WORDS:
            return None
        found = _longest(Facet.OFFICE, words, first, partial(_with_words, names))
        while found and words[found[1] : found[1] + 1] == ["en"]:
            named, end = found
            more = _longest(Facet.OFFICE, words, end + 1, partial(_with_words, names))
            if not more or not named.values & more[0].values:
                break
            text = " ".join(words[first : more[1]])
            found = Named(Facet.OFFICE, text, named.values & more[0].values), more[1]
        return found


def _longest(
    facet: Facet, words: Sequence[str], at: int, values_of: Callable[[Sequence[str]], frozenset[str]]
) -> Found | None:
    for end in range(min(len(words), at + _LONGEST), at, -1):
        some = words[at:end]
        if values := values_of(some):
            [text] = values if len(values) == 1 and facet is not Facet.OFFICE else [" ".join(some)]
            return Named(facet, text, values), end
    return None


def _with_words(names: Names, words: Sequence[str]) -> frozenset[str]:
    row = tuple(token.term for token in dutch.tokens(" ".join(words)) if not token.joined)
    return names.with_row(row) if row else frozenset()


def _after_any(words: Sequence[str], at: int, skipped: Container[str]) -> int:
    return at + (word_at(words, at) in skipped)


def word_at(words: Sequence[str], at: int) -> str:
    """The word at a place, in small letters; "" where there is none."""
    return words[at].lower() if 0 <= at < len(words) else ""
