"""Letters without what makes no difference to a search: capitals, accents, marks between them."""

import re
import unicodedata

# Letters that carry no separate accent to take off.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})

# Loose accents, a soft hyphen, zero-width joiners.
MARKS = "\u0300-\u036f\u00ad\u200b-\u200d\u2060"
_IGNORED = re.compile(f"[{MARKS}]")


def fold(text: str) -> str:
    """Lower case without accents."""
    if text.isascii():
        return text.lower()
    plain = _IGNORED.sub("", unicodedata.normalize("NFKD", text.casefold()))
    # What a letter is made of may have a capital (\U0001d417 is a bold X), and Cherokee is folded to capitals.
    return plain.casefold().lower().translate(_LETTERS)
