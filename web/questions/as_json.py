"""A question as JSON: its record, and what the page of it knows besides."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, Field

from indexer.question import WrittenQuestion
from indexer.search import Citation, SimilarQuestions
from web.questions import citing
from web.questions.clocks import working_days_of


class WorkingDays(BaseModel):
    """Working days in Flanders; null where a day is not known."""

    to_answer: int | None
    to_publish: int | None
    waiting: int | None = Field(description="Werkdagen zonder antwoord tot vandaag")


class QuestionJson(WrittenQuestion):
    """The record of a question (docs/schema.md), with what is counted and found when it is asked for."""

    working_days: WorkingDays
    cites: tuple[int, ...] = Field(description="Vragen waarnaar ze verwijst, in de volgorde van haar tekst")
    cited_by: tuple[int, ...] = Field(description="Vragen die naar haar verwijzen, de nieuwste eerst")
    similar: tuple[int, ...] = Field(description="Vragen die erop lijken, de meest gelijkende eerst")


def question_json(
    question: WrittenQuestion,
    similar: SimilarQuestions,
    today: date,
    *,
    cites: Sequence[Citation],
    cited_by: Sequence[Citation],
) -> QuestionJson:
    """The JSON of the page of a question, as it stands today."""
    return QuestionJson(
        **dict(question),
        working_days=WorkingDays(**working_days_of(question, today)),
        cites=citing.ids(cites),
        cited_by=citing.ids(cited_by),
        similar=tuple(other.id for other in (*similar.later, *similar.earlier)),
    )
