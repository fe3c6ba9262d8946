"""What documents and spreadsheets of OpenDocument (ISO/IEC 26300) have in common: their parts, their words."""

from collections.abc import Iterator

from lxml import etree

from indexer.extraction.formats.package import Package, child, local_name, number, value
from indexer.extraction.formats.problems import Unreadable

Node = etree._Element

_LEFT_OUT = frozenset(("annotation", "annotation-end", "tracked-changes", "ruby-text", "note", "title", "desc"))
_CHARACTERS = {"tab": " ", "line-break": "\n"}
_MOST_SPACES = 100


def content_of(data: bytes, kind: str) -> tuple[Package, Node, str | None]:
    """The members of a file, the root of its content and what is wrong with it. Raises Unreadable."""
    package = Package(data, kind)
    try:
        manifest = package.read("META-INF/manifest.xml")
    except (KeyError, Unreadable):
        manifest = b""
    if b"encryption-data" in manifest:
        raise Unreadable(f"the {kind} is protected with a password")
    found = package.xml("content.xml")
    if found is None:
        raise Unreadable(f"the {kind} is damaged: the part with its text is missing")
    return package, *found


def words_of(node: Node) -> Iterator[str]:
    """The text in a paragraph of a cell, a line break where it has one."""
    yield node.text or ""
    for inner in node:
        yield from (character(inner) or ()) if local_name(inner) not in _LEFT_OUT else ()
        if local_name(inner) not in _LEFT_OUT:
            yield from words_of(inner)
        yield inner.tail or ""


def character(node: Node) -> str:
    """What an element prints that stands for characters; empty for any other."""
    if local_name(node) == "s":
        return " " * min(number(node, "c") or 1, _MOST_SPACES)
    return _CHARACTERS.get(local_name(node), "")


def properties_of_styles(*roots: Node | None) -> dict[str, Node]:
    """The styles of a document by their names."""
    found: dict[str, Node] = {}
    for root in roots:
        for part in ("styles", "automatic-styles"):
            styles = child(root, part)
            for style in styles if styles is not None else ():
                name = value(style, "name")
                if name and local_name(style) in ("style", "list-style"):
                    found[name] = style
    return found
