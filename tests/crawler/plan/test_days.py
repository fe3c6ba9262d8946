"""Spans of days: what lies between them, what they are together, and what of them lies within others."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.plan.days import DAY, Days, gaps, merged, within

ORIGIN = date(2024, 1, 1)
SPANS = st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), max_size=6)


def january(spans: list[tuple[int, int]]) -> list[Days]:
    return [(day(since), day(until)) for since, until in spans]


def day(number: int) -> date:
    return ORIGIN + (number - 1) * DAY


def spread(spans: list[Days]) -> list[date]:
    """Every day of the spans, as often as it is in them; a span that ends before it begins has none."""
    return [since + n * DAY for since, until in spans for n in range((until - since).days + 1)]


@pytest.mark.parametrize(
    ("finished", "expected"),
    [
        ([], [(1, 10)]),
        ([(8, 10)], [(1, 7)]),
        ([(8, 10), (3, 5)], [(6, 7), (1, 2)]),
        ([(1, 10)], []),
        ([(1, 5), (4, 10)], []),
        ([(11, 20)], [(1, 10)]),
        ([(9, 20)], [(1, 8)]),
        ([(5, 4)], [(1, 10)]),
    ],
)
def test_what_is_left_lies_between_the_finished_windows(
    finished: list[tuple[int, int]], expected: list[tuple[int, int]]
) -> None:
    assert gaps(day(1), day(10), january(finished)) == january(expected)


@given(st.integers(1, 60), st.integers(1, 60), SPANS)
def test_gaps_and_finished_spans_make_the_whole(since: int, until: int, finished: list[tuple[int, int]]) -> None:
    spans = january(finished)
    found = gaps(day(since), day(until), spans)
    left = spread(found)
    assert len(left) == len(set(left))
    assert set(left) == set(spread([(day(since), day(until))])) - set(spread(spans))
    assert all(start <= end for start, end in found)
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param([(3, 5)], [(3, 5)], id="one"),
        pytest.param([(3, 5), (6, 9)], [(3, 9)], id="they meet"),
        pytest.param([(3, 5), (7, 9)], [(3, 5), (7, 9)], id="a day between"),
        pytest.param([(7, 9), (3, 5)], [(3, 5), (7, 9)], id="in order"),
        pytest.param([(1, 20), (3, 5)], [(1, 20)], id="one in another"),
        pytest.param([(3, 7), (5, 9)], [(3, 9)], id="they overlap"),
        pytest.param([(5, 3)], [], id="ends before it begins"),
        pytest.param([(1, 1), (2, 2), (3, 3)], [(1, 3)], id="single days"),
    ],
)
def test_spans_are_merged(spans: list[tuple[int, int]], expected: list[tuple[int, int]]) -> None:
    assert merged(january(spans)) == january(expected)


@given(SPANS)
def test_merged_spans_have_the_same_days_each_once(numbers: list[tuple[int, int]]) -> None:
    spans = january(numbers)
    found = merged(spans)
    assert spread(found) == sorted(set(spread(spans)))
    assert all(later[0] - earlier[1] > DAY for earlier, later in pairwise(found))
    assert merged(found) == found


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        pytest.param([(1, 30)], [(10, 20)], id="around"),
        pytest.param([(12, 15)], [(12, 15)], id="inside"),
        pytest.param([(5, 10), (20, 25)], [(20, 20), (10, 10)], id="at the edges, the newest first"),
        pytest.param([(1, 9), (21, 30)], [], id="outside"),
    ],
)
def test_spans_are_cut(spans: list[tuple[int, int]], expected: list[tuple[int, int]]) -> None:
    assert within(january(spans), day(10), day(20)) == january(expected)


@given(SPANS, st.integers(1, 60), st.integers(1, 60))
def test_what_is_cut_has_the_days_of_both(numbers: list[tuple[int, int]], since: int, until: int) -> None:
    spans = merged(january(numbers))
    found = within(spans, day(since), day(until))
    assert set(spread(found)) == set(spread(spans)) & set(spread([(day(since), day(until))]))
    assert found == sorted(found, reverse=True)
