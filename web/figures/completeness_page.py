"""The page of what is held of what there should be, worked out as plain data, and its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from textwrap import shorten
from urllib.parse import urlencode

from starlette.responses import Response

from indexer.corpus.completeness import CompletenessReport, Coverage
from indexer.corpus.source import SourceState
from indexer.notes import NoteKind
from web.questions.notes import IN_SHORT, reason_in_dutch
from web.site.tables import Cell, csv_response
from web.site.templates import Templates

PATH = "/volledigheid"
YEAR = "zittingsjaar"

_SHOWN = 200
"""Characters of the numbers that are missing; all of them are in the other forms."""
_MOST = 100
"""Questions and files that the page names; all of them are in the JSON."""
_STATUSES = {
    "complete": "volledig gelezen",
    "partial": "voor een deel gelezen",
    "no_answer": "nog zonder antwoord",
    "scanned": "alleen als scan",
    "unreadable": "bestand onleesbaar",
    "missing": "zonder bestand",
}
_OTHER_NOTE = "Een andere opmerking."
_FAILED = {
    "scope": "Wat gevraagd werd, kan niet",
    "search": "Zoeken",
    "hit": "Zoekresultaat",
    "details": "Gegevens van een vraag",
    "member": "Gegevens van een parlementslid",
    "file": "Bestand",
    "recheck": "Nakijken van een bestand",
}
_COLUMNS = ("held", "without_file", "scanned", "unreadable", "partial")
_HEADER = (
    "session_year", "minister", "held", "expected", "missing", "missing_numbers", "highest_number", "without_file",
    *(f"text_{status}" for status in _STATUSES),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """What is held of a minister's session year, or of a whole one; `expected` and `missing` are None where nobody
    knows."""

    name: str
    held: int
    expected: int | None
    missing: int | None
    numbers: str
    without_file: int
    scanned: int
    unreadable: int
    partial: int


@dataclass(frozen=True, slots=True)
class Year:
    """A session year: its address, all of it, and each minister."""

    href: str
    total: Row
    ministers: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something was counted, in Dutch."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class NotFetched:
    """What the source did not give, in Dutch, with the question it belongs to and why, where that is known."""

    what: str
    key: str
    question: int | None
    why: str | None


def completeness_page(templates: Templates, report: CompletenessReport, session_year: str | None) -> str:
    """The page, with the ministers of a session year that it has, or of the newest."""
    source = report.source
    years = _years(report.coverage)
    chosen = next((year for year in years if year.total.name == session_year), years[0] if years else None)
    return templates.write(
        "figures/completeness.html",
        report=report,
        source=source,
        years=years,
        chosen=chosen,
        is_chosen=session_year is not None,
        unknown=[year.total.name for year in years if year.total.missing is None],
        sure=report.certainty,
        statuses=[Counted(_STATUSES[name], count) for name, count in report.certainty.statuses.items()],
        notes=[Counted(_note(kind), count) for kind, count in report.certainty.notes.items()],
        failures=[Counted(_FAILED.get(kind, kind), count) for kind, count in source.failures.items()] if source else [],
        given_up=_given_up(source)[:_MOST] if source else (),
        gone=source.gone[:_MOST] if source else (),
        csv=f"{PATH}?format=csv",
        json=f"{PATH}?format=json",
    )


def completeness_csv(report: CompletenessReport) -> Response:
    """A minister's session year a row."""
    return csv_response("volledigheid", _HEADER, map(_cells, report.coverage))


def _cells(one: Coverage) -> Sequence[Cell]:
    known = (one.held, one.expected, one.missing, one.missing_numbers, one.highest, one.without_file)
    return (one.session_year, one.minister, *known, *(one.statuses.get(status, 0) for status in _STATUSES))


def _years(coverage: Sequence[Coverage]) -> tuple[Year, ...]:
    years = []
    for name, group in groupby(coverage, key=lambda one: one.session_year):
        ministers = tuple(map(_row, group))
        years.append(Year(f"{PATH}?{urlencode({YEAR: name})}", _total(name, ministers), ministers))
    return tuple(years)


def _row(one: Coverage) -> Row:
    return Row(
        name=one.minister,
        held=one.held,
        expected=one.expected,
        missing=one.missing,
        numbers=shorten(one.missing_numbers or "", _SHOWN, placeholder=" …"),
        without_file=one.without_file,
        scanned=one.statuses.get("scanned", 0),
        unreadable=one.statuses.get("unreadable", 0),
        partial=one.statuses.get("partial", 0),
    )


def _total(name: str, rows: Sequence[Row]) -> Row:
    sums = {column: sum(getattr(row, column) for row in rows) for column in _COLUMNS}
    is_known = all(row.missing is not None for row in rows)
    return Row(
        name=name,
        expected=sum(row.expected or 0 for row in rows) if is_known else None,
        missing=sum(row.missing or 0 for row in rows) if is_known else None,
        numbers="",
        **sums,
    )


def _note(kind: str) -> str:
    return IN_SHORT[NoteKind(kind)] if kind else _OTHER_NOTE


def _given_up(source: SourceState) -> tuple[NotFetched, ...]:
    return tuple(
        NotFetched(_FAILED.get(one.kind, one.kind), one.key, one.question, reason_in_dutch(one.reason))
        for one in source.given_up
    )
