"""What reading and lowering a query need of an index: its words and its values."""

from collections.abc import Collection
from typing import Protocol

from indexer.fields import Facet
from indexer.query.names import Names
from indexer.query.plan import Rows


class Vocabulary(Protocol):
    """The words and the values of one index."""

    def terms(self, prefix: str, limit: int | None) -> set[str]:
        """The terms of the words that begin so, folded; once there are more than the limit, it stops."""

    def terms_of(self, words: Collection[str]) -> set[str]:
        """The terms of those of these folded words that a text has."""

    def compounds(self, term: str, limit: int) -> tuple[str, ...]:
        """The terms of the compounds of which a term is a part, those that most questions hold first."""

    def matching(self, pattern: str, limit: int | None) -> set[str]:
        """The terms of the words that look so, folded: `*` is any letters or none, `?` is one."""

    def misspelt(self, word: str) -> Collection[str]:
        """The words that this one may be a misspelling of."""

    def written(self, rows: Rows, limit: int | None) -> frozenset[int]:
        """The ids of the questions in one of whose texts a row is `rows.written`, as it is there.

        Raises QueryRefused where more questions than the limit would have to be read.
        """

    def names(self, facet: Facet) -> Names:
        """The values of a facet."""

    def with_file(self, file: int) -> frozenset[int]:
        """The ids of the questions that have the file with that number."""
