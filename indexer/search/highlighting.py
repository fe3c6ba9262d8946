"""Marks what matched in a text and picks the passages worth showing."""

import re
from collections.abc import Iterator, Sequence

from indexer.fields import Text
from indexer.search.patterns import Pattern, Span, spans
from indexer.search.results import Marked, Piece, Snippet

_MAX_TEXT = 200_000
"""Characters of a text that are searched for passages: some of the texts are as long as a book."""

_WINDOW = 160  # characters within which hits make one passage
_LENGTH = 230  # what a passage is filled up to
_LONGEST = 290  # a whole sentence up to this length is not cut
# Not after the number of a part (`1. Hoeveel`), nor after `nr.` and `art.`.
# It begins with the space, and looks back only then: so Python skips from space to space.
_SENTENCE_END = re.compile(r"\s(?:(?<=[.!?]\s)(?<!\b\d\.\s)(?<!\b\d\d\.\s)(?<!\bnr\.\s)(?<!\bart\.\s)\s*|(?<=\n)\n*)")
_SPACE = re.compile(r"\s+")


def mark(text: str, wanted: Sequence[Pattern], source: Text) -> Marked:
    """The whole text, cut at what matched."""
    return tuple(_pieces(text, 0, len(text), spans(text, wanted, source)))


def snippets(question: str, answer: str, wanted: Sequence[Pattern]) -> tuple[Snippet, ...]:
    """The best passage of question and answer each, the better first; where nothing matched, how the text begins."""
    passages = []
    for source, text in ((Text.QUESTION, question), (Text.ANSWER, answer)):
        matches = spans(text[:_MAX_TEXT], wanted, source)
        if matches:
            chosen = _densest(matches)
            worth = (*_worth(chosen)[:2], min(len(chosen), 5))
            passages.append((worth, Snippet(source, _passage(text, matches, chosen))))
    if passages:
        passages.sort(key=lambda passage: passage[0], reverse=True)
        return tuple(snippet for _, snippet in passages)
    source, text = (Text.QUESTION, question) if question.strip() else (Text.ANSWER, answer)
    return (Snippet(source, _beginning(text)),) if text.strip() else ()


def _densest(matches: list[Span]) -> list[Span]:
    """The spans within one window that are worth most, of equals the first."""
    best: list[Span] = []
    worth = (0, 0, 0)
    last = 0
    for first, span in enumerate(matches):
        last = max(last, first)
        while last < len(matches) and matches[last].end <= span.start + _WINDOW:
            last += 1
        chosen = matches[first:last] or [span]
        worth_of_chosen = _worth(chosen)
        if worth_of_chosen > worth:
            best, worth = chosen, worth_of_chosen
    return best


def _worth(chosen: list[Span]) -> tuple[int, int, int]:
    """How many different patterns matched, how many of them as whole words, and how often."""
    return len({one.pattern for one in chosen}), len({one.pattern for one in chosen if not one.part}), len(chosen)


def _passage(text: str, matches: list[Span], chosen: list[Span]) -> Marked:
    """The sentence(s) around the chosen spans, filled up with what follows; cut between words where too long."""
    start, end = _sentence(text, chosen[0].start)[0], _sentence(text, chosen[-1].end)[1]
    if end - start > _LONGEST:
        room = max(_LENGTH - (chosen[-1].end - chosen[0].start), 40)
        start = _word_start(text, max(start, chosen[0].start - room // 3), chosen[0].start)
        end = _word_end(text, min(end, chosen[-1].end + room - room // 3), chosen[-1].end)
    while (following := _next_sentence_end(text, end)) is not None and following - start <= _LENGTH:
        end = following
    pieces = list(_pieces(text, start, end, matches))
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


def _pieces(text: str, start: int, end: int, matches: Sequence[Span]) -> Iterator[Piece]:
    place = start
    for span in matches:
        if span.start < start or span.end > end:
            continue
        if span.start > place:
            yield Piece(_SPACE.sub(" ", text[place : span.start]), hit=False)
        yield Piece(_SPACE.sub(" ", text[span.start : span.end]), hit=True)
        place = span.end
    if place < end:
        yield Piece(_SPACE.sub(" ", text[place:end]), hit=False)
