"""The properties of paragraphs and characters in an old binary Word file ([MS-DOC], 2.6 and 2.9)."""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

PAGE = 512
"""The bytes of a page of properties (FKP)."""

IN_TABLE, ROW_END, CELLS = 0x2416, 0x2417, 0xD608
DELETED, HIDDEN = 0x0800, 0x083C
AUTONUMBER = 0xC63E
"""The numbers of some property modifiers: sprmPFInTable, sprmPFTtp, sprmTDefTable, sprmCFRMarkDel, sprmCFVanish and
sprmPAnld80, the numbers of lists before Word 97.
"""

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


def paragraph_runs(page: bytes) -> Iterator[Stretch]:
    """One page of paragraph properties (PapxFkp)."""
    count = page[-1]
    if 4 * (count + 1) + 13 * count > PAGE:
        return
    ends = struct.unpack_from(f"<{count + 1}I", page)
    for i in range(count):
        place = 2 * page[4 * (count + 1) + 13 * i]
        if place and page[place]:
            start, size = place + 1, 2 * page[place] - 1
        else:
            start, size = place + 2, 2 * page[place + 1] if place and place < PAGE - 1 else 0
        found = page[start : min(start + size, PAGE - 1)] if size else b""
        style = struct.unpack_from("<H", found)[0] if len(found) >= 2 else 0
        yield Stretch(ends[i], ends[i + 1], style, modifiers(found[2:]))


def letter_runs(page: bytes) -> Iterator[Stretch]:
    """One page of character properties (ChpxFkp)."""
    count = page[-1]
    if 5 * count + 4 > PAGE:
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
