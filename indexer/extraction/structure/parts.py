"""Numbered sub-questions beside their numbered answers."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from indexer.extraction.structure.labels import Kind, Label, labels_of, printed
from indexer.extraction.structure.paragraphs import joined
from indexer.extraction.text.lines import Block
from indexer.question import Part


@dataclass(frozen=True, slots=True)
class Pairing:
    """The parts of a question, and for each block of it and of its answer the label of the part it stands under.

    A block in the introduction, or under a number that the question does not have, has None.
    """

    parts: tuple[Part, ...]
    question_labels: tuple[str | None, ...]
    answer_labels: tuple[str | None, ...]


def pair(question: Sequence[Block], answer: Sequence[Block]) -> Pairing:
    """Align the numbered parts of a question with those of its answer.

    A part without a number of its own in the answer has no answer: nothing is guessed. Roman numerals and letters are
    labels only where the question has no numbers and the answer has them too.
    """
    asked, answered = _asked_and_answered(question, answer, "number")
    if 1 in _numbers(asked) and (len(asked) > 1 or asked[0].leads):
        return _paired(question, asked, answer, answered, "number")
    others: tuple[Kind, ...] = ("roman", "letter")
    for kind in others:
        asked, answered = _asked_and_answered(question, answer, kind)
        if len(asked) > 1 and len(answered) > 1:
            return _paired(question, asked, answer, answered, kind)
    return Pairing((), (None,) * len(question), (None,) * len(answer))


def _asked_and_answered(
    question: Sequence[Block], answer: Sequence[Block], kind: Kind
) -> tuple[list[Label], list[Label]]:
    in_question, in_answer = labels_of(question, kind), labels_of(answer, kind)
    leading = [label for label in in_answer if label.leads]
    numbers = _numbers(_series(leading, elsewhere=_numbers(leading)))
    asked = _series([label for label in in_question if not label.lower], elsewhere=numbers)
    if len(asked) < 2:
        # `Graag vernam ik: 1. het aantal; 2. de kosten` is a list like any other, unless it is answered by number.
        listed = _series(in_question, elsewhere=numbers)
        answered = _answers(in_answer, listed)
        if len(listed) > 1 and _numbers(answered) == _numbers(listed):
            return listed, answered
    return asked, _answers(in_answer, asked)


def _answers(in_answer: Sequence[Label], asked: Sequence[Label]) -> list[Label]:
    numbers = _numbers(asked)
    known = [label for label in in_answer if label.leads or ({*label.numbers} <= numbers and not label.lower)]
    return _series(known, elsewhere=numbers)


def _paired(
    question: Sequence[Block], asked: Sequence[Label], answer: Sequence[Block], answered: Sequence[Label], kind: Kind
) -> Pairing:
    answers = _texts(answer, answered)
    parts = tuple(
        Part(label=printed(number, kind), question=text, answer=answers.get(number) or None)
        for number, text in _texts(question, asked).items()
    )
    known = {part.label for part in parts}
    return Pairing(
        parts, _labels_by_block(question, asked, known, kind), _labels_by_block(answer, answered, known, kind)
    )


def _labels_by_block(
    found: Sequence[Block], labels: Iterable[Label], known: Collection[str], kind: Kind
) -> tuple[str | None, ...]:
    result: list[str | None] = [None] * len(found)
    for label in labels:
        name = printed(label.numbers[0], kind)
        first = label.block if label.leads else label.block + 1
        result[first:] = [name if name in known else None] * (len(found) - first)
    return tuple(result)


def _texts(found: Sequence[Block], series: Sequence[Label]) -> dict[int, str]:
    """The text under each number: what follows its label, up to the next one."""
    ends = [*((label.block, label.start) for label in series[1:]), (len(found), 0)]
    texts: dict[int, str] = {}
    for label, end in zip(series, ends, strict=False):
        text = _text(found, label, *end)
        for number in label.numbers:
            texts[number] = "\n\n".join(filter(None, (texts.get(number), text)))
    return texts


def _text(found: Sequence[Block], label: Label, last: int, stop: int) -> str:
    pieces = []
    for place in range(label.block, min(last + 1, len(found))):
        start = label.end if place == label.block else 0
        text = found[place].text[start : stop if place == last else None].strip()
        if text:
            pieces.append(replace(found[place], text=text))
    return joined(pieces)


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

        After `2 en 3.` a label `3.` adds something about 3 alone.
        """
        taken = _numbers(self.labels)
        if not taken & {*label.numbers}:
            free = next(number for number in range(1, len(taken) + 2) if number not in taken)
            return label.numbers[0] in (free, max(taken) + 1)
        together = _numbers(known for known in self.labels if len(known.numbers) > 1)
        return len(label.numbers) == 1 and label.numbers[0] in together and label.numbers > self.labels[-1].numbers[:1]


def _series(found: Sequence[Label], elsewhere: Collection[int]) -> list[Label]:
    """The labels of the outermost list, which begins at 1 and runs on; lists inside its items are passed over.

    `elsewhere` are the numbers that the other text has: one of them may follow although those before it are not
    printed, and they tell which of two lists is meant.
    """
    printed_so = Counter((label.style, label.numbers[0]) for label in found)
    last_led = {label.numbers[0]: place for place, label in enumerate(found) if label.leads}
    lists: list[_List] = []  # the one being read last, those it stands in before it
    for place, label in enumerate(found):
        if not label.leads and printed_so[label.style, label.numbers[0]] > 1:
            continue  # inside a paragraph only a number that stands nowhere else is sure
        taker = _taker(label, lists)
        if taker is not None:
            del lists[taker + 1 :]
            lists[taker].labels.append(label)
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
