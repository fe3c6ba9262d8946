"""The page of questions without an answer, worked out as plain data, and its table."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from indexer.figures.models import ProfileKind, Tally, Waiting, WaitingQuestion
from indexer.figures.waiting import MAX_PER_PAGE, WaitingRequest
from web.figures.paging import PAGE
from web.site.tables import Cell, csv_response
from web.site.templates import Templates

PATH = "/onbeantwoord"
LATE = "te_laat"
PARAMETERS = {"minister": ProfileKind.MINISTER, "fractie": ProfileKind.PARTY, "thema": ProfileKind.THEME}
"""What narrows the list, as its address calls it: each holds a slug."""

_FIELDS = ("id", "number", "session_year", "title", "asker", "party", "minister")
_DAYS = ("asked_on", "days", "counted", "late")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the list can be narrowed by: its parameter, its label, what can be chosen, and what is, by its slug."""

    parameter: str
    label: str
    tallies: tuple[Tally, ...]
    chosen: str | None


def waiting_page(templates: Templates, found: Waiting, request: WaitingRequest) -> str:
    """A page of the list."""
    pages = max(1, -(-found.total // MAX_PER_PAGE))
    return templates.write(
        "figures/waiting.html",
        room=PATH,
        found=found,
        request=request,
        choices=tuple(_choices(found, request)),
        is_narrowed=bool(request.chosen or request.late_only),
        pages=pages,
        before=href(request, page=request.page - 1) if 1 < request.page <= pages else None,
        after=href(request, page=request.page + 1) if request.page < pages else None,
        first=href(request),
        itself=href(request, page=request.page),
        take={form: href(request, format=form) for form in ("csv", "json", "atom")},
        path=PATH,
    )


def waiting_title(found: Waiting, request: WaitingRequest) -> str:
    """What the list holds, in Dutch."""
    names = [
        next((tally.name for tally in choice.tallies if tally.slug == choice.chosen), choice.chosen)
        for choice in _choices(found, request)
        if choice.chosen
    ]
    return ", ".join(["Te laat" if request.late_only else "Onbeantwoord", *names])


def waiting_csv(found: Waiting) -> Response:
    """A waiting question a row."""
    return csv_response("onbeantwoord", (*_FIELDS, *_DAYS, "themes"), (_cells(one) for one in found.questions))


def href(request: WaitingRequest, *, page: int = 1, **parameters: str) -> str:
    """The address of a page of this list."""
    said = {name: request.chosen[kind] for name, kind in PARAMETERS.items() if kind in request.chosen}
    said |= {LATE: "1"} if request.late_only else {}
    said |= {PAGE: str(page)} if page > 1 else {}
    said |= parameters
    return f"{PATH}?{urlencode(said)}" if said else PATH


def _choices(found: Waiting, request: WaitingRequest) -> Iterator[Choice]:
    tallies = {"minister": found.ministers, "fractie": found.parties, "thema": found.themes}
    for parameter, kind in PARAMETERS.items():
        yield Choice(parameter, parameter.capitalize(), tallies[parameter], request.chosen.get(kind))


def _cells(one: WaitingQuestion) -> list[Cell]:
    days = (one.asked_on.isoformat() if one.asked_on else None, one.days, one.counted, "yes" if one.late else "no")
    return [*(getattr(one, field) for field in _FIELDS), *days, "; ".join(one.themes)]
