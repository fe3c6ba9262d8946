"""What is remembered is not made again, and what was not asked for longest is forgotten first."""

import pytest

from indexer.remembered import Remembered


def test_what_is_remembered_is_not_made_again() -> None:
    made: list[str] = []
    words = Remembered[str, int](2)

    def of(word: str) -> int:
        return words.of(word, lambda: made.append(word) or len(word))  # type: ignore[func-returns-value]

    assert [of(word) for word in ("bus", "school", "bus")] == [3, 6, 3]
    assert made == ["bus", "school"]
    assert [of(word) for word in ("tram", "bus", "school")] == [4, 3, 6]
    assert made == ["bus", "school", "tram", "school"]  # it was not asked for longest, and made room


def test_what_fails_is_made_anew() -> None:
    words = Remembered[str, int](2)
    with pytest.raises(ZeroDivisionError):
        words.of("bus", lambda: 1 // 0)
    assert words.of("bus", lambda: 3) == 3
