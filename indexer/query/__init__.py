"""The query language: what people type, as a tree, and the tree back in plain Dutch.

Whoosh's parser is the grammar; what comes out is plain data that any engine can compile. What the grammar cannot read
is searched literally, word for word: nothing a person types is an error, but for what would cost too much
(`QueryRefused`).
"""

from indexer.query.grammar import MAX_CHARACTERS, MAX_DEPTH, MAX_TERMS, Query, parse
from indexer.query.tree import (
    And,
    Everything,
    Field,
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

__all__ = [
    "MAX_CHARACTERS",
    "MAX_DEPTH",
    "MAX_TERMS",
    "And",
    "Everything",
    "Field",
    "Node",
    "Not",
    "Nothing",
    "Numbers",
    "Or",
    "Period",
    "Phrase",
    "Prefix",
    "Query",
    "Word",
    "parse",
]
