"""Marks what matched in a text and picks the passages worth showing."""

import re
from collections.abc import Iterator, Sequence

from indexer.fields import Text
from indexer.question import Part
from indexer.search.passages import Outline, Section, without_tables
from indexer.search.patterns import Pattern, Span, spans
from indexer.search.results import Marked, Piece, Snippet

_MAX_TEXT = 200_000
"""Characters of a text that are searched for passages: some of the texts are as long as a book."""

_MAX_BEGINNING = 20_000
_MOST_HITS = 5  # more of the same words do not make a passage better
_WINDOW = 160  # characters within which hits make one passage
_LENGTH = 230  # what a passage is filled up to
_LONGEST = 290  # a whole sentence up to this length is not cut
# Not after the number of a part (`1. Hoeveel`), an initial, or what is cut short (`nr.`, `art.`), nor before a small
# letter (`o.a. in Gent`), but that of a list (`a) in Gent`).
# It begins with the space, and looks back only then: so Python skips from space to space.
_SHORT = ("nr", "nrs", "art", "dhr", "mevr", "dr", "ir", "prof", "ca", "blz", "p", r"d\.d")
_CUT_SHORT = "".join(rf"(?<!\b(?i:{word})\.\s)" for word in _SHORT)
_SENTENCE_END = re.compile(
    rf"\s(?:(?<=[.!?)\"'”’»]\s)(?:(?<=[.!?]\s)|(?<=[.!?].\s))(?<!\b\d\.\s)(?<!\b\d\d\.\s)(?<!\b[A-Z]\.\s){_CUT_SHORT}"
    r"\s*+(?![a-zà-ÿ]{2})|(?<=\n)\n*)"
)
_SPACE = re.compile(r"\s+")
_LETTER = re.compile(r"[^\W\d_]")


def mark(text: str, wanted: Sequence[Pattern], source: Text) -> Marked:
    """The whole text, cut at what matched."""
    return tuple(_pieces(text, 0, len(text), spans(text, wanted, source)))


def snippets(question: str, answer: str, wanted: Sequence[Pattern], parts: Sequence[Part] = ()) -> tuple[Snippet, ...]:
    """The best passage of question and answer each, the better first; where nothing matched, how the text begins.

    `parts` are the sub-questions, whose texts stand in the two. A figure of a table makes no passage; a word in one
    only where nothing else does.
    """
    passages: list[tuple[_Worth, Snippet]] = []
    in_tables: list[Snippet] = []
    for source, text in ((Text.QUESTION, question), (Text.ANSWER, answer)):
        matches = spans(text[:_MAX_TEXT], wanted, source)
        if not matches:
            continue
        own = (part.question if source is Text.QUESTION else part.answer for part in parts)
        outline = Outline(text, zip((part.label for part in parts), own, strict=True))
        if in_prose := [span for span in matches if not outline.is_in_table(span.start)]:
            worth, chosen = _best(in_prose, outline)
            section = outline.section_at(chosen[0].start)
            snippet = Snippet(source, _passage(text, in_prose, chosen, outline), section.label if section else None)
            passages.append((worth, snippet))
        elif word := next((span for span in matches if _LETTER.search(text, span.start, span.end)), None):
            in_tables.append(Snippet(source, _cell(text, matches, word)))
    if passages:
        passages.sort(key=lambda passage: passage[0], reverse=True)
        return tuple(snippet for _, snippet in passages)
    if in_tables:
        return tuple(in_tables)
    for source, text in ((Text.QUESTION, question), (Text.ANSWER, answer)):
        if beginning := _beginning(text):
            return (Snippet(source, beginning),)
    return ()


_Worth = tuple[int, int, int, bool, int]
"""How many different patterns a passage and its sub-question have together, those of the passage, those that matched
whole words, whether it lies within one sub-question, and its hits."""


def _best(matches: list[Span], outline: Outline) -> tuple[_Worth, list[Span]]:
    """The spans within one window that are worth most, and of equals the first."""
    sections = [outline.section_at(span.start) for span in matches]
    in_section: dict[Section | None, set[int]] = {}
    for span, section in zip(matches, sections, strict=True):
        in_section.setdefault(section, set()).add(span.pattern)
    patterns = len({span.pattern for span in matches})
    most = (2 * patterns, patterns, patterns, any(sections), _MOST_HITS)
    best: list[Span] = []
    worth = (0, 0, 0, False, 0)
    last = 0
    for first, span in enumerate(matches):
        last = max(last, first)
        while last < len(matches) and matches[last].end <= span.start + _WINDOW:
            last += 1
        section = sections[first]
        window = matches[first:last] or [span]
        within = [one for one in window if one.end <= section.end] if section else []
        for chosen in (window, within) if within and len(within) < len(window) else (window,):
            own = len({one.pattern for one in chosen})
            around = len(in_section[section]) if section else own
            if (own + around, own) < worth[:2]:
                continue
            whole = len({one.pattern for one in chosen if not one.part})
            worth_of_chosen = (own + around, own, whole, len(chosen) == len(within), min(len(chosen), _MOST_HITS))
            if worth_of_chosen > worth:
                best, worth = chosen, worth_of_chosen
        if worth == most:
            break
    return worth, best


def _passage(text: str, matches: list[Span], chosen: list[Span], outline: Outline) -> Marked:
    """The sentence(s) around the chosen spans, filled up with what follows of the same sub-question; cut between words
    where too long."""
    begun, section = outline.section_at(chosen[0].start), outline.section_at(chosen[-1].start)
    start, end = _sentence_start(text, chosen[0].start), _sentence_end(text, chosen[-1].end)
    start = max(start, begun.start if begun else 0)  # without its number, which the snippet says
    if end - start > _LONGEST:
        room = max(_LENGTH - (chosen[-1].end - chosen[0].start), 40)
        start = _word_start(text, max(start, chosen[0].start - room // 3), chosen[0].start)
        end = _word_end(text, min(end, chosen[-1].end + room - room // 3), chosen[-1].end)
    while (following := _next_sentence_end(text, end)) is not None and following - start <= _LENGTH:
        if (section and following > section.end) or outline.is_in_table(following - 1):
            break
        end = following
    return _framed(text, start, end, matches, whole=begun is not None and start == begun.start)


def _cell(text: str, matches: list[Span], word: Span) -> Marked:
    """The cell of a table in which a word stands, cut where it is too long."""
    edges = [place for place in (text.find(sign, word.end) for sign in "\t\n") if place >= 0]
    start = max(text.rfind(sign, 0, word.start) + 1 for sign in "\t\n")
    start = max(start, _word_start(text, word.start - _LENGTH // 2, word.start))
    end = min([*edges, len(text), _word_end(text, word.end + _LENGTH // 2, word.end)])
    return _framed(text, start, end, matches)


def _framed(text: str, start: int, end: int, matches: Sequence[Span], *, whole: bool = False) -> Marked:
    """A piece of a text with its marks, and signs where its sentence goes on; a `whole` one is known to begin there."""
    pieces = list(_pieces(text, start, end, matches))
    if start and not whole and not _SENTENCE_END.match(text, start - 1) and text[start - 1] != "\n":
        pieces.insert(0, Piece("… ", hit=False))
    if end < len(text.rstrip()) and text[end - 1] not in ".!?":
        pieces.append(Piece(" …", hit=False))
    return tuple(pieces)


def _beginning(text: str) -> Marked:
    """How a text begins, without its tables; nothing where it has no other."""
    text = _SPACE.sub(" ", without_tables(text[:_MAX_BEGINNING])[: 4 * _LENGTH]).strip()
    if not text:
        return ()
    if len(text) <= _LONGEST:
        return (Piece(text, hit=False),)
    return (Piece(text[: _word_end(text, _LENGTH, 1)] + " …", hit=False),)


def _sentence_start(text: str, place: int) -> int:
    """Where the sentence at a place begins, looking no further than is shown."""
    earliest = max(0, place - 2 * _LONGEST)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, earliest, place)]
    return ends[-1] if ends else earliest


def _sentence_end(text: str, place: int) -> int:
    """Where the sentence at a place ends, looking no further than is shown."""
    after = _SENTENCE_END.search(text, place, place + 2 * _LONGEST)
    return after.start() if after else min(len(text), place + 2 * _LONGEST)


def _next_sentence_end(text: str, end: int) -> int | None:
    """Where the sentence after this one ends; None at the end of the text."""
    start = end + len(text[end : end + _LENGTH]) - len(text[end : end + _LENGTH].lstrip())
    following = _sentence_end(text, start)
    return following if following > start else None


def _word_start(text: str, place: int, latest: int) -> int:
    """The first place from here on where a word begins."""
    while 0 < place < latest and not text[place - 1].isspace():
        place += 1
    return place


def _word_end(text: str, place: int, earliest: int) -> int:
    """The last place up to here where a word ends."""
    while earliest < place < len(text) and not text[place].isspace():
        place -= 1
    return place


def _pieces(text: str, start: int, end: int, matches: Sequence[Span]) -> Iterator[Piece]:
    place = start
    for span in matches:
        if span.start < start or span.end > end:
            continue
        if span.start > place:
            yield Piece(_SPACE.sub(" ", text[place : span.start]), hit=False)
        yield Piece(_SPACE.sub(" ", text[span.start : span.end]), hit=True)
        place = span.end
    if place < end:
        yield Piece(_SPACE.sub(" ", text[place:end]), hit=False)
