"""The versions of a question in the archive -> its revisions: each version as the extraction reads it, compared."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from crawler.archive import Archive, Version, versions
from indexer.corpus.finishing import finished
from indexer.corpus.workers import Limits, Readers
from indexer.history.versions import AnyChange, Revision, compare
from indexer.question import WrittenQuestion


def history(archive: Path, question_id: int) -> list[Revision]:
    """The revisions of a question, the oldest first, all read by the extraction of today; scans are not read.

    Raises KeyError if it is not in the archive, ArchiveMissing, ArchiveDamaged.
    """
    with Archive.open(archive) as source:
        held = list(versions(source, question_id))
        with Readers(1, Limits()) as readers:
            read = [one.question for one in finished(source, (one.question for one in held), readers)]
    return list(revisions(held, read))


def revisions(held: Sequence[Version], read: Sequence[WrittenQuestion]) -> tuple[Revision, ...]:
    """The revisions that these versions make, the oldest first, with what each was read as."""
    changes: list[tuple[AnyChange, ...]] = [(), *(compare(before, after) for before, after in pairwise(read))]
    return tuple(
        Revision(
            seen_at=version.seen_at,
            title=question.title,
            files=len(question.documents),
            changes=changed,
            completes=version.completes,
        )
        for version, question, changed in zip(held, read, changes, strict=True)
    )
