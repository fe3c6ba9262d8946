"""The options that narrow a search or an export, as the filters of the site do."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from indexer.dutch import dates
from indexer.fields import ATTACHMENT, NO, TABLE, YES, Facet

if TYPE_CHECKING:  # it takes long to load
    from indexer.search import SearchRequest

_YES_OR_NO = {"yes": YES, "no": NO, YES: YES, NO: NO}
_CONTENTS = {"table": TABLE, "attachment": ATTACHMENT, TABLE: TABLE, ATTACHMENT: ATTACHMENT}


def _one_of(words: dict[str, str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise typer.BadParameter(f"{text!r} is not one of {', '.join(words)}")
        return words[text]

    return read


def _first_day(text: str) -> date:
    return _period(text)[0]


def _last_day(text: str) -> date:
    return _period(text)[1]


def _period(text: str) -> tuple[date, date]:
    try:
        return dates.period(text)
    except ValueError:
        wrong = f"{text!r} is not a day, a month or a year: write it as 2024-03-31, 2024-03 or 2024"
        raise typer.BadParameter(wrong) from None


_Values = list[str] | None
Theme = Annotated[_Values, typer.Option(metavar="NAME", help="A theme; may be repeated, as those that follow.")]
MinisterName = Annotated[_Values, typer.Option("--minister", metavar="NAME", help="The minister, by the whole name.")]
AskerName = Annotated[_Values, typer.Option("--asker", metavar="NAME", help="Who asked, by the whole name.")]
Party = Annotated[_Values, typer.Option(metavar="NAME", help="The party of who asked.")]
SessionYear = Annotated[_Values, typer.Option(metavar="YEAR", help="The session year (2023-2024).")]
Legislature = Annotated[_Values, typer.Option(metavar="YEARS", help="The legislature (2019-2024).")]
Answered = Annotated[
    _Values, typer.Option(parser=_one_of(_YES_OR_NO), metavar="yes|no", help="Whether there is an answer.")
]
OnTime = Annotated[
    _Values, typer.Option(parser=_one_of(_YES_OR_NO), metavar="yes|no", help="Whether the answer came in time.")
]
AnswerKind = Annotated[_Values, typer.Option("--kind", metavar="NAME", help="The kind of answer, as the source says.")]
Content = Annotated[
    _Values, typer.Option("--with", parser=_one_of(_CONTENTS), metavar="table|attachment", help="What comes with it.")
]
Office = Annotated[_Values, typer.Option(metavar="TITLE", help="The office of the minister, in full.")]
AskedSince = Annotated[
    date | None,
    typer.Option("--since", parser=_first_day, metavar="DATE", help="Asked on or after it: 2024-03-31, 2024-03, 2024."),
]
AskedUntil = Annotated[
    date | None, typer.Option("--until", parser=_last_day, metavar="DATE", help="Asked on it or before, or within it.")
]


def chosen(parameters: Mapping[str, Any]) -> dict[Facet, tuple[str, ...]]:
    """What was chosen of each facet, of the parameters of a command that have the names of facets."""
    return {facet: tuple(parameters[facet]) for facet in Facet if parameters.get(facet)}


def filters_of(request: "SearchRequest") -> Iterator[str]:
    """What narrows a search besides its query, in words."""
    for facet, values in request.chosen.items():
        yield f"{named(facet)} {' or '.join(values)}"
    if request.since:
        yield f"asked since {request.since}"
    if request.until:
        yield f"asked until {request.until}"


def said(request: "SearchRequest") -> str:
    """A query with what narrows it, in words."""
    return "; ".join(filter(None, (request.query, *filters_of(request))))


def named(facet: Facet) -> str:
    """What a facet is called."""
    return facet.replace("_", " ")
