"""The footnotes of a record: where they stand in its question and its answer, and both texts without them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from indexer.question import Footnote, WrittenQuestion


@dataclass(frozen=True, slots=True)
class NotedText:
    """A question or an answer, cut at its footnotes. `after` is what stands behind them: the texts of attachments."""

    body: str
    notes: tuple[Footnote, ...] = ()
    after: str = ""

    @property
    def without_notes(self) -> str:
        """All of it but the footnotes."""
        return "\n\n".join(filter(None, (self.body, self.after)))


def noted_texts(question: WrittenQuestion) -> tuple[NotedText, NotedText]:
    """The question and the answer; footnotes that are not found as the record has them stay in `body`.

    A record lists the footnotes of the question before those of the answer, and does not say where these begin.
    """
    notes = question.footnotes
    standing = _standing(_lines(notes), _paragraphs(question.question or ""))[-1]
    sizes = [*accumulate((len(_lines([note])) for note in notes), initial=0)]
    count = sizes.index(standing) if standing in sizes else 0
    return _cut_at(question.question or "", notes[:count]), _cut_at(question.answer or "", notes[count:])


def _cut_at(text: str, notes: tuple[Footnote, ...]) -> NotedText:
    lines = _lines(notes)
    standing = _standing(lines, _paragraphs(text))
    if not lines or len(lines) not in standing:
        return NotedText(text)
    end = standing.index(len(lines)) + 1
    found = text.split("\n\n")
    return NotedText("\n\n".join(found[: end - len(lines)]), notes, "\n\n".join(found[end:]))


def _standing(lines: Sequence[str], paragraphs: Sequence[str]) -> list[int]:
    """How many of the lines, from the first on, stand up to each paragraph (by Knuth, Morris and Pratt)."""
    both = [*lines, None, *paragraphs]
    sizes = [0]
    for line in both[1:]:
        size = sizes[-1]
        while size and line != both[size]:
            size = sizes[size - 1]
        sizes.append(size + (line == both[size]))
    return sizes[len(lines) + 1 :]


def _paragraphs(text: str) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]


def _lines(notes: Iterable[Footnote]) -> list[str]:
    """The paragraphs that hold these footnotes in a text (docs/schema.md): each behind its mark."""
    return [" ".join(line.split()) for note in notes for line in f"{note.mark} {note.text}".split("\n")]
