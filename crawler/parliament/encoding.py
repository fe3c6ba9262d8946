"""From the bytes of a reply to its text: by its mark, its header, what it says itself, and what it looks like."""

from typing import NamedTuple

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, to_unicode

# What programs in Belgium write. Of all encodings there are, several would fit a short text.
_LIKELY = ["utf_8", "cp1252", "utf_16_le", "utf_16_be", "utf_32_le", "utf_32_be"]
# Python knows others too, which are none of texts (hex), or take long (idna).
_KNOWN = ("utf-", "cp", "iso8859", "mac", "koi8")
# Names that leave open which of two it is, unless there is a mark.
_OPEN = {"utf-16", "utf-32"}


class Decoded(NamedTuple):
    """The text of a reply. `doubt` says why it may have been written otherwise; None where that is sure."""

    text: str
    doubt: str | None


def decoded(body: bytes, content_type: str | None) -> Decoded:
    """The text of HTML, JSON or XML, whatever its header is, or where it has none."""
    marked, mark = read_bom(body)
    if marked and mark:
        body = body[len(mark) :]
    named = marked or http_content_type_encoding(content_type) or html_body_declared_encoding(body)
    # Other text than UTF-8 is hardly ever valid UTF-8, so that counts for more than a name.
    tried = [named] if marked else ["utf-8", named]
    for encoding in tried:
        text = _strictly(body, encoding)
        if text is not None:
            sure = encoding == named or body.isascii() or named is None
            return Decoded(text, None if sure else f"it is called {named} and was read as {encoding}")
    guessed = from_bytes(body, cp_isolation=_LIKELY).best()
    encoding = guessed.encoding if guessed else "cp1252"
    called = f"is called {named}" if named else "does not say its encoding"
    return Decoded(to_unicode(body, encoding), f"it {called} and was read as {encoding.replace('_', '-')}")


def _strictly(body: bytes, encoding: str | None) -> str | None:
    if encoding is None or encoding in _OPEN or not encoding.startswith(_KNOWN):
        return None
    try:
        # Halves of surrogate pairs are for the readers to leave out: a whole reply should not be lost by them.
        text = body.decode(encoding, "surrogatepass" if encoding.startswith("utf-") else "strict")
    except UnicodeDecodeError:
        return None
    # None of these formats holds it, but UTF-16 that is read as another encoding does.
    return None if "\0" in text else text
