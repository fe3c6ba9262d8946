"""The questions that wait for an answer: which of them are asked for, and how long each has waited."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from indexer.dutch.letters import fold
from indexer.figures.clocks import FIRST_DAY, last_late_day
from indexer.figures.facts import Fact
from indexer.figures.models import ProfileKind, Tally, Waiting, WaitingQuestion
from indexer.figures.slugs import slug

CHOICES = (ProfileKind.MINISTER, ProfileKind.PARTY, ProfileKind.THEME)
"""What the list can be narrowed by."""

MAX_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """Which waiting questions are asked for: slugs of CHOICES, or only those whose term has passed.

    `per_page` None asks for all of them.
    """

    chosen: Mapping[ProfileKind, str] = field(default_factory=dict)
    late_only: bool = False
    page: int = 1
    per_page: int | None = MAX_PER_PAGE


def waiting(facts: Sequence[Fact], request: WaitingRequest, today: date) -> Waiting:
    """The page that is asked for of these questions without an answer, which keep their order."""
    last = last_late_day(today)
    late = [fact for fact in facts if _is_late(fact, last)] if request.late_only else facts
    found = [fact for fact in late if all(_has(fact, kind, of) for kind, of in request.chosen.items())]
    first = (request.page - 1) * request.per_page if request.per_page else 0
    shown = found[first : first + request.per_page] if request.per_page else found
    ministers, parties, themes = (_tallies(late, kind, request.chosen) for kind in CHOICES)
    return Waiting(
        today=today,
        total=len(found),
        late=sum(_is_late(fact, last) for fact in found),
        questions=tuple(_question(fact, today) for fact in shown),
        ministers=ministers,
        parties=parties,
        themes=themes,
    )


def _is_late(fact: Fact, last: date) -> bool:
    return fact.asked_on is not None and FIRST_DAY <= fact.asked_on <= last


def _has(fact: Fact, kind: ProfileKind, of: str) -> bool:
    return any(slug(name) == of for name in fact.names(kind))


def _tallies(facts: Sequence[Fact], kind: ProfileKind, chosen: Mapping[ProfileKind, str]) -> tuple[Tally, ...]:
    """Whom or what of a kind can be chosen, the other choices kept, in the order of the alphabet."""
    others = [(other, of) for other, of in chosen.items() if other is not kind]
    counts: Counter[str] = Counter()
    names: dict[str, dict[str, None]] = {}
    for fact in facts:
        if all(_has(fact, other, of) for other, of in others):
            for of, name in {slug(name): name for name in fact.names(kind)}.items():
                counts[of] += 1
                names.setdefault(of, {})[name] = None
    found = (
        Tally(name=next(iter(names[of])), names=tuple(names[of]), slug=of, questions=count)
        for of, count in counts.items()
        if of
    )
    return tuple(sorted(found, key=lambda tally: (fold(tally.name), tally.name)))


def _question(fact: Fact, today: date) -> WaitingQuestion:
    clock = fact.clock(today)
    return WaitingQuestion(
        id=fact.id,
        number=fact.number,
        session_year=fact.session_year,
        title=fact.title,
        asker=fact.asker,
        party=fact.party,
        minister=fact.minister,
        themes=fact.themes,
        asked_on=fact.asked_on,
        days=clock.days if clock else None,
        counted=clock.counted if clock else None,
        late=clock is not None and clock.late,
    )
