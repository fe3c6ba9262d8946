"""Dutch as the parliament writes it: what the words of a text are searched by, and days as people write them."""

from indexer.dutch.analysis import (
    ANALYSIS_VERSION,
    MAX_WORD,
    SIGNS,
    STOP_WORDS,
    Token,
    analyse,
    in_groups,
    is_stop_word,
    lower_case,
    sequences,
    stem,
    tokens,
    words,
)
from indexer.dutch.forms import DICTIONARY
from indexer.dutch.letters import MARKS, fold
from indexer.dutch.written import as_written

__all__ = [
    "ANALYSIS_VERSION",
    "DICTIONARY",
    "MARKS",
    "MAX_WORD",
    "SIGNS",
    "STOP_WORDS",
    "Token",
    "analyse",
    "as_written",
    "fold",
    "in_groups",
    "is_stop_word",
    "lower_case",
    "sequences",
    "stem",
    "tokens",
    "words",
]
