"""Two texts compared for reading: sentence by sentence, so that one word does not mark a whole paragraph."""

import difflib
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice, takewhile
from typing import Literal

# Not after the number of a paragraph, nor before a small letter or a figure: `nr. 12` ends nothing.
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?;])(?<!^\d\.)(?<!^\d\d\.) +(?=[^\W\d_a-zà-ÿ]|[\"'“‘(])")


def diff_lines(before: str, after: str, width: int) -> Iterator[str]:
    """What changed, and a sentence around it: lines that begin with `-`, `+` or a space; `...` for what is left out.

    Texts that differ only in how their sentences are set apart give one line that says so.
    """
    # Two lines of names come first, which say nothing here.
    told = islice(difflib.unified_diff(_sentences(before), _sentences(after), n=1, lineterm=""), 2, None)
    number = -1
    for number, line in enumerate(told):
        if line.startswith("@@"):
            if number:
                yield "..."
        else:
            yield from marked_lines(line[0], line[1:], width)
    if number < 0 and before != after:
        yield "(only line breaks or spaces differ)"


def marked_lines(mark: str, text: str, width: int) -> list[str]:
    """A text wrapped, each line with the mark before it."""
    lines = textwrap.wrap(text, width - 2, break_on_hyphens=False) or [""]
    return [f"{mark} {line}".rstrip() for line in lines]


def _sentences(text: str) -> list[str]:
    return [sentence for line in text.split("\n") for sentence in _BETWEEN_SENTENCES.split(line)]


PieceKind = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: in both versions, only in the one before, or only in the one after."""

    kind: PieceKind
    text: str


Passage = tuple[Piece, ...]
"""Pieces in the order of reading: what changed, with a sentence around it."""

_MOST = 1_000
"""Sentences, or words of a sentence, that are compared: beyond it the old ones all went, and the new ones all came."""
_ALIKE = 0.4
"""Share of words in common from which a sentence counts as changed; below it is another one."""


def passages(before: str, after: str) -> tuple[Passage, ...]:
    """What changed between two texts, for reading; what lies between two passages is the same in both.

    None where the texts differ only in how their sentences are set apart.
    """
    old, new = (list(filter(None, map(str.strip, _sentences(text)))) for text in (before, after))
    if old == new:
        return ()
    first = max(_same_at_start(old, new) - 1, 0)
    last = max(_same_at_start(old[:first:-1], new[:first:-1]) - 1, 0)
    old, new = old[first : len(old) - last], new[first : len(new) - last]
    if max(len(old), len(new)) > _MOST:
        return (tuple(_whole(old, new)),)
    groups = SequenceMatcher(None, old, new).get_grouped_opcodes(1)
    found = (tuple(_pieces(group, old, new)) for group in groups)
    return tuple(passage for passage in found if any(piece.kind != "same" for piece in passage))


def _same_at_start(old: Sequence[str], new: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _pieces(
    opcodes: Iterable[tuple[str, int, int, int, int]], old: Sequence[str], new: Sequence[str]
) -> Iterator[Piece]:
    for kind, i, j, k, m in opcodes:
        if kind == "equal":
            yield Piece("same", " ".join(old[i:j]))
        elif kind == "replace":
            yield from _reworded(" ".join(old[i:j]).split(), " ".join(new[k:m]).split())
        else:
            yield from _whole(old[i:j], new[k:m])


def _reworded(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """Sentences of which some words changed; as other sentences where they have little in common."""
    matcher = SequenceMatcher(None, old, new)
    if max(len(old), len(new)) > _MOST or matcher.ratio() < _ALIKE:
        yield from _whole(old, new)
        return
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("same", " ".join(old[i:j]))
        else:
            yield from _whole(old[i:j], new[k:m])


def _whole(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    if old:
        yield Piece("gone", " ".join(old))
    if new:
        yield Piece("new", " ".join(new))
