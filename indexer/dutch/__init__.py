"""Dutch as the parliament writes it: what the words of a text are searched by, and days as people write them."""

from indexer.dutch.analysis import (
    ANALYSIS_VERSION,
    MAX_WORD,
    STOP_WORDS,
    Token,
    analyse,
    fold,
    lower_case,
    positions,
    sequences,
    stem,
    tokens,
    words,
)

__all__ = [
    "ANALYSIS_VERSION",
    "MAX_WORD",
    "STOP_WORDS",
    "Token",
    "analyse",
    "fold",
    "lower_case",
    "positions",
    "sequences",
    "stem",
    "tokens",
    "words",
]
