"""Lines of a text -> its paragraphs, list items and tables: lines joined, broken words mended."""

import functools
import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from indexer.extraction.structure.doubts import doubt_about
from indexer.extraction.text.characters import BULLETS, HYPHENS
from indexer.extraction.text.lines import Block, Line, Note
from indexer.extraction.text.measure import width_of
from indexer.labels import begins_line
from indexer.question import rows_text

# --- paragraphs ----------------------------------------------------------------------------------------------------

_BULLET = re.compile(rf"^(?:[{re.escape(BULLETS)}]|[-–—](?=\s)|o(?=\s+[^\W\d_]))\s*(?=\S)")
_SENTENCE_END = (".", "?", "!", ":", ";", ".”", '."', "?”", '?"', ".)", "?)")

_PARAGRAPH_GAP = 1.1
"""A distance between lines this many times the usual one starts a paragraph."""
_DOUBLE = 2.4
"""How far the lines of a paragraph stand apart at most, in sizes of their letters."""
_ROOM = 0.97
"""The next word surely had room if it would have ended before this share of the text's width."""
_NARROW, _RAGGED, _NARROW_LINES = 0.85, 0.7, 3
"""A block is a narrow one if it has at least this many lines, none but the last shorter than a share of its width,
and that is at most a share of the text's."""
_LINE_HYPHEN = re.compile(rf"[^\W\d_][{HYPHENS}]\s*$")


def blocks(lines: Sequence[Line]) -> list[Block]:
    """The text of these lines as paragraphs, list items and tables; footnotes come last. Items begin with `- `."""
    notes = [line for line in lines if line.note]
    return [*_flow([line for line in lines if not line.note]), *_flow(notes)]


def _flow(lines: Sequence[Line]) -> list[Block]:
    if not lines:
        return []
    measure = _Measure(lines)
    groups: list[list[Line]] = [[lines[0]]]
    for above, below in pairwise(lines):
        if measure.starts_paragraph(above, below):
            groups.append([below])
        else:
            groups[-1].append(below)
    hyphens = Hyphens(lines)
    found: list[Block] = []
    note: Note | None = None
    for group in groups:
        block = _block(group, hyphens, is_first_of_note=group[0].note != note)
        note = group[0].note
        if block.text:
            found.append(block)
    return found


def joined(found: Iterable[Block]) -> str:
    """Blocks as one text: a blank line between them, none between the items of one list."""
    text = ""
    was_item = False
    for block in found:
        is_item = block.text.startswith("- ")
        text += ("\n" if is_item and was_item else "\n\n") + block.text if text else block.text
        was_item = is_item
    return text


def _block(group: Sequence[Line], hyphens: "Hyphens", *, is_first_of_note: bool) -> Block:
    first = group[0]
    if first.rows is not None:
        doubts = " and ".join(filter(None, (first.doubt, doubt_about(first.rows))))
        return Block(rows_text(first.rows), first.page, first.rows, refers=first.refers, doubt=doubts or None)
    text = _as_bullet(hyphens.join(line.text for line in group))
    if first.note and text and is_first_of_note:
        text = f"{first.note.mark} {text}"
    return Block(text, first.page, note=first.note, refers=tuple(number for line in group for number in line.refers))


def _as_bullet(text: str) -> str:
    return _BULLET.sub("- ", text, count=1)


class _Measure:
    """What is usual in this text: the distance between its lines and how far to the right they run."""

    def __init__(self, lines: Sequence[Line]) -> None:
        lines = [line for line in lines if line.rows is None] or lines
        ends = sorted(_end(line) for line in lines)
        self._right = ends[int(0.95 * (len(ends) - 1))]
        self._left = min(line.x for line in lines)
        self._narrow: dict[int, tuple[float, float]] = {}
        self._stretch: dict[int, float] = {}
        # Only lines that were wrapped tell the distance inside a paragraph: rows of a table may stand closer.
        gaps = [
            round(above.y - below.y, 1)
            for above, below in pairwise(lines)
            if above.page == below.page
            and 0 < above.y - below.y <= (_DOUBLE * below.size or above.y)
            and not self._had_room(above, below)
        ]
        self._leading = statistics.mode(gaps) if gaps else 0.0
        self._narrow = dict(self._narrow_blocks(lines))

    def _narrow_blocks(self, lines: Sequence[Line]) -> Iterator[tuple[int, tuple[float, float]]]:
        """For each line of a block that is narrower than the text, such as a quotation, where the block runs."""
        block: list[Line] = []
        for line in (*lines, None):
            if line and block and self._is_beneath(block[-1], line):
                block.append(line)
                continue
            left, right = min((one.x for one in block), default=0.0), max(map(_end, block), default=0.0)
            if self._is_narrow_prose(block, left, right):
                yield from ((id(one), (left, right)) for one in block)
            block = [line] if line else []

    def _is_beneath(self, above: Line, below: Line) -> bool:
        if above.page != below.page or abs(above.x - below.x) > 2 * below.size or begins_line(below.text):
            return False
        gap = above.y - below.y
        is_close = 0 < gap <= _PARAGRAPH_GAP * (self._leading or 2 * below.size)
        return is_close and abs(above.size - below.size) < 1 and not _BULLET.match(below.text)

    def _is_narrow_prose(self, block: Sequence[Line], left: float, right: float) -> bool:
        """Whether these lines were wrapped at a margin of their own: most go on in the middle of a sentence."""
        if len(block) < _NARROW_LINES or right - left > _NARROW * (self._right - self._left):
            return False
        if any(_end(line) < left + _RAGGED * (right - left) for line in block[:-1]):
            return False
        return 3 * sum(line.text.lstrip()[:1].islower() for line in block[1:]) >= 2 * (len(block) - 1)

    def starts_paragraph(self, above: Line, below: Line) -> bool:
        """Whether the lower line begins a new paragraph."""
        if above.whole or below.whole or above.rows is not None or below.rows is not None or above.note != below.note:
            return True
        text = below.text
        if _ends_in_hyphen(above.text) and text[:1].islower() and not begins_line(text):
            return False
        if _BULLET.match(text) and not _is_dash_inside_sentence(above, below):
            return True
        had_room = self._had_room(above, below)
        if (had_room or above.text.rstrip().endswith(_SENTENCE_END)) and begins_line(text):
            return True
        # A line that stands higher than the one before it is the first of the next page or column.
        usual = _PARAGRAPH_GAP * self._leading or _DOUBLE * below.size
        if above.page == below.page and usual and above.y - below.y > usual:
            return True
        if abs(above.size - below.size) > 0.15 * max(above.size, below.size):
            return True
        return had_room

    def _had_room(self, above: Line, below: Line) -> bool:
        """Whether the next word would have fitted on the upper line, so that somebody ended the line on purpose."""
        word = below.text.split(maxsplit=1)[0] if below.text.strip() else ""
        left, right = self._narrow.get(id(above), (self._left, self._right))
        end = _end(above) + width_of(" " + word, above.size) * self._stretch_of(above)
        wrapped = above.text.endswith(" ")
        return end < left + (right - left) * (0.75 if wrapped else _ROOM)

    def _stretch_of(self, line: Line) -> float:
        """How much wider than a common one the font of a line is."""
        if id(line) not in self._stretch:
            usual = width_of(line.text.rstrip(), line.size)
            self._stretch[id(line)] = (line.end - line.x) / usual if usual and line.end else 1.0
        return self._stretch[id(line)]


def _ends_in_hyphen(text: str) -> bool:
    return text.rstrip().endswith(_HYPHENS) and bool(_LINE_HYPHEN.search(text))


def _is_dash_inside_sentence(above: Line, below: Line) -> bool:
    """A dash that a wrapped sentence happens to begin a line with: `... de straten\\n– zoals gevraagd – ...`."""
    text = above.text.rstrip()
    return below.text[0] in "-–—" and bool(text) and text[-1].isalnum() and below.text.count(below.text[0] + " ") > 1


def _end(line: Line) -> float:
    return line.end or line.x + width_of(line.text.rstrip(), line.size)


# --- words broken at the end of a line -----------------------------------------------------------------------------

_SUSPENDED = re.compile(r"^(?:en|of|en/of|tot|als|dan|noch|maar|respectievelijk)\b", re.IGNORECASE)
"""After a hyphen these words show that it is a real one: `bestuurs- of regeringsniveau`."""
_KEEPS_HYPHEN = re.compile(
    r"(?:^|[^\w])(?:niet|non|ex|oud|e|semi|quasi|pseudo|vice|adjunct|kandidaat|aspirant|interim|leerling|"
    r"minister|secretaris|directeur|procureur|inspecteur|administrateur|auditeur|gouverneur|"
    r"sociaal|socio|sociale|economisch|politiek|technisch|noord|zuid|oost|west|midden|centrum|online|proces|processen|"
    r"follow|back|start|op|mee|re|pre|co|micro|macro|mini|maxi|top|bio|eco)$",
    re.IGNORECASE,
)
_CLASHING_VOWELS = re.compile(r"(?:aa|ae|ai|au|ee|ei|eu|ie|ii|oe|oi|oo|ou|ui|uu|ij)$")
_SOFT_HYPHEN = "\u00ad"
_HYPHENS = tuple(HYPHENS)
_LONGEST_WORD = 100
_HYPHENATES = 0.03
"""A text whose lines end so often in the middle of a word was set with hyphenation."""


class Hyphens:
    """Joins the lines of one text; what a hyphen at a line's end means is decided by the whole of it."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        candidates = sum(
            1
            for above, below in pairwise(lines)
            if (broken := _broken_word(above.text, below.text)) and not _is_surely_hyphenated(*broken)
        )
        self._is_hyphenated = candidates >= _HYPHENATES * len(lines)

    @functools.cached_property
    def _words(self) -> set[str]:
        # The halves of broken words are not words.
        text = " ".join([_without_broken_word(line.text) for line in self._lines]).casefold()
        return set(re.findall(r"[^\W_]+(?:-[^\W_]+)*", text))

    def join(self, texts: Iterable[str]) -> str:
        """These lines as one line of text."""
        pieces: list[str] = []
        goes_on = False  # whether the last line ended in a soft hyphen, which only ever breaks a word
        for text in texts:
            words = " ".join(text.split())
            piece = words.replace(_SOFT_HYPHEN, "")
            if not piece:
                continue
            if pieces and not goes_on:
                broken = _broken_word(pieces[-1], piece)
                if broken is None:
                    piece = " " + piece
                elif self._is_one_word(*broken):
                    pieces[-1] = pieces[-1][:-1]
            pieces.append(piece)
            goes_on = words.endswith(_SOFT_HYPHEN)
        return "".join(pieces)

    def _is_one_word(self, first: str, second: str) -> bool:
        if f"{first}-{second}".casefold() in self._words:
            return False
        if f"{first}{second}".casefold() in self._words:
            return True
        if first[0].isupper() and first.casefold() in self._words:
            return False
        return self._is_hyphenated and not _is_surely_hyphenated(first, second)


def _without_broken_word(text: str) -> str:
    text = text.rstrip()
    return text[: max(text.rfind(" "), 0)] if text.endswith(_HYPHENS) else text


def _broken_word(left: str, right: str) -> tuple[str, str] | None:
    """The two halves around a hyphen at a line's end, or None where the hyphen ends a word (`bestuurs- of`)."""
    left = left.rstrip()
    if not left.endswith(_HYPHENS) or _SUSPENDED.match(right):
        return None
    first = re.search(rf"([^\W_](?:[^\s]*[^\W_])?)[{HYPHENS}]$", left[-_LONGEST_WORD:])
    second = re.match(r"[^\W_]+", right)
    return (first[1], second[0]) if first and second else None


def _is_surely_hyphenated(first: str, second: str) -> bool:
    """Whether Dutch spelling wants the hyphen: names, figures, `niet-`, `procureur-generaal`, clashing vowels."""
    piece = re.split(r"[^\w]", first)[-1]
    if not (piece.isalpha() and piece[1:].islower() and second.isalpha() and second.islower()):
        return True
    return bool(_KEEPS_HYPHEN.search(first)) or bool(_CLASHING_VOWELS.search(piece[-1] + second[0]))
