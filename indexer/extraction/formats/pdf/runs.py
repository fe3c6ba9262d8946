"""A PDF's bytes -> the runs of text and the ruled lines of its pages, with their places.

pypdf decides which characters and spaces a page holds; its visitors tell where each run and each rule stands, and
that place is what the layout needs to tell a paragraph from a heading, a column from its neighbour and a table from
the text. pypdf itself warns that broken files raise anything; every page is therefore read behind one guard, and what
failed is told, not hidden.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from typing import Any, NamedTuple

from pypdf import Configuration, PageObject, PdfReader, apply_configuration
from pypdf.errors import FileNotDecryptedError, PyPdfError
from pypdf.generic import ContentStream, NameObject, NullObject

from indexer.extraction.formats.pdf.annotations import Written, written_over
from indexer.extraction.formats.pdf.fonts import Fonts
from indexer.extraction.formats.pdf.painting import (
    STATE_OPERATORS,
    TEXT_OPERATORS,
    Matrix,
    Run,
    RunCollector,
    in_pieces,
    is_on_paper,
)
from indexer.extraction.formats.pdf.resources import Holdings, ResourceReader
from indexer.extraction.formats.pdf.rules import PATH_OPERATORS, Deadline, OutOfTime, Rule, RuleCollector
from indexer.extraction.formats.pdf.shortcuts import shortcuts
from indexer.extraction.formats.pdf.turning import upright

MAX_PAGES = 500
MAX_CHARACTERS = 5_000_000
MAX_SECONDS = 15.0
"""The processor's time that a file may take; what was read of it until then is kept."""
_OPERATORS_BETWEEN_LOOKS = 2_000
_REFERENCE = re.compile(r"IndirectObject\((\d+), \d+, \d+\)")
"""How pypdf names an object: with where its reader happens to stand in memory."""
_A4_WIDTH = 595.0
_TALLEST = 20_000.0
_WANTED = TEXT_OPERATORS | STATE_OPERATORS | PATH_OPERATORS
"""Colours, curves and marks say nothing of where a text or a rule stands."""
LIMITS = Configuration(jbig2dec_binary=None, disable_legacy_handling=True)
"""Never call an outside program; only text is wanted."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, `number` counting from 1, its runs and rules as they stand when most of its text is upright.

    The runs are in the order of the file; what is written in annotations and form fields comes last. `failure` says
    why its text could not be read, or is None. `undecoded` counts the characters that pypdf could not name,
    `is_damaged` says that the bytes it was read from are not those that were written. `painted` counts the bytes that
    it shows as text, `unread` the annotations whose text is not on the page.
    """

    number: int
    height: float
    runs: tuple[Run, ...]
    rules: tuple[Rule, ...] = ()
    failure: str | None = None
    has_images: bool = False
    has_fonts: bool = False
    is_damaged: bool = False
    undecoded: int = 0
    painted: int = 0
    unread: int = 0
    width: float = _A4_WIDTH


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
    deadline = Deadline(MAX_SECONDS)
    try:
        with apply_configuration(LIMITS), shortcuts():
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


def _read_pages(reader: PdfReader, count: int, deadline: Deadline) -> Iterable[Page]:
    characters = 0
    resources, fonts = ResourceReader(), Fonts()
    for index in range(count):
        if characters > MAX_CHARACTERS or deadline.is_met():
            return
        page = _read_page(reader, index, resources, fonts, deadline)
        characters += sum(len(run.text) for run in page.runs)
        yield page


def _read_page(reader: PdfReader, index: int, resources: ResourceReader, fonts: Fonts, deadline: Deadline) -> Page:
    runs, rules = RunCollector(fonts), RuleCollector()
    seen = count(1)
    failure: str | None = None
    box, held, written = _A4, Holdings(), Written()

    def see(operator: bytes, operands: Sequence[Any], cm: Matrix, tm: Matrix) -> None:
        if next(seen) % _OPERATORS_BETWEEN_LOOKS == 0 and deadline.is_met():
            raise OutOfTime
        if operator in TEXT_OPERATORS:
            runs.see(operator, operands)
        elif operator in PATH_OPERATORS:
            rules.see(operator, operands, cm)

    try:
        page = reader.pages[index]
        box = _box(page)
        runs.origin = rules.origin = (box.left, box.bottom)
        held = resources.holdings(page)
        written = written_over(page, runs.origin)
        with _in_pieces(page, reader):
            page.extract_text(visitor_text=runs.visit, visitor_operand_before=see)
    except MemoryError:
        raise
    except OutOfTime:
        failure = f"it was stopped after {MAX_SECONDS:g} s"
    except Exception as error:  # noqa: BLE001 - one bad page must not take the others with it
        failure = _describe(error)
    found = (*runs.runs, *written.runs)
    straight = tuple(rule for rule in rules.found if is_on_paper(*rule))
    page_runs, page_rules, (width, height) = upright(found, straight, box.width, box.height)
    return Page(
        index + 1,
        height,
        page_runs,
        page_rules,
        failure,
        held.has_images or rules.has_images,
        held.has_fonts,
        held.is_damaged,
        runs.undecoded,
        runs.painted,
        written.unread,
        width,
    )


@contextmanager
def _in_pieces(page: PageObject, reader: PdfReader) -> Iterator[None]:
    """Make pypdf give a run for each place on the page that a text was moved to."""
    contents = page.get("/Contents")
    found = contents.get_object() if contents is not None else None
    if found is None or isinstance(found, NullObject):
        yield
        return
    stream = ContentStream(found, reader, "bytes")
    stream.operations = list(in_pieces(stream.operations, _WANTED))
    page[NameObject("/Contents")] = stream
    try:
        yield
    finally:
        page[NameObject("/Contents")] = contents  # the operations of all pages together would fill the memory


class _Box(NamedTuple):
    """The sheet that a page is printed on, in points."""

    left: float
    bottom: float
    width: float
    height: float


_A4 = _Box(0.0, 0.0, _A4_WIDTH, 842.0)


def _box(page: PageObject) -> _Box:
    """The sheet of a page; that of A4 where it does not say, or says nonsense."""
    try:
        box = page.mediabox
        found = _Box(float(box.left), float(box.bottom), float(box.width), float(box.height))
    except (PyPdfError, ValueError, TypeError, KeyError, OverflowError):
        return _A4
    is_sound = 0 < found.height < _TALLEST and 0 < found.width < _TALLEST and is_on_paper(found.left, found.bottom)
    return found if is_sound else _A4


def _describe(error: Exception) -> str:
    """The error in a few words: pypdf's own sentence, or the class for errors that carry none of use."""
    text = _REFERENCE.sub(r"object \1", " ".join(str(error).split()))[:120]
    if isinstance(error, PyPdfError) and text:
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
