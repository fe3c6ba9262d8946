"""The footnotes of a record: where they stand in its question and its answer, and both texts without them."""

from collections.abc import Iterable
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
    text, notes = question.question or "", question.footnotes
    lines, paragraphs = _lines(notes), _paragraphs(text)
    sizes = accumulate((len(_lines([note])) for note in notes), initial=0)
    count = max(count for count, size in enumerate(sizes) if paragraphs[len(paragraphs) - size :] == lines[:size])
    return _cut_at(text, notes[:count]), _cut_at(question.answer or "", notes[count:])


def _cut_at(text: str, notes: tuple[Footnote, ...]) -> NotedText:
    lines, paragraphs = _lines(notes), _paragraphs(text)
    starts = (place for place, paragraph in enumerate(paragraphs) if lines and paragraph == lines[0])
    start = next((place for place in starts if paragraphs[place : place + len(lines)] == lines), None)
    if start is None:
        return NotedText(text)
    found = text.split("\n\n")
    return NotedText("\n\n".join(found[:start]), notes, "\n\n".join(found[start + len(lines) :]))


def _paragraphs(text: str) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]


def _lines(notes: Iterable[Footnote]) -> list[str]:
    """The paragraphs that hold these footnotes in a text (docs/schema.md): each behind its mark."""
    return [" ".join(line.split()) for note in notes for line in f"{note.mark} {note.text}".split("\n")]
