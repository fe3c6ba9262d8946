"""The numbers that a word processor prints before the paragraphs of a list, and does not keep in their text."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

BULLET = "-"
"""What stands for any bullet."""
MAX_LEVELS = 9
MAX_PARENTS = 20
"""The longest chain of styles based on each other that is followed."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. In `text` the characters %1 to %9 stand for the numbers of the levels.

    `restart` is the level (counted from 1) after which this one begins again; 0 for never, None for any above it.
    `plain` writes all numbers as decimals.
    """

    text: str
    style: str = "decimal"
    start: int = 1
    restart: int | None = None
    plain: bool = False


@dataclass(frozen=True, slots=True)
class List:
    """A list as paragraphs name it. Lists with the same `family` count on from each other."""

    family: Hashable
    levels: Mapping[int, Level]
    starts: Mapping[int, int]  # levels that begin anew where this list begins


class Counter:
    """Counts the paragraphs of a document's lists in reading order."""

    def __init__(self) -> None:
        self._counts: dict[Hashable, dict[int, int]] = {}
        self._begun: set[tuple[Hashable, int]] = set()

    def label(self, name: Hashable, numbered: List, depth: int) -> str:
        """Count a paragraph on this level (from 0) of the list of this name: what is printed before it."""
        level = numbered.levels.get(depth)
        if level is None:
            return ""
        if level.style == "bullet":
            return BULLET
        counts = self._counts.setdefault(numbered.family, {})
        if depth in numbered.starts and (name, depth) not in self._begun:
            self._begun.add((name, depth))
            counts[depth] = numbered.starts[depth]
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else level.start
        for deeper in [key for key in counts if key > depth]:
            inner = numbered.levels.get(deeper)
            restart = inner.restart if inner else None
            if restart is None or depth < restart:
                del counts[deeper]
        return _printed(level, numbered, counts)


def _printed(level: Level, numbered: List, counts: Mapping[int, int]) -> str:
    text = level.text
    for depth in range(MAX_LEVELS):
        if f"%{depth + 1}" in text:
            of_level = numbered.levels.get(depth) or level
            style = "decimal" if level.plain else of_level.style
            text = text.replace(f"%{depth + 1}", numeral(counts.get(depth, of_level.start), style))
    return " ".join(text.split())


def numeral(number: int, style: str) -> str:
    """A number in the style of a list, by the names of WordprocessingML; decimal in a style that is not known.

    >>> [numeral(28, style) for style in ("decimal", "lowerLetter", "upperRoman")]
    ['28', 'bb', 'XXVIII']
    """
    if style == "none":
        return ""
    if style in ("lowerLetter", "upperLetter") and 0 < number <= 780:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if style == "upperLetter" else letters
    if style in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        return _roman(number) if style == "upperRoman" else _roman(number).lower()
    if style == "decimalZero":
        return f"{number:02}"
    if style == "ordinal":
        return f"{number}e"
    return str(number)


_ROMAN: Sequence[tuple[int, str]] = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def _roman(number: int) -> str:
    text = ""
    for amount, letters in _ROMAN:
        text += letters * (number // amount)
        number %= amount
    return text
