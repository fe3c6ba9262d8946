"""A query back in plain Dutch, so that whoever typed it sees how it was read."""

from indexer.dutch import dates
from indexer.fields import Column, Number, field_of
from indexer.query.tree import And, Everything, Node, Not, Nothing, Numbers, Or, Period, Phrase, Prefix, Word


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
        case Word(text, field):
            return _labelled(text, field)
        case Phrase(text, field):
            return _labelled(f'"{text}"', field)
        case Prefix(text, field):
            return _labelled(f"{text}*", field)
        case Period(field, since, until):
            return f"{field_of(field).said} {dates.in_dutch(since, until)}"
        case Numbers(low, high):
            said = field_of(Number.NUMBER).said
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
        case Word(_, field) | Phrase(_, field) | Prefix(_, field):
            return field is not None
        case Period() | Numbers():
            return True
        case Or(children) | And(children):
            return all(map(_in_field, children))
    return False


def _labelled(text: str, field: Column | None) -> str:
    return f"{field_of(field).said} {text}" if field else text
