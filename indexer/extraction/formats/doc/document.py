"""An old binary Word file (DOC) -> its paragraphs, list items and tables, without any program of the system."""

import struct
from collections.abc import Iterator

from indexer.extraction.formats.doc.file import DocFile
from indexer.extraction.formats.doc.lists import DocLists
from indexer.extraction.formats.doc.properties import (
    AUTONUMBER,
    CELLS,
    DELETED,
    HIDDEN,
    IN_TABLE,
    ROW_END,
    Properties,
    Stretch,
)
from indexer.extraction.formats.doc.word_95 import open_doc
from indexer.extraction.formats.flow import Flow
from indexer.extraction.formats.numbering import Counter
from indexer.extraction.formats.problems import Scanned, Unreadable
from indexer.extraction.text.lines import Body, Line

# The marks in the text ([MS-DOC], 2.4) ...
_CELL_END, _PARAGRAPH_END, _PAGE_END = "\x07", "\r", "\x0c"
_FIELD_BEGIN, _FIELD_RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_PRINTED = {"\x0b": "\n", "\x0e": "\n", "\x1e": "-", "\t": " "}
_PICTURES = ("\x01", "\x08")
# ... and the properties that are looked at.
_DEPTH, _INNER_CELL_END, _INNER_ROW_END = 0x6649, 0x244B, 0x244C
_HUGE = (0x6645, 0x6646)
_SYMBOL = 0x6A09


def read_doc(data: bytes) -> Body:
    """The text of a DOC. Raises Unreadable where it gives none."""
    try:
        file = open_doc(data)
        reader = _Reader(file)
        lines = reader.read()
    except (struct.error, IndexError) as error:  # a number that points outside the file
        raise Unreadable(f"the old Word file is damaged: {error}") from error
    if not lines:
        raise (
            Scanned("the old Word file holds pictures without text")
            if reader.has_pictures
            else Unreadable("the old Word file holds no text")
        )
    return Body(lines, losses=tuple(reader.losses()))


class _Reader:
    """Reads the text of one file, character by character, as the marks in it say."""

    def __init__(self, file: DocFile) -> None:
        self._file = file
        self._paragraphs = file.paragraphs()
        self._letters = file.letters()
        self._lists = DocLists(file)
        self._counter = Counter()
        self._flow = Flow()
        self._found = 0  # characters
        self._has_autonumbers = False
        self.has_pictures = False

    def read(self) -> tuple[Line, ...]:
        text: list[str] = []
        fields: list[bool] = []  # the open fields: whether their result has begun
        for character, place, properties in self._characters():
            if character == _FIELD_BEGIN:
                fields.append(False)
            elif character == _FIELD_RESULT and fields:
                fields[-1] = True
            elif character == _FIELD_END and fields:
                fields.pop()
            elif character == _PAGE_END and not self._ends_paragraph(place):
                text.append("\n")
            elif character in (_PARAGRAPH_END, _CELL_END, _PAGE_END):
                if _is_on(properties.get(DELETED)) and character == _PARAGRAPH_END:
                    continue
                self._end_paragraph("".join(text), character, self._paragraphs.at(place))
                text, fields = [], [open_ for open_ in fields if open_]
            elif _is_on(properties.get(DELETED)) or _is_on(properties.get(HIDDEN)) or not all(fields):
                continue
            elif _SYMBOL in properties and character == "(":
                text.append(chr(int.from_bytes(properties[_SYMBOL][2:4], "little")))
            elif character >= " " and character != "\x7f":
                text.append(character)
            elif character in _PICTURES:
                self.has_pictures = True
            else:
                text.append(_PRINTED.get(character, ""))
        self._flow.paragraph("".join(text), 0)
        return self._flow.finish()

    def losses(self) -> Iterator[str]:
        """What of the file was not read."""
        if self._found < self._file.characters:
            yield f"only {self._found} of {self._file.characters} characters were found: text may have been lost"
        if self._file.has_text_boxes:
            yield "the text boxes of the old Word file were not read"
        if self._lists.is_damaged:
            yield "the numbers of lists may be missing: the old Word file is damaged"
        if self._has_autonumbers:
            yield "the numbers of lists are missing: Word 6 and 95 keep them in another way"

    def _end_paragraph(self, text: str, mark: str, found: Stretch | None) -> None:
        """Hand on a paragraph, and with it the end of the cell or the row that its mark stands for."""
        properties = dict(found.properties) if found else {}
        for number in _HUGE:
            if number in properties:
                properties.update(self._file.huge(int.from_bytes(properties[number], "little")))
        self._has_autonumbers |= AUTONUMBER in properties and bool(text.strip())
        depth = _depth(properties)
        if _is_on(properties.get(ROW_END)) or _is_on(properties.get(_INNER_ROW_END)):
            self._flow.end_row(depth, _left_edges(properties.get(CELLS, b"")))
            return
        if mark == _CELL_END:
            depth = max(depth, 1)
        numbered = self._lists.of(found.style, properties) if found else None
        label = self._counter.label(*numbered) if numbered else ""
        self._flow.paragraph(text, depth, label)
        if mark == _CELL_END or _is_on(properties.get(_INNER_CELL_END)):
            self._flow.end_cell(depth)

    def _ends_paragraph(self, place: int) -> bool:
        """Whether the mark of a new page at this place begins a section: elsewhere the paragraph goes on after it."""
        found = self._paragraphs.at(place)
        return found is None or found.end <= place + 2

    def _characters(self) -> Iterator[tuple[str, int, Properties]]:
        """Each character with its place in the file and its properties."""
        for piece in self._file.pieces():
            self._found += len(piece.text)
            end = piece.place + len(piece.text) * piece.width
            for start, stop, properties in self._letters.between(piece.place, end):
                first = (start - piece.place) // piece.width
                for i in range(first, (stop - piece.place) // piece.width):
                    yield piece.text[i], piece.place + i * piece.width, properties


def _is_on(operand: bytes | None) -> bool:
    return operand is not None and operand[:1] not in (b"\x00", b"")


def _depth(properties: Properties) -> int:
    if _DEPTH in properties:
        return int.from_bytes(properties[_DEPTH], "little", signed=True)
    return int(_is_on(properties.get(IN_TABLE)))


def _left_edges(definition: bytes) -> tuple[int, ...]:
    """Where the cells of a row begin, in twips (TDefTableOperand)."""
    count = definition[0] if definition else 0
    return struct.unpack_from(f"<{count}h", definition, 1) if len(definition) >= 1 + 2 * count else ()
