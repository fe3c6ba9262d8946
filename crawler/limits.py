"""Spans of time and shares that several jobs must agree on."""

from datetime import timedelta

A_NIGHT = timedelta(hours=20)
"""What was seen that far apart was seen in different nights. Nearly a day: a nightly run may begin a little earlier
than the one before."""
A_MONTH = timedelta(days=29)
"""What is done each month is done again after this, for the same reason."""
LAST_WEEKS = timedelta(days=45)
"""Published that long ago at most: may still change, and is looked at each night."""
LAST_YEAR = timedelta(days=365)
"""Published that long ago at most: is looked at each month."""

FEW = 20
"""Up to this number it alarms nobody that hits vanish, that records come emptier, or that a page of results is odd."""


def is_alarming(number: int, of: int, share: float) -> bool:
    """Whether that number out of all is more than a few, and more than that share."""
    return number > max(FEW, share * of)
