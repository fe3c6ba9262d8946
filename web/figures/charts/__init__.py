"""Charts, worked out as plain data for the SVG that `figures/charts.html` draws.

Across everything is a share of the width (0 to 100), so that a drawing fits any screen with letters of one size; down
it is pixels. Each chart says in words what it shows, and has the same figures as a table.
"""

from web.figures.charts.by_name import Bars, Named, Spreads, bars, spread_in_words, spreads
from web.figures.charts.over_time import Columns, asked_over_time, on_time_over_time
from web.figures.charts.parts import Cell, Table

__all__ = [
    "Bars",
    "Cell",
    "Columns",
    "Named",
    "Spreads",
    "Table",
    "asked_over_time",
    "bars",
    "on_time_over_time",
    "spread_in_words",
    "spreads",
]
