"""The shortcuts through pypdf give what pypdf gives."""

import pytest
from pypdf.generic import ContentStream, DecodedStreamObject

from indexer.extraction.formats.pdf.shortcuts import shortcuts

CONTENTS = {
    "plain": b"BT (Geachte heer) Tj ET",
    "empty": b"() Tj",
    "nested": b"(een (twee) drie) Tj",
    "escaped": rb"(een \) twee \( drie \\ \053 \
vier) Tj",
    "long": b"(" + 1000 * b"woord " + b") Tj",
    "long name": b"/" + 40 * b"naam" + b" 12 Tf (x) Tj",
    "array": b"[(W) 120 (oord) -30.5 <41>] TJ 1 0 0 1 12.123456789012345678 7 Tm",
    "cut off": b"BT (Geachte",
    "ends in an operator": b"1 0 0 1 0 0 cm",
    "overlong operator": 30 * b"Tj" + b" (x) Tj",
}


def read(content: bytes) -> str:
    stream = DecodedStreamObject()
    stream.set_data(content)
    try:
        return repr(ContentStream(stream, None, "bytes").operations)
    except Exception as error:  # noqa: BLE001 - what pypdf raises is part of what it gives
        return repr(error)


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_a_content_stream_is_read_as_pypdf_reads_it(content: bytes) -> None:
    without = read(content)
    with shortcuts():
        assert read(content) == without
