"""One piece of what was typed, a word, a phrase or a range, as a node of the tree."""

import re
from collections.abc import Iterator

from indexer import dutch
from indexer.dutch import dates
from indexer.errors import QueryRefused
from indexer.fields import DAYS, NO, YES, Column, Facet, Number
from indexer.query.tree import (
    And,
    Fuzzy,
    Nearby,
    Node,
    Nothing,
    Numbers,
    Period,
    Phrase,
    Prefix,
    Wildcard,
    Word,
    joined,
)

_OF_YEARS = (Facet.SESSION_YEAR, Facet.LEGISLATURE)
_ENDS = ".,;:!?"
_WILD = re.compile(r"[\w'’*?-]*(?:\*|(?<=\w)\?(?=\w))[\w'’*?-]*")
_NEXT_SENTENCE = re.compile(r"[a-z0-9]\?[A-Z]")
_FUZZY = re.compile(r"(?P<word>\w[\w'’-]*)~[12]?")
_PHRASE = re.compile(r'(?P<exact>=?)"(?P<text>[^"]*)"(?:~(?P<between>[0-9]{1,3}))?')
_FEWEST_LETTERS = 2
"""That a wildcard must have: what has fewer stands for more words than may be."""


class Unreadable(Exception):
    """The grammar does not cover this text."""


def is_misspelt(text: str) -> bool:
    """Whether it is a word with the sign of one that may be misspelt."""
    return _FUZZY.fullmatch(text) is not None


def word(text: str, field: Column | None) -> Node:
    """What a word stands for, with the signs that are written to it. Raises Unreadable or QueryRefused."""
    if isinstance(field, Number):
        return _number_or_day(text, field)
    if field in _OF_YEARS:
        return Word(text, field)
    if found := _FUZZY.fullmatch(text):
        return Fuzzy(found["word"], field)
    if _WILD.fullmatch(pattern := text.strip(_ENDS).removeprefix("=")) and not _NEXT_SENTENCE.search(pattern):
        return _wildcard(pattern, field)
    if text.startswith("=") and (written := list(parts(text))):
        return _exactly(" ".join(written), field)
    return joined(And, [Word(part, field) for part in parts(text)])


def phrase(text: str, field: Column | None) -> Node:
    """What a phrase stands for, with its quotes and the signs around them. Raises Unreadable."""
    found = _PHRASE.fullmatch(text)
    if not found:
        raise Unreadable
    text = " ".join(found["text"].split())
    if isinstance(field, Number):
        return _number_or_day(text, field)
    words = list(parts(text))
    if not words:
        return Nothing()
    if found["exact"]:
        return _exactly(text, field)
    if len(words) == 1:
        return Word(words[0], field)
    if found["between"] and not isinstance(field, Facet):
        return Nearby(text, int(found["between"]), field)
    return Phrase(text, field)


def prefix(text: str, field: Column | None) -> Node:
    """What the beginning of words stands for. Raises Unreadable."""
    if isinstance(field, Number) or field in _OF_YEARS:
        raise Unreadable
    # With a hyphen inside (co-ouder*) the word as it is found written as one.
    return Prefix("".join(dutch.analyse(part)[0] for part in parts(text)), field)


def between(field: Column | None, start: str | None, end: str | None) -> Node:
    """What a range stands for. Raises Unreadable."""
    if not isinstance(field, Number) or not (start or end):
        raise Unreadable
    try:
        if field in DAYS:
            return Period(field, dates.period(start)[0] if start else None, dates.period(end)[1] if end else None)
        return Numbers(_number(start), _number(end))
    except ValueError as error:
        raise Unreadable from error


def parts(text: str) -> Iterator[str]:
    """The words of a text as typed, hyphenated ones whole."""
    end = 0
    for token in dutch.tokens(text):
        if token.start >= end:
            yield text[token.start : token.end]
            end = token.end


def _exactly(text: str, field: Column | None) -> Node:
    if isinstance(field, Number):
        raise Unreadable
    return Word(text, field, exact=True) if len(list(parts(text))) == 1 else Phrase(text, field, exact=True)


def _wildcard(text: str, field: Column | None) -> Node:
    # As words are folded, and with a hyphen inside as they are found written as one.
    pattern = "".join(sign for sign in dutch.fold(text) if sign.isalnum() or sign in "*?")
    if sum(map(str.isalnum, pattern)) < _FEWEST_LETTERS:
        raise QueryRefused(
            "too_broad", f"`{text}` stands for too many words: write more letters beside the star", term=text
        )
    if isinstance(field, Number):
        raise Unreadable
    return Wildcard(re.sub(r"\*+", "*", pattern), field)


def _number_or_day(text: str, field: Number) -> Node:
    if field is Number.ANSWERED_ON and (answered := {"ja": YES, "nee": NO, "neen": NO}.get(text.lower())):
        return Word(answered, Facet.ANSWERED)
    if field not in DAYS:
        return between(field, text, text)
    try:
        return Period(field, *dates.span(text))
    except ValueError as error:
        raise Unreadable from error


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch("[0-9]{1,18}", text):
        raise ValueError(text)
    return int(text)
