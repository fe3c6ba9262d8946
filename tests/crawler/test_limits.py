"""When what has vanished or come emptier is alarming."""

import pytest

from crawler.limits import FEW, is_alarming


@pytest.mark.parametrize(
    ("number", "of", "alarm"),
    [(FEW, FEW, False), (FEW + 1, FEW + 1, True), (50, 1_000, False), (51, 1_000, True), (0, 0, False)],
)
def test_more_than_a_few_and_more_than_a_share_are_alarming(number: int, of: int, alarm: bool) -> None:
    assert is_alarming(number, of, share=0.05) is alarm
