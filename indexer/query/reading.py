"""What was typed, understood: a citation, names and dates of the archive, small operators, and else words."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from indexer import dutch
from indexer.fields import Facet
from indexer.query import citations, grammar, understanding
from indexer.query.in_dutch import in_dutch
from indexer.query.tree import And, Node, Not, Or, Word, joined
from indexer.query.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was read.

    `number` is set where a bare number was typed: a question's number, or its id. `literal` is true where the grammar
    does not cover what was typed, `understood` where more than words was read in it, and `citation` where it names a
    question: the plain reading finds others.
    """

    tree: Node
    literal: bool = False
    number: int | None = None
    understood: bool = False
    citation: bool = False

    @property
    def only_stop_words(self) -> bool:
        """Whether it has no words but those that nearly every question has."""
        return all(map(_is_stop_word, _leaves(self.tree)))

    @property
    def reading(self) -> str:
        """How it was read, in plain Dutch; empty for an empty query."""
        text = in_dutch(self.tree)
        if self.only_stop_words:
            text += " (alleen stopwoorden)"
        return f"letterlijk gelezen: {text}" if self.literal else text


def parse(text: str) -> Query:
    """What was typed as words and operators. Raises QueryRefused for what is longer, deeper or broader than a query
    may be."""
    return _in_words(grammar.plain(text))


def read(
    text: str, vocabulary: Vocabulary, plain: bool = False, names_one: Callable[[Query], bool] = lambda query: True
) -> Query:
    """What was typed, understood with the names of an index; only as words and operators where it is `plain`.

    A citation is read as one only where `names_one` says that it finds a question. Raises QueryRefused as `parse` does,
    but for a citation that is longer than a query may be.
    """
    text = grammar.plain(text)
    if plain:
        return _in_words(text)
    for cited in citations.trees_of(text, vocabulary):
        query = Query(cited, citation=True)
        if names_one(query):
            return query
    return _in_words(text, lambda tree: understanding.understood(tree, vocabulary))


def _in_words(text: str, understood: Callable[[Node], Node] = lambda tree: tree) -> Query:
    tree = grammar.tree_of(text)
    if tree is None:
        return Query(_without_stop_words(grammar.words_of(text)), literal=True)
    meant = understood(tree)
    number = int(text) if re.fullmatch("[0-9]{1,18}", text) else None
    return Query(_without_stop_words(meant), number=number, understood=meant != tree)


def _is_stop_word(node: Node) -> bool:
    """Whether it is a word that nearly every question has."""
    return (
        isinstance(node, Word)
        and not node.exact
        and not isinstance(node.field, Facet)
        and dutch.is_stop_word(node.text)
    )


def _without_stop_words(node: Node) -> Node:
    """Leave out the stop words where other words remain; a query of nothing else keeps them."""
    match node:
        case And(children) | Or(children):
            kept = [child for child in children if not _is_stop_word(child)]
            return joined(type(node), [_without_stop_words(child) for child in kept or children])
        case Not(child):
            return Not(_without_stop_words(child))
    return node


def _leaves(node: Node) -> Iterator[Node]:
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from _leaves(child)
        case Not(child):
            yield from _leaves(child)
        case _:
            yield node
