"""What fails is tried less and less often, and at last no more."""

from datetime import timedelta

import pytest

from crawler.archive.retries import TRIES, is_parked, pause_after


@pytest.mark.parametrize(
    ("failures", "hours"), [(0, 0), (1, 0), (2, 20), (3, 40), (4, 80), (5, 160), (6, 320), (7, 640)]
)
def test_the_pause_doubles(failures: int, hours: int) -> None:
    assert pause_after(failures) == timedelta(hours=hours)


def test_something_is_parked_after_some_two_months() -> None:
    assert [is_parked(failures) for failures in (0, 1, TRIES - 1, TRIES, TRIES + 1)] == [
        False,
        False,
        False,
        True,
        True,
    ]
    tried = sum((pause_after(failures) for failures in range(TRIES)), timedelta())
    assert timedelta(days=50) < tried < timedelta(days=62)
