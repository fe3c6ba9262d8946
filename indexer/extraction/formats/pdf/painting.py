"""What the operators of a page paint: runs of text and straight rules, with their places.

pypdf says which characters a text holds and where it puts spaces; from the operators that it passes on its way comes
where each run begins and how far it runs (ISO 32000, 9.4 and 8.5).
"""

import math
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from indexer.extraction.formats.pdf.fonts import Fonts
from indexer.extraction.text.characters import safe
from indexer.extraction.text.measure import width_of

_OPERATORS_BETWEEN_LOOKS = 2_000
_MAX_RULES = 20_000
"""A page with more rules is a drawing, not a table."""
_FARTHEST = 1e6
"""No page is so large: a place farther out in points, or one that is no number, is the work of a damaged matrix."""
_THIN = 3.0
"""A filled rectangle thinner than this many points is a rule: so word processors print the borders of a table."""
_JUMP = -1_200
"""A distance in a TJ array, in thousandths of the size, that is no space between words but a jump to a new place."""
_WORD_GAP, _HALF = -60, 0.475
"""Where a distance is larger than a share of the font's space, pypdf puts a space behind a letter."""

_UNDECODED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffd\ue000-\uefff\uf100-\uf8ff]")
"""What fonts give that do not say which letters they print; the private characters of bullets are known."""

Matrix = Sequence[float]
"""The six numbers of a transformation (ISO 32000, 8.3.3)."""
Operation = tuple[Any, bytes]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text from one place. `x` and `y` are its start in points from the lower left, `size` its height.

    `width` is that of its letters, 0 where nobody knows. `angle` is the direction it runs in, in quarters of a turn
    against the clock. `follows` says that it goes on where the run before it ended. `raised` is a small run that hangs
    on the one before it; `refers` are the footnotes whose marks hung on it.
    """

    text: str
    x: float
    y: float
    size: float
    width: float = 0.0
    angle: int = 0
    follows: bool = False
    raised: bool = False
    refers: tuple[int, ...] = ()

    @property
    def end(self) -> float:
        """Where its last letter ends."""
        return self.x + (self.width or width_of(self.text.strip(), self.size))


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line from (x0, y0) to (x1, y1), horizontal or vertical, with x0 <= x1 and y0 <= y1."""

    x0: float
    y0: float
    x1: float
    y1: float


class OutOfTime(BaseException):  # not an Exception: pypdf goes on with the next form after any of those
    """Reading the file has taken as long as it may."""


class Deadline:
    """A limit to the processor's time, whatever else the machine has to do. `was_met`: it has been reached."""

    def __init__(self, seconds: float) -> None:
        self._end = time.thread_time() + seconds
        self.was_met = False

    def is_met(self) -> bool:
        """Whether the time is up."""
        self.was_met = self.was_met or time.thread_time() > self._end
        return self.was_met


_MOVES = frozenset((b"BT", b"Td", b"TD", b"Tm", b"T*"))
_SHOWS = frozenset((b"Tj", b"TJ", b"'", b'"'))
_STATES = frozenset((b"Tc", b"Tw", b"Ts", b"Tz"))
TEXT_OPERATORS = _MOVES | _SHOWS | _STATES
_ENDS_A_RUN = frozenset((b"BT", b"ET", b"Tf", b"cm", b"Do"))
_BREAK: Operation = ([1, 0, 0, 1, 0, 0], b"cm")
"""A change of nothing, at which pypdf hands over the text it has gathered."""


def in_pieces(operations: Iterable[Operation]) -> Iterator[Operation]:
    """The operations of a page so that pypdf gives a run for each place a text was moved to."""
    is_open = False
    for operands, operator in operations:
        if operator in _SHOWS:
            if is_open and operator in (b"'", b'"'):
                yield _BREAK
            if operator == b"TJ" and operands and isinstance(operands[0], list):
                first, *others = _jumps(operands[0])
                yield [first], operator
                for piece in others:
                    yield _BREAK
                    yield [piece], operator
            else:
                yield operands, operator
            is_open = True
            continue
        if is_open and (operator in _MOVES or operator == b"Ts") and operator != b"BT":
            yield _BREAK
            is_open = False
        if operator in _ENDS_A_RUN:
            is_open = False
        yield operands, operator


def _jumps(array: list[Any]) -> list[list[Any]]:
    """A TJ array, cut before the distances that are jumps."""
    cuts = [place for place, item in enumerate(array) if place and isinstance(item, int | float) and item <= _JUMP]
    if not cuts:
        return [array]
    return [type(array)(array[start:end]) for start, end in zip([0, *cuts], [*cuts, len(array)], strict=True)]


class RunCollector:
    """Gathers the runs of text of a page, each where it stands.

    `painted` counts the bytes that were shown as text, `undecoded` the characters that pypdf could not name.
    """

    def __init__(self, fonts: Fonts) -> None:
        self.origin = (0.0, 0.0)
        self.runs: list[Run] = []
        self.undecoded = 0
        self.painted = 0
        self._fonts = fonts
        self._has_moved = True
        self._is_open = False  # whether anything was shown since the last run
        self._is_placed = True  # whether what was shown first stands where the matrix says
        self._shift = self._offset = 0.0
        self._gaps: list[tuple[Any, Any]] = []
        self._state = {b"Tc": 0.0, b"Tw": 0.0, b"Ts": 0.0, b"Tz": 100.0}
        self._rise = 0.0
        self._end = (0.0, 0.0)
        self._size = 0.0

    def see(self, operator: bytes, operands: Sequence[Any]) -> None:
        """Take one of TEXT_OPERATORS, before pypdf does."""
        if operator in _MOVES:
            self._has_moved = True
        elif operator in _STATES:
            self._state[operator] = number(operands[0]) if operands else 0.0
        else:
            if operator != b"Tj" and operator != b"TJ":
                self._has_moved = True
            is_first = not self._is_open
            if is_first:
                self._is_placed, self._is_open, self._rise = self._has_moved, True, self._state[b"Ts"]
            self._has_moved = False
            self._show(operands, is_first=is_first)

    def _show(self, operands: Sequence[Any], *, is_first: bool) -> None:
        shown = operands[-1] if operands else None
        if not isinstance(shown, list):
            self.painted += len(shown) if isinstance(shown, bytes | str) else 0
            return
        distances: list[Any] = []
        for item in shown:
            if isinstance(item, bytes | str):
                self.painted += len(item)
            elif _is_number(item):
                distances.append(item)
        if not distances:
            return
        if is_first and shown[0] is distances[0]:
            self._shift = -float(distances.pop(0))
        self._offset -= sum(distances)
        if min(distances, default=0.0) < _WORD_GAP:
            self._gaps += [(before, gap) for before, gap in pairwise(shown) if _is_number(gap) and gap < _WORD_GAP]

    def visit(self, text: str, cm: Matrix, tm: Matrix, font: Any, size: float) -> None:
        """Take a run, with the user and the text matrix."""
        text = text.replace("\n", " ") if "\n" in text.rstrip("\n") else text.rstrip("\n")
        if not text:
            return
        if not text.isascii() or not text.isprintable():
            self.undecoded += len(_UNDECODED.findall(text))
        if text.strip():
            self._add(safe(text), cm, tm, font, size)
        self._is_open = False
        self._shift = self._offset = 0.0
        self._gaps = []

    def _add(self, text: str, cm: Matrix, tm: Matrix, font: Any, size: float) -> None:
        across = (tm[0] * cm[0] + tm[1] * cm[2], tm[0] * cm[1] + tm[1] * cm[3])
        up = (tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3])
        stretch, scale = math.hypot(*across), math.hypot(*up)
        if not (0 < stretch < _FARTHEST and 0 < scale < _FARTHEST):
            stretch, scale, across, up = 1.0, 1.0, (1.0, 0.0), (0.0, 1.0)
        x, y = point(cm, tm[4], tm[5])
        left, bottom = self.origin
        x, y, height = x - left, y - bottom, abs(size * scale)
        x, y = x + up[0] * self._rise, y + up[1] * self._rise
        letters = self._fonts.letters(font)
        unit = abs(size) / 1000 * stretch * self._state[b"Tz"] / 100
        per_point = stretch * self._state[b"Tz"] / 100
        inked = text.strip()
        shift = self._shift * unit
        # What pypdf made a space of counts once.
        spaces = sum(
            [
                1
                for before, gap in self._gaps
                if -gap >= letters.space * _HALF
                and not (isinstance(before, bytes | str) and letters.ends_in_space(before))
            ]
        )
        width = (letters.width(inked) + self._offset - spaces * letters.space) * unit
        width += (self._state[b"Tc"] * len(inked) + self._state[b"Tw"] * inked.count(" ")) * per_point
        after = letters.space * unit * (len(text) - len(text.rstrip()))
        direction = (across[0] / stretch, across[1] / stretch)
        if not self._is_placed:
            x, y = self._end
        x, y = x + direction[0] * shift, y + direction[1] * shift
        # The letters of a run without a place are kept, where the last one with a place ended.
        if not is_on_paper(x, y, height, width):
            (x, y), height, width = self._end, self._size, 0.0
        width = max(width, 0.0)
        self._end = (x + direction[0] * (width + after), y + direction[1] * (width + after))
        self._size = height
        self.runs.append(Run(text, x, y, height, width, _quarter(direction), not self._is_placed))


def _is_number(item: Any) -> bool:
    return isinstance(item, int | float)


def _quarter(direction: tuple[float, float]) -> int:
    if abs(direction[0]) >= abs(direction[1]):
        return 0 if direction[0] >= 0 else 2
    return 1 if direction[1] > 0 else 3


class RuleCollector:
    """Gathers the horizontal and vertical lines that a page paints, thin rectangles among them.

    It sees every operator, so it also keeps an eye on the time.
    """

    def __init__(self, deadline: Deadline) -> None:
        self.origin = (0.0, 0.0)
        self.found: list[Rule] = []
        self.has_images = False
        self._deadline = deadline
        self._seen = 0
        self._path: list[Rule] = []
        self._boxes: list[Rule] = []
        self._at: tuple[float, float] | None = None

    def visit(self, operator: bytes, operands: Sequence[Any], cm: Matrix, tm: Matrix) -> None:
        """Take an operator of the content stream (ISO 32000, 8.5). Raises OutOfTime."""
        self._seen += 1
        if self._seen % _OPERATORS_BETWEEN_LOOKS == 0 and self._deadline.is_met():
            raise OutOfTime
        if operator == b"INLINE IMAGE":
            self.has_images = True
        if operator not in _PATH_OPERATORS or len(self.found) > _MAX_RULES:
            return
        if operator in (b"m", b"l") and len(operands) >= 2:
            here = self._point(cm, number(operands[0]), number(operands[1]))
            if operator == b"l" and self._at:
                self._add(self._path, *self._at, *here)
            self._at = here
        elif operator == b"re" and len(operands) >= 4:
            x, y, width, height = (number(operand) for operand in operands[:4])
            self._boxes.append(_box(self._point(cm, x, y), self._point(cm, x + width, y + height)))
        elif operator in _PAINTS:
            if operator != b"n":  # which only clips
                self._paint(strokes=operator in _STROKES)
            self._path, self._boxes, self._at = [], [], None

    def _point(self, cm: Matrix, x: float, y: float) -> tuple[float, float]:
        left, bottom = self.origin
        x, y = point(cm, x, y)
        return x - left, y - bottom

    def _paint(self, *, strokes: bool) -> None:
        if strokes:
            self.found += self._path
        for box in self._boxes:
            if box.x1 - box.x0 < _THIN or box.y1 - box.y0 < _THIN:
                self._add(self.found, box.x0, box.y0, box.x1, box.y1)
            elif strokes:
                self.found += [
                    Rule(box.x0, box.y0, box.x1, box.y0),
                    Rule(box.x0, box.y1, box.x1, box.y1),
                    Rule(box.x0, box.y0, box.x0, box.y1),
                    Rule(box.x1, box.y0, box.x1, box.y1),
                ]

    @staticmethod
    def _add(rules: list[Rule], x0: float, y0: float, x1: float, y1: float) -> None:
        """Keep a line that is straight enough: its middle, where it is thick."""
        box = _box((x0, y0), (x1, y1))
        if box.y1 - box.y0 < _THIN <= box.x1 - box.x0:
            middle = (box.y0 + box.y1) / 2
            rules.append(Rule(box.x0, middle, box.x1, middle))
        elif box.x1 - box.x0 < _THIN <= box.y1 - box.y0:
            middle = (box.x0 + box.x1) / 2
            rules.append(Rule(middle, box.y0, middle, box.y1))


_STROKES = frozenset((b"S", b"s", b"B", b"B*", b"b", b"b*"))
_PAINTS = _STROKES | {b"f", b"F", b"f*", b"n"}
_PATH_OPERATORS = _PAINTS | {b"m", b"l", b"re"}


def point(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point moved by a matrix."""
    return x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5]


def _box(a: tuple[float, float], b: tuple[float, float]) -> Rule:
    return Rule(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))


def is_on_paper(*places: float) -> bool:
    """Whether these are places or sizes that a page can have."""
    return all(abs(place) < _FARTHEST for place in places)  # which no NaN is


def number(operand: Any) -> float:
    """An operand as a number; 0 where it is none."""
    return float(operand) if isinstance(operand, int | float) else 0.0
