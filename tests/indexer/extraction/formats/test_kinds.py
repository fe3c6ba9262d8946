"""The first bytes of a file decide what it is, whatever its name and content type say."""

import io
import zipfile

import pytest

from indexer.extraction.formats.kinds import Format, sniff


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "format"),
    [
        pytest.param(b"%PDF-1.7\n", Format.PDF, id="pdf"),
        pytest.param(b"\r\n\r\n%PDF-1.4\n", Format.PDF, id="pdf behind blank lines"),
        pytest.param(zipped("word/document.xml", "[Content_Types].xml"), Format.DOCX, id="docx"),
        pytest.param(zipped("word/document2.xml", "[Content_Types].xml"), Format.DOCX, id="docx, its text elsewhere"),
        pytest.param(zipped("word/document.xml", "word/styles.xml"), Format.DOCX, id="docx without types"),
        pytest.param(zipped("xl/workbook.xml"), Format.XLSX, id="xlsx"),
        pytest.param(zipped("word/vrg.012.rtf", "word/antw.012.rtf"), Format.ZIP, id="zip with a folder called word"),
        pytest.param(zipped("xl/vrg.012.doc", "xl/cijfers.xml"), Format.ZIP, id="zip with a folder called xl"),
        pytest.param(zipped("ppt/presentation.xml"), Format.PPTX, id="pptx"),
        pytest.param(zipped("mimetype", "vrg.088.doc"), Format.ZIP, id="zip with a file called mimetype"),
        pytest.param(zipped("vrg.088.doc", "antw.088.docx"), Format.ZIP, id="zip"),
        pytest.param(b"PK\x03\x04 a.pdf %PDF-1.7", Format.ZIP, id="zip with a pdf that is not compressed"),
        pytest.param(b"PK\x03\x04 broken", Format.ZIP, id="broken zip"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format.OLE, id="doc"),
        pytest.param(b"{\\rtf1\\ansi", Format.RTF, id="rtf"),
        pytest.param(b"\xef\xbb\xbf <!doctype html>", Format.HTML, id="html"),
        pytest.param(b"", Format.EMPTY, id="empty"),
        pytest.param(b"Hello", Format.UNKNOWN, id="text"),
    ],
)
def test_the_first_bytes_decide(data: bytes, format: Format) -> None:
    assert sniff(data) is format
