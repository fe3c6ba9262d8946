"""A query back in plain Dutch, so that whoever typed it sees how it was read."""

from indexer.dutch import dates
from indexer.fields import Column, Facet, Number, field_of
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

_NAMED = {Facet.OFFICE: "minister bevoegd voor"}


def in_dutch(node: Node, *, inside: bool = False) -> str:
    """The tree as a person would say it; `inside` another one it stands in brackets where it must."""
    match node:
        case And(children):
            return _all_in_dutch(children, inside)
        case Or(children):
            text = " of ".join(in_dutch(child, inside=True) for child in children)
            return f"({text})" if inside else text
        case Not(child):
            return "niet " + in_dutch(child, inside=True)
        case Word(text, field, exact):
            return _labelled(_exactly(text, exact), field)
        case Phrase(text, field, exact):
            return _labelled(_exactly(f'"{text}"', exact), field)
        case Nearby(text, between, field):
            return _labelled(f'"{text}" met hoogstens {_words(between)} ertussen', field)
        case Prefix(text, field):
            return _labelled(f"{text}*", field)
        case Wildcard(text, field):
            return _labelled(text, field)
        case Fuzzy(text, field):
            return _labelled(f"{text} of wat erop lijkt", field)
        case Named(field, text):
            return f"{_NAMED.get(field, field_of(field).dutch)} {text}"
        case Period(field, since, until):
            return f"{field_of(field).said} {dates.in_dutch(since, until)}"
        case Numbers(low, high, field):
            said = "kenmerk" if field is Number.ID else field_of(field).said
            if low == high:
                return f"{said} {low}"
            return " ".join([said, *([f"vanaf {low}"] if low else []), *([f"tot en met {high}"] if high else [])])
        case Nothing():
            return "geen enkel woord"
        case Everything():
            return ""


def _all_in_dutch(children: tuple[Node, ...], inside: bool) -> str:
    """Words first, then what is excluded, then what is asked of fields: `a en b, niet c, minister bevat d`."""
    words = [child for child in children if not isinstance(child, Not) and not _in_field(child)]
    others = [child for child in children if isinstance(child, Not)] + [
        child for child in children if not isinstance(child, Not) and _in_field(child)
    ]
    clauses = [" en ".join(in_dutch(word, inside=True) for word in words)] if words else []
    text = ", ".join(clauses + [in_dutch(other, inside=True) for other in others])
    return f"({text})" if inside and len(children) > 1 else text


def _in_field(node: Node) -> bool:
    match node:
        case (
            Word(_, field)
            | Phrase(_, field)
            | Nearby(_, _, field)
            | Prefix(_, field)
            | Wildcard(_, field)
            | Fuzzy(_, field)
        ):
            return field is not None
        case Named() | Period() | Numbers():
            return True
        case Or(children) | And(children):
            return all(map(_in_field, children))
    return False


def _exactly(text: str, exact: bool) -> str:
    return f"precies {text}" if exact else text


def _words(count: int) -> str:
    return "1 woord" if count == 1 else f"{count} woorden"


def _labelled(text: str, field: Column | None) -> str:
    return f"{field_of(field).said} {text}" if field else text
