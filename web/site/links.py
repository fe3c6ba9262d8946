"""Addresses that many pages link to."""

from types import MappingProxyType
from urllib.parse import quote, urlencode

from indexer.fields import Facet, field_of
from indexer.figures.models import ProfileKind
from indexer.figures.slugs import slug

PROFILE_PATHS = MappingProxyType(
    {
        ProfileKind.MINISTER: "/ministers",
        ProfileKind.ASKER: "/vragenstellers",
        ProfileKind.PARTY: "/fracties",
        ProfileKind.THEME: "/themas",
        ProfileKind.SESSION_YEAR: "/zittingsjaren",
    }
)
"""Where the profiles of a kind are listed; each has its page below that."""

_KINDS = MappingProxyType({field_of(Facet(kind.value)).dutch: kind for kind in ProfileKind})

ROOMS = (
    ("/ministers", "Ministers"),
    ("/vragenstellers", "Vraagstellers"),
    ("/fracties", "Fracties"),
    ("/themas", "Thema’s"),
    ("/zittingsjaren", "Jaren"),
    ("/cijfers", "Cijfers"),
    ("/onbeantwoord", "Onbeantwoord"),
)
"""The rooms of the menu, each with its address."""


def profile_path(kind: ProfileKind, profile_slug: str) -> str:
    """The page of the profile with that slug."""
    return f"{PROFILE_PATHS[kind]}/{quote(profile_slug)}"


def profile_of(parameter: str, name: str) -> str:
    """The page of a minister, an asker, a party, a theme or a session year, by what the address of a search calls the
    field (`minister`, `vraagsteller`, ...). A name without a letter has no page: then the search for it."""
    found = slug(name)
    return profile_path(_KINDS[parameter], found) if found else search_for(parameter, name)


def search_for(parameter: str, value: str) -> str:
    """The address of the search for one value of a facet."""
    return "/?" + urlencode({parameter: value})


def anchor(label: str) -> str:
    """The id of a sub-question on the page of its question: HTML has none with white space."""
    return "v" + "-".join(label.split())


def fragment(part: str | None) -> str:
    """Where the page of a question shows that sub-question."""
    return f"#{quote(anchor(part))}" if part else ""
