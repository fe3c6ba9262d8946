"""docs/scaling.md: its tables are what the arithmetic gives."""

import re

from benchmarks.scaling import GUIDE, TABLES, with_tables


def test_the_tables_are_those_of_the_figures() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert with_tables(text) == text, "run python -m benchmarks.scaling --write"
    assert len(re.findall(r"^\| 1,000,000 \|", text, re.MULTILINE)) >= len(TABLES)
