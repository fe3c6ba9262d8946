"""The parts of a long page, to go to: those of question and answer, its tables, and what stands below them."""

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.question import WrittenQuestion
from web.questions.pairs import Openings, Pairs
from web.site.links import anchor
from web.site.wording import listed

_LONG = 2_500
"""Letters of question and answer from which a page is a long one: more than two screens."""

_PARTS = 4
"""Parts and tables from which a page has a list of them, however short they are."""

_LETTERS = 52
"""Of a sub-question in the list, at most: what is longer is cut between words."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A place on the page: where it is, its label ("" where it has none), and what stands there."""

    anchor: str
    label: str
    name: str


def contents(question: WrittenQuestion, pairs: Pairs | None, openings: Openings) -> tuple[Entry, ...]:
    """What the texts of a long page hold, in their order; nothing of a short one, which needs no list."""
    length = len(question.question or "") + len(question.answer or "")
    if length < _LONG and len(question.parts) + len(question.tables) < _PARTS:
        return ()
    return tuple(_pairs(pairs) if pairs else _texts(question, openings))


def opening(text: str, letters: int = _LETTERS) -> str:
    """The beginning of a text on one line, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= letters else f"{line[: letters + 1].rsplit(' ', 1)[0][:letters]}…"


def _pairs(pairs: Pairs) -> Iterator[Entry]:
    if pairs.question_lead or pairs.answer_lead:
        yield Entry("vraag" if pairs.question_lead else "antwoord", "", "Inleiding")
    for row in pairs.rows:
        for section in row.asked:
            yield Entry(anchor(section.labels[0]), listed(section.labels), opening(section.text))


def _texts(question: WrittenQuestion, openings: Openings) -> Iterator[Entry]:
    if question.question:
        yield Entry("vraag", "", "Vraag")
        texts = {part.label: part.question for part in question.parts}
        for labels, _ in openings:
            yield from (Entry(anchor(label), label, opening(texts[label])) for label in labels)
    if question.answer:
        yield Entry("antwoord", "", question.answer_kind or "Antwoord")
