"""What the site calls each kind of profile, and how it speaks of one."""

from dataclasses import dataclass

from indexer.figures.models import ProfileKind
from indexer.search import Facet
from web.site.links import PROFILE_PATHS


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of profile in Dutch: one, several, what stands above them all, and above what one of them has."""

    kind: ProfileKind
    one: str
    many: str
    standfirst: str
    asked: str
    newest: str

    @property
    def path(self) -> str:
        """Where they are listed."""
        return PROFILE_PATHS[self.kind]

    @property
    def facet(self) -> Facet:
        """The facet of a search that holds their names."""
        return Facet(self.kind.value)


KINDS = (
    Kind(
        ProfileKind.MINISTER,
        "Minister",
        "Ministers",
        "Aan wie schriftelijke vragen gesteld zijn: hoeveel, door wie, waarover, en hoe lang een antwoord duurde.",
        "Vragen aan deze minister",
        "De nieuwste vragen aan deze minister",
    ),
    Kind(
        ProfileKind.ASKER,
        "Vraagsteller",
        "Vraagstellers",
        "De Vlaamse volksvertegenwoordigers die schriftelijke vragen gesteld hebben: aan wie, en waarover.",
        "Vragen van dit lid",
        "De nieuwste vragen van dit lid",
    ),
    Kind(
        ProfileKind.PARTY,
        "Fractie",
        "Fracties",
        "De fracties, zoals ze heetten op de dag dat een vraag gesteld werd.",
        "Vragen van deze fractie",
        "De nieuwste vragen van deze fractie",
    ),
    Kind(
        ProfileKind.THEME,
        "Thema",
        "Thema’s",
        "De thema’s die het parlement aan vragen geeft. Een vraag kan er meer dan een hebben.",
        "Vragen over dit thema",
        "De nieuwste vragen over dit thema",
    ),
    Kind(
        ProfileKind.SESSION_YEAR,
        "Zittingsjaar",
        "Zittingsjaren",
        "Een zittingsjaar begint op de vierde maandag van september. De nummers van vragen beginnen dan opnieuw.",
        "Vragen in dit zittingsjaar",
        "De nieuwste vragen van dit zittingsjaar",
    ),
)
"""In the order of the menu."""
