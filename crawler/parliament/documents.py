"""What the bytes of a file say that it is (contract, 4 and 10.5), whatever the server calls it."""

_PACKAGE, _RTF = b"PK\x03\x04", b"{\\rtf"
_STARTS = (_PACKAGE, b"\xd0\xcf\x11\xe0", _RTF)
# Its last record, with the longest comment that may follow it.
_PACKAGE_END = 22 + 65_535


def oddity(body: bytes) -> str | None:
    """Why these bytes are no document; None if they are one."""
    if is_pdf(body) or body.startswith(_STARTS):
        return None
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return "HTML instead of a document" if start[:1] == b"<" else "no known kind of document"


def breaks_off(body: bytes) -> bool:
    """Whether it is a PDF, a package (DOCX, XLSX, ZIP) or an RTF without its end. Some answers are published so; others
    were cut off on the way."""
    if is_pdf(body):
        return b"%%EOF" not in body[-1024:]
    if body.startswith(_PACKAGE):
        return b"PK\x05\x06" not in body[-_PACKAGE_END:]
    return body.startswith(_RTF) and not body.rstrip(b"\0 \t\r\n\x1a").endswith(b"}")


def is_pdf(body: bytes) -> bool:
    """Whether it begins as a PDF."""
    return b"%PDF-" in body[:1024]
