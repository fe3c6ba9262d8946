"""Suggestions for somebody who is typing a search: people, parties and themes, words, and titles of questions."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from indexer import dutch
from indexer.engines import Filters
from indexer.errors import QueryRefused
from indexer.fields import Facet, Order, Text
from indexer.index import OpenGeneration
from indexer.index.completions import LEAST_LETTERS, PARTICLES
from indexer.query import MAX_CHARACTERS, lower, parse
from indexer.query.plan import All, Plan, Rows
from indexer.search.deadline import Deadline

MAX_SUGGESTIONS = 20

_SECONDS = 0.5
"""That looking for words which stand together may take; suggestions that come later are of no use to anybody."""

_MOST_TRIED = 10
"""Words for which is asked whether they stand together with those typed before: each is a search."""

_GONE_THROUGH = 200_000
"""Questions that such searches may go through together, so that a large index does not suggest more slowly."""

_ENOUGH = 3
"""Words that stand with them in titles, so that no others are tried."""

_TITLES_READ = 60
"""The newest, for what stands in them."""

_SHARES = (4, 3, 3)
"""Of ten suggestions: values, words and titles. What one leaves over the others take, in that order."""

_WORD = re.compile(r"[^\W_](?:[^\s_]*[^\W_])?['’]?")
"""A word by itself: none of the signs of the query language stands before or behind it."""

_OF_THE_LANGUAGE = re.compile(r'[":()*?~=\[\]{}]')


class SuggestionKind(StrEnum):
    """What is suggested: to choose a value of a facet, to search for words, or to open a question."""

    MINISTER = "minister"
    ASKER = "asker"
    PARTY = "party"
    THEME = "theme"
    WORD = "word"
    TITLE = "title"

    @property
    def facet(self) -> Facet | None:
        """The facet of which a value is suggested."""
        return None if self in (SuggestionKind.WORD, SuggestionKind.TITLE) else Facet(self.value)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggestion. `text` is what is shown and, but for a title, what is chosen or searched for.

    `questions` counts those that have the value, or all words (a word alone: those that have it as it is written
    here); None where that would take a search to know. `question_id` is the question that a title opens.
    """

    kind: SuggestionKind
    text: str
    questions: int | None
    question_id: int | None = None


def suggest(generation: OpenGeneration, text: str, limit: int) -> tuple[Suggestion, ...]:
    """What somebody who typed this may mean, at most `limit` things. Nothing that can be typed raises.

    Values come first that have a word for each word typed, then words that begin as the last one does, then the newest
    titles that hold all of them.
    """
    typed = " ".join(text[:MAX_CHARACTERS].split())
    ends = text[-1:].isspace()
    kinds = (_values(generation, typed), _words(generation, typed, ends=ends), _titles(generation, typed, ends=ends))
    found = [tuple(islice(kind, limit)) for kind in kinds]
    return tuple(_shared_out(found, limit))


def _shared_out(found: Sequence[tuple[Suggestion, ...]], limit: int) -> Iterator[Suggestion]:
    shares = [min(len(kind), limit * share // sum(_SHARES)) for kind, share in zip(found, _SHARES, strict=True)]
    for place, kind in enumerate(found):
        shares[place] += min(len(kind) - shares[place], limit - sum(shares))
    for kind, share in zip(found, shares, strict=True):
        yield from kind[:share]


def _values(generation: OpenGeneration, typed: str) -> Iterator[Suggestion]:
    found = [
        Suggestion(SuggestionKind(facet.value), value, questions)
        for facet, values in generation.values.items()
        for value, questions in values.beginning(typed)
    ]
    yield from sorted(found, key=lambda one: -(one.questions or 0))


_Counted = tuple[str, int | None]
"""A word, and how many questions have it, where that is known."""


def _words(generation: OpenGeneration, typed: str, *, ends: bool) -> Iterator[Suggestion]:
    before, _, last = typed.rpartition(" ")
    if ends or not _WORD.fullmatch(last):
        return
    begun = "".join(token.word for token in dutch.tokens(last) if not token.joined)
    if len(begun) < LEAST_LETTERS:
        return
    found = _words_with(generation, before, begun) if before else _words_alone(generation, begun)
    for word, questions in found:
        if word != last.lower():
            yield Suggestion(SuggestionKind.WORD, f"{before} {word}".strip(), questions)


def _words_alone(generation: OpenGeneration, begun: str) -> Iterator[_Counted]:
    for word in generation.words.beginning(begun, MAX_SUGGESTIONS):
        yield word.written, word.questions


def _words_with(generation: OpenGeneration, before: str, begun: str) -> Iterator[_Counted]:
    """Words that begin so and stand together with what was typed before: in titles, or else, as far as a few searches
    show it, in the texts."""
    plain = not _OF_THE_LANGUAGE.search(before)
    telling = _telling(before)
    if plain and not telling:
        yield from _words_alone(generation, begun)  # stop words stand with every word
        return
    shown = set()
    if plain:
        for term, word in _in_titles(generation, telling, begun):
            shown.add(term)
            yield word, None
    if len(shown) >= _ENOUGH:
        return
    end = Deadline(_SECONDS)
    tried = min(_MOST_TRIED, 1 + _GONE_THROUGH // (generation.info.questions + 1))
    frequent = (other for other in generation.words.beginning(begun, MAX_SUGGESTIONS) if other.term not in shown)
    try:
        rest = All(tuple(map(_having, map(dutch.stem, telling)))) if plain else _read(generation, before)
        for other in islice(frequent, tried):
            both = All((rest, _having(other.term)))
            if found := generation.engine.find(both, Filters(), Order.NEWEST, range(0), (), end.check).total:
                yield other.written, found
    except QueryRefused:
        return


def _having(term: str) -> Rows:
    return Rows(((term,),), tuple(Text))


def _read(generation: OpenGeneration, before: str) -> Plan:
    return lower(parse(before), generation.vocabulary)


def _in_titles(generation: OpenGeneration, words: Sequence[str], begun: str) -> Iterator[tuple[str, str]]:
    """The terms that begin so in the newest titles with all these words, the most frequent first, each as it is
    written there."""
    written: dict[str, Counter[str]] = {}
    for found in generation.titles.holding(words, begun, _TITLES_READ):
        for word in dutch.words(found.title):
            folded, term = dutch.analyse(word)
            if folded.startswith(begun) and folded not in dutch.STOP_WORDS and not folded[0].isdecimal():
                written.setdefault(term, Counter())[word] += 1
    for term, spellings in sorted(written.items(), key=lambda one: (-one[1].total(), one[0])):
        yield term, spellings.most_common(1)[0][0]


def _titles(generation: OpenGeneration, typed: str, *, ends: bool) -> Iterator[Suggestion]:
    """Of titles that are the same the newest question."""
    if _OF_THE_LANGUAGE.search(typed):
        return
    words = [token.word for token in dutch.tokens(typed) if not token.joined]
    begun = words.pop() if words and not ends else ""
    if len(begun) < LEAST_LETTERS and not _telling(" ".join(words)):
        return
    shown = set()
    for found in generation.titles.holding(words, begun, _TITLES_READ):
        if (title := dutch.fold(found.title)) not in shown:
            shown.add(title)
            yield Suggestion(SuggestionKind.TITLE, found.title, 1, found.question_id)


def _telling(text: str) -> list[str]:
    """The folded words of a text but stop words and particles of names."""
    found = (token.word for token in dutch.tokens(text) if not token.joined and not token.stop)
    return [word for word in found if word not in PARTICLES]
