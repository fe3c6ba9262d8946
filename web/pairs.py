"""Sub-questions beside their answers: where the texts of the parts stand in a question and in its answer."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from indexer.question import WrittenQuestion

# A label is what stands before a part: numbers, letters or Roman numerals, and the words that go with them
# (`1.`, `2 en 3)`, `Antwoord op de vragen 1 tot en met 4:`), where a line or a sentence begins.
_WORD = (
    r"antwoord(?:en)?|op|de|ad|(?:deel-?|sub-?)?vra(?:ag|gen)|punt(?:en)?|onderde(?:el|len)|nrs?|nummers?|en|et|tot|met"
)
_NAME = r"(?:\d{1,2}(?!\d)|(?:[a-z]|[IVX]{1,5})(?!\w))"
_LABEL = re.compile(
    rf"(?:^|(?<=[.?!:;)\"”»]))[^\S\n]*(?P<label>(?=[\w(-])(?:[^\w\n]{{0,8}}(?:(?i:{_WORD})(?!\w)|{_NAME})){{1,40}})",
    re.MULTILINE,
)
_NAMES = re.compile(rf"(?<!\w){_NAME}")
_SIGNS = re.compile(r"\W{0,4}")  # between a number and the text that it numbers: `1.) `


@dataclass(frozen=True, slots=True)
class Section:
    """The text of a part, or of several that share it; `rest` is what follows it and belongs to no part."""

    labels: tuple[str, ...]
    text: str
    rest: str


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
    """A question and its answer side by side: what stands before the first part of each, and the parts."""

    question_lead: str
    answer_lead: str
    rows: tuple[Row, ...]


def pairs(question: WrittenQuestion) -> Pairs | None:
    """Both texts side by side, whole and nothing twice; None where no part is answered or a part is not found."""
    asked = cut(question.question or "", {part.label: part.question for part in question.parts})
    answered = cut(question.answer or "", {part.label: part.answer for part in question.parts if part.answer})
    if asked is None or answered is None or not answered.sections or any(section.rest for section in asked.sections):
        return None
    return Pairs(asked.lead, answered.lead, tuple(_rows(asked, answered)))


def cut(text: str, parts: Mapping[str, str]) -> Cut | None:
    """Find the text of each part, given by its label, where a label that names it stands before it.

    What stands last is looked for first: an introduction may say the same as a part, and a part may hold a list that
    is numbered too. None where a part is not found.
    """
    inked = [place for place, character in enumerate(text) if not character.isspace()]

    def between(first: int, last: int) -> str:
        # A tab at the edge is an empty cell of a table.
        return text[inked[first - 1] + 1 if first else 0 : inked[last] if last < len(inked) else None].strip(" \r\n")

    waiting = {label: "".join(part.split()) for label, part in parts.items()}
    found: list[tuple[_Place, list[str]]] = []
    limit = len(inked)
    for place in sorted(_places(text, inked, waiting), key=lambda place: (-place.end, place.begin)):
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
            )
            for (place, labels), after in zip(found, starts[1:], strict=True)
        ),
    )


class _Place(NamedTuple):
    """Where a part may stand: its label and its text, counted in characters that are no space."""

    label: int
    begin: int
    end: int
    part: str


def _places(text: str, inked: Sequence[int], parts: Mapping[str, str]) -> Iterator[_Place]:
    """Everywhere that the text of a part follows a label that names it."""
    ink = "".join(text[place] for place in inked)
    for match in _LABEL.finditer(text):
        label = bisect_left(inked, match.start("label"))
        named: set[str] = set()
        for name in _NAMES.finditer(text, match.start("label"), match.end()):
            named |= {name[0], *_up_to(name[0], named)}
            start, end = bisect_left(inked, name.start()), bisect_left(inked, name.end())
            signs = _SIGNS.match(ink, end)
            # At `start` because `2.1 Hoeveel?` keeps its number.
            begins = (*range(signs.end() if signs else end, end - 1, -1), start)
            for part in named & parts.keys():
                begin = next((begin for begin in begins if ink.startswith(parts[part], begin)), None)
                if begin is not None:
                    yield _Place(label, begin, begin + len(parts[part]), part)


def _up_to(name: str, named: Iterable[str]) -> Iterator[str]:
    """The numbers from those named before up to this one: a label may give a range."""
    numbers = [int(number) for number in (name, *named) if number.isdecimal()]
    return map(str, range(min(numbers), int(name))) if name.isdecimal() else iter(())


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
