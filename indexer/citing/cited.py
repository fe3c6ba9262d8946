"""What a citation says of the question that it means."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

Whose = Literal["", "mijn", "uw"]


class Cited(BaseModel):
    """What a citation says of the question it means, as far as it says anything.

    `since` and `until` are the first and the last day on which it may have been asked. `day_of_year` is the month and
    the day where no year is said. `asker`, `minister` and `office` are words of the text. `whose` is whose question it
    is called, `whose_answer` whose answer to it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    question_id: int | None = None
    number: int | None = None
    session_year: str = ""
    since: date | None = None
    until: date | None = None
    day_of_year: tuple[int, int] | None = None
    asker: str = ""
    minister: str = ""
    office: str = ""
    to_you: bool = False
    whose: Whose = ""
    whose_answer: Whose = ""
    elsewhere: bool = False

    @property
    def is_dated(self) -> bool:
        """Whether it says anything of the day or the session year."""
        return bool(self.session_year or self.since or self.day_of_year)
