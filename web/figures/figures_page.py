"""The page of figures, worked out as plain data, and its tables."""

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlencode

from starlette.responses import Response

from indexer.figures.models import Figures, Period, ProfileKind, Row
from web.figures import charts
from web.site.address import SearchAddress
from web.site.links import profile_path
from web.site.tables import Cell, csv_response
from web.site.templates import Templates

PATH = "/cijfers"

_PERIODS = "perioden"
_KINDS = {
    "ministers": ProfileKind.MINISTER,
    "themas": ProfileKind.THEME,
    "fracties": ProfileKind.PARTY,
    "vragenstellers": ProfileKind.ASKER,
}
TABLES = (_PERIODS, *_KINDS)
"""What can be taken away as a table, by the names that an address gives them."""

_TOTALS = ("asked", "answered", "on_time", "late", "waiting")
_SHARES = ("p10", "p25", "p50", "p75", "p90")


def figures_page(templates: Templates, figures: Figures, years: Sequence[str]) -> str:
    """The page of all questions, or of one session year; `years` are those that can be chosen, the newest first."""
    periods = _csv(figures, _PERIODS)
    return templates.write(
        "figures/figures.html",
        room=PATH,
        figures=figures,
        years=years,
        spread_in_words=charts.spread_in_words,
        href=_href,
        asked=charts.asked_over_time(
            "gesteld",
            "Gestelde vragen en wat ervan werd",
            figures.years,
            figures.months,
            link=_period_link,
            csv=periods,
        ),
        on_time=charts.on_time_over_time(
            "op-tijd", "Aandeel dat op tijd beantwoord is", figures.years, link=_period_link, csv=periods
        ),
        ministers=_spreads(figures, "ministers", "Werkdagen tot het antwoord, per minister", "Minister"),
        themes=_spreads(figures, "themas", "Werkdagen tot het antwoord, per thema", "Thema"),
        parties=_bars(figures, "fracties", "Vragen per fractie", "Fractie"),
        askers=_bars(figures, "vragenstellers", "Vragen per vraagsteller", "Vraagsteller"),
    )


def figures_csv(figures: Figures, table: str) -> Response:
    """One of TABLES: session years and months, or a name a row with its spread of working days to answer."""
    name = "-".join(filter(None, ("cijfers", table, figures.session_year)))
    if table == _PERIODS:
        return periods_csv(name, (*figures.years, *figures.months))
    return csv_response(name, ("name", *_TOTALS, *_SHARES), (_cells(row) for row in _rows(figures, table)))


def periods_csv(name: str, periods: Iterable[Period]) -> Response:
    """What was asked in each session year or month, and what became of it."""
    return csv_response(name, ("period", *_TOTALS), ([one.period, *_totals(one)] for one in periods))


def _period_link(period: str) -> str:
    return SearchAddress().asked_in(period).href()


def _rows(figures: Figures, table: str) -> tuple[Row, ...]:
    return {
        "ministers": figures.ministers,
        "themas": figures.themes,
        "fracties": figures.parties,
        "vragenstellers": figures.askers,
    }[table]


def _named(figures: Figures, table: str) -> Iterator[charts.Named]:
    for row in _rows(figures, table):
        href = profile_path(_KINDS[table], row.slug) if row.slug else None
        yield charts.Named(row.name, href, row.asked, row.spread)


def _spreads(figures: Figures, table: str, title: str, what: str) -> charts.Spreads | None:
    return charts.spreads(table, title, _named(figures, table), what=what, csv=_csv(figures, table))


def _bars(figures: Figures, table: str, title: str, what: str) -> charts.Bars | None:
    return charts.bars(table, title, tuple(_named(figures, table)), what=what, csv=_csv(figures, table))


def _csv(figures: Figures, table: str) -> str:
    return _href(figures.session_year, format="csv", tabel=table)


def _href(session_year: str | None, **parameters: str) -> str:
    """The address of the figures of a session year, or of all questions."""
    said = ({"zittingsjaar": session_year} if session_year else {}) | parameters
    return f"{PATH}?{urlencode(said)}" if said else PATH


def _totals(one: object) -> list[Cell]:
    return [getattr(one, field) for field in _TOTALS]


def _cells(row: Row) -> list[Cell]:
    return [row.name, *_totals(row), *(getattr(row.spread, share, None) for share in _SHARES)]
