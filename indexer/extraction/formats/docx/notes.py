"""The footnotes and endnotes of a DOCX (ISO/IEC 29500-1, 17.11): counted where the text refers to them."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from lxml import etree

from indexer.extraction.formats.notes import WordNote, note_mark, reference, without_references
from indexer.extraction.formats.package import child, local_name, number, value

_Node = etree._Element

REFERENCES: Mapping[str, str] = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
"""The elements that stand for a mark, and the part that holds the notes."""
_STYLES = {"footnotes": "decimal", "endnotes": "lowerRoman"}


class DocxNotes:
    """The notes that the text of one document refers to, in its order."""

    def __init__(self, section: _Node | None, settings: _Node | None) -> None:
        self.notes: dict[int, WordNote] = {}
        self._numbers: dict[tuple[str, str], int] = {}
        self._styles: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        for kind, default in _STYLES.items():
            name = f"{kind[:-1]}Pr"
            places = [child(section, name), child(settings, name)]
            styles = (value(child(place, "numFmt")) for place in places)
            starts = (number(child(place, "numStart")) for place in places)
            self._styles[kind] = next(filter(None, styles), default)
            self._counts[kind] = next(filter(None, starts), 1) - 1

    def refer(self, node: _Node, own: str | None = None) -> str:
        """What stands in the text for the mark of this element; `own` is a mark that somebody typed instead."""
        kind = REFERENCES[local_name(node)]
        key = kind, value(node, "id") or ""
        if key not in self._numbers:
            if own is None:
                self._counts[kind] += 1
                own = note_mark(self._counts[kind], self._styles[kind])
            self._numbers[key] = len(self._numbers) + 1
            self.notes[self._numbers[key]] = WordNote(own.strip(), "")
        return reference(self._numbers[key])

    def kinds_met(self) -> list[str]:
        """The parts that hold the notes referred to."""
        return list(dict.fromkeys(kind for kind, _ in self._numbers))

    def read(self, kind: str, root: _Node | None, text_of: Callable[[_Node], str]) -> None:
        """Take the texts of the notes from the part that holds them."""
        for node in root if root is not None else ():
            place = self._numbers.get((kind, value(node, "id") or ""))
            if place is not None:
                note = self.notes[place]
                text = without_references(text_of(node))[0]
                self.notes[place] = replace(note, text=text.removeprefix(note.mark).strip() if note.mark else text)


def own_mark(run: _Node) -> _Node | None:
    """The reference in a run whose text is a mark of its own (`*`), None in any other run."""
    return next(
        (
            inner
            for inner in run
            if local_name(inner) in REFERENCES and value(inner, "customMarkFollows") not in (None, "0", "false", "off")
        ),
        None,
    )
