"""Where the words of a query stand in a text, found by how they are written.

The lexicon says how each term of a plan is written, so a text is scanned for the letters that those words begin with,
at the speed of the machine; only where signs make a word doubtful (2.133, covid-19) a few letters of it are analysed.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import NamedTuple, Protocol

from indexer import dutch
from indexer.fields import Text
from indexer.index.lexicon import Spelling
from indexer.query import plan
from indexer.query.plan import Plan, Row

# Where these stand beside a word, it may be part of another, or end otherwise than it seems.
_DOUBTFUL_BEFORE = re.compile(f"[{dutch.MARKS}{dutch.SIGNS}]")
_DOUBTFUL_AFTER = re.compile(f"[{dutch.MARKS}]|[{dutch.SIGNS}][^\\W_]")
_PLAIN = " \n"
"""What mostly stands there, of the signs that make nothing doubtful."""

_LETTERS = re.compile("[^\\W_]+")
_DIGIT = re.compile("\\d")

_LEAST_LETTERS = 3
"""Of the beginning of a part by which compounds are looked for."""


class Span(NamedTuple):
    """From where to where in a text a pattern matched, and which one; `part` of what matched as a part of a word."""

    start: int
    end: int
    pattern: int
    part: bool = False


class Spellings(Protocol):
    """What a lexicon knows of how terms are written."""

    def spellings(self, terms: Collection[str], /) -> Mapping[str, Sequence[Spelling]]:
        """How each of these terms is written; a term that no text has is left out."""

    def words(self, terms: Collection[str], /) -> frozenset[str]:
        """All words with any of these terms, as they are written."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a word, phrase or prefix of a query looks like, and the texts in which it was looked for."""

    texts: tuple[Text, ...]
    words: "_Words"
    phrases: tuple["_Phrase", ...]
    compounds: "_Compounds"
    written: re.Pattern[str] | None = None
    """What is looked for instead, where only what is written so matches."""

    numbers: bool = True
    """Whether figures are looked for, which may stand in groups."""

    def spans(self, small: str, number: int) -> Iterator[Span]:
        """Every match in a text in lower case, the figures of a number put together."""
        if self.written:
            yield from (Span(*match.span(), number) for match in self.written.finditer(small))
            return
        for start, end in self.words.places(small):
            yield Span(start, end, number)
        for phrase in self.phrases:
            for start, end in phrase.places(small):
                yield Span(start, end, number)
        for start, end, part in self.compounds.places(small):
            yield Span(start, end, number, part)


def patterns_of(lowered: Plan, lexicon: Spellings) -> tuple[Pattern, ...]:
    """What a plan marks: its words, but for those it excludes, and those it asks of names or dates."""
    return tuple(_pattern(rows, lexicon) for rows in rows_in(lowered))


def spans(text: str, wanted: Sequence[Pattern], source: Text) -> list[Span]:
    """Every match in a text, in order, without overlap: of two the first, of those the longest."""
    relevant = [(number, one) for number, one in enumerate(wanted) if source in one.texts]
    small = dutch.lower_case(text)
    if any(one.numbers for _, one in relevant):
        small = dutch.in_groups(small)
    matches = sorted(
        (span for number, one in relevant for span in one.spans(small, number)),
        key=lambda span: (span.start, -span.end),
    )
    kept: list[Span] = []
    for span in matches:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def rows_in(node: Plan) -> Iterator[plan.Rows]:
    """The words of a plan that are marked: those it does not exclude."""
    match node:
        case plan.Rows():
            yield node
        case plan.Near(words, _, texts):
            yield from (plan.Rows(rows, texts) for rows in words)
        case plan.Prefer(wanted, _):
            yield from rows_in(wanted)
        case plan.All(children) | plan.Any(children) | plan.AtLeast(children, _):
            for child in children:
                yield from rows_in(child)
        case plan.First(first, rest):
            yield from rows_in(first)
            yield from rows_in(rest)


def _pattern(rows: plan.Rows, lexicon: Spellings) -> Pattern:
    spellings = lexicon.spellings({term for row in rows.rows if len(row) > 1 for term in row})
    phrases = (row for row in rows.rows if len(row) > 1 and all(term in spellings for term in row))
    terms = {row[0] for row in rows.rows if len(row) == 1}
    words = lexicon.words(terms)
    compounds = _Compounds(terms | words, lexicon.words({row[0] for row in rows.lesser}))
    return Pattern(
        rows.texts,
        _Words(terms, words | compounds.others),
        tuple(_Phrase(row, spellings) for row in phrases),
        compounds,
        None if rows.written is None else dutch.as_written(rows.written),
        any(_DIGIT.search(term) for row in rows.rows for term in row),
    )


class _Words:
    """Words that stand for any of some terms."""

    def __init__(self, terms: Collection[str], words: frozenset[str]) -> None:
        self._terms = frozenset(terms)
        self._words = words
        # The pattern begins with letters and looks back only then: so Python scans for the letters alone.
        self._beginnings = [
            re.compile(f"{letters}(?<![^\\W_]{letters})[^\\W_]*") for letters in _beginnings(self._words)
        ]

    def places(self, small: str) -> Iterator[tuple[int, int]]:
        """From where to where each of them stands in a text in lower case."""
        piece = _Piece(small)
        for beginning in self._beginnings:
            for match in beginning.finditer(small):
                start, end = match.span()
                if _is_doubtful(small, start, end):
                    for token in piece.tokens_at(start):
                        if token.term in self._terms:
                            yield start, start + token.end - token.start
                elif match.group() in self._words:
                    yield start, end


class _Compounds:
    """Words of which a part is written in any of some ways, or in another that begins alike."""

    def __init__(self, parts: Collection[str], words: Collection[str]) -> None:
        """`others` are the words that cannot be found by how a part begins."""
        # Of two ways that begin alike the shorter, unless the longer ends the word: mondzorgtraject holds no zorgt.
        shortest = _without_longer(filter(str.isalnum, parts))
        part = re.compile("|".join(shortest)) if shortest else None
        self._parts: dict[str, tuple[int, int]] = {}
        self._whole: dict[str, str] = {}
        others = set()
        for word in words:
            if match := part.search(word) if part else None:
                start, end = match.span()
                self._parts[word] = start, len(word) if word[start:] in parts else end
            elif beginning := _longest_beginning(parts, word):
                self._whole[word] = beginning
            else:
                others.add(word)
        self.others = frozenset(others)
        wanted = {*(shortest if self._parts else ()), *self._whole.values()}
        self._beginnings = re.compile("|".join(_without_longer(wanted))) if wanted else None

    def places(self, small: str) -> Iterator[tuple[int, int, bool]]:
        """From where to where the part of each of them stands in a text in lower case; False with those of which no
        part is written in such a way, which stand whole: zonnepanelen, where no text has panelen."""
        done = 0
        for match in self._beginnings.finditer(small) if self._beginnings else ():
            if match.start() >= done:
                first, done = _around(small, match.start())
                word = small[first:done]
                if span := self._parts.get(word):
                    yield first + span[0], first + span[1], True
                elif word in self._whole and not _is_doubtful(small, first, done):
                    yield first, done, False


class _Phrase:
    """A row of terms that stand next to each other."""

    def __init__(self, row: Row, spellings: Mapping[str, Sequence[Spelling]]) -> None:
        self._row = row
        # Looked for by the rarest of its words.
        often = [sum(spelling.questions for spelling in spellings[term]) for term in row]
        self._before = often.index(min(often))
        self._after = len(row) - self._before - 1
        rarest = {row[self._before]}
        self._rarest = _Words(rarest, frozenset(spelling.word for spelling in spellings[row[self._before]]))

    def places(self, small: str) -> Iterator[tuple[int, int]]:
        """From where to where it stands in a text in lower case."""
        for first, last in self._windows(small):
            tokens = list(dutch.tokens(small[first:last]))
            ends = {(token.position, token.term): token.end for token in tokens}
            for token in tokens:
                if token.term == self._row[0]:
                    others = [ends.get((token.position + at, term), 0) for at, term in enumerate(self._row[1:], 1)]
                    if all(others):
                        yield first + token.start, first + max(token.end, *others)

    def _windows(self, small: str) -> Iterator[tuple[int, int]]:
        """From where to where a text may hold it, without overlap."""
        windows = (
            (_back(small, start, self._before), _on(small, end, self._after))
            for start, end in sorted(self._rarest.places(small))
        )
        first = last = 0
        for start, end in windows:
            if start > last:
                yield first, last
                first = start
            last = max(last, end)
        yield first, last


class _Piece:
    """What stands between two spaces of a text, analysed; that of the last place is remembered."""

    def __init__(self, small: str) -> None:
        self._small = small
        self._first = self._last = 0
        self._tokens: dict[int, list[dutch.Token]] = {}

    def tokens_at(self, place: int) -> Sequence[dutch.Token]:
        """The tokens that begin at a place; where they stand is counted from the beginning of the piece."""
        if not self._first <= place < self._last:
            self._first, self._last = _back(self._small, place, 0), _on(self._small, place, 0)
            self._tokens = {}
            for token in dutch.tokens(self._small[self._first : self._last]):
                self._tokens.setdefault(token.start, []).append(token)
        return self._tokens.get(place - self._first, ())


def _is_doubtful(small: str, start: int, end: int) -> bool:
    """Whether signs stand beside a word that may make it a piece of another, or have it end otherwise than it seems."""
    before, after = small[start - 1 : start], small[end : end + 1]
    return (before not in _PLAIN and _DOUBTFUL_BEFORE.match(before) is not None) or (
        after not in _PLAIN and _DOUBTFUL_AFTER.match(small, end) is not None
    )


def _longest_beginning(parts: Iterable[str], word: str) -> str:
    """The longest beginning of any of these parts that stands in a word; "" where none of enough letters does."""
    begun = (part[:length] for part in parts for length in range(_LEAST_LETTERS, len(part)) if part[:length] in word)
    return max(begun, key=len, default="")


def _without_longer(beginnings: Iterable[str]) -> list[str]:
    """Of beginnings that begin alike the shortest."""
    kept: list[str] = []
    for beginning in sorted(beginnings):
        if not kept or not beginning.startswith(kept[-1]):
            kept.append(beginning)
    return kept


def _back(small: str, place: int, words: int) -> int:
    """Where the piece at a place begins, or the one that many words before it."""
    place = small.rfind(" ", 0, place) + 1
    while words and place:
        before = small.rfind(" ", 0, place - 1) + 1
        words -= _LETTERS.search(small, before, place) is not None
        place = before
    return place


def _on(small: str, place: int, words: int) -> int:
    """Where the piece at a place ends, or the one that many words after it."""
    place = _space(small, place)
    while words and place < len(small):
        after = _space(small, place + 1)
        words -= _LETTERS.search(small, place, after) is not None
        place = after
    return place


def _around(small: str, place: int) -> tuple[int, int]:
    """From where to where the word around a place stands."""
    first = place
    while first and small[first - 1].isalnum():
        first -= 1
    letters = _LETTERS.match(small, place)
    return first, letters.end() if letters else place


def _space(small: str, place: int) -> int:
    space = small.find(" ", place)
    return len(small) if space < 0 else space


def _beginnings(words: Collection[str]) -> Iterator[str]:
    """Of the words with the same first letter, the letters that all begin with."""
    for _, alike in groupby(sorted(words), key=lambda word: word[0]):
        first, *_, last = [*alike] * 2
        pairs = takewhile(lambda pair: pair[0] == pair[1] and pair[0].isalnum(), zip(first, last, strict=False))
        yield "".join(letter for letter, _ in pairs)
