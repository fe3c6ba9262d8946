"""What stands in an answer and answers nothing: the question once more, and the list of attachments at its end."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from indexer.extraction.text.characters import fold
from indexer.extraction.text.lines import Block, Line

_SHORTEST = 8
"""Letters of a question that is known again: `Ja.` repeats nothing."""
_LIKENESS, _LONGEST_LIKENESS = 0.92, 2_000
_SENTENCE_END = re.compile(r"\s*[?.!:]+[)\"”»]*\s*")
_ANSWER_MARK = re.compile(r"(?:antwoord|antw\.?)\s*(?::\s*|$)", re.IGNORECASE)

_HEADING = re.compile(
    r"(?:lijst (?:van|met) (?:de )?)?bijlagen?(?:\(n\))?\s*(?:\(\d{1,2}\)|\d{1,2})?\s*:?", re.IGNORECASE
)
_ITEM = re.compile(
    # SV 209 – Bijlage 1 | Bijlage 2: aantallen per provincie | BIJLAGEN: lijst.xlsx
    r"(?:- )?(?:SV\s*(?:nr\.?\s*)?\d+\s*[-–—:]?\s*bijlagen?\b.{0,120}"
    r"|bijlagen?\s*(?:\(n\))?\s*\d{0,2}\s*[:–—-]\s*.{1,160}|(?-i:BIJLAGEN?)(?:\s+.{1,160})?)",
    re.IGNORECASE | re.DOTALL,
)


def without_question(answer: Sequence[Block], asked: str) -> Sequence[Block]:
    """The paragraphs of a part's answer without the question, where they begin with it.

    What repeats the question and says nothing else stays as it is.
    """
    left = fold(asked)
    if len(left) < _SHORTEST:
        return answer
    for place, block in enumerate(answer):
        text = fold(block.text)
        if text == left or (place == 0 and _is_like(text, left)):
            return _without_mark(answer[place + 1 :]) or answer
        if left.startswith(text):
            left = left[len(text) :]
        elif text.startswith(left) and (rest := _behind(block.text, len(left))):
            return _without_mark([replace(block, text=rest), *answer[place + 1 :]]) or answer
        else:
            break
    return answer


def _is_like(text: str, goal: str) -> bool:
    """Whether somebody who typed the one meant the other: a slip of the pen is forgiven."""
    if not 40 <= len(goal) <= _LONGEST_LIKENESS or not 0.9 < len(text) / len(goal) < 1.1:
        return False
    return SequenceMatcher(None, text, goal, autojunk=False).ratio() > _LIKENESS


def _behind(text: str, letters: int) -> str:
    """What follows these first letters and the end of their sentence; empty where the sentence goes on."""
    for place, character in enumerate(text):
        letters -= len(fold(character))
        if letters <= 0:
            end = _SENTENCE_END.match(text, place + 1)
            return text[end.end() :] if end else ""
    return ""


def _without_mark(answer: Sequence[Block]) -> Sequence[Block]:
    """Without the word `Antwoord:` that parts an answer from the question above it."""
    if not answer or answer[0].rows is not None or not (mark := _ANSWER_MARK.match(answer[0].text)):
        return answer
    rest = answer[0].text[mark.end() :].strip()
    return [replace(answer[0], text=rest), *answer[1:]] if rest else answer[1:]


def with_headings_apart(lines: Iterable[Line]) -> list[Line]:
    """The lines of an answer, where the heading of a list of attachments is a paragraph of its own."""
    return [replace(line, whole=True) if _is_heading_line(line) else line for line in lines]


def _is_heading_line(line: Line) -> bool:
    text = line.text.strip()
    return line.rows is None and text[:1].isupper() and bool(_HEADING.fullmatch(text))


def start_of_attachments(answer: Sequence[Block]) -> int:
    """The block with which a list of attachments at the end of an answer begins; the number of blocks without one."""
    start = len(answer)
    for place in range(len(answer) - 1, -1, -1):
        block = answer[place]
        if block.rows is not None:
            continue
        if _HEADING.fullmatch(block.text.strip()):
            return place
        if start == place + 1 and _ITEM.fullmatch(block.text.strip()):
            start = place
    return start
