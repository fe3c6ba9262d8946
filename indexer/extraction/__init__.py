"""From the bytes of a question's files to its texts: pure functions, no network, no database, no paths.

text/         lines, blocks and characters: what every format comes down to
formats/      what kind of file the bytes are (kinds.py), and a reader for each: bytes -> lines and tables
structure/    lines -> headings, paragraphs and list items, numbered parts beside their answers
reading.py    one file -> the blocks of its question and its answer, and how it went
texts.py      all files of a question -> its texts, parts and tables
assemble.py   records and texts -> the finished WrittenQuestion
"""

from indexer.extraction.assemble import anchors_of, assemble, bare
from indexer.extraction.formats.pdf.scan import OCR_CUT, OCR_NOTE, missing_for_ocr
from indexer.extraction.reading import Failure, Reading, read_file, worst_failure
from indexer.extraction.structure.headings import Anchors
from indexer.extraction.texts import NO_TEXTS, Texts, join_readings

EXTRACTION_VERSION = 5
"""Raised whenever the same bytes may give another result, so that a run knows what to extract again."""

__all__ = [
    "EXTRACTION_VERSION",
    "NO_TEXTS",
    "OCR_CUT",
    "OCR_NOTE",
    "Anchors",
    "Failure",
    "Reading",
    "Texts",
    "anchors_of",
    "assemble",
    "bare",
    "join_readings",
    "missing_for_ocr",
    "read_file",
    "worst_failure",
]
