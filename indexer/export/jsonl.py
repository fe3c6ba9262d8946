"""JSON Lines: the record as it is, one a line."""

from collections.abc import Iterable
from typing import TextIO

from indexer.question import WrittenQuestion


def write(questions: Iterable[WrittenQuestion], out: TextIO) -> int:
    """Write the questions; returns how many."""
    count = 0
    for question in questions:
        out.write(question.model_dump_json() + "\n")
        count += 1
    out.flush()
    return count
