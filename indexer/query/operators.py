"""`of`, `en` and `niet` in small letters, read between words as what they say.

Only by the form of a search: `fiets of auto`, `onderwijs niet hoger`. In a sentence they are words like others, and a
search for all other words is then the better one: `hoeveel kinderen zijn er niet ingeënt of getest`.
"""

import re
from collections.abc import Sequence
from itertools import zip_longest

from indexer import dutch
from indexer.fields import Facet
from indexer.query.tree import And, Fuzzy, Named, Nearby, Node, Not, Or, Phrase, Prefix, Wildcard, Word, joined

_MOST = 6
"""Words and phrases of a search: longer ones are sentences."""

_OPERATORS = frozenset({"of", "en", "niet"})
_ARTICLES = frozenset({"de", "het", "een"})
_OF_NAMES = frozenset({"van", "de", "den", "der", "ten", "ter"})
_PREPOSITIONS = frozenset({"aan", "bij", "in", "met", "naar", "op", "over", "rond", "tot", "uit", "van", "via", "voor"})

_PARTICIPLE = re.compile(r"[a-z]*ge[a-z]{2,}[dt]")


def read(nodes: Sequence[Node]) -> list[Node]:
    """What must all match, with the operators read in it; as it was where it has none."""
    return _between_words(_between_names(nodes))


def _between_names(nodes: Sequence[Node]) -> list[Node]:
    """`minister Jambaer of minister Geerts`, `N-VA en CD&V`: a question has one of each, so either is meant."""
    found: list[Node] = []
    for node in nodes:
        if len(found) > 1 and _says(found[-1], "of", "en") and _facet(node) and _facet(node) == _facet(found[-2]):
            found[-2:] = [joined(Or, (found[-2], node))]
        else:
            found.append(node)
    return found


def _facet(node: Node) -> Facet | None:
    """Of a name, or of several that widen each other, whose names they are."""
    match node:
        case Named(facet) if facet is not Facet.THEME:
            return facet
        case Or(children):
            facets = set(map(_facet, children))
            return facets.pop() if len(facets) == 1 else None
    return None


def _between_words(nodes: Sequence[Node]) -> list[Node]:
    content = _without_en_of([node for node in nodes if _is_content(node)])
    words = [node for node in content if not is_small_word(node)]
    if not any(_says(node, "of", "niet") for node in content) or len(words) > _MOST:
        return list(nodes)
    others = [node for node in nodes if not _is_content(node)]
    wanted, *unwanted = _cut(content, "niet")
    if not wanted or any(not _is_one(part) or _is_participle(part[-1]) for part in unwanted):
        return list(nodes)
    if any(_says(node, "of") for node in wanted):
        choices = [_joined_by_and(part) for part in _cut(wanted, "of")]
        if not all(choices):
            return list(nodes)
        wanted = [joined(Or, [choice for choice in choices if choice])]
    elif not all(_fits(node, _ARTICLES | _PREPOSITIONS | {"en"}) for node in wanted):
        return list(nodes)
    return [*wanted, *(Not(part[-1]) for part in unwanted), *others]


def _without_en_of(nodes: Sequence[Node]) -> list[Node]:
    """`en/of` is `of`."""
    return [
        node
        for node, after in zip_longest(nodes, nodes[1:])
        if not (_says(node, "en") and after is not None and _says(after, "of"))
    ]


def is_plain_word(node: Node) -> bool:
    """Whether it is a word without a field or a sign."""
    return isinstance(node, Word) and node.field is None and not node.exact


def is_small_word(node: Node) -> bool:
    """Whether it is a stop word without a field."""
    return isinstance(node, Word) and is_plain_word(node) and dutch.is_stop_word(node.text)


def _is_content(node: Node) -> bool:
    return isinstance(node, Word | Phrase | Prefix | Wildcard | Fuzzy | Nearby) and node.field is None


def _says(node: Node, *words: str, any_case: bool = False) -> bool:
    return isinstance(node, Word) and is_plain_word(node) and (node.text.lower() if any_case else node.text) in words


def _cut(nodes: Sequence[Node], operator: str) -> list[list[Node]]:
    """What stands between an operator."""
    parts: list[list[Node]] = [[]]
    for node in nodes:
        if _says(node, operator):
            parts.append([])
        else:
            parts[-1].append(node)
    return parts


def _joined_by_and(nodes: Sequence[Node]) -> Node | None:
    """One word, or several with `en` between them; None for anything else."""
    parts = _cut(nodes, "en")
    return joined(And, [part[-1] for part in parts]) if all(map(_is_one, parts)) else None


def _is_one(nodes: Sequence[Node]) -> bool:
    """Whether it is one word or phrase, with an article or without, or a name of several words: `Van der Aa`."""
    *before, last = nodes or [Word("de")]
    small = _ARTICLES | _OF_NAMES if isinstance(last, Word) and last.text[:1].isupper() else _ARTICLES
    return not is_small_word(last) and all(_says(node, *small, any_case=True) for node in before)


def _fits(node: Node, small: frozenset[str]) -> bool:
    return not is_small_word(node) or (isinstance(node, Word) and node.text.lower() in small)


def _is_participle(node: Node) -> bool:
    """Whether `niet` before it makes a clause: `niet ingeënt`, `niet betaald`."""
    if not isinstance(node, Word):
        return False
    word = dutch.fold(node.text)
    base = dutch.stem(word)
    return bool(_PARTICIPLE.fullmatch(word)) or (base != word and base.endswith("en") and word[-1] in "dtn")
