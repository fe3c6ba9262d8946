"""A tree as it could be typed, so that whatever is made of a query is a query again, with an address."""

from datetime import date

from indexer.fields import Column, Number, field_of
from indexer.query.tree import (
    And,
    Everything,
    Fuzzy,
    Named,
    Nearby,
    Node,
    Not,
    Nothing,
    Numbers,
    Or,
    Period,
    Phrase,
    Prefix,
    Wildcard,
    Word,
)


def typed(node: Node, *, inside: bool = False) -> str:
    """What to type for a tree; `inside` another one it stands in brackets where it must."""
    match node:
        case And(children):
            return _grouped(" ".join(typed(child, inside=True) for child in children), inside)
        case Or(children):
            return _grouped(" OF ".join(typed(child, inside=True) for child in children), inside)
        case Not(child):
            said = typed(child, inside=True)
            return f"NIET {_grouped(said, isinstance(child, Not))}"
        case Period(field, since, until):
            return _named(_range(since, until), field)
        case Numbers(low, high, Number.ID) if low == high:
            return str(low)
        case Numbers(low, high, field):
            return _named(str(low) if low == high else _range(low, high), field)
        case Named(field, text):
            return _named(f'"{text}"', field)
        case Nothing() | Everything():
            return ""
    return _named(_leaf(node), node.field)


def _leaf(node: Word | Phrase | Nearby | Prefix | Wildcard | Fuzzy) -> str:
    match node:
        case Word(text, _, exact):
            return f"={text}" if exact else text
        case Phrase(text, _, exact):
            return f'="{text}"' if exact else f'"{text}"'
        case Nearby(text, between):
            return f'"{text}"~{between}'
        case Prefix(text):
            return f"{text}*"
        case Wildcard(text):
            return text
        case Fuzzy(text):
            return f"{text}~"


def _grouped(text: str, inside: bool) -> str:
    return f"({text})" if inside else text


def _named(text: str, field: Column | None) -> str:
    return f"{field_of(field).dutch}:{text}" if field else text


def _range(low: date | int | None, high: date | int | None) -> str:
    """`[2023-01-01 TOT 2023-02-01]`, `[7 TOT]`, `[TOT 8]`."""
    return f"[{' '.join(str(end) for end in (low, 'TOT', high) if end is not None)}]"
