"""A page turned so that most of its text runs from left to right: tables are often printed sideways."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from indexer.extraction.formats.pdf.painting import Rule, Run


def upright(
    runs: Sequence[Run], rules: Sequence[Rule], width: float, height: float
) -> tuple[tuple[Run, ...], tuple[Rule, ...], float]:
    """The runs, the rules and the height of a page as it is read, given those of the sheet it is printed on."""
    letters: Counter[int] = Counter()
    for run in runs:
        letters[run.angle] += len(run.text)
    quarters = letters.most_common(1)[0][0] if letters else 0
    if not quarters:
        return tuple(runs), tuple(rules), height

    def turned(x: float, y: float) -> tuple[float, float]:
        if quarters == 1:
            return y, width - x
        return (width - x, height - y) if quarters == 2 else (height - y, x)

    def turned_rule(rule: Rule) -> Rule:
        (x0, y0), (x1, y1) = turned(rule.x0, rule.y0), turned(rule.x1, rule.y1)
        return Rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    return (
        tuple(_moved(run, *turned(run.x, run.y), (run.angle - quarters) % 4) for run in runs),
        tuple(map(turned_rule, rules)),
        height if quarters == 2 else width,
    )


def _moved(run: Run, x: float, y: float, angle: int) -> Run:
    return replace(run, x=x, y=y, angle=angle)
