"""What to search for instead where nothing was found. Only searches that do find something are offered."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from indexer import dutch
from indexer.errors import QueryRefused
from indexer.query import parse
from indexer.query.tree import And, Node, Or, Phrase, Prefix, Word
from web.address import SearchAddress
from web.chips import chips

_MOST_FILTERS = 5
_MOST_WORDS = 5
_PATIENCE = 1.0
"""Seconds that may go by in trying: what was not tried by then is not offered."""
_QUOTES = str.maketrans(dict.fromkeys('"“”„‟«»＂', " "))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another search: what it does, with what, and its address."""

    text: str
    subject: str
    address: SearchAddress


def suggestions(address: SearchAddress, finds: Callable[[SearchAddress], bool]) -> tuple[Suggestion, ...]:
    """Searches near to this one that find something, as `finds` says of each."""
    return tuple(_that_find(_others(address), finds))


def _that_find(
    others: Iterable[tuple[Suggestion, ...]], finds: Callable[[SearchAddress], bool]
) -> Iterator[Suggestion]:
    """Of each group the first that finds something."""
    end = time.monotonic() + _PATIENCE
    for group in others:
        for other in group:
            if time.monotonic() > end:
                return
            if finds(other.address):
                yield other
                break


def _others(address: SearchAddress) -> Iterator[tuple[Suggestion, ...]]:
    filters = chips(address)
    for chip in filters[:_MOST_FILTERS]:
        yield (Suggestion(f"Zoek zonder {chip.label.lower()}", chip.value, chip.without),)
    if len(filters) > 1:
        yield (Suggestion("Zoek zonder filters", "", address.unfiltered()),)
    loose = " ".join(address.query.translate(_QUOTES).split())
    if loose and loose != " ".join(address.query.split()) and _read(loose):
        yield (Suggestion("Zoek zonder aanhalingstekens", loose, address.asking(loose)),)
    for word in list(dict.fromkeys(_words(parse(address.query).tree)))[:_MOST_WORDS]:
        if word != address.query:
            alone = Suggestion("Zoek alleen", word, address.asking(word))
            anywhere = Suggestion("Zoek zonder filters alleen", word, address.unfiltered().asking(word))
            yield (alone, anywhere) if filters else (alone,)
        else:
            start = word[: max(5, len(word) * 2 // 3)]
            yield (Suggestion("Zoek woorden die beginnen met", start, address.asking(f"{start}*")),)


def _read(text: str) -> Node | None:
    """How a query is read; None where it is not, or only word for word."""
    try:
        query = parse(text)
    except QueryRefused:
        return None
    return None if query.literal else query.tree


def _words(node: Node) -> Iterator[str]:
    """The words that a query asks for, those that it excludes left out; only what is read as a word by itself."""
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from _words(child)
        case Word(text) | Phrase(text) | Prefix(text):
            for word in text.split():
                if len(word) > 3 and _read(word) == Word(word) and not _is_stop_word(word):
                    yield word


def _is_stop_word(word: str) -> bool:
    return all(token.stop for token in dutch.tokens(word))
