"""A DOCX -> its paragraphs, list items and tables in document order.

Read from the XML itself (ISO/IEC 29500-1, 17): only three of a document's parts are opened, so that a damaged picture
or a missing style does no harm, and whatever wraps a paragraph, a row or a cell is seen through.
"""

from collections.abc import Iterator

from lxml import etree

from indexer.extraction.formats.docx.lists import Lists
from indexer.extraction.formats.docx.notes import REFERENCES, DocxNotes, own_mark
from indexer.extraction.formats.grid import Cell, labelled, paragraph, table
from indexer.extraction.formats.notes import note_text, with_notes
from indexer.extraction.formats.numbering import Counter
from indexer.extraction.formats.package import Package, child, is_on, local_name, number, value
from indexer.extraction.formats.problems import Scanned, Unreadable
from indexer.extraction.text.lines import Body, Line

_Node = etree._Element

_LEFT_OUT = frozenset(
    (
        *("del", "moveFrom", "delText", "instrText", "delInstrText"),  # tracked changes, the code of fields
        *("pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "trPr", "tcPr", "tblPrEx", "sectPr"),
        *("rt", "object", "docPr", "cNvPr", "annotation"),
    )
)
_CHARACTERS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_MAX_SPAN = 64
_COLUMN = 1_000
"""Twips of a column whose width is not told."""


def read_docx(data: bytes) -> Body:
    """The text of a DOCX. Raises Unreadable where it gives none."""
    package = Package(data, "Word document")
    main = package.related("").get("officeDocument", "word/document.xml")
    found = package.xml(main) or package.xml("word/document.xml")
    if found is None:
        raise Unreadable("the Word document is damaged: the part with its text is missing")
    root, problem = found
    parts = package.related(main)
    styles, no_styles = _aside(package, parts.get("styles", "word/styles.xml"))
    numbering, no_numbering = _aside(package, parts.get("numbering", "word/numbering.xml"))
    notes = DocxNotes(child(root, "body", "sectPr"), _aside(package, parts.get("settings", "word/settings.xml"))[0])
    reader = _Reader(Lists.read(styles, numbering), notes)
    lines = [*reader.blocks(child(root, "body")), *reader.rest()]
    no_notes = []
    for kind in notes.kinds_met():
        of_kind, no_texts = _aside(package, parts.get(kind, f"word/{kind}.xml"), "footnotes")
        no_notes.append(no_texts)
        notes.read(kind, of_kind, reader.note)
    lines = list(with_notes(lines, notes.notes))
    if not lines:
        has_pictures = any("/media/" in member.filename for member in package.members)
        raise (
            Scanned("the Word document holds pictures without text")
            if has_pictures
            else Unreadable("the Word document holds no text")
        )
    problems = (problem, no_styles, no_numbering, *no_notes, *reader.losses)
    return Body(tuple(lines), losses=tuple(dict.fromkeys(filter(None, problems))))


def _aside(package: Package, name: str, holds: str = "numbers of lists") -> tuple[_Node | None, str | None]:
    """A part without which the text can still be read, and what is wrong with it."""
    try:
        return package.xml(name) or (None, None)
    except Unreadable as error:
        return None, f"the {holds} may be missing: {error}"


class _Reader:
    """Reads the body of one document; keeps the count of its lists."""

    def __init__(self, lists: Lists, notes: DocxNotes) -> None:
        self.losses: list[str] = []
        self._lists = lists
        self._notes = notes
        self._counter = Counter()
        self._cells_around = 0
        self._carried = ""  # the text of a paragraph whose end was deleted: it goes on in the next one

    def blocks(self, parent: _Node | None) -> Iterator[Line]:
        """The lines of the paragraphs and tables in this element, however deep they are wrapped."""
        for node in parent if parent is not None else ():
            name = local_name(node)
            if name == "p":
                yield from self._paragraph(node)
            elif name == "tbl":
                yield from self._table(node)
            elif name == "AlternateContent":
                yield from self.blocks(_alternative(node))
            elif name == "altChunk":
                self.losses.append("the Word document takes in another file, which was not read")
            elif name not in _LEFT_OUT:
                yield from self.blocks(node)

    def rest(self) -> list[Line]:
        """What was carried on to a paragraph that never came."""
        carried, self._carried = self._carried, ""
        return paragraph(carried)

    def note(self, node: _Node) -> str:
        """The text of a footnote."""
        return note_text([*self.blocks(node), *self.rest()])

    def _paragraph(self, node: _Node) -> Iterator[Line]:
        properties = child(node, "pPr")
        boxes: list[_Node] = []
        fields: list[str] = []
        text = self._carried + "".join(self._text(node, boxes, fields))
        self._carried = ""
        if child(properties, "rPr", "del") is not None or is_on(child(properties, "rPr", "specVanish")):
            self._carried = text
        else:
            yield from self._numbered(paragraph(text), properties)
        for box in boxes:
            yield from self.blocks(box)

    def _numbered(self, lines: list[Line], properties: _Node | None) -> list[Line]:
        """The lines with the number before the first that Word prints there."""
        found = self._lists.of(properties)
        return labelled(lines, self._counter.label(*found), in_cell=self._cells_around > 0) if found else lines

    def _text(self, node: _Node, boxes: list[_Node], fields: list[str]) -> Iterator[str]:
        """The text in this element. Collects the text boxes that hang on it; `fields` holds the open fields."""
        for inner in node:
            name = local_name(inner)
            if name == "t":
                if "code" not in fields:
                    yield inner.text or ""
            elif name == "fldChar":
                _follow_field(value(inner, "fldCharType"), fields)
            elif name == "r" and self._is_hidden(child(inner, "rPr")):
                # A hidden run may still open or close a field.
                for mark in inner:
                    if local_name(mark) == "fldChar":
                        _follow_field(value(mark, "fldCharType"), fields)
            elif name == "r" and (marked := own_mark(inner)) is not None:
                yield self._notes.refer(marked, "".join(text.text or "" for text in inner if local_name(text) == "t"))
            elif name in REFERENCES:
                yield self._notes.refer(inner)
            elif name in _CHARACTERS:
                yield _CHARACTERS[name]
            elif name == "sym":
                yield _symbol(inner)
            elif name == "txbxContent":
                boxes.append(inner)
            elif name == "AlternateContent":
                chosen = _alternative(inner)
                if chosen is not None:
                    yield from self._text(chosen, boxes, fields)
            elif name and name not in _LEFT_OUT:
                yield from self._text(inner, boxes, fields)

    def _is_hidden(self, properties: _Node | None) -> bool:
        vanish = child(properties, "vanish")
        return is_on(vanish) if vanish is not None else self._lists.is_hidden(value(child(properties, "rStyle")))

    def _table(self, node: _Node) -> list[Line]:
        widths = [number(column, "w") or _COLUMN for column in _inside(child(node, "tblGrid"), "gridCol")]
        widths = widths[:_MAX_SPAN]
        rows = [self._row(row, widths) for row in _inside(node, "tr") if child(row, "trPr", "del") is None]
        return table(rows)

    def _row(self, node: _Node, widths: list[int]) -> list[Cell]:
        cells = []
        column = _span(number(child(node, "trPr", "gridBefore")), 0)
        for cell in _inside(node, "tc"):
            properties = child(cell, "tcPr")
            self._cells_around += 1
            lines = tuple(self.blocks(cell))
            self._cells_around -= 1
            cells.append(Cell(() if _goes_on(properties) else lines, _place(column, widths)))
            column += _span(number(child(properties, "gridSpan")), 1)
        return cells


def _inside(node: _Node | None, name: str) -> Iterator[_Node]:
    """The elements of this name in a table or row, also those in content controls and other wrappings."""
    for inner in node if node is not None else ():
        if local_name(inner) == name:
            yield inner
        elif local_name(inner) not in ("tbl", "tr", "tc", "p", *_LEFT_OUT):
            yield from _inside(inner, name)


def _goes_on(properties: _Node | None) -> bool:
    """Whether a cell only goes on with the one above it or before it."""
    return any(
        mark is not None and value(mark) in (None, "continue")
        for mark in (child(properties, "vMerge"), child(properties, "hMerge"))
    )


def _span(given: int | None, default: int) -> int:
    return default if given is None else min(max(given, 0), _MAX_SPAN)


def _place(column: int, widths: list[int]) -> int:
    return sum(widths[:column]) + _COLUMN * max(0, column - len(widths))


def _alternative(node: _Node) -> _Node | None:
    """Of content in two forms, for new and for old programs, the new one."""
    choice = child(node, "Choice")
    return choice if choice is not None else child(node, "Fallback")


def _follow_field(mark: str | None, fields: list[str]) -> None:
    """A field is begin - code - separate - result - end, and may hold others: only results are printed."""
    if mark == "begin":
        fields.append("code")
    elif mark == "separate" and fields:
        fields[-1] = "result"
    elif mark == "end" and fields:
        fields.pop()


def _symbol(node: _Node) -> str:
    code = value(node, "char") or ""
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
