"""What the operators of a page show as text: its runs, with their places.

pypdf says which characters a text holds and where it puts spaces; from the operators that it passes on its way comes
where each run begins and how far it runs (ISO 32000, 9.4).
"""

import math
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from indexer.extraction.formats.pdf.fonts import Fonts, Letters
from indexer.extraction.text.characters import safe
from indexer.extraction.text.measure import width_of

_FARTHEST = 1e6
"""No page is so large: a place farther out in points, or one that is no number, is the work of a damaged matrix."""
_JUMP = -1_200
"""A distance in a TJ array, in thousandths of the size, that is no space between words but a jump to a new place."""
_WORD_GAP, _HALF = -60, 0.475
"""Where a distance is larger than a share of the font's space, pypdf puts a space behind a letter."""

_UNDECODED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffd\ue000-\uefff\uf100-\uf8ff]")
"""What fonts give that do not say which letters they print; the private characters of bullets are known."""

Matrix = Sequence[float]
"""The six numbers of a transformation (ISO 32000, 8.3.3)."""
Operation = tuple[Any, bytes]


class Run(NamedTuple):  # a page has thousands, and a frozen dataclass takes four times as long to make
    """A run of text from one place. `x` and `y` are its start in points from the lower left, `size` its height.

    `width` is that of its letters, 0 where nobody knows. `angle` is the direction it runs in, in quarters of a turn
    against the clock. `follows` says that it goes on where the run before it ended. `raised` is a small run that hangs
    on the one before it, `refers` are the footnotes whose marks hung on it. `whole` says that it is a paragraph.
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
    whole: bool = False

    @property
    def end(self) -> float:
        """Where its last letter ends."""
        return self.x + (self.width or width_of(self.text.strip(), self.size))


_MOVES = frozenset((b"BT", b"Td", b"TD", b"Tm", b"T*"))
_SHOWS = frozenset((b"Tj", b"TJ", b"'", b'"'))
_STATES = frozenset((b"Tc", b"Tw", b"Ts", b"Tz"))
TEXT_OPERATORS = _MOVES | _SHOWS | _STATES
STATE_OPERATORS = frozenset((b"q", b"Q", b"cm", b"Do", b"BT", b"ET", b"Tf", b"TL"))
"""What else decides which text stands where."""
_ENDS_A_RUN = frozenset((b"BT", b"ET", b"Tf", b"cm", b"Do"))
_BREAK: Operation = ([], b"ET")
"""The end of a text, at which pypdf hands over what it has gathered; where it stands is not forgotten before `BT`."""


def in_pieces(operations: Iterable[Operation], wanted: Collection[bytes]) -> Iterator[Operation]:
    """The wanted operations of a page so that pypdf gives a run for each place a text was moved to."""
    is_open = False
    for operands, operator in operations:
        if operator not in wanted:
            continue
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
        if not text:
            return
        if "\n" in text:
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
        state = self._state
        unit = abs(size) / 1000 * stretch * state[b"Tz"] / 100
        per_point = stretch * state[b"Tz"] / 100
        inked = text.strip()
        shift = self._shift * unit
        width = (letters.width(inked) + self._offset - self._spaces(letters) * letters.space) * unit
        if state[b"Tc"] or state[b"Tw"]:
            width += (state[b"Tc"] * len(inked) + state[b"Tw"] * inked.count(" ")) * per_point
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

    def _spaces(self, letters: Letters) -> int:
        """The distances that pypdf made a space of, which count once."""
        wide = [before for before, gap in self._gaps if -gap >= letters.space * _HALF]
        return sum([not (isinstance(before, bytes | str) and letters.ends_in_space(before)) for before in wide])


def _is_number(item: Any) -> bool:
    return isinstance(item, int | float)


def _quarter(direction: tuple[float, float]) -> int:
    if abs(direction[0]) >= abs(direction[1]):
        return 0 if direction[0] >= 0 else 2
    return 1 if direction[1] > 0 else 3


def point(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point moved by a matrix."""
    return x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5]


def is_on_paper(*places: float) -> bool:
    """Whether these are places or sizes that a page can have."""
    return all([abs(place) < _FARTHEST for place in places])  # noqa: C419 - asked for every run; no NaN is nearer


def number(operand: Any) -> float:
    """An operand as a number; 0 where it is none."""
    return float(operand) if isinstance(operand, int | float) else 0.0
