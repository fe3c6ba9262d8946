"""Gaps in the numbers of a minister's session year show what is missing."""

import pytest

from indexer.corpus.completeness import Completeness, Series, ranges
from indexer.question import Document
from tests.support.factory import make_question


def test_numbers_that_are_not_held_are_missing_up_to_the_highest() -> None:
    found = Completeness()
    for number in (1, 2, 5, 6):
        found.add(make_question(number, number=number, session_year="2022-2023", minister="Bram Hellemans"))
    found.add(make_question(9, number=2, session_year="2022-2023", minister="Hanne Dockx"))
    assert found.series() == (
        Series("2022-2023", "Bram Hellemans", 4, 6, (3, 4), 0),
        Series("2022-2023", "Hanne Dockx", 1, 2, (1,), 0),
    )


def test_each_session_year_counts_from_one() -> None:
    found = Completeness()
    found.add(make_question(1, number=1, session_year="2022-2023"))
    found.add(make_question(2, number=1, session_year="2023-2024"))
    assert [(series.session_year, series.missing) for series in found.series()] == [
        ("2022-2023", ()),
        ("2023-2024", ()),
    ]


def test_a_question_whose_file_could_not_be_fetched_is_held_without_it() -> None:
    lost = Document(
        pfile=1,
        url="u",
        filename=None,
        media_type=None,
        role="question_and_answer",
        sha256=None,
        bytes=None,
        pages=None,
    )
    found = Completeness()
    found.add(make_question(1, number=1, documents=(lost,)))
    assert [(series.held, series.without_file) for series in found.series()] == [(1, 1)]


def test_a_question_without_number_belongs_to_no_series() -> None:
    found = Completeness()
    found.add(make_question(1, number=None))
    assert found.series() == ()


def test_a_number_that_no_minister_reaches_makes_none_missing() -> None:
    found = Completeness()
    for number in (1, 3, 3_000_000_000, 2**63 - 1):
        found.add(make_question(number, number=number))
    assert [(series.held, series.missing) for series in found.series()] == [(2, (2,))]


@pytest.mark.parametrize(
    ("numbers", "words"), [((), ""), ((4,), "4"), ((3, 7, 8, 9), "3, 7-9"), ((1, 2, 5, 6), "1-2, 5-6")]
)
def test_numbers_are_told_in_few_words(numbers: tuple[int, ...], words: str) -> None:
    assert ranges(numbers) == words
