"""Which question of an index a citation means: the one that agrees with all it says, where that is sure.

A number counts for each minister in each session year, so a number alone says nothing. A number with the day it was
asked on, or with its session year and its minister, names one question; everything else that a citation says must agree
with it. Nothing is linked that another question might fit as well, held or not.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from indexer import dutch
from indexer.citing.finding import Cited

Where = Literal["question", "answer"]

Called = Callable[[Sequence[str]], Collection[str]]
"""Words of a name -> the names of the index that they may stand for."""

_DRIFT = timedelta(days=7)
"""By which the order of numbers may differ from that of days."""


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
        self._by_number: dict[int, list[Held]] = defaultdict(list)
        series: dict[str, dict[str, dict[int, date | None]]] = defaultdict(lambda: defaultdict(dict))
        for held in questions:
            self._by_id[held.id] = held
            if held.number is not None:
                self._by_number[held.number].append(held)
                if held.minister and held.session_year:
                    series[held.session_year][held.minister][held.number] = held.asked_on
        self._series = {year: [_Series(one) for one in by_minister.values()] for year, by_minister in series.items()}

    def get(self, question_id: int) -> Held | None:
        """The question with that id, or None."""
        return self._by_id.get(question_id)

    def meant(self, cited: Cited, citing: Citing) -> int | Unlinked:
        """The id of the question that a citation means, or why it is not linked."""
        if cited.elsewhere:
            return Unlinked.ELSEWHERE
        if cited.question_id is not None:
            fits = [held] if (held := self.get(cited.question_id)) else []
            return _only(fits, citing)
        if not cited.is_dated:
            return Unlinked.UNDATED
        same_number = self._by_number.get(cited.number or 0, ())
        fits = [held for held in same_number if self._agrees(held, cited, citing)]
        if len(fits) > 1:
            fits = [held for held in fits if self._is_named(held, citing.sentence)] or fits
        found = _only(fits, citing)
        if isinstance(found, Unlinked) or self._is_sure(fits[0], cited, citing):
            return found
        return Unlinked.UNSURE

    def _agrees(self, held: Held, cited: Cited, citing: Citing) -> bool:
        """Whether nothing that is said speaks against this question."""
        latest = citing.question.answered_on if citing.where == "answer" else citing.question.asked_on
        if latest and held.asked_on and held.asked_on > latest:
            return False
        return (
            self._agrees_on_time(held, cited, latest)
            and (not cited.asker or held.asker in _names(cited.asker, self._askers))
            and (not cited.minister or held.minister in _names(cited.minister, self._ministers))
            and (not cited.office or dutch.fold(cited.office) in dutch.fold(held.office))
            and (not _own_asker(cited, citing) or held.asker == citing.question.asker)
            and (not _own_minister(cited, citing) or held.minister == citing.question.minister)
        )

    def _agrees_on_time(self, held: Held, cited: Cited, latest: date | None) -> bool:
        if cited.session_year and held.session_year != cited.session_year:
            return False
        if cited.since and cited.until:
            return held.asked_on is not None and cited.since <= held.asked_on <= cited.until
        if cited.day_of_year:
            # The last such day before: nobody leaves the year out of one that is longer ago.
            asked = held.asked_on
            return (
                asked is not None
                and latest is not None
                and (asked.month, asked.day) == cited.day_of_year
                and latest - asked < timedelta(days=366)
            )
        return True

    def _is_named(self, held: Held, sentence: str) -> bool:
        """Whether the sentence names its minister: by the last name at least."""
        words = sentence.replace(",", " ").replace(")", " ").replace("(", " ").split()
        return bool(held.minister) and any(
            words[at][:1].isupper() and held.minister in _names(" ".join(words[at : at + 5]), self._ministers)
            for at in range(len(words))
        )

    def _is_sure(self, held: Held, cited: Cited, citing: Citing) -> bool:
        """Whether no question that is not held may be meant instead of the only one that fits."""
        says_minister = bool(cited.minister or cited.office or _own_minister(cited, citing))
        says_asker = bool(cited.asker or _own_asker(cited, citing))
        if cited.since and cited.since == cited.until:
            near = held.minister == citing.question.minister or held.asker == citing.question.asker
            return says_minister or says_asker or near or not self._may_be_missing(held, cited.since)
        if cited.day_of_year:
            return says_minister or says_asker
        return says_minister or (says_asker and not self._may_be_missing(held, None))

    def _may_be_missing(self, held: Held, day: date | None) -> bool:
        """Whether another minister has a question of that number and day that is not held."""
        number = held.number or 0
        return any(series.may_lack(number, day) for series in self._series.get(held.session_year, ()))


class _Series:
    """The numbers that are held of a minister in a session year, with their days."""

    def __init__(self, days: dict[int, date | None]) -> None:
        self._days = days
        self._numbers = sorted(days)

    def may_lack(self, number: int, day: date | None) -> bool:
        """Whether there may be a question of that number, asked on that day, that is not held."""
        if number in self._days:
            return False
        at = bisect_left(self._numbers, number)
        before = self._days[self._numbers[at - 1]] if at else None
        after = self._days[self._numbers[at]] if at < len(self._numbers) else None
        if day is None:
            return at < len(self._numbers)
        return not (before and day < before - _DRIFT) and not (after and day > after + _DRIFT)


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
