"""Text made comparable, and text made safe to keep."""

import functools
import re
import unicodedata

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Control characters, lone surrogates and marks that turn the direction of text: none belongs in a stored text."""


HYPHENS = "-\u2010\u2011"
"""Characters that break a word at the end of a line."""

BULLETS = "•·▪●○◦■□‣⁃*" + "".join(map(chr, range(0xF020, 0xF100)))
"""Characters that begin an item of a list; the private ones are those of Symbol and Wingdings, from which word
processors take theirs."""


_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "ĳ": "ij", "Ĳ": "IJ"}
)


@functools.lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Only the letters and digits, in lower case, without accents: two spellings of one thing become equal."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if c.isalnum())


def safe(text: str) -> str:
    """The text in composed form (NFC), ligatures spelled out, without characters that are unsafe to store."""
    if text.isascii():
        return text if text.isprintable() else _UNSAFE.sub("", text.replace("\t", " "))
    text = text.translate(_LIGATURES)
    return unicodedata.normalize("NFC", _UNSAFE.sub("", text.replace("\u00a0", " ").replace("\t", " ")))
