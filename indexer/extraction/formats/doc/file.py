"""The inside of an old binary Word file (Word 97 to 2003): where its text stands and which properties it has.

The names in brackets are those of [MS-DOC], Microsoft's description of the format.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise

import olefile

from indexer.extraction.formats.doc.properties import (
    PAGE,
    Properties,
    Stretches,
    letter_runs,
    modifiers,
    paragraph_runs,
)
from indexer.extraction.formats.problems import Unreadable

_MAX_STREAM = 100_000_000
MAX_CHARACTERS = 5_000_000


TEXT, NOTES, ENDNOTES, BOXES = 0, 1, 5, 6
"""The stories of a file that are read, by their place among the counts of characters (ccpText, ccpFtn, ...)."""
_NOTE_PARTS = {NOTES: (2, 3), ENDNOTES: (46, 47)}
"""PlcffndRef and PlcffndTxt, PlcfendRef and PlcfendTxt: where the text refers to notes, and where each begins."""
_ANCHORS, _BOX_TEXTS = 40, 56  # PlcSpaMom and PlcftxbxTxt
_ANCHOR_SIZE, _BOX_SIZE, _BOX_SHAPE = 26, 22, 14


@dataclass(frozen=True, slots=True)
class Aside:
    """A note or a text box: the place in the main text that it hangs on, the characters of the file that it takes.

    `is_counted` says that its mark is a number which Word counts, and not something typed.
    """

    anchor: int
    start: int
    end: int
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text: its characters (code units of UTF-16 or letters of Windows-1252) stand side by side from
    the byte `place` on, `width` bytes each.
    """

    text: str
    place: int
    width: int


class DocFile:
    """The streams of a file and the tables that its header (FIB) points to."""

    def __init__(self, streams: Mapping[str, bytes], flags: int) -> None:
        self.main = streams["WordDocument"]
        self.table = streams.get("1Table" if flags & 0x0200 else "0Table", b"")
        self.data = streams.get("Data", b"")
        words: int = struct.unpack_from("<H", self.main, 32)[0]
        longs_at: int = 34 + 2 * words
        longs: int = struct.unpack_from("<H", self.main, longs_at)[0]
        counts = struct.unpack_from("<8i", self.main, longs_at + 2 + 3 * 4)  # ccpText, ..., ccpHdrTxbx
        self.counts: tuple[int, ...] = tuple(max(count, 0) for count in counts)
        self.has_list_tables = True
        self._pairs_at = longs_at + 2 + 4 * longs + 2

    def place_of(self, index: int) -> int:
        """Where the header keeps the place and the size of a part of the table stream."""
        return self._pairs_at + 8 * index

    def part(self, index: int) -> bytes:
        """A part of the table stream, by its place among the pairs of the header (FibRgFcLcb)."""
        start, size = struct.unpack_from("<II", self.main, self.place_of(index))
        return self.table[start : start + size]

    @property
    def characters(self) -> int:
        """How many characters the main text has."""
        return self.counts[TEXT]

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        """The pieces of these characters of the file, in reading order."""
        for place, length in self.places(start, end):
            if place & 0x40000000:
                first = (place & 0x3FFFFFFF) // 2
                yield Piece(self.main[first : first + length].decode("cp1252", "replace"), first, 1)
            else:
                first = place & 0x3FFFFFFF
                units = self.main[first : first + 2 * length]
                letters = struct.unpack(f"<{len(units) // 2}H", units[: len(units) // 2 * 2])
                yield Piece("".join(map(chr, letters)), first, 2)

    def places(self, start: int, end: int, step: int = 2) -> Iterator[tuple[int, int]]:
        """Where the pieces of these characters stand, as the piece table says it, and how many each has.

        A character moves a place by `step`, also where it takes one byte: such places are doubled.
        """
        table = _piece_table(self.part(33))
        count = (len(table) - 4) // 12
        ends = struct.unpack_from(f"<{count + 1}I", table)
        left = MAX_CHARACTERS
        for i in range(count):
            skipped = max(start - ends[i], 0)
            length = min(max(min(ends[i + 1], end) - ends[i] - skipped, 0), left)
            left -= length
            place = struct.unpack_from("<I", table, 4 * (count + 1) + 8 * i + 2)[0]
            if length:
                yield place + step * skipped, length

    def notes(self, story: int) -> list[Aside]:
        """The footnotes or the endnotes, in the order of the text."""
        references, texts = (self.part(index) for index in _NOTE_PARTS[story])
        anchors, kinds = _plc(references, 2)
        starts, _ = _plc(texts, 0)
        base = sum(self.counts[:story])
        spans = pairwise(starts)
        return [
            Aside(anchor, base + start, base + end, kind != b"\x00\x00")
            for anchor, kind, (start, end) in zip(anchors, kinds, spans, strict=False)
        ]

    def boxes(self) -> list[Aside]:
        """The text boxes; those in a group of drawings, whose place is not told, hang on the end of the main text."""
        anchors, shapes = _plc(self.part(_ANCHORS), _ANCHOR_SIZE)
        places = {shape[:4]: anchor for anchor, shape in zip(anchors, shapes, strict=False)}
        starts, texts = _plc(self.part(_BOX_TEXTS), _BOX_SIZE)
        base = sum(self.counts[:BOXES])
        return [
            Aside(places.get(text[_BOX_SHAPE : _BOX_SHAPE + 4], self.characters), base + start, base + end)
            for (start, end), text in zip(pairwise(starts), texts, strict=False)
        ]

    def paragraphs(self) -> Stretches:
        """The properties of the paragraphs (PlcBtePapx)."""
        return Stretches([run for page in self._pages(13) for run in paragraph_runs(page)])

    def letters(self) -> Stretches:
        """The properties of the characters (PlcBteChpx)."""
        return Stretches([run for page in self._pages(12) for run in letter_runs(page)])

    def huge(self, place: int) -> Properties:
        """Properties that were too many for their page and stand in a stream of their own."""
        if place + 2 > len(self.data):
            return {}
        size = struct.unpack_from("<H", self.data, place)[0]
        return modifiers(self.data[place + 2 : place + 2 + size])

    def _pages(self, index: int) -> Iterator[bytes]:
        plc = self.part(index)
        count = max((len(plc) - 4) // 8, 0)
        for page in dict.fromkeys(struct.unpack_from(f"<{count}I", plc, 4 * (count + 1)) if count else ()):
            start = (page & 0x3FFFFF) * PAGE
            if start + PAGE <= len(self.main):
                yield self.main[start : start + PAGE]


def _plc(part: bytes, size: int) -> tuple[list[int], list[bytes]]:
    """An array of places in a text and of what belongs to each of them, `size` bytes each (PLC)."""
    count = max((len(part) - 4) // (4 + size), 0)
    if not part or len(part) < 4 * (count + 1):
        return [], []
    places = struct.unpack_from(f"<{count + 1}i", part)
    start = 4 * (count + 1)
    return [*places], [part[start + size * i : start + size * (i + 1)] for i in range(count)]


def streams_of(data: bytes) -> dict[str, bytes]:
    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            names = {"/".join(path): path for path in ole.listdir()}
            if "EncryptedPackage" in names:
                raise Unreadable("the Office document is protected with a password")
            if "WordDocument" not in names:
                raise Unreadable(_what_else(set(names)))
            wanted = [name for name in ("WordDocument", "0Table", "1Table", "Data") if name in names]
            if sum(ole.get_size(name) for name in wanted) > _MAX_STREAM:
                raise Unreadable("the old Word file is too large to be read")
            return {name: ole.openstream(name).read() for name in wanted}
    # olefile reports damage as OSError, and stumbles over some of it.
    except (OSError, struct.error, IndexError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(f"the old Office file is damaged: {error}") from error


def _what_else(names: set[str]) -> str:
    if names & {"Workbook", "Book"}:
        return "the file is an old Excel workbook (XLS), which cannot be read"
    if "PowerPoint Document" in names:
        return "the file is an old PowerPoint presentation, which cannot be read"
    return "the file is an old Office file, but holds no Word document"


def _piece_table(clx: bytes) -> bytes:
    """The piece table, behind the modifiers that precede it."""
    place = 0
    while place < len(clx) and clx[place] == 1:
        place += 3 + struct.unpack_from("<H", clx, place + 1)[0]
    if place >= len(clx) or clx[place] != 2:
        raise Unreadable("the old Word file is damaged: the table of its text is missing")
    size = struct.unpack_from("<I", clx, place + 1)[0]
    return clx[place + 5 : place + 5 + size]
