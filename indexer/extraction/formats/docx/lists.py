"""The lists of a DOCX: what numbering.xml and styles.xml say a paragraph is numbered with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from indexer.extraction.formats.numbering import MAX_LEVELS, MAX_PARENTS, Level, List
from indexer.extraction.formats.package import child, is_on, local_name, number, value

_Node = etree._Element


@dataclass(frozen=True, slots=True)
class _Style:
    parent: str | None
    list_id: int | None
    depth: int | None
    hidden: bool


@dataclass(slots=True)
class Lists:
    """Answers for each paragraph which list and level it belongs to."""

    _styles: Mapping[str, _Style] = field(default_factory=dict)
    _lists: Mapping[int, List] = field(default_factory=dict)
    _level_of_style: Mapping[tuple[int, str], int] = field(default_factory=dict)

    @classmethod
    def read(cls, styles: _Node | None, numbering: _Node | None) -> "Lists":
        """From the roots of the two parts; None for a part that a document does not have."""
        of_style = {value(node, "styleId") or "": _style(node) for node in _all(styles, "style")}
        abstract = {number(node, "abstractNumId"): node for node in _all(numbering, "abstractNum")}
        instances = {number(node, "numId"): node for node in _all(numbering, "num")}
        lists: dict[int, List] = {}
        level_of_style: dict[tuple[int, str], int] = {}
        for list_id, node in instances.items():
            if list_id is None:
                continue
            family = number(child(node, "abstractNumId"))
            definition = abstract.get(family)
            link = value(child(definition, "numStyleLink"))
            if link and (linked := of_style.get(link)) and linked.list_id in instances:
                family = number(child(instances[linked.list_id], "abstractNumId"))
                definition = abstract.get(family)
            levels = {number(level, "ilvl") or 0: _level(level) for level in _all(definition, "lvl")}
            starts: dict[int, int] = {}
            for override in _all(node, "lvlOverride"):
                depth = number(override, "ilvl") or 0
                if (changed := child(override, "lvl")) is not None:
                    levels[depth] = _level(changed)
                if (start := number(child(override, "startOverride"))) is not None:
                    starts[depth] = start
            lists[list_id] = List(family, {d: lvl for d, lvl in levels.items() if 0 <= d < MAX_LEVELS}, starts)
            for level in _all(definition, "lvl"):
                if style := value(child(level, "pStyle")):
                    level_of_style[list_id, style] = number(level, "ilvl") or 0
        return cls(of_style, lists, level_of_style)

    def of(self, properties: _Node | None) -> tuple[int, List, int] | None:
        """The id of the list, the list and the level (from 0) of a paragraph with these properties (w:pPr)."""
        direct = child(properties, "numPr")
        list_id, depth = number(child(direct, "numId")), number(child(direct, "ilvl"))
        style = value(child(properties, "pStyle"))
        for _ in range(MAX_PARENTS):
            if style is None or style not in self._styles or (list_id is not None and depth is not None):
                break
            of_style = self._styles[style]
            if list_id is None and of_style.list_id is not None:
                list_id = of_style.list_id
                depth = depth if depth is not None else self._level_of_style.get((list_id, style))
            depth = depth if depth is not None else of_style.depth
            style = of_style.parent
        found = self._lists.get(list_id) if list_id is not None else None
        return (list_id, found, depth or 0) if list_id is not None and found else None

    def is_hidden(self, style: str | None) -> bool:
        """Whether a style of characters or paragraphs hides its text."""
        return style is not None and style in self._styles and self._styles[style].hidden


def _style(node: _Node) -> _Style:
    properties = child(node, "pPr", "numPr")
    return _Style(
        parent=value(child(node, "basedOn")),
        list_id=number(child(properties, "numId")),
        depth=number(child(properties, "ilvl")),
        hidden=is_on(child(node, "rPr", "vanish")),
    )


def _level(node: _Node) -> Level:
    style = value(child(node, "numFmt")) or "decimal"
    return Level(
        text=(value(child(node, "lvlText")) or "")[:100],
        style=style,
        start=_or(number(child(node, "start")), 1),
        restart=number(child(node, "lvlRestart")),
        plain=is_on(child(node, "isLgl")),
    )


def _or(given: int | None, default: int) -> int:
    return default if given is None else given


def _all(node: _Node | None, name: str) -> list[_Node]:
    return [inner for inner in node if local_name(inner) == name] if node is not None else []
