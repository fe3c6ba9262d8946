"""The embedded engine over real files: whatever a plan asks, it finds what reading every question again would find."""

import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from indexer import dutch
from indexer.engines.protocol import Filters, OpenIndex, Order
from indexer.engines.whoosh import ENGINE
from indexer.engines.whoosh import writer as whoosh_writer
from indexer.engines.whoosh.schema import ABSENT, entry
from indexer.errors import IndexDamaged
from indexer.fields import Facet, Number, Text
from indexer.query.plan import All, Any, Everything, First, Plan, Row, Rows, Span, Values, Without
from indexer.question import WrittenQuestion
from tests.factory import make_question

WORDS = ("de", "het", "wachtlijst", "school", "bus", "vzw", "covid-19", "CD&V", "zo'n", "2.133", "auto-auto", "ministers")
THEMES = ("Jeugd", "Welzijn", "Wonen", "Mobiliteit")
NAMES = ("An Deckers", "Bert Maes", "Lotte Wouters")
MANY = range(0, 1_000_000)


def questions(count: int, seed: int = 1, first_id: int = 1) -> list[WrittenQuestion]:
    """Questions of few words, so that words meet, and stand next to each other, often."""
    rng = random.Random(seed)

    def text(longest: int) -> str | None:
        return " ".join(rng.choices(WORDS, k=rng.randrange(longest))) or None

    def day() -> date | None:
        return date(2020, 1, 1) + timedelta(days=rng.randrange(40)) if rng.random() < 0.9 else None

    return [
        make_question(
            first_id + number,
            number=rng.choice((None, rng.randrange(30))),
            title=text(4),
            question=text(12),
            answer=text(40),
            themes=tuple(rng.choices(THEMES, k=rng.randrange(3))),
            asker=rng.choice((None, *NAMES)),
            minister=rng.choice((None, *NAMES)),
            party=rng.choice((None, "A", "B")),
            session_year=rng.choice((None, "2019-2020")),
            asked_on=day(),
            answered_on=day(),
            published_on=None,
        )
        for number in range(count)
    ]


def write(
    generation: Path,
    added: Iterable[WrittenQuestion],
    base: Path | None = None,
    gone: Iterable[int] = (),
) -> frozenset[str]:
    generation.mkdir()
    return ENGINE.write(generation, base, list(gone), added)


class Reference:
    """Every question read again for every plan."""

    def __init__(self, held: Iterable[WrittenQuestion]) -> None:
        self.entries = [entry(question) for question in held]
        self.terms = [[dutch.positions(text) for text in one.texts] for one in self.entries]
        self.lengths = [[sum(map(len, terms.values())) for terms in texts] for texts in self.terms]
        count = len(self.entries) or 1
        self.averages = [sum(lengths[text] for lengths in self.lengths) / count or 1 for text in range(len(Text))]

    def number(self, document: int, number: Number) -> int:
        return self.entries[document].numbers[list(Number).index(number)]

    def values(self, document: int, facet: Facet) -> tuple[str, ...]:
        return self.entries[document].values[list(Facet).index(facet)]

    def matches(self, plan: Plan, document: int) -> bool:
        match plan:
            case Everything():
                return True
            case Values(facet, any_of):
                return not any_of.isdisjoint(self.values(document, facet))
            case Span(number, low, high):
                value = self.number(document, number)
                return value != ABSENT and (low is None or low <= value) and (high is None or value <= high)
            case Rows():
                return self.weight(plan, document) > 0
            case All(children):
                return all(self.matches(child, document) for child in children)
            case Any(children):
                return any(self.matches(child, document) for child in children)
            case Without(child):
                return not self.matches(child, document)
            case First(first, rest):
                return self.matches(first, document) or self.matches(rest, document)

    def weight(self, plan: Rows, document: int) -> float:
        weight = 0.0
        for text, boost in zip(Text, (4.0, 1.2, 1.0), strict=True):
            at = list(Text).index(text)
            norm = boost / (0.25 + 0.75 * self.lengths[document][at] / self.averages[at])
            if text in plan.texts:
                weight += norm * sum(_times(row, self.terms[document][at]) for row in plan.rows)
        return weight + 2.0 * any(self.matches(values, document) for values in plan.values)

    def score(self, words: Iterable[Rows], document: int) -> float:
        """By words that must all match."""
        score = 0.0
        for word in words:
            found = sum(self.weight(word, other) > 0 for other in range(len(self.entries)))
            weight = self.weight(word, document)
            score += math.log(1 + (len(self.entries) - found + 0.5) / (found + 0.5)) * weight / (weight + 1.2)
        return score

    def find(self, plan: Plan, filters: Filters, order: Order) -> list[int]:
        found = [document for document in self.all_but(None, plan, filters)]
        return [self.number(document, Number.ID) for document in sorted(found, key=self.key(order))]

    def counts(self, plan: Plan, filters: Filters, facet: Facet) -> Mapping[str, int]:
        return Counter(
            value for document in self.all_but(facet, plan, filters) for value in set(self.values(document, facet))
        )

    def all_but(self, facet: Facet | None, plan: Plan, filters: Filters) -> Iterator[int]:
        chosen = tuple(Values(other, values) for other, values in filters.values.items() if other is not facet)
        wanted = All((plan, *filters.spans, *chosen))
        return (document for document in range(len(self.entries)) if self.matches(wanted, document))

    def key(self, order: Order) -> Callable[[int], tuple[int, ...]]:
        def key(document: int) -> tuple[int, ...]:
            day, question_id = self.number(document, Number.ASKED_ON), self.number(document, Number.ID)
            return (day == ABSENT, day, question_id) if order is Order.OLDEST else (-day, -question_id)

        return key


def _times(row: Row, places: Mapping[str, list[int]]) -> int:
    starts = set(places.get(row[0], ()))
    return sum(all(start + offset in places.get(term, ()) for offset, term in enumerate(row)) for start in starts)


def random_plan(rng: random.Random, depth: int = 3) -> Plan:
    kind = rng.randrange(9 if depth else 5)
    children = tuple(random_plan(rng, depth - 1) for _ in range(rng.randrange(4))) if kind > 4 else ()
    match kind:
        case 0:
            return Everything()
        case 1:
            facet = rng.choice(list(Facet))
            return Values(facet, frozenset(rng.sample((*THEMES, *NAMES, "A", "2019-2020"), k=rng.randrange(4))))
        case 2:
            low = rng.choice((None, rng.randrange(40), date(2020, 1, rng.randrange(1, 31)).toordinal()))
            return Span(rng.choice(list(Number)), low, rng.choice((None, (low or 0) + rng.randrange(20))))
        case 3 | 4:
            return random_rows(rng)
        case 5:
            return All(children)
        case 6:
            return Any(children)
        case 7:
            return Without(random_plan(rng, depth - 1))
        case _:
            return First(random_plan(rng, depth - 1), random_plan(rng, depth - 1))


def random_rows(rng: random.Random) -> Rows:
    rows = [
        row
        for _ in range(rng.randrange(1, 4))
        for row in dutch.sequences(" ".join(rng.choices((*WORDS, "nergens"), k=rng.choice((1, 1, 2, 3)))))
    ]
    texts = tuple(rng.sample(list(Text), k=rng.randrange(1, 4)))
    names = frozenset(rng.sample(NAMES, k=1))
    return Rows(tuple(rows), texts, rng.choice(((), (Values(Facet.ASKER, names), Values(Facet.MINISTER, names)))))


def random_filters(rng: random.Random) -> Filters:
    values = {Facet.THEME: frozenset({"Jeugd", "Wonen"}), Facet.PARTY: frozenset({"A"}), Facet.ASKER: frozenset({"Nee"})}
    spans = (Span(Number.ASKED_ON, date(2020, 1, 10).toordinal(), None), Span(Number.NUMBER, None, 20))
    return Filters(
        {facet: values[facet] for facet in values if rng.random() < 0.2}, tuple(s for s in spans if rng.random() < 0.2)
    )


def compare(index: OpenIndex, reference: Reference, rng: random.Random, plans: int) -> None:
    assert index.count() == len(reference.entries)
    for _ in range(plans):
        plan, filters = random_plan(rng), random_filters(rng)
        found = index.find(plan, filters, Order.RELEVANCE, MANY, list(Facet), lambda: None)
        expected = reference.find(plan, filters, Order.NEWEST)
        assert set(found.ids) == set(expected), plan
        assert found.total == len(expected)
        assert list(found.scores) == sorted(found.scores, reverse=True)
        assert found.counts == {facet: reference.counts(plan, filters, facet) for facet in Facet}
        for order in (Order.NEWEST, Order.OLDEST):
            expected = reference.find(plan, filters, order)
            start = rng.randrange(10)
            window = index.find(plan, filters, order, range(start, start + 5), (), lambda: None)
            assert (list(window.ids), list(window.scores)) == (expected[start : start + 5], [])
            assert list(index.all_ids(plan, filters, order)) == expected


@pytest.mark.parametrize("seed", range(3))
def test_what_is_found_is_what_reading_every_question_finds(tmp_path: Path, seed: int) -> None:
    held = questions(120, seed)
    write(tmp_path / "a", held)
    with closing(ENGINE.open(tmp_path / "a")) as index:
        compare(index, Reference(held), random.Random(seed), 150)


def test_words_that_must_all_match_rank_by_bm25f(tmp_path: Path) -> None:
    held = questions(150)
    write(tmp_path / "a", held)
    reference, rng = Reference(held), random.Random(1)
    documents = {question.id: document for document, question in enumerate(held)}
    with closing(ENGINE.open(tmp_path / "a")) as index:
        for _ in range(40):
            # One row of more terms at the most, and alone: how rare a phrase is counts among what the others leave.
            words = [random_rows(rng) for _ in range(rng.randrange(1, 4))]
            words = [one for one in words if all(len(row) == 1 for row in one.rows)] or words[:1]
            found = index.find(All(tuple(words)), Filters(), Order.RELEVANCE, MANY, (), lambda: None)
            scores = [reference.score(words, documents[question_id]) for question_id in found.ids]
            assert list(found.scores) == pytest.approx(scores)
            order = sorted(
                zip(found.ids, found.scores, strict=True),
                key=lambda one: (-one[1], *reference.key(Order.NEWEST)(documents[one[0]])),
            )
            assert list(found.ids) == [question_id for question_id, _ in order]
            window = index.find(All(tuple(words)), Filters(), Order.RELEVANCE, range(3, 8), (), lambda: None)
            assert list(window.ids) == list(found.ids)[3:8]


def test_what_comes_first_comes_before_all_others(tmp_path: Path) -> None:
    held = questions(100)
    write(tmp_path / "a", held)
    first = Span(Number.NUMBER, 7, 7)
    plan = First(first, Rows((("wachtlijst",),), tuple(Text)))
    with closing(ENGINE.open(tmp_path / "a")) as index:
        before = set(index.all_ids(first, Filters(), Order.NEWEST))
        found = index.find(plan, Filters(), Order.RELEVANCE, MANY, (), lambda: None).ids
    assert before
    assert set(found[: len(before)]) == before


def test_changes_to_a_base_equal_writing_all_anew(tmp_path: Path) -> None:
    held = {question.id: question for question in questions(60)}
    write(tmp_path / "0", held.values())
    rng = random.Random(5)
    for night in range(1, 12):
        changed = questions(4, seed=100 + night, first_id=rng.randrange(1, 70))
        gone = rng.sample(sorted(held), k=5)
        for question_id in gone:
            del held[question_id]
        held |= {question.id: question for question in changed}
        write(
            tmp_path / str(night), changed, tmp_path / str(night - 1), {*gone, *(question.id for question in changed)}
        )
        assert len(list((tmp_path / str(night)).glob("*.pst"))) <= 6
    write(tmp_path / "anew", held.values())
    with closing(ENGINE.open(tmp_path / "11")) as index, closing(ENGINE.open(tmp_path / "anew")) as anew:
        compare(index, Reference(held.values()), rng, 60)
        for _ in range(100):
            plan = random_plan(rng)
            found = [one.find(plan, Filters(), Order.RELEVANCE, MANY, (), lambda: None) for one in (index, anew)]
            assert found[0] == found[1]


def test_what_did_not_change_is_linked_from_the_base(tmp_path: Path) -> None:
    write(tmp_path / "a", questions(30))
    linked = write(tmp_path / "b", questions(1, first_id=100), tmp_path / "a", [3])
    assert linked == {path.name for path in (tmp_path / "a").iterdir() if path.suffix != ".toc"}
    assert all((tmp_path / "a" / name).samefile(tmp_path / "b" / name) for name in linked)


def test_a_segment_that_is_all_gone_leaves_nothing(tmp_path: Path) -> None:
    write(tmp_path / "a", questions(10))
    assert write(tmp_path / "b", (), tmp_path / "a", range(1, 11)) == frozenset()
    with closing(ENGINE.open(tmp_path / "b")) as index:
        assert index.count() == 0
        compare(index, Reference(()), random.Random(1), 30)


def test_processes_build_one_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whoosh_writer, "_ALONE", 50)
    held = questions(330)
    write(tmp_path / "a", held)
    assert len(list((tmp_path / "a").glob("*.pst"))) > 0
    assert all(path.is_file() for path in (tmp_path / "a").iterdir())
    with closing(ENGINE.open(tmp_path / "a")) as index:
        compare(index, Reference(held), random.Random(1), 30)
