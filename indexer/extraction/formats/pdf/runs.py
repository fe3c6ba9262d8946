"""A PDF's bytes -> the runs of text and the ruled lines of its pages, with their places.

pypdf decides which characters and spaces a page holds; its visitors tell where each run and each rule stands, and
that place is what the layout needs to tell a paragraph from a heading, a column from its neighbour and a table from
the text. pypdf itself warns that broken files raise anything; every page is therefore read behind one guard, and what
failed is told, not hidden.
"""

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import Configuration, PageObject, PdfReader, apply_configuration
from pypdf.errors import FileNotDecryptedError, PyPdfError

from indexer.extraction.formats.pdf.resources import Holdings, ResourceReader
from indexer.extraction.text.characters import safe

MAX_PAGES = 500
MAX_CHARACTERS = 5_000_000
MAX_SECONDS = 15.0
"""When a file has taken so much of the processor's time, what was read of it until then is kept."""
_OPERATORS_BETWEEN_LOOKS = 2_000
_MAX_RULES = 20_000
"""A page with more rules is a drawing, not a table."""
_A4_HEIGHT = 842.0
_TALLEST = 20_000.0
_FARTHEST = 1e6
"""No page is so large: a place farther out in points, or one that is no number, is the work of a damaged matrix."""
_THIN = 3.0
"""A filled rectangle thinner than this many points is a rule: so word processors print the borders of a table."""

_UNDECODED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffd\ue000-\uefff\uf100-\uf8ff]")
"""What fonts give that do not say which letters they print; the private characters of bullets are known."""

LIMITS = Configuration(jbig2dec_binary=None, disable_legacy_handling=True)
"""Never call an outside program; only text is wanted."""

Matrix = Sequence[float]
"""The six numbers of a transformation (ISO 32000, 8.3.3)."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text from one place. `x` and `y` are its start in points from the lower left, `size` its height."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line from (x0, y0) to (x1, y1), horizontal or vertical, with x0 <= x1 and y0 <= y1."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page, `number` counting from 1, its lines as the runs that pypdf put on one line, in the order of the file.

    `failure` says why its text could not be read, or is None. `undecoded` counts the characters that pypdf could not
    name, `is_damaged` says that the bytes it was read from are not those that were written.
    """

    number: int
    height: float
    lines: tuple[tuple[Run, ...], ...]
    rules: tuple[Rule, ...] = ()
    failure: str | None = None
    has_images: bool = False
    has_fonts: bool = False
    is_damaged: bool = False
    undecoded: int = 0


@dataclass(frozen=True, slots=True)
class Pdf:
    """A PDF as far as it could be read. `problem` says why no page could be opened, or is None.

    `page_count` counts the pages the file claims, `pages` holds at most MAX_PAGES of them. `is_whole` is false where
    the end of the file is missing, `is_cut` true where reading was stopped after MAX_SECONDS.
    """

    pages: tuple[Page, ...]
    page_count: int | None
    problem: str | None
    is_whole: bool
    is_cut: bool = False


def read_pdf(data: bytes) -> Pdf:
    """Read every page. Never raises for bad bytes: `problem` and `failure` say what went wrong."""
    # What stands before the header shifts every place that the file names.
    start = max(data.find(b"%PDF-", 0, 1024), 0)
    found = _read(data[start:])
    return _read(data) if found.problem and start else found


def _read(data: bytes) -> Pdf:
    is_whole = b"%%EOF" in data[-2048:]
    deadline = _Deadline(MAX_SECONDS)
    try:
        with apply_configuration(LIMITS):
            reader = PdfReader(BytesIO(data), strict=False)
            count = len(reader.pages)
            pages = tuple(_read_pages(reader, min(count, MAX_PAGES), deadline))
    except FileNotDecryptedError:
        return Pdf((), None, "the file is locked with a password", is_whole)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - damaged files make pypdf raise any class (its errors module says so)
        if b"/Encrypt" in data and "encrypt" in str(error).casefold():
            return Pdf((), None, f"the file is locked in a way that cannot be undone ({_describe(error)})", is_whole)
        return Pdf((), None, f"the file is damaged ({_describe(error)})", is_whole)
    return Pdf(pages, count, None, is_whole, deadline.was_met)


class _Deadline:
    """A limit to the processor's time, whatever else the machine has to do. `was_met`: it has been reached."""

    def __init__(self, seconds: float) -> None:
        self._end = time.thread_time() + seconds
        self.was_met = False

    def is_met(self) -> bool:
        self.was_met = self.was_met or time.thread_time() > self._end
        return self.was_met


def _read_pages(reader: PdfReader, count: int, deadline: _Deadline) -> Iterable[Page]:
    characters = 0
    resources = ResourceReader()
    for index in range(count):
        if characters > MAX_CHARACTERS or deadline.is_met():
            return
        page = _read_page(reader, index, resources, deadline)
        characters += sum(len(run.text) for line in page.lines for run in line)
        yield page


def _read_page(reader: PdfReader, index: int, resources: ResourceReader, deadline: _Deadline) -> Page:
    number = index + 1
    runs, rules = _RunCollector(), _RuleCollector(deadline)
    failure: str | None = None
    height, held = _A4_HEIGHT, Holdings()
    try:
        page = reader.pages[index]
        left, bottom, height = _place(page)
        runs.origin = rules.origin = (left, bottom)
        held = resources.holdings(page)
        page.extract_text(visitor_text=runs.visit, visitor_operand_before=rules.visit)
    except MemoryError:
        raise
    except _OutOfTime:
        failure = f"it was stopped after {MAX_SECONDS:g} s"
    except Exception as error:  # noqa: BLE001 - one bad page must not take the others with it
        failure = _describe(error)
    return Page(
        number,
        height,
        tuple(runs.finish()),
        tuple(rule for rule in rules.found if _is_on_paper(rule.x0, rule.y0, rule.x1, rule.y1)),
        failure,
        held.has_images or rules.has_images,
        held.has_fonts,
        held.is_damaged,
        runs.undecoded,
    )


def _place(page: PageObject) -> tuple[float, float, float]:
    """The lower left corner and the height of a page; those of A4 where it does not say, or says nonsense."""
    try:
        box = page.mediabox
        left, bottom, height = float(box.left), float(box.bottom), float(box.height)
    except (PyPdfError, ValueError, TypeError, KeyError, OverflowError):
        return 0.0, 0.0, _A4_HEIGHT
    is_sound = 0 < height < _TALLEST and _is_on_paper(left, bottom)
    return (left, bottom, height) if is_sound else (0.0, 0.0, _A4_HEIGHT)


class _OutOfTime(BaseException):  # not an Exception: pypdf goes on with the next form after any of those
    """Reading the file has taken as long as it may."""


class _RunCollector:
    """Gathers pypdf's runs of text into lines: a line ends where pypdf puts a line break."""

    def __init__(self) -> None:
        self.origin = (0.0, 0.0)
        self.undecoded = 0
        self._lines: list[tuple[Run, ...]] = []
        self._line: list[Run] = []
        self._last = (0.0, 0.0, 0.0)

    def visit(self, text: str, cm: Matrix, tm: Matrix, font: Any, size: float) -> None:
        """Take a run, with the user and the text matrix."""
        if not text:
            return
        if not text.isascii() or not text.isprintable():
            self.undecoded += len(_UNDECODED.findall(text))
        first, *others = text.split("\n")
        self._add(first, cm, tm, size)
        for piece in others:
            self._end_line()
            self._add(piece, cm, tm, size)

    def finish(self) -> list[tuple[Run, ...]]:
        """All lines."""
        self._end_line()
        return self._lines

    def _add(self, text: str, cm: Matrix, tm: Matrix, size: float) -> None:
        if text:
            x, y = _point(cm, tm[4], tm[5])
            scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[2]) or 1.0
            left, bottom = self.origin
            x, y, size = x - left, y - bottom, abs(size * scale)
            # The letters of a run without a place are kept, where the last one with a place ended.
            if not _is_on_paper(x, y, size):
                x, y, size = self._last
            self._last = (x, y, size)
            self._line.append(Run(safe(text), x, y, size))

    def _end_line(self) -> None:
        if any(run.text.strip() for run in self._line):
            self._lines.append(tuple(self._line))
        self._line = []


class _RuleCollector:
    """Gathers the horizontal and vertical lines that a page paints, thin rectangles among them.

    It sees every operator, so it also keeps an eye on the time.
    """

    def __init__(self, deadline: _Deadline) -> None:
        self.origin = (0.0, 0.0)
        self.found: list[Rule] = []
        self.has_images = False
        self._deadline = deadline
        self._seen = 0
        self._path: list[Rule] = []
        self._boxes: list[Rule] = []
        self._at: tuple[float, float] | None = None

    def visit(self, operator: bytes, operands: Sequence[Any], cm: Matrix, tm: Matrix) -> None:
        """Take an operator of the content stream (ISO 32000, 8.5). Raises _OutOfTime."""
        self._seen += 1
        if self._seen % _OPERATORS_BETWEEN_LOOKS == 0 and self._deadline.is_met():
            raise _OutOfTime
        if operator == b"INLINE IMAGE":
            self.has_images = True
        if operator not in _PATH_OPERATORS or len(self.found) > _MAX_RULES:
            return
        if operator in (b"m", b"l") and len(operands) >= 2:
            here = self._point(cm, _number(operands[0]), _number(operands[1]))
            if operator == b"l" and self._at:
                self._add(self._path, *self._at, *here)
            self._at = here
        elif operator == b"re" and len(operands) >= 4:
            x, y, width, height = (_number(operand) for operand in operands[:4])
            self._boxes.append(_box(self._point(cm, x, y), self._point(cm, x + width, y + height)))
        elif operator in _PAINTS:
            if operator != b"n":  # which only clips
                self._paint(strokes=operator in _STROKES)
            self._path, self._boxes, self._at = [], [], None

    def _point(self, cm: Matrix, x: float, y: float) -> tuple[float, float]:
        left, bottom = self.origin
        x, y = _point(cm, x, y)
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


def _point(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    return x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5]


def _box(a: tuple[float, float], b: tuple[float, float]) -> Rule:
    return Rule(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))


def _is_on_paper(*places: float) -> bool:
    return all(abs(place) < _FARTHEST for place in places)  # which no NaN is


def _number(operand: Any) -> float:
    return float(operand) if isinstance(operand, int | float) else 0.0


def _describe(error: Exception) -> str:
    """The error in a few words: pypdf's own sentence, or the class for errors that carry none of use."""
    text = " ".join(str(error).split())[:120]
    if isinstance(error, PyPdfError) and text:
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
