"""Where the header block of a question ends, where its answer begins, and which office the minister holds.

The layouts are those of the documents since 2022, with the spellings of older ones (contract, section 6). Headings
are found by their wording and checked against what the records already say: the number, the names, the title.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from indexer.extraction.structure.paragraphs import Hyphens
from indexer.extraction.text.characters import fold
from indexer.extraction.text.lines import Block, Line

_DATE = r"\d{1,2}\s*(?:[a-z]+|[./-]\s*\d{1,2}\s*[./-])\s*\d{4}"

HEADER_LINES = (
    re.compile(r"^schriftelijke vraag$", re.IGNORECASE),  # SCHRIFTELIJKE VRAAG
    re.compile(r"^(?:schriftelijke\s+)?(?:vraag\s+)?nr\.?\s*:?\s*\d+\b.{0,80}$", re.IGNORECASE),  # nr. 12
    re.compile(rf"^(?:datum|van)\s*:?\s*{_DATE}$", re.IGNORECASE),  # datum: 20 januari 2031
    re.compile(r"^van\s+(?:de heer\s+|mevrouw\s+)?[^\W\d_a-zà-ÿ][^\d]{2,60}$"),  # van AN PEETERS
    re.compile(r"^aan\s+[^\d]{3,60}$"),  # aan JAN JANSSENS
)

ANSWER_HEADING = re.compile(
    # ANTWOORD | GECOÖRDINEERD ANTWOORD | antwoord ,  op vraag nr. 12 van 20 januari 2031 van AN PEETERS
    rf"^(?P<kind>[^\W\d_]{{4,16}}\s+)?antwoord\s*,?\s*op\s+(?:de\s+|uw\s+)?(?:schriftelijke\s+)?vraag\s+"
    rf"(?:nr\.?|nummer)\s*(?P<number>\d{{1,9}})\s*(?:,?\s*van\s+{_DATE})?"
    r"(?P<asker>\s*,?\s*van\s+(?:de heer\s+|mevrouw\s+)?[^\W\d_][^\d]{2,60})?\s*$",
    re.IGNORECASE,
)
BULLETIN_HEADING = re.compile(
    # Vraag nr. 12 van 20 januari 2006 van AN PEETERS | Vraag nr. 12 (zitting 1985-1986) van ... van de heer PEETERS
    rf"^vraag\s+nr\.?\s*(?P<number>\d{{1,9}})\s*(?:\(zitting[^)]*\))?\s*van\s+{_DATE}\s+"
    r"van\s+(?:de heer\s+|mevrouw\s+)?(?P<asker>[^\W\d_][^\d]{2,60})$",
    re.IGNORECASE,
)
_VAN_OR_AAN = re.compile(r"^(?:van|aan)\s*:?\s+", re.IGNORECASE)
_SPACED = re.compile(r"(?<!\S)(?:[^\W\d_a-zà-ÿ] ){3,}[^\W\d_a-zà-ÿ](?!\S)")
"""A N T W O O R D: capitals with a space between them, as headings are sometimes set; words are farther apart."""
_ANSWER_START = re.compile(r"^(?:[^\W\d_]{4,16}\s+)?antwoord\b", re.IGNORECASE)
_BARE_ANSWER = re.compile(r"^(?:[A-ZÀ-Þ]{4,16} )?ANTWOORD$|^Antwoord\s*:?$")
_ASKED_TOGETHER = re.compile(
    r"^Deze (?:schriftelijke )?vraag werd (?:ook )?gesteld aan de (?:vlaamse )?ministers?\b", re.IGNORECASE
)
_NAME_AND_NUMBER = re.compile(r"(?P<name>[^\W\d_][^\d,()]{2,60}?)\s*\(\s*(?:nr\.?\s*)?(?P<number>\d{1,5})\s*\)")

NO_HEADER_BLOCK = "the question has no header block"
"""The note of a document that does not begin as a question does."""
_HEADER_REACH = 25
"""The most lines that a header block has."""
_OFFICE_LINES = 8
_TITLE_LINES = 8


@dataclass(frozen=True, slots=True)
class Anchors:
    """What the records say of a question, by which its document is recognised."""

    number: int | None
    title: str | None
    subject: str | None
    asker: str | None
    minister: str | None


@dataclass(frozen=True, slots=True)
class Sections:
    """The lines of the question's and of the answer's body; None where the document has no such part.

    `office` is the minister's title as printed. `answer_kind` is the heading's own word ("Gecoördineerd antwoord").
    """

    question: tuple[Line, ...] | None
    answer: tuple[Line, ...] | None
    office: str | None
    answer_kind: str | None
    notes: tuple[str, ...] = ()


def split_sections(lines: Sequence[Line], anchors: Anchors) -> Sections:
    """Cut a document into question and answer. A document without headings is all question, with a note."""
    lines = _own_part_of_bulletin([_unspaced(line) for line in lines], anchors)
    heading = _find_answer(lines, anchors)
    if heading is None:
        return _read_question(lines, anchors)
    before = lines[: _start_of_signature(lines, heading.start, anchors)]
    question = _read_question(before, anchors) if before else Sections(None, None, None, None)
    office = question.office or _office_of(lines[len(before) + 1 : heading.start])
    answer = tuple(_without_title(lines[heading.end :], anchors))
    return replace(question, answer=answer, office=office, answer_kind=heading.kind)


def _unspaced(line: Line) -> Line:
    """A line with the words that are set with a space between their letters read together."""
    if not _SPACED.search(line.text):
        return line
    return replace(line, text=_SPACED.sub(lambda match: match[0].replace(" ", ""), line.text))


def asked_together(blocks: Sequence[Block]) -> tuple[list[Block], list[tuple[str, int]]]:
    """Take out the line that names all ministers who were asked; returns the other blocks and (name, number)."""
    kept: list[Block] = []
    found: list[tuple[str, int]] = []
    for block in blocks:
        start = _ASKED_TOGETHER.match(block.text)
        named = list(_NAME_AND_NUMBER.finditer(block.text, start.end())) if start else []
        if named:
            found += [(_plain_name(match["name"]), int(match["number"])) for match in named]
        else:
            kept.append(block)
    return kept, found


def _plain_name(text: str) -> str:
    return re.sub(r"^(?:en|,|minister)\s+", "", " ".join(text.split()))


# --- bulletins -----------------------------------------------------------------------------------------------------


def _own_part_of_bulletin(lines: Sequence[Line], anchors: Anchors) -> Sequence[Line]:
    """The lines of this question in a bulletin of many; all lines of any other document."""
    headings = [
        (start, match)
        for start, line in enumerate(lines)
        if line.text[:5].casefold() == "vraag" and (match := _bulletin_heading(lines, start))
    ]
    own = [(start, match) for start, match in headings if int(match["number"]) == anchors.number]
    if len(headings) < 2 or not own:
        return lines
    # A number runs for each minister, so one bulletin may hold it more than once.
    start = next((start for start, match in own if fold(match["asker"]) == fold(anchors.asker or "")), own[0][0])
    end = next((other for other, _ in headings if other > start), len(lines))
    while end > start + 1 and is_capitals(lines[end - 1].text):  # the minister of the next question
        end -= 1
    return lines[start:end]


def _bulletin_heading(lines: Sequence[Line], start: int) -> re.Match[str] | None:
    """The heading of a question in a bulletin, which may take several lines of a narrow column."""
    text = ""
    for line in lines[start : start + 4]:
        text = f"{text} {line.text.strip()}".strip()
        if match := BULLETIN_HEADING.match(text):
            return match
    return None


# --- the question's header -----------------------------------------------------------------------------------------


def _read_question(lines: Sequence[Line], anchors: Anchors) -> Sections:
    reach = [line.text.strip() for line in lines[:_HEADER_REACH]]
    names = {fold(name) for name in (anchors.asker, anchors.minister) if name}
    last = max((i for i, text in enumerate(reach) if _is_header_line(text, names)), default=-1)
    if last < 0:
        return Sections(tuple(lines), None, None, None, (NO_HEADER_BLOCK,))
    title = _find_title(reach, anchors)
    if title is not None:
        start, end = title
        return Sections(tuple(lines[end:]), None, _office_of(lines[last + 1 : start]), None)
    end = last + 1
    while end < len(reach) and end <= last + _OFFICE_LINES and is_capitals(reach[end]):
        end += 1
    has_title = anchors.title or anchors.subject
    notes = ("the title of the record does not stand in the document",) if has_title else ()
    return Sections(tuple(lines[end:]), None, _office_of(lines[last + 1 : end]), None, notes)


def _is_header_line(text: str, names: Collection[str]) -> bool:
    if any(pattern.match(text) for pattern in HEADER_LINES[:3]):
        return True
    bare = _VAN_OR_AAN.sub("", text)
    if names and fold(bare) in names:
        return True
    return bare != text and is_capitals(bare) and any(pattern.match(text) for pattern in HEADER_LINES[3:])


def _find_title(texts: Sequence[str], anchors: Anchors) -> tuple[int, int] | None:
    """The first and the one-past-last line of the title, which may take several lines; None if it is not there.

    The very words go before a likeness, which forgives a slip of the pen in one of the two.
    """
    folded = [fold(text) for text in texts]
    goals = [fold(title) for title in (anchors.title, anchors.subject) if title]
    for is_title in (str.__eq__, _is_like):
        for goal in filter(None, goals):
            for start in range(len(folded)):
                for end in range(start + 1, min(start + _TITLE_LINES, len(folded)) + 1):
                    if is_title("".join(folded[start:end]), goal):
                        return start, end
    return None


def _is_like(text: str, goal: str) -> bool:
    if len(goal) < 12 or not 0.9 < len(text) / len(goal) < 1.1:
        return False
    return SequenceMatcher(None, text, goal, autojunk=False).ratio() > 0.92


def _without_title(lines: Sequence[Line], anchors: Anchors) -> Sequence[Line]:
    """Some answers repeat the title below their heading."""
    title = _find_title([line.text.strip() for line in lines[:8]], anchors)
    return lines[title[1] :] if title is not None and title[0] == 0 else lines


# --- the answer's heading ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Heading:
    """An answer heading over the lines from `start` to before `end`."""

    start: int
    end: int
    number: int | None
    kind: str | None


def _find_answer(lines: Sequence[Line], anchors: Anchors) -> _Heading | None:
    """The heading of the answer: one that names this question's number, else the first of any."""
    headings = [heading for i in range(len(lines)) if (heading := _heading_at(lines, i, anchors))]
    own = [heading for heading in headings if heading.number == anchors.number]
    full = [heading for heading in headings if heading.number is not None]
    return next(iter(own or full or headings), None)


def _heading_at(lines: Sequence[Line], start: int, anchors: Anchors) -> _Heading | None:
    text = lines[start].text
    if "antwoord" not in text.lower() or not _ANSWER_START.match(text):
        return None
    best = None
    text = ""
    for end in range(start + 1, min(start + 6, len(lines) + 1)):
        text = f"{text} {lines[end - 1].text}".strip()
        if len(text) > 300 or lines[end - 1].rows is not None:
            break
        match = ANSWER_HEADING.match(text)
        if match and _names_the_asker(match["asker"], anchors):
            best = _Heading(start, end, int(match["number"]), _kind(match["kind"]))
    if best is None and _BARE_ANSWER.match(lines[start].text.strip()):
        return _Heading(start, start + 1, None, _kind(lines[start].text.lower().partition("antwoord")[0]))
    return best


def _names_the_asker(text: str | None, anchors: Anchors) -> bool:
    """A `van ...` below the number belongs to the heading only if it is the name of the asker, or all capitals."""
    if text is None:
        return True
    name = re.sub(r"^\s*,?\s*van\s+(?:de heer\s+|mevrouw\s+)?", "", text, flags=re.IGNORECASE)
    return (anchors.asker is not None and fold(name) == fold(anchors.asker)) or is_capitals(name)


def _kind(word: str | None) -> str | None:
    word = (word or "").strip().lower()
    return f"{word.capitalize()} antwoord" if word else "Antwoord"


def _start_of_signature(lines: Sequence[Line], heading: int, anchors: Anchors) -> int:
    """The first line of the minister's name and office above an answer heading; the heading itself if there is none."""
    minister = fold(anchors.minister or "")
    start = heading
    for i in range(heading - 1, max(heading - _OFFICE_LINES - 2, -1), -1):
        text = lines[i].text.strip()
        if minister and fold(text) == minister:
            return i
        if is_capitals(text) and start == i + 1:
            start = i
    return start


# --- the office ----------------------------------------------------------------------------------------------------

_LOWER = frozenset(
    (
        *("van", "de", "het", "der", "den", "des", "en", "of", "met", "voor", "aan", "bij", "in", "op", "te", "tot"),
        *("ten", "ter", "belast", "toegevoegd", "bevoegd", "alsook", "eerste", "minister", "ministers"),
        *("minister-president", "viceminister-president", "vice-minister-president", "vice-eersteminister"),
        "staatssecretaris",
    )
)


def is_capitals(text: str) -> bool:
    """Whether a line is set in capitals: no small letter but `ß`-like exceptions, and at least three letters."""
    capitals = sum(map(str.isupper, text))
    if capitals < 3:
        return False
    letters = sum(map(str.isalpha, text))
    return letters >= 3 and capitals >= 0.95 * letters


def _office_of(lines: Sequence[Line]) -> str | None:
    return sentence_case(Hyphens(lines).join(line.text for line in lines)) if lines else None


def sentence_case(title: str) -> str:
    """A title of office in capitals as it is written in running text; a title in small letters stays as it is.

    >>> sentence_case("VLAAMS MINISTER VAN ECONOMIE, WERK EN LANDBOUW")
    'Vlaams minister van Economie, Werk en Landbouw'
    """
    if not is_capitals(title):
        return title
    words = [_word_case(word) for word in title.lower().split()]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def _word_case(word: str) -> str:
    if word.strip("(),.;") in _LOWER:
        return word
    return "-".join(piece[:1].upper() + piece[1:] for piece in word.split("-"))
