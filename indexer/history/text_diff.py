"""Two texts compared for reading: sentence by sentence, so that one word does not mark a whole paragraph."""

import difflib
import re
import textwrap
from collections.abc import Iterator
from itertools import islice

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
