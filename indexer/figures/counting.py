"""Facts -> figures: the profile of every name, and the figures of all questions and of each session year."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from indexer.dutch.letters import fold
from indexer.figures.facts import ANSWERED, LATE, ON_TIME, WAITING, Fact, Outcome
from indexer.figures.models import Figures, Office, Period, Profile, ProfileKind, Row, Spread, Tally
from indexer.figures.slugs import slug
from indexer.figures.working_days import working_days

_TALLIED = 20
"""Names that a profile has of another kind, the most frequent."""

_KINDS = tuple(ProfileKind)


class _Counted(NamedTuple):
    """What is counted of a question: the names of each kind and their slugs, what became of it, and working days to
    answer and to publish."""

    id: int
    names: tuple[tuple[str, ...], ...]
    slugs: tuple[tuple[str, ...], ...]
    outcome: Outcome
    session_year: str | None
    month: str | None
    asked_on: date | None
    office: str | None
    days: int | None
    publishing: int | None


class _Group:
    """Questions that are counted together: each thing once, whatever it is counted for."""

    def __init__(self, held: Sequence[_Counted]) -> None:
        self._held = held

    @cached_property
    def totals(self) -> dict[str, int]:
        """How many were asked, and what became of them."""
        outcomes: dict[Outcome, int] = defaultdict(int)
        for (outcome, _, _), questions in self._outcomes.items():
            outcomes[outcome] += questions
        return _totals(outcomes)

    @cached_property
    def years(self) -> tuple[Period, ...]:
        """The totals of each session year."""
        return _periods((year, outcome, questions) for (outcome, year, _), questions in self._outcomes.items())

    @cached_property
    def months(self) -> tuple[Period, ...]:
        """The totals of each month."""
        return _periods((month, outcome, questions) for (outcome, _, month), questions in self._outcomes.items())

    @cached_property
    def asked(self) -> tuple[date | None, date | None]:
        """The first and the last day on which one was asked."""
        days = [one.asked_on for one in self._held if one.asked_on]
        return min(days, default=None), max(days, default=None)

    @cached_property
    def spread(self) -> Spread | None:
        """Of the days to answer."""
        return _spread([one.days for one in self._held])

    @cached_property
    def publishing(self) -> Spread | None:
        """Of the days to publish."""
        return _spread([one.publishing for one in self._held])

    def offices(self) -> tuple[Office, ...]:
        """The offices that they name, the first held first."""
        by_title: dict[str, list[_Counted]] = defaultdict(list)
        for one in self._held:
            if one.office:
                by_title[one.office].append(one)
        offices = []
        for title, held in by_title.items():
            first, last = _Group(held).asked
            offices.append(Office(title=title, first=first, last=last, questions=len(held)))
        return tuple(sorted(offices, key=lambda office: (office.first or date.max, office.title)))

    def names(self, kind: ProfileKind) -> Mapping[str, int]:
        """How many have each name of a kind."""
        place = _KINDS.index(kind)
        return Counter(chain.from_iterable([one.names[place] for one in self._held]))

    def slugs(self, kind: ProfileKind) -> Mapping[str, int]:
        """How many have each slug of a kind."""
        place = _KINDS.index(kind)
        return Counter(chain.from_iterable([one.slugs[place] for one in self._held]))

    def by_slug(self, kind: ProfileKind) -> dict[str, "_Group"]:
        """Those that have each slug of a kind."""
        place = _KINDS.index(kind)
        groups: dict[str, list[_Counted]] = defaultdict(list)
        for one in self._held:
            for of in one.slugs[place]:
                groups[of].append(one)
        return {of: _Group(held) for of, held in groups.items()}

    @cached_property
    def _outcomes(self) -> Mapping[tuple[Outcome, str | None, str | None], int]:
        """How many have each outcome, session year and month."""
        return Counter([(one.outcome, one.session_year, one.month) for one in self._held])


class Counting:
    """The figures of these facts, whatever their order."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._all = _Group(sorted(map(_counted, facts), key=lambda one: one.id))
        self._held = {kind: self._all.by_slug(kind) for kind in ProfileKind}
        self._names = {kind: _by_slug(self._all.names(kind)) for kind in ProfileKind}

    def profiles(self) -> Iterator[Profile]:
        """The profile of every name, kind by kind, in the order of the alphabet."""
        for kind, held in self._held.items():
            for of in sorted(held, key=lambda of: self._place(kind, of)):
                yield self._profile(kind, of, held[of])

    def figures(self) -> Iterator[Figures]:
        """The figures of all questions, and then those of each session year."""
        yield self._figures(None, self._all)
        for year, held in self._held[ProfileKind.SESSION_YEAR].items():
            yield self._figures(self._name(ProfileKind.SESSION_YEAR, year), held)

    def _name(self, kind: ProfileKind, of: str) -> str:
        return self._names[kind][of][0]

    def _place(self, kind: ProfileKind, of: str) -> tuple[str, str]:
        """What the names of a kind are sorted by."""
        return fold(self._name(kind, of)), of

    def _profile(self, kind: ProfileKind, of: str, held: _Group) -> Profile:
        first, last = held.asked
        return Profile(
            kind=kind,
            slug=of,
            name=self._name(kind, of),
            names=self._names[kind][of],
            questions=held.totals["asked"],
            answered=held.totals["answered"],
            waiting=held.totals["waiting"],
            on_time=held.totals["on_time"],
            late=held.totals["late"],
            first_asked=first,
            last_asked=last,
            offices=held.offices() if kind is ProfileKind.MINISTER else (),
            spread=held.spread,
            years=held.years,
            months=held.months,
            ministers=self._tallies(ProfileKind.MINISTER, kind, held),
            askers=self._tallies(ProfileKind.ASKER, kind, held),
            parties=self._tallies(ProfileKind.PARTY, kind, held),
            themes=self._tallies(ProfileKind.THEME, kind, held),
        )

    def _tallies(self, kind: ProfileKind, of: ProfileKind, held: _Group) -> tuple[Tally, ...]:
        """The most frequent names of a kind in a profile of another one; of an asker every party."""
        if kind is of:
            return ()
        found = sorted(held.slugs(kind).items(), key=lambda one: (-one[1], *self._place(kind, one[0])))
        most = None if (of, kind) == (ProfileKind.ASKER, ProfileKind.PARTY) else _TALLIED
        names = self._names[kind]
        return tuple(Tally(name=names[of][0], names=names[of], slug=of, questions=count) for of, count in found[:most])

    def _figures(self, session_year: str | None, held: _Group) -> Figures:
        first, last = held.asked
        return Figures(
            session_year=session_year,
            first_asked=first,
            last_asked=last,
            spread=held.spread,
            publishing=held.publishing,
            years=held.years,
            months=held.months,
            ministers=self._rows(ProfileKind.MINISTER, held),
            themes=self._rows(ProfileKind.THEME, held),
            parties=self._rows(ProfileKind.PARTY, held),
            askers=self._rows(ProfileKind.ASKER, held),
            **held.totals,
        )

    def _rows(self, kind: ProfileKind, held: _Group) -> tuple[Row, ...]:
        groups = self._held[kind] if held is self._all else held.by_slug(kind)
        return tuple(
            Row(name=self._name(kind, of), slug=of, spread=some.spread, **some.totals)
            for of, some in sorted(groups.items(), key=lambda group: self._place(kind, group[0]))
        )


def _counted(fact: Fact) -> _Counted:
    names = tuple([fact.names(kind) for kind in _KINDS])
    return _Counted(
        fact.id,
        names,
        tuple(map(_slugs, names)),
        fact.outcome(),
        fact.session_year,
        fact.asked_on.isoformat()[:7] if fact.asked_on else None,
        fact.asked_on,
        fact.office,
        _between(fact.asked_on, fact.answered_on),
        _between(fact.answered_on, fact.published_on),
    )


def _between(first: date | None, last: date | None) -> int | None:
    return working_days(first, last) if first and last and first <= last else None


def _by_slug(names: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """The names that share each slug, the most frequent first."""
    spellings: dict[str, dict[str, int]] = defaultdict(dict)
    for name, questions in names.items():
        spellings[slug(name)][name] = questions
    return {
        of: tuple(name for name, _ in sorted(counts.items(), key=lambda counted: (-counted[1], counted[0])))
        for of, counts in spellings.items()
        if of
    }


@lru_cache(maxsize=10_000)
def _slugs(names: tuple[str, ...]) -> tuple[str, ...]:
    """Each slug once: two themes may share one."""
    return tuple(dict.fromkeys(of for of in map(slug, names) if of))


def _totals(outcomes: Mapping[Outcome, int]) -> dict[str, int]:
    on_time, late, unknown, waiting = (outcomes.get(outcome, 0) for outcome in (ON_TIME, LATE, ANSWERED, WAITING))
    answered = on_time + late + unknown
    return {"asked": answered + waiting, "answered": answered, "on_time": on_time, "late": late, "waiting": waiting}


def _periods(counts: Iterable[tuple[str | None, Outcome, int]]) -> tuple[Period, ...]:
    """The totals of each period, of questions whose period is known."""
    periods: dict[str, dict[Outcome, int]] = defaultdict(lambda: defaultdict(int))
    for period, outcome, questions in counts:
        if period:
            periods[period][outcome] += questions
    return tuple(Period(period=period, **_totals(outcomes)) for period, outcomes in sorted(periods.items()))


def _spread(days: Iterable[int | None]) -> Spread | None:
    known = sorted(day for day in days if day is not None)
    if not known:
        return None
    p10, p25, p50, p75, p90 = (known[-(-len(known) * share // 100) - 1] for share in (10, 25, 50, 75, 90))
    return Spread(count=len(known), p10=p10, p25=p25, p50=p50, p75=p75, p90=p90)
