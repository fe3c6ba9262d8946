"""What follows the word for a question in a text: one number or several, with days, session years and names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from indexer.citing.cited import Cited
from indexer.citing.context import ELSEWHERE, said_around
from indexer.citing.shapes import KIND, MARK, NUMBER, YEARS, session_year
from indexer.dutch import dates


@dataclass(frozen=True, slots=True)
class Mention:
    """A citation and its place in the text: the words that may become a link."""

    start: int
    end: int
    cited: Cited


_MONTH_OR_DAY = rf"(?!\d{{4}}(?![-/]\d)){dates.PERIOD}"
_WHEN = re.compile(
    rf"(?:(?:gesteld|gevraagd|ingediend)\s+)?(?:(?:op|van|dd\.?|d\.d\.|datum:?|uit)\s*)?(?:(?P<period>{_MONTH_OR_DAY})"
    rf"|(?P<day>{dates.DAY_OF_YEAR})|(?P<short>\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2}})(?!\d))",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:van|uit|in)\s+(?P<period>(?:19|20)\d\d)(?![\w/-])", re.IGNORECASE)

_PARTICLE = r"(?:van|vande|vanden|de|den|der|ter|ten|te|la|le|du|di|el|['’]t)"
_CAPITAL = rf"(?:{_PARTICLE}\s+){{0,3}}[A-ZÀ-Þ][\w'’-]*"
_NAME = rf"(?P<name>{_CAPITAL}\.?(?:\s+{_CAPITAL}){{0,4}})"
_OTHER = rf"{_CAPITAL}(?:\s+{_CAPITAL}){{1,4}}"
_OTHERS = rf"(?:(?:,\s+{_OTHER}){{0,9}}\s+en\s+{_OTHER})?"
_CALLED = (
    r"(?:(?:(?:de|het|onze|geachte|mijn|uw|toenmalige?|voormalige?|collega|lid|heer|mevrouw|mevr\.?|mw\.?|dhr\.?|h\.)"
    r"|(?:[Vv]laamse?\s+)?(?:volksvertegenwoordiger|parlementslid))\s+){0,4}"
)
_BY = re.compile(rf"(?:gesteld\s+)?(?:van|door)\s+{_CALLED}(?![Vv]laamse?\s|[Mm]inister){_NAME}{_OTHERS}")
_MINISTER = r"(?:[Vv]ice-?)?[Mm]inister(?:-president)?"
_TO = re.compile(
    rf"(?:(?:die\s+)?(?:gesteld|gericht)\s+)?aan\s+(?:(?P<you>u)\b|{_CALLED}"
    rf"(?:[Vv]laamse?\s+)?(?:{_MINISTER}\s+)?(?:(?:van|voor|bevoegd\s+voor)\s+(?P<office>[A-ZÀ-Þ][\w-]+)|{_NAME}))"
)

_SEPARATORS = re.compile(r"[\s,(/–-]*")
_CLOSING = re.compile(r"\s*\)")
_REMARK = re.compile(r"\s*[(\[](?P<said>[^()\[\]]{1,160})[)\]]")
_BEFORE_NUMBER = re.compile(r":?\s*(?:met(?:\s+als)?|onder|het)?\s*(?=(?:nr|no|num|n[°º]|#))", re.IGNORECASE)
_ABOUT = re.compile(r"(?:(?!\bvra(?:ag|gen)\b)[^.;:?!()\d]){1,150}\(\s*(?=nr|n[°º])", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\(\s*(?:SV|(?:schriftelijke\s+)?vraag)?\s*(?=nr|n[°º])", re.IGNORECASE)
_AND = re.compile(
    r"\)?\s*(?:,|;|/|&|en|of|alsook|evenals|alsmede|respectievelijk)\s*(?:(?:en|op|met|de|het)\s+)*", re.IGNORECASE
)
_UNTIL = re.compile(r"\s*(?:tot(?:\s+en\s+met)?|t\.?\s?e\.?\s?m\.?|t/m)\s*", re.IGNORECASE)
_TIME = (
    r"(?:(?:gesteld|gevraagd|ingediend)\s+)?(?:(?:op|van|dd\.?|d\.d\.|datum:?|uit|in)\s*)?"
    rf"\(?(?:het\s+)?(?:\d|zittingsjaar|{dates.PERIOD})"
)
_PERSON = r"(?:gesteld\s+)?(?:van|door)\s|(?:(?:die\s+)?(?:gesteld|gericht)\s+)?aan\s"
_MARKED = rf"(?::\s*)?(?:(?:met(?:\s+als)?|onder|het)\s*)?{MARK.pattern}"
BEGINS = (
    rf"(?i:{_SEPARATORS.pattern}+(?:{_TIME}|{_PERSON}|{_MARKED})"  # no separator is given back: it is linear
    rf"|[^.;:?!()\d]{{1,150}}\(\s*{MARK.pattern})"
)
"""What stands behind every word for a question that a group is read from, as a regular expression that passes over most
others quickly. It may match where nothing is found."""

_MOST = 50
"""Questions that `nr. 12 tot 20`, or a row of numbers, may stand for."""


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


class Group:
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
        common = said_around(self._line, self._start, self.at)
        for one in self._ones:
            if self._counts(one):
                end = self._with_brackets(one)
                for number in range(one.number, (one.until or one.number) + 1):
                    yield Mention(one.start, end, Cited(**{"number": number, **common, **one.said}))

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
        if not found or KIND.search(found["said"]):
            return False
        self.at = found.end()
        if ELSEWHERE.search(found["said"]):
            self._ones[-1].said["elsewhere"] = True
        return True

    def _number_after_kind(self) -> bool:
        at = self._skip()
        before = _BEFORE_NUMBER.match(self._line, at)
        if self._number(before.end() if before else at, self._start):
            return True
        about = _IN_BRACKETS.match(self._line, self.at) if self._first else None
        about = about or _ABOUT.match(self._line, self.at)
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
        if not found or not last.number < int(found["number"]) <= last.number + _MOST:
            return False
        last.until = int(found["number"])
        last.end = self.at = found.end()
        return True

    def _number(self, at: int, start: int | None) -> bool:
        """A number; one in a row of them needs a mark, or the word for several questions and nothing in between."""
        mark = MARK.match(self._line, at)
        found = NUMBER.match(self._line, mark.end() if mark else at)
        if not found or len(found["number"]) > 5 or len(self._ones) == _MOST:
            return False
        is_row = self._fresh and (self._several or self._plural_mark()) and not _WHEN.match(self._line, at)
        if start is None and not mark and not is_row:
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

    def _with_brackets(self, one: _One) -> int:
        """Where the words end so that each bracket in them has its other."""
        words = self._line[one.start : one.end]
        if words.count("(") > words.count(")") and (closing := _CLOSING.match(self._line, one.end)):
            return closing.end()
        return one.end - 1 if words.endswith(")") and words.count(")") > words.count("(") else one.end

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
