"""The running text of a page in pieces: what is marked in it, and what leads elsewhere."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A piece of a text: a `hit` is marked, `href` is where it leads."""

    text: str
    hit: bool = False
    href: str | None = None


Inline = Callable[[str], Iterable[TextPiece]]
"""Cuts a text into pieces that together are the text."""


def plain(text: str) -> Iterable[TextPiece]:
    """The text as it is."""
    return (TextPiece(text),)
