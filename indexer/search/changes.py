"""The changes of the source over all questions, each with what a list shows of its question."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from indexer.history.versions import ListedChange
from indexer.index import OpenGeneration
from indexer.index.revisions import ChangedQuestion


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SourceChange(_Plain):
    """A question that changed at the source. `seen_at` is when a crawl saw it (None: not known), `revision` which of
    its revisions that is, from 0; title, number, minister and asker are those that it has now."""

    question: int
    revision: int
    seen_at: datetime | None
    number: int | None
    session_year: str | None
    title: str | None
    asker: str | None
    minister: str | None
    changes: tuple[ListedChange, ...]


class SourceChanges(_Plain):
    """Some of the changes of the source, the newest first, and how many there are in all."""

    total: int
    changes: tuple[SourceChange, ...]


def changes(generation: OpenGeneration, limit: int, offset: int) -> SourceChanges:
    """So many changes after the first ones."""
    found = generation.revisions.newest(limit, offset)
    return SourceChanges(
        total=generation.revisions.count(), changes=tuple(_shown(generation, changed) for changed in found)
    )


def _shown(generation: OpenGeneration, changed: ChangedQuestion) -> SourceChange:
    question = generation.records.get(changed.question)
    return SourceChange(
        question=changed.question,
        revision=changed.place,
        seen_at=changed.seen_at,
        number=question.number if question else None,
        session_year=question.session_year if question else None,
        title=question.title if question else None,
        asker=question.asker.name if question and question.asker else None,
        minister=question.minister.name if question and question.minister else None,
        changes=changed.changes,
    )
