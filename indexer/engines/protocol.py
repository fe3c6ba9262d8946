"""What a search engine must do. No engine's own type passes this line, and an engine compiles nothing but a plan.

Ids go in and out. Records, marks, passages, bounds and suggestions are made once, outside every engine.
"""

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from indexer.fields import Facet, Order, Text, text_of
from indexer.query.plan import Plan, Span
from indexer.question import WrittenQuestion

if TYPE_CHECKING:  # needs numpy, and whoever serves an index may do without
    from indexer.dutch.pieces import Pieces


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search besides its query: chosen values (of one facet they widen each other, facets narrow each
    other) and spans, all of which must hold."""

    values: Mapping[Facet, frozenset[str]] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A window of what a plan found. `total` counts all of it; `scores` is empty where relevance is not the order.

    `counts` has the values of each facet asked for that occur, counted with every filter but that facet's own values.
    `months` has, where that was asked for, the first day of each month in which questions were asked and how many were
    asked in it, counted with every filter but the spans of that day.
    """

    total: int
    ids: Sequence[int]
    scores: Sequence[float]
    counts: Mapping[Facet, Mapping[str, int]]
    months: Mapping[date, int] = field(default_factory=dict)


Check = Callable[[], None]
"""Called by an engine between two bits of work; raises to end the search."""


def unhurried() -> None:
    """The check of a search that may take as long as it takes."""


class OpenIndex(Protocol):
    """One generation, open for reading. Threads may share it."""

    def find(
        self,
        plan: Plan,
        filters: Filters,
        order: Order,
        window: range,
        facets: Collection[Facet],
        check: Check,
        *,
        months: bool = False,
    ) -> Found:
        """The ids in that window of places (from 0) of the order, the total, and the counts of those facets."""

    def holding(self, plan: Plan, ids: Collection[int]) -> frozenset[int]:
        """Which of these questions match."""

    def all_ids(self, plan: Plan, filters: Filters, order: Order, check: Check = unhurried) -> Iterator[int]:
        """Every id that matches, in that order; all are known when the first is given."""

    def count(self) -> int:
        """How many questions it holds."""

    def close(self) -> None:
        """Release the files."""


class Batch(NamedTuple):
    """Questions on their way into an index, and the numbers of the pieces of each of their texts."""

    questions: Sequence[WrittenQuestion]
    texts: Mapping[Text, Sequence["array[int]"]]
    pieces: "Pieces"


def batch_of(questions: Sequence[WrittenQuestion], pieces: "Pieces") -> Batch:
    """Questions with their texts cut into pieces."""
    numbers = iter(pieces.numbers(text_of(question, text) for text in Text for question in questions))
    return Batch(questions, {text: [next(numbers) for _ in questions] for text in Text}, pieces)


class Maker(Protocol):
    """Makes of questions what its engine writes, whenever it likes. Each process of a build has one.

    What it makes goes to the `write` of the same engine, perhaps in another process.
    """

    def add(self, batch: Batch) -> Iterable[Any]:
        """Take questions."""

    def finish(self) -> Iterable[Any]:
        """Take no more."""


class Engine(Protocol):
    """Writes generations and opens them. It never sees the folder around them; files that are not its own it leaves."""

    name: str
    schema_version: int

    def maker(self, folder: Path) -> Maker:
        """A maker that may write in that folder, which goes away once the generation is written."""

    def write(self, generation: Path, base: Path | None, gone: Collection[int], made: Iterable[Any]) -> frozenset[str]:
        """Index in a new folder what makers made of questions: beside those of the base less the ids that are gone, or
        alone. It is taken as it comes, and to its end.

        Returns the names of files that are the base's own, linked and unchanged.
        """

    def open(self, generation: Path) -> OpenIndex:
        """Open a generation. Raises IndexDamaged, EngineUnavailable where servers that keep it cannot be asked, or
        OSError where the system does not give a file of it."""

    def serve(self, generation: Path, previous: Path | None) -> None:
        """Know that a generation is served from now on, and which was before and is kept. Whatever an engine holds of
        others of that folder outside it may go. Said once more, it changes nothing."""

    def space_needed(self, corpus_bytes: int, base: Path | None) -> int:
        """How many bytes `write` may take at most, over such a corpus or over the changes to a base."""
