"""Words exactly as they are written, but for capitals."""

import re
import unicodedata
from functools import lru_cache

from indexer.dutch.analysis import lower_case, tokens
from indexer.dutch.letters import MARKS

_LETTER = "[^\\W_]"
_APOSTROPHE = "['\u2019\u02bc](?=[^\\W_])"


@lru_cache(maxsize=100)
def as_written(text: str) -> re.Pattern[str]:
    """What the words of a text look like, one after the other, in a text in lower case; parts of a hyphenated word are
    words too, but auto's is not auto."""
    small = lower_case(unicodedata.normalize("NFC", text))
    words: list[str] = []
    end = 0
    for token in tokens(small):
        if token.start >= end:
            words.append(re.escape(small[token.start : token.end]))
            end = token.end
    between = f"(?:(?!{_APOSTROPHE})[\\W_])+"
    return re.compile(f"(?<!{_LETTER})(?:{between.join(words)})(?!{_LETTER}|[{MARKS}]|{_APOSTROPHE})")
