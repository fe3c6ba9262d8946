"""Which Word made an old binary file, and how the files of Word 6 and Word 95 differ from those of Word 97.

Their header points to the same parts at other places; letters take one byte, property modifiers have numbers of one
byte, and everything stands in one stream.
"""

import struct
from collections.abc import Iterator, Mapping

from indexer.extraction.formats.doc.file import MAX_CHARACTERS, NOTES, Aside, DocFile, Piece, streams_of
from indexer.extraction.formats.doc.properties import (
    AUTONUMBER,
    CELLS,
    DELETED,
    HIDDEN,
    IN_TABLE,
    PAGE,
    ROW_END,
    Stretch,
    Stretches,
)
from indexer.extraction.formats.problems import Unreadable

_WORD_97 = 0xA5EC
_WORD_95 = 0xA5DC
_PAIRS_AT = 0x58
_IS_ENCRYPTED, _HAS_PIECES = 0x0100, 0x0004

_VARIABLE = 0
_SIZES = {
    **{2: 2, 3: _VARIABLE, **dict.fromkeys(range(4, 12), 1), 12: _VARIABLE, 13: 1, 14: 1, 15: _VARIABLE},
    **{**dict.fromkeys(range(16, 20), 2), 20: 4, 21: 2, 22: 2, 23: _VARIABLE, 24: 1, 25: 1, 26: 2, 27: 2, 28: 2, 29: 1},
    **{**dict.fromkeys(range(30, 37), 2), 37: 1, **dict.fromkeys(range(38, 44), 2), 44: 1, 45: 2, 46: 2, 47: 2, 48: 2},
    **{49: 2, 50: 1, 51: 1},
    **{65: 1, 66: 1, 67: 1, 68: _VARIABLE, 69: 2, 70: 4, 71: 1, 72: 2, 73: 3, 74: _VARIABLE, 75: 1},
    **{80: 2, 81: _VARIABLE, 82: _VARIABLE, **dict.fromkeys(range(85, 93), 1)},
    **{182: 2, 183: 2, 184: 2, 185: 1, 186: 1, 187: 12, 188: _VARIABLE, 189: 2},
}
"""The bytes of the operands of the modifiers, as far as they are read."""
_TABLE_DEFINITION = 190
_AS_IN_97 = {12: AUTONUMBER, 24: IN_TABLE, 25: ROW_END, 65: DELETED, 92: HIDDEN, _TABLE_DEFINITION: CELLS}


def open_doc(data: bytes) -> DocFile:
    """An old binary Word file. Raises Unreadable for any other file and an encrypted one; struct.error for damage."""
    streams = streams_of(data)
    main = streams["WordDocument"]
    magic = struct.unpack_from("<H", main)[0]
    flags = struct.unpack_from("<H", main, 0x0A)[0]
    if flags & _IS_ENCRYPTED:
        raise Unreadable("the old Word file is protected with a password")
    if magic == _WORD_97:
        return DocFile(streams, flags)
    if magic == _WORD_95:
        return Word95File(streams, flags)
    raise Unreadable("the file was made by a Word that cannot be read: neither 6, 95 nor 97 to 2003")


class Word95File(DocFile):
    """A file of Word 6 or Word 95. The numbers of its lists, its endnotes and its text boxes are not read."""

    def __init__(self, streams: Mapping[str, bytes], flags: int) -> None:
        self.main = self.table = streams["WordDocument"]
        self.data = b""
        self.counts = tuple(max(count, 0) for count in struct.unpack_from("<8i", self.main, 0x34))
        self.has_list_tables = False
        self._pairs_at = _PAIRS_AT
        self._has_pieces = bool(flags & _HAS_PIECES)

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        if self._has_pieces:
            places = self.places(start, end, step=1)
        else:
            first = struct.unpack_from("<I", self.main, 0x18)[0]
            places = iter([(first + start, min(max(end - start, 0), MAX_CHARACTERS))])
        for place, length in places:
            yield Piece(self.main[place : place + length].decode("cp1252", "replace"), place, 1)

    def notes(self, story: int) -> list[Aside]:
        return super().notes(story) if story == NOTES else []

    def boxes(self) -> list[Aside]:
        return []

    def paragraphs(self) -> Stretches:
        return Stretches([run for page in self._old_pages(13) for run in _runs(page, 7)])

    def letters(self) -> Stretches:
        return Stretches([run for page in self._old_pages(12) for run in _runs(page, 1)])

    def _old_pages(self, index: int) -> Iterator[bytes]:
        plc = self.part(index)
        count = max((len(plc) - 4) // 6, 0)
        for page in dict.fromkeys(struct.unpack_from(f"<{count}H", plc, 4 * (count + 1)) if count else ()):
            if (page + 1) * PAGE <= len(self.main):
                yield self.main[page * PAGE : (page + 1) * PAGE]


def _runs(page: bytes, width: int) -> Iterator[Stretch]:
    """One page of properties: of paragraphs where an entry is 7 bytes wide, else of characters."""
    count = page[-1]
    if 4 * (count + 1) + width * count > PAGE:
        return
    ends = struct.unpack_from(f"<{count + 1}I", page)
    for i in range(count):
        place = 2 * page[4 * (count + 1) + width * i]
        if place:
            size = page[place] * (2 if width == 7 else 1)
            found = page[place + 1 : place + 1 + size]
            yield Stretch(ends[i], ends[i + 1], 0, _modifiers(found[2 if width == 7 else 0 :]))


def _modifiers(data: bytes) -> dict[int, bytes]:
    """The property modifiers under the numbers that they have in Word 97; up to the first that is not known."""
    found: dict[int, bytes] = {}
    place = 0
    while place + 1 < len(data):
        number = data[place]
        place += 1
        if number == _TABLE_DEFINITION:
            size = int.from_bytes(data[place : place + 2], "little") - 1
            place += 2
        elif number not in _SIZES:
            return found
        elif _SIZES[number] == _VARIABLE:
            size = data[place]
            place += 1
        else:
            size = _SIZES[number]
        if size < 0:
            return found
        if number in _AS_IN_97:
            found[_AS_IN_97[number]] = data[place : place + size]
        place += size
    return found
