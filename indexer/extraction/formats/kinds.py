"""What a file is, by its first bytes: names and content types of the parliament's files are often wrong."""

import zipfile
from enum import StrEnum
from io import BytesIO

_PDF_WINDOW = 1024
"""Readers accept the PDF signature anywhere in the first kilobyte (ISO 32000, annex H)."""


_CONTENT_TYPES = "[Content_Types].xml"


class Format(StrEnum):
    """The kinds of file that are told apart; the value is what a note calls it."""

    PDF = "PDF"
    DOCX = "Word document (DOCX)"
    XLSX = "Excel workbook (XLSX)"
    ZIP = "ZIP file"
    OLE = "old Office document (DOC or XLS)"
    RTF = "RTF document"
    HTML = "web page"
    EMPTY = "empty file"
    UNKNOWN = "file of an unknown kind"


_OFFICE = (("word/document.xml", "word/", Format.DOCX), ("xl/workbook.xml", "xl/", Format.XLSX))
"""The usual name of an Office document's main part, the folder of its parts, and its format."""

MEDIA_TYPES = {
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.ZIP: "application/zip",
    Format.RTF: "application/rtf",
    Format.HTML: "text/html",
}
"""The media type of a format whose bytes leave no doubt."""


def sniff(data: bytes) -> Format:
    """The format of these bytes."""
    if not data:
        return Format.EMPTY
    if data.startswith(b"PK\x03\x04"):  # before PDF: a ZIP file may hold one, not compressed
        return _inside_zip(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return Format.OLE
    if data.startswith(b"{\\rtf"):
        return Format.RTF
    if b"%PDF-" in data[:_PDF_WINDOW]:
        return Format.PDF
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return Format.HTML
    return Format.UNKNOWN


def _inside_zip(data: bytes) -> Format:
    try:
        names = set(zipfile.ZipFile(BytesIO(data)).namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return Format.ZIP
    # The parts of an Office document say what it is (ISO/IEC 29500-2): anybody may call a folder `word`.
    is_office = _CONTENT_TYPES in names
    for main, folder, kind in _OFFICE:
        if main in names or (is_office and any(name.startswith(folder) and name.endswith(".xml") for name in names)):
            return kind
    return Format.ZIP
