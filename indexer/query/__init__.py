"""The query language: what people type as a tree, the tree in plain Dutch, and lowered to what engines understand.

Whoosh's parser is the grammar; what comes out is plain data. In it names of the archive, dates and small operators are
understood, and a citation as a whole. What the grammar cannot read is searched literally, word for word: nothing a
person types is an error, but for what would cost too much (`QueryRefused`).
"""

from indexer.query.citations import MAX_CITATION
from indexer.query.grammar import MAX_CHARACTERS, MAX_DEPTH, MAX_TERMS
from indexer.query.lowering import MAX_EXPANSION, lower
from indexer.query.names import Names
from indexer.query.reading import Query, parse, read
from indexer.query.vocabulary import Vocabulary

__all__ = [
    "MAX_CHARACTERS",
    "MAX_CITATION",
    "MAX_DEPTH",
    "MAX_EXPANSION",
    "MAX_TERMS",
    "Names",
    "Query",
    "Vocabulary",
    "lower",
    "parse",
    "read",
]
