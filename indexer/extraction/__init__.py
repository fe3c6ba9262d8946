"""From the bytes of a question's files to its text: pure functions, no network, no database, no paths.

formats.py    what a file is, by its first bytes
pdf.py        a PDF's bytes -> lines of text with their place on the page
layout.py     lines -> paragraphs: running heads removed, lines joined, broken words mended
headings.py   where the header block ends and the answer begins; the minister's office
reading.py    one file -> question, answer, and how it went
assemble.py   records and readings -> the finished WrittenQuestion
"""

from indexer.extraction.assemble import anchors_of, assemble
from indexer.extraction.headings import Anchors
from indexer.extraction.reading import Reading, read_file

EXTRACTION_VERSION = 1
"""Raised whenever the same bytes may give another result, so that a run knows what to extract again."""

__all__ = ["EXTRACTION_VERSION", "Anchors", "Reading", "anchors_of", "assemble", "read_file"]
