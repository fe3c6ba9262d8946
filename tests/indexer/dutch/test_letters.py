"""Folding: what makes no difference to a search."""

import pytest

from indexer import dutch


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("Coördinatie", "coordinatie", id="capitals and accents"),
        pytest.param("cafe\u0301", "cafe", id="a loose accent"),
        pytest.param("jeugd\u00adhulp", "jeugdhulp", id="a soft hyphen"),
        pytest.param("Łódź Ærø Ǿ", "lodz aero o", id="letters that carry no separate accent"),
        pytest.param("\U0001d417\u03d2", "xυ", id="capitals in bold, and with a hook"),
    ],
)
def test_capitals_accents_and_marks_fall_away(text: str, folded: str) -> None:
    assert dutch.fold(text) == folded


def test_what_is_folded_once_is_folded() -> None:
    letters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    folded = [dutch.fold(letter) for letter in letters]
    assert [dutch.fold(one) for one in folded] == folded
    assert not any(set(one) & set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for one in folded)
