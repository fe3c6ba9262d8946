"""Which question of an index a citation means: the one that agrees with all it says, where that is sure.

A number counts for each minister in each session year, so a number alone says nothing. A number with the day it was
asked on, or with its session year and its minister, names one question; everything else that a citation says must agree
with it. Nothing is linked that another question might fit as well, held or not.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from indexer import dutch
from indexer.citing.cited import Cited

Where = Literal["question", "answer"]

Called = Callable[[Sequence[str]], Collection[str]]
"""Words of a name -> the names of the index that they may stand for."""

_DRIFT = 7
"""Days by which the order of numbers may differ from that of days."""

_MAY_BE_WRONG = 0.03
"""Questions that are not held and may be expected to fit as well, at most, where a citation is linked."""

_SAME_ASKER = 0.1
"""How likely another question of the same number and day is one of the same asker."""

_NO_NAME = re.compile(r"[,;()]")


class Unlinked(StrEnum):
    """Why a citation is no link."""

    ELSEWHERE = "of another parliament"
    UNDATED = "without a day or a session year"
    NOT_HELD = "no such question is held"
    SEVERAL = "several questions fit"
    UNSURE = "one fits, and one that is not held may too"
    ITSELF = "the question itself"


@dataclass(frozen=True, slots=True)
class Held:
    """What is known of a question of the index; "" and None where it is not."""

    id: int
    number: int | None
    session_year: str
    asked_on: date | None
    answered_on: date | None
    asker: str
    minister: str
    office: str


@dataclass(frozen=True, slots=True)
class Citing:
    """The question that cites, in which of its texts, and the sentence."""

    question: Held
    where: Where
    sentence: str


class Links:
    """The questions of an index, as citations name them."""

    def __init__(self, questions: Iterable[Held], askers: Called, ministers: Called) -> None:
        self._askers = askers
        self._ministers = ministers
        self._by_id: dict[int, Held] = {}
        # By number alone, with the day, and with the session year.
        self._by_number: dict[tuple[int, date | str | None], list[Held]] = defaultdict(list)
        series: dict[tuple[str, str], dict[int, date | None]] = defaultdict(dict)
        for held in questions:
            self._by_id[held.id] = held
            if held.number is not None:
                for when in {None, held.asked_on, held.session_year}:
                    self._by_number[held.number, when].append(held)
                if held.minister and held.session_year:
                    series[held.session_year, held.minister][held.number] = held.asked_on
        self._years = {
            session_year: _Year([days for (year, _), days in series.items() if year == session_year])
            for session_year in {year for year, _ in series}
        }

    def get(self, question_id: int) -> Held | None:
        """The question with that id, or None."""
        return self._by_id.get(question_id)

    def meant(self, cited: Cited, citing: Citing) -> int | Unlinked:
        """The id of the question that a citation means, or why it is not linked."""
        if cited.elsewhere:
            return Unlinked.ELSEWHERE
        if cited.question_id is not None:
            return _only([held] if (held := self.get(cited.question_id)) else [], citing)
        if not cited.is_dated:
            return Unlinked.UNDATED
        latest = citing.question.answered_on if citing.where == "answer" else citing.question.asked_on
        since, until = _days(cited, latest)
        day = since if since == until else None
        same_number = self._by_number.get((cited.number or 0, day or cited.session_year or None), ())
        fits = [
            held
            for held in same_number
            if _agrees_on_time(held, cited.session_year, since, until, latest) and self._agrees(held, cited, citing)
        ]
        if len(fits) > 1 and (named := self._ministers_in(citing.sentence)):
            is_minister_said = any(held.minister in named for held in fits)
            fits = [held for held in fits if held.minister in named] or fits
        else:
            is_minister_said = bool(cited.minister or cited.office or _own_minister(cited, citing))
        found = _only(fits, citing)
        if isinstance(found, Unlinked) or is_minister_said:
            return found
        others = self._others(fits[0], day)
        if cited.asker or _own_asker(cited, citing):
            others *= _SAME_ASKER
        return found if others <= _MAY_BE_WRONG else Unlinked.UNSURE

    def _agrees(self, held: Held, cited: Cited, citing: Citing) -> bool:
        """Whether nothing that is said of people speaks against this question."""
        return (
            (not cited.asker or held.asker in _names(cited.asker, self._askers))
            and (not cited.minister or held.minister in _names(cited.minister, self._ministers))
            and (not cited.office or dutch.fold(cited.office) in dutch.fold(held.office))
            and (not _own_asker(cited, citing) or held.asker == citing.question.asker)
            and (not _own_minister(cited, citing) or held.minister == citing.question.minister)
        )

    def _ministers_in(self, sentence: str) -> set[str]:
        """The ministers that a sentence names: by the last name at least."""
        words = _NO_NAME.sub(" ", sentence).split()
        places = (at for at, word in enumerate(words) if word[:1].isupper())
        return {name for at in places for name in _names(" ".join(words[at : at + 5]), self._ministers)}

    def _others(self, held: Held, day: date | None) -> float:
        """How many questions of other ministers that are not held may be expected to fit as well as the only one that
        does."""
        year = self._years.get(held.session_year)
        return year.lacking(held.number, day) if year and held.number is not None else 0


class _Year:
    """The numbers that are held of each minister in a session year, with their days."""

    def __init__(self, series: Sequence[Mapping[int, date | None]]) -> None:
        # As ordinals: a day before the first of all days is none.
        days = [{number: day.toordinal() if day else None for number, day in one.items()} for one in series]
        self._series = [(one, sorted(one)) for one in days]
        asked = [day for one in days for day in one.values() if day]
        self._first, self._last = min(asked, default=0), max(asked, default=0)
        numbers = sum(max(one) for one in days)
        self._not_held = 1 - sum(map(len, days)) / (numbers + 1)

    def lacking(self, number: int, day: date | None) -> float:
        """How many questions of that number, asked on that day, may be expected that are not held."""
        asked = day.toordinal() if day else None
        return sum(self._lacking(number, asked, *series) for series in self._series if number not in series[0])

    def _lacking(self, number: int, day: int | None, days: Mapping[int, int | None], numbers: Sequence[int]) -> float:
        """The same of one minister. Numbers follow days, so that those around one say when it was asked; one beyond
        all that are held is as likely as others are not held."""
        at = bisect_left(numbers, number)
        how_likely = 1 if at < len(numbers) else self._not_held
        if day is None:
            return how_likely
        since = ((days[numbers[at - 1]] if at else None) or self._first) - _DRIFT
        until = ((days[numbers[at]] if at < len(numbers) else None) or self._last) + _DRIFT
        return how_likely / max(1, until - since) if since <= day <= until else 0


def _days(cited: Cited, latest: date | None) -> tuple[date | None, date | None]:
    """The days between which a question was asked. Of a day without its year the last one before: nobody leaves the
    year out of one that is longer ago."""
    if not cited.day_of_year:
        return cited.since, cited.until
    for year in (latest.year, latest.year - 1) if latest and latest.year > 1 else ():
        with suppress(ValueError):  # 29 February
            day = date(year, *cited.day_of_year)
            if latest and day <= latest:
                return day, day
    return date.max, date.max


def _agrees_on_time(held: Held, session_year: str, since: date | None, until: date | None, latest: date | None) -> bool:
    """Whether nothing that is said of time speaks against a question; it was not asked after it was cited."""
    asked = held.asked_on
    return (
        not (session_year and held.session_year != session_year)
        and not (since and until and not (asked and since <= asked <= until))
        and not (asked and latest and asked > latest)
    )


def _only(fits: Sequence[Held], citing: Citing) -> int | Unlinked:
    if not fits:
        return Unlinked.NOT_HELD
    if len(fits) > 1:
        return Unlinked.SEVERAL
    return Unlinked.ITSELF if fits[0].id == citing.question.id else fits[0].id


def _own_asker(cited: Cited, citing: Citing) -> bool:
    """Whether whoever asked the question that cites asked it too: `mijn vraag` in the question, `uw vraag` in the
    answer."""
    return bool(citing.question.asker) and cited.whose == ("mijn" if citing.where == "question" else "uw")


def _own_minister(cited: Cited, citing: Citing) -> bool:
    """Whether it was answered by whoever is asked: `uw antwoord op` in a question, `mijn antwoord op` in an answer."""
    asked = citing.where == "question"
    return bool(citing.question.minister) and (
        cited.whose_answer == ("uw" if asked else "mijn") or (asked and cited.to_you)
    )


def _names(text: str, called: Called) -> Collection[str]:
    """The names that a text may begin with: by as many of its words as a name has."""
    words = text.split()
    for end in range(len(words), 0, -1):
        if found := called(words[:end]):
            return found
    return ()
