"""What the bytes of a file say of it."""

import pytest

from crawler.parliament.documents import breaks_off


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(b"%PDF-1.7 ... %%EOF\n", False, id="PDF"),
        pytest.param(b"%PDF-1.7 ... %%EOF" + b"\0" * 2000, True, id="PDF with its end too early"),
        pytest.param(b"PK\x03\x04... PK\x05\x06" + b"\0" * 18, False, id="package"),
        pytest.param(b"PK\x03\x04...", True, id="package without its list"),
        pytest.param(b"{\\rtf1 tekst}\r\n\0", False, id="RTF"),
        pytest.param(b"{\\rtf1 tek", True, id="RTF that is not closed"),
        pytest.param(b"\xd0\xcf\x11\xe0...", False, id="old Office, which has no end to look for"),
    ],
)
def test_a_document_without_its_end_breaks_off(body: bytes, expected: bool) -> None:
    assert breaks_off(body) is expected
