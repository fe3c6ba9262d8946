"""Suggestions for somebody who is typing a search: people, parties and themes, words, and titles of questions."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice

from indexer import dutch
from indexer.engines import Filters
from indexer.errors import QueryRefused
from indexer.fields import Facet, Order, Text
from indexer.index import OpenGeneration
from indexer.index.completions import LEAST_LETTERS, PARTICLES
from indexer.query import MAX_CHARACTERS, lower, parse
from indexer.query.plan import All, Rows
from indexer.search.deadline import Deadline

MAX_SUGGESTIONS = 20

_SECONDS = 0.5
"""That looking for words which stand together may take; suggestions that come later are of no use to anybody."""

_TRIED = 6
"""Words for which is asked whether they stand together with those typed before."""

_TITLES_READ = 100
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
    here). `question_id` is the question that a title opens.
    """

    kind: SuggestionKind
    text: str
    questions: int
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
    yield from sorted(found, key=lambda one: -one.questions)


def _words(generation: OpenGeneration, typed: str, *, ends: bool) -> Iterator[Suggestion]:
    before, _, last = typed.rpartition(" ")
    if ends or not _WORD.fullmatch(last):
        return
    begun = "".join(token.word for token in dutch.tokens(last) if not token.joined)
    if before:
        found = _words_with(generation, before, begun)
    else:
        found = ((word.written, word.questions) for word in generation.words.beginning(begun, MAX_SUGGESTIONS))
    for word, questions in found:
        if word != last.lower():
            yield Suggestion(SuggestionKind.WORD, f"{before} {word}".strip(), questions)


def _words_with(generation: OpenGeneration, before: str, begun: str) -> Iterator[tuple[str, int]]:
    """Words that begin so and stand together with what was typed before, each with how many questions have both.

    Those that do so in titles come first. Each is a search, so few are tried.
    """
    end = Deadline(_SECONDS)
    try:
        rest = lower(parse(before), generation.vocabulary)
        for term, word in islice(_candidates(generation, before, begun), _TRIED):
            plan = All((rest, Rows(((term,),), tuple(Text))))
            if found := generation.engine.find(plan, Filters(), Order.NEWEST, range(0), (), end.check).total:
                yield word, found
    except QueryRefused:
        return


def _candidates(generation: OpenGeneration, before: str, begun: str) -> Iterator[tuple[str, str]]:
    """Terms and how they are written, each term once."""
    if len(begun) < LEAST_LETTERS:
        return
    in_titles: Counter[tuple[str, str]] = Counter()
    if not _OF_THE_LANGUAGE.search(before):
        for found in generation.titles.holding(_telling(before), begun, _TITLES_READ):
            for word in dutch.words(found.title):
                folded, term = dutch.analyse(word)
                if folded.startswith(begun):
                    in_titles[term, word] += 1
    tried = set()
    frequent = (((word.term, word.written), 0) for word in generation.words.beginning(begun, _TRIED))
    for (term, word), _ in chain(in_titles.most_common(), frequent):
        if term not in tried:
            tried.add(term)
            yield term, word


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
