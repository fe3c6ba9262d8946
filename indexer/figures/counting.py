"""Facts -> figures: the profile of every name, and the figures of all questions and of each session year."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from indexer.dutch.letters import fold
from indexer.figures.facts import LATE, ON_TIME, WAITING, Fact, Outcome
from indexer.figures.models import Figures, Office, Period, Profile, ProfileKind, Row, Spread, Tally
from indexer.figures.slugs import slug
from indexer.figures.working_days import working_days

_TALLIED = 20
"""Names that a profile has of another kind, the most frequent."""

_KINDS = tuple(ProfileKind)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A fact with what is made of it once: the slugs of each kind, and working days to answer and to publish."""

    fact: Fact
    slugs: tuple[Sequence[str], ...]
    outcome: Outcome
    days: int | None
    publishing: int | None
    month: str | None


class Counting:
    """The figures of these facts, whatever their order."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._all = sorted(map(_counted, facts), key=lambda one: one.fact.id)
        self._held = {kind: _by_slug(kind, self._all) for kind in ProfileKind}
        self._names = {kind: _names(kind, self._all) for kind in ProfileKind}

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

    def _profile(self, kind: ProfileKind, of: str, held: Sequence[_Counted]) -> Profile:
        totals = _totals(held)
        first, last = _asked(held)
        return Profile(
            kind=kind,
            slug=of,
            name=self._name(kind, of),
            names=self._names[kind][of],
            questions=totals["asked"],
            answered=totals["answered"],
            waiting=totals["waiting"],
            on_time=totals["on_time"],
            late=totals["late"],
            first_asked=first,
            last_asked=last,
            offices=_offices(held) if kind is ProfileKind.MINISTER else (),
            spread=_spread(one.days for one in held),
            years=_periods(held, _session_year),
            months=_periods(held, _month),
            ministers=self._tallies(ProfileKind.MINISTER, kind, held),
            askers=self._tallies(ProfileKind.ASKER, kind, held),
            parties=self._tallies(ProfileKind.PARTY, kind, held),
            themes=self._tallies(ProfileKind.THEME, kind, held),
        )

    def _tallies(self, kind: ProfileKind, of: ProfileKind, held: Sequence[_Counted]) -> tuple[Tally, ...]:
        """The most frequent names of a kind in a profile of another one; of an asker every party."""
        if kind is of:
            return ()
        place = _KINDS.index(kind)
        counts = Counter(of for one in held for of in one.slugs[place])
        found = sorted(counts.items(), key=lambda one: (-one[1], *self._place(kind, one[0])))
        most = None if (of, kind) == (ProfileKind.ASKER, ProfileKind.PARTY) else _TALLIED
        names = self._names[kind]
        return tuple(Tally(name=names[of][0], names=names[of], slug=of, questions=count) for of, count in found[:most])

    def _figures(self, session_year: str | None, held: Sequence[_Counted]) -> Figures:
        first, last = _asked(held)
        return Figures(
            session_year=session_year,
            first_asked=first,
            last_asked=last,
            spread=_spread(one.days for one in held),
            publishing=_spread(one.publishing for one in held),
            years=_periods(held, _session_year),
            months=_periods(held, _month),
            ministers=self._rows(ProfileKind.MINISTER, session_year, held),
            themes=self._rows(ProfileKind.THEME, session_year, held),
            parties=self._rows(ProfileKind.PARTY, session_year, held),
            askers=self._rows(ProfileKind.ASKER, session_year, held),
            **_totals(held),
        )

    def _rows(self, kind: ProfileKind, session_year: str | None, held: Sequence[_Counted]) -> tuple[Row, ...]:
        groups = self._held[kind] if session_year is None else _by_slug(kind, held)
        return tuple(
            Row(name=self._name(kind, of), slug=of, spread=_spread(one.days for one in some), **_totals(some))
            for of, some in sorted(groups.items(), key=lambda group: self._place(kind, group[0]))
        )


def _counted(fact: Fact) -> _Counted:
    return _Counted(
        fact,
        tuple(_slugs(fact.names(kind)) for kind in _KINDS),
        fact.outcome(),
        _between(fact.asked_on, fact.answered_on),
        _between(fact.answered_on, fact.published_on),
        fact.asked_on.isoformat()[:7] if fact.asked_on else None,
    )


def _between(first: date | None, last: date | None) -> int | None:
    return working_days(first, last) if first and last and first <= last else None


def _by_slug(kind: ProfileKind, held: Iterable[_Counted]) -> dict[str, list[_Counted]]:
    """The questions of each slug."""
    place = _KINDS.index(kind)
    groups: dict[str, list[_Counted]] = defaultdict(list)
    for one in held:
        for of in one.slugs[place]:
            groups[of].append(one)
    return dict(groups)


def _names(kind: ProfileKind, held: Iterable[_Counted]) -> dict[str, tuple[str, ...]]:
    """The names that share each slug, the most frequent first."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for name, questions in Counter(name for one in held for name in one.fact.names(kind)).items():
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


def _totals(held: Sequence[_Counted]) -> dict[str, int]:
    return _totals_of(Counter(one.outcome for one in held))


def _totals_of(outcomes: Mapping[Outcome, int]) -> dict[str, int]:
    asked = sum(outcomes.values())
    on_time, late, waiting = (outcomes.get(outcome, 0) for outcome in (ON_TIME, LATE, WAITING))
    return {"asked": asked, "answered": asked - waiting, "on_time": on_time, "late": late, "waiting": waiting}


def _periods(held: Iterable[_Counted], period_of: Callable[[_Counted], str | None]) -> tuple[Period, ...]:
    periods: dict[str, dict[Outcome, int]] = defaultdict(dict)
    for (period, outcome), questions in Counter((period_of(one), one.outcome) for one in held).items():
        if period:
            periods[period][outcome] = questions
    return tuple(Period(period=period, **_totals_of(outcomes)) for period, outcomes in sorted(periods.items()))


def _session_year(one: _Counted) -> str | None:
    return one.fact.session_year


def _month(one: _Counted) -> str | None:
    return one.month


def _asked(held: Iterable[_Counted]) -> tuple[date | None, date | None]:
    """The first and the last day on which one was asked."""
    days = [one.fact.asked_on for one in held if one.fact.asked_on]
    return min(days, default=None), max(days, default=None)


def _offices(held: Iterable[_Counted]) -> tuple[Office, ...]:
    """The offices that the questions name, the first held first."""
    by_title: dict[str, list[_Counted]] = defaultdict(list)
    for one in held:
        if one.fact.office:
            by_title[one.fact.office].append(one)
    offices = [
        Office(title=title, first=first, last=last, questions=len(some))
        for title, some in by_title.items()
        for first, last in [_asked(some)]
    ]
    return tuple(sorted(offices, key=lambda office: (office.first or date.max, office.title)))


def _spread(days: Iterable[int | None]) -> Spread | None:
    known = sorted(day for day in days if day is not None)
    if not known:
        return None
    p10, p25, p50, p75, p90 = (known[-(-len(known) * share // 100) - 1] for share in (10, 25, 50, 75, 90))
    return Spread(count=len(known), p10=p10, p25=p25, p50=p50, p75=p75, p90=p90)
