"""The lists and the styles of an old binary Word file: what a paragraph is numbered with ([MS-DOC], 2.9)."""

import struct
from dataclasses import dataclass

from indexer.extraction.formats.doc.file import DocFile
from indexer.extraction.formats.doc.properties import Properties, modifiers
from indexer.extraction.formats.numbering import MAX_LEVELS, MAX_PARENTS, Level, List

_LEVEL, _LIST = 0x260A, 0x460B
"""sprmPIlvl and sprmPIlfo: the level of a paragraph and its list, counted from 1."""
_STYLES, _LISTS, _OVERRIDES = 1, 73, 74
"""The style sheet, the list definitions (PlfLst) and their uses (PlfLfo) in the header."""
_NUMBERS = {
    **{0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 5: "ordinal"},
    **{22: "decimalZero", 23: "bullet", 255: "none"},
}
_PARAGRAPH_STYLE = 1


@dataclass(frozen=True, slots=True)
class _Style:
    parent: int
    properties: Properties


class DocLists:
    """Answers for each paragraph which list and level it belongs to."""

    def __init__(self, file: DocFile) -> None:
        """Of a damaged file, or one whose lists are not known, no paragraph has a number."""
        self._styles: list[_Style | None] = []
        self._lists: list[List] = []
        self.is_damaged = False
        if not file.has_list_tables:
            return
        try:
            self._styles = _styles(file.part(_STYLES))
            self._lists = _uses(file.part(_OVERRIDES), _definitions(file))
        except (struct.error, IndexError):  # numbers are not worth losing the text for
            self._styles, self._lists = [], []
            self.is_damaged = True

    def of(self, style: int, properties: Properties) -> tuple[int, List, int] | None:
        """The number of the list, the list and the level (from 0) of a paragraph with this style and properties."""
        use, level = _number(properties.get(_LIST)), _number(properties.get(_LEVEL))
        for _ in range(MAX_PARENTS):
            of_style = self._styles[style] if style < len(self._styles) else None
            if of_style is None or (use is not None and level is not None):
                break
            use = _number(of_style.properties.get(_LIST)) if use is None else use
            level = _number(of_style.properties.get(_LEVEL)) if level is None else level
            style = of_style.parent
        if not use or not 0 < use <= len(self._lists):
            return None
        return use, self._lists[use - 1], level or 0


def _number(operand: bytes | None) -> int | None:
    return None if operand is None else int.from_bytes(operand, "little")


def _styles(sheet: bytes) -> list[_Style | None]:
    """The styles of paragraphs by their number (STSH)."""
    head = struct.unpack_from("<H", sheet)[0]
    count, fixed = struct.unpack_from("<HH", sheet, 2)
    styles: list[_Style | None] = []
    place = 2 + head
    while len(styles) < count and place + 2 <= len(sheet):
        size = struct.unpack_from("<H", sheet, place)[0]
        styles.append(_style(sheet[place + 2 : place + 2 + size], fixed))
        place += 2 + size
    return styles


def _style(data: bytes, fixed: int) -> _Style | None:
    """One style (STD); None for one that is not of paragraphs."""
    if len(data) < fixed + 2:
        return None
    kind_and_parent = struct.unpack_from("<H", data, 2)[0]
    if kind_and_parent & 0xF != _PARAGRAPH_STYLE:
        return None
    name = struct.unpack_from("<H", data, fixed)[0]
    place = fixed + 2 + 2 * name + 2  # behind the name and its zero
    place += place % 2
    if place + 4 > len(data):
        return _Style(kind_and_parent >> 4, {})
    size = struct.unpack_from("<H", data, place)[0]
    return _Style(kind_and_parent >> 4, modifiers(data[place + 4 : place + 2 + size]))


def _definitions(file: DocFile) -> dict[int, dict[int, Level]]:
    """The levels of every list by the id of the list. The levels stand behind the part that names the lists."""
    part = file.part(_LISTS)
    if len(part) < 2:
        return {}
    start = struct.unpack_from("<I", file.main, file.place_of(_LISTS))[0]
    count = struct.unpack_from("<H", part)[0]
    place = start + 2 + 28 * count
    lists = {}
    for i in range(count):
        list_id = struct.unpack_from("<i", part, 2 + 28 * i)[0]
        is_simple = part[2 + 28 * i + 26] & 1
        levels = {}
        for depth in range(1 if is_simple else MAX_LEVELS):
            levels[depth], place = _level(file.table, place)
        lists[list_id] = levels
    return lists


def _level(table: bytes, place: int) -> tuple[Level, int]:
    """One level (LVL) and the place behind it."""
    start, kind, flags = struct.unpack_from("<iBB", table, place)
    restart_after, letters, paragraphs = table[place + 26], table[place + 24], table[place + 25]
    place += 28 + letters + paragraphs
    length = struct.unpack_from("<H", table, place)[0]
    codes = struct.unpack_from(f"<{length}H", table, place + 2)
    text = "".join(f"%{code + 1}" if code < MAX_LEVELS else chr(code) for code in codes[:100])
    style = _NUMBERS.get(kind, "decimal")
    # Bit 3 says that the level does not restart as usual; the byte then names the level after which it does.
    restart = restart_after if flags & 0x08 else None
    return Level(text, style, start, restart, bool(flags & 0x04)), place + 2 + 2 * length


def _uses(part: bytes, definitions: dict[int, dict[int, Level]]) -> list[List]:
    """The lists as paragraphs name them (PlfLfo): a definition, with levels that begin elsewhere or look otherwise."""
    if len(part) < 4:
        return []
    count = struct.unpack_from("<I", part)[0]
    place = 4 + 16 * count
    lists = []
    for i in range(count):
        list_id = struct.unpack_from("<i", part, 4 + 16 * i)[0]
        overrides = part[4 + 16 * i + 12]
        levels = dict(definitions.get(list_id, {}))
        starts = {}
        place += 4  # an unused number before each
        for _ in range(overrides):
            start, flags = struct.unpack_from("<iI", part, place)
            place += 8
            depth = flags & 0xF
            if flags & 0x20:
                levels[depth], place = _level(part, place)
            if flags & 0x10:
                starts[depth] = levels[depth].start if flags & 0x20 else start
        lists.append(List(list_id, levels, starts))
    return lists
