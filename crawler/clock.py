"""What time it is, in the one place where the crawl asks. Moments are kept in UTC, days are those of Belgium."""

from datetime import UTC, date, datetime, timedelta

from crawler.parliament.shapes import BRUSSELS


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def today() -> date:
    """This day in Belgium."""
    return datetime.now(BRUSSELS).date()


def stamp() -> str:
    """This moment as the archive writes it: ISO 8601 in UTC, in seconds."""
    return now().isoformat(timespec="seconds")


def age(moment: datetime | str) -> timedelta:
    """How long ago that was, or will be: a clock that is set back makes nothing younger than it is."""
    then = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return abs(now() - then)
