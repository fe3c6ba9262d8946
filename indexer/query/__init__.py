"""The query language: what people type as a tree, the tree in plain Dutch, and lowered to what engines understand.

Whoosh's parser is the grammar; what comes out is plain data. What the grammar cannot read is searched literally, word
for word: nothing a person types is an error, but for what would cost too much (`QueryRefused`).
"""

from indexer.query.grammar import MAX_CHARACTERS, MAX_DEPTH, MAX_TERMS, Query, parse
from indexer.query.lowering import MAX_EXPANSION, Vocabulary, lower
from indexer.query.names import Names

__all__ = [
    "MAX_CHARACTERS",
    "MAX_DEPTH",
    "MAX_EXPANSION",
    "MAX_TERMS",
    "Names",
    "Query",
    "Vocabulary",
    "lower",
    "parse",
]
