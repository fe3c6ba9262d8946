"""Writes small old binary Word files ([MS-DOC] inside [MS-CFB]), so that the tests need no word processor."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SECTOR = 512
TEXT_AT = 1024
IN_TABLE = bytes.fromhex("162401")  # sprmPFInTable
ROW_END = IN_TABLE + bytes.fromhex("172401")  # sprmPFTtp
DELETED = bytes.fromhex("000801")  # sprmCFRMarkDel
HIDDEN = bytes.fromhex("3c0801")  # sprmCFVanish
NOTE, ENDNOTE, BOX = "\x02", "\x03", "\x08"
"""What stands in a text for the mark of a footnote, that of an endnote, and a drawing."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with its mark and its properties; `marked` is a stretch of it with properties of its own."""

    text: str
    mark: str = "\r"
    properties: bytes = b""
    marked: tuple[str, bytes] | None = None
    style: int = 0


def in_list(number: int, level: int = 0) -> bytes:
    """The properties of a paragraph in a list (sprmPIlvl, sprmPIlfo)."""
    return struct.pack("<HBHH", 0x260A, level, 0x460B, number)


def row(*cells: str, edges: Sequence[int] = ()) -> list[Paragraph]:
    """A row of a table; `edges` are those of its cells, one more than there are cells."""
    definition = b""
    if edges:
        operand = struct.pack(f"<B{len(edges)}h", len(edges) - 1, *edges)
        definition = struct.pack("<HH", 0xD608, len(operand) + 1) + operand
    return [*(Paragraph(cell, "\x07", IN_TABLE) for cell in cells), Paragraph("", "\x07", ROW_END + definition)]


def level(text: str, kind: int = 0, start: int = 1) -> bytes:
    """A level of a list (LVL); the characters 0 to 8 in the text stand for the numbers of the levels."""
    return struct.pack("<iBB22x", start, kind, 0) + struct.pack(f"<H{len(text)}H", len(text), *map(ord, text))


def make_doc(
    paragraphs: Sequence[Paragraph],
    *,
    lists: Sequence[Sequence[bytes]] = (),
    styles: Sequence[bytes] = (),
    notes: Sequence[str] = (),
    endnotes: Sequence[str] = (),
    boxes: Sequence[str] = (),
    flags: int = 0x0200,
) -> bytes:
    """A DOC of these paragraphs. Lists are numbered from 1, each with its levels; styles are the properties of each.

    `NOTE`, `ENDNOTE` and `BOX` in the text are what the notes and text boxes hang on, in their order; a box without
    one stands in a group of drawings.
    """
    body = "".join(paragraph.text + paragraph.mark for paragraph in paragraphs)
    stories = [tuple(f"{text}\r" for text in story) for story in (notes, endnotes, boxes)]
    paragraphs = [*paragraphs, *(Paragraph(text[:-1]) for story in stories for text in story)]
    main = bytearray(TEXT_AT)
    runs: list[tuple[int, int, int, bytes]] = []
    marked: list[tuple[int, int, bytes]] = []
    for paragraph in paragraphs:
        start = len(main)
        main += (paragraph.text + paragraph.mark).encode("utf-16-le")
        runs.append((start, len(main), paragraph.style, paragraph.properties))
        if paragraph.marked:
            words, properties = paragraph.marked
            place = start + len(paragraph.text.split(words)[0].encode("utf-16-le"))
            marked.append((place, place + 2 * len(words), properties))
    length = (len(main) - TEXT_AT) // 2
    main += bytes(-len(main) % SECTOR)
    parts = {
        1: _style_sheet(styles),
        12: _pages(main, [(start, end, bytes([len(found)]) + found, 1) for start, end, found in marked]),
        13: _pages(main, [(start, end, _paragraph_properties(style, found), 13) for start, end, style, found in runs]),
        **_asides(body, stories),
        33: _piece_table(length),
        73: _list_names(lists),
        74: _list_uses(lists),
    }
    table = b""
    struct.pack_into("<HH", main, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 0x0A, flags)
    struct.pack_into("<H", main, 32, 14)
    struct.pack_into("<H", main, 62, 22)
    counts = [sum(map(len, story)) for story in stories]
    struct.pack_into("<8i", main, 64 + 12, len(body), counts[0], 0, 0, 0, counts[1], counts[2], 0)
    struct.pack_into("<H", main, 152, 93)
    for index, part in parts.items():
        struct.pack_into("<II", main, 154 + 8 * index, len(table), len(part))
        table += part + (b"".join(b"".join(levels) for levels in lists) if index == 73 else b"")
    return make_ole({"WordDocument": bytes(main), "1Table": table})


def _asides(body: str, stories: Sequence[Sequence[str]]) -> dict[int, bytes]:
    """Where the text refers to its notes and boxes, and where each of them begins (PLCs of the table stream)."""
    parts = {}
    for (at, texts_at), mark, texts in zip(((2, 3), (46, 47), (40, 56)), (NOTE, ENDNOTE, BOX), stories, strict=True):
        if not texts:
            continue
        places = [place for place, character in enumerate(body) if character == mark]
        starts = [sum(map(len, texts[:i])) for i in range(len(texts) + 1)]
        shapes = [struct.pack("<i", 1000 + i) for i in range(len(texts))]
        is_box = mark == BOX
        references = [shape + bytes(22) for shape in shapes[: len(places)]] if is_box else [b"\x01\x00"] * len(places)
        heads = [bytes(14) + shape + bytes(4) for shape in shapes] if is_box else []
        parts[at] = struct.pack(f"<{len(places) + 1}i", *places, len(body)) + b"".join(references)
        parts[texts_at] = struct.pack(f"<{len(starts)}i", *starts) + b"".join(heads)
    return parts


def make_doc_95(paragraphs: Sequence[Paragraph]) -> bytes:
    """The same in the way of Word 6 and 95: letters of one byte, and all in one stream."""
    main = bytearray(TEXT_AT)
    runs: list[tuple[int, int, bytes, int]] = []
    marked: list[tuple[int, int, bytes, int]] = []
    for paragraph in paragraphs:
        start = len(main)
        main += (paragraph.text + paragraph.mark).encode("cp1252")
        found = bytes(2) + paragraph.properties
        found += bytes(len(found) % 2)
        runs.append((start, len(main), bytes([len(found) // 2]) + found, 7))
        if paragraph.marked:
            words, properties = paragraph.marked
            place = start + paragraph.text.index(words)
            marked.append((place, place + len(words), bytes([len(properties)]) + properties, 1))
    length = len(main) - TEXT_AT
    main += bytes(-len(main) % SECTOR)
    parts = {12: _pages(main, marked, "H"), 13: _pages(main, runs, "H")}
    struct.pack_into("<HH", main, 0, 0xA5DC, 0x68)
    struct.pack_into("<I", main, 0x18, TEXT_AT)
    struct.pack_into("<i", main, 0x34, length)
    for index, part in parts.items():
        struct.pack_into("<II", main, 0x58 + 8 * index, len(main), len(part))
        main += part
    return make_ole({"WordDocument": bytes(main)})


def _paragraph_properties(style: int, found: bytes) -> bytes:
    found = struct.pack("<H", style) + found
    return bytes([0, len(found) // 2]) + found if len(found) % 2 == 0 else bytes([(len(found) + 1) // 2]) + found


def _pages(main: bytearray, runs: Sequence[tuple[int, int, bytes, int]], pointer: str = "I") -> bytes:
    """A page for every run (PapxFkp, ChpxFkp), and the table that points to them (PlcBtePapx, PlcBteChpx)."""
    numbers = []
    for start, end, found, width in runs:
        page = bytearray(SECTOR)
        place = (SECTOR - 2 - len(found)) // 2
        struct.pack_into("<II", page, 0, start, end)
        page[8] = place
        page[2 * place : 2 * place + len(found)] = found
        page[-1] = 1
        assert 8 + width < 2 * place
        numbers.append(len(main) // SECTOR)
        main += page
    if not runs:
        return b""
    places = [start for start, *_ in runs] + [runs[-1][1]]
    return struct.pack(f"<{len(places)}I{len(numbers)}{pointer}", *places, *numbers)


def _piece_table(length: int) -> bytes:
    pieces = struct.pack("<IIHIH", 0, length, 0, TEXT_AT, 0)
    return struct.pack("<BI", 2, len(pieces)) + pieces


def _list_names(lists: Sequence[Sequence[bytes]]) -> bytes:
    names = b"".join(struct.pack("<i22xBx", 100 + i, len(levels) == 1) for i, levels in enumerate(lists))
    return struct.pack("<H", len(lists)) + names


def _list_uses(lists: Sequence[Sequence[bytes]]) -> bytes:
    uses = b"".join(struct.pack("<i12x", 100 + i) for i in range(len(lists)))
    return struct.pack("<I", len(lists)) + uses + b"\xff\xff\xff\xff" * len(lists)


def _style_sheet(styles: Sequence[bytes]) -> bytes:
    sheet = struct.pack("<HHH14x", 18, len(styles), 10)
    for number, found in enumerate(styles):
        properties = struct.pack("<H", number) + found
        style = struct.pack("<HHHHH", 0, 1 | 0xFFF << 4, 1, 0, 0) + struct.pack("<HHH", 1, ord("N"), 0)
        style += struct.pack("<H", len(properties)) + properties
        style += bytes(len(style) % 2)
        sheet += struct.pack("<H", len(style)) + style
    return sheet


def make_ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with these streams, all of them long enough to stand in sectors of their own."""
    end, free, fat_mark = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    padded = {name: data.ljust(4096, b"\0") + bytes(-len(data) % SECTOR) for name, data in streams.items()}
    padded = {name: data[: len(data) // SECTOR * SECTOR] for name, data in padded.items()}
    directory_sectors = -(-(len(padded) + 1) * 128 // SECTOR)
    count = directory_sectors + sum(len(data) // SECTOR for data in padded.values())
    fat_sectors = 1
    while fat_sectors * (SECTOR // 4) < count + fat_sectors:
        fat_sectors += 1
    fat = [fat_mark] * fat_sectors
    entries = [_entry("Root Entry", 5, end, 0, 1 if padded else free)]
    fat += [len(fat) + i + 1 for i in range(directory_sectors - 1)] + [end]
    for number, (name, data) in enumerate(padded.items(), 1):
        next_entry = number + 1 if number < len(padded) else free
        entries.append(_entry(name, 2, len(fat), len(data), free, next_entry))
        sectors = len(data) // SECTOR
        fat += [len(fat) + i + 1 for i in range(sectors - 1)] + [end]
    fat += [free] * (fat_sectors * (SECTOR // 4) - len(fat))
    header = struct.pack("<8s16xHHHHH6x", bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIIII", 0, fat_sectors, fat_sectors, 0, 4096, end, 0, end, 0, 0)[:36]
    header += struct.pack("<109I", *range(fat_sectors), *[free] * (109 - fat_sectors))
    directory = b"".join(entries).ljust(directory_sectors * SECTOR, b"\0")
    return header + struct.pack(f"<{len(fat)}I", *fat) + directory + b"".join(padded.values())


def _entry(name: str, kind: int, start: int, size: int, child: int, right: int = 0xFFFFFFFF) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    entry = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
    return entry + struct.pack("<III36xIQ", 0xFFFFFFFF, right, child, start, size)
