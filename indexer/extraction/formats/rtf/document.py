"""An RTF -> its paragraphs, list items and tables."""

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from indexer.extraction.formats.flow import Flow
from indexer.extraction.formats.notes import WordNote, note_mark, reference, with_notes, without_references
from indexer.extraction.formats.problems import Scanned, Unreadable
from indexer.extraction.formats.rtf.words import (
    BOXES,
    CHARACTERS,
    ENCODINGS,
    HOLD_BOXES,
    KEPT,
    LEFT_OUT,
    NOTE_STYLES,
    SYMBOL_FONT,
    SYMBOLS,
)
from indexer.extraction.text.lines import Body

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    r"|\\'(?P<byte>[0-9a-fA-F]{2})"
    r"|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])"
    r"|(?P<text>[^\\{}\r\n]+)"
    r"|[\r\n]+|\\",
    re.DOTALL,
)
_MAX_GROUPS = 5_000
_MAX_CELLS = 64
_MAX_ASIDES = 20
_ENDS = frozenset(("par", "sect", "page", "column", "cell", "nestcell", "row", "nestrow"))
_OWN_MARK = re.compile(r"([*†‡§]{1,4}|\(?\d{1,3}\)?)\s*")


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group; a group inside it begins with the same."""

    ignored: bool = False
    hidden: bool = False
    font: int = -1
    in_fonts: bool = False
    fallback: int = 1  # characters that stand after a Unicode one, for programs that do not know it
    is_sealed: bool = False  # ignored with all that is in it
    aside: int = 0  # how many notes and boxes it is inside of
    in_table: bool = False
    depth: int = 0
    left: int = 0
    edges: tuple[int, ...] = ()


def read_rtf(data: bytes) -> Body:
    """The text of an RTF. Raises Unreadable where it gives none."""
    reader = _Reader()
    reader.read(data.decode("latin-1"))
    lines = with_notes(reader.flow.finish(), reader.notes)
    if not lines:
        if "pict" in reader.met:
            raise Scanned("the RTF document holds pictures without text")
        raise Unreadable("the RTF document holds no text")
    losses = []
    if not reader.is_whole:
        losses.append("the end of the file is missing: text may have been lost")
    return Body(lines, losses=tuple(losses))


@dataclass(slots=True)
class _Aside:
    """A footnote, or a box (its number is 0), in the middle of a paragraph: the text around it waits."""

    number: int
    around: list[str]
    place: int  # among the paragraphs of the boxes: those inside this one come after it
    is_endnote: bool = False
    has_own_mark: bool = True


class _Reader:
    """Follows the groups and control words of one document."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.notes: dict[int, WordNote] = {}
        self._asides: list[_Aside] = []
        self._boxes: list[str] = []  # the paragraphs of boxes that stand behind the one being read
        self._note_styles = {False: "decimal", True: "decimal"}
        self._note_counts = {False: 0, True: 0}
        self.met: set[str] = set()  # the control words for which the caller looks
        self.is_whole = False
        self._state = _State()
        self._groups: list[_State] = []
        self._text: list[str] = []
        self._bytes = bytearray()  # not yet decoded: a character may take several
        self._to_skip = 0
        self._encoding = "cp1252"
        self._encodings: dict[int, str | None] = {}  # of the fonts; None for a font of symbols

    def read(self, source: str) -> None:
        place = 0
        is_start = may_be_ignored = False  # of a group that programs which do not know it may leave out
        while found := _TOKEN.match(source, place):
            place = found.end()
            word, kind = found["word"], found.lastgroup
            if found["byte"]:
                self._add_bytes(bytes.fromhex(found["byte"]))
            elif found["text"]:
                self._add_bytes(found["text"].encode("latin-1"))
            elif found["brace"]:
                if self._follow_brace(found["brace"]):
                    break
            elif found["sign"] == "*":
                may_be_ignored = is_start
            elif found["sign"]:
                self._follow_sign(found["sign"])
            elif word == "bin":
                place += max(0, int(found["number"] or 0))
            elif word:
                if may_be_ignored and word not in KEPT:
                    self._state = replace(self._state, ignored=True, is_sealed=True)
                self._follow_word(word, int(found["number"]) if found["number"] else None)
            if kind is not None:  # not the end of a line
                is_start = found["brace"] == "{"
                may_be_ignored = may_be_ignored and found["sign"] == "*"
        while self._asides:
            self._end_aside()
        self._end_paragraph(keep_empty=False)

    # --- groups and words ------------------------------------------------------------------------------------------

    def _follow_brace(self, brace: str) -> bool:
        """Open or close a group; whether the last one was closed."""
        self._decode()
        self._to_skip = 0
        if brace == "{":
            if len(self._groups) >= _MAX_GROUPS:
                raise Unreadable(f"the RTF document is damaged: more than {_MAX_GROUPS} groups inside each other")
            self._groups.append(self._state)
        elif self._groups:
            self._state = self._groups.pop()
            while len(self._asides) > self._state.aside:
                self._end_aside()
            self.is_whole = not self._groups
        return self.is_whole

    def _follow_sign(self, sign: str) -> None:
        if sign in "\r\n":
            self._follow_word("par", None)
        elif sign in SYMBOLS:
            self._add_text(SYMBOLS[sign])

    def _follow_word(self, word: str, number: int | None) -> None:
        self._decode()
        if word in LEFT_OUT or (word == "shprslt" and "shptxt" in self.met):
            self._state = replace(self._state, ignored=True, is_sealed=word not in HOLD_BOXES or self._state.is_sealed)
        if word in ("pict", "shptxt"):
            self.met.add(word)
        if word == "footnote" or word in BOXES:
            self._begin_aside(is_note=word == "footnote")
        elif self._asides and self._follow_note_word(word):
            return
        if word == "fonttbl":
            self._state = replace(self._state, in_fonts=True)
        elif word == "f":
            self._state = replace(self._state, font=number or 0)
        elif word == "fcharset":
            if self._state.in_fonts:
                of_font = None if number == SYMBOL_FONT else ENCODINGS.get(number or 0, self._encoding)
                self._encodings[self._state.font] = of_font
        elif word in _DOCUMENT_ENCODINGS or word == "ansicpg":
            self._encoding = _known(_DOCUMENT_ENCODINGS.get(word) or f"cp{number}")
        elif word in CHARACTERS:
            self._add_text(CHARACTERS[word])
        elif word == "u":
            self._add_text(chr((number or 0) & 0xFFFF))
            self._to_skip = self._state.fallback
        elif word[:4] == "ftnn" or word[:5] == "aftnn":
            is_endnote, style = word[0] == "a", word.partition("ftnn")[2]
            self._note_styles[is_endnote] = NOTE_STYLES.get(style, self._note_styles[is_endnote])
        elif word in _CHANGES:
            self._state = _CHANGES[word](self._state, number)
        elif not self._state.ignored:
            self._follow_end(word)

    def _follow_end(self, word: str) -> None:
        """The ends of paragraphs, cells and rows."""
        if self._asides:
            if word in _ENDS:
                self._text.append("\n")
            return
        depth = self._depth()
        if word in ("par", "sect", "page", "column"):
            self._end_paragraph()
        elif word in ("cell", "nestcell"):
            depth = 1 if word == "cell" else max(depth, 2)
            self._end_paragraph(depth)
            self.flow.end_cell(depth)
        elif word in ("row", "nestrow"):
            edges = (self._state.left, *self._state.edges[:-1]) if self._state.edges else ()
            self.flow.end_row(1 if word == "row" else max(depth, 2), edges)

    def _depth(self) -> int:
        return self._state.depth or int(self._state.in_table)

    # --- notes and boxes -------------------------------------------------------------------------------------------

    def _begin_aside(self, *, is_note: bool) -> None:
        if self._state.is_sealed or (is_note and self._state.ignored) or len(self._asides) >= _MAX_ASIDES:
            self._state = replace(self._state, ignored=True, is_sealed=True)
            return
        number = len(self.notes) + 1 if is_note else 0
        if is_note:
            self.notes[number] = WordNote("", "")  # a note inside this one has the next number
        self._asides.append(_Aside(number, self._text, len(self._boxes)))
        self._text = []
        self._state = replace(
            self._state, ignored=False, hidden=False, aside=len(self._asides), in_table=False, depth=0
        )

    def _follow_note_word(self, word: str) -> bool:
        """Whether the word was about the note or box that is open."""
        aside = self._asides[-1]
        if word == "ftnalt":
            aside.is_endnote = True
        elif word == "chftn":
            aside.has_own_mark = False
        return word in ("ftnalt", "chftn")

    def _end_aside(self) -> None:
        aside = self._asides.pop()
        text, self._text = "".join(self._text), aside.around
        if not aside.number:
            self._boxes[aside.place : aside.place] = text.split("\n")
            return
        text = " ".join(text.split())
        if aside.has_own_mark:
            text, mark = self._take_own_mark(text)
        else:
            self._note_counts[aside.is_endnote] += 1
            mark = note_mark(self._note_counts[aside.is_endnote], self._note_styles[aside.is_endnote])
        self.notes[aside.number] = WordNote(mark, without_references(text)[0])
        self._text.append(reference(aside.number))

    def _take_own_mark(self, text: str) -> tuple[str, str]:
        """A note that somebody marked by hand (`*`): its text, and the mark, which the text around it has too."""
        found = _OWN_MARK.match(text)
        around = "".join(self._text)
        if not found or not around.endswith(found[1]):
            return text, ""
        self._text[:] = [around.removesuffix(found[1])]
        return text[found.end() :], found[1]

    # --- text ------------------------------------------------------------------------------------------------------

    def _add_bytes(self, found: bytes) -> None:
        skipped = min(self._to_skip, len(found))
        self._to_skip -= skipped
        if not self._is_silent():
            self._bytes += found[skipped:]

    def _add_text(self, text: str) -> None:
        self._decode()
        if self._to_skip:
            self._to_skip -= 1
        elif not self._is_silent():
            self._text.append(text)

    def _is_silent(self) -> bool:
        return self._state.ignored or self._state.hidden or self._state.in_fonts

    def _decode(self) -> None:
        if not self._bytes:
            return
        encoding = self._encodings.get(self._state.font, self._encoding)
        if encoding is None:
            self._text.append("".join(chr(0xF000 + byte) if byte > 0x20 else " " for byte in self._bytes))
        else:
            try:
                self._text.append(self._bytes.decode(encoding))
            except UnicodeDecodeError:  # some programs give a font a character set that it does not have
                self._text.append(self._bytes.decode(self._encoding, "replace"))
        self._bytes.clear()

    def _end_paragraph(self, depth: int | None = None, *, keep_empty: bool = True) -> None:
        self._decode()
        text = "".join(self._text)
        self._text = []
        depth = self._depth() if depth is None else depth
        if text or keep_empty:
            self.flow.paragraph(text, depth)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.flow.paragraph(box, depth)


_DOCUMENT_ENCODINGS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return "cp1252"


def _add_edge(state: _State, number: int | None) -> _State:
    return replace(state, edges=(*state.edges, number or 0)) if len(state.edges) < _MAX_CELLS else state


_CHANGES: Mapping[str, Callable[[_State, int | None], _State]] = {
    "uc": lambda state, number: replace(state, fallback=min(max(number or 0, 0), 100)),
    "v": lambda state, number: replace(state, hidden=number != 0),
    "deleted": lambda state, number: replace(state, hidden=number != 0),
    "plain": lambda state, _: replace(state, hidden=False),
    "pard": lambda state, _: replace(state, in_table=False, depth=0),
    "intbl": lambda state, _: replace(state, in_table=True),
    "itap": lambda state, number: replace(state, depth=min(max(number or 0, 0), 100)),
    "trowd": lambda state, _: replace(state, edges=(), left=0),
    "trleft": lambda state, number: replace(state, left=number or 0),
    "cellx": _add_edge,
}
"""What a control word changes in the state of its group."""
