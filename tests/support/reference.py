"""What a plan finds, by reading every question again: what every engine is held to."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from indexer import dutch
from indexer.engines import Filters
from indexer.fields import Facet, Number, Order, Text, number_of, text_of, values_of, waited
from indexer.query.plan import (
    All,
    Any,
    AtLeast,
    Everything,
    First,
    Ids,
    Near,
    Plan,
    Prefer,
    Row,
    Rows,
    Span,
    Values,
    Without,
)
from indexer.question import WrittenQuestion


class Reference:
    """Questions, and nothing that would find them quicker."""

    def __init__(self, questions: Iterable[WrittenQuestion]) -> None:
        self.questions = list(questions)
        self._places = {
            (question.id, text): places(text_of(question, text)) for question in self.questions for text in Text
        }

    def find(self, plan: Plan, filters: Filters, order: Order) -> list[int]:
        """The ids of all that match; by relevance only their number and their set mean something."""
        return [question.id for question in sorted(self._matching(plan, filters), key=order_key(order))]

    def counts(self, plan: Plan, filters: Filters, facet: Facet) -> Mapping[str, int]:
        """How many questions have each value, with every filter but the facet's own values."""
        matching = self._matching(plan, filters, but=facet)
        return Counter(value for question in matching for value in values_of(question)[facet])

    def matches(self, plan: Plan, question: WrittenQuestion) -> bool:
        """Whether a question is one that the plan means."""
        match plan:
            case Everything():
                return True
            case Values(facet, any_of):
                return not any_of.isdisjoint(values_of(question)[facet])
            case Span(number, low, high):
                value = number_of(question, number)
                return value is not None and (low is None or low <= value) and (high is None or value <= high)
            case Rows(rows, texts, values, lesser, _):
                return any(self.times(row, text, question) for row in (*rows, *lesser) for text in texts) or any(
                    self.matches(one, question) for one in values
                )
            case Ids(any_of):
                return question.id in any_of
            case All(children):
                return all(self.matches(child, question) for child in children)
            case Any(children):
                return any(self.matches(child, question) for child in children)
            case AtLeast(children, least):
                return sum(self.matches(child, question) for child in children) >= least
            case Near(words, distance, texts):
                return any(self._near(words, distance, text, question) for text in texts)
            case Prefer(wanted, _):
                return self.matches(wanted, question)
            case Without(child):
                return not self.matches(child, question)
            case First(first, rest):
                return self.matches(first, question) or self.matches(rest, question)

    def times(self, row: Row, text: Text, question: WrittenQuestion) -> int:
        """How often a row stands in a text of a question."""
        return len(self._starts(row, text, question))

    def months(self, plan: Plan, filters: Filters) -> Mapping[date, int]:
        """How many were asked in each month, with every filter but the spans of that day."""
        spans = tuple(span for span in filters.spans if span.field is not Number.ASKED_ON)
        matching = self._matching(plan, Filters(filters.values, spans))
        return Counter(question.asked_on.replace(day=1) for question in matching if question.asked_on)

    def _starts(self, row: Row, text: Text, question: WrittenQuestion) -> set[int]:
        held = self._places[question.id, text]
        starts = held.get(row[0], set())
        return {start for start in starts if all(start + at in held.get(term, ()) for at, term in enumerate(row))}

    def _near(self, words: tuple[tuple[Row, ...], ...], distance: int, text: Text, question: WrittenQuestion) -> bool:
        starts = [set[int]().union(*(self._starts(row, text, question) for row in rows)) for rows in words]
        return any(
            all(any(first <= other <= first + distance for other in others) for others in starts)
            for first in set[int]().union(*starts)
        )

    def length(self, text: Text, question: WrittenQuestion) -> int:
        """How many terms a text of a question has."""
        return sum(map(len, self._places[question.id, text].values()))

    def _matching(self, plan: Plan, filters: Filters, but: Facet | None = None) -> Iterator[WrittenQuestion]:
        chosen = tuple(Values(facet, values) for facet, values in filters.values.items() if facet is not but)
        wanted = All((plan, *filters.spans, *chosen))
        return (question for question in self.questions if self.matches(wanted, question))


def places(text: str) -> dict[str, set[int]]:
    """Where each term stands in a text."""
    held: dict[str, set[int]] = {}
    for token in dutch.tokens(text):
        held.setdefault(token.term, set()).add(token.position)
    return held


def order_key(order: Order) -> Callable[[WrittenQuestion], tuple[int, ...]]:
    """What questions are sorted by: of equals by relevance the newest comes first."""

    def key(question: WrittenQuestion) -> tuple[int, ...]:
        day = question.asked_on.toordinal() if question.asked_on else None
        if order is Order.OLDEST:
            return (day is None, day or 0, question.id)
        if order is Order.WAITING:
            return (*waited(day, question.answered_on.toordinal() if question.answered_on else None), -question.id)
        return (day is None, -(day or 0), -question.id)

    return key
