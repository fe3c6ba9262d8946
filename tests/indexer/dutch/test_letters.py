"""Folding: what makes no difference to a search."""

import pytest

from indexer import dutch


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("Coördinatie", "coordinatie", id="capitals and accents"),
        pytest.param("cafe\u0301", "cafe", id="a loose accent"),
        pytest.param("jeugd\u00adhulp", "jeugdhulp", id="a soft hyphen"),
        pytest.param("Łódź Ærø", "lodz aero", id="letters that carry no separate accent"),
    ],
)
def test_capitals_accents_and_marks_fall_away(text: str, folded: str) -> None:
    assert dutch.fold(text) == folded
