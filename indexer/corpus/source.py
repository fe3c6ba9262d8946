"""What the archive knows of its source, kept in the corpus: without it nobody could say what is missing."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from crawler.archive import Archive


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GivenUp(_Plain):
    """What failed too often for a crawl to try it by itself: `kind` is details, member, file, recheck or scope;
    `question` one that it belongs to, where that is known."""

    kind: str
    key: str
    reason: str
    question: int | None


class SourceState(_Plain):
    """What was listed and what could not be had, as an archive knew it when its questions were last extracted.

    `listed_years` are the session years of which the search has listed everything; `gone` the questions of which the
    search gives a document no longer.
    """

    listed_years: tuple[str, ...]
    published_until: date | None
    without_details: int
    files_missing: int
    failures: dict[str, int]
    given_up: tuple[GivenUp, ...]
    gone: tuple[int, ...]


def state_of(archive: Archive) -> SourceState:
    """What an archive knows of its source. Raises ArchiveDamaged."""
    found = archive.summary()
    return SourceState(
        listed_years=found.listed_years,
        published_until=found.published_until,
        without_details=found.questions_without_details,
        files_missing=found.files_missing,
        failures=found.failures,
        given_up=tuple(
            GivenUp(kind=one.kind, key=one.key, reason=one.reason, question=one.question) for one in found.parked
        ),
        gone=found.gone_questions,
    )
