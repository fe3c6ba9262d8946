"""Where a text prints the numbers of sub-questions: `1.`, `1 en 2.`, `1-3.`, `Vraag 1:`, `Antwoord op vraag 1`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Literal

from indexer.extraction.text.lines import Block

Kind = Literal["number", "letter", "roman"]

_NUMBER = r"\d{1,2}(?!\d)"
_RANGE_WORD = r"tot\ en\ met|tot|t\.?\s?e\.?\s?m\.?|t/m|[-–]"
_NUMBERS = rf"{_NUMBER}(?:[.)°/]?\s*(?:,|;|&|\+|/|en\b|et\b|{_RANGE_WORD})\s*(?:vraag\s*)?{_NUMBER}){{0,14}}"
_TEXT_FOLLOWS = r"(?=\s|$|[^\W\d_]|[-–\"'“”„«‘’(*\[…])"
_ASKED = r"(?:deel-?|sub-?)?vra(?:ag|gen)|antwoord(?:en)?|punt(?:en)?|onderde(?:el|len)"

_WORDED = re.compile(
    rf"""(?:-\ )?(?i:(?:(?:antwoord(?:en)?\ )?(?:op\ )?(?:de\ )?(?:{_ASKED})|ad)\ (?:nrs?\.?\ ?|nummers?\ )?)
    \(?(?P<numbers>(?i:{_NUMBERS}))\)?
    (?:\s?[.):/–-]+{_TEXT_FOLLOWS}|(?=\s?[a-z][.):])|(?=\ [A-ZÀ-Þ"“])|$)""",
    re.VERBOSE,
)
_NUMBERED = re.compile(
    rf"""(?:-\ )?\(?(?P<numbers>{_NUMBERS})
    (?:(?P<close>[.)°/:]+){_TEXT_FOLLOWS}|\s?[-–:](?=\s+[^\s\d])|(?=\s?[a-z][.):]))""",
    re.VERBOSE,
)
_STEPPED = re.compile(r"(?:- )?(?P<numbers>\d{1,2})\.1[.)]?(?=\s+[A-ZÀ-Þ])")
"""`2.1 Hoeveel`: where no `2.` stands above it, it begins part 2."""
_GLUED = re.compile(
    rf"""(?P<before>[.?!:;])[)"”»]*\s*(?P<numbers>{_NUMBERS})(?P<close>[.)/])(?=(?P<next>\s*\S{{1,4}}|\s*$))""",
    re.VERBOSE,
)
"""A number inside a paragraph, after the end of a sentence."""
_LETTERED = re.compile(r"(?:- )?\(?(?P<numbers>[a-z])[.)](?=\s|[A-ZÀ-Þ]|$)")
_ROMAN = re.compile(r"(?:- )?\(?(?P<numbers>[IVX]{1,5})[.):](?=\s|$)")
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")

_SUB_LETTER = re.compile(r"\s?(?P<letter>[a-z])[.):]|(?P<bare>[a-z])(?=\s)")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_AMOUNT = re.compile(r"\s?\d{3}(?:\.\d{3}|,\d)")
_ABBREVIATED = re.compile(
    r"(?<!\w)(?:nrs?|blz|pp?|pag|artt?|st|dr|mr|resp|ca|cf|vgl|bv|hfdst|afd|lid|tel|punt|vraag|K\.B|M\.B)\.$",
    re.IGNORECASE,
)
_NAMES: dict[Kind, Sequence[str]] = {"letter": ascii_lowercase, "roman": _ROMANS}


@dataclass(frozen=True, slots=True)
class Label:
    """A number, or several, printed at `start` of a block; its text begins at `end`.

    `style` tells the labels of one list from those of another. `leads` says that it begins the block, `lower` that
    a small letter follows: both tell how sure it is.
    """

    block: int
    start: int
    end: int
    numbers: tuple[int, ...]
    style: str
    leads: bool = True
    lower: bool = False


def labels_of(found: Sequence[Block], kind: Kind) -> list[Label]:
    """Everything that may be a label of this kind, in order. Tables hold none."""
    return [
        label
        for place, block in enumerate(found)
        if block.rows is None
        for label in (_numbers_in(place, block.text) if kind == "number" else _single(place, block.text, kind))
    ]


def _numbers_in(place: int, text: str) -> Iterator[Label]:
    leading = _leading(place, text)
    if leading:
        yield leading
    for match in _GLUED.finditer(text, leading.end if leading else 0):
        numbers = _read_numbers(match["numbers"])
        sentence_end = match.end("before")
        if numbers and _may_be_glued(match) and not _ABBREVIATED.search(text, max(0, sentence_end - 12), sentence_end):
            lower = match["next"].lstrip()[:1].islower()
            yield Label(place, match.start("numbers"), match.end("close"), numbers, match["close"], False, lower)


def _may_be_glued(match: re.Match[str]) -> bool:
    """Whether what follows a number inside a paragraph looks like the start of a part: a capital, a year, nothing."""
    before, after = match["before"], match["next"].lstrip()
    if not after:
        return before != ";"
    if after[0].islower():
        return before in ":;"
    return after[0].isupper() or (match["next"][0].isspace() and before not in ":;" and bool(_YEAR.match(after)))


def _leading(place: int, text: str) -> Label | None:
    worded = _WORDED.match(text)
    match = worded or _STEPPED.match(text) or _NUMBERED.match(text)
    if not match or not (numbers := _read_numbers(match["numbers"])) or _AMOUNT.match(text, match.end()):
        return None
    if match.re is _STEPPED:
        return Label(place, 0, match.start("numbers"), numbers, "step")
    sub = _SUB_LETTER.match(text, match.end())
    if sub and (sub["letter"] or sub["bare"]) != "a":
        return None
    return Label(place, 0, match.end(), numbers, "word" if worded else (match["close"] or "")[:1])


def _single(place: int, text: str, kind: Kind) -> Iterator[Label]:
    match = (_LETTERED if kind == "letter" else _ROMAN).match(text)
    if match and match["numbers"] in _NAMES[kind]:
        yield Label(place, 0, match.end(), (_NAMES[kind].index(match["numbers"]) + 1,), kind)


def printed(number: int, kind: Kind) -> str:
    """A number as labels of this kind print it."""
    return str(number) if kind == "number" else _NAMES[kind][number - 1]


def _read_numbers(text: str) -> tuple[int, ...]:
    """The numbers of a label, ranges filled in; none where they do not rise."""
    numbers: list[int] = []
    place = 0
    for match in re.finditer(r"\d+", text):
        number = int(match[0])
        if number <= (numbers[-1] if numbers else 0):
            return ()
        if numbers and re.search(_RANGE_WORD, text[place : match.start()], re.IGNORECASE | re.VERBOSE):
            numbers += range(numbers[-1] + 1, number)
        numbers.append(number)
        place = match.end()
    return tuple(numbers)
