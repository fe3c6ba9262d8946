"""The numbers of an OpenDocument's lists, which stand in its styles and not in its text."""

from collections.abc import Mapping

from indexer.extraction.formats.numbering import MAX_LEVELS, Counter, Level, List
from indexer.extraction.formats.odf.content import Node
from indexer.extraction.formats.package import local_name, number, value

_STYLES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


class OdfLists:
    """Counts the items of one document's lists in reading order."""

    def __init__(self, styles: Mapping[str, Node]) -> None:
        self._styles = styles
        self._counter = Counter()
        self._levels: dict[str, dict[int, Level]] = {}
        self._families: dict[str, int] = {}  # of lists by their id, and of the last one of each style
        self._lists = 0
        self._begun = 0

    def family_of(self, node: Node, style: str) -> int:
        """What the items of an outermost list count on from: a new one begins at its start."""
        before = value(node, "continue-list") or (style if value(node, "continue-numbering") == "true" else "")
        family = self._families.get(before)
        if family is None:
            self._lists += 1
            family = self._lists
        self._families[style] = family
        if name := value(node, "id"):
            self._families[name] = family
        return family

    def label(self, family: int, style: str, depth: int, item: Node) -> str:
        """What is printed before an item on this level (from 0) of a list with this style."""
        levels = self._levels.get(style)
        if levels is None:
            levels = self._levels[style] = _levels(self._styles.get(style))
        if depth >= MAX_LEVELS:
            return ""
        start = number(item, "start-value")
        starts = {} if start is None else {depth: start}
        self._begun += 1
        return self._counter.label(self._begun if starts else 0, List((family, style), levels, starts), depth)


def _levels(style: Node | None) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for node in style if style is not None else ():
        depth = (number(node, "level") or 0) - 1
        if not 0 <= depth < MAX_LEVELS:
            continue
        if local_name(node) == "list-level-style-number":
            levels[depth] = _level(node, depth)
        else:
            levels[depth] = Level("", "bullet")
    return levels


def _level(node: Node, depth: int) -> Level:
    style = value(node, "num-format") or ""
    shown = min(max(number(node, "display-levels") or 1, 1), depth + 1) if style else 0
    numbers = ".".join(f"%{place + 1}" for place in range(depth + 1 - shown, depth + 1))
    text = f"{value(node, 'num-prefix') or ''}{numbers}{value(node, 'num-suffix') or ''}"
    start = number(node, "start-value")
    return Level(text if style else "", _STYLES.get(style, "decimal"), 1 if start is None else start)
