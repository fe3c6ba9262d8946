"""The pages of a scan -> lines of text, through Tesseract with its Dutch data.

The one reader that runs another program, and only when it is asked for: it is slow, and it makes mistakes.
"""

import functools
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO

from pypdf import PageObject, PdfReader, apply_configuration

from indexer.extraction.formats.pdf.runs import LIMITS
from indexer.extraction.formats.problems import Unreadable
from indexer.extraction.text.characters import safe
from indexer.extraction.text.lines import Body, Line

OCR_NOTE = "the text was recognised from images (OCR): compare it with the file before you quote it"
OCR_CUT = "recognising it was stopped after"

_MAX_PAGES = 100
_PAGE_SECONDS = 300
"""On the clock, as Tesseract is a program of its own: long enough for a machine that has other work."""
_LEADING, _SIZE = 14.0, 11.0
"""The place of a line is made up from its order: Tesseract's blank lines stand for the space between paragraphs."""


@functools.cache
def missing_for_ocr() -> str | None:
    """What this machine lacks to read scans, or None. Looked for once."""
    try:
        import PIL  # noqa: F401 - pypdf needs it for images, and it comes only with the extra
    except ImportError:
        return "reading scans needs Pillow: install vraagbaak[ocr]"
    if shutil.which("tesseract") is None:
        return "reading scans needs Tesseract: install the packages tesseract-ocr and tesseract-ocr-nld"
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    if "nld" not in listed.stdout.split():
        return "Tesseract lacks its Dutch data: install the package tesseract-ocr-nld"
    return None


def read_scan(data: bytes) -> Body:
    """The text of a PDF of images. Raises Unreadable where no page gives any."""
    lines: list[Line] = []
    losses: list[str] = []
    with apply_configuration(LIMITS):
        reader = PdfReader(BytesIO(data), strict=False)
        count = len(reader.pages)
        for number, page in enumerate(reader.pages[:_MAX_PAGES], 1):
            try:
                found = list(_lines_of(page, number))
            except subprocess.TimeoutExpired:
                losses.append(f"page {number} of {count}: {OCR_CUT} {_PAGE_SECONDS} s")
                continue
            lines += found
            if not found:
                losses.append(f"page {number} of {count}: no text could be recognised")
    if count > _MAX_PAGES:
        losses.append(f"only the first {_MAX_PAGES} of {count} scanned pages were read")
    if not lines:
        raise Unreadable(*losses, pages=count)
    return Body(tuple(lines), count, tuple(losses))


def _lines_of(page: PageObject, number: int) -> Iterator[Line]:
    y = 0.0
    for image in page.images:
        for text in _recognise(image.data).splitlines():
            y -= _LEADING
            if text.strip():
                yield Line(safe(text.strip()), number, 0.0, y, _SIZE)


def _recognise(image: bytes) -> str:
    done = subprocess.run(
        ["tesseract", "stdin", "stdout", "-l", "nld", "--psm", "4"],
        input=image,
        capture_output=True,
        timeout=_PAGE_SECONDS,
        check=False,
        env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/local/bin:/usr/bin:/bin"},
    )
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
