"""Analysis of Dutch text: words, folding, base forms, stop words. The same for what is indexed and for what is asked.

Stop words are indexed with the rest, so that "De Lijn" is a phrase of two words; a query leaves them out.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from indexer.dutch.forms import base_form
from indexer.dutch.letters import MARKS, fold

ANALYSIS_VERSION = 4
"""Raised with every change to what a text becomes: an index of another version is made again."""

MAX_WORD = 100
"""Longer words are cut, in texts and in queries alike, so that they are still found."""

_STOP_WORDS = """
    aan al alle alles als ander andere bij binnen d daar daarbij daardoor daarin daarmee daarom daarop
    daarover daarvan daarvoor dan dat de deze die dit dus door een echter elk elke en enige enkele er eraan
    erin ermee erop eruit ervan ervoor evenals ge geen had hadden heb hebben hebt heeft hem hen het hier
    hierbij hierin hiermee hierop hierover hiervan hiervoor hij hoe hoeveel hun ik in indien is ja je kan kon
    konden kunnen kunt maar me meer men met mij mijn n na naar niet niets noch nog nu of om omdat omtrent
    onder ons onze ook op over reeds s sinds t te tegen ten ter tevens toch toe tot tussen u uit uw van vanaf
    vanuit via volgens voor waar waarbij waardoor waarin waarmee waarom waarop waarover waaruit waarvan
    waarvoor wanneer want waren was wat we wel welk welke werd werden wie wij wil word worden wordt zal ze
    zelf zich zij zijn zo zoals zodat zou zouden zowel zulke zullen
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

# Letters and digits with the marks that may follow them.
_MARK = f"[{MARKS}]"
_LETTERS_IN_A_ROW = f"[^\\W_]+(?:{_MARK}+[^\\W_]*)*"
_APOSTROPHES = "'\u2019\u02bc"
_HYPHENS = "\\-\u2010\u2011"
NO_BREAK_SPACE = "\u00a0"
_SPACES = f" {NO_BREAK_SPACE}\u202f\u2009\u2007"
_GROUPS = f".{_SPACES[1:]}"
SIGNS = f"{_HYPHENS}&{_APOSTROPHES}{_GROUPS},"
"""What may stand between two letters or figures of one word, as the inside of a class of a regular expression."""

_JOINERS = f"[{_HYPHENS}&{_APOSTROPHES}]"
_CHUNK = re.compile(
    # 2.133, 1 250 000 and 1.250.000,50 are one number; so is 12,5.
    f"\\d{{1,3}}(?:[ {_GROUPS}]\\d{{3}})+(?:,\\d+)?(?![^\\W_])"
    "|\\d+,\\d+(?![^\\W_])"
    # N.V., a.s.
    "|(?<![^\\W_])[^\\W\\d_](?:\\.[^\\W\\d_])+(?![^\\W_])"
    # Words, with hyphens, apostrophes and ampersands inside: covid-19, auto's, CD&V.
    f"|{_LETTERS_IN_A_ROW}(?:{_JOINERS}{_LETTERS_IN_A_ROW})*"
)
_FIGURES = re.compile("\\d{1,3}(?:\\.\\d{3})+")
_PART = re.compile(_LETTERS_IN_A_ROW)
_GROUPING = re.compile(f"[ {_GROUPS}]")
_SPACE = re.compile(f"[{_SPACES}]")
_BEFORE_GROUP = re.compile(f"\\d(?=[{_SPACES}]\\d{{3}}(?![^\\W_]))")
# All figures as 0. Those of other scripts come out of ASCII as question marks.
_FIGURES_ALIKE = bytes.maketrans(b"?123456789", b"0000000000")
_REMEMBERED = 20_000
"""Runs of letters: most of any text are among them, and they take 9 MB of memory."""
_FORMS_REMEMBERED = 100_000
"""Words: whoever goes through very many texts meets most of them again, and they take 20 MB of memory."""


class Token(NamedTuple):
    """A word of a text: the term it is searched by, its place among the words, and where it stands in the text.

    `word` is the folded word before stemming. `joined` marks a second term for a whole hyphenated word (`covid19`
    for covid-19), at the place of its first part.
    """

    term: str
    word: str
    position: int
    start: int
    end: int
    stop: bool
    joined: bool


def stem(word: str) -> str:
    """What all forms of a folded word are searched by; words with a digit are left alone."""
    return _base_form(word) if word.isalpha() else word


_base_form = lru_cache(maxsize=_FORMS_REMEMBERED)(base_form)


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, in order."""
    if text.isalpha() or _FIGURES.fullmatch(text):  # as most pieces are
        yield _token(text.replace(".", ""), 0, 0, len(text))
        return
    position = 0
    for start, chunk in _chunks(text):
        analysed, width = _analysed(chunk)
        for term, word, place, begin, end, stop, joined in analysed:
            yield Token(term, word, position + place, start + begin, start + end, stop, joined)
        position += width


def _chunks(text: str) -> Iterable[tuple[int, str]]:
    """Where each word or number of a text begins, and what is written there."""
    if text.isalnum():  # as most other pieces are
        return ((0, text),)
    return ((found.start(), found.group()) for found in _CHUNK.finditer(text))


def is_stop_word(text: str) -> bool:
    """Whether a text holds no word but stop words."""
    return all(token.stop for token in tokens(text))


def in_groups(text: str, sign: str = NO_BREAK_SPACE) -> str:
    """A text with a sign for each space between the figures of one number (50 000); as long as it was."""
    if not _may_have_groups(text):
        return text
    parts = []
    done = 0
    for spot in _BEFORE_GROUP.finditer(text):
        at = spot.start()
        if at >= done:
            # Read from the space before, as it is when words are cut: the figure may be that of a word (covid-19 000).
            first = max(done, text.rfind(" ", done, at) + 1, text.rfind("\n", done, at) + 1)
            chunk = next(chunk for chunk in _CHUNK.finditer(text, first) if chunk.end() > at)
            parts += [text[done : chunk.start()], _SPACE.sub(sign, chunk.group())]
            done = chunk.end()
    return "".join((*parts, text[done:])) if parts else text


def _may_have_groups(text: str) -> bool:
    """Whether figures may stand before and after a space; few texts have such."""
    if any(map(text.__contains__, _SPACES[1:])):
        return True
    return b"0 000" in text.encode("ascii", "replace").translate(_FIGURES_ALIKE)


def sequences(text: str) -> tuple[tuple[str, ...], ...]:
    """The rows of terms by which a word or a phrase is found; a hyphenated word is also found written as one."""
    found = list(tokens(text))
    row = tuple(token.term for token in found if not token.joined)
    if found and found[0].joined and found[0].end >= found[-1].end:
        return (found[0].term,), row
    return (row,)


def lower_case(text: str) -> str:
    """A text in lower case, letter for letter: what stands where in the one stands there in the other."""
    return text.replace("İ", "I").lower().replace("ς", "σ")


def words(text: str) -> set[str]:
    """The distinct words of a text as they are written, in lower case: of a hyphenated one the whole and its parts."""
    lower = in_groups(lower_case(text))
    return {lower[token.start : token.end] for token in tokens(lower)}


def analyse(word: str) -> tuple[str, str]:
    """A word as it is written: its folded form, and the term it is searched by."""
    token = _analysed(word)[0][0]
    return token.word, token.term


def _analysed(chunk: str) -> tuple[tuple[Token, ...], int]:
    """What _analyse_chunk makes of it; remembered, but for words so long that they come once and take much memory."""
    return _remembered(chunk) if len(chunk) <= MAX_WORD else _analyse_chunk(chunk)


def _analyse_chunk(chunk: str) -> tuple[tuple[Token, ...], int]:
    """The tokens of one run of letters, placed from zero, and how many places it takes."""
    if chunk.isalpha():
        return (_token(chunk, 0, 0, len(chunk)),), 1
    if chunk[0].isdigit() and (_GROUPING.search(chunk) or "," in chunk):
        return (_token(_GROUPING.sub("", chunk), 0, 0, len(chunk)),), 1
    if "." in chunk:
        return (_token(chunk.replace(".", ""), 0, 0, len(chunk)),), 1
    parts = list(_PART.finditer(chunk))
    if len(parts) > 1 and chunk[parts[-1].start() - 1] in _APOSTROPHES and parts[-1].group().lower() in ("s", "n"):
        parts.pop()  # auto's, zo'n
    if len(parts) == 1:
        return (_token(parts[0].group(), 0, 0, len(chunk)),), 1
    tokens = tuple(_token(part.group(), place, part.start(), part.end()) for place, part in enumerate(parts))
    written = [part.group() for part in parts]
    whole = ("-" if all(map(str.isdecimal, written)) else "").join(written)  # 20-24 is not 2024
    return (_token(whole, 0, 0, len(chunk), joined=True), *tokens), len(parts)


_remembered = lru_cache(maxsize=_REMEMBERED)(_analyse_chunk)


def _token(text: str, position: int, start: int, end: int, *, joined: bool = False) -> Token:
    word = fold(text)[:MAX_WORD]
    return Token(stem(word), word, position, start, end, word in STOP_WORDS and not joined, joined)
