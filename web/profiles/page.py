"""What the page of a profile shows, worked out as plain data."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.fields import NO, YES, Facet
from indexer.figures.models import Office, Profile, ProfileKind, ProfileSummary, Tally
from indexer.question import WrittenQuestion
from web.figures import charts
from web.profiles.kinds import KINDS, Kind
from web.site.address import SearchAddress
from web.site.links import profile_path
from web.site.templates import Templates

NEWEST = 10
"""Questions that a page shows."""

_LETTERS_FROM = 60
"""Names from which on a list is cut into letters."""

_BY_KIND = {kind.kind: kind for kind in KINDS}
_TALLIES = (
    (ProfileKind.ASKER, "askers"),
    (ProfileKind.MINISTER, "ministers"),
    (ProfileKind.PARTY, "parties"),
    (ProfileKind.THEME, "themes"),
)


@dataclass(frozen=True, slots=True)
class Companion:
    """A name that goes with a profile: its own page (None where it has none), how many questions have both, and the
    search that finds those."""

    name: str
    page: str | None
    questions: int
    search: str


@dataclass(frozen=True, slots=True)
class Companions:
    """The most frequent names of another kind among the questions of a profile."""

    kind: Kind
    listed: tuple[Companion, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """The profiles of a kind whose names begin with a letter."""

    letter: str
    profiles: tuple[ProfileSummary, ...]


def search_of(profile: Profile) -> SearchAddress:
    """The search for all its questions, in whatever way its name is written."""
    return _choosing(SearchAddress(), profile.kind, profile.names)


def profile_page(templates: Templates, profile: Profile, newest: Iterable[WrittenQuestion]) -> str:
    """The page of a profile, with its newest questions."""
    kind, address = _BY_KIND[profile.kind], search_of(profile)
    page = profile_path(profile.kind, profile.slug)
    csv = f"{page}?format=csv"

    def link(period: str) -> str:
        return address.asked_in(period).href()

    return templates.write(
        "profiles/profile.html",
        room=kind.path,
        kind=kind,
        profile=profile,
        offices=_in_order(profile.offices),
        all_of_them=address.href(),
        answered=address.choosing(Facet.ANSWERED, YES).href(),
        waiting=address.choosing(Facet.ANSWERED, NO).sorted_by("wachttijd").href(),
        late=address.choosing(Facet.ON_TIME, NO).href(),
        companions=tuple(_companions(profile, address)),
        newest=tuple(newest),
        page=page,
        asked=charts.asked_over_time("gesteld", kind.asked, profile.years, profile.months, link=link, csv=csv),
        on_time=charts.on_time_over_time(
            "op-tijd", "Aandeel dat op tijd beantwoord is", profile.years, link=link, csv=csv
        ),
    )


def profiles_page(templates: Templates, kind: Kind, profiles: tuple[ProfileSummary, ...]) -> str:
    """The list of all profiles of a kind; session years newest first, others by the alphabet."""
    by_alphabet = kind.kind is not ProfileKind.SESSION_YEAR
    in_order = profiles if by_alphabet else profiles[::-1]
    by_letter = by_alphabet and len(profiles) > _LETTERS_FROM
    return templates.write(
        "profiles/profiles.html",
        room=kind.path,
        kind=kind,
        letters=tuple(_letters(in_order)) if by_letter else (Letter("", in_order),),
        profile_path=profile_path,
        waiting=lambda one: (
            SearchAddress().choosing(kind.facet, one.name).choosing(Facet.ANSWERED, NO).sorted_by("wachttijd").href()
        ),
    )


def _choosing(address: SearchAddress, kind: ProfileKind, names: Iterable[str]) -> SearchAddress:
    for name in names:
        address = address.choosing(Facet(kind.value), name)
    return address


def _letters(profiles: Iterable[ProfileSummary]) -> Iterator[Letter]:
    """By the first letter of the slug, which has no accents."""
    letters: dict[str, list[ProfileSummary]] = {}
    for profile in profiles:
        letters.setdefault(profile.slug[:1].upper(), []).append(profile)
    return (Letter(letter, tuple(of_letter)) for letter, of_letter in sorted(letters.items()))


def _in_order(offices: Iterable[Office]) -> tuple[Office, ...]:
    """The latest first; those without days last."""
    return tuple(sorted(offices, key=lambda office: office.last.toordinal() if office.last else 0, reverse=True))


def _companions(profile: Profile, address: SearchAddress) -> Iterator[Companions]:
    for kind, attribute in _TALLIES:
        tallies: tuple[Tally, ...] = getattr(profile, attribute)
        if tallies and kind is not profile.kind:
            listed = tuple(
                Companion(
                    tally.name,
                    profile_path(kind, tally.slug) if tally.slug else None,
                    tally.questions,
                    _choosing(address, kind, tally.names).href(),
                )
                for tally in tallies
            )
            yield Companions(_BY_KIND[kind], listed)
