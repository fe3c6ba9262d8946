"""A request as it is put to a generation: read, lowered to a plan, and with what narrows it."""

from dataclasses import dataclass

from indexer.engines import Filters
from indexer.engines.protocol import Check
from indexer.fields import Number, Order
from indexer.index import OpenGeneration
from indexer.query import Query, lower, read
from indexer.query.plan import Everything, Plan, Rows, Span
from indexer.query.tree import Node
from indexer.search.results import SearchRequest


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, how its query was read, and what that asks of the generation it was read for."""

    request: SearchRequest
    query: Query
    plan: Plan

    @property
    def filters(self) -> Filters:
        """What narrows it besides its query."""
        request = self.request
        days = [day.toordinal() if day else None for day in (request.since, request.until)]
        return Filters(
            values={facet: frozenset(values) for facet, values in request.chosen.items() if values},
            spans=(Span(Number.ASKED_ON, *days),) if any(days) else (),
        )

    @property
    def order(self) -> Order:
        """Where every question matches alike there is no relevance: the newest come first."""
        order = self.request.order
        return Order.NEWEST if order is Order.RELEVANCE and self.plan == Everything() else order


def ask(request: SearchRequest, generation: OpenGeneration, *, bounded: bool = True) -> Asked:
    """Read a request for a generation, a citation only where it names a question that is there. Raises QueryRefused."""

    def names_one(query: Query) -> bool:
        plan = lower(query, generation.vocabulary)
        return bool(generation.engine.find(plan, Filters(), Order.NEWEST, range(0), (), lambda: None).total)

    query = read(request.query, generation.vocabulary, request.plain, names_one)
    return Asked(request, query, lower(query, generation.vocabulary, bounded=bounded))


def lowered(node: Node, generation: OpenGeneration) -> Plan:
    """What a part of a tree asks of a generation. Raises QueryRefused."""
    return lower(Query(node), generation.vocabulary)


def is_known(wanted: Plan, generation: OpenGeneration) -> bool:
    """Whether a text or a name has a word, given by its plan, or any form or compound of it."""
    if not isinstance(wanted, Rows) or wanted.values or wanted.lesser:
        return True
    return bool(generation.lexicon.spellings({term for row in wanted.rows for term in row}))


def total_of(request: SearchRequest, generation: OpenGeneration, check: Check) -> int:
    """How many questions match a request. Raises QueryRefused, also where `check` does."""
    asked = ask(request, generation)
    return generation.engine.find(asked.plan, asked.filters, Order.NEWEST, range(0), (), check).total
