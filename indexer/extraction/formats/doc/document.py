"""An old binary Word file (DOC) -> its paragraphs, list items and tables, without any program of the system."""

import struct
from collections.abc import Iterator, Mapping, Sequence

from indexer.extraction.formats.doc.file import BOXES, ENDNOTES, NOTES, Aside, DocFile
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
from indexer.extraction.formats.notes import WordNote, note_mark, note_text, reference, with_notes
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

_ASIDES = {NOTES: "footnotes", ENDNOTES: "endnotes", BOXES: "text boxes"}


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
        self._found = 0  # characters of the main text
        self._has_autonumbers = False
        self._not_placed = {story: file.counts[story] > 0 for story in _ASIDES}
        self.has_pictures = False

    def read(self) -> tuple[Line, ...]:
        flow = Flow()
        notes: dict[int, WordNote] = {}
        references: dict[int, Aside] = {}
        for story, style in ((NOTES, "decimal"), (ENDNOTES, "lowerRoman")):
            found = self._file.notes(story)
            self._not_placed[story] &= not found
            count = 0
            for aside in found:
                count += aside.is_counted
                references[aside.anchor] = aside
                notes[len(references)] = self._note(aside, note_mark(count, style) if aside.is_counted else "")
        boxes = self._file.boxes()
        self._not_placed[BOXES] &= not boxes
        numbers = {anchor: number for number, anchor in enumerate(references, 1)}
        anchored = {aside.anchor: aside for aside in boxes if aside.anchor < self._file.characters}
        self._read_story(0, self._file.characters, flow, numbers, anchored)
        self._read_boxes(flow, [aside for aside in boxes if aside.anchor >= self._file.characters], 0)
        return with_notes(flow.finish(), notes)

    def _note(self, aside: Aside, mark: str) -> WordNote:
        flow = Flow()
        self._read_story(aside.start, aside.end, flow)
        text = note_text(flow.finish())
        if not mark:  # somebody typed one: it begins the note
            mark, _, text = text.partition(" ")
        return WordNote(mark, text)

    def _read_story(
        self,
        start: int,
        end: int,
        flow: Flow,
        references: Mapping[int, int] | None = None,
        boxes: Mapping[int, Aside] | None = None,
        depth: int = 0,
    ) -> None:
        """Read these characters of the file. `references` are the numbers of the notes and `boxes` the text boxes by
        the places that they hang on, `depth` that of the table around.
        """
        text: list[str] = []
        fields: list[bool] = []  # the open fields: whether their result has begun
        waiting: list[Aside] = []
        for number, (character, place, properties) in enumerate(self._characters(start, end), start):
            self._found += references is not None
            is_hidden = _is_on(properties.get(DELETED)) or _is_on(properties.get(HIDDEN)) or not all(fields)
            if boxes and number in boxes and not is_hidden:
                waiting.append(boxes[number])
            if references and number in references:
                text += "" if is_hidden else reference(references[number])
            elif character == _FIELD_BEGIN:
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
                self._end_paragraph(flow, "".join(text), character, self._paragraphs.at(place), depth, waiting)
                text, waiting, fields = [], [], [open_ for open_ in fields if open_]
            elif not is_hidden:
                text.append(self._printed(character, properties))
        flow.paragraph("".join(text), depth)
        self._read_boxes(flow, waiting, depth)

    def _printed(self, character: str, properties: Properties) -> str:
        if _SYMBOL in properties and character == "(":
            return chr(int.from_bytes(properties[_SYMBOL][2:4], "little"))
        if character >= " " and character != "\x7f":
            return character
        self.has_pictures |= character in _PICTURES
        return _PRINTED.get(character, "")

    def _read_boxes(self, flow: Flow, boxes: Sequence[Aside], depth: int) -> None:
        for box in boxes:
            self._read_story(box.start, box.end, flow, depth=depth)

    def losses(self) -> Iterator[str]:
        """What of the file was not read."""
        if self._found < self._file.characters:
            yield f"only {self._found} of {self._file.characters} characters were found: text may have been lost"
        for story, name in _ASIDES.items():
            if self._not_placed[story]:
                yield f"the {name} of the old Word file were not read"
        if self._lists.is_damaged:
            yield "the numbers of lists may be missing: the old Word file is damaged"
        if self._has_autonumbers:
            yield "the numbers of lists are missing: Word 6 and 95 keep them in another way"

    def _end_paragraph(
        self, flow: Flow, text: str, mark: str, found: Stretch | None, around: int, boxes: Sequence[Aside]
    ) -> None:
        """Hand on a paragraph with its boxes, and with it the end of the cell or the row that its mark stands for."""
        properties = dict(found.properties) if found else {}
        for number in _HUGE:
            if number in properties:
                properties.update(self._file.huge(int.from_bytes(properties[number], "little")))
        self._has_autonumbers |= AUTONUMBER in properties and bool(text.strip())
        depth = around + _depth(properties)
        if _is_on(properties.get(ROW_END)) or _is_on(properties.get(_INNER_ROW_END)):
            flow.end_row(depth, _left_edges(properties.get(CELLS, b"")))
            return
        if mark == _CELL_END:
            depth = max(depth, around + 1)
        numbered = self._lists.of(found.style, properties) if found else None
        label = self._counter.label(*numbered) if numbered else ""
        flow.paragraph(text, depth, label)
        self._read_boxes(flow, boxes, depth)
        if mark == _CELL_END or _is_on(properties.get(_INNER_CELL_END)):
            flow.end_cell(depth)

    def _ends_paragraph(self, place: int) -> bool:
        """Whether the mark of a new page at this place begins a section: elsewhere the paragraph goes on after it."""
        found = self._paragraphs.at(place)
        return found is None or found.end <= place + 2

    def _characters(self, start: int, end: int) -> Iterator[tuple[str, int, Properties]]:
        """Each of these characters with its place in the file and its properties."""
        for piece in self._file.pieces(start, end):
            behind = piece.place + len(piece.text) * piece.width
            for begin, stop, properties in self._letters.between(piece.place, behind):
                first = (begin - piece.place) // piece.width
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
