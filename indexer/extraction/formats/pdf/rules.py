"""The straight lines that a page paints: the rules of its tables (ISO 32000, 8.5)."""

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from indexer.extraction.formats.pdf.painting import Matrix, number, point

_MAX_RULES = 20_000
"""A page with more rules is a drawing, not a table."""
_THIN = 3.0
"""A filled rectangle thinner than this many points is a rule: so word processors print the borders of a table."""


class Rule(NamedTuple):
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
        self._soonest = time.monotonic() + seconds
        self.was_met = False

    def is_met(self) -> bool:
        """Whether the time is up."""
        # The processor's time never runs faster than the clock, and takes long to ask for.
        now = time.monotonic()
        if not self.was_met and now > self._soonest:
            left = self._end - time.thread_time()
            self.was_met, self._soonest = left < 0, now + left
        return self.was_met


class RuleCollector:
    """Gathers the horizontal and vertical lines that a page paints, thin rectangles among them."""

    def __init__(self) -> None:
        self.origin = (0.0, 0.0)
        self.found: list[Rule] = []
        self.has_images = False
        self._path: list[Rule] = []
        self._boxes: list[Rule] = []
        self._at: tuple[float, float] | None = None

    def see(self, operator: bytes, operands: Sequence[Any], cm: Matrix) -> None:
        """Take one of PATH_OPERATORS (ISO 32000, 8.5)."""
        if operator == b"INLINE IMAGE":
            self.has_images = True
        elif len(self.found) > _MAX_RULES:
            return
        elif operator in (b"m", b"l") and len(operands) >= 2:
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
PATH_OPERATORS = _PAINTS | {b"m", b"l", b"re", b"INLINE IMAGE"}


def _box(a: tuple[float, float], b: tuple[float, float]) -> Rule:
    return Rule(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
