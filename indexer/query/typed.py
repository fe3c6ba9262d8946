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
            return (
                f"NIET {_grouped(typed(child), inside=True) if isinstance(child, Not) else typed(child, inside=True)}"
            )
        case Word(text, field, exact):
            return _named(f"={text}" if exact else text, field)
        case Phrase(text, field, exact):
            return _named(f'="{text}"' if exact else f'"{text}"', field)
        case Nearby(text, between, field):
            return _named(f'"{text}"~{between}', field)
        case Wildcard(text, field):
            return _named(text, field)
        case Fuzzy(text, field):
            return _named(f"{text}~", field)
        case Named(facet, _, values):
            return typed(Or(tuple(Phrase(value, facet) for value in sorted(values))), inside=inside and len(values) > 1)
        case Prefix(text, field):
            return _named(f"{text}*", field)
        case Period(field, since, until):
            return _named(_range(since, until), field)
        case Numbers(low, _, Number.ID):
            return str(low)
        case Numbers(low, high):
            return _named(str(low) if low == high else _range(low, high), Number.NUMBER)
        case Nothing() | Everything():
            return ""


def _grouped(text: str, inside: bool) -> str:
    return f"({text})" if inside else text


def _named(text: str, field: Column | None) -> str:
    return f"{field_of(field).dutch}:{text}" if field else text


def _range(low: date | int | None, high: date | int | None) -> str:
    """`[2023-01-01 TOT 2023-02-01]`, `[7 TOT]`, `[TOT 8]`."""
    return f"[{' '.join(str(end) for end in (low, 'TOT', high) if end is not None)}]"
