"""Moves the time for the crawl."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest


class Clock:
    """What time it is to the crawl: it stands still at `at` until a test moves it."""

    def __init__(self, patch: pytest.MonkeyPatch, at: datetime = datetime(2024, 3, 14, 2, 0, tzinfo=UTC)):
        self.at = at
        clock = self

        class Stopped(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Any:
                return clock.at.astimezone(tz)

        patch.setattr("crawler.clock.datetime", Stopped)

    def move(self, **span: float) -> None:
        """Let that time pass, or go back with less than nothing: `days=1`, `hours=-2`."""
        self.at += timedelta(**span)

    @property
    def today(self) -> date:
        """The day in UTC, which at two at night is that of Belgium too."""
        return self.at.date()
