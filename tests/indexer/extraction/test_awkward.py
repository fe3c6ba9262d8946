"""PDFs that are broken, strange or made to hurt: each ends in time, with a status and a note that are true."""

import io
import random
import threading
import time
import zipfile
import zlib

import pytest

from crawler.sample.questions import read_sample
from indexer.extraction import Anchors, Reading, read_file
from indexer.extraction import reading as reading_module
from indexer.extraction.formats.kinds import Format
from indexer.extraction.formats.pdf import runs as pdf_module
from indexer.extraction.text.lines import Body

ANCHORS = Anchors(1, "Titel", None, "An Peeters", "Jan Janssens")
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
SENTENCE = b"De tekst van deze bladzijde is gewoon te lezen."


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of which is the catalogue."""
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


def stream(data: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(data)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n" % (len(packed), entries) + packed + b"\nendstream"


def pages(content: bytes, count: int = 1, box: bytes = b"[0 0 595 842]", entries: bytes = b"") -> bytes:
    """A PDF of so many pages that all show this content."""
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(count))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox " + box + b" /Contents 3 0 R"
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids),
        stream(content),
        FONT,
        *[page + b" /Resources << /Font << /F 4 0 R >> >> " + entries + b" >>"] * count,
    )


def shown(*lines: bytes, x: int = 70, y: int = 700, mode: int = 0) -> bytes:
    """Content that shows these lines one below the other."""
    body = b"".join(b"(%s) Tj T* " % line for line in lines)
    return b"BT %d Tr /F 11 Tf 14 TL %d %d Td " % (mode, x, y) + body + b"ET"


def text_of(reading: Reading) -> str:
    return " ".join(block.text for block in (*reading.question, *reading.answer))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(pages(shown(SENTENCE)), id="plain"),
        pytest.param(pages(shown(SENTENCE, mode=3)), id="invisible, over a scan"),
        pytest.param(pages(shown(SENTENCE), entries=b"/Rotate 90"), id="rotated"),
        pytest.param(pages(shown(SENTENCE), box=b"[0 0 1 1]"), id="tiny page"),
        pytest.param(pages(shown(SENTENCE), box=b"[0 0]"), id="page without a size"),
        pytest.param(b"x" * 500 + pages(shown(SENTENCE)), id="garbage before the file"),
    ],
)
def test_a_strange_file_that_holds_text_is_read(data: bytes) -> None:
    assert text_of(read_file(data, ANCHORS)) == SENTENCE.decode()


def test_the_margins_are_those_of_the_page_wherever_its_corner_lies() -> None:
    content = shown(SENTENCE, x=1070, y=1700) + shown(b"1", x=1290, y=1040)
    reading = read_file(pages(content, box=b"[1000 1000 1595 1842]"), ANCHORS)
    assert text_of(reading) == SENTENCE.decode()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(pages(b"[" * 200_000), id="nested brackets"),
        pytest.param(pages(b"0" * (100 << 20)), id="a bomb"),
        pytest.param(pages(b"q " * 200_000), id="a stack without end"),
        pytest.param(pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 0 /Kids [] >>"), id="no page"),
        pytest.param(
            pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 3 /Kids [null 9 0 R 2 0 R] >>"),
            id="a tree that bites its tail",
        ),
        pytest.param(b"%PDF-1.7\nstartxref\n9\n%%EOF", id="nothing but an end"),
    ],
)
def test_a_file_without_text_says_why(data: bytes) -> None:
    reading = read_file(data, ANCHORS)
    assert reading.status == "unreadable"
    assert reading.notes


def test_a_note_says_the_same_in_every_run() -> None:
    whole = pages(shown(SENTENCE), count=2)
    notes = read_file(whole.replace(b"<< /Length", b"<4G Length"), ANCHORS).notes
    assert "page 2 of 2 could not be read: Detected loop with self reference for object 3." in notes


@pytest.mark.parametrize("damage", ["line ends", "bits", "letters"])
def test_a_text_that_was_lost_without_an_error_is_never_called_whole(damage: str) -> None:
    question = next(question for question in read_sample().questions if question.file == "whole")
    whole = (read_sample().files / f"{question.pfile}.pdf").read_bytes()
    if damage == "line ends":
        data = whole.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    elif damage == "bits":
        mangled, chance = bytearray(whole), random.Random(7)
        for _ in range(200):
            mangled[chance.randrange(len(mangled))] ^= 1 << chance.randrange(8)
        data = bytes(mangled)
    else:
        data = bytes(byte if byte < 128 else 63 for byte in whole)
    assert read_file(data, ANCHORS).status in ("partial", "unreadable")


def test_a_text_of_characters_that_are_no_words_is_not_called_whole() -> None:
    chance = random.Random(1)
    noise = bytes(code for code in (chance.randrange(33, 126) for _ in range(3000)) if code not in b"()\\")
    reading = read_file(pages(shown(noise)), ANCHORS)
    assert reading.status == "partial"
    assert "looks like words" in reading.notes[0]


def test_more_pages_than_are_read_are_said() -> None:
    reading = read_file(pages(shown(SENTENCE), count=600), ANCHORS)
    assert reading.status == "partial"
    assert reading.notes[0].startswith("only the first 500 of 600 pages were read")


def test_what_was_read_before_the_time_ran_out_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_module, "MAX_SECONDS", 0.5)
    endless = b"".join(b"(woord) Tj " for _ in range(50_000))
    reading = read_file(pages(shown(SENTENCE) + b" BT /F 1 Tf " + endless + b"ET", count=50), ANCHORS)
    assert (reading.status, reading.failure) == ("partial", "passing")
    assert SENTENCE.decode() in text_of(reading)
    assert any("it was stopped after" in note or "only the first" in note for note in reading.notes)


def test_a_busy_machine_changes_nothing_in_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pages(shown(*[SENTENCE] * 20), count=30)
    started = time.thread_time()
    alone = read_file(data, ANCHORS)
    monkeypatch.setattr(pdf_module, "MAX_SECONDS", 3 * (time.thread_time() - started))
    is_done = threading.Event()

    def work() -> None:
        while not is_done.is_set():
            sum(range(1000))

    others = [threading.Thread(target=work) for _ in range(12)]
    for other in others:
        other.start()
    try:
        busy = read_file(data, ANCHORS)
    finally:
        is_done.set()
        for other in others:
            other.join()
    assert alone.status == "read"
    assert busy == alone


GROWING = b"%(n)s -%(n)s %(n)s %(n)s %(n)s -%(n)s cm " % {b"n": b"9" * 30}
"""A matrix that after some repeats has places that are no number."""
BOX = b"0 0 m 200 0 l S 0 0 m 0 100 l S 0 100 m 200 100 l S 200 0 m 200 100 l S 0 0 200 100 re S "


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(GROWING * 14 + BOX + shown(SENTENCE), id="places that are no number"),
        pytest.param(BOX + shown(SENTENCE).replace(b"70 700 Td", b"9" * 40 + b" 700 Td"), id="text far from the page"),
        pytest.param(
            shown(SENTENCE) + b" " + b"9" * 40 + b" 0 m 5 5 l S " + BOX, id="a rule that begins far from the page"
        ),
        pytest.param(b"1e38 0 0 1e38 0 0 cm " * 9 + BOX + shown(SENTENCE), id="a scale without end"),
    ],
)
def test_a_text_without_a_place_is_kept(content: bytes) -> None:
    assert text_of(read_file(pages(content), ANCHORS)) == SENTENCE.decode()


def test_a_fault_of_a_reader_takes_nothing_but_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(data: bytes) -> Body:
        raise ZeroDivisionError(f"{len(data)} bytes")

    monkeypatch.setitem(reading_module._READERS, Format.OLE, fails)
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as writer:
        writer.writestr("vrg.1.pdf", pages(shown(SENTENCE)))
        writer.writestr("antw.1.doc", b"\xd0\xcf\x11\xe0")
    reading = read_file(package.getvalue(), ANCHORS)
    assert text_of(reading) == SENTENCE.decode()
    assert (reading.status, reading.failure) == ("partial", "fault")
    assert any("antw.1.doc: the file could not be read" in note for note in reading.notes)


def test_stored_text_is_safe_whatever_the_file_holds() -> None:
    unsafe = b"Een \\000zin met \\001tekens die niet \\177horen in een tekst."
    text = text_of(read_file(pages(shown(unsafe)), ANCHORS))
    assert text.isprintable()
    assert text.encode("utf-8")


def test_very_many_words_take_time_in_proportion() -> None:
    words = b"".join(
        b"1 0 0 1 %d %d Tm (woord%d) Tj " % (50 + n % 20 * 25, 800 - n // 20 % 75 * 10, n) for n in range(20_000)
    )
    reading = read_file(pages(b"BT /F 10 Tf " + words + b"ET"), ANCHORS)
    assert text_of(reading).count("woord") == 20_000


def image_page(content: bytes) -> bytes:
    """A PDF of one page that draws an image, and then this content."""
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [5 0 R] >>",
        stream(b"q 500 0 0 700 0 0 cm /I Do Q " + content),
        FONT,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R"
        b" /Resources << /Font << /F 4 0 R >> /XObject << /I 6 0 R >> >> >>",
        stream(bytes(16), b"/Type /XObject /Subtype /Image /Width 4 /Height 4 /ColorSpace /DeviceGray"),
    )


def test_a_stamp_on_a_scan_does_not_make_it_a_text() -> None:
    assert read_file(image_page(shown(b"Pagina 1")), ANCHORS).status == "scanned"
    assert read_file(image_page(shown(SENTENCE)), ANCHORS).status == "read"


def test_letters_that_cannot_be_named_are_not_called_a_scan() -> None:
    assert read_file(image_page(shown(b"\\001\\002\\003" * 20)), ANCHORS).status == "unreadable"


def test_a_stream_with_a_wrong_checksum_is_told() -> None:
    whole = pages(shown(*[SENTENCE] * 20))
    end = whole.index(b"\nendstream")
    changed = whole[: end - 1] + bytes([whole[end - 1] ^ 1]) + whole[end:]
    assert read_file(whole, ANCHORS).status == "read"
    reading = read_file(changed, ANCHORS)
    assert reading.status == "partial"
    assert reading.notes[0] == "the data of page 1 of 1 is damaged: text may have been lost"


def test_words_of_no_language_are_told_and_names_are_not() -> None:
    text = SENTENCE.rstrip(b".").lower()
    exchanged = bytes(97 + (code - 97 + 3) % 26 if code > 96 else code for code in text)
    names = b"Aalst Antwerpen Brugge Genk Gent Hasselt Kortrijk Leuven Mechelen Oostende Roeselare Turnhout"
    assert "no language" in read_file(pages(shown(*[exchanged] * 10)), ANCHORS).notes[0]
    assert read_file(pages(shown(*[names] * 10)), ANCHORS).status == "read"


def test_a_file_that_is_locked_in_an_unknown_way_is_called_locked() -> None:
    locked = pages(shown(SENTENCE)).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /Other /V 1 >>")
    reading = read_file(locked, ANCHORS)
    assert reading.status == "unreadable"
    assert reading.notes[0].startswith("the file is locked in a way that cannot be undone")
