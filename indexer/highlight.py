"""Marks what matched in a text and picks the passages worth showing. The same for every engine."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indexer import dutch
from indexer.engine import Marked, Piece, Snippet
from indexer.query import And, Field, Node, Or, Phrase, Prefix, Word

_MAX_TEXT = 200_000
"""Characters of a text that are searched for passages: some of the texts are as long as a book."""

_WINDOW = 160  # hits within so many characters make one passage
_LENGTH = 230  # what a passage is filled up to
_LONGEST = 290  # a whole sentence up to this length is not cut
# Not after the number of a part (`1. Hoeveel`), nor after `nr.` and `art.`.
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\b\d\.)(?<!\b\d\d\.)(?<!\bnr\.)(?<!\bart\.)\s+|\n+")
_SPACE = re.compile(r"\s+")


class Span(NamedTuple):
    """From where to where in a text a pattern matched, and which one."""

    start: int
    end: int
    pattern: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a word, phrase or prefix of a query looks like in a text."""

    field: Field | None
    rows: tuple[tuple[str, ...], ...] = ()
    prefix: str | None = None


def patterns(tree: Node) -> tuple[Pattern, ...]:
    """What a query marks: its words, but for those it excludes and those it asks of names or dates."""
    return tuple(_patterns(tree))


def _patterns(node: Node) -> Iterator[Pattern]:
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from _patterns(child)
        case Word(text, field) | Phrase(text, field):
            yield Pattern(field, rows=dutch.sequences(text))
        case Prefix(text, field):
            yield Pattern(field, prefix=text)


def mark(text: str, wanted: Sequence[Pattern], field: Field) -> Marked:
    """The whole text, cut at what matched."""
    return tuple(_pieces(text, 0, len(text), find(text, wanted, field)))


def snippets(question: str, answer: str, wanted: Sequence[Pattern]) -> tuple[Snippet, ...]:
    """The best passage of question and answer each, the better first; where nothing matched, how the text begins."""
    found = []
    for source, text, field in (("question", question, Field.QUESTION), ("answer", answer, Field.ANSWER)):
        spans = find(text, wanted, field)
        if spans:
            chosen = _densest(spans)
            worth = (len({span.pattern for span in chosen}), min(len(chosen), 5))
            found.append((worth, Snippet(source, _passage(text, spans, chosen))))
    if found:
        found.sort(key=lambda one: one[0], reverse=True)
        return tuple(snippet for _, snippet in found)
    source, text = ("question", question) if question.strip() else ("answer", answer)
    return (Snippet(source, _beginning(text)),) if text.strip() else ()


def find(text: str, wanted: Sequence[Pattern], field: Field) -> list[Span]:
    """Every match in a text, in order, without overlap."""
    relevant = [(number, one) for number, one in enumerate(wanted) if one.field in (None, field)]
    starts: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for number, one in relevant:
        for row in one.rows:
            starts.setdefault(row[0], []).append((number, row))
    prefixes = [(number, one.prefix) for number, one in relevant if one.prefix]
    if not relevant:
        return []
    initials = {term[0] for rows in starts.values() for _, row in rows for term in row}
    initials |= {prefix[0] for _, prefix in prefixes}
    tokens = list(dutch.tokens(text[:_MAX_TEXT], initials=initials))
    at = {}
    if any(len(row) > 1 for rows in starts.values() for _, row in rows):
        at = {(token.position, token.term): token.end for token in tokens}
    spans = []
    for token in tokens:
        for number, row in starts.get(token.term, ()):
            ends = [at.get((token.position + offset, term)) for offset, term in enumerate(row)] if row[1:] else []
            if None not in ends:
                spans.append(Span(token.start, max([token.end, *(end for end in ends if end)]), number))
        spans.extend(
            Span(token.start, token.end, number) for number, prefix in prefixes if token.word.startswith(prefix)
        )
    return _without_overlap(spans)


def _without_overlap(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _densest(spans: list[Span]) -> list[Span]:
    """The spans within one window with the most different patterns, then the most hits, then the first."""
    best: list[Span] = []
    worth = (0, 0)
    last = 0
    for first, span in enumerate(spans):
        last = max(last, first)
        while last < len(spans) and spans[last].end <= span.start + _WINDOW:
            last += 1
        chosen = spans[first:last] or [span]
        found = (len({one.pattern for one in chosen}), len(chosen))
        if found > worth:
            best, worth = chosen, found
    return best


def _passage(text: str, spans: list[Span], chosen: list[Span]) -> Marked:
    """The sentence(s) around the chosen spans, filled up with what follows; cut between words where too long."""
    start, end = _sentence(text, chosen[0].start)[0], _sentence(text, chosen[-1].end)[1]
    if end - start > _LONGEST:
        room = max(_LENGTH - (chosen[-1].end - chosen[0].start), 40)
        start = _word_start(text, max(start, chosen[0].start - room // 3), chosen[0].start)
        end = _word_end(text, min(end, chosen[-1].end + room - room // 3), chosen[-1].end)
    while (following := _next_sentence_end(text, end)) is not None and following - start <= _LENGTH:
        end = following
    pieces = list(_pieces(text, start, end, spans))
    if start and not _SENTENCE_END.match(text, start - 1) and text[start - 1] != "\n":
        pieces.insert(0, Piece("… ", hit=False))
    if end < len(text.rstrip()) and text[end - 1] not in ".!?":
        pieces.append(Piece(" …", hit=False))
    return tuple(pieces)


def _beginning(text: str) -> Marked:
    text = _SPACE.sub(" ", text[: 4 * _LENGTH]).strip()
    if len(text) <= _LONGEST:
        return (Piece(text, hit=False),)
    return (Piece(text[: _word_end(text, _LENGTH, 1)] + " …", hit=False),)


def _sentence(text: str, place: int) -> tuple[int, int]:
    """The bounds of the sentence at a place, looking no further than is shown."""
    before = [match.end() for match in _SENTENCE_END.finditer(text, max(0, place - 2 * _LONGEST), place)]
    after = _SENTENCE_END.search(text, place, place + 2 * _LONGEST)
    start = before[-1] if before else max(0, place - 2 * _LONGEST)
    return start, after.start() if after else min(len(text), place + 2 * _LONGEST)


def _next_sentence_end(text: str, end: int) -> int | None:
    """Where the sentence after this one ends; None at the end of the text."""
    start = end + len(text[end : end + _LENGTH]) - len(text[end : end + _LENGTH].lstrip())
    following = _sentence(text, start)[1]
    return following if following > start else None


def _word_start(text: str, place: int, latest: int) -> int:
    """The first place from here on where a word begins."""
    while 0 < place < latest and not text[place - 1].isspace():
        place += 1
    return place


def _word_end(text: str, place: int, earliest: int) -> int:
    """The last place up to here where a word ends."""
    while earliest < place < len(text) and not text[place].isspace():
        place -= 1
    return place


def _pieces(text: str, start: int, end: int, spans: Sequence[Span]) -> Iterator[Piece]:
    place = start
    for span in spans:
        if span.start < start or span.end > end:
            continue
        if span.start > place:
            yield Piece(_SPACE.sub(" ", text[place : span.start]), hit=False)
        yield Piece(_SPACE.sub(" ", text[span.start : span.end]), hit=True)
        place = span.end
    if place < end:
        yield Piece(_SPACE.sub(" ", text[place:end]), hit=False)
