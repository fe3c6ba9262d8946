"""An OpenDocument text (ODT) -> its paragraphs, list items, footnotes and tables in document order."""

from collections.abc import Iterator, Mapping

from indexer.extraction.formats.grid import Cell, labelled, paragraph, table
from indexer.extraction.formats.notes import WordNote, note_text, reference, with_notes
from indexer.extraction.formats.odf.content import Node, character, content_of, properties_of_styles
from indexer.extraction.formats.odf.lists import OdfLists
from indexer.extraction.formats.package import child, local_name, number, value
from indexer.extraction.formats.problems import Scanned, Unreadable
from indexer.extraction.text.lines import Body, Line

_LEFT_OUT = frozenset(
    (
        *("tracked-changes", "annotation", "annotation-end", "ruby-text", "sequence-decls", "variable-decls"),
        *("user-field-decls", "forms", "hidden-text", "hidden-paragraph", "title", "desc", "object", "image"),
    )
)
_MAX_SPAN = 64
_COLUMN = 1_000


def read_odt(data: bytes) -> Body:
    """The text of an ODT. Raises Unreadable where it gives none."""
    package, root, problem = content_of(data, "OpenDocument text")
    try:
        styles = package.xml("styles.xml")
    except Unreadable:  # the text can be read without them
        styles = None
    reader = _Reader(properties_of_styles(styles[0] if styles else None, root))
    lines = with_notes([*reader.blocks(child(root, "body", "text"))], reader.notes)
    if not lines:
        if any(member.filename.startswith("Pictures/") for member in package.members):
            raise Scanned("the OpenDocument text holds pictures without text")
        raise Unreadable("the OpenDocument text holds no text")
    return Body(lines, losses=(problem,) if problem else ())


class _Reader:
    """Reads the body of one document."""

    def __init__(self, styles: Mapping[str, Node]) -> None:
        self.notes: dict[int, WordNote] = {}
        self._styles = styles
        self._lists = OdfLists(styles)
        self._cells_around = 0

    def blocks(self, parent: Node | None) -> Iterator[Line]:
        """The lines of the paragraphs, lists and tables in this element, however deep they are wrapped."""
        for node in parent if parent is not None else ():
            name = local_name(node)
            if name in ("p", "h"):
                yield from self._paragraph(node)
            elif name == "list":
                style = value(node, "style-name") or self._style_of_first_item(node)
                yield from self._list(node, self._lists.family_of(node, style), style, 0)
            elif name == "table":
                yield from self._table(node)
            elif name not in _LEFT_OUT:
                yield from self.blocks(node)

    def _list(self, node: Node, family: int, style: str, depth: int) -> Iterator[Line]:
        for item in node:
            is_numbered = local_name(item) == "list-item"
            for inner in item:
                name = local_name(inner)
                if name == "list":
                    yield from self._list(inner, family, value(inner, "style-name") or style, depth + 1)
                elif name in ("p", "h"):
                    label = self._lists.label(family, style, depth, item) if is_numbered else ""
                    yield from self._paragraph(inner, label)
                    is_numbered = False
                else:
                    yield from self.blocks(item)
                    break

    def _style_of_first_item(self, node: Node) -> str:
        """A list without a style has that of its paragraphs."""
        first = child(node, "list-item", "p")
        name = value(first, "style-name")
        for _ in range(_MAX_SPAN):
            style = self._styles.get(name or "")
            if style is None:
                return ""
            if found := value(style, "list-style-name"):
                return found
            name = value(style, "parent-style-name")
        return ""

    def _paragraph(self, node: Node, label: str = "") -> Iterator[Line]:
        boxes: list[Node] = []
        text = "".join(self._text(node, boxes))
        yield from labelled(paragraph(text), label, in_cell=self._cells_around > 0)
        for box in boxes:
            yield from self.blocks(box)

    def _text(self, node: Node, boxes: list[Node]) -> Iterator[str]:
        # Line ends and tabs of the file itself are spaces (ISO/IEC 26300, 6.1.2).
        yield (node.text or "").replace("\n", " ")
        for inner in node:
            name = local_name(inner)
            if name == "note":
                yield self._note(inner)
            elif name == "text-box":
                boxes.append(inner)
            elif name and name not in _LEFT_OUT and not self._is_hidden(inner):
                yield character(inner)
                yield from self._text(inner, boxes)
            yield (inner.tail or "").replace("\n", " ")

    def _is_hidden(self, node: Node) -> bool:
        style = self._styles.get(value(node, "style-name") or "") if local_name(node) == "span" else None
        return value(child(style, "text-properties"), "display") == "none"

    def _note(self, node: Node) -> str:
        number = len(self.notes) + 1
        self.notes[number] = WordNote("", "")  # a note inside this one has the next number
        mark = "".join(child_text(child(node, "note-citation")).split())
        self.notes[number] = WordNote(mark, note_text([*self.blocks(child(node, "note-body"))]))
        return reference(number)

    def _table(self, node: Node) -> list[Line]:
        return table([self._row(row) for row in _inside(node, "table-row")])

    def _row(self, node: Node) -> list[Cell]:
        cells = []
        column = 0
        for cell in node:
            if local_name(cell) not in ("table-cell", "covered-table-cell"):
                continue
            if local_name(cell) == "table-cell":
                self._cells_around += 1
                cells.append(Cell(tuple(self.blocks(cell)), column * _COLUMN))
                self._cells_around -= 1
            column += min(max(number(cell, "number-columns-repeated") or 1, 1), _MAX_SPAN)
        return cells


def child_text(node: Node | None) -> str:
    """All text in an element."""
    return "".join(str(text) for text in node.itertext()) if node is not None else ""


def _inside(node: Node, name: str) -> Iterator[Node]:
    """The elements of this name in a table, also those among the rows of its header."""
    for inner in node:
        if local_name(inner) == name:
            yield inner
        elif local_name(inner) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _inside(inner, name)
