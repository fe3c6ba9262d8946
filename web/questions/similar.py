"""Questions like a question, as JSON."""

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, Field

from indexer.question import AskedTogether, Asker, Minister, WrittenQuestion
from indexer.search import SimilarQuestions

PATH = "/vragen/{question_id}/vergelijkbaar"


class SimilarItem(BaseModel):
    """A question in short, and the address of its page."""

    id: int
    number: int | None
    session_year: str | None
    title: str | None
    asker: Asker | None
    minister: Minister | None
    asked_on: date | None
    answered_on: date | None
    path: str


class Similar(BaseModel):
    """The same question put to other ministers, and questions about the same, the most alike first."""

    id: int
    elsewhere: tuple[SimilarItem, ...] = Field(description="Dezelfde vraag aan andere ministers")
    not_held: tuple[AskedTogether, ...] = Field(description="Ook daar gevraagd, maar niet in Vraagbaak")
    earlier: tuple[SimilarItem, ...] = Field(description="Vragen die erop lijken, niet later gesteld")
    later: tuple[SimilarItem, ...] = Field(description="Vragen die erop lijken, later gesteld")


def similar_json(question_id: int, found: SimilarQuestions) -> Similar:
    """What is like the question with that id."""
    return Similar(
        id=question_id,
        elsewhere=_items(found.elsewhere),
        not_held=found.not_held,
        earlier=_items(found.earlier),
        later=_items(found.later),
    )


def _items(questions: Iterable[WrittenQuestion]) -> tuple[SimilarItem, ...]:
    return tuple(
        SimilarItem(
            id=question.id,
            number=question.number,
            session_year=question.session_year,
            title=question.title,
            asker=question.asker,
            minister=question.minister,
            asked_on=question.asked_on,
            answered_on=question.answered_on,
            path=f"/vragen/{question.id}",
        )
        for question in questions
    )
