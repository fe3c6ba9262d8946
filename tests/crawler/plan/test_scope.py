"""What a crawl can be asked for: what cannot be is said in one line."""

from datetime import date
from typing import Any

import pytest

from crawler.errors import BadScope
from crawler.parliament.addresses import Query
from crawler.plan.scope import CrawlScope, UpdateScope, read_scope
from tests.support.clocks import Clock


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"since": "gisteren"}, "'gisteren' is not a date: expected one like 2024-03-31"),
        ({"since": "2024-02-30"}, "'2024-02-30' is not a date"),
        ({"until": "20240131"}, "'20240131' is not a date"),
        ({"since": "2024-02-01", "until": "2024-01-01"}, "the crawl cannot run from 2024-02-01 until 2024-01-01"),
        ({"since": "2999-01-01"}, "nothing was published since 2999-01-01 yet"),
        ({"until": "1990-01-01"}, "nothing was published until 1990-01-01"),
        ({"session_years": ["2023"]}, "'2023' is no session year"),
        ({"session_years": ["2023-2025"]}, "'2023-2025' is no session year"),
        ({"session_years": ["1830-1831"]}, "'1830-1831' is no session year"),
        ({"links": ["1"], "themes": ["Sport"]}, "links name the questions themselves"),
    ],
)
def test_a_scope_that_cannot_be_is_named_in_one_line(given: dict[str, Any], said: str) -> None:
    with pytest.raises(BadScope) as caught:
        CrawlScope.parse(**given)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


def test_the_whole_archive_is_the_scope_where_nothing_is_asked(clock: Clock) -> None:
    assert CrawlScope.parse().queries == [Query(date(1995, 3, 1), clock.today)]


@pytest.mark.parametrize(
    "scope",
    [
        CrawlScope(),
        CrawlScope(date(2021, 1, 1), date(2021, 12, 31), ("2020-2021",), ("Sport",)),
        CrawlScope(links=("1", "2")),
        UpdateScope(),
        UpdateScope(date(1995, 3, 1)),
    ],
    ids=str,
)
def test_a_scope_is_read_as_it_was_written(scope: CrawlScope | UpdateScope) -> None:
    assert read_scope(str(scope)) == scope


@pytest.mark.parametrize("written", ["", "[]", "half of a", '{"since": "1990-02-30"}', '{"links": 5}'])
def test_what_is_no_scope_is_refused(written: str) -> None:
    with pytest.raises(BadScope):
        read_scope(written)


def test_years_and_themes_must_both_fit() -> None:
    scope = CrawlScope.parse(session_years=["2021-2022", "2022-2023"], themes=["Sport", " Wonen ", "Sport"])
    assert [(query.session_year, query.theme) for query in scope.queries] == [
        ("2021-2022", "Sport"), ("2021-2022", "Wonen"), ("2022-2023", "Sport"), ("2022-2023", "Wonen"),
    ]  # fmt: skip
