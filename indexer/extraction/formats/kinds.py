"""What a file is, by its first bytes: names and content types of the parliament's files are often wrong."""

import struct
import zipfile
import zlib
from enum import StrEnum
from io import BytesIO

import olefile

_PDF_WINDOW = 1024
"""Readers accept the PDF signature anywhere in the first kilobyte (ISO 32000, annex H)."""


_CONTENT_TYPES = "[Content_Types].xml"


class Format(StrEnum):
    """The kinds of file that are told apart; the value is what a note calls it."""

    PDF = "PDF"
    DOCX = "Word document (DOCX)"
    XLSX = "Excel workbook (XLSX)"
    PPTX = "PowerPoint presentation (PPTX)"
    ODT = "OpenDocument text (ODT)"
    ODS = "OpenDocument spreadsheet (ODS)"
    ODF = "OpenDocument file, neither a text nor a spreadsheet"
    ZIP = "ZIP file"
    OLE = "old Office document (DOC or XLS)"
    XLS = "old Excel workbook (XLS)"
    RTF = "RTF document"
    CSV = "table of values (CSV)"
    TEXT = "plain text"
    HTML = "web page"
    EMPTY = "empty file"
    UNKNOWN = "file of an unknown kind"


SPREADSHEETS = frozenset((Format.XLSX, Format.ODS, Format.XLS, Format.CSV))
"""What holds tables and no pages."""

_OFFICE = (
    ("word/document.xml", "word/", Format.DOCX),
    ("xl/workbook.xml", "xl/", Format.XLSX),
    ("ppt/presentation.xml", "ppt/", Format.PPTX),
)
"""The usual name of an Office document's main part, the folder of its parts, and its format."""

MEDIA_TYPES = {
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.ODT: "application/vnd.oasis.opendocument.text",
    Format.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    Format.XLS: "application/vnd.ms-excel",
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
        return Format.XLS if _is_workbook(data) else Format.OLE
    if data.startswith(b"{\\rtf"):
        return Format.RTF
    if b"%PDF-" in data[:_PDF_WINDOW]:
        return Format.PDF
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return Format.HTML
    return Format.UNKNOWN


def _inside_zip(data: bytes) -> Format:
    try:
        package = zipfile.ZipFile(BytesIO(data))
        names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return Format.ZIP
    if "mimetype" in names:
        return _open_document(package)
    # The parts of an Office document say what it is (ISO/IEC 29500-2): anybody may call a folder `word`.
    is_office = _CONTENT_TYPES in names
    for main, folder, kind in _OFFICE:
        if main in names or (is_office and any(name.startswith(folder) and name.endswith(".xml") for name in names)):
            return kind
    return Format.ZIP


_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."


def _open_document(package: zipfile.ZipFile) -> Format:
    """What an OpenDocument file says that it is (ISO/IEC 26300-3, 3.3); a ZIP file may hold a file of that name too."""
    try:
        with package.open("mimetype") as member:
            said = member.read(200).strip()
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        said = b""
    if said.startswith(_OPEN_DOCUMENT + b"text"):
        return Format.ODT
    if said.startswith(_OPEN_DOCUMENT + b"spreadsheet"):
        return Format.ODS
    return Format.ODF if said.startswith(_OPEN_DOCUMENT) else Format.ZIP


def _is_workbook(data: bytes) -> bool:
    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            names = {path[0] for path in ole.listdir()}
    # olefile reports damage as OSError, and stumbles over some of it.
    except (OSError, struct.error, IndexError, ValueError, TypeError, AttributeError, RecursionError):
        return False
    return bool(names & {"Workbook", "Book"}) and "WordDocument" not in names
