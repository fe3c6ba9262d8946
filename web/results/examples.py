"""What the examples of the help page are made of: names, a theme and a number that this archive has."""

from dataclasses import dataclass

from indexer.question import WrittenQuestion
from indexer.search import Facet, SearchPage


@dataclass(frozen=True, slots=True)
class Examples:
    """The commonest names of an archive, and a question with a number, a year and a day; None where it has none."""

    asker: str | None
    minister: str | None
    party: str | None
    theme: str | None
    question: WrittenQuestion | None


def examples(newest: SearchPage) -> Examples:
    """What an archive has to make examples of, from the page of its newest questions."""

    def commonest(facet: Facet) -> str | None:
        counts = newest.facets.get(facet, ())
        return counts[0].value if counts else None

    numbered = (
        hit.question
        for hit in newest.hits
        if hit.question.number and hit.question.session_year and hit.question.asked_on
    )
    return Examples(
        commonest(Facet.ASKER),
        commonest(Facet.MINISTER),
        commonest(Facet.PARTY),
        commonest(Facet.THEME),
        next(numbered, None),
    )
