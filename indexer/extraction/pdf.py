"""A PDF's bytes -> lines of text with their place on the page.

pypdf decides which characters and spaces a page holds; its visitor tells where each run stands, and that place is
what the layout needs to tell a paragraph from a heading and a running head from the text. pypdf itself warns that
broken files raise anything; every page is therefore read behind one guard, and what failed is told, not hidden.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import Configuration, PageObject, PdfReader, apply_configuration
from pypdf.errors import FileNotDecryptedError, PyPdfError
from pypdf.generic import DictionaryObject

from indexer.extraction.fold import safe
from indexer.extraction.lines import Line

MAX_PAGES = 500
MAX_CHARACTERS = 5_000_000

_LIMITS = Configuration(jbig2dec_binary=None, disable_legacy_handling=True)
"""Never call an outside program; only text is wanted."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, `number` counting from 1. `failure` says why its text could not be read, or is None."""

    number: int
    height: float
    lines: tuple[Line, ...]
    failure: str | None
    has_images: bool
    has_fonts: bool


@dataclass(frozen=True, slots=True)
class Pdf:
    """A PDF as far as it could be read. `problem` says why no page could be opened, or is None.

    `page_count` counts the pages the file claims, `pages` holds at most MAX_PAGES of them. `is_whole` is false where
    the end of the file is missing.
    """

    pages: tuple[Page, ...]
    page_count: int | None
    problem: str | None
    is_whole: bool


def read_pdf(data: bytes) -> Pdf:
    """Read the lines of every page. Never raises for bad bytes: `problem` and `failure` say what went wrong."""
    is_whole = b"%%EOF" in data[-2048:]
    try:
        with apply_configuration(_LIMITS):
            reader = PdfReader(BytesIO(data), strict=False)
            count = len(reader.pages)
            pages = tuple(_read_pages(reader, min(count, MAX_PAGES)))
    except FileNotDecryptedError:
        return Pdf((), None, "the file is locked with a password", is_whole)
    except Exception as error:  # noqa: BLE001 - damaged files make pypdf raise any class (its errors module says so)
        return Pdf((), None, f"the file is damaged ({_describe(error)})", is_whole)
    return Pdf(pages, count, None, is_whole)


def _read_pages(reader: PdfReader, count: int) -> Iterable[Page]:
    characters = 0
    for index in range(count):
        if characters > MAX_CHARACTERS:
            return
        page = _read_page(reader, index)
        characters += sum(len(line.text) for line in page.lines)
        yield page


def _read_page(reader: PdfReader, index: int) -> Page:
    number = index + 1
    try:
        page = reader.pages[index]
        height = float(page.mediabox.height) or 842.0
        has_images, has_fonts = _holds(page, "/XObject", "/Image"), bool(_resources(page).get("/Font"))
        collector = _LineCollector(number)
        page.extract_text(visitor_text=collector.visit)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - one bad page must not take the others with it
        return Page(number, 842.0, (), _describe(error), has_images=False, has_fonts=False)
    return Page(number, height, tuple(collector.finish()), None, has_images, has_fonts)


class _LineCollector:
    """Gathers pypdf's runs of text into lines: a line ends where pypdf puts a line break."""

    def __init__(self, page: int) -> None:
        self._page = page
        self._lines: list[Line] = []
        self._text = ""
        self._start: tuple[float, float, float] | None = None

    def visit(self, text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        """Take a run. `cm` and `tm` are the six numbers of the user and the text matrix (ISO 32000, 9.4.4)."""
        first, *others = text.split("\n")
        self._add(first, cm, tm, size)
        for piece in others:
            self._end_line()
            self._add(piece, cm, tm, size)

    def finish(self) -> list[Line]:
        self._end_line()
        return self._lines

    def _add(self, text: str, cm: list[float], tm: list[float], size: float) -> None:
        if self._start is None and text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[2]) or 1.0
            self._start = (x, y, abs(size * scale))
        self._text += text

    def _end_line(self) -> None:
        if self._start is not None:
            x, y, size = self._start
            text = safe(self._text).lstrip()
            if text:
                self._lines.append(Line(text, self._page, x, y, size))
        self._text, self._start = "", None


def _resources(page: PageObject) -> DictionaryObject:
    found = page.get("/Resources")
    resources = found.get_object() if found is not None else None
    return resources if isinstance(resources, DictionaryObject) else DictionaryObject()


def _holds(page: PageObject, kind: str, subtype: str) -> bool:
    entries = _resources(page).get(kind)
    objects = entries.get_object() if entries is not None else None
    if not isinstance(objects, DictionaryObject):
        return False
    for entry in objects.values():
        found = entry.get_object()
        if isinstance(found, DictionaryObject) and found.get("/Subtype") == subtype:
            return True
    return False


def _describe(error: Exception) -> str:
    """The error in a few words: pypdf's own sentence, or the class for errors that carry none of use."""
    text = " ".join(str(error).split())[:120]
    return (
        text
        if isinstance(error, PyPdfError) and text
        else f"{type(error).__name__}: {text}"
        if text
        else type(error).__name__
    )
