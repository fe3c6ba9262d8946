"""What engines with columns hold of a question beside its texts: what it is narrowed, counted and sorted by."""

from datetime import date

from indexer.fields import Number, Order, number_of, values_of, waited
from indexer.question import WrittenQuestion

MONTH = "month"
"""The column with the month in which a question was asked, counted from the year 0."""

_LATEST = date.max.toordinal()
_SPREAD = 10 * _LATEST  # of what waited longest and shortest of one kind


def columns(question: WrittenQuestion) -> dict[str, int | str | list[str]]:
    """The values of a question by column: its facets and numbers, what it is sorted by, and its month."""
    held: dict[str, int | str | list[str]] = {}
    held |= {facet: sorted(values) for facet, values in values_of(question).items() if values}
    held |= {number: value for number in Number if (value := number_of(question, number)) is not None}
    asked_on, answered_on = number_of(question, Number.ASKED_ON), number_of(question, Number.ANSWERED_ON)
    kind, days = waited(asked_on, answered_on)
    held |= {Order.NEWEST: asked_on or 0, Order.OLDEST: asked_on or _LATEST + 1, Order.WAITING: kind * _SPREAD + days}
    if question.asked_on:
        held[MONTH] = 12 * question.asked_on.year + question.asked_on.month - 1
    return held


def first_of_month(month: int) -> date:
    """The first day of a month as the column counts it."""
    year, number = divmod(month, 12)
    return date(year, number + 1, 1)
