"""An OpenDocument spreadsheet (ODS) -> one table for each of its sheets that is not empty, its cells as printed."""

from collections.abc import Iterator

from indexer.extraction.formats.odf.content import Node, content_of, properties_of_styles, words_of
from indexer.extraction.formats.package import child, local_name, number, value
from indexer.extraction.formats.sheets import Row, Sheets
from indexer.extraction.text.characters import safe
from indexer.extraction.text.lines import Body

_GROUPS = ("table-header-rows", "table-rows", "table-row-group")
_MOST_REPEATS = 1_000
"""A row or a cell that holds something is repeated at most this often."""


def read_ods(data: bytes) -> Body:
    """The tables of a spreadsheet. Raises Unreadable where it has none."""
    _, root, problem = content_of(data, "OpenDocument spreadsheet")
    styles = properties_of_styles(root)
    sheets = Sheets("OpenDocument spreadsheet")
    body = child(root, "body", "spreadsheet")
    for node in body if body is not None else ():
        style = styles.get(value(node, "style-name") or "")
        is_shown = value(child(style, "table-properties"), "display") != "false"
        if local_name(node) == "table" and is_shown:
            sheets.add(value(node, "name") or "", _rows(node))
    found = sheets.body()
    return Body(found.lines, losses=(*found.losses, *([problem] if problem else [])))


def _rows(node: Node) -> Iterator[Row]:
    for inner in node:
        if local_name(inner) == "table-row":
            row = _row(inner)
            for _ in range(_repeats(inner, "number-rows-repeated") if row[1] else 1):
                yield row
        elif local_name(inner) in _GROUPS:
            yield from _rows(inner)


def _row(node: Node) -> Row:
    texts: dict[int, str] = {}
    column = 0
    for cell in node:
        name = local_name(cell)
        if name not in ("table-cell", "covered-table-cell"):
            continue
        text = _text(cell) if name == "table-cell" else ""
        repeats = _repeats(cell, "number-columns-repeated") if text else 1
        texts |= {column + place: text for place in range(repeats) if text}
        column += repeats if text else max(number(cell, "number-columns-repeated") or 1, 1)
    return len(node), texts


def _repeats(node: Node, name: str) -> int:
    return min(max(number(node, name) or 1, 1), _MOST_REPEATS)


def _text(cell: Node) -> str:
    paragraphs = ["".join(words_of(inner)) for inner in cell if local_name(inner) == "p"]
    text = " ".join(paragraphs) or value(cell, "value") or ""
    return " ".join(safe(text).replace("\u00ad", "").split())
