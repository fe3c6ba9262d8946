"""What the bytes of a file say that it is (contract, 4 and 10.5), whatever the server calls it."""

_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")


def oddity(body: bytes) -> str | None:
    """Why these bytes are no document; None if they are one."""
    if is_pdf(body) or body.startswith(_STARTS):
        return None
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return "HTML instead of a document" if start[:1] == b"<" else "no known kind of document"


def breaks_off(body: bytes) -> bool:
    """Whether it is a PDF without its end. Some answers are published so; others were cut off on the way."""
    return is_pdf(body) and b"%%EOF" not in body[-1024:]


def is_pdf(body: bytes) -> bool:
    """Whether it begins as a PDF."""
    return b"%PDF-" in body[:1024]
