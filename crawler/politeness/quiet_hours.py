"""The hours of the day in which a crawl leaves the parliament's servers alone."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Self

from crawler.parliament.shapes import BRUSSELS

_FORM = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of the day to another, in Belgium; past midnight where the second is the earlier one."""

    start: time
    end: time

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read `07:00-19:00`. Raises ValueError."""
        match = _FORM.fullmatch(written.strip())
        try:
            if not match:
                raise ValueError
            hours = cls(time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4])))
        except ValueError:
            raise ValueError("quiet hours are two times of the day, like 07:00-19:00") from None
        if hours.start == hours.end:
            raise ValueError("quiet hours that begin when they end would never let a crawl run")
        return hours

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    def left(self, now: datetime) -> timedelta:
        """How long they still last at that moment; nothing outside of them."""
        local = now.astimezone(BRUSSELS)
        at = local.time().replace(tzinfo=None)
        quiet = self.start <= at < self.end if self.start < self.end else at >= self.start or at < self.end
        if not quiet:
            return timedelta()
        day = local.date() if at < self.end else local.date() + timedelta(days=1)
        # Compared in UTC: on the days on which the clock changes an hour is missing or comes twice.
        return max(timedelta(), datetime.combine(day, self.end, BRUSSELS).astimezone(UTC) - now.astimezone(UTC))
