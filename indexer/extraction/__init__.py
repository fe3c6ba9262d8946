"""From the bytes of a question's files to its texts: pure functions, no network, no database, no paths.

formats.py    what a file is, by its first bytes
pdf.py        a PDF's bytes -> runs of text and ruled lines, with their place on the page
resources.py  what a page draws with, and whether its bytes are still what was written
losses.py     what of a PDF could not be read
pages.py      the pages of a PDF -> lines in reading order (tables.py: tables; columns.py: columns)
headings.py   where the header block ends and the answer begins; the minister's office
layout.py     lines -> paragraphs, list items and tables: lines joined, broken words mended
reading.py    one file -> the blocks of its question and its answer, and how it went
parts.py      numbered sub-questions beside their answers
texts.py      all files of a question -> its texts, parts and tables
assemble.py   records and texts -> the finished WrittenQuestion
"""

from indexer.extraction.assemble import anchors_of, assemble, bare
from indexer.extraction.headings import Anchors
from indexer.extraction.reading import Failure, Reading, read_file, worst_failure
from indexer.extraction.scan import OCR_CUT, OCR_NOTE, missing_for_ocr
from indexer.extraction.texts import NO_TEXTS, Texts, join_readings

EXTRACTION_VERSION = 4
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
