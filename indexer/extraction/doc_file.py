"""The inside of an old binary Word file (Word 97 to 2003): where its text stands and which properties it has.

The names in brackets are those of [MS-DOC], Microsoft's description of the format.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

import olefile

from indexer.extraction.problems import Unreadable

_MAX_STREAM = 100_000_000
_MAX_CHARACTERS = 5_000_000
_WORD_97 = 0xC1
_PAGE = 512

Properties = Mapping[int, bytes]
"""The operands of the property modifiers (sprm) of a stretch of text, by their number; the last of each counts."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The properties of the bytes from `start` to before `end`; `style` is that of a paragraph."""

    start: int
    end: int
    style: int
    properties: Properties


class Stretches:
    """All stretches of a file, found by a place in its text stream."""

    def __init__(self, stretches: list[Stretch]) -> None:
        self._sorted = sorted(stretches, key=lambda stretch: stretch.start)
        self._starts = [stretch.start for stretch in self._sorted]

    def at(self, place: int) -> Stretch | None:
        """The stretch that this byte belongs to."""
        found = bisect_right(self._starts, place) - 1
        return self._sorted[found] if found >= 0 and place < self._sorted[found].end else None

    def between(self, start: int, end: int) -> Iterator[tuple[int, int, Properties]]:
        """The bytes from `start` to before `end`, cut where the properties change."""
        while start < end:
            found = bisect_right(self._starts, start)
            stretch = self.at(start)
            next_start = self._starts[found] if found < len(self._starts) else end
            stop = min(stretch.end if stretch else next_start, next_start, end)
            yield start, stop, stretch.properties if stretch else {}
            start = stop


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

    def __init__(self, data: bytes) -> None:
        """Raises Unreadable for what is not a Word file, is encrypted or too old; struct.error where it is damaged."""
        streams = _streams(data)
        self.main = streams["WordDocument"]
        magic, version = struct.unpack_from("<HH", self.main)
        flags = struct.unpack_from("<H", self.main, 0x0A)[0]
        if flags & 0x0100:
            raise Unreadable("the old Word file is protected with a password")
        if magic != 0xA5EC or version < _WORD_97:
            raise Unreadable("the file was made by a Word older than Word 97, which cannot be read")
        self.table = streams.get("1Table" if flags & 0x0200 else "0Table", b"")
        self.data = streams.get("Data", b"")
        words: int = struct.unpack_from("<H", self.main, 32)[0]
        longs_at: int = 34 + 2 * words
        longs: int = struct.unpack_from("<H", self.main, longs_at)[0]
        texts = struct.unpack_from("<8i", self.main, longs_at + 2 + 3 * 4)  # ccpText, ..., ccpTxbx
        self.characters, self.has_text_boxes = texts[0], texts[6] > 0
        self._pairs_at = longs_at + 2 + 4 * longs + 2

    def place_of(self, index: int) -> int:
        """Where the header keeps the place and the size of a part of the table stream."""
        return self._pairs_at + 8 * index

    def part(self, index: int) -> bytes:
        """A part of the table stream, by its place among the pairs of the header (FibRgFcLcb)."""
        start, size = struct.unpack_from("<II", self.main, self.place_of(index))
        return self.table[start : start + size]

    def pieces(self) -> Iterator[Piece]:
        """The pieces of the main text in reading order (Clx, PlcPcd)."""
        piece_table = _piece_table(self.part(33))
        count = (len(piece_table) - 4) // 12
        ends = struct.unpack_from(f"<{count + 1}I", piece_table)
        left = min(max(self.characters, 0), _MAX_CHARACTERS)
        for i in range(count):
            length = min(max(ends[i + 1] - ends[i], 0), left)
            left -= length
            place = struct.unpack_from("<I", piece_table, 4 * (count + 1) + 8 * i + 2)[0]
            if place & 0x40000000:
                place, width = (place & 0x3FFFFFFF) // 2, 1
            else:
                place, width = place & 0x3FFFFFFF, 2
            found = self.main[place : place + length * width]
            if width == 1:
                yield Piece(found.decode("cp1252", "replace"), place, width)
            else:
                units = struct.unpack(f"<{len(found) // 2}H", found[: len(found) // 2 * 2])
                yield Piece("".join(map(chr, units)), place, width)

    def paragraphs(self) -> Stretches:
        """The properties of the paragraphs (PlcBtePapx)."""
        return Stretches([run for page in self._pages(13) for run in _paragraph_runs(page)])

    def letters(self) -> Stretches:
        """The properties of the characters (PlcBteChpx)."""
        return Stretches([run for page in self._pages(12) for run in _letter_runs(page)])

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
            start = (page & 0x3FFFFF) * _PAGE
            if start + _PAGE <= len(self.main):
                yield self.main[start : start + _PAGE]


def _streams(data: bytes) -> dict[str, bytes]:
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


def _paragraph_runs(page: bytes) -> Iterator[Stretch]:
    """One page of paragraph properties (PapxFkp)."""
    count = page[-1]
    if 4 * (count + 1) + 13 * count > _PAGE:
        return
    ends = struct.unpack_from(f"<{count + 1}I", page)
    for i in range(count):
        place = 2 * page[4 * (count + 1) + 13 * i]
        if place and page[place]:
            start, size = place + 1, 2 * page[place] - 1
        else:
            start, size = place + 2, 2 * page[place + 1] if place and place < _PAGE - 1 else 0
        found = page[start : min(start + size, _PAGE - 1)] if size else b""
        style = struct.unpack_from("<H", found)[0] if len(found) >= 2 else 0
        yield Stretch(ends[i], ends[i + 1], style, modifiers(found[2:]))


def _letter_runs(page: bytes) -> Iterator[Stretch]:
    """One page of character properties (ChpxFkp)."""
    count = page[-1]
    if 5 * count + 4 > _PAGE:
        return
    ends = struct.unpack_from(f"<{count + 1}I", page)
    for i in range(count):
        place = 2 * page[4 * (count + 1) + i]
        found = page[place + 1 : place + 1 + page[place]] if place else b""
        if found:
            yield Stretch(ends[i], ends[i + 1], 0, modifiers(found))


_OPERAND_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_TABLE_DEFINITIONS = (0xD608, 0xD606)
_TABS = 0xC615


def modifiers(data: bytes) -> dict[int, bytes]:
    """The property modifiers (grpprl): which, and with what operand."""
    found: dict[int, bytes] = {}
    place = 0
    while place + 2 < len(data):
        number = data[place] | data[place + 1] << 8
        place += 2
        size = _OPERAND_SIZES.get(number >> 13)
        if size is None:
            if number in _TABLE_DEFINITIONS:
                size = int.from_bytes(data[place : place + 2], "little") - 1
                place += 2
            elif number == _TABS and data[place] == 255:
                return found  # its length is not told, and nothing that matters here follows
            else:
                size = data[place]
                place += 1
        if size < 0:
            return found
        found[number] = data[place : place + size]
        place += size
    return found
