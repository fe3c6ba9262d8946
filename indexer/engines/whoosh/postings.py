"""Reads posting lists of one segment, a block at a time.

Whoosh walks a posting list through three method calls a posting, and a query through a tree of such walks: some 5 µs
a question, with no way to stop in between. A block holds up to 128 postings as plain tuples; taking those whole is ten
times quicker, and between two blocks a search can look at the clock.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.matching.wrappers import FilterMatcher
from whoosh.reading import TermNotFound

Block = tuple[Sequence[int], Sequence[float], Sequence[bytes] | None]
"""Numbers of questions in the segment, how often the term stands in each, and the bytes of each posting."""


def blocks(reader: Any, field: str, term: str, *, wanted: "bytearray | None" = None) -> Iterator[Block]:
    """The posting list of a term. Deleted questions may be among them.

    With `wanted` (a flag for each question of the segment) the bytes of the postings are read too, and only in blocks
    that hold a wanted question; the others are left out.
    """
    try:
        matcher = reader.postings(field, term)
    except TermNotFound:
        return
    if isinstance(matcher, FilterMatcher):  # a segment with deletions; they are masked once, at the end of a search
        matcher = matcher.child
    if not isinstance(matcher, W3LeafMatcher):  # a term of one question is kept beside the term itself
        while matcher.is_active():
            if wanted is None or wanted[matcher.id()]:
                yield [matcher.id()], [matcher.weight()], [matcher.value()]
            matcher.next()
        return
    while matcher.is_active():
        matcher.id()  # each of these reads the block's tuple, once
        ids = matcher._ids
        if wanted is None:
            matcher.weight()
            yield ids, matcher._weights, None
        elif any(map(wanted.__getitem__, ids)):
            matcher.weight()
            matcher.value()
            yield ids, matcher._weights, matcher._values
        matcher._next_block()
