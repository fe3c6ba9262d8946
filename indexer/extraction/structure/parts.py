"""Numbered sub-questions beside their numbered answers."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from indexer.extraction.structure.paragraphs import joined
from indexer.extraction.structure.repeats import start_of_attachments, without_question
from indexer.extraction.text.characters import fold
from indexer.extraction.text.lines import Block
from indexer.labels import COUNTING, PROSE, Kind, Label, labels_in
from indexer.question import Part

_SHORTEST_REPEAT = 8
"""Letters of a question that stands above its answer instead of a number."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """The parts of a question, and for each block of it and of its answer the label of the part it stands under.

    A block in the introduction, in a list of attachments at the end, or under a number that the question does not
    have, has None.
    """

    parts: tuple[Part, ...]
    question_labels: tuple[str | None, ...]
    answer_labels: tuple[str | None, ...]


class _Numbering(NamedTuple):
    """The labels of a question's parts, those of their answers, and what they count with."""

    asked: list[Label]
    answered: list[Label]
    kind: Kind


def pair(question: Sequence[Block], answer: Sequence[Block]) -> Pairing:
    """Align the numbered parts of a question with those of its answer.

    A part without a number of its own in the answer has no answer: nothing is guessed. Letters and Roman numerals are
    labels only where the answer has them too, and where no numbers are, or numbers that begin anew under each.
    """
    body = answer[: start_of_attachments(answer)]
    numbering = _numbering(question, body)
    if numbering is None:
        return Pairing((), (None,) * len(question), (None,) * len(answer))
    pairing = _paired(question, body, numbering)
    return replace(pairing, answer_labels=(*pairing.answer_labels, *[None] * (len(answer) - len(body))))


def _numbering(question: Sequence[Block], answer: Sequence[Block]) -> _Numbering | None:
    numbers = _asked_and_answered(question, answer, "number")
    lettered: list[_Numbering] = []
    kinds: tuple[Kind, ...] = ("roman", "small roman", "capital", "letter")
    for kind in kinds:
        found = _asked_and_answered(question, answer, kind)
        if len(found.asked) > 1 and len(found.answered) > 1:
            lettered.append(found)
    outer = min(lettered, key=lambda found: found.asked[0].block, default=None)
    asked = numbers.asked
    if 1 in _numbers(asked) and (len(asked) > 1 or asked[0].leads):
        begins_anew = sum(label.leads and label.numbers[:1] == (1,) for label in _labels(question, "number")) > 1
        return outer if outer and begins_anew and outer.asked[0].block < asked[0].block else numbers
    return outer


def _labels(found: Sequence[Block], kind: Kind) -> list[Label]:
    """Everything that may be a label of this kind, in order. Tables hold none."""
    return [
        label for place, block in enumerate(found) if block.rows is None for label in labels_in(block.text, kind, place)
    ]


def _asked_and_answered(question: Sequence[Block], answer: Sequence[Block], kind: Kind) -> _Numbering:
    in_question = [label for label in _labels(question, kind) if label.style != PROSE]
    if len(in_question) < 2 and kind != "number":
        return _Numbering([], [], kind)  # no list, and only a number may stand alone
    in_answer = _labels(answer, kind)
    leading = [label for label in in_answer if label.leads]
    numbers = _numbers(_series(leading, elsewhere=_numbers(leading)))
    sure = [label for label in in_question if not label.lower and label.style != COUNTING]
    asked = _series(sure, elsewhere=numbers)
    if len(asked) < 2:
        # `Graag vernam ik: 1. het aantal; 2. de kosten` is a list like any other, unless it is answered by number.
        listed = _series(in_question, elsewhere=numbers)
        answered = _answers(question, listed, answer, in_answer)
        if len(listed) > 1 and _numbers(answered) == _numbers(listed):
            return _Numbering(listed, answered, kind)
    return _Numbering(asked, _answers(question, asked, answer, in_answer), kind)


def _answers(
    question: Sequence[Block], asked: Sequence[Label], answer: Sequence[Block], in_answer: Sequence[Label]
) -> list[Label]:
    numbers, inserted = _numbers(asked), {name for label in asked for name in label.inserted}
    known = [
        label
        for label in in_answer
        if (label.numbers or {*label.inserted} <= inserted)
        and (label.leads or ({*label.numbers} <= numbers and not label.lower))
    ]
    repeats = _repeats(known, answer, _texts_by_number(question, asked))
    known = [label for label in known if label not in repeats]
    answered = _series([label for label in known if label.style != COUNTING], elsewhere=numbers)
    if answered:
        # What stands under a repeated question and is no answer belongs to no part.
        ends = [replace(label, numbers=(), inserted=()) for label in repeats]
        return sorted((*answered, *ends), key=lambda label: (label.block, label.start))
    counted = _series([label for label in known if label.style == COUNTING], elsewhere=numbers)
    asks_so = any(label.style == COUNTING for label in asked)
    if len(counted) > 1 and _numbers(counted) == numbers and (asks_so or all(label.end for label in counted)):
        return counted
    return _below_repeated_questions(question, asked, answer)


def _texts_by_number(question: Sequence[Block], asked: Sequence[Label]) -> dict[int, Sequence[Block]]:
    return {label.numbers[0]: pieces for label, pieces in _pieces(question, asked) if label.numbers}


def _repeats(known: Sequence[Label], answer: Sequence[Block], questions: dict[int, Sequence[Block]]) -> list[Label]:
    """The numbers under which an answer only gives a question again, and answers it under the same number later."""
    last = {label.numbers: label for label in known if label.leads}
    return [
        label
        for label in known
        if len(label.numbers) == 1
        and last.get(label.numbers, label) is not label
        and (asked := questions.get(label.numbers[0]))
        and fold(answer[label.block].text[label.end :]) == fold(asked[0].text)
    ]


def _below_repeated_questions(
    question: Sequence[Block], asked: Sequence[Label], answer: Sequence[Block]
) -> list[Label]:
    """Labels where an answer without numbers gives the very words of every question above what answers it."""
    places = {fold(block.text): place for place, block in reversed([*enumerate(answer)]) if block.rows is None}
    answered = []
    for label, pieces in _pieces(question, asked):
        words = fold(pieces[0].text) if pieces else ""
        if len(words) < _SHORTEST_REPEAT or not pieces[0].text.endswith("?") or words not in places:
            return []
        answered.append(Label(0, 0, label.numbers, "repeat", inserted=label.inserted, block=places[words]))
    is_rising = all(above.block < below.block for above, below in pairwise(answered))
    return answered if is_rising else []


def _paired(question: Sequence[Block], answer: Sequence[Block], numbering: _Numbering) -> Pairing:
    kind = numbering.kind
    questions = _texts(_pieces(question, numbering.asked), kind)
    answers = _texts(_without_questions(_pieces(answer, numbering.answered), questions, kind), kind)
    parts = tuple(Part(label=name, question=text, answer=answers.get(name) or None) for name, text in questions.items())
    return Pairing(
        parts,
        _labels_by_block(question, numbering.asked, questions.keys(), kind),
        _labels_by_block(answer, numbering.answered, questions.keys(), kind),
    )


def _without_questions(
    pieces: Iterable[tuple[Label, Sequence[Block]]], questions: dict[str, str], kind: Kind
) -> Iterator[tuple[Label, Sequence[Block]]]:
    for label, blocks in pieces:
        yield label, without_question(blocks, "".join(questions.get(name, "") for name in label.names(kind)))


def _labels_by_block(
    found: Sequence[Block], labels: Iterable[Label], known: Collection[str], kind: Kind
) -> tuple[str | None, ...]:
    result: list[str | None] = [None] * len(found)
    for label in labels:
        name = next(iter(label.names(kind)), None)
        first = label.block if label.leads else label.block + 1
        result[first:] = [name if name in known else None] * (len(found) - first)
    return tuple(result)


def _texts(pieces: Iterable[tuple[Label, Sequence[Block]]], kind: Kind) -> dict[str, str]:
    """The text under each name: what follows its label, up to the next one."""
    texts: dict[str, str] = {}
    for label, blocks in pieces:
        for name in label.names(kind):
            texts[name] = "\n\n".join(filter(None, (texts.get(name), joined(blocks))))
    return texts


def _pieces(found: Sequence[Block], series: Sequence[Label]) -> list[tuple[Label, list[Block]]]:
    """Each label with the blocks from it to the next one."""
    ends = [*((label.block, label.start) for label in series[1:]), (len(found), 0)]
    result = []
    for label, (last, stop) in zip(series, ends, strict=False):
        blocks = []
        for place in range(label.block, min(last + 1, len(found))):
            start = label.end if place == label.block else 0
            text = found[place].text[start : stop if place == last else None].strip()
            if text:
                blocks.append(replace(found[place], text=text))
        result.append((label, blocks))
    return result


# --- which of the numbers are the labels of the parts -----------------------------------------------------------------


_DEEPEST = 4
"""Lists are not nested deeper."""


@dataclass(slots=True)
class _List:
    """A list as far as it has been read."""

    style: str
    labels: list[Label] = field(default_factory=list)

    def takes(self, label: Label) -> bool:
        """Whether the label goes on with this list: it has the next number, or the lowest that is still free.

        After `2 en 3.` a label `3.` adds something about 3 alone. `1bis` follows 1.
        """
        if not label.numbers:
            return bool(self.labels) and _base(label) == _base(self.labels[-1])
        taken = _numbers(self.labels)
        if not taken & {*label.numbers}:
            free = next(number for number in range(1, len(taken) + 2) if number not in taken)
            return label.numbers[0] in (free, max(taken, default=0) + 1)
        together = _numbers(known for known in self.labels if len(known.numbers) > 1)
        return len(label.numbers) == 1 and label.numbers[0] in together and label.numbers > self.labels[-1].numbers[:1]


def _base(label: Label) -> int:
    """The number that an inserted label follows; the last one of any other."""
    digits = re.match(r"\d+", label.inserted[-1]) if label.inserted else None
    return int(digits[0]) if digits else label.numbers[-1]


def _series(found: Sequence[Label], elsewhere: Collection[int]) -> list[Label]:
    """The labels of the outermost list, which begins at 1 and runs on; lists inside its items are passed over.

    `elsewhere` are the numbers that the other text has: one of them may follow although those before it are not
    printed, and they tell which of two lists is meant.
    """
    printed_so = Counter((label.style, label.numbers[:1]) for label in found)
    last_led = {label.numbers[0]: place for place, label in enumerate(found) if label.leads and label.numbers}
    lists: list[_List] = []  # the one being read last, those it stands in before it
    for place, label in enumerate(found):
        if not label.leads and printed_so[label.style, label.numbers[:1]] > 1:
            continue  # inside a paragraph only a number that stands nowhere else is sure
        taker = _taker(label, lists)
        if taker is not None:
            del lists[taker + 1 :]
            lists[taker].labels.append(label)
        elif not label.numbers:
            continue
        elif _follows_gap(label, lists, elsewhere, still_to_come={n for n, last in last_led.items() if last > place}):
            del lists[1:]
            lists = lists or [_List(label.style)]
            lists[0].labels.append(label)
        elif label.numbers[0] == 1 and (label.leads or not lists) and len(lists) < _DEEPEST:
            lists.append(_List(label.style, [label]))
    first, *rest = lists or [_List("")]
    if rest and rest[0].style == first.style and _numbers(first.labels) == {1}:
        # Two paragraphs numbered 1 and then 2: the second one repeats the number by mistake.
        return first.labels + rest[0].labels[1:]
    if rest and rest[0].style == first.style and _numbers(rest[0].labels) == {*elsewhere} != _numbers(first.labels):
        return rest[0].labels  # the first one belongs to the introduction
    return first.labels


def _taker(label: Label, lists: Sequence[_List]) -> int | None:
    """The place of the innermost list that goes on with this label, one that prints its numbers the same way first."""
    takers = [depth for depth, known in enumerate(lists) if known.takes(label)]
    alike = [depth for depth in takers if lists[depth].style == label.style]
    return max(alike or (takers if label.leads else ()), default=None)


def _follows_gap(
    label: Label, lists: Sequence[_List], elsewhere: Collection[int], still_to_come: Collection[int]
) -> bool:
    """Whether the label goes on with the outermost list although numbers before it are not printed."""
    last = max(_numbers(lists[0].labels), default=0) if lists else 0
    first = label.numbers[0]
    if not label.leads or first <= last or not {*label.numbers} <= {*elsewhere}:
        return False
    return (not lists or lists[0].style == label.style) and not {*range(last + 1, first)} & {*still_to_come}


def _numbers(series: Iterable[Label]) -> set[int]:
    return {number for label in series for number in label.numbers}
