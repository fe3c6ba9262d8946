"""Sub-questions beside their answers: where the texts of the parts stand in a question and in its answer."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple, get_args

from indexer.labels import Kind, Label, item, labels_in
from indexer.question import Footnote, WrittenQuestion
from web.questions.footnotes import noted_texts

_MARK = len("Antwoord:")
"""Letters that may part an answer from the question above it."""


@dataclass(frozen=True, slots=True)
class Section:
    """The text of a part, or of several that share it; `rest` is what follows it and belongs to no part.

    `start` is where its label stands in the text, and `notes` are the footnotes that it refers to.
    """

    labels: tuple[str, ...]
    text: str
    rest: str
    start: int
    notes: tuple[Footnote, ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """A text cut into its introduction and the sections of its parts, in its own order: all of it, nothing twice."""

    lead: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Sub-questions that follow each other, and what answers them.

    `see` names the parts where the rest of their answer stands already.
    """

    asked: tuple[Section, ...]
    answers: tuple[Section, ...]
    see: tuple[str, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the sub-questions."""
        return tuple(label for section in self.asked for label in section.labels)


@dataclass(frozen=True, slots=True)
class Pairs:
    """A question and its answer side by side: what stands before the first part of each, and the parts.

    `question_notes` and `answer_notes` are the footnotes that no part refers to.
    """

    question_lead: str
    answer_lead: str
    rows: tuple[Row, ...]
    question_notes: tuple[Footnote, ...] = ()
    answer_notes: tuple[Footnote, ...] = ()


Openings = tuple[tuple[tuple[str, ...], str], ...]
"""A text in pieces, each with the labels of the parts that begin there."""


def pairs(question: WrittenQuestion) -> Pairs | None:
    """Both texts side by side, whole and nothing twice; None where no part is answered or a part is not found."""
    questions = {part.label: part.question for part in question.parts}
    answers = {part.label: part.answer for part in question.parts if part.answer}
    question_text, answer_text = noted_texts(question)
    asked, answered = cut(question_text.body, questions), cut(answer_text.without_notes, answers, above=questions)
    if asked is None or answered is None or not answered.sections or any(section.rest for section in asked.sections):
        return None
    asked, question_notes = _with_notes(asked, question_text.notes)
    answered, answer_notes = _with_notes(answered, answer_text.notes)
    return Pairs(asked.lead, answered.lead, tuple(_rows(asked, answered)), question_notes, answer_notes)


def openings(question: WrittenQuestion) -> Openings:
    """The text of a question, for a page without pairs: in pieces, each with the labels of the parts that begin there.

    It is cut between blocks only, so that it is shown as in one piece. All labels are at the first piece where a part
    is not found: a link to a part then leads to the question.
    """
    parts = {part.label: part.question for part in question.parts}
    body = noted_texts(question)[0].body
    found = cut(body, parts)
    if found is None:
        return ((tuple(parts), body),)
    labels: dict[int, tuple[str, ...]] = {0: ()}
    for section in found.sections:
        start = _block_start(body, section.start)
        labels[start] = (*labels.get(start, ()), *section.labels)
    ends = [*list(labels)[1:], len(body)]
    return tuple((named, body[start:end]) for (start, named), end in zip(labels.items(), ends, strict=True))


def _block_start(text: str, place: int) -> int:
    """Where the block begins that holds this place: a numbered line of its own, or the paragraph."""
    paragraph = text.rfind("\n\n", 0, place) + 1
    line = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    is_block = "\t" not in text[paragraph:place] and item(text[line : end if end >= 0 else None].strip())
    return line if is_block else paragraph


def cut(text: str, parts: Mapping[str, str], *, above: Mapping[str, str] | None = None) -> Cut | None:
    """Find the text of each part, given by its label, where a label that names it stands before it.

    `above` are texts that may stand between the two: the questions, in an answer that gives them again.
    What stands last is looked for first: an introduction may say the same as a part, and a part may hold a list that
    is numbered too. None where a part is not found.
    """
    inked = [place for place, character in enumerate(text) if not character.isspace()]

    def between(first: int, last: int) -> str:
        # A tab at the edge is an empty cell of a table.
        return text[inked[first - 1] + 1 if first else 0 : inked[last] if last < len(inked) else None].strip(" \r\n")

    waiting = {label: "".join(part.split()) for label, part in parts.items()}
    between_them = {label: "".join(part.split()) for label, part in (above or {}).items()}
    found: list[tuple[_Place, list[str]]] = []
    limit = len(inked)
    for place in sorted(_places(text, inked, waiting, between_them), key=lambda place: (-place.end, place.begin)):
        if place.part not in waiting:
            continue
        if place.end <= limit:
            found.append((place, [place.part]))
            limit = place.label
        elif found and (place.begin, place.end) == (found[-1][0].begin, found[-1][0].end):
            found[-1][1].append(place.part)
        else:
            continue
        del waiting[place.part]
    if waiting:
        return None
    found.reverse()
    starts = [*(place.label for place, _ in found), len(inked)]
    return Cut(
        between(0, starts[0]),
        tuple(
            Section(
                tuple(label for label in parts if label in labels),
                between(place.begin, place.end),
                between(place.end, after),
                inked[place.label],
            )
            for (place, labels), after in zip(found, starts[1:], strict=True)
        ),
    )


def _with_notes(text: Cut, notes: Sequence[Footnote]) -> tuple[Cut, tuple[Footnote, ...]]:
    """The text with each footnote at the section that refers to it, and those that no section does."""
    known = {label for section in text.sections for label in section.labels}
    sections = tuple(
        replace(section, notes=tuple(note for note in notes if note.part in section.labels))
        for section in text.sections
    )
    return replace(text, sections=sections), tuple(note for note in notes if note.part not in known)


class _Place(NamedTuple):
    """Where a part may stand: its label and its text, counted in characters that are no space."""

    label: int
    begin: int
    end: int
    part: str


def _places(text: str, inked: Sequence[int], parts: Mapping[str, str], above: Mapping[str, str]) -> Iterator[_Place]:
    """Everywhere that the text of a part follows a label that names it."""
    ink = "".join(text[place] for place in inked)
    line = 0
    for paragraph in text.split("\n"):
        for label, kind in _labels(paragraph):
            start = bisect_left(inked, line + label.start)
            # At the start where the label is part of the text: `2.1 Hoeveel?`, `Wat vraag 1 betreft, ...`.
            begins = {bisect_left(inked, line + label.end), start}
            for part in parts.keys() & {*label.names(kind)}:
                for begin in sorted(begins, reverse=True):
                    place = _behind_question(ink, begin, parts[part], above.get(part, ""))
                    if place is not None:
                        yield _Place(start, begin, place + len(parts[part]), part)
                        break
        line += len(paragraph) + 1


def _labels(paragraph: str) -> Iterator[tuple[Label, Kind]]:
    kinds: tuple[Kind, ...] = get_args(Kind)
    return ((label, kind) for kind in kinds for label in labels_in(paragraph, kind))


def _behind_question(ink: str, begin: int, part: str, asked: str) -> int | None:
    """Where a part stands that begins here, or behind the question that it answers; None where it does not."""
    if ink.startswith(part, begin):
        return begin
    if not asked or ink[begin : begin + len(asked)].casefold() != asked.casefold():
        return None
    place = ink.find(part, begin + len(asked), begin + len(asked) + len(part) + _MARK)
    return place if place >= 0 else None


def _rows(asked: Cut, answered: Cut) -> Iterator[Row]:
    shown: set[Section] = set()
    for answers, run in groupby(asked.sections, key=lambda section: _answers(section, answered)):
        yield Row(
            tuple(run),
            tuple(answer for answer in answers if answer not in shown),
            tuple(answer.labels[0] for answer in answers if answer in shown),
        )
        shown.update(answers)


def _answers(asked: Section, answered: Cut) -> tuple[Section, ...]:
    return tuple(section for section in answered.sections if {*section.labels} & {*asked.labels})
