"""The shortcuts through pypdf give what pypdf gives."""

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.errors import PdfReadError
from pypdf.generic import ArrayObject, ContentStream, DecodedStreamObject, NameObject, _data_structures

from indexer.extraction.formats.pdf.shortcuts import shortcuts

SAMPLE = Path(__file__).parents[5] / "data" / "sample" / "files"

CONTENTS = {
    "plain": b"BT (Geachte heer) Tj ET",
    "empty": b"() Tj <> Tj [] TJ",
    "nested": b"(een (twee) drie) Tj",
    "escaped": rb"(een \) twee \( drie \\ vier\n) Tj",
    "a letter by its number": rb"(\053\7 \53x \777 \400) Tj (\053) Tj",
    "escaped for no reason": rb"(\q \8) Tj",
    "goes on on the next line": b"(een \\\ntwee \\\r\ndrie) Tj",
    "parentheses that do not match": b"(een (twee) Tj",
    "long": b"(" + 1000 * b"woord " + b") Tj",
    "names": b"/F1 12 Tf /F#31 12 Tf / 12 Tf /F\xc3\xa9 1 Tf /" + 40 * b"naam" + b" 12 Tf /F1[(x)]TJ",
    "array": b"[(W) 120 (oord) -30.5 <41>] TJ 1 0 0 1 12.123456789012345678 7 Tm",
    "array with all sorts": b"[ (a)-3(b)<4 1>/Naam null [1 2] true % x\n 4 ] TJ [(a\\)b)\x0b5] TJ",
    "array without an end": b"[(a) 1",
    "hexadecimal": b"<414> Tj <4 1 4\n2> Tj <4G> Tj",
    "numbers": b"+5 -.5 5. .5 -0 00012 1234567890123456789012 0.0000000000000000000000000001 re",
    "damaged numbers": b"--5 1.2.3 12,5 + . 4-5 1e5 0x10 re",
    "a reference": b"1 0 R 2 Tr 1 0 RG",
    "a dictionary": b"/P <</MCID 0 /Lang (nl) /E [1 2]>> BDC (a) Tj EMC /P <</MCID>> BDC",
    "comments": b"% een\nBT %twee\r(a) Tj [(b)% drie\n] TJ ET % vier",
    "an inline image": b"q BI /W 2 /H 2 /BPC 8 /CS /G ID abcd EI Q (a) Tj",
    "words": b"true false null endobj n f* b B* T* ' \" x",
    "odd spaces": b"BT\x00(a)\x00Tj\x0cET\x00 1\x000\x00w 1\x0b2 w",
    "brackets out of place": b"(a) Tj ] (b) Tj",
    "cut off": b"BT (Geachte",
    "ends in an operator": b"1 0 0 1 0 0 cm",
    "ends in a number": b"1 0 0",
    "overlong operator": 30 * b"Tj" + b" (x) Tj " + 100 * b"Tj" + b" (x) Tj",
}
OBJECTS = {
    "dictionary": b"<</Type /Font/Name/F#31 /Size 12.50 /First -3 /Next 12 0 R/Last 5 0 R>>",
    "references": b"[12 0 R 5 0 R  6  0 R 123456789 0 R 1 0 Rx 1 0 R]",
    "widths": b"[0 [500 250.5 333] 7 9 600] ",
    "numbers": b"[1 2\r\n3 4.5 -6 +7 -.8 9. 10]",
    "whole numbers": b"[500 250\n333\r\n250 ]",
    "a number before a bracket": b"[1 2<41>3(a)4/N 5[6]7<</A 8>>9]",
    "cut off": b"[1 2 3",
    "damaged": b"[1 2 3 --4 5,6 1.2.3]",
}


def plain(thing: Any) -> Any:
    """A value that is equal to another where both mean the same."""
    if isinstance(thing, NameObject):
        return "name", str(thing)
    if isinstance(thing, list | tuple):
        return [isinstance(thing, ArrayObject), *map(plain, thing)]
    if isinstance(thing, dict):
        return {plain(key): plain(value) for key, value in thing.items()}
    return (isinstance(thing, float), float(thing)) if isinstance(thing, int | float) else thing


def operations(content: bytes) -> Any:
    stream = DecodedStreamObject()
    stream.set_data(content)
    try:
        return plain(ContentStream(stream, None, "bytes").operations)
    except Exception as error:  # noqa: BLE001 - what pypdf raises is part of what it gives
        return repr(error)


def read(data: bytes, pdf: PdfReader) -> Any:
    stream = io.BytesIO(data + b" endobj")
    try:
        return repr(_data_structures.read_object(stream, pdf)), stream.tell()
    except (PdfReadError, AssertionError) as error:
        return repr(error)


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_a_content_stream_is_read_as_pypdf_reads_it(content: bytes) -> None:
    without = operations(content)
    with shortcuts():
        assert operations(content) == without


@pytest.mark.parametrize("data", OBJECTS.values(), ids=OBJECTS)
def test_an_object_is_read_as_pypdf_reads_it(data: bytes) -> None:
    pdf = PdfReader(SAMPLE / "9800001.pdf")
    without = read(data, pdf)
    with shortcuts():
        assert read(data, pdf) == without


def texts(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def test_the_pages_of_the_sample_have_the_text_that_pypdf_gives() -> None:
    paths = [path for path in SAMPLE.glob("*.pdf") if b"%%EOF" in path.read_bytes()[-99:]]
    without = [texts(path) for path in paths]
    with shortcuts():
        assert [texts(path) for path in paths] == without
    assert sum(len(text) for pages in without for text in pages) > 50_000
