"""Citations in running text: `mijn schriftelijke vraag nr. 460 van 3 februari 2017`, `vragen nr. 12 en 13 (2023-2024)`,
`SV 2019-2020 nr. 123 van Jan Jansen aan minister Peeters`, the address of a question.

Decrees and parliamentary documents are not called questions and are not found. Oral questions and requests for
explanations (`vragen om uitleg`) are passed over; questions of other parliaments are found and marked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from indexer.citing.shapes import MARK, NUMBER, YEARS, session_year
from indexer.dutch import dates

Whose = Literal["", "mijn", "uw"]


class Cited(BaseModel):
    """What a citation says of the question it means, as far as it says anything.

    `since` and `until` are the first and the last day on which it may have been asked. `day_of_year` is the month and
    the day where no year is said. `asker`, `minister` and `office` are words of the text. `whose` is whose question it
    is called, `whose_answer` whose answer to it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    question_id: int | None = None
    number: int | None = None
    session_year: str = ""
    since: date | None = None
    until: date | None = None
    day_of_year: tuple[int, int] | None = None
    asker: str = ""
    minister: str = ""
    office: str = ""
    to_you: bool = False
    whose: Whose = ""
    whose_answer: Whose = ""
    elsewhere: bool = False

    @property
    def is_dated(self) -> bool:
        """Whether it says anything of the day or the session year."""
        return bool(self.session_year or self.since or self.day_of_year)


@dataclass(frozen=True, slots=True)
class Mention:
    """A citation and its place in the text: the words that may become a link."""

    start: int
    end: int
    cited: Cited


_PLURAL = r"(?:vragen|SV['’]?s)"
_KIND = re.compile(
    r"(?=[sSvVpP])(?<![\w-])(?P<kind>(?P<sure>(?:(?i:schriftelijke|schr\.|parlementaire)\s+){1,2}(?i:vra(?:ag|gen))"
    r"|SV(?:['’]?s)?|S\.V\.|SCHV)|(?i:vra(?:ag|gen)))(?![\w-])(?!\s+(?:om|tot)\s)"
)
_NOT_WRITTEN = re.compile(
    r"\b(?:mondelinge?|actuele|dringende|prejudici[eë]le)\s+(?:(?:en|of)\s+\w+\s+|parlementaire\s+)?$", re.IGNORECASE
)
_OWN = re.compile(r"\b(?P<whose>mijn|uw)\s+(?:zeer\s+)?(?:(?!administratie)[^\W\d_]+e\s+){0,3}$", re.IGNORECASE)
_ANSWER = re.compile(
    r"\b(?P<whose>mijn|uw)\s+(?:[^\W\d_]+\s+)?antwoord(?:en)?\s+(?:van\s+[\w\s]{1,20}\s)?op\s+(?:[^\W\d_]+\s+){0,4}$",
    re.IGNORECASE,
)

_ELSEWHERE = re.compile(
    r"\b(?:[Kk]amer(?:lid|leden|commissie|vraag|vragen)|Kamer(?!\s+(?:van\s+[Kk]oophandel|voor\s))|Senaat|[Ss]enator(?:en)?"
    r"|CR[IA]V|CRABV|QRVA|[Ss]taatssecretaris|[Ee]erste\s?minister|[Pp]remier|[Ff]ederaal\s+(?:niveau|parlement)"
    r"|[Ff]ederale?\s+(?:vice|minister|parlement|volksvertegenwoordig|collega|schriftelijke|vra(?:ag|gen)\b)\w*"
    r"|(?:Brussels?e?|Waalse?|Europees|Europese|Nederlandse?)\s+(?:Hoofdstedelijke?\s+)?(?:Parlement|Raad|parlementslid"
    r"|volksvertegenwoordiger|minister)|[Gg]emeenteraad\w*|[Pp]rovincieraad\w*)"
)
"""What says that a question is one of another parliament or council."""
_BULLETIN = re.compile(r"\bvragen\s+en\s+antwoorden\b", re.IGNORECASE)
_PUBLISHED_ELSEWHERE = re.compile(r"Antwoorden,\s*(?:Kamer|Senaat)|Verslag,\s*(?:Kamer|Senaat)|CR[IA]V\b|QRVA\b")

_NEAR, _NEAR_AFTER, _FAR_AFTER = 100, 50, 250
"""Characters before a citation and after it, in its sentence, that may say so; and where its place of publication may
stand."""

_MONTH_OR_DAY = rf"(?!\d{{4}}(?![-/]\d)){dates.PERIOD}"
_WHEN = re.compile(
    rf"(?:(?:gesteld|gevraagd|ingediend)\s+)?(?:(?:op|van|dd\.?|d\.d\.|datum:?|uit)\s*)?(?:(?P<period>{_MONTH_OR_DAY})"
    rf"|(?P<day>{dates.DAY_OF_YEAR})|(?P<short>\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2}})(?!\d))",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:van|uit|in)\s+(?P<period>(?:19|20)\d\d)(?![\w/-])", re.IGNORECASE)

_PARTICLE = r"(?:van|vande|vanden|de|den|der|ter|ten|te|la|le|du|di|el|['’]t)"
_NAME = rf"(?P<name>(?:{_PARTICLE}\s+){{0,3}}[A-ZÀ-Þ][\w'’.-]*(?:\s+(?:{_PARTICLE}\s+){{0,3}}[A-ZÀ-Þ][\w'’-]*){{0,4}})"
_CALLED = (
    r"(?:(?:(?:de|het|onze|geachte|mijn|uw|toenmalige?|voormalige?|collega|lid|heer|mevrouw|mevr\.?|mw\.?|dhr\.?|h\.)"
    r"|(?:[Vv]laams\s+)?(?:volksvertegenwoordiger|parlementslid))\s+){0,4}"
)
_BY = re.compile(rf"(?:gesteld\s+)?(?:van|door)\s+{_CALLED}(?![Vv]laamse?\s|[Mm]inister){_NAME}")
_MINISTER = r"(?:[Vv]ice-?)?[Mm]inister(?:-president)?"
_TO = re.compile(
    rf"(?:(?:die\s+)?(?:gesteld|gericht)\s+)?aan\s+(?:(?P<you>u)\b|{_CALLED}"
    rf"(?:[Vv]laams\s+)?(?:{_MINISTER}\s+)?(?:(?:van|voor|bevoegd\s+voor)\s+(?P<office>[A-ZÀ-Þ][\w-]+)|{_NAME}))"
)

_SEPARATORS = re.compile(r"[\s,(/–-]*")
_CLOSING = re.compile(r"\s*\)")
_REMARK = re.compile(r"\s*[(\[](?P<said>[^()\[\]]{1,160})[)\]]")
_BEFORE_NUMBER = re.compile(r":?\s*(?:met(?:\s+als)?|onder|het)?\s*(?=(?:nr|no|num|n[°º]|#))", re.IGNORECASE)
_ABOUT = re.compile(r"[^.;:?!()\d]{1,150}\(\s*(?=nr|n[°º])", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\(\s*(?:SV|(?:schriftelijke\s+)?vraag)?\s*(?=nr|n[°º])", re.IGNORECASE)
_AND = re.compile(
    r"\)?\s*(?:,|;|/|&|en|of|alsook|evenals|alsmede|respectievelijk)\s*(?:(?:en|op|met|de|het)\s+)*", re.IGNORECASE
)
_UNTIL = re.compile(r"\s*(?:tot(?:\s+en\s+met)?|t\.?\s?e\.?\s?m\.?|t/m)\s*", re.IGNORECASE)
_LONGEST_RANGE = 50
"""Questions that `nr. 12 tot 20` may stand for: a longer one is a mistake."""

_INTRODUCES = re.compile(r"schriftelijke\s+vragen\b.*:\s*$", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:[-•*–]\s+)?(?=(?:nr|n[°º]))", re.IGNORECASE)

_ADDRESS = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)*(?:vlaamsparlement\.be|vlpar\.be)/(?:[\w-]+/)*(?:schriftelijke-vragen|schv)/(?P<id>\d{1,18})(?!\d)"
    r"(?:[/?#]?[\w/=&%-]*)",
    re.ASCII,
)
_FIGURE = re.compile("[0-9]")
_ROOMS = ("/schriftelijke-vragen/", "/schv/")
"""One of which is in every address of a question."""
_SIGNS = ("SV", "S.V.", "SCHV", *_ROOMS)
"""One of which is in every line that cites and has no word for a question."""
_SENTENCE_END = re.compile(r"(?<=[a-zà-ÿ0-9)\]\"”’][.?!])\s+(?=[A-ZÀ-Þ\"“‘-])|\n+|;")
_LONGEST_SENTENCE = 400


def citations_in(text: str) -> Iterator[Mention]:
    """The citations of written questions in a text, in its order. A citation stands within one line."""
    start, listed = 0, False
    for line in text.replace("\xa0", " ").split("\n"):
        listed = _introduces(line) or (listed and bool(not line.strip() or _LISTED.match(line)))
        if listed or _may_cite(line):
            for mention in sorted((*_addresses(line), *_read(line, listed)), key=lambda one: one.start):
                yield Mention(start + mention.start, start + mention.end, mention.cited)
        start += len(line) + 1


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence in which a citation stands, its white space plain; what is too long is cut."""
    begin = max((found.end() for found in _SENTENCE_END.finditer(text, 0, start)), default=0)
    after = _SENTENCE_END.search(text, end)
    stop = after.start() if after else len(text)
    begin, cut_before = max(begin, start - _LONGEST_SENTENCE // 2), start - begin > _LONGEST_SENTENCE // 2
    stop, cut_after = min(stop, end + _LONGEST_SENTENCE // 2), stop - end > _LONGEST_SENTENCE // 2
    return ("… " if cut_before else "") + " ".join(text[begin:stop].split()) + (" …" if cut_after else "")


def _introduces(line: str) -> bool:
    """Whether citations stand in the lines below."""
    return line.rstrip().endswith(":") and bool(_INTRODUCES.search(line))


def _may_cite(line: str) -> bool:
    """Whether a line has what every citation has: a figure, and a word or a sign for a question. Few lines do, and more
    takes time."""
    return bool(_FIGURE.search(line)) and ("vra" in line.lower() or any(sign in line for sign in _SIGNS))


def _addresses(line: str) -> Iterator[Mention]:
    if not any(room in line for room in _ROOMS):
        return
    for found in _ADDRESS.finditer(line):
        yield Mention(*found.span(), Cited(question_id=int(found["id"])))


def _read(line: str, listed: bool) -> Iterator[Mention]:
    at = 0
    if listed and (begins := _LISTED.match(line)):
        group = _Group(line, begins.end(), begins.end(), sure=True, several=False)
        yield from group.read()
        at = group.at
    while found := _KIND.search(line, at):
        at = found.end()
        if not _NOT_WRITTEN.search(line, max(0, found.start() - 40), found.start()):
            several = re.fullmatch(rf".*{_PLURAL}", found["kind"], re.IGNORECASE | re.DOTALL) is not None
            group = _Group(line, found.start(), found.end(), sure=bool(found["sure"]), several=several)
            yield from group.read()
            at = group.at


@dataclass(slots=True)
class _One:
    """A number of a group, where it stands, and what was said of it."""

    number: int
    start: int
    end: int
    marked: bool
    until: int | None = None  # the last number, where this one begins a range
    said: dict[str, Any] = field(default_factory=dict)


_TIMES = ("session_year", "since", "until", "day_of_year")
_PERSONS = (("asker",), ("minister", "office", "to_you"), ("elsewhere",))


class _Group:
    """Reads what follows the word for a question: one number or several, with days, years and names."""

    def __init__(self, line: str, start: int, at: int, *, sure: bool, several: bool) -> None:
        self._line = line
        self._start = start
        self._sure = sure
        self._several = several
        self._first: dict[str, Any] = {}  # what was said before the first number
        self._ones: list[_One] = []
        self._fresh = False  # nothing was said since the last number
        self.at = at

    def read(self) -> Iterator[Mention]:
        """The citations. Afterwards `at` is where they end."""
        while self._step():
            pass
        if not self._ones:
            return
        self._hand_on()
        common = self._around()
        for one in self._ones:
            if self._counts(one):
                for number in range(one.number, (one.until or one.number) + 1):
                    yield Mention(one.start, one.end, Cited(**{"number": number, **common, **one.said}))

    def _step(self) -> bool:
        if self._ones:
            return self._another() or self._fact() or self._remark()
        return self._fact() or self._number_after_kind()

    @property
    def _said(self) -> dict[str, Any]:
        return self._ones[-1].said if self._ones else self._first

    def _note(self, end: int, **facts: Any) -> bool:
        """Take up facts, where none of their kind is known yet."""
        if any(key in self._said for key in facts):
            return False
        self._said.update(facts)
        closing = _CLOSING.match(self._line, end) if "(" in self._line[self.at : end] else None
        self.at = closing.end() if closing else end
        if self._ones:
            self._ones[-1].end = self.at
            self._fresh = False
        return True

    def _fact(self) -> bool:
        at = self._skip()
        return self._years(at) or self._when(at) or self._minister(at) or self._asker(at)

    def _skip(self) -> int:
        found = _SEPARATORS.match(self._line, self.at)
        return found.end() if found else self.at

    def _years(self, at: int) -> bool:
        found = YEARS.match(self._line, at)
        year = session_year(found) if found else None
        return found is not None and year is not None and self._note(found.end(), session_year=year)

    def _when(self, at: int) -> bool:
        if not (found := _WHEN.match(self._line, at) or (_YEAR.match(self._line, at) if self._ones else None)):
            return False
        groups = found.groupdict()
        try:
            if period := groups.get("period"):
                since, until = dates.period(period)
                return self._note(found.end(), since=since, until=until)
            if short := groups.get("short"):
                day, month, year = map(int, re.split(r"[/.-]", short))
                whole = date(2000 + year, month, day)
                return self._note(found.end(), since=whole, until=whole)
            return self._note(found.end(), day_of_year=dates.day_of_year(found["day"]))
        except ValueError:
            return False

    def _asker(self, at: int) -> bool:
        found = _BY.match(self._line, at)
        return found is not None and self._note(found.end(), asker=found["name"].rstrip("."))

    def _minister(self, at: int) -> bool:
        if not (found := _TO.match(self._line, at)):
            return False
        if found["you"]:
            return self._note(found.end(), to_you=True)
        if office := found["office"]:
            return self._note(found.end(), office=office)
        return self._note(found.end(), minister=found["name"].rstrip("."))

    def _remark(self) -> bool:
        """Something in brackets that says where a question was published."""
        found = _REMARK.match(self._line, self.at)
        if not found or _KIND.search(_BULLETIN.sub("", found["said"])):
            return False
        self.at = found.end()
        if _ELSEWHERE.search(found["said"]):
            self._ones[-1].said["elsewhere"] = True
        return True

    def _number_after_kind(self) -> bool:
        at = self._skip()
        before = _BEFORE_NUMBER.match(self._line, at)
        if self._number(before.end() if before else at, self._start):
            return True
        about = (_IN_BRACKETS if self._first else _ABOUT).match(self._line, self.at)
        return about is not None and self._number(about.end(), self._start)

    def _another(self) -> bool:
        if (until := _UNTIL.match(self._line, self.at)) and self._fresh:
            return self._end_of_range(until.end())
        found = _AND.match(self._line, self.at)
        return found is not None and self._number(found.end(), None)

    def _end_of_range(self, at: int) -> bool:
        mark = MARK.match(self._line, at)
        found = NUMBER.match(self._line, mark.end() if mark else at)
        last = self._ones[-1]
        if not found or not last.number < int(found["number"]) <= last.number + _LONGEST_RANGE:
            return False
        last.until = int(found["number"])
        last.end = self.at = found.end()
        return True

    def _number(self, at: int, start: int | None) -> bool:
        """A number; one in a row of them needs a mark, or the word for several questions and nothing in between."""
        mark = MARK.match(self._line, at)
        found = NUMBER.match(self._line, mark.end() if mark else at)
        if not found or (start is None and not mark and not (self._fresh and (self._several or self._plural_mark()))):
            return False
        if len(found["number"]) > 5 or (start is None and not mark and _WHEN.match(self._line, at)):
            return False
        self._ones.append(_One(int(found["number"]), at if start is None else start, found.end(), bool(mark)))
        self.at = found.end()
        self._fresh = True
        return True

    def _plural_mark(self) -> bool:
        return bool(re.match(r".*\b(?:nrs|nummers)\b", self._line[self._start : self.at], re.IGNORECASE))

    def _hand_on(self) -> None:
        """What is said behind the last of several numbers is said of those before it too, and what stands before the
        first of all."""
        for one, later in reversed([*zip(self._ones, self._ones[1:], strict=False)]):
            if "day_of_year" in one.said and "since" not in one.said and later.said.get("since"):
                one.said |= _with_year(one.said.pop("day_of_year"), later.said["since"].year)
            if not any(key in one.said for key in _TIMES):
                one.said |= {key: later.said[key] for key in _TIMES if key in later.said}
            for keys in _PERSONS:
                if not any(key in one.said for key in keys):
                    one.said |= {key: later.said[key] for key in keys if key in later.said}
        for one in self._ones:
            one.said = {**self._first, **one.said}
            one.marked = one.marked or self._ones[0].marked

    def _around(self) -> dict[str, Any]:
        """What the words around all of them say."""
        before = self._line[: self._start]
        sentence = re.split(r"[.?!;]\s", before)[-1][-_NEAR:]
        after = re.split(r"[.?!;](?:\s|$)", self._line[self.at :], maxsplit=1)[0]
        far = after[: _FAR_AFTER if (other := _KIND.search(after)) is None else max(other.start(), _NEAR_AFTER)]
        own, answer = _OWN.search(before[-80:]), _ANSWER.search(before[-120:])
        facts: dict[str, Any] = {
            "whose": own["whose"].lower() if own else "",
            "whose_answer": answer["whose"].lower() if answer else "",
        }
        if _ELSEWHERE.search(sentence) or _ELSEWHERE.search(after[:_NEAR_AFTER]) or _PUBLISHED_ELSEWHERE.search(far):
            facts["elsewhere"] = True
        return facts

    def _counts(self, one: _One) -> bool:
        """Whether it is more than a word about a part of a question: `het antwoord op vraag 3`."""
        dated = any(key in one.said for key in _TIMES)
        if not (one.marked or self._sure):
            return dated
        return dated or "asker" in one.said or one.number >= 100 or (self._sure and one.marked)


def _with_year(day: tuple[int, int], year: int) -> dict[str, Any]:
    try:
        whole = date(year, *day)
    except ValueError:
        return {"day_of_year": day}
    return {"since": whole, "until": whole}
