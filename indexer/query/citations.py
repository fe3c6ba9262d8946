"""Questions as people cite them: `nr. 322 (2023-2024)`, `SV 322 van 4 maart 2024`, an id, an address, and the citation
of this site."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from indexer import dutch
from indexer.citing.shapes import FLAGS, MARK, NUMBER, YEARS, session_year
from indexer.dutch import dates
from indexer.fields import Facet, Number, Text
from indexer.query.people import Found, People
from indexer.query.tree import And, Named, Node, Numbers, Or, Period, Phrase, Word, joined
from indexer.query.vocabulary import Vocabulary

MAX_CITATION = 2_000
"""Characters of a citation: it may be longer than other queries, for it holds the title."""

_ID = re.compile(r"(?:(?:id|kenmerk)[\s:]*)?(?P<id>[0-9]{6,8})\.?", re.IGNORECASE)
_ADDRESS = re.compile(r"<?(?P<address>(?:https?://)?[\w.:-]+/\S+?)>?[.,]?", re.IGNORECASE)
_LOOKED_UP = re.compile(
    r"\s<?(?P<address>https?://[^\s<>]+)>?\s*\(geraadpleegd\s+op\s+[^()]{1,40}\)\.?\s*\Z", re.IGNORECASE
)
# Of the pages here, and of the parliament's (its addresses: pages, open data, feed).
_QUESTION_PATHS = tuple(
    re.compile(path, re.ASCII)
    for path in (
        r".*/vragen/(\d{1,18})/?",
        r"(?:/nl)?/parlementaire-documenten/schriftelijke-vragen/(\d{1,18})(?![0-9]).*",
        r".*/opendata/schv/(\d{1,18})/?",
        r"/(\d{6,8})(?:/pfls/\d+)?/?",
    )
)

_SEPARATORS = re.compile(r"[\s,.;:()/-]*")
_LEAD = re.compile(r"vlaams parlement\b", FLAGS)
_KIND = re.compile(
    r"(?:(?:antwoord|antw\.?)\s+op\s+)?(?:(?:(?:schriftelijke|schr\.|parlementaire)\s+)?vraag"
    r"|schriftelijke\s+vragen|sv|s\.v\.|schv)(?![^\W\d])",
    FLAGS,
)
_DAY = re.compile(
    rf"(?P<said>(?:gesteld|gevraagd|ingediend|beantwoord)\s+|datum:?\s*)?(?:(?:op|van|dd\.?|d\.d\.)\s+)?(?P<day>{dates.PERIOD})",
    FLAGS,
)
_BY = re.compile(r"(?:van|door)\s+(?=\S)", FLAGS)
_TO = re.compile(r"aan\s+(?:de\s+)?(?=\S)", FLAGS)
_MINISTER = re.compile(r"(?:(?:vice)?minister-president|minister)\s+(?=\S)", FLAGS)
_OFFICE = re.compile(r"minister\s+(?:van|voor|bevoegd\s+voor)\s+(?=\S)", FLAGS)
_SMALL = re.compile(r"(?:(?:van|voor|de|het|en)\s+)+", FLAGS)
_TITLE = re.compile(r'"(?P<title>.*)"', re.DOTALL)
_REST = re.compile(r"(?P<title>[^\"]+)", re.DOTALL)
_BEFORE_TITLE = re.compile(r":|\s-")
_WORD = re.compile(r"[^\s,;:()]+")


def trees_of(text: str, vocabulary: Vocabulary) -> Iterator[Node]:
    """What a text may cite, the likeliest first; nothing where it is no citation. The quotes in it are plain ones."""
    if len(text) > MAX_CITATION:
        return
    if looked_up := _LOOKED_UP.search(text):
        if there := _at(looked_up["address"], vocabulary):
            yield there
        text = text[: looked_up.start()]
    if found := _ID.fullmatch(text):
        yield Numbers(int(found["id"]), int(found["id"]), Number.ID)
    elif (address := _ADDRESS.fullmatch(text)) and (there := _at(address["address"], vocabulary)):
        yield there
    elif cited := _Reader(text, People(vocabulary)).read():
        yield from cited.trees()


def _at(address: str, vocabulary: Vocabulary) -> Node | None:
    """The question at an address, or those that have the file there."""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
    except ValueError:
        return None
    if parts.path.endswith("/pfile"):
        file = "".join(parse_qs(parts.query).get("id", ()))
        with_file = vocabulary.with_file(int(file)) if re.fullmatch("[0-9]{1,18}", file) else ()
        return joined(Or, (Numbers(one, one, Number.ID) for one in sorted(with_file))) if with_file else None
    found = next(filter(None, (path.fullmatch(parts.path) for path in _QUESTION_PATHS)), None)
    return Numbers(int(found[1]), int(found[1]), Number.ID) if found else None


@dataclass(slots=True)
class _Cited:
    """What a citation says of its question."""

    named: bool = False  # as a question: by its kind, by the mark of a number, or by the parliament
    numbers: Numbers | None = None
    title: str = ""
    facts: list[Node] = field(default_factory=list)
    days: list[dates.Span] = field(default_factory=list)  # of which it is not said whether they are of the answer

    @property
    def is_sure(self) -> bool:
        """Whether it says that it is a question: by what it calls it, or by its session year."""
        return self.named or any(isinstance(fact, Word) for fact in self.facts)

    @property
    def is_asked(self) -> bool:
        """Whether it says which minister was asked."""
        return any(isinstance(fact, Named) and fact.field is Facet.MINISTER for fact in self.facts)

    def trees(self) -> Iterator[Node]:
        """The questions that it may mean, those that fit best first."""
        facts = [*([self.numbers] if self.numbers else ()), *self.facts]
        titles = [[Phrase(self.title, Text.TITLE)]] if self.title else []
        for title in [*titles, *([[]] if self.numbers else [])]:
            for number in (Number.ASKED_ON, Number.ANSWERED_ON)[: 2 if self.days else 1]:
                days = [Period(number, since, until) for since, until in self.days]
                if facts or title:
                    yield joined(And, [*facts, *days, *title])


class _Reader:
    """Reads a citation from beginning to end: every word of it must be one of a citation."""

    def __init__(self, text: str, people: People) -> None:
        self._text = text
        self._people = people
        self._words = [(word.start(), word.end()) for word in _WORD.finditer(text)]
        self._at = 0
        self._gap = ""  # what stood between the part that is read and the one before
        self._cited = _Cited()

    def read(self) -> _Cited | None:
        """What it says; None where it is no citation."""
        led = self._cited.named = bool(self._next(_LEAD))
        while self._skip() < len(self._text) and self._text[self._at :].strip('".'):
            if not (
                self._kind()
                or self._number()
                or self._years()
                or self._day()
                or self._person()
                or self._party()
                or self._office()
                or self._title()
            ):
                return None
        cited = self._cited
        # A number alone, or one before a day or a name, may be any number: `4 maart 2024`.
        return cited if (cited.is_sure if cited.numbers else led and cited.title) else None

    def _skip(self) -> int:
        found = _SEPARATORS.match(self._text, self._at)
        self._gap = found.group() if found else ""
        self._at += len(self._gap)
        return self._at

    def _next(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self._text, self._at)
        if found:
            self._at = found.end()
        return found

    def _kind(self) -> bool:
        if self._cited.numbers or not self._next(_KIND):
            return False
        self._cited.named = True
        return True

    def _number(self) -> bool:
        if self._cited.numbers:
            return False
        start = self._at
        marked = self._next(MARK)
        found = self._next(NUMBER)
        if not found or not (marked or start == 0 or self._cited.is_sure):
            self._at = start
            return False
        number = int(found["number"])
        is_id = not marked and _ID.fullmatch(found["number"])
        self._cited.numbers = Numbers(number, number, Number.ID if is_id else Number.NUMBER)
        self._cited.named = self._cited.named or bool(marked)
        return True

    def _years(self) -> bool:
        start = self._at
        if not (found := self._next(YEARS)):
            return False
        if not (year := session_year(found)):
            self._at = start
            return False
        self._cited.facts.append(Word(year, Facet.SESSION_YEAR))
        return True

    def _title(self) -> bool:
        found = self._next(_TITLE)
        if not found and self._cited.numbers and self._cited.is_sure and _BEFORE_TITLE.search(self._gap):
            found = self._next(_REST)
        if not found:
            return False
        if any(dutch.tokens(found["title"])):
            self._cited.title = found["title"].strip()
        return True

    def _day(self) -> bool:
        start = self._at
        if not (found := self._next(_DAY)):
            return False
        try:
            span = dates.period(found["day"])
        except ValueError:
            self._at = start
            return False
        said = (found["said"] or "").strip().lower()
        if said and not said.startswith("datum"):
            self._cited.facts.append(Period(Number.ANSWERED_ON if said == "beantwoord" else Number.ASKED_ON, *span))
        else:
            self._cited.days.append(span)
        return True

    def _person(self) -> bool:
        """`van Berta Pas`, `aan minister Geerts`, `minister Geerts`, or a name alone, of whoever asked or was asked."""
        start = self._at
        by, to = self._next(_BY), self._next(_TO)
        minister = self._next(_MINISTER)
        facets = (
            [Facet.ASKER]
            if by and not minister
            else [Facet.MINISTER]
            if to or minister
            else [Facet.ASKER, Facet.MINISTER]
        )
        words = self._words_on()
        found: list[Found] = list(filter(None, (self._people.person(facet, words, 0) for facet in facets)))
        if not found:
            self._at = start
            return False
        longest = max(end for _, end in found)
        self._pass(longest)
        self._cited.facts.append(joined(Or, (named for named, end in found if end == longest)))
        return True

    def _party(self) -> bool:
        """`van N-VA`, `N-VA`."""
        start = self._at
        self._next(_BY)
        if not (found := self._people.party(self._words_on(), 0)):
            self._at = start
            return False
        self._pass(found[1])
        self._cited.facts.append(found[0])
        return True

    def _office(self) -> bool:
        """`aan de minister van Onderwijs`, and what a document says after the name of a minister."""
        start = self._at
        self._next(_TO)
        of = self._next(_OFFICE)
        if not of and self._cited.is_asked:
            self._next(_SMALL)
        found = self._people.office(self._words_on(), 0)
        if not found or not (of or self._cited.is_asked):
            self._at = start
            return False
        self._pass(found[1])
        if of:
            self._cited.facts.append(found[0])
        return True

    def _words_on(self) -> list[str]:
        """The words from here on."""
        return [self._text[begin:end] for begin, end in self._words if begin >= self._at]

    def _pass(self, count: int) -> None:
        """Go on after so many words."""
        self._at = [end for begin, end in self._words if begin >= self._at][count - 1]
