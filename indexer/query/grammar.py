"""What people type, read by Whoosh's parser, with Dutch field names and operators, and turned into plain data."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from whoosh import qparser, query
from whoosh.qparser import plugins, syntax

from indexer import dutch
from indexer.dutch import dates
from indexer.errors import QueryRefused
from indexer.fields import COLUMNS, DAYS, Column, Facet, Number
from indexer.query.in_dutch import in_dutch
from indexer.query.tree import (
    And,
    Everything,
    Node,
    Not,
    Nothing,
    Numbers,
    Or,
    Period,
    Phrase,
    Prefix,
    Word,
)

MAX_CHARACTERS = 256
MAX_TERMS = 32
MAX_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was read. `number` is set where a bare number was typed: a question's number, or its id."""

    tree: Node
    literal: bool = False
    number: int | None = None

    @property
    def reading(self) -> str:
        """How it was read, in plain Dutch; empty for an empty query."""
        text = in_dutch(self.tree)
        return f"letterlijk gelezen: {text}" if self.literal else text


class _Unreadable(Exception):
    """The grammar does not cover this text."""


def parse(text: str) -> Query:
    """Read what was typed. Raises QueryRefused for what is longer, deeper or broader than a query may be."""
    text = _plain(text)
    _check_size(text)
    if not text:
        return Query(Everything())
    nodes = _PARSER.tag(text)
    _check_stars(nodes)
    try:
        _check_shape(nodes)
        tree = _convert(_PARSER.filterize(nodes).query(_PARSER))
    except _Unreadable:
        tree = Nothing()
    if tree == Nothing():
        return Query(_literal(text), literal=True)
    number = int(text) if re.fullmatch("[0-9]{1,18}", text) else None
    return Query(_without_stop_words(tree), number=number)


# The grammar: Whoosh's parser with the parts of it that this language has.

_FIELD_NAMES = "|".join(COLUMNS)
_OPERATORS = plugins.OperatorsPlugin(
    And=r"(?<=\s)(?:AND|EN)(?=\s)",
    Or=r"(?<=\s)(?:OR|OF)(?=\s)",
    Not=r"(?:^|(?<=[\s(]))(?:(?:NOT|NIET)(?=\s)|-(?=[\w\"(]))",
    AndNot=None,
    AndMaybe=None,
    Require=None,
)


_RANGE = re.compile(r"(?P<open>\[)\s*(?:(?P<start>[^\]\s]+)\s+)?(?i:TOT|TO)(?:\s+(?P<end>[^\]\s]+))?\s*(?P<close>\])")


class _PrefixPlugin(plugins.PrefixPlugin):  # type: ignore[misc]  # Whoosh has no types
    """A star at the end of a word; elsewhere it stays in the text, and is refused."""

    expr = r"(?P<text>\w[\w'’-]*)[*](?=[\s),.;:?!]|$)"


_PARSER = qparser.QueryParser(
    None,
    schema=None,
    plugins=[
        plugins.FieldsPlugin(expr=rf"(?i:(?<!\w)(?P<text>{_FIELD_NAMES})):(?=\S)"),
        _PrefixPlugin(),
        plugins.PhrasePlugin(expr='"(?P<text>[^"]*)"(?P<slop>(?!))?'),  # without Whoosh's "..."~5
        plugins.RangePlugin(expr=_RANGE),
        plugins.GroupPlugin(),
        _OPERATORS,
    ],
)

_CURLY = str.maketrans({**dict.fromkeys("“”„‟«»＂", '"'), **dict.fromkeys("‘’‚‛´`", "'"), **dict.fromkeys("–—−", "-")})
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_OPEN = plugins.GroupPlugin.OpenBracket
_CLOSE = plugins.GroupPlugin.CloseBracket
_OPERATOR_WORDS = frozenset({"AND", "OR", "NOT", "EN", "OF", "NIET"})
_OTHER_SYNTAX = re.compile(r"[^\W\d]\w*:(?=[\w\"(\[])|(?<=\w)[~^]|[\"\[\]{}]")


def _plain(text: str) -> str:
    return dutch.in_groups(_CONTROL.sub(" ", text).translate(_CURLY).strip(), ".")


def _check_size(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise QueryRefused(
            "too_long",
            f"the query has {len(text)} characters, {MAX_CHARACTERS} is the most: use fewer words",
            limit=MAX_CHARACTERS,
        )
    words = sum(
        not token.joined and text[token.start : token.end] not in _OPERATOR_WORDS for token in dutch.tokens(text)
    )
    if words > MAX_TERMS:
        raise QueryRefused(
            "too_many_terms", f"the query has {words} words, {MAX_TERMS} is the most: use fewer", limit=MAX_TERMS
        )


def _check_stars(nodes: Iterable[Any]) -> None:
    for node in nodes:
        if isinstance(node, syntax.WordNode) and "*" in node.text:
            raise QueryRefused(
                "too_broad",
                f"`{node.text}` stands for too many words: a star may stand only at the end of a word",
                term=node.text,
            )


def _check_shape(nodes: Iterable[Any]) -> None:
    """Whether the grammar covers the text: brackets close, operators and field names have what they work on."""
    depth = 0
    before: Any = None
    for node in nodes:
        if isinstance(node, syntax.Whitespace):
            continue
        if isinstance(node, _OPEN):
            depth += 1
            if depth > MAX_DEPTH:
                raise QueryRefused(
                    "too_deep", f"brackets are nested deeper than {MAX_DEPTH}: use fewer", limit=MAX_DEPTH
                )
        elif isinstance(node, _CLOSE | syntax.InfixOperator):
            if before is None or isinstance(before, _OPEN | syntax.Operator | syntax.FieldnameNode):
                raise _Unreadable
            depth -= isinstance(node, _CLOSE)
            if depth < 0:
                raise _Unreadable
        elif isinstance(node, syntax.PrefixOperator | syntax.FieldnameNode):
            if isinstance(before, type(node)):
                raise _Unreadable
        elif isinstance(node, syntax.WordNode) and _is_stray_syntax(node.text):
            raise _Unreadable
        before = node
    if depth or isinstance(before, syntax.Operator | syntax.FieldnameNode):
        raise _Unreadable


def _is_stray_syntax(text: str) -> bool:
    """Whether a piece that the grammar left as a word looks as if something else was meant."""
    return (
        text in _OPERATOR_WORDS
        or (text.endswith(":") and text[:-1].lower() in COLUMNS)
        or bool(_OTHER_SYNTAX.search(text))
    )


# From Whoosh's tree to ours.


def _convert(found: Any) -> Node:
    match found:
        case query.And():
            return _joined(And, [_convert(child) for child in found.children()])
        case query.Or():
            return _joined(Or, [_convert(child) for child in found.children()])
        case query.Not():
            child = _convert(found.query)
            return child if child == Nothing() else Not(child)
        case query.TermRange():
            return _range(_field(found), found.start, found.end)
        case query.Prefix():
            return _prefix(found.text, _field(found))
        case query.Phrase():
            return _phrase(" ".join(found.words), _field(found))
        case query.Term():
            return _word(found.text, _field(found))
    raise _Unreadable


def _field(found: Any) -> Column | None:
    return COLUMNS[found.fieldname.lower()] if found.fieldname else None


def _word(text: str, field: Column | None) -> Node:
    if isinstance(field, Number):
        return _range(field, text, text)
    if field is Facet.SESSION_YEAR:
        return Word(text, field)
    return _joined(And, [Word(part, field) for part in _parts(text)])


def _phrase(text: str, field: Column | None) -> Node:
    if isinstance(field, Number):
        return _range(field, text, text)
    words = list(_parts(text))
    if not words:
        return Nothing()
    return Phrase(text.strip(), field) if len(words) > 1 else Word(words[0], field)


def _prefix(text: str, field: Column | None) -> Node:
    if isinstance(field, Number) or field is Facet.SESSION_YEAR:
        raise _Unreadable
    # With a hyphen inside (co-ouder*) the word as it is found written as one.
    return Prefix("".join(dutch.analyse(part)[0] for part in _parts(text)), field)


def _range(field: Column | None, start: str | None, end: str | None) -> Node:
    if not isinstance(field, Number) or not (start or end):
        raise _Unreadable
    try:
        if field in DAYS:
            return Period(field, dates.period(start)[0] if start else None, dates.period(end)[1] if end else None)
        return Numbers(_number(start), _number(end))
    except ValueError as error:
        raise _Unreadable from error


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch("[0-9]{1,18}", text):
        raise ValueError(text)
    return int(text)


def _parts(text: str) -> Iterator[str]:
    """The words of a text as typed, hyphenated ones whole."""
    end = 0
    for token in dutch.tokens(text):
        if token.start >= end:
            yield text[token.start : token.end]
            end = token.end


def _joined(group: type[And] | type[Or], children: list[Node]) -> Node:
    """One node for several of a kind: nested ones opened up, none of nothing."""
    flat: list[Node] = []
    for child in children:
        flat.extend(child.children if isinstance(child, group) else [child] if child != Nothing() else [])
    if not flat:
        return Nothing()
    return flat[0] if len(flat) == 1 else group(tuple(flat))


def _without_stop_words(node: Node) -> Node:
    """Leave out the stop words where other words remain; a query of nothing else keeps them."""
    match node:
        case And(children) | Or(children):
            kept = [child for child in children if not _is_stop_word(child)]
            return _joined(type(node), [_without_stop_words(child) for child in kept or children])
        case Not(child):
            return Not(_without_stop_words(child))
    return node


def _is_stop_word(node: Node) -> bool:
    return (
        isinstance(node, Word)
        and not isinstance(node.field, Facet)
        and all(token.stop for token in dutch.tokens(node.text))
    )


def _literal(text: str) -> Node:
    words = [word for word in text.split() if word.strip('()"') not in _OPERATOR_WORDS]
    found = [Word(part) for part in _parts(" ".join(words) or text)]
    return _without_stop_words(_joined(And, list(found)))
