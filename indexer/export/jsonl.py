"""JSON Lines: the record as it is, one a line."""

from collections.abc import Iterable, Iterator
from typing import TextIO

from indexer.question import WrittenQuestion


def write(questions: Iterable[WrittenQuestion], out: TextIO) -> int:
    """Write the questions; returns how many."""
    count = 0
    for line in lines(questions):
        out.write(line)
        count += 1
    out.flush()
    return count


def lines(questions: Iterable[WrittenQuestion]) -> Iterator[str]:
    """A line a question, with what ends it."""
    for question in questions:
        yield question.model_dump_json() + "\n"
