"""Analysis of Dutch text: words, folding, stemming, stop words. The same for what is indexed and for what is asked.

Stems come from Kraaij and Pohlmann's stemmer (snowball `dutch`), because it brings the plurals of official Dutch
together (brief/brieven, bus/bussen, subsidie/subsidies, huis/huizen) where `dutch_porter`, and Whoosh's own stemmer,
which is the same algorithm, leave them apart. Its price is cutting too much; what hurts here is mended below.

Stop words are indexed with the rest, so that "De Lijn" is a phrase of two words; a query leaves them out.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

ANALYSIS_VERSION = 1
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

# What Kraaij-Pohlmann cuts to a stem that means something else, or leaves apart though it is one word here.
_STEMS = {
    "dagen": "dag",
    "eieren": "ei",
    "gelden": "geld",
    "minister": "minister",
    "ministers": "minister",
    "schepenen": "schepen",
    "schepen": "schepen",
    "veilig": "veilig",
    "veilige": "veilig",
    "veiliger": "veilig",
    "veiligheid": "veilig",
    "wegen": "weg",
    "werkdagen": "werkdag",
}
# The same for the last part of a compound: deelsteden, fietspaden, kleinkinderen, staatsministers.
_TAILS = {
    "agentschap": "agentschap",
    "agentschappen": "agentschap",
    "antwoorden": "antwoord",
    "gemeente": "gemeente",
    "gemeenten": "gemeente",
    "gemeentes": "gemeente",
    "kinderen": "kind",
    "leden": "lid",
    "maatregelen": "maatregel",
    "overheden": "overheid",
    "overheid": "overheid",
    "paden": "pad",
    "snelwegen": "snelweg",
    "spoorwegen": "spoorweg",
    "steden": "stad",
    "waterwegen": "waterweg",
}
_TAIL = re.compile("(?:" + "|".join(sorted(_TAILS, key=len, reverse=True)) + ")$")

# Letters that carry no separate accent to take off.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})

# Letters and digits with the marks that may follow them: loose accents, a soft hyphen, zero-width joiners.
_MARK = "[\u0300-\u036f\u00ad\u200b-\u200d\u2060]"
_LETTERS_IN_A_ROW = f"[^\\W_]+(?:{_MARK}+[^\\W_]*)*"
_APOSTROPHES = "'\u2019\u02bc"
_JOINERS = f"[-\u2010\u2011&{_APOSTROPHES}]"
_CHUNK = re.compile(
    # 2.133 and 1.250.000,50 are one number; so is 12,5.
    "\\d{1,3}(?:[.\u00a0\u202f]\\d{3})+(?:,\\d+)?(?![^\\W_])"
    "|\\d+,\\d+(?![^\\W_])"
    # N.V., a.s.
    "|(?<![^\\W_])[^\\W\\d_](?:\\.[^\\W\\d_])+(?![^\\W_])"
    # Words, with hyphens, apostrophes and ampersands inside: covid-19, auto's, CD&V.
    f"|{_LETTERS_IN_A_ROW}(?:{_JOINERS}{_LETTERS_IN_A_ROW})*"
)
_PART = re.compile(_LETTERS_IN_A_ROW)
_GROUPING = re.compile("[.\u00a0\u202f]")
_IGNORED = re.compile(_MARK)
_REMEMBERED = 50_000
_kraaij_pohlmann = snowballstemmer.stemmer("dutch")


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


def fold(text: str) -> str:
    """Lower case without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return _IGNORED.sub("", plain)


@lru_cache(maxsize=_REMEMBERED)
def stem(word: str) -> str:
    """The stem of a folded word; words with a digit are left alone."""
    if word in _STEMS:
        return _STEMS[word]
    if not word.isalpha():
        return word
    if tail := _TAIL.search(word):
        return word[: tail.start()] + _TAILS[tail.group()]
    if word.endswith("iele"):
        word = word[:-2] + "el"  # ministeriële, of ministerieel
    elif word.endswith(("eeen", "ieen")):
        word = word[:-2]  # ideeën, industrieën
    stemmed: str = _kraaij_pohlmann.stemWord(word)
    if word.startswith("ge") and not stemmed.startswith("ge") and len(word) > 4:
        # The stemmer takes ge- for a participle's and so joins gezin with zin, gebied with bieden.
        stemmed = "ge" + _kraaij_pohlmann.stemWord(word[2:])
    return stemmed or word


def tokens(text: str, *, initials: Collection[str] | None = None) -> Iterator[Token]:
    """The words of a text, in order.

    With `initials`, simple words that begin with another (folded) letter may be left out: no stem begins otherwise
    than its word, so who looks for a few terms need not have the whole text stemmed.
    """
    position = 0
    for match in _CHUNK.finditer(text):
        chunk = match.group()
        if initials is not None and chunk.isalnum() and _initial(chunk[0]) not in initials:
            position += 1
            continue
        analysed, width = _analyse_chunk(chunk)
        start = match.start()
        for term, word, place, begin, end, stop, joined in analysed:
            yield Token(term, word, position + place, start + begin, start + end, stop, joined)
        position += width


def pieces(text: str) -> list[str]:
    """A text cut into pieces, in order, that have the same terms wherever they stand: whoever reads many texts needs to
    analyse each only once. White space ends a piece, but for the two kinds that may group the figures of a number."""
    if "\u00a0" in text or "\u202f" in text:
        return _CHUNK.findall(text)
    return text.split()


def terms_of(piece: str) -> tuple[tuple[str, bool], ...]:
    """The terms of a piece in order, and whether each is the whole of a hyphenated word, at the place of the next."""
    return tuple((token.term, token.joined) for token in tokens(piece))


def positions(text: str) -> Mapping[str, list[int]]:
    """Every term of a text with its places, ascending: what an index holds of it."""
    found: dict[str, list[int]] = {}
    position = 0
    for chunk in _CHUNK.findall(text):
        analysed, width = _analyse_chunk(chunk)
        for token in analysed:
            found.setdefault(token.term, []).append(position + token.position)
        position += width
    return found


def sequences(text: str) -> tuple[tuple[str, ...], ...]:
    """The rows of terms by which a word or a phrase is found; a hyphenated word is also found written as one."""
    found = list(tokens(text))
    row = tuple(token.term for token in found if not token.joined)
    if found and found[0].joined and found[0].end >= found[-1].end:
        return (found[0].term,), row
    return (row,)


def irregular_words(text: str) -> set[str]:
    """The distinct words of a text, folded, that a prefix could not find by their stems."""
    return {word for chunk in set(_CHUNK.findall(text)) for word in _irregular_in_chunk(chunk)}


def prefix_stem(prefix: str) -> str | None:
    """The stem of the words that go on from a prefix by no more than an ending, where there is one.

    `huiz*` must find huizen, whose stem is huis, and `wachtlijste*` wachtlijsten, whose stem is wachtlijst. So a
    prefix stands for three kinds of stems: those that begin with it, those of the irregular words that begin with
    it, and this one.
    """
    stemmed = stem(prefix)
    return stemmed if stemmed != prefix and _begins_with(prefix, stemmed) else None


def _begins_with(word: str, stemmed: str) -> bool:
    return word.startswith(stemmed) and len(word) - len(stemmed) <= 2


@lru_cache(maxsize=_REMEMBERED)
def _analyse_chunk(chunk: str) -> tuple[tuple[Token, ...], int]:
    """The tokens of one run of letters, placed from zero, and how many places it takes."""
    if chunk[0].isdigit() and (_GROUPING.search(chunk) or "," in chunk):
        return (_token(_GROUPING.sub("", chunk), 0, 0, len(chunk)),), 1
    if "." in chunk:
        return (_token(chunk.replace(".", ""), 0, 0, len(chunk)),), 1
    parts = list(_PART.finditer(chunk))
    if len(parts) > 1 and chunk[parts[-1].start() - 1] in _APOSTROPHES and parts[-1].group().lower() in ("s", "n"):
        parts.pop()  # auto's, zo'n
    if len(parts) == 1:
        return (_token(parts[0].group(), 0, 0, len(chunk)),), 1
    whole = "".join(part.group() for part in parts)
    return (
        _token(whole, 0, 0, len(chunk), joined=True),
        *(_token(part.group(), place, part.start(), part.end()) for place, part in enumerate(parts)),
    ), len(parts)


@lru_cache(maxsize=_REMEMBERED)
def _irregular_in_chunk(chunk: str) -> tuple[str, ...]:
    return tuple(token.word for token in _analyse_chunk(chunk)[0] if not _begins_with(token.word, token.term))


@lru_cache(maxsize=10_000)
def _initial(letter: str) -> str:
    return fold(letter)[:1]


def _token(text: str, position: int, start: int, end: int, *, joined: bool = False) -> Token:
    word = fold(text)[:MAX_WORD]
    return Token(stem(word), word, position, start, end, word in STOP_WORDS and not joined, joined)
