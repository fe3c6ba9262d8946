"""What people type, read by Whoosh's parser, with Dutch field names and operators, and turned into plain data."""

import re
from collections.abc import Iterable
from typing import Any

from whoosh import qparser, query
from whoosh.qparser import plugins, syntax

from indexer import dutch
from indexer.dutch import dates
from indexer.errors import QueryRefused
from indexer.fields import COLUMNS, DAYS, Column, field_of
from indexer.query import leaves
from indexer.query.leaves import Unreadable
from indexer.query.tree import And, Everything, Node, Not, Nothing, Or, Word, joined

MAX_CHARACTERS = 256
MAX_TERMS = 32
MAX_DEPTH = 10


def tree_of(text: str) -> Node | None:
    """The tree of a text as `plain` leaves it, stop words and all; None where the grammar does not cover it.

    Raises QueryRefused for what is longer, deeper or broader than a query may be.
    """
    _check_size(text)
    if not text:
        return Everything()
    nodes = _PARSER.tag(_DAY.sub(_in_quotes, text))
    try:
        _check_shape(nodes)
        tree = _convert(_PARSER.filterize(nodes).query(_PARSER))
    except Unreadable:
        return None
    return None if tree == Nothing() else tree


def words_of(text: str) -> Node:
    """The words of a text that the grammar does not cover."""
    words = [word for word in text.split() if word.strip('()"') not in _OPERATOR_WORDS]
    return joined(And, map(Word, leaves.parts(" ".join(words) or text)))


def plain(text: str) -> str:
    """What was typed with plain quotes and dashes, and without signs that nobody sees."""
    return dutch.in_groups(_CONTROL.sub(" ", text).translate(_CURLY).strip(), ".")


# The grammar: Whoosh's parser with the parts of it that this language has.

_FIELD_NAMES = "|".join(COLUMNS)
_OPERATORS = plugins.OperatorsPlugin(
    And=r"(?<=\s)(?:AND|EN)(?=\s)",
    Or=r"(?<=\s)(?:OR|OF)(?=\s)",
    Not=r"(?:^|(?<=[\s(]))(?:(?:NOT|NIET)(?=\s)|-(?=[\w\"(=*]))",
    AndNot=None,
    AndMaybe=None,
    Require=None,
)


_RANGE = re.compile(r"(?P<open>\[)\s*(?:(?P<start>[^\]\s]+)\s+)?(?i:TOT|TO)(?:\s+(?P<end>[^\]\s]+))?\s*(?P<close>\])")


class _PrefixPlugin(plugins.PrefixPlugin):  # type: ignore[misc]  # Whoosh has no types
    """A star at the end of a word."""

    expr = r"(?<![\w*?'’-])(?P<text>\w[\w'’-]*)[*](?=[\s),.;:?!]|$)"


# With the quotes and the signs around them, which make it another kind of phrase.
_PHRASE = r'(?P<text>(?:(?<![^\s(:-])=)?"[^"]*"(?:~[0-9]{1,3}(?!\w))?)(?P<slop>(?!))?'

_PARSER = qparser.QueryParser(
    None,
    schema=None,
    plugins=[
        plugins.FieldsPlugin(expr=rf"(?i:(?<!\w)(?P<text>{_FIELD_NAMES})):(?=\S)"),
        _PrefixPlugin(),
        plugins.PhrasePlugin(expr=_PHRASE),
        plugins.RangePlugin(expr=_RANGE),
        plugins.GroupPlugin(),
        _OPERATORS,
    ],
)

# A day of a field, which may have spaces in it; what stands in quotes is passed over.
_DAY = re.compile(
    rf"\"[^\"]*\"|(?<!\w)(?P<field>(?:{'|'.join(field_of(day).dutch for day in DAYS)}):)(?P<day>{dates.SPAN})"
    r"(?=[\s),;:?!]|\.?(?:\s|$))",
    re.IGNORECASE,
)
_CURLY = str.maketrans({**dict.fromkeys("“”„‟«»＂", '"'), **dict.fromkeys("‘’‚‛´`", "'"), **dict.fromkeys("–—−", "-")})
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_OPEN = plugins.GroupPlugin.OpenBracket
_CLOSE = plugins.GroupPlugin.CloseBracket
_OPERATOR_WORDS = frozenset({"AND", "OR", "NOT", "EN", "OF", "NIET"})
_OTHER_SYNTAX = re.compile(r"[^\W\d]\w*:(?=[\w\"(\[])|(?<=\w)[~^]|[\"\[\]{}]")


def _in_quotes(found: re.Match[str]) -> str:
    return f'{found["field"]}"{found["day"]}"' if found["field"] else found.group()


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
                raise Unreadable
            depth -= isinstance(node, _CLOSE)
            if depth < 0:
                raise Unreadable
        elif isinstance(node, syntax.PrefixOperator | syntax.FieldnameNode):
            if isinstance(before, type(node)):
                raise Unreadable
        elif isinstance(node, syntax.WordNode) and _is_stray_syntax(node.text):
            raise Unreadable
        before = node
    if depth or isinstance(before, syntax.Operator | syntax.FieldnameNode):
        raise Unreadable


def _is_stray_syntax(text: str) -> bool:
    """Whether a piece that the grammar left as a word looks as if something else was meant."""
    return (
        text in _OPERATOR_WORDS
        or (text.endswith(":") and text[:-1].lower() in COLUMNS)
        or (bool(_OTHER_SYNTAX.search(text)) and not leaves.is_misspelt(text))
    )


# From Whoosh's tree to ours.


def _convert(found: Any) -> Node:
    match found:
        case query.And():
            return joined(And, map(_convert, found.children()))
        case query.Or():
            return joined(Or, map(_convert, found.children()))
        case query.Not():
            child = _convert(found.query)
            return child if child == Nothing() else Not(child)
        case query.TermRange():
            return leaves.between(_field(found), found.start, found.end)
        case query.Prefix():
            return leaves.prefix(found.text, _field(found))
        case query.Phrase():
            return leaves.phrase(" ".join(found.words), _field(found))
        case query.Term():
            return leaves.word(found.text, _field(found))
    raise Unreadable


def _field(found: Any) -> Column | None:
    return COLUMNS[found.fieldname.lower()] if found.fieldname else None
