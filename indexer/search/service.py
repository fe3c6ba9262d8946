"""What site, command line and exports ask: a query put to the index that is open, and what people see of it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from indexer.corpus.completeness import CompletenessReport
from indexer.engines.protocol import unhurried
from indexer.figures.models import Figures, Profile, ProfileKind, ProfileSummary, Waiting
from indexer.figures.slugs import slug
from indexer.figures.waiting import WaitingRequest, waiting
from indexer.history.versions import Revision
from indexer.index import FollowedIndex, IndexInfo
from indexer.question import WrittenQuestion
from indexer.search import deadline
from indexer.search.answering import answer, record
from indexer.search.asking import ask
from indexer.search.changes import SourceChanges, changes
from indexer.search.citations import Citation, cited_by, cites
from indexer.search.deadline import Deadline
from indexer.search.marking import Marks, marks
from indexer.search.results import SearchPage, SearchRequest
from indexer.search.similar import SimilarQuestions, similar
from indexer.search.suggest import Suggestion, suggest


def open_search(index: Path) -> "SearchService":
    """Open an index for searching. Raises IndexMissing, IndexDamaged or IndexOutdated."""
    return SearchService(FollowedIndex(index))


class SearchService:
    """Answers searches from an index, and follows it when another is built. Threads may share it."""

    def __init__(self, index: FollowedIndex) -> None:
        self._index = index

    def info(self) -> IndexInfo:
        """What made the index that is being read, and how much it holds."""
        with self._index.reading() as generation:
            return generation.info

    def generation(self) -> str:
        """What tells the index that is being read from any other: what is answered out of it stays the same."""
        with self._index.reading() as generation:
            return generation.identity

    def listed(self, size: int, part: int) -> list[tuple[int, date | None]]:
        """A part (from 1) of all questions by their ids, `size` of them, each with the last of its days: asked,
        answered or published. Nothing beyond the last part."""
        with self._index.reading() as generation:
            starts = generation.facts.starts(size)
            if not 1 <= part <= len(starts):
                return []
            return generation.facts.last_days(starts[part - 1], size)

    def search(self, request: SearchRequest) -> SearchPage:
        """One page of results. Raises QueryRefused for a query or a page beyond the bounds, and for nothing else
        that a person can type."""
        with self._index.reading() as generation:
            return answer(generation, request)

    def matching(self, request: SearchRequest, *, bounded: bool = False) -> Iterator[WrittenQuestion]:
        """Every question that matches, in the order asked for, page and per_page ignored: for exports.

        Bounded by what a query may hold, and only where that is said also as a search is: by the time it takes, and by
        what a prefix in it stands for. All come from one generation, also when another is swapped in meanwhile. Raises
        QueryRefused, before the first question is given.
        """
        check = Deadline(deadline.MAX_SECONDS).check if bounded else unhurried
        with self._index.reading() as generation:
            asked = ask(request, generation, bounded=bounded)
            for question_id in generation.engine.all_ids(asked.plan, asked.filters, asked.order, check):
                yield record(generation, question_id)

    def suggest(self, text: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """What somebody who has typed this may mean, at most `limit` things (1 to 20). Nothing that can be typed
        raises."""
        with self._index.reading() as generation:
            return suggest(generation, text, limit)

    def get(self, question_id: int) -> WrittenQuestion | None:
        """The question with that id, or None."""
        with self._index.reading() as generation:
            return generation.records.get(question_id)

    def marks(self, request: SearchRequest) -> Marks:
        """What a search marks in the texts of the questions that it finds. A search that is refused marks nothing."""
        with self._index.reading() as generation:
            return marks(generation, request)

    def similar(self, question_id: int, limit: int = 6) -> SimilarQuestions | None:
        """The same question put to other ministers, and at most `limit` that are like it; None of one that is not
        there."""
        with self._index.reading() as generation:
            question = generation.records.get(question_id)
            return similar(generation, question, limit) if question else None

    def profiles(self, kind: ProfileKind) -> tuple[ProfileSummary, ...]:
        """Every minister, asker, party, theme or session year, in the order of the alphabet."""
        with self._index.reading() as generation:
            return generation.profiles.of_kind(kind)

    def profile(self, kind: ProfileKind, slug: str) -> Profile | None:
        """All that is counted of the one with that slug, or None."""
        with self._index.reading() as generation:
            return generation.profiles.get(kind, slug)

    def slug_of(self, kind: ProfileKind, name: str) -> str | None:
        """The slug of the profile that a name has, or None where it has none."""
        with self._index.reading() as generation:
            found = slug(name)
            return found if generation.profiles.has(kind, found) else None

    def figures(self, session_year: str | None = None) -> Figures | None:
        """The figures of all questions, or of a session year; None where no question is of that year."""
        with self._index.reading() as generation:
            return generation.profiles.figures(session_year)

    def waiting(self, request: WaitingRequest, today: date) -> Waiting:
        """The questions without an answer that are asked for, as of that day."""
        with self._index.reading() as generation:
            return waiting(generation.facts.waiting(), request, today)

    def cites(self, question_id: int) -> tuple[Citation, ...]:
        """The citations of other questions in the texts of one, in their order; those that are not linked too."""
        with self._index.reading() as generation:
            return cites(generation, question_id)

    def cited_by(self, question_id: int) -> tuple[Citation, ...]:
        """Where other questions cite this one, the newest first."""
        with self._index.reading() as generation:
            return cited_by(generation, question_id)

    def revisions(self, question_id: int) -> tuple[Revision, ...]:
        """How a question changed at the source, the oldest first; none of one that was never seen to change."""
        with self._index.reading() as generation:
            return generation.revisions.of(question_id)

    def changes(self, limit: int, offset: int = 0) -> SourceChanges:
        """So many changes of the source over all questions, the newest first, after the first ones."""
        with self._index.reading() as generation:
            return changes(generation, limit, offset)

    def completeness(self) -> CompletenessReport:
        """What is held of what there should be, and how sure the extraction is."""
        with self._index.reading() as generation:
            return generation.completeness.report()

    def close(self) -> None:
        """Release the files, once the searches that still run are done."""
        self._index.close()
