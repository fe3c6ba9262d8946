"""A ZIP gives the question before the answer, whatever their order in it; what is unsafe in it is refused."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.extraction.formats.problems import Unreadable
from indexer.extraction.formats.zipped import unzip
from tests.support.doc_files import Paragraph, make_doc

DOC = make_doc([Paragraph("tekst")])
PDF = b"%PDF-1.4"
RTF = b"{\\rtf1 x}"


def make_zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"antw.088.docx": RTF, "vrg.088.doc": DOC},
            [("vrg.088.doc", "question"), ("antw.088.docx", "answer")],
            id="the names of the parliament",
        ),
        pytest.param(
            {"Antwoord SV 12.pdf": PDF, "map/Vraag 12.rtf": RTF, "nota.pdf": PDF, "Bijlage bij antwoord.pdf": PDF},
            [
                *(("Vraag 12.rtf", "question"), ("Antwoord SV 12.pdf", "answer")),
                *(("Bijlage bij antwoord.pdf", "attachment"), ("nota.pdf", "attachment")),
            ],
            id="other names, and the rest are attachments",
        ),
        pytest.param(
            {"word/antw.012.rtf": RTF, "word/vrg.012.rtf": RTF},
            [("vrg.012.rtf", "question"), ("antw.012.rtf", "answer")],
            id="a folder that is called as that of a Word document",
        ),
        pytest.param({"b.rtf": RTF, "a.pdf": PDF}, [("a.pdf", "text"), ("b.rtf", "text")], id="names that say nothing"),
        pytest.param(
            {"bijlage.rtf": RTF, "x.png": b"\x89PNG"},
            [("bijlage.rtf", "text"), ("x.png", "attachment")],
            id="a lone document is a text",
        ),
        pytest.param(
            {"vrg.1.doc": DOC, "x.doc": DOC}, [("vrg.1.doc", "question"), ("x.doc", "text")], id="one is named"
        ),
        pytest.param(
            {"__MACOSX/._antw.1.doc": b"x", "antw.1.doc": DOC, ".DS_Store": b"x"},
            [("antw.1.doc", "answer")],
            id="system files",
        ),
        pytest.param({"../../etc/vrg.1.doc": DOC}, [("vrg.1.doc", "question")], id="a path that climbs"),
    ],
)
def test_files_come_in_reading_order(files: dict[str, bytes], expected: list[tuple[str, str]]) -> None:
    found = unzip(make_zip(files))
    assert [(file.name, file.role) for file in found.files] == expected
    assert {file.data for file in found.files} <= set(files.values())
    assert found.losses == ()


def test_what_was_not_opened_is_told() -> None:
    data = bytearray(make_zip({"vrg.1.doc": DOC, "antw.1.doc": DOC, "meer.zip": make_zip({"x.txt": b"x"})}))
    directory = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)  # that of antw.1.doc
    data[directory + 8] |= 1
    found = unzip(bytes(data))
    assert [file.name for file in found.files] == ["vrg.1.doc"]
    assert len(found.losses) == 2
    assert "antw.1.doc in the ZIP file is protected with a password" in found.losses
    assert "meer.zip in the ZIP file is a ZIP file itself, which was not opened" in found.losses


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(make_zip({}), "empty", id="empty"),
        pytest.param(make_zip({"a.zip": make_zip({"x": b"x"})}), "ZIP file itself", id="nothing but a ZIP"),
        pytest.param(make_zip({f"{i}.doc": b"" for i in range(101)}), "101 files", id="many files"),
        pytest.param(make_zip({"a.doc": bytes(3_000_000)}), "far more", id="a file that grows"),
        pytest.param(make_zip({"a.doc": DOC})[:-9], "damaged", id="cut off"),
        pytest.param(b"PK\x03\x04", "damaged", id="only a signature"),
    ],
)
def test_a_zip_without_files_says_why(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        unzip(data)


WHOLE = make_zip({"antw.1.doc": RTF, "vrg.1.doc": RTF, "bijlage/x.txt": b"x" * 50})


@settings(max_examples=200, deadline=2_000)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_damage_is_read_or_refused_but_never_raises_anything_else(changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for place, byte in changes:
        data[place] = byte
    with suppress(Unreadable):
        found = unzip(bytes(data))
        assert all("/" not in file.name for file in found.files)
